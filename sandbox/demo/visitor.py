"""Somebody at a browser without scripts: reads pages, fills forms, follows redirects, keeps cookies."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin

import requests

_TIMEOUT_SECONDS = 60


class Lost(Exception):
    """A page did not have what a person would have looked for there."""


@dataclass(slots=True)
class Form:
    """A form of a page: where it goes, how, and what stands in its fields already."""

    action: str
    method: str
    fields: dict[str, str] = field(default_factory=dict)


class _Forms(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self._open: Form | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._open = Form(said.get("action", ""), said.get("method", "get").lower())
            self.forms.append(self._open)
        elif tag == "input" and self._open is not None and "name" in said:
            ticked = said.get("type") not in ("checkbox", "radio") or "checked" in said
            if ticked:
                self._open.fields[said["name"]] = said.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = None


class Visitor:
    """One person's session."""

    def __init__(self) -> None:
        self._session = requests.Session()
        self._session.trust_env = False
        self.address = ""
        self.page = ""

    def go(self, address: str) -> str:
        """Open a page; its text. Raises Lost for anything but a page."""
        return self._arrived(self._session.get(address, timeout=_TIMEOUT_SECONDS))

    def finds(self, action: str) -> bool:
        """Whether the present page has a form whose action holds `action`."""
        return self._form(action) is not None

    def send(self, action: str, **values: str) -> str:
        """Fill in and send the form of the present page whose action holds `action`; the page that follows."""
        form = self._form(action)
        if form is None:
            raise Lost(f"no form to {action} on {self.address}")
        answer = self._session.request(
            form.method,
            urljoin(self.address, form.action),
            data={**form.fields, **values},
            headers={"Referer": self.address},
            timeout=_TIMEOUT_SECONDS,
        )
        return self._arrived(answer)

    def _form(self, action: str) -> Form | None:
        parser = _Forms()
        parser.feed(self.page)
        return next((form for form in parser.forms if action in urljoin(self.address, form.action)), None)

    def _arrived(self, answer: requests.Response) -> str:
        if not answer.ok:
            raise Lost(f"{answer.status_code} at {answer.url}")
        self.address, self.page = answer.url, answer.text
        return self.page
