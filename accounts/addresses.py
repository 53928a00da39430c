"""Where a request comes from."""

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str:
    """The caller's IP address.

    Behind our TLS proxy (PUBLIC_URL is https) it is the last entry of X-Forwarded-For: that one the proxy wrote, those before
    it anybody can write. Elsewhere the header is not looked at.
    """
    if settings.SECURE_PROXY_SSL_HEADER:
        forwarded = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
        if forwarded:
            return forwarded
    return str(request.META.get("REMOTE_ADDR", ""))
