"""What learners have chosen in their open panels.

The panel's message keeps that too, and is all that is needed after a restart. But a press carries the message as it was
when it was pressed: whoever chooses twice in a second would lose the first choice.
"""

from __future__ import annotations

from collections import OrderedDict

MOST_KEPT = 4096
"""Panels remembered at a time; the oldest go first, and then their messages alone tell."""


class Panels:
    """The latest choices by learner and round."""

    def __init__(self) -> None:
        self._chosen: OrderedDict[tuple[int, int], dict[int, int | None]] = OrderedDict()

    def chose(self, learner_id: int, round_id: int, slot: int, shown: int | None) -> None:
        """Remember a choice: the option shown at `shown` for that select, or nothing."""
        self._chosen.setdefault((learner_id, round_id), {})[slot] = shown
        self._chosen.move_to_end((learner_id, round_id))
        if len(self._chosen) > MOST_KEPT:
            self._chosen.popitem(last=False)

    def over(self, learner_id: int, round_id: int, told: list[int | None]) -> list[int | None]:
        """What the message told, with what has been chosen since."""
        chosen = self._chosen.get((learner_id, round_id), {})
        return [chosen.get(slot, shown) for slot, shown in enumerate(told)]

    def forget_learner(self, learner_id: int) -> None:
        """Keep nothing of a learner."""
        for key in [key for key in self._chosen if key[0] == learner_id]:
            del self._chosen[key]

    def forget(self, learner_id: int, round_id: int) -> None:
        """A panel is opened anew, or done with."""
        self._chosen.pop((learner_id, round_id), None)
