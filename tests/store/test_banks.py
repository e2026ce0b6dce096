"""Servers' own banks: every version is kept, one is in use, and no server sees another's."""

from __future__ import annotations

from bot.core.records import BankState, BankVersion
from bot.store import Store
from tests.store.samples import GUILD, HOST, KARABAKH, KOKAND, NOW

OTHER = GUILD + 1


async def keep(store: Store, name: str = "week", *, text: str = "one", guild_id: int = GUILD) -> BankVersion:
    return await store.keep_draft(guild_id, name, title=name.title(), text=text, items=3, uploaded_by=HOST, at=NOW)


async def keep_live(store: Store, name: str = "week", *, text: str = "one", keep_: int = 20) -> BankVersion:
    live = await store.put_live((await keep(store, name, text=text)).id, keep=keep_)
    assert live is not None
    return live


async def states(store: Store, guild_id: int = GUILD) -> list[tuple[str, int, BankState]]:
    return [(one.name, one.number, one.state) for one in await store.bank_versions(guild_id)]


async def test_a_file_is_kept_as_a_draft_and_in_use_nowhere(store: Store) -> None:
    draft = await keep(store, text="Əli")
    assert (draft.number, draft.state, draft.title, draft.items) == (1, BankState.DRAFT, "Week", 3)
    assert (draft.uploaded_by, draft.uploaded_at) == (HOST, NOW)
    assert await store.bank_version(draft.id) == draft
    assert await store.bank_text(draft.id) == "Əli"
    assert await store.live_banks(GUILD) == {}


async def test_a_draft_takes_the_place_of_the_one_before_it(store: Store) -> None:
    await keep(store)
    second = await keep(store, text="two")
    assert await store.bank_versions(GUILD) == [second]


async def test_one_version_is_in_use_and_those_before_it_are_kept(store: Store) -> None:
    first = await keep_live(store)
    await keep_live(store, text="two")
    assert await states(store) == [("week", 2, BankState.LIVE), ("week", 1, BankState.PAST)]
    assert await store.live_banks(GUILD) == {"week": "two"}
    await store.put_live(first.id, keep=20)
    assert await store.live_banks(GUILD) == {"week": "one"}


async def test_of_many_versions_the_newest_are_kept(store: Store) -> None:
    for _ in range(4):
        await keep_live(store, keep_=2)
    assert [(number, state) for _, number, state in await states(store)] == [
        (4, BankState.LIVE),
        (3, BankState.PAST),
        (2, BankState.PAST),
    ]


async def test_what_is_taken_out_of_use_is_kept(store: Store) -> None:
    await keep_live(store)
    await keep_live(store, "other")
    await store.take_out(GUILD, "week")
    assert await store.live_banks(GUILD) == {"other": "one"}
    assert ("week", 1, BankState.PAST) in await states(store)


async def test_only_a_draft_can_be_dropped(store: Store) -> None:
    live, draft = await keep_live(store), await keep(store)
    for one in (live, draft):
        await store.drop_draft(one.id)
    assert await store.bank_versions(GUILD) == [live]
    assert await store.put_live(draft.id, keep=20) is None
    assert await store.bank_version(draft.id) is None
    assert await store.bank_text(draft.id) is None


async def test_no_server_sees_anothers_banks_or_what_it_has_withdrawn(store: Store) -> None:
    await keep_live(store)
    await keep(store, guild_id=OTHER)
    await store.withdraw(GUILD, KOKAND, HOST, NOW)
    assert await states(store, OTHER) == [("week", 1, BankState.DRAFT)]
    assert await store.live_banks(OTHER) == {}
    assert await store.withdrawn(OTHER) == frozenset()


async def test_what_is_withdrawn_stays_so_until_it_is_brought_back(store: Store) -> None:
    for item in (KOKAND, KOKAND, KARABAKH):
        await store.withdraw(GUILD, item, HOST, NOW)
    assert await store.withdrawn(GUILD) == {KOKAND.id, KARABAKH.id}
    await store.bring_back(GUILD, KOKAND.id)
    assert await store.withdrawn(GUILD) == {KARABAKH.id}


async def test_the_titles_of_what_several_servers_have_in_use_are_told_at_once(store: Store) -> None:
    for name in ("week", "day"):
        await keep_live(store, name)
    await keep(store, "draft")
    await keep(store, guild_id=OTHER)
    assert await store.own_bank_titles([GUILD, OTHER]) == {GUILD: ["Day", "Week"]}


async def test_servers_with_banks_in_use_or_something_withdrawn_are_told_from_all_others(store: Store) -> None:
    await keep(store, guild_id=OTHER)
    assert await store.guilds_of_their_own() == set()
    await keep_live(store)
    await store.withdraw(OTHER + 1, KOKAND, HOST, NOW)
    assert await store.guilds_of_their_own() == {GUILD, OTHER + 1}
