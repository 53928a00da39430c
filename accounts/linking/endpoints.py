"""Where each forge's OAuth is, and who we are to it; read from the settings at each call, so that a sandbox can stand in."""

from dataclasses import dataclass, field

from django.conf import settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoints:
    """Addresses of a forge's web flow, its `/user`, and our application there."""

    authorize_url: str
    token_url: str
    user_url: str
    client_id: str
    client_secret: str = field(repr=False)

    @property
    def is_on(self) -> bool:
        """Whether the university has an application at the forge; without one, linking it is off."""
        return bool(self.client_id and self.client_secret)


def of(forge: str) -> Endpoints:
    """GitHub: docs.github.com, "Authorizing OAuth apps"; Gitee: gitee.com/api/v5/oauth_doc."""
    if forge == "github":
        return Endpoints(
            authorize_url=f"{settings.GITHUB_URL}/login/oauth/authorize",
            token_url=f"{settings.GITHUB_URL}/login/oauth/access_token",
            user_url=f"{settings.GITHUB_API_URL}/user",
            client_id=settings.GITHUB_CLIENT_ID,
            client_secret=settings.GITHUB_CLIENT_SECRET,
        )
    return Endpoints(
        authorize_url=f"{settings.GITEE_URL}/oauth/authorize",
        token_url=f"{settings.GITEE_URL}/oauth/token",
        user_url=f"{settings.GITEE_API_URL}/user",
        client_id=settings.GITEE_CLIENT_ID,
        client_secret=settings.GITEE_CLIENT_SECRET,
    )
