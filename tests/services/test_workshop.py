"""A server's own banks, from an upload to use and back."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.errors import BadBankName, FileTooLarge, TooManyBanks, UnknownOwnBank, UnknownVersion
from bot.core.identity import home_of, own_bank_id
from bot.core.models import Library
from bot.core.records import BankState
from bot.services.shelves import Shelves
from bot.services.views import BankRefused, BankView
from bot.services.workshop import LARGEST, MOST_BANKS, MOST_PAST, _is_foreign, bank_name
from tests.services.school import GUILD, HOST, School

OTHER = GUILD + 1


def text(title: str = "Rivers", *, why: str = "It is.", answer: str = "true") -> bytes:
    return (
        f"title: {title}\nmovement: geography\nquestions:\n"
        f"  - {{id: amu, ask: Is the Amu Darya a river?, answer: {answer}, why: {why}}}\n"
    ).encode()


async def upload(school: School, data: bytes, name: str = "rivers") -> BankView:
    found = await school.workshop.upload(GUILD, HOST, f"{name}.yaml", data)
    assert isinstance(found, BankView)
    return found


async def use(school: School, data: bytes, name: str = "rivers") -> BankView:
    view = await upload(school, data, name)
    await school.workshop.put_live(GUILD, view.version.id)
    return view


async def own(school: School, guild_id: int = GUILD) -> dict[str, str]:
    library = await school.shelves.of(guild_id)
    return {bank.id: bank.title for bank in library.banks.values() if home_of(bank.id) == guild_id}


async def test_a_draft_is_not_in_use(school: School) -> None:
    view = await upload(school, text())
    assert (view.version.state, view.version.number, view.version.items) == (BankState.DRAFT, 1, 1)
    assert await own(school) == {}


async def test_a_bank_in_use_is_in_its_own_servers_library_alone(school: School) -> None:
    await use(school, text())
    assert await own(school) == {f"@{GUILD}/rivers": "Rivers"}
    assert await own(school, OTHER) == {}
    assert await school.shelves.of(None) is school.shelves.common


async def test_a_bank_put_into_use_while_the_first_library_is_read_is_in_use(
    school: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    view = await upload(school, text())
    shelves = Shelves(school.store, school.library)
    real = school.store.guilds_of_their_own

    async def just_before_it() -> set[int]:
        found = await real()
        await school.workshop.put_live(GUILD, view.version.id)
        shelves.forget(GUILD)
        return found

    monkeypatch.setattr(school.store, "guilds_of_their_own", just_before_it)
    await shelves.of(GUILD)
    assert f"@{GUILD}/rivers" in (await shelves.of(GUILD)).banks


async def test_a_movement_need_not_be_named(school: School) -> None:
    view = await use(school, text().replace(b"movement: geography\n", b""))
    assert view.bank.movement == "own"
    assert (await school.shelves.of(GUILD)).movements[-1] == "own"


async def test_a_bad_file_keeps_nothing(school: School) -> None:
    refused = await school.workshop.upload(GUILD, HOST, "rivers.yaml", b"title: Rivers\n")
    assert isinstance(refused, BankRefused)
    assert refused.problems
    assert "rivers.yaml:1" in refused.report
    assert await school.store.bank_versions(GUILD) == []


GIFT = b"::Amu:: Which river was called Oxus? {=Amu Darya ~Syr Darya ~Aras}\n\n::Essay:: Tell of the river. {}\n"


@pytest.mark.parametrize(
    ("file", "data", "kind"),
    [
        ("rivers.gift", GIFT, "Moodle GIFT"),
        ("rivers.txt", GIFT, "Moodle GIFT"),
        ("rivers.csv", b"question;correct;other\nWhich river was called Oxus?;Amu Darya;Aras\n", "CSV"),
        ("rivers.yaml", b"Which river was called Oxus?:\n- Amu Darya\n- Amu\n", "Red-DiscordBot trivia"),
        ("rivers.yml", b"AUTHOR: Somebody\nIs the Aras a river?:\n- Yes it is\n", "Red-DiscordBot trivia"),
    ],
)
async def test_a_file_of_another_program_becomes_a_bank(school: School, file: str, data: bytes, kind: str) -> None:
    view = await school.workshop.upload(GUILD, HOST, file, data)
    assert isinstance(view, BankView)
    assert (view.brought, view.version.name, len(view.bank.items)) == (kind, "rivers", 1)
    _, kept = await school.workshop.download(view.version)
    assert b"questions:" in kept


async def test_what_another_programs_file_has_and_a_bank_has_not_is_told(school: School) -> None:
    view = await school.workshop.upload(GUILD, HOST, "rivers.gift", GIFT)
    assert isinstance(view, BankView)
    assert view.left == view.report.count("rivers.gift:")
    assert "rivers.gift:3" in view.report


async def test_a_file_of_another_program_without_questions_is_refused(school: School) -> None:
    refused = await school.workshop.upload(GUILD, HOST, "rivers.xml", b"<quiz></quiz>")
    assert isinstance(refused, BankRefused)
    assert await school.store.bank_versions(GUILD) == []


async def test_a_bank_of_ours_is_one_whatever_it_is_called(school: School) -> None:
    view = await school.workshop.upload(GUILD, HOST, "rivers.txt", text())
    assert isinstance(view, BankView)
    assert view.brought is None


async def test_a_bad_bank_of_ours_is_not_taken_for_a_trivia_list(school: School) -> None:
    refused = await school.workshop.upload(GUILD, HOST, "rivers.yaml", b"title: Rivers\nmovement: geography\n")
    assert isinstance(refused, BankRefused)
    assert "questions" in refused.report


@given(st.binary(max_size=300))
def test_whatever_the_bytes_it_is_decided_quickly_whose_they_are(data: bytes) -> None:
    for file in ("a.yaml", "a.txt", "a.csv", "a"):
        assert _is_foreign(data, file) in {True, False}


async def test_a_file_too_large_is_not_even_read(school: School) -> None:
    with pytest.raises(FileTooLarge):
        await school.workshop.upload(GUILD, HOST, "rivers.yaml", b"x" * (LARGEST + 1))


async def test_versions_are_counted_and_the_draft_before_is_dropped(school: School) -> None:
    await use(school, text())
    await upload(school, text("Waters"))
    await upload(school, text("Streams"))
    versions = await school.store.bank_versions(GUILD)
    assert [(one.number, one.title, one.state) for one in versions] == [
        (3, "Streams", BankState.DRAFT),
        (1, "Rivers", BankState.LIVE),
    ]


async def test_another_key_is_told_from_other_words(school: School) -> None:
    await use(school, text())
    reworded = (await upload(school, text(why="It certainly is."))).changes
    rekeyed = (await upload(school, text(answer="false"))).changes
    assert reworded is not None
    assert rekeyed is not None
    assert (len(reworded.reworded), len(reworded.rekeyed)) == (1, 0)
    assert (len(rekeyed.reworded), len(rekeyed.rekeyed)) == (0, 1)


async def test_an_earlier_version_comes_back(school: School) -> None:
    first = await use(school, text())
    await use(school, text("Waters"))
    assert await own(school) == {f"@{GUILD}/rivers": "Waters"}
    await school.workshop.put_live(GUILD, first.version.id)
    assert await own(school) == {f"@{GUILD}/rivers": "Rivers"}


async def test_a_removed_bank_keeps_its_versions(school: School) -> None:
    await use(school, text())
    await school.workshop.remove(GUILD, "rivers")
    assert await own(school) == {}
    assert (await school.workshop.find(GUILD, "Rivers")).state is BankState.PAST
    with pytest.raises(UnknownOwnBank):
        await school.workshop.remove(GUILD, "rivers")


async def test_so_many_earlier_versions_are_kept_and_no_more(school: School) -> None:
    for number in range(MOST_PAST + 3):
        await use(school, text(f"Rivers {number}"))
    versions = await school.store.bank_versions(GUILD)
    assert len(versions) == MOST_PAST + 1
    assert versions[0].state is BankState.LIVE
    assert {one.state for one in versions[1:]} == {BankState.PAST}
    assert versions[-1].number == 3


async def test_a_server_has_room_for_so_many_banks(school: School) -> None:
    for number in range(MOST_BANKS):
        await use(school, text(), f"bank-{number}")
    with pytest.raises(TooManyBanks):
        await upload(school, text(), "one-more")
    await use(school, text("Another version"), "bank-0")
    await school.workshop.remove(GUILD, "bank-1")
    await use(school, text(), "one-more")


async def test_a_bank_taken_out_comes_back_only_where_there_is_room(school: School) -> None:
    old = await use(school, text(), "old")
    await school.workshop.remove(GUILD, "old")
    for number in range(MOST_BANKS):
        await use(school, text(), f"bank-{number}")
    with pytest.raises(TooManyBanks):
        await school.workshop.put_live(GUILD, old.version.id)


async def test_another_servers_version_is_not_there(school: School) -> None:
    view = await upload(school, text())
    for step in (school.workshop.look, school.workshop.put_live, school.workshop.drop):
        with pytest.raises(UnknownVersion):
            await step(OTHER, view.version.id)
    with pytest.raises(UnknownOwnBank):
        await school.workshop.find(OTHER, "rivers")


async def test_a_version_that_is_not_there_is_told(school: School) -> None:
    view = await upload(school, text())
    with pytest.raises(UnknownVersion):
        await school.workshop.find(GUILD, "rivers", 7)
    await school.workshop.drop(GUILD, view.version.id)
    with pytest.raises(UnknownVersion):
        await school.workshop.download(view.version)
    with pytest.raises(UnknownVersion):
        await school.workshop.put_live(GUILD, view.version.id)


async def test_a_name_nearly_right_is_answered_with_the_right_one(school: School) -> None:
    await use(school, text())
    with pytest.raises(UnknownOwnBank) as caught:
        await school.workshop.find(GUILD, "rivrs")
    assert caught.value.closest == "rivers"


async def test_a_bank_that_the_course_has_outgrown_is_left_out_and_the_others_stay(school: School) -> None:
    on_lesson = text().replace(b"why: It is.", b"why: It is., lesson: kokand")
    view = await use(school, on_lesson, "old")
    await use(school, text("Waters"), "waters")
    school.library = Library.of([], school.library.banks.values(), school.library.sources.values())
    assert await own(school) == {f"@{GUILD}/waters": "Waters"}
    with pytest.raises(UnknownVersion):
        await school.workshop.look(GUILD, view.version.id)


async def test_a_change_of_the_course_reaches_a_server_with_banks_of_its_own(school: School) -> None:
    await use(school, text())
    await school.shelves.of(GUILD)
    school.library = Library.of([], [], [])
    assert list((await school.shelves.of(GUILD)).banks) == [own_bank_id(GUILD, "rivers")]


@given(st.text(max_size=60))
def test_a_name_is_plain_or_refused(given_name: str) -> None:
    try:
        name = bank_name(given_name)
    except BadBankName:
        return
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name)
    assert len(name) <= 40
    assert bank_name(name) == name


@pytest.mark.parametrize("id_", ["basmachi/kokand", "basmachi/kokand/q1"])
def test_what_is_of_the_course_has_no_home(id_: str) -> None:
    assert home_of(id_) is None


def test_what_is_a_servers_own_tells_whose() -> None:
    assert home_of(own_bank_id(4711, "rivers")) == home_of("@4711/rivers/amu") == 4711


async def test_all_banks_are_told_with_their_versions_the_newest_first_and_each_can_be_had(school: School) -> None:
    for title in ("Rivers", "Rivers again"):
        await use(school, text(title))
    await upload(school, text("Hills"), "hills")
    view = await school.workshop.all(GUILD)
    assert [(one.name, [version.number for version in one.versions]) for one in view.banks] == [
        ("hills", [1]),
        ("rivers", [2, 1]),
    ]
    first = await school.workshop.find(GUILD, "rivers", 1)
    assert await school.workshop.download(first) == ("rivers.yaml", text("Rivers"))


async def test_a_version_that_the_course_has_outgrown_cannot_be_looked_at_any_more(school: School) -> None:
    lesson = text().replace(b"ask:", b"lesson: kokand, ask:")
    view = await upload(school, lesson)
    school.library = Library.of([], school.library.banks.values(), school.library.sources.values())
    with pytest.raises(UnknownVersion):
        await school.workshop.look(GUILD, view.version.id)
