"""Who: people of the university, what they may do, what they agreed to, and which forge accounts are theirs."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, ClassVar, Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from accounts.tokens import SecretField, opened, sealed
from journal import clock


class Department(models.Model):
    """A school or college of the university."""

    name = models.CharField(max_length=100, unique=True)

    class Meta:
        verbose_name = _("department")
        verbose_name_plural = _("departments")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class UserManager(BaseUserManager["User"]):
    """Makes sign-in rows; people come from the roster, never from a forge."""

    def create_user(self, email: str | None = None, password: str | None = None) -> "User":
        """A row that may sign in once it has a password."""
        user = self.model(email=email.lower() if email else None)
        if password is None:
            user.set_unusable_password()
        else:
            user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """The sign-in row of a person; who the person is stands in `Student` or `Staff`."""

    email = models.EmailField(_("e-mail address"), null=True, blank=True)  # noqa: DJ001 (unique where there is one: empty texts would collide)
    is_active = models.BooleanField(default=True)
    language = models.CharField(max_length=10, blank=True, help_text="for mails; empty: the university's")
    # Raised to end all sessions of the person without changing the password, as when roles change.
    session_round = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(default=clock.machine_now)

    objects: ClassVar[UserManager] = UserManager()
    USERNAME_FIELD = "id"
    EMAIL_FIELD = "email"

    class Meta:
        verbose_name = _("sign-in row")
        verbose_name_plural = _("sign-in rows")
        constraints = [models.UniqueConstraint(Lower("email"), name="one_user_an_email")]

    def __str__(self) -> str:
        person = self.person
        return str(person) if person is not None else (self.email or f"{self._meta.verbose_name} {self.pk}")

    def get_short_name(self) -> str:
        """As the raw tables greet whoever reads them."""
        return str(self)

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        text = f"{self.password}:{self.session_round}"
        return salted_hmac("accounts.User.session", text, secret=secret, algorithm="sha256").hexdigest()

    @property
    def student_or_none(self) -> "Student | None":
        """The student this is, or None."""
        return getattr(self, "student", None)

    @property
    def staff_or_none(self) -> "Staff | None":
        """The member of staff this is, or None."""
        return getattr(self, "staff", None)

    @property
    def person(self) -> "Student | Staff | None":
        """The student or member of staff this is."""
        return self.student_or_none or self.staff_or_none

    # Django's admin asks these; the tables there are read by operators and auditors (PAGES.md, raw tables).
    @property
    def is_staff(self) -> bool:
        """Whether the raw tables may be read."""
        staff = self.staff_or_none
        return staff is not None and staff.roles.filter(role__in=[StaffRole.Role.OPERATOR, StaffRole.Role.AUDITOR]).exists()

    def has_perm(self, perm: str, obj: Any = None) -> bool:  # noqa: ARG002 (Django's signature)
        """Viewing, for those who may read the raw tables; nothing there is changed."""
        return self.is_active and ".view_" in perm and self.is_staff

    def has_module_perms(self, app_label: str) -> bool:  # noqa: ARG002 (Django's signature)
        """Whether an app is shown in the raw tables."""
        return self.is_active and self.is_staff


class Staff(models.Model):
    """A member of staff; what they may do stands in their roles."""

    user = models.OneToOneField(User, on_delete=models.PROTECT, related_name="staff")
    number = models.CharField(max_length=40, blank=True, help_text="empty: made by create_operator, not on a roster yet")
    name = models.CharField(max_length=100)
    department = models.ForeignKey(Department, null=True, blank=True, on_delete=models.PROTECT, related_name="staff")

    class Meta:
        verbose_name = _("member of staff")
        verbose_name_plural = _("staff")
        ordering = ["number"]
        constraints = [models.UniqueConstraint(Lower("number"), condition=~Q(number=""), name="one_member_of_staff_a_number")]

    def __str__(self) -> str:
        return self.name


class StaffRole(models.Model):
    """A role of a member of staff in a department, or (None) in the whole university."""

    class Role(models.TextChoices):
        """DESIGN.md section 4; there are no others."""

        ADVISOR = "advisor", _("advisor")
        REVIEWER = "reviewer", _("reviewer")
        REGISTRAR = "registrar", _("registrar")
        POLICY_OWNER = "policy_owner", _("policy owner")
        AUDITOR = "auditor", _("auditor")
        OPERATOR = "operator", _("operator")

    staff = models.ForeignKey(Staff, on_delete=models.CASCADE, related_name="roles")
    role = models.CharField(max_length=20, choices=Role.choices)
    department = models.ForeignKey(Department, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("role")
        verbose_name_plural = _("roles")
        constraints = [
            # Two constraints: SQLite takes each missing department for a different one.
            models.UniqueConstraint(fields=["staff", "role", "department"], name="one_row_a_role_and_department"),
            models.UniqueConstraint(fields=["staff", "role"], condition=Q(department=None), name="one_row_a_role_everywhere"),
        ]

    def __str__(self) -> str:
        return f"{self.staff}: {self.get_role_display()}"


# SQLite takes no more values in one statement.
_LOCKED_AT_ONCE = 10_000


class StudentQuerySet(models.QuerySet["Student"]):
    """How students are found; `visible_to` is the one door for staff."""

    def visible_to(self, staff: Staff) -> Self:
        """Those of the departments that a role covers; advisors see whom they advise; an operator sees nobody's evidence."""
        seeing = [StaffRole.Role.REVIEWER, StaffRole.Role.REGISTRAR, StaffRole.Role.AUDITOR]
        roles = staff.roles.filter(role__in=seeing)
        if roles.filter(department=None).exists():
            return self.all()
        covered = Q(department__in=roles.exclude(department=None).values("department"))
        advises = Q(advisor=staff) if staff.roles.filter(role=StaffRole.Role.ADVISOR).exists() else Q(pk=None)
        return self.filter(covered | advises)

    def lock(self, keys: Iterable[int]) -> None:
        """Lock these students until the transaction ends, in the order of keys; whoever takes several does so before the first audit row.

        Every audit row waits for the one before to be committed: who had written one and still waited for a student would stop for ever
        whoever has that student and is about to write one. And `no_key`: a row that only points to a student (a note, an assessment)
        need not wait, and could not while it holds the end of the audit log.
        """
        wanted = sorted(set(keys))
        for start in range(0, len(wanted), _LOCKED_AT_ONCE):
            held = self.select_for_update(of=("self",), no_key=True).filter(pk__in=wanted[start : start + _LOCKED_AT_ONCE])
            list(held.order_by("pk").values_list("pk", flat=True))


