"""The library."""

from __future__ import annotations

from bot.core.models import Bank, Item, Lesson, Library, Matching, Source, TrueFalse


def lesson(lesson_id: str, movement: str, number: int) -> Lesson:
    return Lesson(id=lesson_id, title="", movement=movement, number=number, period="", terms={}, cites=(), body="")


def true_false(item_id: str, about: str | None) -> Item:
    return TrueFalse(id=item_id, ask="?", why="!", answer=True, lesson=about)


ITEMS = (true_false("kachagh/raids/x", "raids"), true_false("basmachi/kokand/x", None), true_false("z/b/y", "raids"))
SOURCE = Source(id="s", title="", author="", year=None, licence="", sections=())
LIBRARY = Library.of(
    [lesson("raids", "kachagh", 1), lesson("late", "basmachi", 10), lesson("early", "basmachi", 2)],
    [Bank(id=item.bank, title="", movement=item.bank.split("/")[0], items=(item,)) for item in ITEMS],
    [SOURCE],
)


def test_lessons_stand_in_course_order() -> None:
    assert list(LIBRARY.lessons) == ["early", "late", "raids"]


def test_movements_are_those_of_lessons_and_then_those_of_banks_alone() -> None:
    assert LIBRARY.movements == ("basmachi", "kachagh", "z")


def test_banks_and_items_stand_by_the_banks_id() -> None:
    assert list(LIBRARY.banks) == ["basmachi/kokand", "kachagh/raids", "z/b"]
    assert [item.id for item in LIBRARY.items()] == ["basmachi/kokand/x", "kachagh/raids/x", "z/b/y"]


def test_an_item_is_found_by_its_id_and_an_unknown_one_is_none() -> None:
    assert LIBRARY.item("z/b/y") is ITEMS[2]
    assert LIBRARY.item("z/b/nothing") is None


def test_the_items_on_a_lesson_come_from_every_bank() -> None:
    assert LIBRARY.items_on("raids") == (ITEMS[0], ITEMS[2])
    assert LIBRARY.items_on("early") == ()


def test_sources_are_found_by_their_id() -> None:
    assert LIBRARY.sources["s"] is SOURCE


def test_the_sides_of_a_matching_stand_in_the_order_of_its_pairs() -> None:
    item = Matching(id="b/x", ask="?", why="!", pairs=(("b", "B"), ("a", "A")))
    assert (item.lefts, item.rights) == (("b", "a"), ("B", "A"))
