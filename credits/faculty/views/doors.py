"""Who may open a page of staff. Everybody else meets the sign-in page, or what is not there."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse

from accounts.models import Staff, StaffRole

P = ParamSpec("P")
Role = StaffRole.Role
# Who reads claims; whether they decide on one, the services say of each.
READERS = (Role.REVIEWER, Role.REGISTRAR, Role.AUDITOR)


def staff_page(*roles: str) -> Callable[[Callable[Concatenate[HttpRequest, Staff, P], HttpResponse]], Callable[..., HttpResponse]]:
    """Give the view the member of staff whose page it is, if they have one of the roles; without roles: any of staff."""

    def door(view: Callable[Concatenate[HttpRequest, Staff, P], HttpResponse]) -> Callable[..., HttpResponse]:
        @login_required
        @wraps(view)
        def for_staff(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            staff = request.user.staff_or_none  # type: ignore[union-attr]
            if staff is None or (roles and not staff.roles.filter(role__in=roles).exists()):
                raise Http404
            return view(request, staff, *args, **kwargs)

        return for_staff

    return door
