"""An account that somebody else holds: what that means and how it is settled."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.errors import HeldBySomebodyElse
from accounts.linking import places


@never_cache
@require_safe
@login_required
def held_by_another(request: HttpRequest) -> HttpResponse:
    """A page of its own, not the callback's answer: its address can be loaded again, as by the switch of languages."""
    refused = request.session.get(places.REFUSED)
    if refused is None:
        return redirect(places.after_linking(places.signed_in(request)))
    context = {
        **refused,
        "what": HeldBySomebodyElse.what,
        "next_step": HeldBySomebodyElse.next_step,
        "back": places.after_linking(places.signed_in(request)),
    }
    return render(request, "accounts/held_by_another.html", context)
