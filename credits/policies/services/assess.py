"""Assess: the policy in force, on the facts as they stand, stored with every figure and reason."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.models import Department, Student
from credits import scoring
from credits.contributions.models import Contribution
from credits.policies import facts
from credits.policies.errors import NothingInForce
from credits.policies.models import AssessedContribution, AssessedPiece, Assessment, PolicyVersion, Publication, Term
from credits.policies.services.find import policy_of
from journal import clock

_BATCH = 200  # rows in one statement, and about as many in one transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessed:
    """What an assessment of a term did."""

    term: str
    policy: str
    changed: int
    milli_points: dict[str, int] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """The shape of `assess --json`: `students` is their number, `milli_points` student number → integer."""
        return {
            "term": self.term,
            "policy": self.policy,
            "students": len(self.milli_points),
            "changed": self.changed,
            "milli_points": self.milli_points,
        }


@dataclass(frozen=True, slots=True)
class _Lines:
    """One student's lines of the result."""

    student: scoring.StudentResult
    contributions: tuple[scoring.ContributionResult, ...]
    pieces: tuple[scoring.PieceResult, ...]

    def digest(self, rows: Mapping[str, Contribution]) -> str:
        """SHA-256 over the lines as the command would print them, and over the facts: the same figures from others are another receipt."""
        alone = scoring.Result(contributions=self.contributions, pieces=self.pieces, students=(self.student,))
        read = (f"{line.contribution} {rows[line.contribution].digest}\n" for line in self.contributions)
        return hashlib.sha256("".join((*alone.lines(), *read)).encode()).hexdigest()


def assess(*, term: Term, student: Student | None = None) -> Assessed:
    """Assess a term, of everyone with something to assess or of one student; run twice, it changes nothing.

    What changed becomes a new assessment and the one before stays as history. Raises NothingInForce when no policy is
    published for the term.
    """
    now, looked_at = clock.now(), clock.machine_now()
    told = facts.of_term(term, now=now, student=student)
    assessable = _to_assess(term, told, student)
    policies = _policies(term, assessable)
    wanted = [person for person in assessable if person.department_id in policies]
    _retire(term, [person for person in assessable if person.department_id not in policies], looked_at=looked_at)
    result = {version: _by_student(scoring.score(policy_of(version), _facts(told))) for version in set(policies.values())}
    lines_of = {person: result[policies[person.department_id]].get(person.number) for person in wanted}
    changed = 0
    for batch in _batches(wanted):
        with transaction.atomic():
            for person in batch:
                version = policies[person.department_id]
                lines = lines_of[person] or _nothing(person.number, policy_of(version))
                changed += _store(person, term, version, lines, told.rows, now=now, looked_at=looked_at)
    return Assessed(
        term=term.name,
        policy=", ".join(sorted(map(str, result))),
        changed=changed,
        milli_points={person.number: lines.student.milli_points for person, lines in lines_of.items() if lines is not None},
    )


def _to_assess(term: Term, told: facts.TermFacts, student: Student | None) -> list[Student]:
    """Whose lines are to be stored: who has work in the term, or had when it was assessed last."""
    having = {row.student_id for row in told.rows.values()}
    before = Assessment.objects.current().filter(term=term)
    if student is not None:
        before = before.of(student)
    wanted = having | set(before.values_list("student_id", flat=True))
    # In the order of keys, as whoever else locks several students does.
    return list(Student.objects.filter(pk__in=wanted).order_by("pk"))


def _retire(term: Term, students: list[Student], *, looked_at: datetime) -> None:
    """End what stands for students who moved to a department without a policy: it is no figure of theirs any more."""
    held = Assessment.objects.current().filter(term=term, looked_at__lte=looked_at)
    held.filter(student__in=students).update(is_current=False)


def _policies(term: Term, students: Iterable[Student]) -> dict[int, PolicyVersion]:
    """The version in force for each department among the students; one for which nothing is published is left out."""
    if not Publication.objects.filter(term=term, policy_version__kind=PolicyVersion.Kind.SCORING).exists():
        raise NothingInForce(term.name)
    departments = Department.objects.filter(pk__in={student.department_id for student in students})
    found = {one.pk: Publication.objects.in_force(PolicyVersion.Kind.SCORING, term, one) for one in departments}
    return {key: publication.policy_version for key, publication in found.items() if publication is not None}


