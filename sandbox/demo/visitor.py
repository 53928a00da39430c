"""Somebody at a browser without scripts: reads pages, fills forms, follows redirects, keeps cookies."""

import html
import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin, urlsplit

import requests

_TIMEOUT_SECONDS = 60


class Lost(Exception):
    """A page did not have what a person would have looked for there."""


@dataclass(slots=True)
class Form:
    """A form of a page that changes something: where it goes, and what stands in its fields already."""

    action: str
    fields: dict[str, list[str]] = field(default_factory=dict)
    boxes: dict[str, list[str]] = field(default_factory=dict)  # each value that can be ticked or chosen, by its field


class _Forms(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self._open: Form | None = None
        self._name = ""  # of the text area or the list that is open
        self._text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "form" and said.get("method", "get").lower() == "post":
            self._open = Form(said.get("action", ""))
            self.forms.append(self._open)
        elif self._open is not None and tag == "option" and self._name:
            self._choice(self._open, self._name, said.get("value", ""), is_chosen="selected" in said)
        elif self._open is not None and "name" in said and "disabled" not in said:
            self._field(self._open, tag, said)

    def handle_data(self, data: str) -> None:
        self._text += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = None
        elif tag == "textarea" and self._open is not None:
            self._open.fields[self._name] = [self._text.removeprefix("\n")]
        elif tag == "select" and self._open is not None:
            # A list of which nothing is marked sends its first line.
            self._open.fields.setdefault(self._name, self._open.boxes.get(self._name, [])[:1])
        if tag in ("textarea", "select"):
            self._name = ""

    def _field(self, form: Form, tag: str, said: dict[str, str]) -> None:
        if tag in ("textarea", "select"):
            self._name, self._text = said["name"], ""
        elif tag == "input" and said.get("type") in ("checkbox", "radio"):
            self._choice(form, said["name"], said.get("value", "on"), is_chosen="checked" in said)
        elif tag == "input" and said.get("type") not in ("submit", "button", "file"):
            form.fields.setdefault(said["name"], []).append(said.get("value", ""))

    def _choice(self, form: Form, name: str, value: str, *, is_chosen: bool) -> None:
        form.boxes.setdefault(name, []).append(value)
        if is_chosen:
            form.fields.setdefault(name, []).append(value)


class Visitor:
    """One person's session."""

    def __init__(self) -> None:
        self._session = requests.Session()
        self._session.trust_env = False
        self.address = ""
        self.page = ""

    def go(self, address: str) -> str:
        """Open a page; its text. Raises Lost for anything but a page."""
        return self._arrived("GET", urljoin(self.address, address))

    def follow(self, pattern: str) -> str:
        """Open the first link of the present page whose address has the pattern. Raises Lost."""
        found = re.search(rf'href="([^"]*{pattern}[^"]*)"', self.page)
        if found is None:
            raise Lost(f"no link to {pattern} on {self.address}")
        return self.go(html.unescape(found[1]))

    def finds(self, action: str) -> bool:
        """Whether the present page has a form whose address ends as the pattern `action` says."""
        return self._form(action) is not None

    def offers(self, action: str, name: str, value: str) -> bool:
        """Whether that form can be sent with that value ticked or chosen."""
        form = self._form(action)
        return form is not None and value in form.boxes.get(name, [])

    def form(self, action: str) -> Form:
        """The form of the present page whose address ends as the pattern `action` says. Raises Lost."""
        form = self._form(action)
        if form is None:
            raise Lost(f"no form to {action} on {self.address}")
        return form

    def send(self, action: str, /, **values: str | list[str]) -> str:
        """Fill in and send the form of the present page whose address ends as the pattern `action` says; the page that follows."""
        form = self.form(action)
        to = urljoin(self.address, form.action)
        return self._arrived("POST", to, data={**form.fields, **values}, headers={"Referer": self.address})

    def _form(self, action: str) -> Form | None:
        parser = _Forms()
        parser.feed(self.page)
        return next(
            (form for form in parser.forms if re.search(f"{action}$", urlsplit(urljoin(self.address, form.action)).path)), None
        )

    def _arrived(self, method: str, address: str, **more: Any) -> str:
        # A server ends connections that were idle for a moment, and a request must not meet one that is ending: each begins its own.
        self._session.close()
        answer = self._session.request(method, address, timeout=_TIMEOUT_SECONDS, **more)
        if not answer.ok:
            raise Lost(f"{answer.status_code} at {answer.url}")
        self.address, self.page = answer.url, answer.text
        return self.page
