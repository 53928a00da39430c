"""Somebody at a browser, with an eye for what must not be on a page."""

import os
import re
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

PICTURES = os.environ.get("WALK", "")
SCHEMES = ("light", "dark")
WIDTHS = (1280, 360)
_AXE = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}}
# Words that are the same in both languages: names, units of the trade, and what people call things here.
_NAMES = re.compile(
    r"GitHub|Gitee|OpenCredits|English|PR|CSV|XLSX|AI|UTC|Apache|github:\d+(!bot)?|gitee:\d+(!bot)?|[\w.-]+/[\w.-]+|default|Cookie|commit|issue"
)
_WORDS_OF_OURS = """() => {
  // What people and forges named themselves stands in <bdi> (in a picture: .name), a digest in <code>, a key in <kbd>, a switch under its own lang.
  const theirs = "bdi, textarea, code, kbd, script, style, svg .name, [lang]:not(html), [translate=no]";
  // A page that is called by a contribution's title has only its last words from us.
  const texts = [document.querySelector("h1 bdi") ? document.title.split(" · ").at(-1) : document.title];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    if (!walker.currentNode.parentElement.closest(theirs)) texts.push(walker.currentNode.textContent.trim());
  }
  for (const element of document.body.querySelectorAll("[aria-label], [placeholder], [alt], [title]")) {
    if (element.closest(theirs)) continue;
    for (const name of ["aria-label", "placeholder", "alt", "title"]) texts.push(element.getAttribute(name) ?? "");
  }
  return texts.filter(Boolean);
}"""


class Visit:
    """Somebody's browser in one language; remembers what its console said and whether anything popped up."""

    def __init__(self, browser: Browser, portal: str, *, language: str = "zh-hans") -> None:
        self.portal, self.language = portal, language
        self._context = browser.new_context(viewport={"width": WIDTHS[0], "height": 900}, color_scheme=SCHEMES[0])
        self.page: Page = self._context.new_page()
        self.said: list[str] = []
        self.page.on("console", lambda message: self.said.append(message.text) if message.type in {"error", "warning"} else None)
        self.page.on("pageerror", lambda error: self.said.append(str(error)))
        self.page.on("dialog", self._shut)

    def close(self) -> None:
        self._context.close()

    def go(self, path: str) -> Page:
        """Open an address of ours in the visit's language."""
        mark = "&" if "?" in path else "?"
        self.page.goto(f"{self.portal}{path}{mark}lang={self.language}")
        return self.page

    def press(self, selector: str) -> None:
        """Press what leads to another page, and be there."""
        with self.page.expect_navigation():
            self.page.locator(selector).first.click()

    def sign_in(self, name: str, password: str = "open-credits-demo") -> Page:
        page = self.go("/login/")
        page.fill("main input[name=name]", name)
        page.fill("main input[name=password]", password)
        self.press("main form button")
        return page

    def look(self, name: str) -> list[str]:
        """All that is wrong with the page as it stands, in both schemes and widths, a line each; and its pictures."""
        path = self.page.url.removeprefix(self.portal).partition("?")[0]
        found = [f"{path} {self.language}: in the other language: {text}" for text in self.foreign()]
        for scheme in SCHEMES:
            self.page.emulate_media(color_scheme=scheme)
            for width in WIDTHS:
                self.page.set_viewport_size({"width": width, "height": 900})
                # Colours that are still on their way to the other scheme are nobody's.
                self.page.evaluate("Promise.allSettled(document.getAnimations().map((one) => one.finished)).then(() => null)")
                found += [f"{path} {self.language} {scheme} {width}: {fault}" for fault in [*self._axe(), *self.too_wide()]]
                self._picture(f"{name}-{self.language}-{scheme}-{width}")
        self.page.emulate_media(color_scheme=SCHEMES[0])
        self.page.set_viewport_size({"width": WIDTHS[0], "height": 900})
        found += [f"{path} {self.language}: console: {said}" for said in self.said]
        self.said.clear()
        return found

    def too_wide(self) -> list[str]:
        wide, room = self.page.evaluate("[document.scrollingElement.scrollWidth, document.scrollingElement.clientWidth]")
        return [f"{wide} px wide in {room}"] if wide > room else []

    def foreign(self) -> list[str]:
        """Words of ours that are not in the visit's language."""
        foreign = re.compile(r"[\u2e80-\u9fff\uff00-\uffef]") if self.language == "en" else re.compile(r"[A-Za-z]{3,}")
        return [text[:80] for text in self.page.evaluate(_WORDS_OF_OURS) if foreign.search(_NAMES.sub("", text))]

    def _axe(self) -> list[str]:
        # What floats at the foot of a phone's screen lies in its own place at the end of the page, over nothing.
        self.page.evaluate("document.querySelector('.estimate-bar')?.scrollIntoView()")
        violations = Axe().run(self.page, options=_AXE).response["violations"]
        return [f"axe {one['id']} {one['nodes'][0]['html'][:200]}" for one in violations]

    def _picture(self, name: str) -> None:
        """For whoever looks, when WALK names a folder."""
        if PICTURES:
            Path(PICTURES).mkdir(exist_ok=True)
            self.page.screenshot(path=Path(PICTURES) / f"{name}.png", full_page=True)

    def _shut(self, dialog) -> None:
        self.said.append(f"a dialog popped up: {dialog.message}")
        dialog.dismiss()
