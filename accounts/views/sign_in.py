"""`/login/` and `/logout/`."""

import structlog
from django import forms
from django.contrib import messages
from django.contrib.auth import login, logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from accounts import returning, services
from accounts.addresses import client_address
from accounts.errors import LockedOut, SignInError
from accounts.linking.places import own_path


class SignInForm(forms.Form):
    """Who, and the proof. Password managers fill it; nothing stands in the way of pasting."""

    name = forms.CharField(
        label=_("E-mail address or number"),
        max_length=254,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
    )
    password = forms.CharField(
        label=_("Password"),
        max_length=1000,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


@sensitive_post_parameters("password")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Lets people in, and on to where they wanted to go."""
    wanted = own_path(request.POST.get("next", request.GET.get("next")))
    if request.method != "POST" and request.user.is_authenticated:
        return redirect(wanted or "home")
    form = SignInForm(request.POST if request.method == "POST" else None)
    refusal: dict[str, object] = {}
    status = 401 if form.is_bound else 200
    if form.is_bound and form.is_valid():
        try:
            user = services.sign_in(**form.cleaned_data, address=client_address(request))
        except LockedOut as error:
            reference = structlog.contextvars.get_contextvars().get("request_id", "")
            refusal, status = {"said": error.said, "until": error.until, "reference": reference}, 429
        except SignInError as error:
            refusal, status = {"said": error.said}, 401
        else:
            # Gives the session a new key, and ends the one of whoever was signed in here before.
            login(request, user)
            if wanted and returning.kept(request, wanted):
                messages.info(
                    request, gettext("What you had entered stands in the form again. Look it over and send it once more.")
                )
            return redirect(wanted or "home")
    return render(request, "accounts/sign_in.html", {"form": form, "next": wanted or "", **refusal}, status=status)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Ends the session."""
    logout(request)
    return redirect("landing")
