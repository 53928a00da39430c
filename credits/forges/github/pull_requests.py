"""The rest of a pull request that its page had no room for: files beyond 50, commits beyond 20, a commit's authors beyond 10."""

from collections.abc import Mapping
from typing import Any

from credits.forges.errors import Missing
from credits.forges.github.client import Client, TooMuch
from credits.forges.github.paging import SIZES, ask, reading
from credits.forges.github.readers import MOST_COMMITS, MOST_FILES

Node = Mapping[str, Any]
# Of commits with many authors the page has too few: they are asked for from the first on, with room for 100 each.
_FROM_THE_FIRST = {"nodes": [], "pageInfo": {"hasNextPage": True, "endCursor": None}}


def complete(client: Client, node: Node) -> Node:
    """The same pull request with all its files and commits, as far as GitHub tells them (3,000 and 250)."""
    with reading():
        files, commits = node.get("files"), node.get("commits")
        rest_of_files = files is not None and files["pageInfo"]["hasNextPage"] and (node["changedFiles"] or 0) <= MOST_FILES
        rest_of_commits = False
        if commits is not None and commits["totalCount"] <= MOST_COMMITS:
            if _lacks_authors(commits):
                commits = {**commits, **_FROM_THE_FIRST}
            rest_of_commits = commits["pageInfo"]["hasNextPage"]
    if files is not None and rest_of_files:
        node = {**node, "files": _rest(client, "files", node["id"], files, MOST_FILES)}
    if commits is not None and rest_of_commits:
        node = {**node, "commits": _rest(client, "commits", node["id"], commits, MOST_COMMITS)}
    return node


def _lacks_authors(commits: Node) -> bool:
    return any(item["commit"]["authors"]["pageInfo"]["hasNextPage"] for item in commits["nodes"] or [] if item is not None)


def _rest(client: Client, name: str, node_id: str, begun: Node, most: int) -> Node:
    """The whole connection; as it was begun, which readers take for not known, where GitHub does not tell the rest."""
    with reading():
        nodes, info = list(begun["nodes"] or []), begun["pageInfo"]
    size = SIZES[0]
    while info["hasNextPage"] and len(nodes) <= most:
        try:
            told, size = ask(client, name, size, {"id": node_id, "after": info["endCursor"]})
        except (Missing, TooMuch):
            return begun
        with reading():
            held = (told.data["node"] or {}).get(name)
            if held is None:
                return begun
            nodes += held["nodes"] or []
            info = {"hasNextPage": held["pageInfo"]["hasNextPage"], "endCursor": held["pageInfo"]["endCursor"]}
    return {**begun, "nodes": nodes, "pageInfo": info}
