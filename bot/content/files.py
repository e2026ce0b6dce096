"""Bytes from disk, and text from bytes: no more than is allowed, from nowhere but where they belong, and UTF-8 only."""

from __future__ import annotations

import codecs
import os
import re
import stat
from pathlib import Path

from bot.content.problems import START, Findings, printable

MAX_BYTES = 1024 * 1024
"""What one file may hold. A bank of 500 questions is about a quarter of this."""
MAX_ODD = 20
"""So many invisible characters are told one by one; beyond that the file is not a text."""

_WIDE_BOMS = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_WIDE = re.compile(rb"\A(?:(?:[^\0]\0){2}|(?:\0[^\0]){2}|\0\0\0[^\0]|[^\0]\0\0\0)", re.DOTALL)
# YAML forbids most of these; the rest (next line, line and paragraph separator, BOM) it would take for something else.
ODD = re.compile("[^\t\n\r\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")
_UTF8 = "save it as UTF-8 (in most editors: 'Save with encoding')"

_NO_TEXT = "this is not a text file, for it is full of control characters; write it in a text editor"


def read(path: Path, findings: Findings, *, within: Path | None = None) -> bytes | None:
    """What the file holds, or None once the reason has been told. Never reads more than one byte beyond the limit."""
    try:
        if within is not None and not path.resolve().is_relative_to(within.resolve()):
            findings.tell(START, "this is a link that leads out of its folder; put the file itself here")
            return None
        # A pipe would wait for ever, a device might never end: nothing but a plain file is opened.
        if not stat.S_ISREG(path.stat().st_mode):
            findings.tell(START, _not_plain(path))
            return None
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except (OSError, ValueError, RuntimeError) as error:
        findings.tell(START, f"this file cannot be read: {reason(error)}")
        return None
    return data


def _not_plain(path: Path) -> str:
    if is_folder(path):
        return f"this is a folder, but its name ends in {printable(path.suffix)} like a file's; rename it"
    return "this is not a plain file; put an ordinary text file here"


def is_folder(path: Path) -> bool:
    """Whether a path leads to a folder; False, too, where that cannot be found out."""
    try:
        return path.is_dir()
    except OSError:
        return False


def reason(error: Exception) -> str:
    """The system's own short word for a fault, without numbers and paths."""
    if isinstance(error, FileNotFoundError):
        return "there is no such file"
    if isinstance(error, PermissionError):
        return "permission denied; allow the bot's user to read it"
    if isinstance(error, RuntimeError):
        return "its links lead in a circle"
    return (os.strerror(error.errno) if isinstance(error, OSError) and error.errno else "its name is not valid").lower()


def decode(data: bytes, findings: Findings) -> str | None:
    """The text of a file, or None once it has been told why it is none. Sets the text that excerpts are taken from."""
    if len(data) > MAX_BYTES:
        findings.tell(START, f"this file is larger than {MAX_BYTES // 1024} KiB; split it into several files")
        return None
    if data.startswith(_WIDE_BOMS) or _WIDE.match(data):
        findings.tell(START, f"this file is saved as UTF-16 or UTF-32; {_UTF8}")
        return None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        _tell_bad_byte(data, error, findings)
        return None
    findings.text = text
    if not _told_odd(text, findings):
        return None
    if not text.strip():
        findings.tell(START, "this file is empty; write something into it, or delete it")
        return None
    # What has been told is out of the way, so that the rest of the file can be looked at as well.
    return ODD.sub(" ", text) if len(findings) else text


def _tell_bad_byte(data: bytes, error: UnicodeDecodeError, findings: Findings) -> None:
    if b"\0" in data:
        findings.tell(START, _NO_TEXT)
        return
    # utf-8-sig counts the offset of the error from behind the BOM.
    content = data.removeprefix(codecs.BOM_UTF8)
    before = content[: error.start].decode("utf-8", "replace")
    findings.text = content.decode("utf-8", "replace")
    byte = content[error.start]
    findings.tell(
        _place(before, len(before)), f"this is not UTF-8 text (byte {byte:#04x}), perhaps an older encoding; {_UTF8}"
    )


def _told_odd(text: str, findings: Findings) -> bool:
    """Tell of every character that nobody sees; False where there are so many that this cannot be a text."""
    odd = [match.start() for _, match in zip(range(MAX_ODD + 1), ODD.finditer(text), strict=False)]
    if len(odd) > MAX_ODD:
        findings.text = ""
        findings.tell(_place(text, odd[0]), _NO_TEXT)
        return False
    for index in odd:
        findings.tell(
            _place(text, index), f"there is an invisible character here (U+{ord(text[index]):04X}); delete it"
        )
    return True


def _place(text: str, index: int) -> tuple[int, int]:
    before = text[:index].replace("\r\n", "\n").replace("\r", "\n")
    return before.count("\n") + 1, index - max(text.rfind("\n", 0, index), text.rfind("\r", 0, index))
