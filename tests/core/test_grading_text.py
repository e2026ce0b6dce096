"""Grading typed answers: short text and years."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.core.errors import Objection
from bot.core.grading import LONGEST_TEXT, grade, objection
from bot.core.models import Picked, ShortText, Typed, Year
from tests.core.strategies import any_text, short_texts, years


def text_item(*accept: str) -> ShortText:
    return ShortText(id="b/text", ask="?", why="!", accept=accept)


def year_item(year: int, within: int = 0) -> Year:
    return Year(id="b/year", ask="?", why="!", year=year, within=within)


def right(item: ShortText | Year, text: str) -> bool:
    return grade(item, Typed(text)) == 1


def why_not(item: ShortText | Year, text: str) -> Objection | None:
    return objection(item, Typed(text))


# The faults of other bots, by name.


@pytest.mark.parametrize("item", [text_item("1918"), year_item(1918)])
@pytest.mark.parametrize(
    "text", ["1916 1917 1918", "1918 1917 1916", "1916/1917/1918", "1917,1918", "1917 or 1918", "1918\n1919"]
)
def test_1916_1917_1918_is_not_accepted_for_1918(item: ShortText | Year, text: str) -> None:
    assert not right(item, text)
    assert why_not(item, text) is Objection.SEVERAL


@pytest.mark.parametrize("text", ["Enver.", "enver", " ENVER! ", "“Enver”", "Énver", "the Enver"])
def test_enver_with_a_full_stop_is_accepted_for_enver(text: str) -> None:
    assert right(text_item("Enver"), text)


@pytest.mark.parametrize("text", ["a", "b", "Bas", "Basma", "machi", "Basmachi movement of Turkestan"])
def test_a_letter_or_a_piece_is_not_accepted_for_basmachi(text: str) -> None:
    assert not right(text_item("Basmachi"), text)
    assert why_not(text_item("Basmachi"), text) is None


@pytest.mark.parametrize("text", ["1917", "1961", "191", "19166", "19 16", "1 916"])
def test_no_typo_budget_lets_another_number_pass_for_1916(text: str) -> None:
    assert not right(text_item("1916"), text)
    assert not right(text_item("the uprising of 1916"), f"the uprising of {text}")


@pytest.mark.parametrize("text", ["Энвер-паша", "Էնվեր փաշա", "أنور باشا"])
def test_answers_in_cyrillic_armenian_and_arabic_script_are_read(text: str) -> None:
    item = text_item("Enver Pasha", "أنور باشا")
    assert right(item, text)
    assert not right(text_item("Ibrahim Bek", "إبراهيم بك"), text)


# What is forgiven.


@pytest.mark.parametrize(
    ("accepted", "text"),
    [
        ("Basmachi", "Basmatchi"),
        ("Basmachi", "Bsamachi"),
        ("Basmachi", "Basmaci"),
        ("Basmachi", "basmachis"),
        ("Turkestan", "Turkistan"),
        ("Kokand", "Kokamd"),
        ("Enver Pasha", "Envar Pasah"),
        ("Enver Pasha", "EnverPasha"),
        ("Kurbashi", "Kur bashi"),
        ("USSR", "U.S.S.R."),
        ("U.S.A.", "USA"),
        ("Autonomous Turkestan", "Avtonomus Turkistam"),
        ("Tsar", "Tasr"),
        ("Red Army", "Red Amry"),
        ("Kokand Autonomy", "the Kokand autonmy"),
        ("Kokand Autonomous Government", "Kokand Autonomus Goverment"),
    ],
)
def test_a_few_slips_are_forgiven_in_a_long_word(accepted: str, text: str) -> None:
    assert right(text_item(accepted), text)


@pytest.mark.parametrize(
    ("accepted", "text"),
    [
        ("Iraq", "Iran"),
        ("Red", "Rad"),
        ("Tsar", "Tsr"),
        ("Enver", "Anvar"),
        ("Nuri Pasha", "Nabi Pasha"),
        ("Ali Bek", "Eli Bek"),
        ("Madamin Bek", "Madamin"),
        ("Enver Pasha", "Enver"),
        ("Nicholas II", "Nicholas I"),
        ("Nicholas II", "Nicholas III"),
        ("Nicholas II", "Nicholas"),
        ("Order No. 1", "Order No. 2"),
        ("Bolshevik", "Menshevik"),
        ("Turkestan", "Turkmenistan"),
        ("northern", "southern"),
        ("southeastern", "northeastern"),
        ("majority", "minority"),
        ("January", "February"),
        ("June", "July"),
        ("Kokand Autonomous Government", "Kokand Autonomic Gouvernement"),
    ],
)
def test_another_name_does_not_pass_as_a_slip(accepted: str, text: str) -> None:
    assert not right(text_item(accepted), text)


@pytest.mark.parametrize(
    ("accepted", "text"),
    [
        ("10,000", "10000"),
        ("10000", "10,000 "),
        ("the Basmachi", "Basmachi"),
        ("Basmachi", "The Basmachi"),
        ("Emir", "an Emir"),
        ("A", "a"),
        ("the", "The."),
        ("and", "And"),
        ("Sword & Shield", "sword and shield"),
    ],
)
def test_articles_commas_in_numbers_and_ampersands_are_forgiven(accepted: str, text: str) -> None:
    assert right(text_item(accepted), text)


@example(text_item("and"), ".")
@given(short_texts(), st.sampled_from(["", ".", " ", "!?"]))
def test_every_accepted_form_is_right_in_any_case_and_form_with_any_punctuation(item: ShortText, noise: str) -> None:
    for form in item.accept:
        for text in (form, form.upper(), form.lower(), unicodedata.normalize("NFD", form)):
            assert right(item, text + noise)
            assert right(item, noise + text)


# One answer only.


@pytest.mark.parametrize(
    "text",
    [
        "Enver Pasha, Ibrahim Bek",
        "Enver or Ibrahim",
        "ENVER OR IBRAHIM",
        "Enver and Ibrahim",
        "Enver/Ibrahim",
        "Enver|Ibrahim",
        "Enver; Ibrahim",
        "Enver & Ibrahim",
        "Enver\nIbrahim",
        "Энвер или Ибрагим",
        "أنور، إبراهيم",
        "Ibrahim, Irgash",
    ],
)
def test_a_list_of_answers_is_objected_to_be_one_of_them_right_or_not(text: str) -> None:
    item = text_item("Enver Pasha", "Enver")
    assert why_not(item, text) is Objection.SEVERAL
    assert not right(item, text)


@pytest.mark.parametrize("text", ["Khiva and Bukhara", "Khiva & Bukhara", "Khiva, Bukhara", "khiva and bukhara."])
def test_where_the_answer_is_a_list_a_list_is_no_objection(text: str) -> None:
    assert right(text_item("Khiva and Bukhara"), text)


def test_a_wrong_list_for_a_list_is_simply_wrong() -> None:
    item = text_item("Khiva and Bukhara")
    assert why_not(item, "Khiva and Kokand") is None
    assert not right(item, "Khiva and Kokand")


@pytest.mark.parametrize("text", ["Enver, Pasha", "Enver Pasha,", "Enver Pasha or", "Enver/Pasha"])
def test_a_stray_sign_in_one_answer_is_not_a_list(text: str) -> None:
    assert why_not(text_item("Enver Pasha"), text) is None


def test_a_word_with_or_and_and_in_it_is_not_a_list() -> None:
    assert why_not(text_item("Enver"), "Orenburg Andijan") is None


def test_several_numbers_are_no_objection_where_the_answer_has_as_many() -> None:
    assert right(text_item("1916 1934"), "1916 1934")
    assert why_not(text_item("1916 1934"), "1917 1934") is None


# Years.


@pytest.mark.parametrize(
    "text",
    [
        *["1922", "1922.", " in 1922 ", "1922 AD", "1922 CE", "A.D. 1922", "1922AD", "year 1922", "'1922'", "In 1922!"],
        *["it was in the year 1922", "c. 1922", "(1922)", "１９２２", "١٩٢٢", "۱۹۲۲", "१९२२", "в 1922 году", "1922 г."],
        *["1922-ci il", "1922-ci ildə", "1922 yil", "1922 թ.", "1,922"],
    ],
)
def test_a_year_is_read_out_of_the_words_and_signs_around_it(text: str) -> None:
    assert why_not(year_item(1922), text) is None
    assert right(year_item(1922), text)
    assert not right(year_item(1923), text)


@pytest.mark.parametrize(
    "text",
    [
        *["nineteen", "x", "19222", "01922", "1922 BC", "1922 BCE", "1922 B.C.", "-1922", "−1922", "- 1922", "1920s"],
        *["1920's", "after 1922", "not 1922", "<1922", "1922 BC".lower(), "Enver 1922", "1" * 5000, "before 1922"],
    ],
)
def test_what_is_no_plain_year_is_objected_to(text: str) -> None:
    expected = Objection.TOO_LONG if len(text) > LONGEST_TEXT else Objection.NOT_A_YEAR
    assert why_not(year_item(1922), text) is expected
    assert not right(year_item(1922), text)


@pytest.mark.parametrize("text", ["1921 1922", "1921/22", "1921-1922", "1922 or 1923", "5 May 1922", "1 922"])
def test_two_numbers_are_objected_to_where_a_year_is_asked_for(text: str) -> None:
    assert why_not(year_item(1922), text) is Objection.SEVERAL


@given(years(), st.integers(1, 9999))
def test_a_year_is_right_within_the_leeway_and_wrong_beyond_it(item: Year, year: int) -> None:
    assert right(item, str(year)) == (abs(year - item.year) <= item.within)


# Objections that both have.

BOTH = pytest.mark.parametrize("item", [text_item("Enver"), year_item(1922)])


@BOTH
@pytest.mark.parametrize("text", ["", "  \n ", "?", "…", "👍", " " * 1000, "\u200b"])
def test_a_blank_answer_or_one_of_signs_alone_is_empty(item: ShortText | Year, text: str) -> None:
    assert why_not(item, text) is Objection.EMPTY


@BOTH
def test_more_than_two_hundred_characters_are_too_long(item: ShortText | Year) -> None:
    assert why_not(item, "x" * 201) is Objection.TOO_LONG
    assert why_not(item, " " + "x" * 200 + " ") is not Objection.TOO_LONG


@BOTH
def test_a_pick_is_no_answer_to_a_question_for_typing(item: ShortText | Year) -> None:
    assert objection(item, Picked((0,))) is Objection.WRONG_KIND
    assert grade(item, Picked((0,))) == 0


@given(st.one_of(short_texts(), years()), any_text)
@example(text_item("Enver"), "\ud800,\udfff")
@example(year_item(1922), "፩ 1922 ⅷ")
def test_no_text_makes_grading_raise_and_an_objection_is_worth_nothing(item: ShortText | Year, text: str) -> None:
    assert grade(item, Typed(text)) in {0.0, 1.0}
    if why_not(item, text) is not None:
        assert grade(item, Typed(text)) == 0


@given(short_texts(), any_text)
def test_whether_a_list_is_objected_to_does_not_tell_whether_it_has_the_right_answer(
    item: ShortText, text: str
) -> None:
    with_it = why_not(text_item(*item.accept), f"Zzyzx, {text}")
    if with_it is Objection.SEVERAL:
        assert not right(item, f"Zzyzx, {text}")
