"""What stands in a cell, read strictly: a value or a Bad with what is wrong."""

import re
from datetime import date

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from accounts.folding import folded, narrow, seen

# Letters beyond ASCII are refused: a Cyrillic А in a number would make a second person who looks like the first.
_NUMBER = re.compile(r"[0-9A-Za-z][0-9A-Za-z._-]{0,39}")
_DATE = re.compile(r"(\d{4})[-/.年]?(\d{1,2})[-/.月]?(\d{1,2})日?")
_DIGITS_ONLY = re.compile(r"\d{8}")
_YEAR = re.compile(r"((?:19|20)\d\d)(?:级|年)?")
_SPREADSHEET_TEXT = re.compile(r'="(.*)"')
_FORMULA_START = ("=", "+", "-", "@")

ROLES = {
    "advisor": "advisor", "导师": "advisor",
    "reviewer": "reviewer", "审核人": "reviewer",
    "registrar": "registrar", "教务": "registrar",
    "policy owner": "policy_owner", "policy_owner": "policy_owner", "规则管理员": "policy_owner",
    "auditor": "auditor", "审计": "auditor",
    "operator": "operator", "运维": "operator",
}  # fmt: skip


class Bad(Exception):
    """A value that cannot be taken; the message completes "line 12, 学号 student_number: …"."""


def plain(cell: str) -> str:
    """A cell without what spreadsheets put around it: a tab after it, `="…"` that keeps leading zeros, ' before a formula's sign."""
    text = seen(cell)
    if quoted := _SPREADSHEET_TEXT.fullmatch(text):
        text = quoted[1]
    if text.startswith("'") and text[1:].startswith(_FORMULA_START):
        text = text[1:]
    return text.strip()


def number(text: str) -> str:
    """A student's or member of staff's number: letters, digits, and . _ - ; full-width forms are narrowed."""
    if not (plain_number := narrow(text)):
        raise Bad(_("is empty"))
    if not _NUMBER.fullmatch(plain_number):
        raise Bad(_("“%(text)s” is no number: up to 40 letters A-Z, digits and . _ -") % {"text": text[:40]})
    return plain_number


def words(text: str, *, most: int, needed: bool = False) -> str:
    """Free text of at most `most` characters."""
    if needed and not text:
        raise Bad(_("is empty"))
    if len(text) > most:
        raise Bad(_("has %(count)d characters, at most %(most)d fit") % {"count": len(text), "most": most})
    return text


def cohort(text: str) -> str:
    """The year of entry, also written 2024级, or empty."""
    written = narrow(text)
    if not written:
        return ""
    year = _YEAR.fullmatch(written)
    if year is None:
        raise Bad(_("“%(text)s” is no cohort; write the year of entry, like 2024") % {"text": text[:40]})
    return year[1]


def email(text: str) -> str | None:
    """An e-mail address in lower case, or None."""
    address = folded(text)
    if not address:
        return None
    try:
        validate_email(address)
    except ValidationError:
        raise Bad(_("“%(text)s” is no e-mail address") % {"text": text[:60]}) from None
    return address


def day(text: str) -> date | None:
    """A date such as 2024-09-01, 2024/9/1, 20240901 or 2024年9月1日, or None."""
    if not (written := narrow(text)):
        return None
    parts = _DATE.fullmatch(written)
    if parts is None or (written.isdigit() and not _DIGITS_ONLY.fullmatch(written)):
        raise Bad(_("“%(text)s” is no date; write 2024-09-01") % {"text": text[:40]})
    try:
        return date(*map(int, parts.groups()))
    except ValueError:
        raise Bad(_("“%(text)s” is not in the calendar") % {"text": text[:40]}) from None


def several(text: str) -> tuple[str, ...]:
    """The parts between semicolons of either width, each once."""
    return tuple(dict.fromkeys(filter(None, (part.strip() for part in text.replace("；", ";").split(";")))))


def roles(text: str) -> tuple[str, ...]:
    """The roles of section 4 of the design, by either language's word."""
    unknown = [word for word in several(text) if folded(word) not in ROLES]
    if unknown:
        raise Bad(_("“%(text)s” is no role; there are: 导师 审核人 教务 规则管理员 审计 运维") % {"text": unknown[0][:40]})
    return tuple(dict.fromkeys(ROLES[folded(word)] for word in several(text)))
