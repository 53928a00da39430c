"""Addresses. Each room names its own; the handlers give error pages of the product's own."""

from django.contrib import admin
from django.urls import include, path

from config import health

urlpatterns = [
    path("", include("credits.portal.urls")),
    path("staff/", include("credits.faculty.urls")),
    path("", include("accounts.urls")),
    path("admin/", admin.site.urls),
    path("healthz", health.process),
    path("readyz", health.parts),
]

handler400 = "credits.portal.views.errors.bad_request"
handler403 = "credits.portal.views.errors.forbidden"
handler404 = "credits.portal.views.errors.not_found"
handler500 = "credits.portal.views.errors.server_error"
