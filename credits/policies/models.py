"""What contributions are worth: terms, policy versions, and what a version made of a student's term."""

from collections.abc import Iterable
from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Department, Staff, Student
from credits.contributions.models import Contribution, Kind
from journal import clock


class TermQuerySet(models.QuerySet["Term"]):
    """How terms are found."""

    def at(self, moment: datetime) -> "Term | None":
        """The term that holds `moment`; None outside every loaded term."""
        return self.filter(starts_at__lte=moment, ends_at__gt=moment).first()

    def current(self) -> "Term | None":
        """The term of the university's clock."""
        return self.at(clock.now())


class Term(models.Model):
    """[starts_at, ends_at); terms tile the calendar without gap or overlap (checked when rules are loaded)."""

    name = models.CharField(max_length=40, unique=True)
    title = models.JSONField(default=dict, help_text="language → name that people read")
    starts_at = models.DateTimeField(unique=True)
    ends_at = models.DateTimeField(unique=True)

    objects = TermQuerySet.as_manager()

    class Meta:
        verbose_name = _("term")
        verbose_name_plural = _("terms")
        ordering = ["starts_at"]
        constraints = [models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="a_term_has_length")]

    def __str__(self) -> str:
        return self.name

    @property
    def is_current(self) -> bool:
        """Whether the university's clock stands in it."""
        return self.starts_at <= clock.now() < self.ends_at


class CalendarDay(models.Model):
    """A day that differs from its weekday: a holiday, or a Saturday that is worked.

    It belongs to the rules that named it; two of them may name the same day, and then agree (checked when rules are loaded).
    """

    rules_id = models.CharField(max_length=100)
    day = models.DateField()
    is_working = models.BooleanField()
    name = models.CharField(max_length=100, blank=True)

    class Meta:
        verbose_name = _("day of the calendar")
        verbose_name_plural = _("days of the calendar")
        ordering = ["day"]
        constraints = [models.UniqueConstraint(fields=["day", "rules_id"], name="one_row_a_day_and_rules")]

    def __str__(self) -> str:
        return self.day.isoformat()


class PolicyVersion(models.Model):
    """A version of a scoring policy or of recognition rules, as its file said it; never changed once published."""

    class Kind(models.TextChoices):
        SCORING = "scoring"
        RULES = "rules"

    kind = models.CharField(max_length=10, choices=Kind.choices)
    policy_id = models.CharField(max_length=100)
    version = models.PositiveIntegerField()
    text = models.TextField(help_text="the file, byte for byte")
    digest = models.CharField(max_length=64)
    loaded_at = models.DateTimeField(default=clock.machine_now)

    class Meta:
        verbose_name = _("version of a policy or of rules")
        verbose_name_plural = _("versions of policies and rules")
        constraints = [models.UniqueConstraint(fields=["policy_id", "version"], name="one_row_a_policy_version")]

    def __str__(self) -> str:
        return f"{self.policy_id}@{self.version}"

    @property
    def is_published(self) -> bool:
        """Whether two people have put it in force for some term."""
        return self.publications.exists()

    @property
    def newer(self) -> "PolicyVersion | None":
        """The highest version above this one, or None: terms and calendar are those of the highest."""
        return PolicyVersion.objects.filter(policy_id=self.policy_id, version__gt=self.version).order_by("-version").first()


class PublicationQuerySet(models.QuerySet["Publication"]):
    """Which version holds where."""

    def in_force(self, kind: str, term: Term, department: Department | None) -> "Publication | None":
        """The department's version for the term, or else the university's; None when nothing is published."""
        rows = self.filter(policy_version__kind=kind, term=term).select_related("policy_version")
        own = rows.filter(department=department).first() if department is not None else None
        return own or rows.filter(department=None).first()

    def in_force_by_term(self, kind: str, department: Department | None) -> "list[Publication]":
        """What `in_force` gives, for every term that has one."""
        rows = self.filter(policy_version__kind=kind).select_related("policy_version", "term").order_by("pk")
        held: dict[int, Publication] = {}
        for place in (None, department):  # the later one written stays: the newest of each place, then the department's
            held |= {row.term_id: row for row in rows.filter(department=place)}
        return list(held.values())


class Publication(models.Model):
    """A version put in force for a term by two people; a later one for the same place replaces it for later claims."""

    policy_version = models.ForeignKey(PolicyVersion, on_delete=models.PROTECT, related_name="publications")
    term = models.ForeignKey(Term, on_delete=models.PROTECT, related_name="publications")
    department = models.ForeignKey(Department, null=True, blank=True, on_delete=models.PROTECT)
    by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    second = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    objects = PublicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("publication")
        verbose_name_plural = _("publications")
        ordering = ["-pk"]
        constraints = [models.CheckConstraint(condition=~Q(by=F("second")), name="two_people_publish")]

    def __str__(self) -> str:
        return f"{self.policy_version} for {self.term}"


class AssessmentQuerySet(models.QuerySet["Assessment"]):
    """How assessments are found."""

    def current(self) -> Self:
        """The latest of each student and term; earlier ones stay as history."""
        return self.filter(is_current=True)

    def of(self, student: Student) -> Self:
        """A student's own."""
        return self.filter(student=student)


