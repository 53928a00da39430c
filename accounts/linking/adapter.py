"""allauth under the house's rules: it carries out the OAuth flow, and what comes of it is our own `link`."""

from typing import Any, Never

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialApp, SocialLogin
from allauth.socialaccount.providers.base import AuthError
from django.contrib import messages
from django.http import HttpRequest
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from accounts.errors import HeldBySomebodyElse
from accounts.linking import endpoints, places
from accounts.linking.grant import Grant
from accounts.linking.proof import Holder
from accounts.models import Forge, User
from accounts.services import link


class NoSignupAdapter(DefaultAccountAdapter):
    """People come from the roster; nobody signs up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 (allauth's signature)
        return False


class LinkingAdapter(DefaultSocialAccountAdapter):
    """Links and does nothing else; no row of allauth's own is written."""

    def list_apps(self, request: HttpRequest | None, provider: str | None = None, client_id: str | None = None) -> list[SocialApp]:  # noqa: ARG002
        """The university's applications at the forges, from the settings of this moment."""
        held = {forge: endpoints.of(forge) for forge in Forge.values if provider in (None, forge)}
        return [
            SocialApp(provider=forge, name=Forge(forge).label, client_id=at.client_id, secret=at.client_secret)
            for forge, at in held.items()
            if at.is_on
        ]

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:  # noqa: ARG002 (allauth's signature)
        return False

    def populate_user(self, request: HttpRequest, sociallogin: SocialLogin, data: dict[str, Any]) -> User:  # noqa: ARG002
        """A forge tells nothing about a person of the university."""
        user: User = sociallogin.user
        return user

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> Never:
        """Link the account to the person who is signed in, and end allauth's flow here.

        `process` is under the caller's control, so it is looked at again: whatever is not a link by a signed-in person is refused.
        """
        if not request.user.is_authenticated or sociallogin.state.get("process") != "connect":
            raise ImmediateHttpResponse(places.forbidden(request))
        forge, data, token = sociallogin.account.provider, sociallogin.account.extra_data, sociallogin.token
        holder = Holder(external_id=sociallogin.account.uid, login=data["login"], url=data["html_url"])
        grant = Grant(access=token.token, refresh=token.token_secret, expires_at=token.expires_at)
        try:
            linked = link(user=request.user, forge=forge, holder=holder, grant=grant)
        except HeldBySomebodyElse:
            request.session[places.REFUSED] = {"forge": Forge(forge).label, "login": holder.login}
            raise ImmediateHttpResponse(redirect("held_by_another")) from None
        said = _("%(forge)s account %(login)s is now linked to %(name)s.")
        messages.success(request, said % {"forge": Forge(forge).label, "login": linked.login, "name": str(request.user)})
        raise ImmediateHttpResponse(redirect(places.after_linking(places.signed_in(request))))

    def on_authentication_error(
        self,
        request: HttpRequest,
        provider: Any,
        error: str | None = None,
        exception: Exception | None = None,  # noqa: ARG002 (allauth's signature)
        extra_context: dict[str, Any] | None = None,
    ) -> Never:
        """Refused at the forge, or a state that is not ours (any more): said in words, with the link still possible."""
        words = {"forge": provider.name}
        if error == AuthError.CANCELLED:
            said = _(
                "You did not authorise OpenCredits at %(forge)s, so nothing was linked. You can start again whenever you like."
            )
        elif extra_context and "state" in extra_context:
            said = _("%(forge)s reported an error, so nothing was linked. Try again, or link the other site first.")
        else:
            said = _(
                "This way back from %(forge)s was used already, is too old or began in another window. Start again with the button."
            )
        messages.error(request, said % words)
        raise ImmediateHttpResponse(redirect(places.after_linking(places.signed_in(request))))
