"""The first person of an empty installation."""

from django.db import transaction

from accounts.errors import IsOtherStaff, NotAnOperator
from accounts.folding import folded
from accounts.models import Staff, StaffRole, User
from accounts.services.passwords import INVITATION_LASTS, FreshLink, make_links
from accounts.signing_in import find_user
from journal import audit


@transaction.atomic
def create_operator(*, email: str) -> FreshLink:
    """A member of staff with the role operator and no number yet (a roster gives it), and a link to set their password.

    For an operator that is there already only a new link is made. Raises NotAnOperator when the address is a student's, and
    IsOtherStaff when it belongs to somebody of another role: what the roster gives it alone adds to.
    """
    user = find_user(email) or User.objects.create_user(email=folded(email))
    if user.student_or_none is not None:
        raise NotAnOperator
    staff = user.staff_or_none or _first_operator(user)
    if not staff.roles.filter(role=StaffRole.Role.OPERATOR).exists():
        raise IsOtherStaff
    # Whoever holds the link signs in as this operator, so each one leaves a trace.
    audit.add("operator_link_made", about=staff)
    [link] = make_links([user], lasts=INVITATION_LASTS)
    return link


def _first_operator(user: User) -> Staff:
    staff = Staff.objects.create(user=user, name=str(user.email).partition("@")[0])
    StaffRole.objects.create(staff=staff, role=StaffRole.Role.OPERATOR)
    audit.add("operator_created", about=staff)
    return staff
