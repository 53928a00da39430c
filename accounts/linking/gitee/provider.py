"""A provider that allauth does not have."""

from accounts.linking.gitee.views import Adapter
from accounts.linking.provider import ForgeProvider


class Provider(ForgeProvider):
    """Found by allauth through `provider_classes`."""

    id = "gitee"
    name = "Gitee"
    oauth2_adapter_class = Adapter

    def get_default_scope(self) -> list[str]:
        """The smallest there is: who the holder is."""
        return ["user_info"]


provider_classes = [Provider]
