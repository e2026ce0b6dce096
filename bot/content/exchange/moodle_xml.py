"""Moodle XML: https://docs.moodle.org/en/Moodle_XML_format. A `quiz` of `question`s, each with its `type`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from xml.sax.saxutils import escape

from bot.content.exchange import moodle
from bot.content.exchange.draft import Draft, Forms, Key, Ledger, Option, Pairs, Steps, Truth
from bot.content.exchange.takings import Takings
from bot.content.exchange.xml_tree import Element, NotXml, tree_of
from bot.content.problems import shown
from bot.core.models import Bank, Item, Matching, OneChoice, Ordering, SeveralChoices, ShortText, TrueFalse, Year

_NO_COUNTERPART = {
    "essay": "it is an essay, which Dastan does not grade",
    "description": "it is a description and asks nothing",
    "cloze": "it is a text with gaps, which Dastan does not have",
    "multianswer": "it is a text with gaps, which Dastan does not have",
}
# Moodle writes these into every question that has none of its own.
_USUAL = {
    "", "Your answer is correct.", "Your answer is partially correct.", "Your answer is incorrect.",
}  # fmt: skip


def read(data: bytes, ledger: Ledger) -> None:
    """Read a file of Moodle XML."""
    ledger.findings.text = data.decode("utf-8-sig", "replace")
    try:
        root = tree_of(data)
    except NotXml as error:
        ledger.tell(error.place, error.message)
        return
    if root.name != "quiz":
        ledger.tell(root.place, f"this is not a file of Moodle's: it holds {shown(root.name)} where 'quiz' should be")
        return
    categories: list[str] = []
    for element in root.children:
        if element.name != "question":
            ledger.tell(element.place, f"{shown(element.name)} has no counterpart in a bank")
        elif element.attributes.get("type") == "category":
            categories.append(element.text("category"))
        else:
            _question(element, ledger)
    moodle.take_categories(categories, ledger)


class _Reader:
    """One question: its texts by their formats, and whether there are files in it."""

    def __init__(self, question: Element, ledger: Ledger) -> None:
        self.question = question
        self.ledger = ledger
        asked = question.first("questiontext")
        self.format = asked.attributes.get("format", "html") if asked else "html"

    def tell(self, element: Element, message: str) -> None:
        self.ledger.tell(element.place, message)

    def text(self, element: Element | None, *, marks: bool = True) -> str:
        if element is None:
            return ""
        for file in element.all("file"):
            self.tell(file, f"the file {shown(file.attributes.get('name', ''))} is left out")
        inner = element.first("text") or element
        name = element.attributes.get("format", self.format)
        return moodle.text_of(inner.content, name, marks=marks, place=element.place, ledger=self.ledger)

    def answers(self) -> list[moodle.Answer]:
        """The answers of a question that is answered by typing."""
        return [
            moodle.Answer(
                (answer.first("text") or answer).content,
                _fraction(answer),
                self.text(answer.first("feedback")),
                answer.place,
                answer.text("tolerance") or "0",
            )
            for answer in self.question.all("answer")
        ]


def _fraction(answer: Element) -> float:
    try:
        return float(answer.attributes.get("fraction", "0"))
    except ValueError:
        return 0.0


def _question(element: Element, ledger: Ledger) -> None:
    ledger.begin(element.place)
    kind = element.attributes.get("type", "")
    key_of = _KEYS.get(kind)
    if key_of is None:
        reason = _NO_COUNTERPART.get(kind, f"its type is {shown(kind)}, which has no counterpart in Dastan")
        ledger.leave(element.place, reason)
        return
    reader = _Reader(element, ledger)
    why = [reader.text(element.first("generalfeedback"))]
    key = key_of(reader, why)
    if key is None:
        return
    _combined(reader, why)
    hints = [text for hint in element.all("hint") if (text := reader.text(hint.first("hintcontent") or hint))]
    for hint in hints[1:]:
        ledger.tell(element.place, f"only the first hint is kept; left out is {shown(hint)}")
    for name in ("image", "image_base64"):
        if (old := element.first(name)) is not None and (old.content or name == "image_base64"):
            reader.tell(old, "a picture is left out")
    draft = Draft(
        place=element.place,
        ask=reader.text(element.first("questiontext")),
        key=key,
        name=element.text("idnumber") or element.text("name"),
        why="\n".join(dict.fromkeys(text for text in why if text)),
        hint=hints[0] if hints else "",
    )
    tags = element.first("tags")
    moodle.take_tags([(tag.first("text") or tag).content for tag in tags.all("tag")] if tags else [], draft)
    ledger.keep(draft)


def _combined(reader: _Reader, why: list[str]) -> None:
    """What is said to the whole of an answer, beside what is said of the question."""
    for name in ("correctfeedback", "partiallycorrectfeedback", "incorrectfeedback"):
        element = reader.question.first(name)
        said = reader.text(element)
        if element is None or said in _USUAL:
            continue
        if name == "correctfeedback":
            why.append(said)
        else:
            reader.tell(element, f"{shown(name)} is left out: {shown(said)}")


def _choices(reader: _Reader, why: list[str]) -> Key:
    weighted = [
        (
            Option(
                reader.text(answer, marks=False), feedback=reader.text(answer.first("feedback")), place=answer.place
            ),
            _fraction(answer),
        )
        for answer in reader.question.all("answer")
    ]
    several = reader.question.text("single").lower() in {"false", "0"}
    return moodle.choices(weighted, why, reader.question.place, reader.ledger, several=several)


def _truth(reader: _Reader, why: list[str]) -> Key | None:
    answers = list(reader.question.all("answer"))
    words = [(answer.first("text") or answer).content.casefold() for answer in answers]
    if set(words) - {"true", "false"}:  # old files have them in the teacher's language, the true one first
        words = ["true", "false"][: len(answers)]
    right = [word for word, answer in zip(words, answers, strict=False) if _fraction(answer) > 0]
    if len(right) != 1:
        reader.ledger.leave(reader.question.place, "it does not say whether true or false is right")
        return None
    for word, answer in zip(words, answers, strict=False):
        said = reader.text(answer.first("feedback"))
        if said and word == right[0]:
            why.append(said)
        elif said:
            reader.tell(answer, f"what is said to those who are wrong is left out: {shown(said)}")
    return Truth(right[0] == "true")


def _forms(reader: _Reader, why: list[str]) -> Forms:
    usecase = reader.question.first("usecase")
    if usecase is not None and usecase.content == "1":
        reader.tell(usecase, "capitals matter here; in Dastan they do not")
    return moodle.forms(reader.answers(), why, reader.ledger)


def _number(reader: _Reader, why: list[str]) -> Key | None:
    units = reader.question.first("units")
    if units is not None and units.children:
        reader.tell(units, "units are left out")
    return moodle.number(reader.answers(), why, reader.question.place, reader.ledger)


def _pairs(reader: _Reader, why: list[str]) -> Pairs:  # noqa: ARG001 - nothing is said to a single pair
    return Pairs(
        [
            (reader.text(sub, marks=False), reader.text(sub.first("answer"), marks=False))
            for sub in reader.question.all("subquestion")
        ]
    )


def _steps(reader: _Reader, why: list[str]) -> Steps:  # noqa: ARG001 - nothing is said to a single step
    count = reader.question.first("selectcount")
    answers = list(reader.question.all("answer"))
    if (
        count is not None
        and reader.question.text("selecttype") != "ALL"
        and count.content not in {"", str(len(answers))}
    ):
        reader.tell(count, f"each learner gets {count.content} of the steps here; in Dastan everyone gets all")
    return Steps([reader.text(answer, marks=False) for answer in answers])


_KEYS: Mapping[str, Callable[[_Reader, list[str]], Key | None]] = {
    "multichoice": _choices,
    "multichoiceset": _choices,
    "truefalse": _truth,
    "shortanswer": _forms,
    "numerical": _number,
    "match": _pairs,
    "matching": _pairs,
    "ordering": _steps,
}
_TYPES: Mapping[type[Item], str] = {
    OneChoice: "multichoice", SeveralChoices: "multichoice", TrueFalse: "truefalse", ShortText: "shortanswer",
    Year: "numerical", Matching: "match", Ordering: "ordering",
}  # fmt: skip


def write(bank: Bank, takings: Takings) -> bytes:
    """The bank as a file of Moodle XML; every type of question has its counterpart there."""
    category = f"<category><text>{escape(moodle.category_of(bank))}</text></category>"
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', "<quiz>", f'  <question type="category">{category}</question>']
    for item in bank.items:
        takings.without(item, cites=item.cites, image=item.image)
        lines += [f'  <question type="{_TYPES[type(item)]}">', *(f"    {line}" for line in _lines(item, takings))]
        lines.append("  </question>")
    return "\n".join([*lines, "</quiz>", ""]).encode()


def _lines(item: Item, takings: Takings) -> list[str]:
    name = takings.short_id(item)
    return [
        f"<name><text>{escape(name)}</text></name>",
        f'<questiontext format="markdown"><text>{escape(item.ask)}</text></questiontext>',
        f'<generalfeedback format="markdown"><text>{escape(item.why)}</text></generalfeedback>',
        "<defaultgrade>1</defaultgrade>",
        "<penalty>0.3333333</penalty>",
        "<hidden>0</hidden>",
        f"<idnumber>{escape(name)}</idnumber>",
        *_answers(item),
        *([f'<hint format="markdown"><text>{escape(item.hint)}</text></hint>'] if item.hint else []),
        f"<tags>{''.join(f'<tag><text>{escape(tag)}</text></tag>' for tag in moodle.tags_of(item))}</tags>",
    ]


def _answers(item: Item) -> list[str]:
    shuffle = "<shuffleanswers>true</shuffleanswers>"
    match item:
        case OneChoice() | SeveralChoices():
            several = isinstance(item, SeveralChoices)
            right, wrong = moodle.weights(item) if isinstance(item, SeveralChoices) else ("100", "0")
            key = item.answers if isinstance(item, SeveralChoices) else {item.answer}
            return [
                f"<single>{str(not several).lower()}</single>",
                shuffle,
                "<answernumbering>none</answernumbering>",
                *(
                    _answer(text, right if index in key else wrong, feedback=item.wrong.get(index, ""))
                    for index, text in enumerate(item.choices)
                ),
            ]
        case TrueFalse():
            return [_answer(word, "100" if item.answer is (word == "true") else "0") for word in ("true", "false")]
        case ShortText():
            return ["<usecase>0</usecase>", *(_answer(moodle.no_wildcard(form), "100") for form in item.accept)]
        case Year():
            return [_answer(str(item.year), "100", more=f"<tolerance>{item.within}</tolerance>")]
        case Matching():
            return [
                shuffle,
                *(
                    f'<subquestion format="plain_text"><text>{escape(left)}</text>'
                    f"<answer><text>{escape(right)}</text></answer></subquestion>"
                    for left, right in item.pairs
                ),
            ]
        case Ordering():
            # Moodle 4.4 and later, or with the plugin qtype_ordering; this grading is nearest to our pairs in order.
            return [
                "<layouttype>VERTICAL</layouttype>",
                "<selecttype>ALL</selecttype>",
                f"<selectcount>{len(item.order)}</selectcount>",
                "<gradingtype>RELATIVE_ALL_PREVIOUS_AND_NEXT</gradingtype>",
                "<showgrading>SHOW</showgrading>",
                "<numberingstyle>none</numberingstyle>",
                *(_answer(step, f"{number}.0000000") for number, step in enumerate(item.order, 1)),
            ]


def _answer(text: str, fraction: str, *, feedback: str = "", more: str = "") -> str:
    said = f'<feedback format="markdown"><text>{escape(feedback)}</text></feedback>'
    return f'<answer fraction="{fraction}" format="plain_text"><text>{escape(text)}</text>{said}{more}</answer>'
