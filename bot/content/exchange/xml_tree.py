"""A tree of XML with the line and column of every element, read without entities, and no larger than it should be."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.sax import SAXException, SAXParseException
from xml.sax.handler import ContentHandler
from xml.sax.xmlreader import AttributesImpl, Locator

from defusedxml import DefusedXmlException
from defusedxml.sax import parseString

from bot.content.problems import START, Place

MAX_ELEMENTS = 60_000
MAX_DEPTH = 50
_NOT_KEPT = {"file", "image_base64"}
"""What holds a whole file, of which only that it is there is told."""


class NotXml(Exception):
    """The file cannot be read as XML; `message` says why, `place` where."""

    def __init__(self, place: Place, message: str) -> None:
        super().__init__(message)
        self.place = place
        self.message = message


@dataclass(slots=True)
class Element:
    """An element with what is in it."""

    name: str
    attributes: dict[str, str]
    place: Place
    pieces: list[str] = field(default_factory=list)
    children: list[Element] = field(default_factory=list)

    @property
    def content(self) -> str:
        """The text that stands in it, without that of its children."""
        return "".join(self.pieces).strip()

    def all(self, name: str) -> Iterator[Element]:
        """The children of that name."""
        return (child for child in self.children if child.name == name)

    def first(self, name: str) -> Element | None:
        """The first child of that name."""
        return next(self.all(name), None)

    def text(self, name: str = "text") -> str:
        """What stands in the first child of that name, `<text>` within it being looked through."""
        child = self.first(name)
        if child is None:
            return ""
        inner = child.first("text") if name != "text" else None
        return (inner or child).content


class _Builder(ContentHandler):
    def __init__(self) -> None:
        super().__init__()
        self.root: Element | None = None
        self.stack: list[Element] = []
        self.locator: Locator | None = None
        self.count = 0

    def setDocumentLocator(self, locator: Locator) -> None:  # noqa: N802 - SAX's own name
        self.locator = locator

    def startElement(self, name: str, attrs: AttributesImpl) -> None:  # noqa: N802 - SAX's own name
        element = Element(name, dict(attrs.items()), self.place())
        self.count += 1
        if self.count > MAX_ELEMENTS:
            raise NotXml(element.place, f"this file has more than {MAX_ELEMENTS} elements; split it")
        if len(self.stack) == MAX_DEPTH:
            raise NotXml(element.place, f"elements stand more than {MAX_DEPTH} deep in one another here")
        if self.stack:
            self.stack[-1].children.append(element)
        else:
            self.root = element
        self.stack.append(element)

    def endElement(self, name: str) -> None:  # noqa: ARG002, N802 - SAX's own
        self.stack.pop()

    def characters(self, content: str) -> None:
        if self.stack[-1].name not in _NOT_KEPT:
            self.stack[-1].pieces.append(content)

    def place(self) -> Place:
        if self.locator is None:  # pragma: no cover - the parser always gives one
            return START
        return self.locator.getLineNumber() or 1, (self.locator.getColumnNumber() or 0) + 1


def tree_of(data: bytes) -> Element:
    """The root of the tree.

    Raises:
        NotXml: these bytes are no XML, or XML of a kind that is not read.
    """
    builder = _Builder()
    try:
        parseString(data, builder, forbid_dtd=True)
    except SAXParseException as error:
        place = (error.getLineNumber() or 1, (error.getColumnNumber() or 0) + 1)
        raise NotXml(place, f"this cannot be read as XML from here on: {error.getMessage()}") from error
    except DefusedXmlException as error:
        raise NotXml(builder.place(), "a document type or an entity is declared here, which is not read") from error
    except (SAXException, ValueError, LookupError) as error:
        raise NotXml(START, f"this cannot be read as XML: {error}") from error
    if builder.root is None:  # pragma: no cover - expat finds that out by itself
        raise NotXml(START, "this cannot be read as XML: there is no element")
    return builder.root
