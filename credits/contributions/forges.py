"""A client for a linked account: the forge's addresses from the settings, its token asked anew before every request."""

from functools import partial
from types import ModuleType
from typing import Any

from django.conf import settings

from accounts.models import LinkedAccount
from accounts.services import forge_token, renew_token
from credits.contributions.models import Repository
from credits.forges import facts, gitee, github

TIMEOUT_SECONDS = 20


def module(forge: str) -> ModuleType:
    """The readers of a forge; both have the same functions."""
    return {"github": github, "gitee": gitee}[forge]


def client(linked: LinkedAccount) -> Any:
    """A client that speaks as the account's holder, while consent and link stand.

    `forge_token` is called before each request, so that after a withdrawal none leaves, not even one that waited in a queue.
    """
    token, renew = partial(forge_token, linked.pk), partial(renew_token, linked.pk)
    proxy = settings.FORGE_PROXY or None
    if linked.forge == "github":
        return github.Client(
            api_url=settings.GITHUB_API_URL, graphql_url=settings.GITHUB_GRAPHQL_URL, token=token, renew=renew, proxy=proxy,
            timeout_seconds=TIMEOUT_SECONDS,
        )  # fmt: skip
    return gitee.Client(api_url=settings.GITEE_API_URL, token=token, renew=renew, proxy=proxy, timeout_seconds=TIMEOUT_SECONDS)


def told(repository: Repository) -> facts.Repository:
    """A stored repository as the readers take it."""
    return facts.Repository(
        forge=repository.forge, external_id=repository.external_id, name=repository.name, owner=repository.owner or None,
        private=repository.private, created_at=repository.made_at,
    )  # fmt: skip
