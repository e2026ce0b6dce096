"""How long processes had to wait for a processor that others were using."""

from __future__ import annotations

from pathlib import Path


class Waiting:
    """From now on. Of a process it is its main thread's; where the kernel does not tell, it is nothing."""

    def __init__(self, *pids: int) -> None:
        self._pids = pids
        self._before = self._total()

    @property
    def seconds(self) -> float:
        """All their waiting since then."""
        return self._total() - self._before

    def _total(self) -> float:
        return sum(map(_waited, self._pids))


def _waited(pid: int) -> float:
    try:
        told = Path(f"/proc/{pid}/schedstat").read_text()
    except OSError:
        return 0.0
    return int(told.split()[1]) / 1e9  # nanoseconds: on a processor, waiting for one; times
