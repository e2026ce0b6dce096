"""What concerns several keys of a question together: its type, and that its answer can be given."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from bot.content.fields import Text
from bot.content.models import TYPE_KEYS, TYPES, QuestionModel
from bot.content.problems import Findings, Place, did_you_mean, shown
from bot.content.strict_yaml import Block, Quoted, Rows
from bot.core.spelling import normalise

_CHOOSE_ONE = (
    "give it 'choices' and 'answer' (or 'answers'), 'answer: true' or 'answer: false', 'accept', 'year', 'order' or"
    " 'pairs'"
)

CHOICE = Text(80)
_TYPEABLE = re.compile(r"[A-Za-z0-9]")
"""Where there is one of these, `normalise`, which takes longer, leaves something."""


@dataclass(frozen=True, slots=True)
class Checked:
    """A question as the model has it, the tree that it came from, and the keys that cannot be relied on."""

    model: QuestionModel
    tree: Block
    bad: frozenset[str]

    def good(self, *keys: str) -> bool:
        """Whether all of these keys are there and in order."""
        for key in keys:  # noqa: SIM110 - asked ten times of each question, and all() is slower by half
            if key not in self.tree or key in self.bad:
                return False
        return True

    def entry(self, key: str, index: int) -> Place:
        """Where an entry of a list stands."""
        entries: Rows = self.tree[key]
        return entries.places[index]


def fold(text: str) -> str:
    """What is left of a text when one leaves out what a learner overlooks: case, spacing, punctuation around it."""
    composed = text if text.isascii() else unicodedata.normalize("NFKC", text)
    plain = " ".join(composed.casefold().split())
    return plain.strip(" .,;:!?'\"“”‘’«»…") or plain


def type_of(question: Checked, findings: Findings) -> str | None:
    """The question's type by its keys, or None once it has been told why it has none."""
    present = {key for key in TYPE_KEYS if key in question.tree or key in question.bad}
    for name, (needed, may) in TYPES.items():
        if needed <= present <= needed | may:
            return name
    if question.tree.partial:
        return None
    mains = [key for key in ("choices", "accept", "year", "order", "pairs") if key in present]
    at_end = [key for key in question.tree if key in present]
    place = question.tree.keys_at[at_end[-1]] if at_end else question.tree.place
    if not present:
        findings.tell(place, f"this question cannot be answered; {_CHOOSE_ONE}")
    elif {"answer", "answers"} <= present:
        findings.tell(place, "this question has both 'answer' (one is right) and 'answers' (several are); keep one")
    elif present <= {"choices", "wrong"} and mains:
        findings.tell(place, "this question has 'choices' but does not say which is right; add 'answer' or 'answers'")
    elif not mains:
        lacking = next(key for key in ("within", "answers", "wrong") if key in present)
        needs = "year" if lacking == "within" else "choices"
        findings.tell(place, f"'{lacking}' needs the key '{needs}' beside it")
    else:
        place = question.tree.keys_at[_first_clash(at_end)]
        listed = ", ".join(f"'{key}'" for key in question.tree if key in present)
        findings.tell(
            place, f"{listed} belong to different types of question; {_CHOOSE_ONE}, and keep only one of these"
        )
    return None


def _first_clash(keys: Sequence[str]) -> str:
    """The first of a question's keys that belongs to no type together with those above it, or the last."""
    for count, key in enumerate(keys, 1):
        if not any(set(keys[:count]) <= needed | may for needed, may in TYPES.values()):
            return key
    return keys[-1]


