"""A tab of the browser, in the words of who sits before it: they find things by what is written on them."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TypeAlias

from playwright.sync_api import Browser, Locator, Page, expect

SECONDS = 30
"""What does not appear within these does not appear at all."""
BUSY_OR_WORSE = re.compile("…$|not completed|uncertain")
"""What stands at the top of a page that is not at rest, or where something went wrong."""

expect.set_options(timeout=SECONDS * 1000)


class Tab:
    """One tab on the sandbox's page, as one person of the class."""

    def __init__(self, browser: Browser, address: str, viewer: str) -> None:
        self.complaints: list[str] = []
        self.page: Page = browser.new_page(viewport={"width": 1280, "height": 800})
        self.page.set_default_timeout(SECONDS * 1000)
        self.page.on("console", lambda said: self.complaints.append(said.text) if said.type == "error" else None)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.goto(address)
        self.view_as(viewer)

    # What there is to see.

    @property
    def messages(self) -> Locator:
        """Everything that this person can read in the channel, from the oldest to the newest."""
        return self.page.get_by_role("log").get_by_role("article")

    def finds(self, *words: str) -> Locator:
        """Wait for a message that has all of these words, wherever it has been scrolled to; give the newest."""
        found = self.messages
        for each in words:
            found = found.filter(has_text=each)
        expect(found.last).to_be_visible()
        return found.last

    def sees(self, *words: str) -> Locator:
        """Wait for a message that has all of these words, and is in sight."""
        message = self.finds(*words)
        expect(message).to_be_in_viewport()
        return message

    def has(self, count: int, words: str) -> None:
        """Wait until just so many messages with these words can be read."""
        expect(self.messages.filter(has_text=words)).to_have_count(count)

    def reads(self, words: str) -> None:
        """Wait until these words stand anywhere on the page."""
        expect(self.page.get_by_text(words)).to_be_visible()

    # What there is to do. Whoever does something waits until what they did before is done.

    def view_as(self, viewer: str) -> None:
        """Choose who to be, at the top."""
        self._wait()
        self.page.get_by_label("Viewing as").select_option(label=viewer)
        expect(self.page).to_have_title(f"{viewer} · Dastan")

    def run(self, command: str, **options: str) -> None:
        """Type a command, choose it from the list, fill its options in, and send it with the arrow."""
        self._wait()
        self.page.get_by_role("textbox", name="Message").fill(f"/{command}")
        self._pick(f"/{command}")
        for name, value in options.items():
            self._fill(name, value)
        self.page.get_by_role("button", name="Send").click()

    def press(self, label: str, within: Locator) -> None:
        """Press a button on a message."""
        self._wait()
        within.get_by_role("button", name=label, exact=True).click()

    def type(self, text: str) -> None:
        """Type an answer into the window that opens, and send it."""
        window = self.page.get_by_role("dialog")
        window.get_by_role("textbox").fill(text)
        self._wait()
        window.get_by_role("button", name="Submit").click()

    def choose(self, menu: Locator, *labels: str) -> None:
        """Open a menu, which shows all that there is to choose, and choose; one that takes several is closed again."""
        self._wait()
        menu.click()
        options = menu.locator("..").get_by_role("option")
        for option in options.all():
            expect(option).to_be_in_viewport(ratio=0.99)
        for label in labels:
            options.get_by_text(label, exact=True).click()
        if menu.get_attribute("aria-expanded") == "true":
            menu.click()

    def end_the_class(self) -> None:
        """End it for everybody, from the page."""
        self._wait()
        self.page.get_by_text("More", exact=True).click()
        self.page.get_by_role("button", name="End preview session").click()

    def _fill(self, name: str, value: str) -> None:
        its = re.compile(rf"^{name}\b")
        field = self.page.get_by_role("textbox", name=its).or_(self.page.get_by_role("combobox", name=its))
        if not field.count():
            self.page.get_by_role("button", name=re.compile(r"^\+\d+ more$|^\+ options$")).click()
            self._pick(name)
        if field.get_attribute("role") == "combobox":
            self._pick(value)
        else:
            field.fill(value)

    def _pick(self, words: str) -> None:
        """Take the first with these words of what is offered above the line in which one types."""
        self.page.get_by_role("option").filter(has_text=words).first.click()

    def _wait(self) -> None:
        """Wait until the page is at rest."""
        expect(self.page.locator("#action-status")).not_to_have_text(BUSY_OR_WORSE)


OpenTab: TypeAlias = Callable[[str, str], Tab]
"""Opens an address in a tab, as one of the class."""
