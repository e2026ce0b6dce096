"""What is due for a learner just now, as far as it can be practised in direct messages."""

from __future__ import annotations

from datetime import datetime

from bot.core.mastery import known
from bot.services.shelves import Shelves
from bot.store import Store


async def how_much_is_due(store: Store, shelves: Shelves, learner_id: int, now: datetime) -> int:
    """How many questions a learner would be asked again: what is taught no more, or asked in class, is none of them."""
    due = await store.due(learner_id, now)
    if not due:
        return 0
    classes = await store.servers_of(learner_id)
    in_play = await store.items_in_play(classes) if classes else frozenset()
    homes = {one.guild_id for one in due.values() if one.guild_id is not None} & set(classes)
    libraries = [await shelves.of(home) for home in (None, *sorted(homes))]
    items = {item.id: item for library in libraries for item in library.items() if item.id not in in_play}
    return len(known(items.values(), due))
