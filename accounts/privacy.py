"""Which columns of this room are about a person, what for, and how long (DESIGN.md decision 8). A test fails on one that is missing."""

from journal.privacy import PROOF, RECORD, WHILE_HERE, Personal

_ROSTER = Personal("to say who has earned what, as the roster does", RECORD)
_SEEING = Personal("to show staff only the students whom they look after", WHILE_HERE)
_LINK = Personal("to know whose contributions an account's are, and that its holder proved it", PROOF)
_TOKEN = Personal(
    "to read the holder's public contributions; encrypted", "until the link or the consent ends, or the forge refuses it"
)
_CONSENT = Personal("to prove what was agreed to, when, and when it was taken back", PROOF)
_PASSWORD_LINK = Personal("to let a person set a password once; only a hash", "14 days at most")
_GUESSING = Personal("to slow guessing down; only keyed hashes", "24 hours")

PERSONAL: dict[str, Personal] = {
    "User.email": Personal("to sign in and to be written to", WHILE_HERE),
    "User.password": Personal("to sign in; only a salted hash", WHILE_HERE),
    "User.last_login": Personal("to show the person when their account was used", WHILE_HERE),
    "User.language": Personal("to write mails that the person reads", WHILE_HERE),
    "Student.user": _ROSTER,
    "Student.number": _ROSTER,
    "Student.name": _ROSTER,
    "Student.department": _ROSTER,
    "Student.programme": _ROSTER,
    "Student.class_name": _ROSTER,
    "Student.cohort": _ROSTER,
    "Student.status": Personal("to show staff what the roster says; no rule reads it", WHILE_HERE),
    "Student.advisor": _SEEING,
    "Student.enrolled_from": Personal("to count only work of a student's time here", RECORD),
    "Student.enrolled_to": Personal("to count only work of a student's time here", RECORD),
    "Student.started_at": Personal("to go on with the first steps where they were left", WHILE_HERE),
    "Staff.user": _ROSTER,
    "Staff.number": Personal("to say who decided", RECORD),
    "Staff.name": Personal("to say who decided", RECORD),
    "Staff.department": _SEEING,
    "StaffRole.staff": _SEEING,
    "StaffRole.role": _SEEING,
    "StaffRole.department": _SEEING,
    "Consent.user": _CONSENT,
    "Consent.kind": _CONSENT,
    "Consent.version": _CONSENT,
    "Consent.given_at": _CONSENT,
    "Consent.withdrawn_at": _CONSENT,
    "LinkedAccount.user": _LINK,
    "LinkedAccount.forge": _LINK,
    "LinkedAccount.external_id": _LINK,
    "LinkedAccount.login": _LINK,
    "LinkedAccount.url": _LINK,
    "LinkedAccount.linked_at": _LINK,
    "LinkedAccount.unlinked_at": _LINK,
    "LinkedAccount.broken_at": _LINK,
    "LinkedAccount.broken_reason": _LINK,
    "LinkedAccount.access_token": _TOKEN,
    "LinkedAccount.refresh_token": _TOKEN,
    "LinkedAccount.token_expires_at": _TOKEN,
    "PasswordLink.user": _PASSWORD_LINK,
    "PasswordLink.token_hash": _PASSWORD_LINK,
    "PasswordLink.made_at": _PASSWORD_LINK,
    "PasswordLink.expires_at": _PASSWORD_LINK,
    "PasswordLink.used_at": _PASSWORD_LINK,
    "FailedSignIn.name_hash": _GUESSING,
    "FailedSignIn.address_hash": _GUESSING,
    "FailedSignIn.at": _GUESSING,
}

# About nobody: keys, and how the machine does its work.
NOT_PERSONAL = frozenset(
    {
        "Department.name",
        "User.is_active",
        "User.session_round",
        "User.created_at",
        "LinkedAccount.refresh_held_until",
    }
)
