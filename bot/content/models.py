"""The rules of each file, key by key. What concerns several keys together is in `rules`.

A description is what an editor shows beside the key and what a teacher reads when the key is missing.
"""

from __future__ import annotations

from typing import Annotated, Any, ClassVar

from pydantic import BaseModel, ConfigDict, Field

from bot.content.fields import Answer, Moment, OneOrMore, Slug, Text, Whole

BUTTON = "what fits on a Discord button"

Id = Annotated[str, Slug()]
Choice = Annotated[str, Text(80, BUTTON)]
Step = Annotated[str, Text(80, "what fits in a Discord menu")]


class FileModel(BaseModel):
    """What stands between two lists of keys: nothing unknown is let through."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    called: ClassVar[str]
    stand_in: ClassVar[dict[str, Any]] = {}
    """Values for required keys that are missing or wrong, so that the rest can still be checked."""


class CiteModel(FileModel):
    """One place in a source."""

    model_config = ConfigDict(title="A citation")
    called = "a citation"
    source: Id = Field(description="The id of a source in lessons/sources.yaml.")
    section: Annotated[str, Text(200)] = Field(description="The heading of one of its sections, as listed there.")


Cites = Annotated[list[CiteModel], Field(min_length=1, max_length=5), OneOrMore()]
_CITE = {"source": "x", "section": "x"}


class ImageModel(FileModel):
    """A picture beside the bank."""

    model_config = ConfigDict(title="A picture")
    called = "an image"
    stand_in: ClassVar[dict[str, Any]] = {"file": "x.png", "alt": "x"}
    file: Annotated[str, Text(200)] = Field(
        description="The name of a PNG, JPEG, WebP or GIF file in the bank's own folder, at most 8 MB."
    )
    alt: Annotated[str, Text(500)] = Field(description="What the picture shows, for those who cannot see it.")


NO_IMAGE = ImageModel.model_construct(file="", alt="")

TYPES: dict[str, tuple[frozenset[str], frozenset[str]]] = {
    "one choice": (frozenset({"choices", "answer"}), frozenset({"wrong"})),
    "several choices": (frozenset({"choices", "answers"}), frozenset({"wrong"})),
    "true or false": (frozenset({"answer"}), frozenset()),
    "short text": (frozenset({"accept"}), frozenset()),
    "year": (frozenset({"year"}), frozenset({"within"})),
    "order": (frozenset({"order"}), frozenset()),
    "match": (frozenset({"pairs"}), frozenset()),
}
"""The seven types of question: the keys that each must have, and those that it may have."""

TYPE_KEYS = ("choices", "answer", "answers", "accept", "year", "within", "order", "pairs", "wrong")


def _seven_types(schema: dict[str, Any]) -> None:
    """Add to a question's schema that it has the keys of exactly one type."""
    branches: list[Any] = []
    for name, (needed, may) in TYPES.items():
        others = [key for key in TYPE_KEYS if key not in needed | may]
        branch: dict[str, Any] = {"title": name, "required": sorted(needed), "properties": dict.fromkeys(others, False)}
        if name == "true or false":
            branch["properties"]["answer"] = {"type": "boolean"}
        branches.append(branch)
    schema["oneOf"] = branches
    schema["defaultSnippets"] = [
        {"label": f"a question: {name}", "description": f"A new question of the kind '{name}'.", "body": _snippet(keys)}
        for name, keys in _EXAMPLES.items()
    ]


_EXAMPLES: dict[str, dict[str, Any]] = {
    "one choice": {
        "choices": ["${3:the right one}", "${4:a wrong one}", "${5:another wrong one}"],
        "answer": "${3:the right one}",
    },
    "several choices": {
        "choices": ["${3:right}", "${4:right as well}", "${5:wrong}"],
        "answers": ["${3:right}", "${4:right as well}"],
    },
    "true or false": {"answer": True},
    "short text": {"accept": ["${3:the answer}", "${4:another form of it}"]},
    "year": {"year": 1918, "within": 0},
    "order": {"order": ["${3:the first}", "${4:the second}", "${5:the third}"]},
    "match": {"pairs": {"${3:left}": "${4:right}", "${5:another}": "${6:its own}", "${7:a third}": "${8:its, too}"}},
}


