"""What a university would have on paper: the roster, its list of repositories, and the keys of the two OAuth applications."""

import csv
import io
import json

from sandbox.world.draw import sha1
from sandbox.world.things import World

_ROSTER = {
    "学号": "number",
    "姓名": "name",
    "学院": "department",
    "专业": "programme",
    "班级": "class_name",
    "年级": "cohort",
    "状态": "status",
    "邮箱": "email",
    "入学日期": "enrolled_from",
    "离校日期": "enrolled_to",
    "导师工号": "advisor",
    "角色": "roles",
    "管辖学院": "covers",
}
_LABELLED = {"foundation": "基金会项目名单", "campus": "校内项目", "coursework": "课程作业仓库"}


def _csv(rows: list[list[str]]) -> str:
    file = io.StringIO()
    csv.writer(file, lineterminator="\n").writerows(rows)
    return file.getvalue()


def roster(world: World) -> str:
    return _csv([list(_ROSTER), *([str(getattr(member, name)) for name in _ROSTER.values()] for member in world.members)])


def labels(world: World) -> str:
    """Foundation, campus and coursework repositories, two that asked not to count, one with machine-learning work."""
    rows = [["forge", "repository", "label", "from", "reason"]]
    public = [one for one in world.repositories if not one.private]
    rows += [[one.forge, one.full_name, one.sort, "2024-09-01", _LABELLED[one.sort]] for one in public if one.sort in _LABELLED]
    for forge in ("github", "gitee"):
        asked = next(one for one in public if one.forge == forge and one.sort == "community")
        rows.append([forge, asked.full_name, "excluded", "2026-10-15", "维护者请求不计入"])
        learning = [one for one in public if one.forge == forge and one.sort == "community"][-1]
        rows.append([forge, learning.full_name, "ai", "2025-09-01", "人工智能专项"])
    return _csv(rows)


def keys(world: World) -> str:
    """OAuth client ids and secrets, and which login at which forge belongs to which student number."""
    clients = {
        forge: {
            "client_id": sha1("client", forge, world.seed)[:20],
            "client_secret": sha1("secret", forge, world.seed),
            "redirect_uris": [],
        }
        for forge in ("github", "gitee")
    }
    logins = {member.number: {one.forge: one.login for one in member.accounts} for member in world.members if member.accounts}
    bots = [f"{one.forge}:{one.id}" for one in world.accounts if one.login.endswith("-bot")]
    return json.dumps({"clients": clients, "logins": logins, "bots": bots}, ensure_ascii=False, indent=1) + "\n"
