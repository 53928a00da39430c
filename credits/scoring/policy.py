"""A scoring policy: the published figures by which facts become points (SCORING.md sections 3, 5 to 7)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import NamedTuple
from zoneinfo import ZoneInfo, available_timezones

import yaml

from .errors import InputError
from .facts import KINDS
from .values import CLASSES, GREATEST_NUMBER, shown
from .yaml_shapes import Each, Keys, Place, Rising, Text, Trouble, Whole, compose


@cache
def _zones() -> frozenset[str]:
    # `localtime` is whatever the machine is set to, and the same policy must mean the same everywhere.
    return frozenset(available_timezones() - {"localtime"})


class _TimeZone:
    """A name of IANA's."""

    def read(self, node: yaml.Node, place: Place, troubles: list[Trouble]) -> str | None:
        """Its value."""
        name = Text().read(node, place, troubles)
        if name is not None and name not in _zones():
            troubles.append(Trouble(place.line, place.key, f"no time zone of IANA's: {shown(name)}"))
        return name


_PERMILLE = Whole(10_000)

# `policy.schema.json`; its bounds keep every intermediate within 64 bits.
_SHAPE = Keys(
    required={
        "id": Text(),
        "version": Whole(GREATEST_NUMBER),
        "time_zone": _TimeZone(),
        "maturity_days": Whole(3650),
        "community_from": Whole(1_000_000),
        "review_body_characters": Whole(1_000_000),
        "rate": Keys(dict.fromkeys(KINDS, Whole(1_000_000))),
        "lines_cap": Whole(1_000_000, least=1),
        "deleted_permille": _PERMILLE,
        "class_permille": Keys(dict.fromkeys(CLASSES, _PERMILLE)),
        "project": Keys(
            {
                "tiers": Rising("from", Whole(GREATEST_NUMBER), "permille", _PERMILLE, begins_at_0=True),
                "labels": Each(_PERMILLE),
            },
        ),
        "small_below": Whole(1_000_000),
        "pool_cap": Whole(500_000),
        "cap": Keys(optional=dict.fromkeys(("review", "issue", "release"), Whole(GREATEST_NUMBER))),
        "tiers": Rising("from", Whole(GREATEST_NUMBER), "credit_hundredths", Whole(100_000)),
        "cap_hundredths": Whole(100_000),
        "adjust_permille": Whole(1000),
    },
    optional={"title": Each(Text())},
)


class ProjectTier(NamedTuple):
    """The factor of a project without a better label."""

    from_: int  # external contributors
    permille: int


class CreditTier(NamedTuple):
    """The credit of a student's points."""

    from_: int  # milli-points
    credit_hundredths: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """A version of a policy; field by field its file."""

    id: str
    version: int
    title: Mapping[str, str]  # language → title
    time_zone: str
    maturity_days: int  # of 24 hours
    community_from: int  # external contributors
    review_body_characters: int
    rate: Mapping[str, int]  # kind → milli-points for the cube root 1.0
    lines_cap: int  # lines of a piece, and of a contribution
    deleted_permille: int
    class_permille: Mapping[str, int]
    project_tiers: tuple[ProjectTier, ...]
    project_labels: Mapping[str, int]  # label → permille; 0 excludes
    small_below: int  # lines
    pool_cap: int  # milli-points
    cap: Mapping[str, int]  # kind → milli-points; absent: none
    tiers: tuple[CreditTier, ...]
    cap_hundredths: int
    adjust_permille: int

    @property
    def milli_lines_cap(self) -> int:
        """`lines_cap` in milli-lines."""
        return self.lines_cap * 1000

    def month_of(self, moment: datetime) -> str:
        """The month of a moment in the policy's time zone, like 2025-10."""
        local = moment.astimezone(ZoneInfo(self.time_zone))
        return f"{local.year:04}-{local.month:02}"

    def matures_at(self, counted_at: datetime) -> datetime:
        """From when on something accepted at `counted_at` counts."""
        return counted_at + timedelta(days=self.maturity_days)


def read_policy(text: str | bytes, name: str) -> Policy:
    """The policy in a YAML text.

    name: how errors call the file. Raises InputError with the first bad line and its key.
    """
    troubles: list[Trouble] = []
    read = _SHAPE.read(compose(_decoded(text, name), name), Place(1, ""), troubles)
    if troubles:
        first = min(troubles, key=lambda trouble: trouble.line)
        raise InputError(name, first.line, first.message, first.key or None)
    project = read.pop("project")
    read["tiers"] = tuple(CreditTier(*tier) for tier in read["tiers"])
    return Policy(
        **{"title": {}, **read},
        project_tiers=tuple(ProjectTier(*tier) for tier in project["tiers"]),
        project_labels=project["labels"],
    )


def _decoded(text: str | bytes, name: str) -> str:
    if isinstance(text, str):
        return text
    try:
        return text.decode()
    except UnicodeDecodeError as error:
        raise InputError(name, text.count(b"\n", 0, error.start) + 1, "no UTF-8") from None
