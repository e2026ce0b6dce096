"""What is told of lessons and of the list of sources."""

from __future__ import annotations

import pytest

from bot.content.lessons import read_lesson
from bot.content.problems import Findings
from bot.content.sources import read_sources
from tests.content.samples import ARTICLE, BODY, FRONT, SOURCES


def told(text: str | bytes, name: str = "01-kokand.md") -> list[str]:
    findings = Findings("lesson")
    data = text.encode() if isinstance(text, str) else text
    read_lesson(data, name, "basmachi", {"article": ARTICLE}, findings)
    return [str(problem).removeprefix("lesson:") for problem in findings.problems()]


def test_a_good_lesson_has_nothing_to_tell() -> None:
    assert told(FRONT + BODY) == []
    assert told((FRONT + BODY).replace("\n", "\r\n")) == []


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        ("id: kokand\n", "", "2:1: a lesson needs the key 'id': a short name of the lesson: small letters"),
        (
            "id: kokand",
            "id: Kokand",
            "2:5: 'id' is 'Kokand'; an id is made of small letters a-z, digits and hyphens only",
        ),
        ("period:", "Period:", "5:1: 'Period' is not a key of a lesson; did you mean 'period'?"),
        ("movement: basmachi", "movement: kachagh", "4:11: 'movement' is 'kachagh', but the file stands in the folder"),
        (
            "section: Kokand",
            "section: Kokant",
            "8:34: 'Kokant' in 'section' is not a section of the source 'article'",
        ),
        ("terms:\n  Jadids: Muslim reformers.", "terms: {}", "6:8: 'terms' is empty; at least 1 is needed"),
        ("Muslim reformers.", "", "7:10: 'Jadids' in 'terms' is empty; write some text"),
        ("title: The", "title: A: The", "3:9: in 'title': there is a second ': ' on this line"),
        ("1917-1918", "x" * 61, "5:9: 'period' is 61 characters long; at most 60 are allowed"),
        ("---\nid", "id", "1:1: a lesson starts with a line '---', then 'id: …' and the other keys, then '---' again"),
        ("}\n---", "}\n", "1:1: the '---' that ends the keys at the top is missing"),
    ],
)
def test_what_is_wrong_at_the_top_of_a_lesson_is_told_with_its_line_in_the_file(
    before: str, after: str, message: str
) -> None:
    assert before in FRONT
    found = told(FRONT.replace(before, after, 1) + BODY)
    assert len(found) == 1, found
    assert found[0].startswith(message)


def test_a_lesson_without_any_keys_is_told() -> None:
    assert told("---\n---\n" + BODY) == [
        "2:1: there is nothing here but comments; write something, or delete the file",
    ]
    assert told("---\njust text\n---\n" + BODY) == [
        "2:1: a lesson is made of lines of 'key: value'; what stands here is 'just text'",
    ]


@pytest.mark.parametrize(
    "name", ["kokand.md", "1-kokand.md", "01_kokand.md", "01-Kokand.md", "001-kokand.md", "01-.md"]
)
def test_a_lesson_is_named_by_two_digits_and_a_slug(name: str) -> None:
    assert told(FRONT + BODY, name) == [
        "1:1: a lesson's file is named by two digits, a hyphen and small letters, such as 03-kokand-autonomy.md"
    ]


def test_a_lesson_has_600_to_1500_characters() -> None:
    for length in (600, 1500):
        assert told(f"{FRONT}\n\n{'x' * length}\n\n") == []
    assert told(f"{FRONT}\n{'x' * 599}") == [
        "11:1: the text is 599 characters long; a lesson of one minute has 600 to 1500, so write more"
    ]
    [long] = told(f"{FRONT}{'x' * 1501}")
    assert long.startswith(
        "10:1: the text is 1501 characters long; a lesson of one minute has 600 to 1500, so shorten it"
    )
    assert told(FRONT) == ["9:1: the text is 0 characters long; a lesson of one minute has 600 to 1500, so write more"]


@pytest.mark.parametrize(
    ("line", "column", "what"),
    [
        ("An ![image](x.png) here", 4, "no pictures"),
        ("A note[^1] here", 7, "no footnotes"),
        ("[words]: https://example.org", 1, "no links of this kind"),
        ("#### Four", 1, "headings of one to three '#' only"),
        ("| a | b |", 1, "no tables"),
        ("--- | ---", 1, "no tables"),
        ("  |:--|--:|", 3, "no tables"),
        ("* * *", 1, "no dividing lines"),
        ("---", 1, "no dividing lines"),
        ("=====", 1, "no dividing lines"),
        ("- [x] done", 1, "no tick boxes"),
        ("A <b>bold</b> word", 3, "no HTML"),
        ("<!-- secret -->", 1, "no HTML"),
        ("a<br/>b", 2, "no HTML"),
        ("a &amp; b", 3, "this code as it stands"),
    ],
)
def test_markdown_that_discord_does_not_show_is_told(line: str, column: int, what: str) -> None:
    found = told(f"{FRONT}{BODY}\n{line}\n")
    assert len(found) == 1, found
    assert found[0].startswith(f"13:{column}: Discord shows {what}")


@pytest.mark.parametrize(
    "line",
    [
        "# One", "## Two", "### Three", "-# small", "- a list", "> a quotation", "~~no~~ ||hidden|| __under__ *lean*",
        "[words](https://example.org)", "<https://example.org>", "a < b > c", "`<b>` and `![x]`", "#tag", "R&D; so",
        "``a ` <b>``", "```\n<b>\n| a |\n```", "1. one", "<t:1700000000:R>", "a | b", "-- so --",
    ],
)  # fmt: skip
def test_markdown_that_discord_shows_is_let_through(line: str) -> None:
    assert told(f"{FRONT}{BODY}\n{line}\n") == []


def sources_told(text: str) -> list[str]:
    findings = Findings("sources")
    assert (read_sources(text.encode(), findings) is None) == bool(findings)
    return [str(problem).removeprefix("sources:") for problem in findings.problems()]


def test_all_that_is_wrong_with_the_sources_is_told_at_once() -> None:
    text = SOURCES.replace("id: paper", "id: article").replace("[Introduction, Kokand]", "[Kokand, Kokand]")
    text = text.replace("year: 2025", "year: 2O25").replace("author: Somebody", "auther: Somebody")
    text = text.replace("- Summary", "- Summary # of it") + "  - text\n  - {id: c: d}\n"
    assert [line.split(";")[0] for line in sources_told(text)] == [
        "5:11: 'year' is '2O25'",
        "10:24: the section 'Kokand' is here twice, first at line 10, column 16",
        "11:9: the source id 'article' is here twice, first at line 2, column 9",
        "13:5: 'auther' is not a key of a source",
        "16:9: entry 1 of 'sections' ends at ' #', behind which YAML sees a comment",
        "17:5: a source is made of lines of 'key: value'",
        "18:5: the '{' here is not closed, or a comma is missing",
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("sources: []\n", "1:10: 'sources' is empty; at least 1 is needed"),
        ("sources: none\n", "1:10: 'sources' is a list: "),
        ("- a\n", "1:1: the list of sources is made of lines of 'key: value'"),
        ("", "1:1: this file is empty"),
    ],
)
def test_a_file_without_sources_is_told(text: str, message: str) -> None:
    found = sources_told(text)
    assert len(found) == 1
    assert found[0].startswith(message)
