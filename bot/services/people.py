"""Who is asking."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Learner:
    """A person as a use case knows them: the id, and the name they go by in this server just now."""

    id: int
    name: str
