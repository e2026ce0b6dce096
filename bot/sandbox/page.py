"""The page in the browser: SimCord's own, with a few changes, for it was made to look at tests, not to hold a class."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar, TypeAlias

from aiohttp import web
from simcord.preview._server import PreviewServer

Change: TypeAlias = Sequence[tuple[str, str]]
"""Insertions into a file: after the one place where the first text stands comes the second; after "", at the end."""


ICON = """\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32" fill="none" stroke="#fff" stroke-width="2">
<rect width="32" height="32" rx="8" fill="#5865f2" stroke="none"/>
<path d="M16 9v16M16 9c-3-3-8-2-10-2v16c2 0 7-1 10 2 3-3 8-2 10-2V7c-2 0-7-1-10 2z"/>
</svg>
"""
"""An open book, for the browser's tabs."""


class LiveServer(PreviewServer):
    """The page's server. A file that the changes no longer fit is served as it is."""

    _STATIC_FILES: ClassVar = {**PreviewServer._STATIC_FILES, "/icon.svg": ""}  # noqa: SLF001 - its list of paths

    async def _static(self, request: web.Request) -> web.Response:
        if request.path == "/icon.svg":
            return web.Response(text=ICON, content_type="image/svg+xml", headers=self._SECURITY_HEADERS)
        response: web.Response = await super()._static(request)
        if request.path in CHANGES and response.text is not None:
            response.text = changed(response.text, CHANGES[request.path])
        return response


def changed(text: str, change: Change) -> str:
    """A file with its changes."""
    if any(where and text.count(where) != 1 for where, _ in change):
        return text
    for where, then in change:
        text = text.replace(where, where + then) if where else text + then
    return text


NO_CLASS = """\
There is no class at this address.
The sandbox prints a new address each time it is started. Open the latest, and all of it."""

CHANGES: Mapping[str, Change] = {
    # Each tab says whose it is; and one whose sandbox has ended, or whose address was not whole, says what to do.
    "/": [("</title>", """\n    <link rel="icon" href="/icon.svg">""")],
    "/app.js": [
        (
            "state.viewerId = nextViewer;",
            """
  document.title = `${snapshot.viewers?.find((viewer) => viewer.id === nextViewer)?.name ?? "A class"} · Dastan`;""",
        ),
        ("ui.empty.hidden = true;", "\n  if (state.closed) sayThereIsNoClass();"),
        ('"Open this page from a Preview URL fragment", complete: false });', "\n    sayThereIsNoClass();"),
        ('remediation: "Reload the active Preview URL.", complete: false });', "\n    sayThereIsNoClass();"),
        (
            "",
            f"""
function sayThereIsNoClass() {{
  document.title = "Dastan";
  state.externalNotice = null;
  ui.empty.textContent = `{NO_CLASS}`;
  ui.empty.hidden = false;
}}
""",
        ),
    ],
    # Times told as "in 25 seconds" run on, as they do in Discord.
    "/text.js": [
        (
            'const time = node("time", "discord-timestamp", rendered);',
            """
  if (valid && style === "R") Object.assign(time.dataset, { unix: token.unix, locale: options.locale || "en-US" });""",
        ),
        (
            "",
            """
setInterval(() => document.querySelectorAll("time[data-unix]").forEach((time) => {
  const now = document.createElement("span");
  const { unix, locale } = time.dataset;
  renderTimestamp(now, { unix, style: "R" }, { locale, presentationTime: new Date().toISOString() });
  if (time.textContent !== now.textContent) time.textContent = now.textContent;
}), 1000);
""",
        ),
    ],
    # Nothing is drawn anew between pressing a button and letting it go: that button would be gone, and the tap with it.
    "/session.js": [
        ("const value = await read(owner.signal);", "\n        if (pressed) return false;"),
        (
            "",
            """
let pressed = false;
addEventListener("pointerdown", () => { pressed = true; }, true);
for (const end of ["pointerup", "pointercancel"]) addEventListener(end, () => { pressed = false; }, true);
addEventListener("blur", (event) => { if (event.target === window) pressed = false; }, true);
""",
        ),
    ],
    # The latest message stays in sight until somebody scrolls up, and comes into sight when they send something.
    "/timeline.js": [
        ("let correction = null;", """ state.scrollIntent = { policy: "bottom" };"""),
        ("state.scrollIntent = null;", """ state.scrollIntent = { policy: "bottom" };"""),
        (
            'ui.timeline.addEventListener("scroll", () => {',
            """
    const up = ui.timeline.scrollTop < (state.top ?? 0) - 1;
    state.top = ui.timeline.scrollTop;
    if (!up && state.scrollIntent?.policy === "bottom") return;""",
        ),
        ("begin: () => {", """ if (state.scrollIntent?.policy === "bottom") { state.ready = false; return; }"""),
        (
            "observer.observe(ui.timeline);",
            """
  for (const kind of ["keydown", "submit"]) document.addEventListener(kind, (event) => {
    if ((kind === "submit" || event.key === "Enter") && event.target.closest?.("#channel-composer"))
      state.scrollIntent = { policy: "bottom" };
  }, true);""",
        ),
    ],
    # An option with suggestions shows them at once, as in Discord, and not only after the first letter.
    "/commands.js": [
        (
            'const current = String(field.value || "");',
            "\n            if (!current) queryAutocomplete(option, current);",
        )
    ],
    # A menu shows all that a question has to choose from, where there is room; SimCord's shows three and a half.
    "/select-drafts.js": [
        ("Math.min(list.scrollHeight, 220", " * 2"),
        ("const height = Math.min(220", " * 2, list.scrollHeight + 2"),
    ],
    "/preview.css": [
        (
            "",
            """
/* Over the margin of a message that follows another one's, SimCord writes "(edited)"; Discord does not. */
.message-edited-compact { display: none; }
/* What is typed for an option stands there whole. */
.command-option-input { box-sizing: content-box; }
/* The latest message keeps its distance from the line in which one writes. */
#channel-message-list { padding-bottom: 12px; }
/* What is of use to tests alone: here the page follows by itself. */
#refresh, #capture-open { display: none; }
.select-draft-actions span { visibility: hidden; }
/* Where there is no class, its place says so. */
.preview-empty { font-size: 20px; line-height: 1.6; white-space: pre-line; }
""",
        )
    ],
}
