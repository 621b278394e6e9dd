"""People at the page, as tests see and move them: by what is on the screen and nothing else."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any, Literal

from playwright.sync_api import Browser, Locator, Page, expect

from local.workspace import LocalWorkspace

ROOT = Path(__file__).resolve().parent.parent.parent
ARTEFACTS = ROOT / "artefacts" / "browser"

_DROP = """async ([selector, name, type, encoded]) => {
  const bytes = Uint8Array.from(atob(encoded), (each) => each.charCodeAt(0));
  const dataTransfer = new DataTransfer();
  dataTransfer.items.add(new File([bytes], name, { type }));
  const target = document.querySelector(selector);
  for (const kind of ["dragenter", "dragover", "drop"]) {
    target.dispatchEvent(new DragEvent(kind, { dataTransfer, bubbles: true, cancelable: true }));
  }
}"""
_PASTE = """async ([selector, name, type, encoded]) => {
  const bytes = Uint8Array.from(atob(encoded), (each) => each.charCodeAt(0));
  const clipboardData = new DataTransfer();
  clipboardData.items.add(new File([bytes], name, { type }));
  const target = document.querySelector(selector);
  target.dispatchEvent(
    new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }),
  );
}"""


class Visitor:
    """Somebody at the page.

    Attributes:
        page: Their browser tab.
    """

    def __init__(self, page: Page, url: str, who: str) -> None:
        self.page = page
        self._url = url
        self._who = who

    def go(self, place: str, detail: str = "") -> None:
        """Go to a conversation by id, or to the back room, and wait until it is there."""
        path = "/".join(part for part in (self._who, place, detail) if part)
        self.page.goto(f"{self._url}#/{path}")
        expect(self.page.locator(".conversation, .back-room")).to_be_visible()

    def say(self, text: str, where: str = ".conversation") -> None:
        """Type something and send it; what is offered meanwhile is declined."""
        box = self.composer(where)
        box.fill(text)
        box.press("Escape")
        box.press("Enter")

    def composer(self, where: str = ".conversation") -> Locator:
        """Where one types."""
        return self.page.locator(f"{where} .composer textarea")

    def message(self, words: str, where: str = ".conversation") -> Locator:
        """The messages with these words."""
        return self.page.locator(f"{where} article.message").filter(has_text=words)

    def picture(self, words: str, where: str = ".conversation") -> Locator:
        """The messages with these words that show a finished picture."""
        done = self.page.get_by_role("button", name="New seed")
        return self.message(words, where).filter(has=done)

    def press(self, message: Locator, label: str) -> None:
        """Press a button of a message."""
        message.get_by_role("button", name=label).click()

    def dialog(self) -> Locator:
        """The dialog in front."""
        return self.page.get_by_role("dialog")

    def drop(self, name: str, content: bytes, onto: str = ".conversation") -> None:
        """Drop an image."""
        encoded = base64.b64encode(content).decode()
        self.page.evaluate(_DROP, [onto, name, "image/png", encoded])

    def paste(self, name: str, content: bytes, into: str = ".composer textarea") -> None:
        """Paste an image."""
        encoded = base64.b64encode(content).decode()
        self.page.evaluate(_PASTE, [into, name, "image/png", encoded])

    def shoot(self, name: str) -> None:
        """Keep what is on the screen."""
        ARTEFACTS.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=ARTEFACTS / f"{name}.png")


class Stage:
    """A workspace, and those who visit its page.

    Attributes:
        workspace: The workspace behind the page.
        complaints: Errors the browser reported: there should be none.
    """

    def __init__(self, workspace: LocalWorkspace, url: str, browser: Browser) -> None:
        self.workspace = workspace
        self.url = url
        self.complaints: list[str] = []
        self._browser = browser
        self._visitors: list[Visitor] = []

    def enter(
        self,
        who: str = "ana",
        place: str = "C0GENERAL",
        *,
        scheme: Literal["light", "dark"] = "light",
        width: int = 1280,
        height: int = 860,
        **context: Any,
    ) -> Visitor:
        """Somebody opens the page in a browser of their own."""
        made = self._browser.new_context(
            viewport={"width": width, "height": height}, color_scheme=scheme, **context
        )
        page = made.new_page()
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on(
            "console",
            lambda said: self.complaints.append(said.text) if said.type == "error" else None,
        )
        page.on("request", self._check_request)
        visitor = Visitor(page, self.url, who)
        visitor.go(place)
        self._visitors.append(visitor)
        return visitor

    def rest(self) -> None:
        """Everybody leaves, and what still runs ends."""
        for visitor in self._visitors:
            visitor.page.context.close()
        self._visitors.clear()
        assert self.workspace.settle(60), "something never ended"

    def close(self) -> None:
        """The end."""
        self.rest()

    def _check_request(self, request: Any) -> None:
        if not request.url.startswith((self.url, "blob:", "data:")):
            self.complaints.append(f"asked {request.url} for something")
