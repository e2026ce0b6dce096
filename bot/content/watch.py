"""Changed files: noticed at once, and read when they have come to rest.

Editors save by writing a second file and renaming it, a `git pull` changes fifty files in a burst, and a file that is
being copied is there before it is whole. So what is told of a change is not believed: the files are looked at, and it
counts as a change when they differ from what they were and two looks, a moment apart, see the same.

All of it happens in a thread: the event loop has nothing to wait for until there is something to take up.
"""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TypeAlias

import watchfiles
from watchfiles._rust_notify import WatchfilesRustInternalError

from bot.content.files import is_folder
from bot.content.library import Loaded
from bot.content.survey import files_below, is_content

log = logging.getLogger(__name__)

LOOK = 1.0
"""Seconds between two looks where nothing is told: network folders tell nothing, nor does a link to another folder."""
REST = 0.1
"""Seconds for which files must stay as they are before they are read."""
MEND = 1.0
"""Seconds for which a file must have been broken before that is told: it may still be on its way here."""
LEAVE = 5.0
"""Seconds that reading under way gets at the end."""

Look: TypeAlias = "frozenset[tuple[str, int, int, int]]"


def look(roots: Sequence[Path]) -> Look:
    """What can be seen of the files below some folders without reading them; a root may be a file, too."""
    seen = set()
    for root in roots:
        for path in files_below(root, []) if is_folder(root) else [root]:
            if path is root or is_content(path):
                try:
                    stat = path.stat()
                except OSError:
                    continue  # gone since, or a link to nowhere: as if it were not there
                seen.add((str(path), stat.st_mtime_ns, stat.st_size, stat.st_ino))
    return frozenset(seen)


def changes(roots: Sequence[Path], known: Look, stop: threading.Event | None = None) -> Iterator[Look]:
    """Wait for files to differ from what is known of them, and yield each time what they have come to rest as."""
    stop = stop or threading.Event()
    for _ in _hints(roots, stop):
        seen = look(roots)
        while seen != known and not stop.wait(REST):
            before, seen = seen, look(roots)
            if seen == before:
                known = seen
                yield known


def _hints(roots: Sequence[Path], stop: threading.Event) -> Iterator[None]:
    """Say when to look: at once when the system tells of a change, and once in a while anyway."""
    while not stop.is_set():
        folders = {str(root.resolve()) for root in roots if is_folder(root)}
        try:
            for _ in _told(folders, stop):
                yield
                if folders != {str(root.resolve()) for root in roots if is_folder(root)}:
                    break  # one is gone, or another one has taken its name
        except (OSError, WatchfilesRustInternalError) as error:  # too many watches, a folder that may not be read
            log.debug("the system does not tell of changed files: %s", error)
            yield
        stop.wait(LOOK)


def _told(folders: set[str], stop: threading.Event) -> Iterator[object]:
    if folders:
        yield from watchfiles.watch(
            *folders,
            watch_filter=None,
            step=int(REST * 1000),
            debounce=int(LOOK * 1000),
            rust_timeout=int(LOOK * 1000),
            yield_on_timeout=True,
            stop_event=stop,
        )
    else:
        yield None


class Watch:
    """Loads anew whenever a file has changed, and hands what came of it to the event loop.

    `load` is what reads the files below `roots`. What they were when this was made counts as known: make it before they
    are read for the first time, and no change falls between.
    """

    def __init__(self, load: Callable[[], Loaded], roots: Sequence[Path]) -> None:
        self._load = load
        self._roots = roots
        self._known = look(roots)
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self, taken: Callable[[Loaded], None]) -> None:
        """Begin; `taken` will be called in the event loop that is running now."""
        if self._thread is None:
            loop = asyncio.get_running_loop()
            self._thread = threading.Thread(target=self._run, args=(loop, taken), name="content", daemon=True)
            self._thread.start()

    async def stop(self) -> None:
        """End, without handing on anything any more."""
        self._stop.set()
        if self._thread is not None:
            await asyncio.to_thread(self._thread.join, LEAVE)

    def _run(self, loop: asyncio.AbstractEventLoop, taken: Callable[[Loaded], None]) -> None:
        try:
            for seen in changes(self._roots, self._known, self._stop):
                loaded = self._load()
                if loaded.library is None:
                    self._stop.wait(MEND)
                # What has changed again meanwhile is read again, and is not to be taken for what was read here.
                if look(self._roots) == seen and not self._stop.is_set():
                    loop.call_soon_threadsafe(taken, loaded)
        except Exception:
            log.exception("changed lessons and questions are not noticed any more; restart to take them up")
