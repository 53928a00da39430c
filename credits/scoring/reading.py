"""From lines, or from records in memory, to facts (SCORING.md section 3)."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from .errors import BadValue, InputError
from .facts import Contribution, Facts, Period, Record, Repository, Student, read_record
from .values import BOT, shown

_MOST_DIGITS = 10  # of the greatest number; more are not turned into an integer first


def read_facts(data: bytes, name: str) -> Facts:
    r"""The facts of a FACTS.jsonl.

    data: the file; only `\n` ends a line. name: how errors call it. Raises InputError with the first bad line.
    """
    return _gather(_lines(data), _parse, name)


def facts_from_records(records: Iterable[dict[str, Any]], name: str = "facts") -> Facts:
    """The same from records as their lines would parse; an error's line is the record's place, counted from 1."""
    return _gather(enumerate(records, 1), lambda record: record, name)


def _lines(data: bytes) -> Iterator[tuple[int, bytes]]:
    for number, line in enumerate(data.split(b"\n"), 1):
        if line.strip(b" \t\r"):
            yield number, line


def _digits(written: str) -> int:
    if written.startswith("-") or len(written) > _MOST_DIGITS:
        raise BadValue(f"a whole number from 0 to 1000000000 is expected, not {shown(written)}")
    return int(written)


def _no_digits(written: str) -> int:
    raise BadValue(f"a number is written in digits alone, not {shown(written)}")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    read = dict(pairs)
    if len(read) < len(pairs):
        [(key, _)] = Counter(key for key, _ in pairs).most_common(1)
        raise BadValue(f"key {shown(key)} twice")
    return read


_decoder = json.JSONDecoder(object_pairs_hook=_object, parse_int=_digits, parse_float=_no_digits, parse_constant=_no_digits)


def _parse(line: bytes) -> object:
    try:
        written = line.decode()
        value = _decoder.decode(written)
    except UnicodeDecodeError as error:
        raise BadValue(f"no UTF-8 (byte {error.start + 1})") from None
    except json.JSONDecodeError as error:
        raise BadValue(f"no JSON: {error.msg} (character {error.pos + 1})") from None
    except RecursionError:
        raise BadValue("nested too deeply") from None
    # UTF-8 holds no half characters, so only an escape can bring one in.
    if "\\u" in written and not _is_whole(value):
        raise BadValue("half a character (a lone surrogate)")
    return value


def _is_whole(value: object) -> bool:
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except (UnicodeEncodeError, RecursionError):
        return False
    return True


class _Gathering:
    """The records so far, and what must not contradict between them."""

    def __init__(self) -> None:
        self.records: dict[tuple[str, str], tuple[int, Record]] = {}  # with the first line of each
        self.written: dict[str, str] = {}  # account without !bot → as it was written
        self.holders: dict[str, str] = {}  # account → student

    def add(self, line: int, record: Record) -> None:
        """Take a record. Raises BadValue if an earlier one contradicts it."""
        _, known = self.records.setdefault((record.type, record.id), (line, record))
        if known is not record:
            if known != record:
                name = f" {shown(record.id)}" if record.id else ""
                raise BadValue(f"the {record.type}{name} stands above with other content")
            return
        for account in record.people():
            if self.written.setdefault(account.removesuffix(BOT), account) != account:
                raise BadValue(f"{account} is written with and without {BOT}")
        if isinstance(record, Student):
            for account in record.accounts:
                if self.holders.setdefault(account, record.id) != record.id:
                    raise BadValue(f"{account} is an account of {shown(self.holders[account])} too")

    def lines_of(self, of: type[Any]) -> Iterator[tuple[int, Any]]:
        """The records of a class with their first lines, in the order of the input."""
        return ((line, record) for line, record in self.records.values() if isinstance(record, of))

    def by_id(self, of: type[Any]) -> dict[str, Any]:
        """The records of a class."""
        return {record.id: record for _, record in self.lines_of(of)}


def _gather(numbered: Iterable[tuple[int, Any]], parse: Any, name: str) -> Facts:
    gathering = _Gathering()
    for line, raw in numbered:
        try:
            gathering.add(line, read_record(parse(raw)))
        except BadValue as error:
            raise InputError(name, line, str(error)) from None
    facts = Facts(
        period=next(iter(gathering.by_id(Period).values()), None),
        students=gathering.by_id(Student),
        repositories=gathering.by_id(Repository),
        contributions=gathering.by_id(Contribution),
    )
    for line, contribution in gathering.lines_of(Contribution):
        if contribution.student not in facts.students:
            raise InputError(name, line, f"unknown student {shown(contribution.student)}")
        if contribution.repository not in facts.repositories:
            raise InputError(name, line, f"unknown repository {contribution.repository}")
    return facts
