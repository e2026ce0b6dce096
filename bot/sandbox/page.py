"""The page in the browser: SimCord's own, with a few changes, for it was made to look at tests, not to hold a class."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeAlias

from aiohttp import web
from simcord.preview._server import PreviewServer

Change: TypeAlias = Sequence[tuple[str, str]]
"""Insertions into a file: after the one place where the first text stands comes the second; after "", at the end."""


class LiveServer(PreviewServer):
    """The page's server. A file that the changes no longer fit is served as it is."""

    async def _static(self, request: web.Request) -> web.Response:
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


CHANGES: Mapping[str, Change] = {
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
    # SimCord writes "(edited)" over the margin of a message that follows another one's; Discord does not.
    "/preview.css": [("", "\n.message-edited-compact { display: none; }\n")],
}
