"""A contribution with all that the rules ask about it: its size, its people, its project's standing."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from .facts import Contribution, Facts, PullRequest, Repository, Student
from .policy import Policy
from .size import MILLI_LINES_OF_OTHER_KINDS, uncapped_milli_lines
from .values import BOT

COMMUNITY_PERMILLE = 1000  # a label with this factor makes a community
MOST_AUTHORS = 1000


class Standing(Enum):
    """What somebody's acceptance of a student's work proves."""

    NOBODY = "nobody"  # a bot, the student, or somebody whose own work it is
    PEER = "peer"  # another student of the university
    FREE = "free"


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    """A repository as the policy sees it."""

    repository: Repository
    permille: int  # the project factor
    is_community: bool | None  # None: not known
    has_label: bool  # one with a factor above 0
    is_excluded: bool  # by a label with factor 0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Case:
    """A contribution before its judges. Worth and size hold whether it counts or not."""

    id: str  # the contribution's
    work: Contribution
    student: Student
    project: Project
    month: str
    uncapped_milli_lines: int
    milli_lines: int
    authors: int
    worth: int
    holders: Mapping[str, str]  # account → student, of the whole input

    def standing(self, person: str) -> Standing:
        """What acceptance by `person`, an account, proves about this work."""
        work = self.work
        is_author = isinstance(work, PullRequest) and person in (work.authors or ())
        if person.endswith(BOT) or person == work.account or person in self.student.accounts or is_author:
            return Standing.NOBODY
        return Standing.PEER if person in self.holders else Standing.FREE

    def acceptors(self) -> set[Standing]:
        """The standings of all who are known to have merged or approved it; empty for other kinds."""
        if not isinstance(self.work, PullRequest):
            return set()
        return {self.standing(person) for person in self.work.acceptors()}


def project_of(policy: Policy, repository: Repository) -> Project:
    """A repository's factor and standing (SCORING.md sections 4 and 5)."""
    factors = [policy.project_labels[label] for label in repository.labels or () if label in policy.project_labels]
    contributors = repository.external_contributors
    # Not known counts as nobody here, but makes no certain "no community".
    tier = max(tier.permille for tier in policy.project_tiers if tier.from_ <= (contributors or 0))
    is_community: bool | None = None
    if any(factor >= COMMUNITY_PERMILLE for factor in factors):
        is_community = True
    elif contributors is not None:
        is_community = contributors >= policy.community_from
    return Project(
        repository=repository,
        permille=max([tier, *factors]),
        is_community=is_community,
        has_label=any(factors),
        is_excluded=0 in factors,
    )


def cases_of(policy: Policy, facts: Facts) -> list[Case]:
    """A case for each contribution, by id."""
    projects = {id_: project_of(policy, repository) for id_, repository in facts.repositories.items()}
    holders = {account: student.student for student in facts.students.values() for account in student.accounts}
    return [
        _case(policy, work, facts.students[work.student], projects[work.repository], holders)
        for _, work in sorted(facts.contributions.items())
    ]


def _case(policy: Policy, work: Contribution, student: Student, project: Project, holders: Mapping[str, str]) -> Case:
    uncapped, authors = MILLI_LINES_OF_OTHER_KINDS, 1
    milli_lines = uncapped
    if isinstance(work, PullRequest):
        uncapped = uncapped_milli_lines(policy, work.changes)
        milli_lines = min(uncapped, policy.milli_lines_cap)
        # All accounts of one student are one person.
        people = {holders.get(author, author) for author in work.authors or () if not author.endswith(BOT)}
        authors = min(max(len(people), 1), MOST_AUTHORS)
    return Case(
        id=work.contribution,
        work=work,
        student=student,
        project=project,
        month=policy.month_of(work.worked_at),
        uncapped_milli_lines=uncapped,
        milli_lines=milli_lines,
        authors=authors,
        worth=milli_lines * project.permille // authors,
        holders=holders,
    )
