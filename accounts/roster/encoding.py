"""Which encoding a file has: found out, and said."""

import codecs

from django.utils.translation import gettext as _

from accounts.errors import RosterRefused

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig", "UTF-8 with mark"),
    (codecs.BOM_UTF16_LE, "utf-16", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "UTF-16"),
)


def decoded(content: bytes) -> tuple[str, str]:
    """The text and its encoding's name. Raises RosterRefused when it is in none of those we know."""
    for mark, codec, name in _MARKS:
        if content.startswith(mark):
            return _decoded(content, codec, name), name
    if b"\0" in content[:200]:
        # Latin letters and commas have a zero byte in UTF-16: before them in big endian, after them in little endian.
        codec = "utf-16-le" if content[:200:2].count(0) < content[1:200:2].count(0) else "utf-16-be"
        return _decoded(content, codec, "UTF-16"), "UTF-16 without mark"
    # UTF-8 has a strict form that other encodings do not meet by chance; GB18030 takes nearly anything, so it comes last.
    try:
        return content.decode("utf-8"), "UTF-8"
    except UnicodeDecodeError:
        return _decoded(content, "gb18030", "UTF-8 or GB18030"), "GB18030"


def _decoded(content: bytes, codec: str, name: str) -> str:
    try:
        return content.decode(codec)
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        said = _("line %(line)d is not text in %(encoding)s; save the file as CSV in UTF-8")
        raise RosterRefused(said % {"line": line, "encoding": name}) from None
