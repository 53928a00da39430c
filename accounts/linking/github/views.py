"""The two steps of linking at GitHub."""

from accounts.linking.provider import ForgeAdapter, back, start


class Adapter(ForgeAdapter):
    """GitHub's flow."""

    provider_id = "github"


oauth2_login = start(Adapter)
oauth2_callback = back(Adapter)
