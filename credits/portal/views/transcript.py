"""What stands for a student, term by term."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from accounts.models import Student
from credits.credentials.transcript import transcript_of
from credits.portal.views.doors import student_page
from journal import clock


@require_GET
@student_page
def show(request: HttpRequest, student: Student) -> HttpResponse:
    """The transcript, as it prints."""
    context = {"transcript": transcript_of(student), "student": student, "today": clock.today()}
    return render(request, "portal/transcript.html", context)