def _snippet(keys: dict[str, Any]) -> dict[str, Any]:
    """What an editor writes for a new question: `${1:…}` is where one types, one after the other."""
    return {
        "id": "${1:short-name}",
        "ask": "${2:The question?}",
        **keys,
        "why": "${9:Why that is right.}",
        "cite": {"source": "${10:source}", "section": "${11:Its section}"},
    }


class QuestionModel(FileModel):
    """One question. Its type is told by its keys."""

    model_config = ConfigDict(title="A question", json_schema_extra=_seven_types)
    called = "a question"
    stand_in: ClassVar[dict[str, Any]] = {"id": "x", "ask": "x", "why": "x", "cite": _CITE}

    id: Id = Field(
        description="A short name of the question, unique in this file: small letters, digits, hyphens. "
        "Results are kept under it, so never change it."
    )
    ask: Annotated[str, Text(500)] = Field(
        description="The question itself.", examples=["In which month of 1918 was Kokand sacked?"]
    )
    choices: list[Choice] = Field(
        default_factory=list,
        min_length=2,
        max_length=5,
        description="Two to five choices; 'answer' names the right one, or 'answers' all the right ones.",
        examples=[["January", "February", "March"]],
    )
    answer: Annotated[str, Answer()] = Field(
        default_factory=str,
        description="The right one of the choices, word for word; or true or false where there are no choices.",
        examples=["February", True],
    )
    answers: list[Choice] = Field(
        default_factory=list,
        min_length=1,
        max_length=5,
        description="All the choices that are right, word for word.",
        examples=[["January", "February"]],
    )
    accept: list[Annotated[str, Text(100)]] = Field(
        default_factory=list,
        min_length=1,
        max_length=20,
        description="What may be typed as the answer, the best form first. Case, accents, punctuation and small slips "
        "are forgiven anyway.",
        examples=[["Enver Pasha", "Enver"]],
    )
    year: Annotated[int, Whole(1, 2100)] = Field(
        default_factory=int, description="The year that is the answer.", examples=[1918]
    )
    within: Annotated[int, Whole(0, 50)] = Field(
        default=0, description="How many years off still count as right; 0 if left out."
    )
    order: list[Step] = Field(
        default_factory=list,
        min_length=3,
        max_length=6,
        description="Three to six steps, written in the right order.",
        examples=[["The call-up", "The government in Kokand", "The sack of the city"]],
    )
    pairs: dict[Step, Step] = Field(
        default_factory=dict,
        min_length=3,
        max_length=5,
        description="Three to five lines of 'left: right' that belong together.",
        examples=[{"Irgash Bey": "Kokand", "Enver Pasha": "Bukhara", "Junaid Khan": "Khiva"}],
    )
    why: Annotated[str, Text(700)] = Field(
        description="Why the answer is right; shown after answering.",
        examples=["Forces of the Tashkent Soviet took the city in February 1918."],
    )
    level: Annotated[int, Whole(1, 3)] = Field(
        default=1,
        description="1 recall (if left out), 2 understanding, 3 judging sources.",
        json_schema_extra={"enum": [1, 2, 3], "enumDescriptions": ["recall", "understanding", "judging sources"]},
    )
    lesson: Id = Field(default_factory=str, description="The id of the lesson that the question belongs to.")
    cite: Cites = Field(
        description="The place in a source where the answer stands, or a list of up to five.",
        examples=[{"source": "basmachi-movement", "section": "Background"}],
    )
    hint: Annotated[str, Text(300)] = Field(
        default_factory=str, description="A help for those who ask for it.", examples=["It was still winter."]
    )
    wrong: dict[Choice, Annotated[str, Text(300)]] = Field(
        default_factory=dict,
        min_length=1,
        max_length=4,
        description="Lines of 'choice: why it is wrong', for any of the wrong choices.",
        examples=[{"March": "By then it was over."}],
    )
    image: ImageModel = Field(default_factory=lambda: NO_IMAGE, description="A picture shown with the question.")