class Student(models.Model):
    """A student as the roster says."""

    user = models.OneToOneField(User, on_delete=models.PROTECT, related_name="student")
    number = models.CharField(max_length=40)
    name = models.CharField(max_length=100)
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="students")
    programme = models.CharField(max_length=100, blank=True)
    class_name = models.CharField(max_length=100, blank=True)
    cohort = models.CharField(max_length=20, blank=True)
    status = models.CharField(max_length=40, blank=True, help_text="text of the roster that no rule reads")
    advisor = models.ForeignKey(Staff, null=True, blank=True, on_delete=models.SET_NULL, related_name="advisees")
    enrolled_from = models.DateField(null=True, blank=True)
    enrolled_to = models.DateField(null=True, blank=True, help_text="the last day, included")
    # Where the first steps stand: when the first result was looked at, so that the first visit is told apart from later ones.
    started_at = models.DateTimeField(null=True, blank=True)

    objects = StudentQuerySet.as_manager()

    class Meta:
        verbose_name = _("student")
        verbose_name_plural = _("students")
        ordering = ["number"]
        constraints = [models.UniqueConstraint(Lower("number"), name="one_student_a_number")]
        indexes = [models.Index(fields=["department", "cohort"]), models.Index(fields=["number"])]

    def __str__(self) -> str:
        return self.name

    def is_enrolled_on(self, day: date) -> bool:
        """Whether the roster has the student here on a day; without dates always."""
        return (self.enrolled_from or day) <= day <= (self.enrolled_to or day)


# The text that is agreed to stands in templates/accounts/consent.html; a new text needs a new version and a new consent.
CONSENT_VERSION = 1


class ConsentQuerySet(models.QuerySet["Consent"]):
    """How consents are found."""

    def standing(self, user: User | int, kind: str) -> Self:
        """The one that holds now: given to today's text and not withdrawn."""
        return self.filter(user=user, kind=kind, version=CONSENT_VERSION, withdrawn_at=None)


