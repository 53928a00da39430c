"""What both forges' providers share: nothing of the request's address decides what is asked for."""

from collections.abc import Callable
from typing import Any

from allauth.socialaccount.models import SocialLogin, SocialToken
from allauth.socialaccount.providers.base import ProviderAccount
from allauth.socialaccount.providers.oauth2.provider import OAuth2Provider
from allauth.socialaccount.providers.oauth2.views import OAuth2Adapter, OAuth2CallbackView, OAuth2LoginView
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from accounts.errors import AccountsError
from accounts.linking import endpoints, grant, places, proof
from accounts.models import Consent

View = Callable[..., HttpResponse]


class ForgeProvider(OAuth2Provider):
    """State, PKCE S256 and a fixed scope. allauth takes `scope` and `auth_params` from the address; a forge's provider must not."""

    account_class = ProviderAccount
    pkce_enabled_default = True

    def get_scope_from_request(self, request: HttpRequest) -> list[str]:  # noqa: ARG002 (allauth's signature)
        return list(self.get_default_scope())

    def get_auth_params_from_request(self, request: HttpRequest, action: str) -> dict[str, str]:  # noqa: ARG002 (allauth's signature)
        return {}

    def extract_uid(self, data: dict[str, Any]) -> str:
        return str(data["id"])

    def extract_extra_data(self, data: dict[str, Any]) -> dict[str, Any]:
        """What is kept of a profile: no mail, no biography."""
        return {name: data[name] for name in ("id", "login", "html_url")}

    def extract_common_fields(self, data: dict[str, Any]) -> dict[str, Any]:  # noqa: ARG002 (allauth's signature)
        return {}

    def extract_email_addresses(self, data: dict[str, Any]) -> list[Any]:  # noqa: ARG002 (allauth's signature)
        """None: nobody is found by an e-mail that a forge tells (FAULTS.md W9)."""
        return []


class ForgeAdapter(OAuth2Adapter):
    """A forge's addresses from the settings at each use, and its calls through `accounts.linking.grant` and `.proof`."""

    @property
    def authorize_url(self) -> str:
        return endpoints.of(self.provider_id).authorize_url

    @property
    def access_token_url(self) -> str:
        return endpoints.of(self.provider_id).token_url

    @property
    def profile_url(self) -> str:
        return endpoints.of(self.provider_id).user_url

    def get_callback_url(self, request: HttpRequest, app: Any) -> str:  # noqa: ARG002 (allauth's signature)
        """From PUBLIC_URL, not from the request: behind a proxy the request knows neither scheme nor host."""
        return str(settings.PUBLIC_URL) + reverse(f"{self.provider_id}_callback")

    def get_access_token_data(
        self,
        request: HttpRequest,
        app: Any,
        client: Any,  # noqa: ARG002 (allauth's signature)
        pkce_code_verifier: str | None = None,
    ) -> grant.Grant:
        return grant.exchange(
            self.provider_id,
            code=request.GET["code"],
            callback_url=self.get_callback_url(request, app),
            verifier=pkce_code_verifier,
        )

    def parse_token(self, data: grant.Grant) -> SocialToken:
        return SocialToken(token=data.access, token_secret=data.refresh, expires_at=data.expires_at)

    def complete_login(self, request: HttpRequest, app: Any, token: SocialToken, **_: Any) -> SocialLogin:  # noqa: ARG002
        holder = proof.read_holder(self.provider_id, token.token)
        data = {"id": holder.external_id, "login": holder.login, "html_url": holder.url}
        return self.get_provider().sociallogin_from_response(request, data)


def start(adapter: type[ForgeAdapter]) -> View:
    """The way to the forge: for a signed-in person who agreed, to link and nothing else."""
    to_forge: View = OAuth2LoginView.adapter_view(adapter)

    @never_cache
    @require_POST
    @login_required
    def view(request: HttpRequest) -> HttpResponse:
        if not endpoints.of(adapter.provider_id).is_on:
            raise Http404
        if request.GET.get("process", request.POST.get("process")) != "connect":
            return places.forbidden(request)
        person = places.signed_in(request)
        if person.student_or_none is not None and not Consent.objects.standing(person, Consent.Kind.COLLECT).exists():
            return redirect(places.CONSENT)
        return to_forge(request)

    return view


def back(adapter: type[ForgeAdapter]) -> View:
    """The way back. allauth spends the state first; what the forge refuses is said on a page of ours."""
    from_forge: View = OAuth2CallbackView.adapter_view(adapter)

    @never_cache
    @require_GET
    @login_required
    def view(request: HttpRequest) -> HttpResponse:
        if not endpoints.of(adapter.provider_id).is_on:
            raise Http404
        try:
            return from_forge(request)
        except AccountsError as error:
            messages.error(request, error.said)
            return redirect(places.after_linking(places.signed_in(request)))

    return view