class Assessment(models.Model):
    """What a policy version made of a student's contributions in a term (the `student` line of the result)."""

    student = models.ForeignKey(Student, on_delete=models.PROTECT, related_name="assessments")
    term = models.ForeignKey(Term, on_delete=models.PROTECT, related_name="assessments")
    policy_version = models.ForeignKey(PolicyVersion, on_delete=models.PROTECT, related_name="assessments")
    is_current = models.BooleanField(default=True)
    made_at = models.DateTimeField()
    # The university's moment that scoring was told as `now`; the digest of the result and of the facts: equal means nothing changed.
    judged_at = models.DateTimeField()
    # The machine's moment before the facts were looked up: what was made of older facts never replaces this.
    looked_at = models.DateTimeField(default=clock.machine_now)
    digest = models.CharField(max_length=64)
    # When the next of its maturing contributions is ripe; None: none is maturing.
    ripens_at = models.DateTimeField(null=True)
    milli_points = models.PositiveBigIntegerField()
    by_kind = models.JSONField()
    from_pool = models.PositiveBigIntegerField()
    credit_hundredths = models.PositiveIntegerField()
    to_next_tier = models.PositiveBigIntegerField(null=True)
    counted = models.PositiveIntegerField()
    not_counted = models.PositiveIntegerField()
    waiting = models.PositiveIntegerField()
    incomplete = models.PositiveIntegerField()

    objects = AssessmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("assessment")
        verbose_name_plural = _("assessments")
        constraints = [
            models.UniqueConstraint(fields=["student", "term"], condition=Q(is_current=True), name="one_current_assessment"),
        ]
        indexes = [models.Index(fields=["ripens_at"], condition=Q(is_current=True), name="assessment_ripens")]

    def __str__(self) -> str:
        return f"{self.student_id} {self.term_id}"


class AssessedPiece(models.Model):
    """A month's piece (the `piece` line of the result)."""

    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="pieces")
    piece = models.CharField(max_length=120)
    kind = models.CharField(max_length=20, choices=Kind.choices)
    month = models.CharField(max_length=7)
    layers = models.JSONField()
    points = models.PositiveBigIntegerField()
    rest = models.PositiveBigIntegerField()
    from_pool = models.PositiveBigIntegerField()
    milli_points = models.PositiveBigIntegerField()
    capped = models.BooleanField()

    class Meta:
        verbose_name = _("assessed month")
        verbose_name_plural = _("assessed months")
        constraints = [models.UniqueConstraint(fields=["assessment", "piece"], name="one_row_a_piece")]

    def __str__(self) -> str:
        return self.piece


class AssessedContribution(models.Model):
    """What a contribution is worth and why (the `contribution` line of the result)."""

    class State(models.TextChoices):
        COUNTED = "counted"
        NOT_COUNTED = "not_counted"
        WAITING = "waiting"
        INCOMPLETE = "incomplete"

    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="contributions")
    contribution = models.ForeignKey(Contribution, on_delete=models.PROTECT, related_name="assessed")
    piece = models.ForeignKey(AssessedPiece, null=True, on_delete=models.PROTECT, related_name="contributions")
    facts_digest = models.CharField(max_length=64)
    state = models.CharField(max_length=12, choices=State.choices)
    reason = models.CharField(max_length=30, blank=True)
    milli_lines = models.PositiveBigIntegerField()
    authors = models.PositiveIntegerField(null=True)
    project_permille = models.PositiveIntegerField(null=True)
    pool = models.BooleanField()
    milli_points = models.PositiveBigIntegerField()
    marks = models.JSONField(default=list)
    flags = models.JSONField(default=list)
    ripens_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("assessed contribution")
        verbose_name_plural = _("assessed contributions")
        constraints = [models.UniqueConstraint(fields=["assessment", "contribution"], name="one_row_an_assessed_contribution")]
        indexes = [models.Index(fields=["contribution", "-assessment"])]

    def __str__(self) -> str:
        return f"{self.contribution_id}: {self.milli_points}"


class FlagCaseQuerySet(models.QuerySet["FlagCase"]):
    """How flag cases are found."""

    def open_for(self, contributions: Iterable[Contribution | int]) -> Self:
        """Those of the contributions that nobody has answered yet."""
        return self.filter(contribution__in=contributions, state=FlagCase.State.OPEN)

    def ended_for(self, contributions: Iterable[Contribution | int]) -> Self:
        """Those of the contributions that were answered: their flag is no longer in check."""
        return self.filter(contribution__in=contributions).exclude(state=FlagCase.State.OPEN)

    def excluded(self, contributions: Iterable[Contribution | int]) -> Self:
        """Those that keep one of the contributions out of claims; its points stay."""
        return self.filter(contribution__in=contributions, state=FlagCase.State.EXCLUDED)


class FlagCase(models.Model):
    """What people made of a flag on a contribution: one case each, opened again when its evidence changes.

    Earlier answers stand in the audit log.
    """

    class State(models.TextChoices):
        OPEN = "open"
        EXPLAINED = "explained"
        WARNED = "warned"
        EXCLUDED = "excluded"
        REFERRED = "referred"

    contribution = models.ForeignKey(Contribution, on_delete=models.PROTECT, related_name="flag_cases")
    flag = models.CharField(max_length=30)
    evidence_digest = models.CharField(max_length=64)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    opened_at = models.DateTimeField(default=clock.now)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(blank=True)

    objects = FlagCaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("case of a flag")
        verbose_name_plural = _("cases of flags")
        constraints = [
            models.UniqueConstraint(fields=["contribution", "flag"], name="one_case_a_contribution_and_flag"),
            models.CheckConstraint(
                condition=Q(state="open", ended_at=None, ended_by=None, reason="")
                | ~Q(state="open") & Q(ended_at__isnull=False, ended_by__isnull=False) & ~Q(reason=""),
                name="an_ended_case_says_who_and_why",
            ),
        ]
        indexes = [models.Index(fields=["opened_at"], condition=Q(state="open"), name="flag_case_is_open")]

    def __str__(self) -> str:
        return f"{self.contribution_id} {self.flag}: {self.state}"
