"""What happened at the forges, as they told it, and how far reading has come."""

from datetime import datetime, timedelta
from typing import Self

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from accounts.models import LinkedAccount, Student
from journal import clock
from journal.models import Work


class Kind(models.TextChoices):
    """The four kinds of contribution (SCORING.md section 3)."""

    PULL_REQUEST = "pull_request"
    REVIEW = "review"
    ISSUE = "issue"
    RELEASE = "release"


class RepositoryQuerySet(models.QuerySet["Repository"]):
    """How repositories are found."""

    def history_due(self) -> Self:
        """Neither read to the end nor found gone within the last week (SCORING.md section 3: read again at most weekly)."""
        week_ago = clock.machine_now() - timedelta(days=7)
        unread = Q(history_read_at=None) | Q(history_read_at__lte=week_ago)
        return self.filter(unread, Q(history_missed_at=None) | Q(history_missed_at__lte=week_ago))


class Repository(models.Model):
    """A repository by the forge's number: its name may change, its number stays."""

    forge = models.CharField(max_length=20)
    external_id = models.CharField(max_length=20)
    name = models.CharField(max_length=300)
    # The owner's account, `github:7`; empty where the forge did not say.
    owner = models.CharField(max_length=40, blank=True)
    private = models.BooleanField(null=True)
    made_at = models.DateTimeField(null=True, help_text="created at the forge")
    excluded_from = models.DateTimeField(null=True, blank=True)
    read_at = models.DateTimeField()

    # Its history, shared between students: who had a change merged and when ({account: [seconds since 1970]}, bots included),
    # what was reverted, what landed without "merged"; complete back to `history_from`. None: not read yet.
    people = models.JSONField(null=True)
    history = models.JSONField(null=True)
    history_draft = models.JSONField(null=True, help_text="while it is being read, page by page")
    history_from = models.DateTimeField(null=True)
    history_read_at = models.DateTimeField(null=True)
    # When the forge last said that there is no such repository: what was read before stays true of its own moment.
    history_missed_at = models.DateTimeField(null=True)
    # Which reading holds it, and until when: two do not read it at once, and a draft is only added to by whoever began it.
    history_holder = models.CharField(max_length=80, blank=True)
    history_held_until = models.DateTimeField(null=True)

    objects = RepositoryQuerySet.as_manager()

    class Meta:
        verbose_name = _("repository")
        verbose_name_plural = _("repositories")
        constraints = [models.UniqueConstraint(fields=["forge", "external_id"], name="one_row_a_repository")]

    def __str__(self) -> str:
        return self.name

    @property
    def code(self) -> str:
        """Its id in facts: `github:100`."""
        return f"{self.forge}:{self.external_id}"


class RepositoryLabel(models.Model):
    """A word of the university's lists for a repository, from a moment on; kept by the repository's number once that is known."""

    forge = models.CharField(max_length=20)
    name = models.CharField(max_length=300, help_text="owner/name as the list gave it")
    repository = models.ForeignKey(Repository, null=True, blank=True, on_delete=models.PROTECT, related_name="label_rows")
    label = models.CharField(max_length=50)
    starts_at = models.DateTimeField()
    # When the sweep saw that its day had come, and had those concerned assessed; None: it has not come yet.
    begun_at = models.DateTimeField(null=True)
    reason = models.TextField()

    class Meta:
        verbose_name = _("label of a repository")
        verbose_name_plural = _("labels of repositories")
        constraints = [models.UniqueConstraint("forge", Lower("name"), "label", name="one_row_a_label")]

    def __str__(self) -> str:
        return f"{self.name}: {self.label}"


class ContributionQuerySet(models.QuerySet["Contribution"]):
    """How contributions are found; `of` is the one door for a student's pages."""

    def of(self, student: Student) -> Self:
        """A student's own, whatever account they came through."""
        return self.filter(student=student)

    def belonging_to(self, starts_at: datetime, ends_at: datetime, *, is_open: bool) -> Self:
        """Those of the term [starts_at, ends_at) (DESIGN.md section 4, *term*).

        A contribution belongs to the term of its `counted_at`; without one to the current term while it is open, and to that
        of its `worked_at` if it is not open. `is_open`: whether this is the current term.
        """
        counted = Q(counted_at__gte=starts_at, counted_at__lt=ends_at)
        worked = Q(counted_at=None, worked_at__gte=starts_at, worked_at__lt=ends_at) & ~Q(state=Contribution.State.OPEN)
        waiting = Q(counted_at=None, state=Contribution.State.OPEN) if is_open else Q(pk__in=[])
        return self.filter(counted | worked | waiting)


