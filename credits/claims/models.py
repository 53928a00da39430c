"""Who agrees: a student's claim, its frozen evidence, every step it took, and the notice in which its result stood."""

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Department, Staff, StaffRole, Student
from credits.contributions.models import Contribution
from credits.policies.models import PolicyVersion, Term
from journal import clock


class State(models.TextChoices):
    """WORKFLOW.md section 2."""

    DRAFT = "draft", _("draft")
    SUBMITTED = "submitted", _("submitted")
    DEPARTMENT_REVIEW = "department_review", _("department review")
    RETURNED = "returned", _("returned")
    RECOMMENDED = "recommended", _("recommended")
    OFFICE_REVIEW = "office_review", _("office review")
    APPROVED = "approved", _("approved")
    IN_NOTICE = "in_notice", _("in notice")
    AWARDED = "awarded", _("awarded")
    REJECTED = "rejected", _("rejected")
    WITHDRAWN = "withdrawn", _("withdrawn")
    LAPSED = "lapsed", _("lapsed")


# A student has one of these a term, and its contributions stand in no other.
LIVE = (
    State.SUBMITTED, State.DEPARTMENT_REVIEW, State.RETURNED, State.RECOMMENDED, State.OFFICE_REVIEW, State.APPROVED, State.IN_NOTICE,
)  # fmt: skip
# Approved and not yet in the ledger: such an amount is used up under every cap.
UNBOOKED = (State.APPROVED, State.IN_NOTICE)


class ClaimQuerySet(models.QuerySet["Claim"]):
    """How claims are found; `of` is the one door for a student, `visible_to` for staff."""

    def of(self, student: Student) -> Self:
        """A student's own."""
        return self.filter(student=student)

    def visible_to(self, staff: Staff) -> Self:
        """Those sent in, of the departments that a role of the person's covers; drafts are seen by nobody else."""
        sent = self.exclude(state=State.DRAFT).exclude(submitted_at=None)
        return sent.decided_by(staff, StaffRole.Role.REVIEWER, StaffRole.Role.REGISTRAR, StaffRole.Role.AUDITOR)

    def decided_by(self, staff: Staff, *roles: str) -> Self:
        """Those on which one of the roles decides, if the person has it: its departments, or all."""
        held = staff.roles.filter(role__in=roles)
        if not staff.user.is_active:
            return self.none()
        if held.filter(department=None).exists():
            return self.all()
        return self.filter(department__in=held.values("department"))

    def live(self) -> Self:
        """Sent in and not at an end."""
        return self.filter(state__in=LIVE)

    def with_people(self) -> Self:
        """With all that a list shows."""
        return self.select_related("student", "student__user", "term", "department", "reviewer")


