"""What there is to translate: `python -m bot.discord_ui.messages` brings the catalogues up to date with the code.

It keeps every translation that there is, drops what the code no longer says, adds what is new without words, and tells
what is still to be translated.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from bot.discord_ui.catalogues import LOCALE, Entry, read

CODE = Path(__file__).resolve().parent
_ARGUMENTS = {"Phrase": 1, "Counted": 2}


class NotALiteral(Exception):
    """A phrase is put together when the code runs, so that nobody can translate it: in this file, at this line."""


def messages(folder: Path = CODE) -> tuple[tuple[str, str | None], ...]:
    """Every `Phrase` and `Counted` of the code, as what it says of one and what of many, in the order of the code.

    Raises:
        NotALiteral: one is not written out in the code.
    """
    found = [one for file in sorted(folder.rglob("*.py")) for one in _said_in(file)]
    return tuple(dict.fromkeys(found))


def missing(entries: Mapping[tuple[str, str | None], Entry]) -> list[str]:
    """What the code says and a catalogue has no words for."""
    return [key[0] for key in messages() if key not in entries or not all(entries[key].forms)]


def bring_up_to_date(file: Path) -> list[str]:
    """Write a catalogue anew, in the order of the code; returns what it has no words for."""
    before = {entry.key: entry for entry in read(file)}
    forms = max((len(entry.forms) for entry in before.values()), default=2)
    header = before.pop(("", None), Entry("", None, ("",)))
    after = [
        before.get((one, many)) or Entry(one, many, ("",) * (forms if many is not None else 1))
        for one, many in messages()
    ]
    file.write_text("\n".join(map(_written, [header, *after])), encoding="utf-8")
    return missing({entry.key: entry for entry in after})


def _said_in(file: Path) -> Iterator[tuple[str, str | None]]:
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name | ast.Attribute):
            continue
        name = node.func.id if isinstance(node.func, ast.Name) else node.func.attr
        if name in _ARGUMENTS:
            words = [one.value for one in node.args if isinstance(one, ast.Constant) and isinstance(one.value, str)]
            if len(words) != _ARGUMENTS[name] or len(node.args) != len(words):
                raise NotALiteral(f"{file}:{node.lineno}")
            yield words[0], words[1] if len(words) > 1 else None


def _written(entry: Entry) -> str:
    lines = [f"msgid {_quoted(entry.one)}"]
    if entry.many is None:
        return "\n".join([*lines, f"msgstr {_quoted(entry.forms[0])}", ""])
    lines.append(f"msgid_plural {_quoted(entry.many)}")
    return "\n".join([*lines, *(f"msgstr[{n}] {_quoted(form)}" for n, form in enumerate(entry.forms)), ""])


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    lines = escaped.splitlines()
    if len(lines) < 2 and "\n" not in text:
        return f'"{escaped}"'
    return "\n".join(['""', *(f'"{line}\\n"' for line in lines)])


def main() -> None:
    """Bring every catalogue up to date; the exit code is 1 where something is still to be translated."""
    left = 0
    for file in sorted(LOCALE.glob("*/LC_MESSAGES/dastan.po")):
        for message in bring_up_to_date(file):
            left += 1
            print(f"{file}: not translated: {message}")  # noqa: T201 - that is what it is run for
    sys.exit(left > 0)


if __name__ == "__main__":
    main()
