"""Sign-in, passwords, and the way to the forges. No other page of allauth has an address."""

from django.urls import include, path

from accounts.views import linking, password, sign_in

urlpatterns = [
    path("login/", sign_in.sign_in, name="login"),
    path("logout/", sign_in.sign_out, name="logout"),
    path("password/reset/", password.ask_for_link, name="password_reset"),
    path("password/<str:token>/", password.set_password, name="set_password"),
    path("accounts/held/", linking.held_by_another, name="held_by_another"),
    path("accounts/", include("accounts.linking.github.urls")),
    path("accounts/", include("accounts.linking.gitee.urls")),
]
