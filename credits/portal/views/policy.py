"""The rule in force in words, made from the figures that compute points, so that the two cannot differ."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from credits.policies.models import PolicyVersion, Publication, Term
from credits.portal.reading.rule import Rule


@require_GET
def current(request: HttpRequest) -> HttpResponse:
    """The university's policy of the current term; without one, the page says so."""
    term = Term.objects.current()
    publication = Publication.objects.in_force(PolicyVersion.Kind.SCORING, term, None) if term else None
    rule = Rule(publication.policy_version, term) if publication else None
    return render(request, "public/policy.html", {"rule": rule})


@require_GET
def version(request: HttpRequest, policy_id: str, version: int) -> HttpResponse:
    """A published version, whether it is in force or not."""
    found = get_object_or_404(
        PolicyVersion.objects.filter(kind=PolicyVersion.Kind.SCORING, publications__isnull=False).distinct(),
        policy_id=policy_id,
        version=version,
    )
    return render(request, "public/policy.html", {"rule": Rule(found, None)})
