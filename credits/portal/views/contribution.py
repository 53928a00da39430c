"""One contribution: why these points, or why none; and having it read again."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.models import Student
from credits.contributions import services
from credits.contributions.models import Contribution
from credits.portal.reading.contribution import explain
from credits.portal.views.doors import student_page


@require_GET
@student_page
def show(request: HttpRequest, student: Student, pk: int) -> HttpResponse:
    """The page of one of the student's own."""
    contribution = get_object_or_404(Contribution.objects.of(student).select_related("repository", "linked_account"), pk=pk)
    return render(request, "portal/contribution.html", {"explanation": explain(contribution)})


@require_POST
@student_page
def read_again(request: HttpRequest, student: Student, pk: int) -> HttpResponse:
    """Have its account read from before it was made; the points stay until that is done."""
    contribution = get_object_or_404(Contribution.objects.of(student), pk=pk)
    if services.read_again(contribution=contribution):
        messages.success(request, _("It is being read again. Until that is done the points stay as they are."))
    else:
        messages.warning(request, _("The account is not linked any more, so nothing can be read. Link it again first."))
    return redirect("contribution", pk)
