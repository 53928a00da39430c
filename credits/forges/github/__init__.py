"""GitHub, by GraphQL as the student (`queries/*.graphql`), and by REST for diffs and for repositories that moved."""

from credits.forges.facts import Account
from credits.forges.github import readers
from credits.forges.github.client import Client
from credits.forges.github.pages import read_page
from credits.forges.github.paging import reading
from credits.forges.github.repositories import patch_id, read_repository


def read_account(client: Client) -> Account:
    """Whose token it is."""
    told = client.query("viewer", {})
    with reading():
        return readers.read_account(told.data["viewer"])


__all__ = ["Client", "patch_id", "read_account", "read_page", "read_repository"]