class Claim(models.Model):
    """A student's request for credit in a round of a term."""

    class Use(models.TextChoices):
        CREDIT = "credit", _("credit")
        COURSE = "course", _("a course")

    number = models.CharField(max_length=60, null=True, unique=True, help_text="given with the first submission")  # noqa: DJ001
    student = models.ForeignKey(Student, on_delete=models.PROTECT, related_name="claims")
    term = models.ForeignKey(Term, on_delete=models.PROTECT, related_name="claims")
    round = models.CharField(max_length=100, blank=True, help_text="the round's name in the rules")
    category = models.CharField(max_length=40, default="open_source")
    use = models.CharField(max_length=10, choices=Use.choices, default=Use.CREDIT)
    state = models.CharField(max_length=20, choices=State.choices, default=State.DRAFT)
    # The university's moments: since when it is so, and until when whoever has it should move.
    state_since = models.DateTimeField(default=clock.now)
    deadline_at = models.DateTimeField(null=True, blank=True)
    # The machine's moment at which the last decision of staff can no longer be taken back.
    settles_at = models.DateTimeField(null=True, blank=True)

    # What the student writes.
    statement = models.TextField(blank=True, help_text="which problem was solved, and why so")
    own_part = models.TextField(blank=True)
    help_by_others = models.TextField(blank=True)
    is_honest = models.BooleanField(default=False)
    # Raised with each saving: of two open windows the second is told.
    edition = models.PositiveIntegerField(default=1)
    saved_at = models.DateTimeField(default=clock.machine_now)

    # Set with the submission.
    department = models.ForeignKey(Department, null=True, blank=True, on_delete=models.PROTECT, related_name="claims")
    policy_version = models.ForeignKey(PolicyVersion, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    rules_version = models.ForeignKey(PolicyVersion, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField(null=True, blank=True)
    returns = models.PositiveSmallIntegerField(default=0)

    # Hundredths of credit (WORKFLOW.md section 2a).
    asked = models.PositiveIntegerField(null=True, blank=True)
    computed = models.PositiveIntegerField(null=True, blank=True)
    proposed = models.PositiveIntegerField(null=True, blank=True)
    approved = models.PositiveIntegerField(null=True, blank=True)
    # What stands in the ledger from this claim; only the ledger's services change it, through this room's.
    standing = models.PositiveIntegerField(default=0)

    # Who has it in hand, who opened it first, and who decided at each stage.
    reviewer = models.ForeignKey(Staff, null=True, blank=True, on_delete=models.SET_NULL, related_name="assigned_claims")
    opened_at = models.DateTimeField(null=True, blank=True)
    department_decision_by = models.ForeignKey(Staff, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    office_decision_by = models.ForeignKey(Staff, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    objects = ClaimQuerySet.as_manager()

    class Meta:
        verbose_name = _("claim")
        verbose_name_plural = _("claims")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["student", "term"], condition=Q(state__in=LIVE), name="one_live_claim_a_term"),
            models.UniqueConstraint(fields=["student", "term"], condition=Q(state="draft"), name="one_draft_a_term"),
            models.CheckConstraint(condition=~Q(department_decision_by=F("office_decision_by")), name="two_people_decide"),
            models.CheckConstraint(
                condition=~Q(state__in=["approved", "in_notice", "awarded"])
                | (Q(department_decision_by__isnull=False) & Q(office_decision_by__isnull=False) & Q(approved__isnull=False)),
                name="nothing_is_approved_by_one_person",
            ),
        ]
        indexes = [
            models.Index(fields=["department", "state", "deadline_at"], name="claim_queue"),
            models.Index(fields=["term", "state"], name="claim_term_state"),
        ]

    def __str__(self) -> str:
        return self.number or f"draft {self.pk}"

    @property
    def is_live(self) -> bool:
        """Whether it was sent in and has come to no end."""
        return self.state in LIVE

    @property
    def is_settled(self) -> bool:
        """Whether the last decision can no longer be taken back."""
        return self.settles_at is None or self.settles_at <= clock.machine_now()


class ClaimItemQuerySet(models.QuerySet["ClaimItem"]):
    """How the items of claims are found."""

    def holding(self) -> Self:
        """Those whose contribution no other claim may choose: the claim is live, or was awarded for it."""
        return self.filter(holds=True)


class ClaimItem(models.Model):
    """A contribution that a claim rests on, and what the review made of it."""

    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="items")
    contribution = models.ForeignKey(Contribution, on_delete=models.PROTECT, related_name="claim_items")
    # None: the student has not said yet.
    ai_declared = models.BooleanField(null=True)
    holds = models.BooleanField(default=False)
    is_excluded = models.BooleanField(default=False)
    adjustment = models.IntegerField(default=0, help_text="milli-points, signed")
    reason_code = models.CharField(max_length=40, blank=True)
    reason = models.TextField(blank=True)

    objects = ClaimItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("item of a claim")
        verbose_name_plural = _("items of claims")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["claim", "contribution"], name="once_in_a_claim"),
            models.UniqueConstraint(fields=["contribution"], condition=Q(holds=True), name="one_claim_holds_a_contribution"),
            models.CheckConstraint(
                condition=Q(is_excluded=False, adjustment=0) | ~Q(reason=""), name="nothing_is_reduced_without_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.claim}: {self.contribution}"

    @property
    def is_reduced(self) -> bool:
        """Whether the review changed what it brings."""
        return self.is_excluded or self.adjustment != 0


class Evidence(models.Model):
    """What a claim rested on at a submission, frozen: never changed, a new submission makes a new version."""

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="evidence")
    version = models.PositiveSmallIntegerField()
    facts = models.TextField(help_text="FACTS.jsonl")
    digest = models.CharField(max_length=64)
    frozen_at = models.DateTimeField()
    statement = models.TextField()
    own_part = models.TextField(blank=True)
    help_by_others = models.TextField(blank=True)
    # Ids of the contributions that this claim chose → whether AI was declared; the file also holds those awarded before.
    chosen = models.JSONField()

    class Meta:
        verbose_name = _("frozen evidence")
        verbose_name_plural = _("frozen evidence")
        ordering = ["claim", "version"]
        constraints = [models.UniqueConstraint(fields=["claim", "version"], name="one_evidence_a_version")]

    def __str__(self) -> str:
        return f"{self.claim} v{self.version}"


