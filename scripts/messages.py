"""Bring the Chinese catalogue up to date: every message of code and templates, with the words it has already.

`python scripts/messages.py` writes locale/zh_Hans/LC_MESSAGES/django.po and compiles it; with --check it changes nothing and fails
where a message has no words. GNU gettext is not needed: Babel reads the Python that Django makes of a template.
"""

import io
import os
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
FOLDERS = ("accounts", "config", "credits", "journal", "templates")
CATALOGUE = ROOT / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
_KEYWORDS = {
    "gettext": None, "gettext_lazy": None, "gettext_noop": None, "_": None,
    "ngettext": (1, 2), "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2), "pgettext_lazy": ((1, "c"), 2), "npgettext": ((1, "c"), 2, 3), "npgettext_lazy": ((1, "c"), 2, 3),
}  # fmt: skip

# Without the dates that a tool would write: they differ each time and say nothing.
_HEADER = r"""# OpenCredits in Simplified Chinese.
msgid ""
msgstr ""
"Language: zh_Hans\n"
"Plural-Forms: nplurals=1; plural=0;\n"
"MIME-Version: 1.0\n"
"Content-Type: text/plain; charset=utf-8\n"
"Content-Transfer-Encoding: 8bit\n"

"""


def messages() -> Iterator[tuple[str, int, tuple[str, ...] | str, str | None]]:
    """File, line, message (with its plural) and context of each message in the sources."""
    for path in sorted(
        path for folder in FOLDERS for path in (ROOT / folder).rglob("*") if path.suffix in {".py", ".html", ".txt"}
    ):
        text = path.read_text()
        code = text if path.suffix == ".py" else _as_python(text)
        for line, function, found, _ in extract_python(io.BytesIO(code.encode()), list(_KEYWORDS), [], {"encoding": "utf-8"}):
            parts = [found] if isinstance(found, str) else list(found)
            spec = _KEYWORDS[function]
            context = None
            if spec and isinstance(spec[0], tuple):
                context, parts = parts[0], parts[1:]
            wanted = parts[: 2 if function.startswith("n") else 1]
            if wanted and all(wanted):
                yield str(path.relative_to(ROOT)), line, tuple(wanted) if len(wanted) > 1 else wanted[0], context


def _as_python(template: str) -> str:
    from django.utils.translation.template import templatize

    # How a template is indented means nothing to Python, which would stumble over it.
    return "\n".join(line.lstrip() for line in templatize(template).splitlines())


def fresh(held: Catalog) -> Catalog:
    """A catalogue of what the sources say, with the words of `held`; words that nothing uses any more are gone."""
    catalogue = Catalog(locale="zh_Hans", charset="utf-8", fuzzy=False)
    for name, _line, message, context in messages():
        known = held.get(message if isinstance(message, str) else message[0], context)
        words = known.string if known else ""
        catalogue.add(message, words if words or isinstance(message, str) else ("",), locations=[(name, None)], context=context)
    return catalogue


def without_words(catalogue: Catalog) -> list[str]:
    """Messages that nobody has translated."""
    return [str(message.id) for message in catalogue if message.id and not all(_as_tuple(message.string))]


def _as_tuple(string: str | tuple[str, ...]) -> tuple[str, ...]:
    return (string,) if isinstance(string, str) else string


def write(catalogue: Catalog) -> None:
    """The catalogue as text, and compiled."""
    with CATALOGUE.open("wb") as file:
        file.write(_HEADER.encode())
        write_po(file, catalogue, width=132, sort_output=True, include_lineno=False, omit_header=True)
    with CATALOGUE.with_suffix(".mo").open("wb") as file:
        write_mo(file, catalogue)


def main() -> int:
    """Write or check."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    sys.path.insert(0, str(ROOT))
    held = read_po(CATALOGUE.open("rb"), locale="zh_Hans") if CATALOGUE.exists() else Catalog(locale="zh_Hans")
    catalogue = fresh(held)
    missing = without_words(catalogue)
    for message in missing:
        print("no words:", message)
    if "--check" in sys.argv:
        return 1 if missing else 0
    CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
    write(catalogue)
    return 0


if __name__ == "__main__":
    sys.exit(main())
