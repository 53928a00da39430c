"""One's linked accounts: their health, linking, unlinking, and taking back the consent."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.linking import endpoints
from accounts.models import Consent, Forge, LinkedAccount, User
from accounts.services import unlink as end_link
from accounts.services import withdraw_consent
from credits.contributions.models import Contribution
from credits.portal.reading.sync import readings_of


@require_GET
@login_required
def show(request: HttpRequest) -> HttpResponse:
    """All accounts, of students with their readings; staff link too, so that nobody decides on what they merged."""
    user: User = request.user  # type: ignore[assignment]
    student = user.student_or_none
    context: dict[str, Any] = {
        "readings": readings_of(student) if student else [],
        "plain": [] if student else LinkedAccount.objects.live().of(user).order_by("pk"),
        "student": student,
        "consent": Consent.objects.standing(user, Consent.Kind.COLLECT).first(),
        "forges": [{"code": forge.value, "name": forge.label} for forge in Forge if endpoints.of(forge.value).is_on],
    }
    return render(request, "portal/accounts.html", context)


@require_http_methods(["GET", "POST"])
@login_required
def unlink(request: HttpRequest, pk: int) -> HttpResponse:
    """End a link, after saying what that does."""
    user: User = request.user  # type: ignore[assignment]
    account = LinkedAccount.objects.live().of(user).filter(pk=pk).first()
    if account is None:
        raise Http404
    if request.method == "POST":
        end_link(linked_account_id=account.pk, by=user)
        messages.success(request, _("%(account)s is not linked any more.") % {"account": account})
        return redirect("accounts")
    student = user.student_or_none
    found = Contribution.objects.of(student).filter(linked_account=account).count() if student else 0
    return render(request, "portal/unlink.html", {"account": account, "student": student, "found": found})


@require_http_methods(["GET", "POST"])
@login_required
def withdraw(request: HttpRequest) -> HttpResponse:
    """Take the consent back, after saying what that does."""
    user: User = request.user  # type: ignore[assignment]
    if request.method == "POST":
        withdraw_consent(user=user, kind=Consent.Kind.COLLECT)
        messages.success(request, _("Your consent is withdrawn. From now on nothing is read with your accounts."))
        return redirect("accounts")
    given = Consent.objects.standing(user, Consent.Kind.COLLECT).first()
    if given is None:
        return redirect("accounts")
    return render(request, "portal/withdraw.html", {"given": given})
