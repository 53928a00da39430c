"""Where a person is sent from here; the addresses are those of PAGES.md."""

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme

from accounts.models import User

CONSENT = "/start/consent/"
FIRST_LINK = "/start/link/"
ACCOUNTS = "/me/accounts/"

# Where the session keeps which account was refused, for the page that says how to settle it.
REFUSED = "link_refused"


def after_linking(user: User) -> str:
    """The first steps go on where they were; everybody else sees their accounts."""
    student = user.student_or_none
    return FIRST_LINK if student is not None and student.started_at is None else ACCOUNTS


def signed_in(request: HttpRequest) -> User:
    """Who is signed in, for views that only let such people in."""
    return cast("User", request.user)


def own_path(address: str | None) -> str | None:
    """The address if it is a path of ours, else None (FAULTS.md W6)."""
    if address and address.startswith("/") and url_has_allowed_host_and_scheme(address, allowed_hosts=None):
        return address
    return None


def forbidden(request: HttpRequest) -> HttpResponse:
    """A forge account was used for something else than linking it."""
    return render(request, "accounts/link_only.html", {"next_step": ACCOUNTS}, status=403)
