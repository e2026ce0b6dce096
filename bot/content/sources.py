"""`lessons/sources.yaml`, the texts that lessons and questions rest on, and the citations of places in them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from types import MappingProxyType

from bot.content.files import decode
from bot.content.models import CiteModel, SourceModel, SourcesHead
from bot.content.problems import START, Findings, Place, did_you_mean, shown, tell_repeated
from bot.content.salvage import parse
from bot.content.strict_yaml import Block, Node, Rows
from bot.content.validate import validate
from bot.core.models import Cite, Source


def read_sources(data: bytes, findings: Findings) -> dict[str, Source] | None:
    """The sources of a file by id, or None where anything is wrong with it, which has been told."""
    text = decode(data, findings)
    if text is None:
        return None
    tree = parse(text, findings, rows="sources", keys=("sources",))
    head, bad = validate(SourcesHead, tree, START, findings)
    if head is None or not isinstance(tree, Block) or "sources" in bad:
        return None
    read = list(_each(tree["sources"], findings))
    tell_repeated("the source id", [(source.id, place) for source, place in read], findings)
    return None if findings else {source.id: source for source, _ in read}


def _each(rows: Rows, findings: Findings) -> Iterator[tuple[Source, Place]]:
    for entry, place in zip(rows, rows.places, strict=True):
        model, bad = validate(SourceModel, entry, place, findings)
        if model is None or not isinstance(entry, Block):
            continue
        if "sections" not in bad:
            tell_repeated("the section", zip(model.sections, entry["sections"].places, strict=True), findings)
        if not bad & {"sections", "doubts"}:
            _tell_unknown_sections(model, entry, findings)
        if "id" not in bad:
            source = Source(
                id=model.id,
                title=model.title,
                author=model.author,
                year=model.year or None,
                licence=model.licence,
                sections=tuple(model.sections),
                url=model.url or None,
                note=model.note or None,
                short=model.short or None,
                doubts=MappingProxyType(dict(model.doubts)),
            )
            yield source, entry.values_at["id"]


def _tell_unknown_sections(model: SourceModel, entry: Block, findings: Findings) -> None:
    doubts = entry.get("doubts")
    for section in model.doubts:
        if section not in model.sections and isinstance(doubts, Block):
            hint = did_you_mean(section, model.sections)
            findings.tell(
                doubts.keys_at[section], f"{shown(section)} is not a section of the source {shown(model.id)}{hint}"
            )


def cites(
    models: Sequence[CiteModel], node: Node, sources: Mapping[str, Source] | None, findings: Findings
) -> tuple[Cite, ...]:
    """The citations that stand at a node; what names no known place is told. None as sources: not to be checked."""
    blocks: Sequence[Block] = node if isinstance(node, Rows) else [node]  # type: ignore[list-item] # the model saw to it
    for model, block in zip(models, blocks if sources is not None else (), strict=False):
        source = sources.get(model.source) if sources is not None else None
        if source is None:
            hint = did_you_mean(model.source, list(sources or ())) or _choice_of("the sources", list(sources or ()))
            findings.tell(
                block.values_at["source"],
                f"{shown(model.source)} in 'source' is not a source in lessons/sources.yaml{hint}",
            )
        elif model.section not in source.sections:
            hint = did_you_mean(model.section, source.sections) or _choice_of("its sections", source.sections)
            findings.tell(
                block.values_at["section"],
                f"{shown(model.section)} in 'section' is not a section of the source {shown(source.id)}{hint}",
            )
    return _shared(tuple((model.source, model.section) for model in models))


@lru_cache(maxsize=4096)
def _shared(places: tuple[tuple[str, str], ...]) -> tuple[Cite, ...]:
    """The same object for the same places: most questions cite one of a few, and a large library keeps them all."""
    return tuple(Cite(source, section) for source, section in places)


def _choice_of(what: str, names: Sequence[str]) -> str:
    more = ", …" if len(names) > 8 else ""
    return f"; {what} are {', '.join(shown(name) for name in names[:8])}{more}"
