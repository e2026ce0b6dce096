"""What a learner practises: which items a sitting asks, in which order, and which of them once more at its end.

What is due comes first, and new items stand between what is due, for two reasons. Two questions on one lesson in a row
are hardly two: the second is answered from what the first has just shown, and what is read off is not recalled. And
where things can be confused, questions on one among questions on others teach to tell them apart (Rohrer 2012,
https://doi.org/10.1007/s10648-012-9201-3; the evidence is mostly from mathematics).
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime
from itertools import chain

from bot.core.models import Item, Library
from bot.core.review import Memory

NEW_SHARE = 1 / 3
"""How much of a sitting is new, at the least, until the whole course has been seen."""
MOST_TRIES = 3
"""How often an item is asked in one sitting."""


def in_course_order(library: Library) -> tuple[Item, ...]:
    """Every item once: movement by movement and lesson by lesson, a lesson's items in the banks' order.

    Items without a lesson come at the end of their movement.
    """
    of_movement: dict[str, list[Item]] = {movement: [] for movement in library.movements}
    for lesson in library.lessons.values():
        of_movement[lesson.movement] += library.items_on(lesson.id)
    for bank in library.banks.values():
        of_movement[bank.movement] += [item for item in bank.items if item.lesson not in library.lessons]
    return tuple(chain.from_iterable(of_movement.values()))


def choose(
    items: Sequence[Item],
    memories: Mapping[str, Memory],
    *,
    count: int,
    now: datetime,
    recall: Callable[[Memory, datetime], float],
    new_share: float = NEW_SHARE,
    not_now: AbstractSet[str] = frozenset(),
) -> tuple[Item, ...]:
    """Choose what a sitting asks: `count` different items, or all there are, in the order to ask them in.

    `items` is the course in its order, `memories` what the learner remembers, by item; a memory of another version of
    its item counts for nothing. What was missed is due at once, the rest when its time has come; where too much is due,
    what has been due longest comes first, so that nothing waits for ever. At least `new_share` of the sitting is new,
    but never all of it while something is due; more where less is due. Where neither suffices, what is remembered least
    fills up. `not_now` has the ids of what is in play elsewhere.
    """
    course = {item.id: item for item in items if item.id not in not_now}
    known = {id_: memory for id_, item in course.items() if (memory := _memory_of(item, memories))}

    due = sorted((id_ for id_, one in known.items() if is_due(one, now)), key=lambda id_: _due_since(known[id_]))
    least_new = min(math.ceil(count * new_share), count - 1)
    new = [id_ for id_ in course if id_ not in known][: max(least_new, count - len(due), 0)]
    seen = due[: max(count - len(new), 0)]
    if len(seen) + len(new) < count:
        early = sorted((id_ for id_ in known if not is_due(known[id_], now)), key=lambda id_: recall(known[id_], now))
        seen += early[: count - len(seen) - len(new)]
    lessons = {id_: course[id_].lesson for id_ in [*seen, *new]}
    return tuple(course[id_] for id_ in _mixed(seen, new, lessons))


def is_due(memory: Memory, now: datetime) -> bool:
    """Whether it is time to ask an item again: its day has come, or it was missed and not answered right since."""
    return memory.missed or memory.due_at <= now


def again(tries: Iterable[tuple[str, float]]) -> tuple[str, ...]:
    """Which items of a sitting are asked once more, given each try's item and credit in the order they were made.

    Those that got no credit at the last try and have been tried fewer than `MOST_TRIES` times; whose turn was longest
    ago comes first. Recalling what was missed once in the sitting, and again on later days, is what makes it last
    (Rawson and Dunlosky 2011, https://doi.org/10.1037/a0023956).
    """
    times: Counter[str] = Counter()
    missed: dict[str, None] = {}
    for id_, credit in tries:
        times[id_] += 1
        missed.pop(id_, None)
        if credit <= 0:
            missed[id_] = None
    return tuple(id_ for id_ in missed if times[id_] < MOST_TRIES)


def _due_since(memory: Memory) -> datetime:
    return memory.last_review if memory.missed else memory.due_at


def _memory_of(item: Item, memories: Mapping[str, Memory]) -> Memory | None:
    """What is remembered of an item as it is now."""
    memory = memories.get(item.id)
    return memory if memory is not None and memory.version == item.version else None


def _mixed(seen: list[str], fresh: list[str], lessons: Mapping[str, str | None]) -> list[str]:
    """Spread new items evenly among those seen before, beginning with one of these.

    New ones keep their order, since one may build on another. Those seen before keep theirs as far as no two of one
    lesson come in a row.
    """
    groups: list[list[str]] = [[] for _ in range(len(seen) + 1)]
    for number, id_ in enumerate(fresh, 1):
        groups[math.ceil(len(seen) * number / (len(fresh) + 1))].append(id_)
    mixed, waiting = list(groups[0]), list(seen)
    for following in groups[1:]:
        fitting = _fitting(waiting, lessons, before=mixed[-1:], after=following[:1])
        waiting.remove(fitting)
        mixed += [fitting, *following]
    return mixed


def _fitting(waiting: list[str], lessons: Mapping[str, str | None], *, before: list[str], after: list[str]) -> str:
    """The first whose lesson is neither that of its neighbour before nor of that after; at least not that before."""
    told, next_told = ({lessons[id_] for id_ in beside} - {None} for beside in (before, after))
    return min(waiting, key=lambda id_: (lessons[id_] in told, lessons[id_] in next_told))
