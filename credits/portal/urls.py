"""Addresses of the portal (PAGES.md sections 3 and 4)."""

from django.urls import path

from credits.portal.views import (
    accounts,
    claim,
    claim_editor,
    claims,
    contribution,
    contributions,
    dashboard,
    landing,
    notices,
    policy,
    start,
    sync,
    transcript,
)
from credits.portal.views import (
    help as help_page,
)

urlpatterns = [
    path("", landing.landing, name="landing"),
    path("home/", landing.home, name="home"),
    path("help/", help_page.questions, name="help"),
    path("policy/", policy.current, name="policy"),
    path("policy/<str:policy_id>/<int:version>/", policy.version, name="policy_version"),
    path("notices/", notices.listing, name="notices"),
    path("notices/<int:pk>/", notices.show, name="notice"),
    path("start/", start.resume, name="start"),
    path("start/consent/", start.consent, name="start_consent"),
    path("start/consent/text/", start.consent_text, name="start_consent_text"),
    path("start/link/", start.link, name="start_link"),
    path("start/sync/", start.sync, name="start_sync"),
    path("start/result/", start.result, name="start_result"),
    path("me/", dashboard.show, name="me"),
    path("me/explained/", dashboard.explained, name="me_explained"),
    path("me/sync/", sync.now, name="me_sync"),
    path("me/contributions/", contributions.listing, name="contributions"),
    path("me/contributions.csv", contributions.export, {"form": "csv"}, name="contributions_csv"),
    path("me/contributions.xlsx", contributions.export, {"form": "xlsx"}, name="contributions_xlsx"),
    path("me/contributions/<int:pk>/", contribution.show, name="contribution"),
    path("me/contributions/<int:pk>/read/", contribution.read_again, name="contribution_read"),
    path("me/claims/", claims.listing, name="claims"),
    path("me/claims/new/", claims.new, name="claim_new"),
    path("me/claims/<int:pk>/", claim.show, name="claim"),
    path("me/claims/<int:pk>/edit/", claim_editor.edit, name="claim_edit"),
    path("me/claims/<int:pk>/save/", claim_editor.autosave, name="claim_autosave"),
    path("me/claims/<int:pk>/summary/", claim_editor.summary, name="claim_summary"),
    path("me/claims/<int:pk>/receipt/", claim_editor.receipt, name="claim_receipt"),
    path("me/claims/<int:pk>/withdraw/", claim.withdraw, name="claim_withdraw"),
    path("me/claims/<int:pk>/facts/<int:version>/", claim.facts, name="claim_facts"),
    path("me/transcript/", transcript.show, name="transcript"),
    path("me/accounts/", accounts.show, name="accounts"),
    path("me/accounts/<int:pk>/unlink/", accounts.unlink, name="account_unlink"),
    path("me/consent/withdraw/", accounts.withdraw, name="consent_withdraw"),
]
