"""A pull request's change as text. The lines come from its patch seed: the same seed is the same patch, whatever its commit."""

import hashlib
from collections.abc import Iterator

from sandbox.world.paths import File
from sandbox.world.things import PullRequest

_WORDS = ("value", "index", "cursor", "limit", "result", "buffer", "offset", "名称", "数量", "状态", "next", "retry")
_CONTEXT = 3


def patch(pull: PullRequest, one: File) -> str:
    """The hunk of one file, without its head. Empty where a forge shows none."""
    path, added, deleted, status, kind = str(one[0]), int(str(one[1])), int(str(one[2])), one[3], one[4]
    if kind == "binary" or added + deleted == 0:
        return ""
    around = 0 if status == "added" else _CONTEXT
    head = f"@@ -{1 if around else 0},{around + deleted} +1,{around + added} @@"
    lines = [f" {line}" for line in _lines(pull, path, " ", around)]
    lines += [f"-{line}" for line in _lines(pull, path, "-", deleted)]
    lines += [f"+{line}" for line in _lines(pull, path, "+", added)]
    return "\n".join([head, *lines])


def _lines(pull: PullRequest, path: str, sign: str, count: int) -> Iterator[str]:
    seed = hashlib.sha1(f"{pull.patch}\0{path}\0{sign}".encode(), usedforsecurity=False).digest()
    for place in range(count):
        word = _WORDS[(seed[place % 20] + place) % len(_WORDS)]
        yield f"    {word}_{seed[(place + 7) % 20]:02x} = {place + seed[0]}"


def diff(pull: PullRequest) -> str:
    """The whole pull request as `git diff` prints it."""
    return "".join(_file(pull, one) for one in pull.files)


def _file(pull: PullRequest, one: File) -> str:
    path, status = one[0], one[3]
    blob = hashlib.sha1(f"{pull.patch}{path}".encode(), usedforsecurity=False).hexdigest()
    text = f"diff --git a/{path} b/{path}\n"
    if status == "added":
        text += "new file mode 100644\n"
    text += f"index {blob[:10]}..{blob[10:20]}{'' if status == 'added' else ' 100644'}\n"
    if one[4] == "binary":
        return text + f"Binary files a/{path} and b/{path} differ\n"
    hunk = patch(pull, one)
    if not hunk:
        return text
    return f"{text}--- {'/dev/null' if status == 'added' else f'a/{path}'}\n+++ b/{path}\n{hunk}\n"
