"""The two steps of linking at Gitee."""

from accounts.linking.provider import ForgeAdapter, back, start


class Adapter(ForgeAdapter):
    """Gitee's flow."""

    provider_id = "gitee"


oauth2_login = start(Adapter)
oauth2_callback = back(Adapter)
