"""People at the page, as tests see and move them: by what is on the screen and nothing else."""

from __future__ import annotations

import base64
import threading
from pathlib import Path
from typing import Any, Literal

from playwright.sync_api import Browser, Locator, Page, expect

from local.page.server import PageServer
from local.painter.painting import Painter, Painting
from local.painter.plain import paint_plain
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


class Easel:
    """Paints what is asked for, while it may.

    Attributes:
        paint: How it paints.
        free: Whether it may paint; while it may not, pictures stay unfinished.
    """

    def __init__(self) -> None:
        self.paint: Painter = paint_plain
        self.free = threading.Event()
        self.free.set()

    def __call__(self, painting: Painting) -> bytes:
        """Encoded bytes, once it may paint."""
        assert self.free.wait(60), "nobody let it paint"
        return self.paint(painting)


class Visitor:
    """Somebody at the page.

    Attributes:
        page: Their browser tab.
    """

    def __init__(self, page: Page, url: str, who: str) -> None:
        self.page = page
        self._url = url
        self._who = who

    def go(self, place: str) -> None:
        """Go to a conversation by id, or to the back room, and wait until it is there."""
        self.page.goto(f"{self._url}#/{self._who}/{place}")
        there = ".back-room" if place == "back-room" else f"[data-channel={place}]"
        expect(self.page.locator(there)).to_be_visible()

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

    Args:
        workspace: The workspace behind the page.
        server: Serves its page.
        browser: What it is looked at with. Its windows are used again: opening one costs a second.
    """

    def __init__(self, workspace: LocalWorkspace, server: PageServer, browser: Browser) -> None:
        self.workspace = workspace
        self._url = server.url
        self._troubles = server.page.room.troubles
        self._browser = browser
        self._complaints: list[str] = []
        self._visitors: list[tuple[Page, float]] = []
        self._windows: dict[float, list[Page]] = {}
        self._kept = set(self._items())

    def enter(
        self,
        who: str = "ana",
        place: str = "C0GENERAL",
        *,
        scheme: Literal["light", "dark"] = "light",
        size: tuple[int, int] = (1280, 860),
        scale: float = 1.0,
    ) -> Visitor:
        """Somebody opens the page in a browser of their own."""
        free = self._windows.setdefault(scale, [])
        page = free.pop() if free else self._window(scale)
        page.set_viewport_size({"width": size[0], "height": size[1]})
        page.emulate_media(color_scheme=scheme)
        self._visitors.append((page, scale))
        visitor = Visitor(page, self._url, who)
        visitor.go(place)
        return visitor

    def rest(self) -> None:
        """Everybody leaves, what still runs ends, and the browser has reported no error."""
        visitors, self._visitors = self._visitors, []
        for page, scale in visitors:
            page.mouse.move(0, 0)
            page.unroute_all(behavior="ignoreErrors")
            page.goto(f"{self._url}/icon.svg")  # of the same site, so that it may forget
            page.evaluate("localStorage.clear(), sessionStorage.clear()")
            self._windows[scale].append(page)
        self._troubles.clear()
        assert self.workspace.settle(60), "something never ended"
        complaints, self._complaints = self._complaints, []
        assert not complaints, complaints

    def clear(self) -> None:
        """Forget the messages and the jobs there were."""
        for channel in self.workspace.slack.channels():
            for message in reversed(self.workspace.slack.messages(channel.id)):
                self.workspace.slack.remove_message(message)
        for user in self.workspace.slack.users():
            for message in self.workspace.slack.private_to(user.id):
                self.workspace.slack.remove_message(message)
        table, name = self.workspace.region.dynamodb(), self._table
        for key in self._items():
            if key not in self._kept:
                table.delete_item(TableName=name, Key={"pk": {"S": key}})

    @property
    def _table(self) -> str:
        return self.workspace.region.environment["TABLE_NAME"]

    def _items(self) -> list[str]:
        found = self.workspace.region.dynamodb().scan(TableName=self._table)
        return [item["pk"]["S"] for item in found["Items"]]

    def _window(self, scale: float) -> Page:
        # Nothing that fades or slides has to be waited for.
        context = self._browser.new_context(device_scale_factor=scale, reduced_motion="reduce")
        page = context.new_page()
        page.on("pageerror", lambda error: self._complaints.append(str(error)))
        page.on(
            "console",
            lambda said: self._complaints.append(said.text) if said.type == "error" else None,
        )
        page.on("request", self._check_request)
        return page

    def _check_request(self, request: Any) -> None:
        if not request.url.startswith((self._url, "blob:", "data:")):
            self._complaints.append(f"asked {request.url} for something")
