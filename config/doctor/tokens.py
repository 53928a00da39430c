"""Tokens for the ten calls, from a file: on the command line they would stand in the process list and the shell's history."""

import re
from pathlib import Path

from django.utils.translation import gettext as _

from accounts.models import Forge

_LINE = re.compile(r"(?:(?P<forge>github|gitee)(?:_token)?\s*[:= \t]\s*)?(?P<token>[!-~]+)", re.IGNORECASE)
# GitHub's tokens say so (github.blog, "Behind GitHub's new authentication token formats"); Gitee's are bare hexadecimal.
_GITHUB = re.compile(r"(gh[a-z]|github_pat)_")


class BadTokens(Exception):
    """The file is none of tokens; the message says where and how it should be, and repeats nothing of it."""


def read(path: Path) -> dict[str, str]:
    """Forge → token. A line is `github TOKEN`, `GITEE_TOKEN=TOKEN` or the like, or the bare token. Raises BadTokens."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        raise BadTokens(_("%(path)s cannot be read.") % {"path": path}) from None
    tokens = {}
    for number, line in enumerate(lines, start=1):
        if not line.strip() or line.startswith("#"):
            continue
        found = _LINE.fullmatch(line.strip())
        if found is None:
            raise BadTokens(
                _("%(path)s, line %(line)s: a line is “github TOKEN” or “gitee TOKEN”.") % {"path": path, "line": number}
            )
        forge = (found["forge"] or (Forge.GITHUB if _GITHUB.match(found["token"]) else Forge.GITEE)).lower()
        tokens[forge] = found["token"]
    if not tokens:
        raise BadTokens(_("%(path)s holds no token.") % {"path": path})
    return tokens
