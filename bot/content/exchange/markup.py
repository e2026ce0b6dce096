"""HTML as other programs keep it, and the Markdown that Discord shows. Only what a question needs of the two."""

from __future__ import annotations

import re
from html.parser import HTMLParser

MAX_HTML = 20_000
"""Characters of HTML that are looked at in one text; the longest text of a bank has 700."""

_MARKS = {
    "b": "**", "strong": "**", "i": "*", "em": "*", "u": "__", "ins": "__", "s": "~~", "strike": "~~", "del": "~~",
    "code": "`", "tt": "`", "kbd": "`",
}  # fmt: skip
_BLOCKS = {
    "p", "div", "ul", "ol", "table", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "section", "hr",
}  # fmt: skip
_PARAGRAPHS = {"p", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre"}
_HIDDEN = {"script", "style", "head", "title", "template", "noscript"}
_EMBEDDED = {
    "img": "a picture", "audio": "a sound", "video": "a film", "object": "an embedded file",
    "embed": "an embedded file", "iframe": "an embedded page", "svg": "a drawing", "math": "a formula",
}  # fmt: skip
_LOOKS_LIKE_HTML = re.compile(
    r"</?[A-Za-z][A-Za-z0-9]*(?:\s[^<>]*)?/?>|<!--|&(?:[A-Za-z]{2,10}|#[0-9]{1,7}|#x[0-9A-Fa-f]{1,6});"
)


def looks_like_html(text: str) -> bool:
    """Whether there is a tag or an entity in a text."""
    return _LOOKS_LIKE_HTML.search(text) is not None


def from_html(html: str, *, marks: bool = True, lines: bool = False) -> tuple[str, list[str]]:
    """The text, and what in it has no counterpart, in words.

    With `marks`, emphasis and links become Markdown. Line ends count as blanks, unless `lines` says they are meant.
    """
    if len(html) > MAX_HTML:
        return html[:MAX_HTML], [f"what comes after its first {MAX_HTML} characters"]
    parser = _Parser(marks=marks, lines=lines)
    parser.feed(html)
    parser.close()
    return parser.text(), list(dict.fromkeys(parser.lost))


class _Parser(HTMLParser):
    def __init__(self, *, marks: bool, lines: bool) -> None:
        super().__init__(convert_charrefs=True)
        self.marks = marks
        self.lines = lines
        self.pieces: list[str] = []
        self.lost: list[str] = []
        self.hidden = 0
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag in _HIDDEN:
            self.hidden += 1
        elif tag == "br":
            self.pieces.append("\n")
        elif tag == "li":
            self.pieces.append("\n- ")
        elif tag in _BLOCKS:
            self.pieces.append("\n\n" if tag in _PARAGRAPHS else "\n")
        elif tag in {"td", "th"}:
            self.pieces.append(" ")
        elif tag == "a":
            self.links.append(values.get("href", ""))
            if self.marks and _is_web(self.links[-1]):
                self.pieces.append("[")
        elif tag in _EMBEDDED:
            name = values.get("src", "").rpartition("/")[2]
            self.lost.append(f"{_EMBEDDED[tag]} '{name[:60]}'" if name else _EMBEDDED[tag])
            self.pieces.append(values.get("alt", ""))
        elif self.marks and tag in _MARKS:
            self.pieces.append(_MARKS[tag])

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _HIDDEN:
            self.handle_starttag(tag, attrs)
            if tag in _MARKS or tag == "a":
                self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in _HIDDEN:
            self.hidden = max(0, self.hidden - 1)
        elif tag in _BLOCKS:
            self.pieces.append("\n\n" if tag in _PARAGRAPHS else "\n")
        elif tag == "a" and self.links:
            href = self.links.pop()
            if _is_web(href):
                if self.marks:
                    self.pieces.append(f"]({href})")
                else:
                    self.lost.append(f"the link to {href[:100]}")
        elif self.marks and tag in _MARKS:
            if self.pieces and self.pieces[-1] == _MARKS[tag]:
                self.pieces.pop()  # nothing stands between the two
            else:
                self.pieces.append(_MARKS[tag])

    def handle_data(self, data: str) -> None:
        if self.hidden:
            return
        self.pieces.append(data if self.lines else re.sub(r"[ \t\r\n\f]+", " ", data))

    def text(self) -> str:
        joined = "".join(self.pieces)
        if self.lines:
            return joined.strip()
        return re.sub(r"\n{3,}", "\n\n", re.sub(r" *\n *", "\n", re.sub(r"(?<!\n) {2,}", " ", joined))).strip()


def _is_web(href: str) -> bool:
    return href.startswith(("https://", "http://")) and not re.search(r"[\s()]", href)
