"""`/password/<token>/` and `/password/reset/`."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.password_validation import password_validators_help_texts
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from accounts import services
from accounts.addresses import client_address
from accounts.errors import PasswordLinkOver


class PasswordForm(forms.Form):
    """A new password, twice."""

    password = forms.CharField(
        label=gettext_lazy("New password"),
        max_length=1000,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    password_again = forms.CharField(
        label=gettext_lazy("The same once more"),
        max_length=1000,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean(self) -> dict[str, Any]:
        """Both must agree."""
        typed = super().clean() or {}
        if {"password", "password_again"} <= typed.keys() and typed["password"] != typed["password_again"]:
            self.add_error("password_again", _("The two do not agree."))
        return typed


class NameForm(forms.Form):
    """Whose password is to be set anew."""

    name = forms.CharField(
        label=gettext_lazy("E-mail address or number"),
        max_length=254,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
    )


@sensitive_post_parameters("password", "password_again")
@sensitive_variables("token")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def set_password(request: HttpRequest, token: str) -> HttpResponse:
    """The first password, or a new one, by a one-time link."""
    form = PasswordForm(request.POST if request.method == "POST" else None)
    try:
        person = services.holder_of_link(token)
        if request.method == "POST" and form.is_valid():
            services.set_password(token=token, password=form.cleaned_data["password"])
            messages.success(request, _("Your password is set. Log in with it now."))
            return redirect("login")
    except PasswordLinkOver as error:
        return render(request, "accounts/password_link_over.html", {"error": error}, status=410)
    except ValidationError as weak:
        form.add_error("password", weak)
    rules = password_validators_help_texts()
    context = {"form": form, "person": person, "rules": rules}
    return render(request, "accounts/set_password.html", context, status=400 if form.is_bound else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ask_for_link(request: HttpRequest) -> HttpResponse:
    """A link by mail; the answer is the same whether the name is known or not."""
    form = NameForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        services.ask_for_reset(name=form.cleaned_data["name"], address=client_address(request))
        return render(request, "accounts/reset_asked.html")
    return render(request, "accounts/ask_for_link.html", {"form": form}, status=400 if form.is_bound else 200)