def check(question: Checked, findings: Findings) -> str | None:
    """Tell all that is wrong between the keys of a question; return its type."""
    kind = type_of(question, findings)
    model = question.model
    if question.good("choices"):
        _all_different(question, "choices", model.choices, findings)
    if kind == "true or false":
        _check_truth(question, findings)
    elif kind == "one choice" and question.good("choices", "answer"):
        _check_among(question, "answer", [(model.answer, question.tree.values_at["answer"])], findings)
    elif kind == "several choices" and question.good("choices", "answers"):
        places = [(text, question.entry("answers", index)) for index, text in enumerate(model.answers)]
        _check_among(question, "answers", places, findings)
        _all_different(question, "answers", model.answers, findings)
    if question.good("choices", "wrong"):
        _check_wrong(question, kind, findings)
    if question.good("accept"):
        _check_accept(question, findings)
    if question.good("order"):
        _all_different(question, "order", model.order, findings)
    if question.good("pairs"):
        pairs: Block = question.tree["pairs"]
        _tell_equal("pairs", pairs.keys_at.items(), findings)
        _tell_equal("pairs", [(right, pairs.values_at[left]) for left, right in pairs.items()], findings)
    return kind


def _all_different(question: Checked, key: str, texts: Iterable[str], findings: Findings) -> None:
    _tell_equal(key, [(text, question.entry(key, index)) for index, text in enumerate(texts)], findings)


def _tell_equal(key: str, texts: Iterable[tuple[str, Place]], findings: Findings) -> None:
    seen: dict[str, Place] = {}
    for text, place in texts:
        first = seen.setdefault(fold(text), place)
        if first != place:
            line, column = first
            findings.tell(
                place,
                f"{shown(text)} stands in '{key}' twice, first at line {line}, column {column}; "
                "they must differ by more than capitals, spaces and punctuation",
            )


def _check_truth(question: Checked, findings: Findings) -> None:
    if not question.good("answer"):
        return
    answer, place = question.model.answer, question.tree.values_at["answer"]
    if isinstance(answer, Quoted) and answer in {"true", "false"}:
        findings.tell(place, f"'answer' is in quotes, which make it text; write answer: {answer}, without quotes")
    elif answer.casefold() in {"true", "yes", "on", "y", "t", "1"}:
        if answer != "true":
            findings.tell(place, f"'answer' is {shown(answer)}; write true or false, in small letters: answer: true")
    elif answer.casefold() in {"false", "no", "off", "n", "f", "0"}:
        if answer != "false":
            findings.tell(place, f"'answer' is {shown(answer)}; write true or false, in small letters: answer: false")
    else:
        findings.tell(
            place,
            f"'answer' is {shown(answer)}, but there are no 'choices'; add 'choices', write true or false, "
            "or use 'accept' for an answer to be typed",
        )


def _check_among(question: Checked, key: str, texts: Iterable[tuple[str, Place]], findings: Findings) -> None:
    choices = question.model.choices
    for text, place in texts:
        if text not in choices:
            hint = did_you_mean(text, choices) or f"; these are {_listed(choices)}"
            findings.tell(place, f"{shown(text)} in '{key}' is not among the choices{hint}")


def _check_wrong(question: Checked, kind: str | None, findings: Findings) -> None:
    model = question.model
    right: Collection[str] = ()
    if kind == "one choice" and question.good("answer"):
        right = (model.answer,)
    elif kind == "several choices" and question.good("answers"):
        right = model.answers
    wrong: Block = question.tree["wrong"]
    _tell_equal("wrong", wrong.keys_at.items(), findings)
    for written, place in wrong.keys_at.items():
        choice = CHOICE.check(written)
        if choice in right:
            findings.tell(place, f"{shown(choice)} is a right answer, so 'wrong' cannot say why it is wrong; delete it")
        elif choice not in model.choices:
            hint = did_you_mean(choice, model.choices) or f"; these are {_listed(model.choices)}"
            findings.tell(place, f"{shown(choice)} in 'wrong' is not among the choices{hint}")


def _check_accept(question: Checked, findings: Findings) -> None:
    for index, form in enumerate(question.model.accept):
        if _TYPEABLE.search(form) is None and not normalise(form):
            findings.tell(
                question.entry("accept", index),
                f"{shown(form)} in 'accept' has no letter and no digit, so it cannot be typed; write a word or number",
            )


def _listed(names: Iterable[str]) -> str:
    return ", ".join(shown(name, 30) for name in names)
