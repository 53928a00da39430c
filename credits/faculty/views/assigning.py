"""Giving claims to a reviewer by hand: the ticked ones, or the one whose button was pressed."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from accounts.models import Staff, StaffRole
from credits.claims import services
from credits.claims.errors import ClaimError
from credits.claims.models import Claim
from credits.faculty.reading.queue import PAGE_SIZE, Asked
from credits.faculty.views.doors import staff_page


@require_POST
@staff_page(StaffRole.Role.REVIEWER)
def assign(request: HttpRequest, staff: Staff) -> HttpResponse:
    """Each that can be is given; of the others it is said why not."""
    taken = request.POST.get("take", "")
    chosen = [taken] if taken else request.POST.getlist("claim")[:PAGE_SIZE]
    to = staff if taken else get_object_or_404(Staff, pk=request.POST.get("to") or staff.pk)
    given = 0
    for key in filter(str.isdecimal, chosen):
        try:
            services.assign(claim_id=int(key), by=staff, to=to)
        except Claim.DoesNotExist:
            continue
        except ClaimError as error:
            number = Claim.objects.visible_to(staff).values_list("number", flat=True).get(pk=int(key))
            messages.error(request, f"{number}: {error}")
        else:
            given += 1
    _tell(request, given, to)
    query = Asked.of(request.GET.dict()).address(after=request.GET.get("after", ""))
    return redirect(f"{reverse('reviews')}{f'?{query}' if query else ''}")


def _tell(request: HttpRequest, given: int, to: Staff) -> None:
    if given:
        told = {"count": given, "name": to.name}
        messages.success(
            request, ngettext("%(count)s claim is with %(name)s.", "%(count)s claims are with %(name)s.", given) % told
        )
    elif not request.POST.get("take") and not request.POST.getlist("claim"):
        messages.warning(request, _("Tick the claims first that are to be assigned."))
