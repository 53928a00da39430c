"""Who may open a page of a student: the student. Everybody else meets the sign-in page, or what is not there."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse

from accounts.models import Student

P = ParamSpec("P")


def student_page(view: Callable[Concatenate[HttpRequest, Student, P], HttpResponse]) -> Callable[..., HttpResponse]:
    """Give the view the student whose page it is; staff have none."""

    @login_required
    @wraps(view)
    def for_student(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        student = request.user.student_or_none  # type: ignore[union-attr]
        if student is None:
            raise Http404
        return view(request, student, *args, **kwargs)

    return for_student
