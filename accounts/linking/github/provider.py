"""allauth's GitHub provider, pointed at the settings' addresses."""

from allauth.socialaccount.providers.github.provider import GitHubProvider

from accounts.linking.github.views import Adapter
from accounts.linking.provider import ForgeProvider


class Provider(ForgeProvider, GitHubProvider):
    """Found by allauth through `provider_classes`."""

    id = "github"
    name = "GitHub"
    oauth2_adapter_class = Adapter

    def get_default_scope(self) -> list[str]:
        return []


provider_classes = [Provider]