class Consent(models.Model):
    """What a person agreed to, to which version of the text, and when they took it back."""

    class Kind(models.TextChoices):
        COLLECT = "collect", _("reading public contributions")

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="consents")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    version = models.PositiveIntegerField()
    given_at = models.DateTimeField(default=clock.machine_now)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = ConsentQuerySet.as_manager()

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "kind", "version"], condition=Q(withdrawn_at=None), name="one_standing_consent_a_kind_and_version"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.kind} v{self.version}"


class Forge(models.TextChoices):
    """Where contributions happen."""

    GITHUB = "github", "GitHub"
    GITEE = "gitee", "Gitee"


class LinkedAccountQuerySet(models.QuerySet["LinkedAccount"]):
    """How linked accounts are found."""

    def live(self) -> Self:
        """Those that are linked now."""
        return self.filter(unlinked_at=None)

    def of(self, user: User) -> Self:
        """A person's own."""
        return self.filter(user=user)


class LinkedAccount(models.Model):
    """A forge account that its owner proved to hold through OAuth. The forge's number is its identity, the login only a name."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="linked_accounts")
    forge = models.CharField(max_length=20, choices=Forge.choices)
    external_id = models.CharField(max_length=20)
    login = models.CharField(max_length=300)
    url = models.URLField(max_length=500, blank=True)
    linked_at = models.DateTimeField(default=clock.machine_now)
    unlinked_at = models.DateTimeField(null=True, blank=True)
    # When the forge refused the token; the holder is asked to link again.
    broken_at = models.DateTimeField(null=True, blank=True)
    broken_reason = models.CharField(max_length=200, blank=True)
    access_token = SecretField(blank=True)
    refresh_token = SecretField(blank=True)
    token_expires_at = models.DateTimeField(null=True, blank=True)
    # Who refreshes the token holds it until then: a forge that replaces both tokens must be asked by one process only.
    refresh_held_until = models.DateTimeField(null=True, blank=True)

    objects = LinkedAccountQuerySet.as_manager()

    class Meta:
        verbose_name = _("linked account")
        verbose_name_plural = _("linked accounts")
        constraints = [
            models.UniqueConstraint(
                fields=["forge", "external_id"], condition=Q(unlinked_at=None), name="one_owner_a_forge_account"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.forge} {self.login}"

    @property
    def account(self) -> str:
        """Its id in facts: `github:123`."""
        return f"{self.forge}:{self.external_id}"

    @property
    def state(self) -> str:
        """`ok`, `broken` (the holder is asked to link again) or `unlinked`."""
        if self.unlinked_at is not None:
            return "unlinked"
        return "ok" if self.broken_at is None else "broken"

    def keep_tokens(self, *, access: str, refresh: str = "", expires_at: datetime | None = None) -> None:
        """Hold new tokens, sealed to this account; the caller saves."""
        self.access_token = sealed(access, belongs_to=f"{self.account} access") if access else ""
        self.refresh_token = sealed(refresh, belongs_to=f"{self.account} refresh") if refresh else ""
        self.token_expires_at = expires_at

    def drop_tokens(self) -> None:
        """Forget the tokens; the caller saves."""
        self.access_token = self.refresh_token = ""
        self.token_expires_at = None

    def tokens(self) -> tuple[str, str]:
        """The access and the refresh token in plain; empty where there is none. Raises Unreadable."""
        return self._opened(self.access_token, "access"), self._opened(self.refresh_token, "refresh")

    def _opened(self, stored: str, kind: str) -> str:
        return opened(stored, belongs_to=f"{self.account} {kind}") if stored else ""


class PasswordLink(models.Model):
    """A one-time link with which a person sets a password; only its hash is kept."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="password_links")
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(default=clock.machine_now)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("link for a password")
        verbose_name_plural = _("links for passwords")

    def __str__(self) -> str:
        return f"{self.user_id}, {self.expires_at:%Y-%m-%d}"


class FailedSignIn(models.Model):
    """A sign-in that failed, by the hash of the name tried and of the address, so that guessing is slowed down."""

    name_hash = models.CharField(max_length=64, db_index=True)
    address_hash = models.CharField(max_length=64, db_index=True)
    at = models.DateTimeField(default=clock.machine_now, db_index=True)

    class Meta:
        verbose_name = _("failed attempt to log in")
        verbose_name_plural = _("failed attempts to log in")

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}"
