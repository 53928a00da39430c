# ruff: noqa: PLR2004 (chances and sizes: each figure stands where it is drawn)
"""The university's people and everybody else at the forges. Surnames that no family has mark them as made up."""

from sandbox.world import words
from sandbox.world.draw import BEGINS, Draw, text_of
from sandbox.world.things import Account, Member, World

DEPARTMENTS = {
    "计算机学院": ("软件工程", "计算机科学与技术"),
    "人工智能学院": ("人工智能", "智能科学与技术"),
    "数据科学学院": ("数据科学与大数据技术",),
    "信息工程学院": ("通信工程", "网络工程"),
    "数学学院": ("信息与计算科学",),
    "设计学院": ("数字媒体技术",),
}
COHORTS = ("2023", "2024", "2025", "2026")
STUDENTS = 320
_STAFF = (  # sign-in, name, department, roles, covers
    ("advisor", "导师示例", "计算机学院", "导师", "计算机学院"),
    ("reviewer", "审核示例甲", "计算机学院", "审核人", "计算机学院;数据科学学院"),
    ("reviewer2", "审核示例乙", "人工智能学院", "审核人", "人工智能学院"),
    ("registrar", "教务示例甲", "教务处", "教务", ""),
    ("registrar2", "教务示例乙", "教务处", "教务", ""),
    ("owner", "规则示例", "教务处", "规则管理员", ""),
    ("auditor", "审计示例", "审计处", "审计", ""),
    ("operator", "运维示例", "信息中心", "运维", ""),
)


def account(world: World, forge: str, login: str, name: str, **more: object) -> Account:
    made = Account(forge=forge, login=login, name=name, email=f"{login}@{forge}.example", created_at="2021-03-01T02:00:00Z")
    for key, value in more.items():
        setattr(made, key, value)
    world.accounts.append(made)
    return made


def staff(world: World) -> None:
    for place, (sign_in, name, department, roles, covers) in enumerate(_STAFF):
        world.members.append(
            Member(
                number=f"T{1001 + place}",
                name=name,
                department=department,
                status="在职",
                email=f"{sign_in}@demo.example",
                roles=roles,
                covers=covers,
            )
        )


def students(draw: Draw, world: World) -> list[Member]:
    """The roster's students, the demo's two first. Names repeat no pair of surname and given name, logins neither."""
    pairs = [(surname, given) for surname in words.SURNAMES for given in words.GIVEN]
    chosen = draw.some(pairs, STUDENTS)
    made = []
    for place, (surname, given) in enumerate(chosen):
        department = draw.one(tuple(DEPARTMENTS))
        cohort = draw.one(COHORTS)
        name, login = surname[0] + given[0], f"{given[1]}-{surname[1]}"
        email = f"s{place + 1:04d}@demo.example"
        if place == 0:
            department, cohort, name, login, email = "计算机学院", "2024", "林知夏", "lin-zhixia", "student@demo.example"
        elif place == 1:
            department, cohort, email = "人工智能学院", "2023", "student2@demo.example"
        programme = draw.one(DEPARTMENTS[department])
        member = Member(
            number=f"{cohort}{tuple(DEPARTMENTS).index(department) + 1:02d}{place + 1:04d}",
            name=name,
            department=department,
            programme=programme,
            class_name=f"{programme[:2]}{cohort[2:]}{draw.number(1, 4):02d}",
            cohort=cohort,
            email=email,
            enrolled_from=f"{cohort}-09-01",
            enrolled_to=f"{int(cohort) + 4}-06-30",
            advisor="T1001" if department == "计算机学院" else "",
        )
        if place > 1 and draw.chance(2) and cohort < "2026":
            member.status, member.enrolled_to = "休学", "2026-03-01"
        _accounts(draw, world, member, login, both=place < 2)
        made.append(member)
    world.members.extend(made)
    return made


def _accounts(draw: Draw, world: World, member: Member, login: str, *, both: bool) -> None:
    """Most have GitHub, many Gitee, some both, some none."""
    sort = 1 if both else draw.number(1, 100)
    forges = ("github", "gitee") if sort <= 42 else ("github",) if sort <= 74 else ("gitee",) if sort <= 90 else ()
    for forge in forges:
        named = login if forge == "github" or draw.chance(60) else login.replace("-", "_")
        made = account(world, forge, named, member.name if draw.chance(70) else named, student=member.number)
        made.created_at = text_of(draw.between(BEGINS.replace(year=2022), BEGINS))
        if draw.chance(3):
            made.former_logins = [f"{login}-old"]
        member.accounts.append(made)


def outsiders(draw: Draw, world: World, forge: str, count: int) -> list[Account]:
    """People who have nothing to do with the university."""
    pairs = [f"{first}-{second}" for first in words.OUTSIDERS_FIRST for second in words.OUTSIDERS_SECOND]
    return [
        account(
            world,
            forge,
            login,
            login.title().replace("-", " "),
            created_at=text_of(draw.between(BEGINS.replace(year=2016), BEGINS)),
        )
        for login in draw.some(pairs, count)
    ]


def robots(world: World, forge: str) -> list[Account]:
    """GitHub marks its robots by a type of their own, Gitee does not."""
    kind = "Bot" if forge == "github" else "User"
    return [account(world, forge, login, login, type=kind) for login in ("shelf-keeper-bot", "merge-marshal-bot")]