class BankHead(FileModel):
    """A bank but for its questions, which are checked one by one."""

    called = "a bank"
    stand_in: ClassVar[dict[str, Any]] = {"title": "x", "movement": "x", "questions": ["x"]}

    title: Annotated[str, Text(80)] = Field(description="What the bank is about, as learners see it.")
    movement: Id = Field(description="The movement that the bank belongs to: the name of the folder it stands in.")
    questions: list[Any] = Field(min_length=1, max_length=500, description="The questions, each starting with '- '.")


class BankModel(BankHead):
    """A question bank: one topic of one movement."""

    model_config = ConfigDict(title="A question bank for Dastan")
    questions: list[QuestionModel] = Field(
        min_length=1, max_length=500, description="The questions, each starting with '- '."
    )


Notes = Annotated[dict[Annotated[str, Text(60)], Annotated[str, Text(200)]], Field(max_length=20)]


class LessonModel(FileModel):
    """The lines between the two '---' at the top of a lesson."""

    called = "a lesson"
    stand_in: ClassVar[dict[str, Any]] = {
        "id": "x", "title": "x", "movement": "x", "period": "x", "terms": {"x": "x"}, "cite": _CITE,
    }  # fmt: skip

    id: Id = Field(description="A short name of the lesson: small letters, digits, hyphens. Never change it.")
    title: Annotated[str, Text(80)] = Field(description="The lesson's title, as learners see it.")
    movement: Id = Field(description="The movement that it belongs to: the name of the folder it stands in.")
    period: Annotated[str, Text(60)] = Field(description="The time that it is about, for example 1916-1918.")
    terms: dict[Annotated[str, Text(60)], Annotated[str, Text(200)]] = Field(
        min_length=1, max_length=8, description="One to eight lines of 'term: what it means'."
    )
    people: Notes = Field(default_factory=dict, description="Lines of 'name: who this was', for the glossary.")
    places: Notes = Field(default_factory=dict, description="Lines of 'name: what place this is', for the glossary.")
    dates: dict[Annotated[str, Moment()], Annotated[str, Text(200)]] = Field(
        default_factory=dict, max_length=20, description="Lines of 'date: what happened', for the timeline."
    )
    cite: Cites = Field(description="The place in a source that the lesson rests on, or a list of up to five.")


class SourceModel(FileModel):
    """One source."""

    called = "a source"
    stand_in: ClassVar[dict[str, Any]] = {"id": "x", "title": "x", "author": "x", "licence": "x", "sections": ["x"]}

    id: Id = Field(description="A short name of the source, by which it is cited.")
    title: Annotated[str, Text(200)] = Field(description="The source's title.")
    short: Annotated[str, Text(60)] = Field(
        default_factory=str, description="What it is called under a question, such as 'Adishova 2025'; else its title."
    )
    author: Annotated[str, Text(200)] = Field(description="Who wrote it.")
    year: Annotated[int, Whole(1, 2100)] = Field(default_factory=int, description="The year it was published in.")
    licence: Annotated[str, Text(200)] = Field(description="The terms under which it may be used.")
    url: Annotated[str, Text(500)] = Field(default_factory=str, description="Where it can be read.")
    note: Annotated[str, Text(500)] = Field(default_factory=str, description="In a sentence, what kind of text it is.")
    sections: list[Annotated[str, Text(200)]] = Field(
        min_length=1, max_length=200, description="The headings of its sections, by which places in it are cited."
    )
    doubts: dict[Annotated[str, Text(200)], Annotated[str, Text(700)]] = Field(
        default_factory=dict,
        max_length=50,
        description="Lines of 'section: what in it cannot be right, or contradicts what, and how that is known'.",
    )


class SourcesHead(FileModel):
    """The file lessons/sources.yaml but for the sources, which are checked one by one."""

    called = "the list of sources"
    stand_in: ClassVar[dict[str, Any]] = {"sources": ["x"]}
    sources: list[Any] = Field(min_length=1, max_length=200, description="The sources, each starting with '- '.")