def _facts(told: facts.TermFacts) -> scoring.Facts:
    return scoring.facts_from_records(told.lines())


def _by_student(result: scoring.Result) -> dict[str, _Lines]:
    contributions, pieces = defaultdict(list), defaultdict(list)
    for contribution in result.contributions:
        contributions[contribution.student].append(contribution)
    for piece in result.pieces:
        pieces[piece.student].append(piece)
    return {line.student: _Lines(line, tuple(contributions[line.student]), tuple(pieces[line.student])) for line in result.students}


def _nothing(number: str, policy: scoring.Policy) -> _Lines:
    """The lines of a student whose work has left the term."""
    alone = scoring.facts_from_records([{"type": "student", "student": number, "accounts": []}])
    return _by_student(scoring.score(policy, alone))[number]


def _store(
    student: Student,
    term: Term,
    version: PolicyVersion,
    lines: _Lines,
    rows: Mapping[str, Contribution],
    *,
    now: datetime,
    looked_at: datetime,
) -> bool:
    """Store one student's lines if they differ from the current ones and were not made of older facts; whether it did."""
    digest = lines.digest(rows)
    # The student's row is the lock: two workers with the same student come one after the other.
    Student.objects.lock([student.pk])
    held = Assessment.objects.current().filter(student=student, term=term).first()
    if held is not None and held.looked_at > looked_at:
        return False
    if held is not None and (held.digest, held.policy_version_id) == (digest, version.pk):
        held.judged_at, held.looked_at = now, looked_at
        held.save(update_fields=["judged_at", "looked_at"])
        return False
    ripe = {line.contribution: _ripens_at(line, rows[line.contribution], version) for line in lines.contributions}
    Assessment.objects.current().filter(student=student, term=term).update(is_current=False)
    figures = lines.student
    assessment = Assessment.objects.create(
        student=student, term=term, policy_version=version, made_at=clock.machine_now(), judged_at=now, looked_at=looked_at, digest=digest,
        ripens_at=min((moment for moment in ripe.values() if moment), default=None),
        milli_points=figures.milli_points, by_kind=dict(figures.by_kind), from_pool=figures.from_pool,
        credit_hundredths=figures.credit_hundredths, to_next_tier=figures.to_next_tier, counted=figures.counted,
        not_counted=figures.not_counted, waiting=figures.waiting, incomplete=figures.incomplete,
    )  # fmt: skip
    pieces = AssessedPiece.objects.bulk_create([_piece(assessment, line) for line in lines.pieces], batch_size=_BATCH)
    by_piece = {piece.piece: piece for piece in pieces}
    AssessedContribution.objects.bulk_create(
        [_contribution(assessment, line, rows[line.contribution], by_piece, ripe) for line in lines.contributions],
        batch_size=_BATCH,
    )
    return True


def _piece(assessment: Assessment, line: scoring.PieceResult) -> AssessedPiece:
    return AssessedPiece(
        assessment=assessment, piece=line.piece, kind=line.kind, month=line.month,
        layers=[asdict(layer) for layer in line.layers], points=line.points, rest=line.rest, from_pool=line.from_pool,
        milli_points=line.milli_points, capped=line.capped,
    )  # fmt: skip


def _contribution(
    assessment: Assessment,
    line: scoring.ContributionResult,
    row: Contribution,
    pieces: dict[str, AssessedPiece],
    ripe: dict[str, datetime | None],
) -> AssessedContribution:
    return AssessedContribution(
        assessment=assessment, contribution=row, piece=pieces.get(line.piece or ""), facts_digest=row.digest,
        state=line.state, reason=line.reason or "", milli_lines=line.milli_lines, authors=line.authors,
        project_permille=line.project_permille, pool=line.pool, milli_points=line.milli_points,
        marks=list(line.marks), flags=list(line.flags), ripens_at=ripe[line.contribution],
    )  # fmt: skip


def _ripens_at(line: scoring.ContributionResult, row: Contribution, version: PolicyVersion) -> datetime | None:
    """When a maturing contribution counts; None for all others."""
    if line.reason != "maturing" or row.counted_at is None:
        return None
    return policy_of(version).matures_at(row.counted_at)


def _batches(students: list[Student]) -> Iterator[list[Student]]:
    # A transaction holds the write lease on SQLite: a few students each, so that a page never waits long.
    size = 10
    return (students[start : start + size] for start in range(0, len(students), size))
