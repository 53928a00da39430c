"""What a pull request at Gitee changes, as a number that is the same for a port elsewhere."""

from collections.abc import Mapping
from typing import Any

from credits.forges.facts import Repository
from credits.forges.gitee.client import Client
from credits.forges.gitee.readers import MOST_FILES
from credits.forges.patches import FilePatch, patch_id_of
from credits.forges.wire import readable


def patch_id(client: Client, *, repository: Repository, number: str) -> str | None:
    """See `patches`. None where Gitee cut the list of files or left out a file's lines."""
    files = client.whole(f"/repos/{repository.name}/pulls/{number}/files")
    with readable():
        patches = [read_file_patch(file) for file in files]
    if len(files) >= MOST_FILES or any(patch is None for patch in patches):
        return None
    return patch_id_of([patch for patch in patches if patch is not None])


def read_file_patch(file: Mapping[str, Any]) -> FilePatch | None:
    """From an item of `/pulls/{n}/files`. None: its lines are too many for Gitee to tell."""
    patch = file.get("patch")
    if not isinstance(patch, Mapping):
        # The document of 5.4.92 says a text, that of 5.3.2 an object, which is what answers hold.
        patch = {"diff": patch or "", "old_path": file["filename"], "new_path": file["filename"]}
    diff = patch.get("diff") or ""
    if patch.get("too_large") or (not diff and int(file.get("additions") or 0) + int(file.get("deletions") or 0)):
        return None
    hunks = diff[diff.find("@@") :] if "@@" in diff else ""
    return FilePatch(
        str(patch.get("old_path") or file["filename"]), str(patch.get("new_path") or file["filename"]), tuple(hunks.split("\n"))
    )
