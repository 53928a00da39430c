"""What stands: entries that only grow, the heads that were signed, and beside them whose award an entry is."""

import secrets
from typing import Any, Never, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Staff, StaffRole, Student
from accounts.tokens import SecretField
from credits.claims.models import Claim, Evidence
from credits.ledger.canonical import NOTHING_BEFORE, canonical, digest, digest_of_text, written
from credits.policies.models import Term
from journal import clock


class OnlyGrows(models.QuerySet[Any]):
    """Read and add. The database's own triggers refuse the rest too."""

    def update(self, **_: Any) -> Never:
        raise TypeError("The ledger only grows: nothing in it is changed.")

    def delete(self) -> Never:
        raise TypeError("The ledger only grows: nothing in it is deleted.")


class OnlyGrowsModel(models.Model):
    """A row that is written once."""

    objects = OnlyGrows.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, force_insert: Any = False, **kwargs: Any) -> None:
        if not force_insert:
            raise TypeError("The ledger only grows: a row is created, never saved again.")
        super().save(*args, force_insert=force_insert, **kwargs)

    def delete(self, *_: Any, **__: Any) -> Never:
        raise TypeError("The ledger only grows: nothing in it is deleted.")


class LedgerEntry(OnlyGrowsModel):
    """A line that stands: an amount and a keyed commitment, nothing that tells of whom (docs/ledger.md)."""

    class Kind(models.TextChoices):
        AWARD = "award", _("award")
        REVOCATION = "revocation", _("revocation")
        CORRECTION = "correction", _("correction")

    # 1, 2, 3, … without a gap. An integer, so that it is SQLite's own row number and no second one can be given.
    sequence = models.IntegerField(primary_key=True)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    at = models.DateTimeField(help_text="the university's moment")
    hundredths = models.IntegerField(help_text="of credit, signed")
    term = models.CharField(max_length=40)
    award = models.CharField(max_length=32, help_text="the award's code")
    commitment = models.CharField(max_length=64)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("ledger entry")
        verbose_name_plural = _("ledger entries")
        ordering = ["sequence"]

    def __str__(self) -> str:
        return f"{self.sequence} {self.kind}"

    def hashed(self) -> dict[str, str | int]:
        """The record whose digest is `hash`."""
        return {
            "at": written(self.at),
            "award": self.award,
            "commitment": self.commitment,
            "hundredths": self.hundredths,
            "kind": self.kind,
            "previous_hash": self.previous_hash,
            "sequence": self.sequence,
            "term": self.term,
        }

    def hash_of_content(self) -> str:
        """What `hash` must be."""
        return digest(self.hashed())

    def line(self) -> bytes:
        """The entry as a line of the exported ledger."""
        return canonical({**self.hashed(), "hash": self.hash}) + b"\n"


class LedgerHead(models.Model):
    """The one row whose lock puts entries in order; it says how the ledger ends."""

    sequence = models.IntegerField(default=0)
    hash = models.CharField(max_length=64, default=NOTHING_BEFORE)

    class Meta:
        verbose_name = _("head of the ledger")
        verbose_name_plural = _("head of the ledger")

    def __str__(self) -> str:
        return f"{self.sequence} {self.hash}"


class Checkpoint(OnlyGrowsModel):
    """A signed head: the Merkle root (RFC 6962) over the hashes of the first `sequence` entries."""

    sequence = models.IntegerField(primary_key=True)
    root = models.CharField(max_length=64)
    at = models.DateTimeField(help_text="the machine's moment")
    public_key = models.CharField(max_length=64, help_text="of Ed25519, hex")
    signature = models.CharField(max_length=128)

    class Meta:
        verbose_name = _("checkpoint")
        verbose_name_plural = _("checkpoints")
        ordering = ["sequence"]

    def __str__(self) -> str:
        return f"{self.sequence} {self.root}"

    def signed(self) -> dict[str, str | int]:
        """The record that is signed."""
        return {"at": written(self.at), "public_key": self.public_key, "root": self.root, "sequence": self.sequence}

    def line(self) -> bytes:
        """The checkpoint as the first line of its file."""
        return canonical({**self.signed(), "signature": self.signature}) + b"\n"


class StudentKey(models.Model):
    """A student's own key: without it nobody can tell which entries are theirs, so erasing it is forgetting them."""

    student = models.OneToOneField(Student, on_delete=models.PROTECT, related_name="ledger_key")
    sealed_key = SecretField()

    class Meta:
        verbose_name = _("ledger key of a student")
        verbose_name_plural = _("ledger keys of students")

    def __str__(self) -> str:
        return f"student {self.student_id}"


class AwardRunQuerySet(models.QuerySet["AwardRun"]):
    """How award runs are found."""

    def unfinished(self, term: Term) -> Self:
        """The one of the term that was begun and did not come to its end."""
        return self.filter(term=term, finished_at=None)


