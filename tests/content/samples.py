"""Files in which nothing is wrong, and a short way to what is told of others."""

from __future__ import annotations

from bot.content import Problem, parse_bank
from bot.core.models import Bank, Source

ARTICLE = Source(
    id="article", title="An article", author="Many", year=2025, licence="CC BY 4.0", sections=("Introduction", "Kokand")
)
SOURCES = """\
sources:
  - id: article
    title: An article
    author: Many
    year: 2025
    licence: CC BY 4.0
    url: https://example.org/article
    note: An encyclopedia article.
    short: The article
    sections: [Introduction, Kokand]
  - id: paper
    title: A paper
    author: Somebody
    licence: CC BY 4.0
    sections:
      - Summary
"""
FRONT = """\
---
id: kokand
title: The Kokand Autonomy
movement: basmachi
period: 1917-1918
terms:
  Jadids: Muslim reformers.
cite: {source: article, section: Kokand}
---
"""
BODY = "\n**A lesson.** " + "Kokand was the seat of a government. " * 20 + "\n"

HEAD = "title: Kokand\nmovement: basmachi\nquestions:\n"
GOOD = """\
  - id: good
    ask: Is this a question?
    answer: true
    why: It ends with a question mark.
    cite: {source: article, section: Kokand}
"""
BASE = """\
  - id: base
    ask: What is asked?
    why: Because.
    cite: {source: article, section: Kokand}
"""

SEVEN = """\
# yaml-language-server: $schema=../bank.schema.json
title: All seven
movement: basmachi
questions:
  - id: one
    ask: In which month?
    choices: [January, February, March, August]
    answer: February
    why: It was February.
    level: 1                      # 1 recall, 2 understanding, 3 judging sources
    lesson: kokand
    hint: It was cold.
    wrong:
      March: That was later.
      August: That was Bukhara.
    cite: {source: article, section: Kokand}
  - id: several
    ask: Which two?
    choices: [Irgash Bey, Enver Pasha, Lenin]
    answers: [Lenin, Irgash Bey]
    why: These two.
    level: 3
    cite:
      - {source: article, section: Kokand}
      - {source: article, section: Introduction}
  - id: truth
    ask: It fell in 1918.
    answer: true
    why: It did.
    cite: {source: article, section: Kokand}
  - id: untruth
    ask: It fell in 1919.
    answer: false
    why: It did not.
    cite: {source: article, section: Kokand}
  - id: text
    ask: Who?
    accept: [Enver Pasha, Enver]
    why: He did.
    cite: {source: article, section: Kokand}
  - id: year
    ask: When?
    year: 1922
    within: 1
    why: Then.
    cite: {source: article, section: Kokand}
  - id: order
    ask: In which order?
    order: [first, second, third]
    why: So.
    cite: {source: article, section: Kokand}
  - id: match
    ask: Who belongs where?
    pairs:
      Irgash Bey: Kokand
      Enver Pasha: Bukhara
      Junaid Khan: Khiva
    why: So.
    cite: {source: article, section: Kokand}
"""


def question(*lines: str) -> str:
    """A bank of one question, which has an id, `ask`, `why` and `cite`, and these lines; the first is line 8."""
    return HEAD + BASE + "".join(f"    {line}\n" for line in "\n".join(lines).split("\n"))


def parse(text: str | bytes, **how: object) -> tuple[Bank | None, list[Problem]]:
    """Check a bank as if it stood in `kokand.yaml`."""
    data = text.encode() if isinstance(text, str) else text
    around: dict[str, object] = {"sources": {"article": ARTICLE}, "lessons": {"kokand"}} | how
    return parse_bank(data, "kokand.yaml", bank_id="basmachi/kokand", **around)  # type: ignore[arg-type]  # any of its arguments


def told(text: str | bytes, **how: object) -> list[str]:
    """What is told of a bank, as `line:column: message`."""
    bank, problems = parse(text, **how)
    assert (bank is None) == bool(problems)
    return [str(problem).removeprefix("kokand.yaml:") for problem in problems]


def only(text: str | bytes, **how: object) -> str:
    """The one thing that is told of a bank."""
    found = told(text, **how)
    assert len(found) == 1, found
    return found[0]
