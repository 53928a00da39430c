"""The rules in force in words, made from the figures that compute points and decide on claims, so that they cannot differ."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from credits.policies.models import PolicyVersion, Publication, Term
from credits.portal.reading.recognition import Recognition
from credits.portal.reading.rule import Rule
from journal import clock


@require_GET
def current(request: HttpRequest) -> HttpResponse:
    """The policy and the rules of the current term: for students those of their department, for others the university's."""
    term = Term.objects.current()
    student = request.user.student_or_none if request.user.is_authenticated else None
    department = student.department if student else None
    policy = Publication.objects.in_force(PolicyVersion.Kind.SCORING, term, department) if term else None
    rules = Publication.objects.in_force(PolicyVersion.Kind.RULES, term, department) if term else None
    context = {
        "rule": Rule(policy.policy_version, term) if policy else None,
        "recognition": Recognition(rules) if rules else None,
        "today": clock.today(),
        "departments": {one.department.name for one in (policy, rules) if one and one.department},
    }
    return render(request, "public/policy.html", context)


@require_GET
def version(request: HttpRequest, policy_id: str, version: int) -> HttpResponse:
    """A published version, whether it is in force or not."""
    found = get_object_or_404(
        PolicyVersion.objects.filter(kind=PolicyVersion.Kind.SCORING, publications__isnull=False).distinct(),
        policy_id=policy_id,
        version=version,
    )
    return render(request, "public/policy.html", {"rule": Rule(found, None), "today": clock.today()})