class StepQuerySet(models.QuerySet["Step"]):
    """How steps are found."""

    def standing(self) -> Self:
        """Those that were not taken back."""
        return self.filter(undone_at=None)


class Step(models.Model):
    """A step of a claim: who moved it from where to where, when and why. The time line is made of these."""

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="steps")
    event = models.CharField(max_length=30)
    source = models.CharField(max_length=20, choices=State.choices, blank=True)
    target = models.CharField(max_length=20, choices=State.choices)
    # Neither: the system.
    by_staff = models.ForeignKey(Staff, null=True, blank=True, on_delete=models.PROTECT, related_name="claim_steps")
    by_student = models.BooleanField(default=False)
    at = models.DateTimeField(help_text="the university's moment")
    # What the student reads; `details` holds amounts and the reason of each reduced item.
    reason_code = models.CharField(max_length=40, blank=True)
    reason = models.TextField(blank=True)
    details = models.JSONField(default=dict)
    # What the claim said before, so that the step can be taken back.
    before = models.JSONField(default=dict)
    undone_at = models.DateTimeField(null=True, blank=True)

    objects = StepQuerySet.as_manager()

    class Meta:
        verbose_name = _("step of a claim")
        verbose_name_plural = _("steps of claims")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.claim} {self.event}"


class Note(models.Model):
    """What staff write for each other on a claim; no student reads it."""

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="notes")
    by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.machine_now)
    text = models.TextField()

    class Meta:
        verbose_name = _("staff note")
        verbose_name_plural = _("staff notes")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.claim} {self.pk}"


class Recusal(models.Model):
    """Somebody of staff said that they must not decide on a claim."""

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="recusals")
    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="recusals")
    at = models.DateTimeField(default=clock.machine_now)
    reason = models.TextField(blank=True)

    class Meta:
        verbose_name = _("recusal")
        verbose_name_plural = _("recusals")
        constraints = [models.UniqueConstraint(fields=["claim", "staff"], name="one_recusal_a_person")]

    def __str__(self) -> str:
        return f"{self.claim} {self.staff_id}"


class NoticeQuerySet(models.QuerySet["Notice"]):
    """How notices are found."""

    def showing(self) -> Self:
        """Published, and its period is not over: the university's clock decides, not the sweep."""
        return self.filter(state=Notice.State.PUBLISHED, ends_at__gt=clock.now())


class Notice(models.Model):
    """A list of results that stands in public for objections."""

    class State(models.TextChoices):
        PREPARED = "prepared", _("prepared")
        PUBLISHED = "published", _("published")
        CLOSED = "closed", _("closed")
        WITHDRAWN = "withdrawn", _("withdrawn")

    term = models.ForeignKey(Term, on_delete=models.PROTECT, related_name="notices")
    department = models.ForeignKey(Department, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=State.choices, default=State.PREPARED)
    prepared_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    prepared_at = models.DateTimeField(default=clock.now)
    published_by = models.ForeignKey(Staff, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    published_at = models.DateTimeField(null=True, blank=True)
    ends_at = models.DateTimeField(null=True, blank=True)
    # SHA-256 of the lines as they were shown, kept when the names are gone.
    shown_digest = models.CharField(max_length=64, blank=True)
    withdrawn_reason = models.TextField(blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("public notice")
        verbose_name_plural = _("public notices")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["prepared", "withdrawn"])
                | (Q(published_at__isnull=False) & Q(ends_at__gt=F("published_at"))),
                name="a_published_notice_has_a_period",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.term} {self.pk}"

    def is_showing(self, now: datetime) -> bool:
        """Whether people may read it at the university's moment `now`."""
        return self.state == self.State.PUBLISHED and self.ends_at is not None and now < self.ends_at


class NoticeEntry(models.Model):
    """A line of a notice, as it is shown: masked, and no more than the rules allow."""

    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="entries")
    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="notice_entries")
    masked_name = models.CharField(max_length=100)
    masked_number = models.CharField(max_length=40)
    department = models.CharField(max_length=100)
    cohort = models.CharField(max_length=20, blank=True)
    hundredths = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("line of a notice")
        verbose_name_plural = _("lines of notices")
        ordering = ["department", "masked_number", "pk"]
        constraints = [models.UniqueConstraint(fields=["notice", "claim"], name="once_in_a_notice")]

    def __str__(self) -> str:
        return f"{self.notice} {self.masked_number}"