class AwardRun(models.Model):
    """A registrar's run over what has stood in notice for its period; its row is the receipt."""

    number = models.CharField(max_length=60, unique=True)
    term = models.ForeignKey(Term, on_delete=models.PROTECT, related_name="award_runs")
    by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField(default=clock.now)
    # None: it was interrupted; the next run of the term goes on with it.
    finished_at = models.DateTimeField(null=True, blank=True)
    awards_made = models.PositiveIntegerField(default=0)
    hundredths = models.PositiveBigIntegerField(default=0)

    objects = AwardRunQuerySet.as_manager()

    class Meta:
        verbose_name = _("award run")
        verbose_name_plural = _("award runs")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["term"], condition=Q(finished_at=None), name="one_unfinished_award_run_a_term"),
        ]

    def __str__(self) -> str:
        return self.number


class ExportBatch(models.Model):
    """A file for the student information system: its lines stay as they were sent."""

    number = models.CharField(max_length=60, unique=True)
    term = models.ForeignKey(Term, on_delete=models.PROTECT, related_name="export_batches")
    made_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("export batch")
        verbose_name_plural = _("export batches")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.number


def new_code() -> str:
    """A code that cannot be guessed and tells nothing."""
    return secrets.token_hex(16)


class AwardQuerySet(models.QuerySet["Award"]):
    """How awards are found; `of` is the one door for a student, `visible_to` for staff."""

    def of(self, student: Student) -> Self:
        """A student's own."""
        return self.filter(student=student)

    def visible_to(self, staff: Staff) -> Self:
        """Those of the students of the departments that a role of the person's covers."""
        roles = [StaffRole.Role.REVIEWER, StaffRole.Role.REGISTRAR, StaffRole.Role.AUDITOR]
        seeing = staff.roles.filter(role__in=roles)
        if seeing.filter(department=None).exists():
            return self.all()
        return self.filter(claim__department__in=seeing.exclude(department=None).values("department"))

    def waiting(self, term: Term) -> Self:
        """Those of a term that no file has taken to the student information system yet."""
        return self.filter(term=term, state=Award.State.WAITING)

    def in_full(self) -> Self:
        """With all that a transcript or an export shows."""
        return self.select_related(
            "entry", "run", "term", "student__department", "claim__department", "claim__policy_version", "claim__rules_version"
        )


class Award(models.Model):
    """The personal side of an entry: whose credit it is, from which claim. The entry's commitment is over just this."""

    class State(models.TextChoices):
        """Its way to the student information system."""

        WAITING = "waiting", _("waiting")
        EXPORTED = "exported", _("exported")
        RECORDED = "recorded", _("recorded")
        REFUSED = "refused", _("refused")

    code = models.CharField(max_length=32, unique=True, default=new_code)
    number = models.CharField(max_length=80, unique=True, help_text="decision number")
    entry = models.OneToOneField(LedgerEntry, on_delete=models.PROTECT, related_name="award_record")
    run = models.ForeignKey(AwardRun, on_delete=models.PROTECT, related_name="awards")
    # Once for each claim, however often a run is started.
    claim = models.OneToOneField(Claim, on_delete=models.PROTECT, related_name="award")
    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT, related_name="+", help_text="what it was granted on")
    student = models.ForeignKey(Student, on_delete=models.PROTECT, related_name="awards")
    term = models.ForeignKey(Term, on_delete=models.PROTECT, related_name="awards")
    hundredths = models.PositiveIntegerField()
    category = models.CharField(max_length=40)
    use = models.CharField(max_length=10, choices=Claim.Use.choices)
    course_code = models.CharField(max_length=40, blank=True, help_text="the course that it stands for; empty: credit")
    awarded_at = models.DateTimeField(help_text="the university's moment")
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)

    objects = AwardQuerySet.as_manager()

    class Meta:
        verbose_name = _("award")
        verbose_name_plural = _("awards")
        ordering = ["entry"]
        indexes = [models.Index(fields=["term", "state"], name="award_term_state")]

    def __str__(self) -> str:
        return self.number

    def committed(self) -> dict[str, str | int]:
        """The record that the entry's commitment is over."""
        return {
            "award": self.code,
            "category": self.category,
            "claim": str(self.claim.number),
            "course_code": self.course_code,
            # Of the texts themselves, so that a change in what it was granted on is found too.
            "evidence": digest_of_text(self.evidence.facts),
            "hundredths": self.hundredths,
            "number": self.number,
            "policy": digest_of_text(self.claim.policy_version.text if self.claim.policy_version else ""),
            "rules": digest_of_text(self.claim.rules_version.text if self.claim.rules_version else ""),
            "student": self.student.number,
            "term": self.term.name,
            "use": self.use,
        }


class ExportLine(models.Model):
    """What a batch said of an award; a batch prints the same bytes whenever it is asked."""

    batch = models.ForeignKey(ExportBatch, on_delete=models.PROTECT, related_name="lines")
    award = models.ForeignKey(Award, on_delete=models.PROTECT, related_name="export_lines")
    line = models.PositiveIntegerField()
    values = models.JSONField()

    class Meta:
        verbose_name = _("line of an export batch")
        verbose_name_plural = _("lines of export batches")
        ordering = ["batch", "line"]
        constraints = [
            models.UniqueConstraint(fields=["batch", "line"], name="one_line_a_number"),
            models.UniqueConstraint(fields=["batch", "award"], name="once_in_a_batch"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """Its id, in the file and in what comes back about it."""
        return f"{self.batch.number}-{self.line:05}"
