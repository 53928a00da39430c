"""Answers to what students ask, each with the page where it is solved."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from credits.portal.questions import QUESTIONS


@require_GET
def questions(request: HttpRequest) -> HttpResponse:
    """All questions, or those that hold every word of `q`."""
    asked = request.GET.get("q", "").strip()[:100]
    words = asked.casefold().split()
    found = [one for one in QUESTIONS if all(word in f"{one.question} {one.answer}".casefold() for word in words)]
    return render(request, "public/help.html", {"asked": asked, "questions": found})