class Contribution(models.Model):
    """One person's part in one artefact, with its facts as the forge gave them."""

    class State(models.TextChoices):
        OPEN = "open"
        ACCEPTED = "accepted"
        REFUSED = "refused"

    student = models.ForeignKey(Student, on_delete=models.PROTECT, related_name="contributions")
    linked_account = models.ForeignKey(LinkedAccount, on_delete=models.PROTECT, related_name="contributions")
    account = models.CharField(max_length=40, help_text="by which account: github:1")
    forge = models.CharField(max_length=20)
    kind = models.CharField(max_length=20, choices=Kind.choices)
    external_id = models.CharField(max_length=64)
    repository = models.ForeignKey(Repository, on_delete=models.PROTECT, related_name="contributions")
    number = models.CharField(max_length=64, blank=True)
    title = models.TextField(blank=True)
    url = models.TextField(blank=True)
    state = models.CharField(max_length=10, choices=State.choices)
    worked_at = models.DateTimeField()
    counted_at = models.DateTimeField(null=True)
    # What was read of the artefact alone; `facts` adds what its repository and the student's other work told.
    read = models.JSONField()
    facts = models.JSONField()
    digest = models.CharField(max_length=64)
    read_at = models.DateTimeField()
    # To find the same work at another place: the head commit, the digest of (path, added, deleted), and, where that
    # coincides with another one's, the patch id.
    head_commit = models.CharField(max_length=64, blank=True, db_index=True)
    shape = models.CharField(max_length=64, blank=True)
    patch_id = models.CharField(max_length=64, blank=True)
    same_work_as = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    objects = ContributionQuerySet.as_manager()

    class Meta:
        verbose_name = _("contribution")
        verbose_name_plural = _("contributions")
        constraints = [
            models.UniqueConstraint(fields=["forge", "kind", "external_id", "account"], name="one_row_a_part_in_an_artefact"),
        ]
        indexes = [
            models.Index(fields=["student", "-worked_at"]),
            models.Index(fields=["repository", "kind"]),
            models.Index(fields=["counted_at"]),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def code(self) -> str:
        """Its id in facts and results."""
        return code(self.forge, self.kind, self.external_id, self.account)


def code(forge: str, kind: str, external_id: str, account: str) -> str:
    """The id of a contribution in facts: one a person and artefact, without slash or blank."""
    return f"{forge}:{kind}:{external_id}:{account.partition(':')[2]}"


class FactsVersion(models.Model):
    """Facts as they stood after a reading that changed them; kept, so that an appeal can see what was known when."""

    contribution = models.ForeignKey(Contribution, on_delete=models.PROTECT, related_name="facts_versions")
    facts = models.JSONField()
    digest = models.CharField(max_length=64)
    read_at = models.DateTimeField()

    class Meta:
        verbose_name = _("version of facts")
        verbose_name_plural = _("versions of facts")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.contribution} {self.digest[:8]}"


class Sync(models.Model):
    """How far the reading of a linked account has come, for the person who waits for it."""

    class Trouble(models.TextChoices):
        """Why it does not go on by itself at once; empty: no trouble."""

        LIMIT = "limit"
        UNAVAILABLE = "unavailable"
        ACCESS = "access"
        BAD_ANSWER = "bad_answer"

    linked_account = models.OneToOneField(LinkedAccount, on_delete=models.CASCADE, related_name="sync")
    work = models.ForeignKey(Work, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    step = models.CharField(max_length=40, blank=True)
    steps_done = models.PositiveIntegerField(default=0)
    steps_total = models.PositiveIntegerField(null=True)
    repository = models.CharField(max_length=300, blank=True, help_text="what is being read now")
    requests = models.PositiveIntegerField(default=0)
    points = models.PositiveIntegerField(default=0)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True, help_text="end of the last reading that came to its end")
    watermark = models.DateTimeField(null=True, help_text="what changed before this moment has been read")
    # Artefacts that the forge lists and does not show: since when, in how many readings, and of how many it was given up.
    gap_since = models.DateTimeField(null=True)
    gap_readings = models.PositiveIntegerField(default=0)
    unshown = models.PositiveIntegerField(default=0)
    trouble = models.CharField(max_length=20, choices=Trouble.choices, blank=True)
    trouble_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("reading of an account")
        verbose_name_plural = _("readings of accounts")

    def __str__(self) -> str:
        return f"{self.linked_account}: {self.state}"

    @property
    def state(self) -> str:
        """`never`, `queued`, `reading`, `interrupted` (its worker died; the sweep takes it up), `waiting`, `stopped` or `done`."""
        if self.trouble == self.Trouble.ACCESS:
            return "stopped"
        work = self.work
        if work is None or work.state == Work.State.DONE:
            return "done" if self.finished_at else "never"
        if work.state == Work.State.DEAD:
            return "stopped"
        if work.is_held:
            return "reading"
        if work.lease_until is not None:
            return "interrupted"
        return "waiting" if work.next_try_at > clock.machine_now() else "queued"

    @property
    def next_try_at(self) -> datetime | None:
        """When it goes on by itself; None when nothing waits."""
        work = self.work
        return work.next_try_at if work is not None and work.state == Work.State.OPEN else None
