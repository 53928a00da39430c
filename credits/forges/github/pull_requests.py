"""The rest of a pull request that its page had no room for: files beyond 50, commits beyond 20, a commit's authors beyond 10."""

from collections.abc import Mapping
from typing import Any

from credits.forges.github.client import Client
from credits.forges.github.paging import reading
from credits.forges.github.readers import MOST_COMMITS, MOST_FILES

Node = Mapping[str, Any]


def complete(client: Client, node: Node) -> Node:
    """The same pull request with all its files and commits, as far as GitHub tells them (3,000 and 250)."""
    with reading():
        files_lack = (
            bool(node.get("files")) and node["files"]["pageInfo"]["hasNextPage"] and (node["changedFiles"] or 0) <= MOST_FILES
        )
        commits = node.get("commits")
        commits_lack = bool(commits) and node["commits"]["totalCount"] <= MOST_COMMITS
        commits_lack = commits_lack and (node["commits"]["pageInfo"]["hasNextPage"] or _lacks_authors(node["commits"]))
    if files_lack:
        node = {**node, "files": _rest(client, "files", node["id"], node["files"])}
    if commits_lack:
        # Of commits with many authors the first page has too few: all of them are asked for again, with room for 100.
        begun = (
            {**commits, "nodes": [], "pageInfo": {"endCursor": None}} if commits and _lacks_authors(commits) else node["commits"]
        )
        node = {**node, "commits": _rest(client, "commits", node["id"], begun)}
    return node


def _lacks_authors(commits: Node) -> bool:
    return any(item["commit"]["authors"]["pageInfo"]["hasNextPage"] for item in commits["nodes"] or [] if item is not None)


def _rest(client: Client, name: str, node_id: str, begun: Node) -> Node:
    nodes, info = list(begun["nodes"] or []), begun["pageInfo"]
    while True:
        told = client.query(name, {"id": node_id, "after": info["endCursor"]})
        with reading():
            held = (told.data["node"] or {}).get(name)
            if held is None:  # gone meanwhile: what is known stays incomplete
                return begun
            nodes += held["nodes"] or []
            info = held["pageInfo"]
            if not info["hasNextPage"]:
                return {**begun, "nodes": nodes, "pageInfo": info}
