"""A file of each kind, as their programs write them, and about our two movements; and short ways to read them."""

from __future__ import annotations

import base64
import io
import json
import sqlite3
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from urllib.parse import quote

from bot.content import Problem, parse_bank
from bot.content.exchange import Brought, Kind, read_foreign
from bot.core.models import Bank

FOLDER = Path(__file__).parent / "files"

CSV = (
    "\ufeffQuestion;Correct;Other 1;Other 2;Why;Author\r\n"
    "In which month of 1918 was Kokand sacked?;February;January;March;It was still winter.;A teacher\r\n"
    '"Who named himself leader\r\nof an Islamic army?";Irgash Bey;;;;\r\n'
    "In which year was the call-up?;1916;;;;\r\n"
    "Enver Pasha came as an ally of the Soviets.;TRUE;;;;\r\n"
    ";;;;;\r\n"
    "Who is missing?;;Enver;;;\r\n"
)

LETTERS = (
    "id\ttype\tquestion\tA\tB\tC\tcorrect\n"
    "kokand\t\tWho attacked Kokand?\tThe Tashkent Soviet\tThe Emir\tThe Young Khivans\tA\n"
    "two\tseveral choices\tWhich two?\tShura-i Islam\tUlema Jemyeti\tRed Sticks\t1, 2\n"
)

TRIVIA: list[dict[str, object]] = [
    {
        "type": "multiple", "difficulty": "easy", "category": "History",
        "question": 'Which "Soviet" attacked Kokand & sacked it?', "correct_answer": "Tashkent\u2019s",
        "incorrect_answers": ["Khiva\u2019s", "Bukhara\u2019s", "Moscow\u2019s"],
    },
    {
        "type": "boolean", "difficulty": "hard", "category": "History",
        "question": "Enver Pasha came as an ally of the Soviets.", "correct_answer": "True",
        "incorrect_answers": ["False"],
    },
]  # fmt: skip


def trivia(encoding: str = "") -> str:
    """The trivia as the interface answers it, in one of its encodings."""

    def encoded(value: object) -> object:
        if isinstance(value, list):
            return [encoded(each) for each in value]
        text = str(value)
        if encoding == "base64":
            return base64.b64encode(text.encode()).decode()
        if encoding == "url3986":
            return quote(text, safe="")
        return text.replace("&", "&amp;").replace('"', "&quot;").replace("\u2019", "&rsquo;")

    results = [{key: encoded(value) for key, value in entry.items()} for entry in TRIVIA]
    return json.dumps({"response_code": 0, "results": results})


def deck(
    notes: Sequence[tuple[str, ...]],
    *,
    names: Sequence[str] = ("Front", "Back"),
    held: str = "collection.anki2",
    more: Mapping[str, bytes] | None = None,
    tags: str = "",
    schema: str = "CREATE TABLE notes (id INTEGER PRIMARY KEY, mid INTEGER, flds TEXT, tags TEXT)",
) -> bytes:
    """A deck as Anki exports it, as far as it matters."""
    database = sqlite3.connect(":memory:")
    database.execute(schema)
    database.execute("CREATE TABLE col (models TEXT)")
    models = {"7": {"name": "Basic", "flds": [{"name": name} for name in names]}}
    database.execute("INSERT INTO col VALUES (?)", (json.dumps(models),))
    if notes:
        database.executemany("INSERT INTO notes VALUES (NULL, 7, ?, ?)", [("\x1f".join(note), tags) for note in notes])
    database.commit()
    data = database.serialize()
    database.close()
    return zipped({held: data, "media": b"{}"} | dict(more or {}))


def zipped(files: Mapping[str, bytes]) -> bytes:
    """A zip of these files."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


DECK = deck(
    [
        ("In which month of 1918 was <b>Kokand</b> sacked?<br>", "February", "It was winter.", "cold"),
        ("When was the call-up?", "1916", "", ""),
        ("{{c1::Kokand}} fell in 1918.", "", "", ""),
        ("Who?", '<img src="enver.jpg">', "", ""),
        ("Who came? [sound:who.mp3]", "Enver Pasha", "", ""),
    ],
    names=["Front", "Back", "Extra", "Mnemonic"],
    tags=" basmachi kokand ",
)

FILES: dict[str, bytes] = {
    **{path.name: path.read_bytes() for path in sorted(FOLDER.iterdir())},
    "movements.csv": CSV.encode(),
    "letters.tsv": LETTERS.encode(),
    "plain.json": trivia().encode(),
    "url.json": trivia("url3986").encode(),
    "base64.json": trivia("base64").encode(),
    "movements.apkg": DECK,
}


def brought(text: str | bytes, name: str, kind: Kind | None = None) -> Brought:
    """Read a file, and see that what comes of it is a bank."""
    found = read_foreign(text.encode() if isinstance(text, str) else text, name, kind=kind)
    bank_of(found)
    return found


def bank_of(found: Brought) -> Bank:
    """The bank that was made of a file."""
    bank, problems = parse_bank(
        found.text.encode(), "made.yaml", bank_id="a/b", sources=None, lessons=None, cite_needed=False
    )
    assert problems == [], [str(problem) for problem in problems]
    assert bank is not None
    assert len(bank.items) == found.questions
    return bank


def told(problems: Sequence[Problem]) -> list[str]:
    """Problems as `line: message`."""
    return [f"{problem.line}: {problem.message}" for problem in problems]
