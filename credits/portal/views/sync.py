"""Have one's accounts read now."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.models import Student
from credits.contributions.services import request_collection
from credits.portal.reading.sync import may_read_at, readings_of
from credits.portal.views.doors import student_page
from journal import moments


@require_POST
@student_page
def now(request: HttpRequest, student: Student) -> HttpResponse:
    """Ask for a reading of every account; a second press while one waits changes nothing."""
    free_at = may_read_at(readings_of(student))
    if free_at is not None:
        messages.warning(
            request, _("Everything was read just now. You can ask again at %(time)s.") % {"time": moments.nearby(free_at)}
        )
    elif request_collection(student=student):
        messages.success(request, _("Your accounts are being read. Old figures stay until the new ones are there."))
    else:
        messages.warning(request, _("There is no account that can be read. Link one, or authorise it again."))
    return redirect("me")
