"""The columns of a roster, by their Chinese or English name (DESIGN.md section 7, import_roster)."""

from accounts.folding import folded

_NAMES = {
    "student_number": ("学号", "student_number"),
    "name": ("姓名", "name"),
    "department": ("学院", "department"),
    "programme": ("专业", "programme"),
    "class": ("班级", "class"),
    "cohort": ("年级", "cohort"),
    "status": ("状态", "status"),
    "email": ("邮箱", "email"),
    "enrolled_from": ("入学日期", "enrolled_from"),
    "enrolled_to": ("离校日期", "enrolled_to"),
    "advisor": ("导师工号", "advisor"),
    "roles": ("角色", "roles"),
    "covers": ("管辖学院", "covers"),
}
REQUIRED = ("student_number", "name", "department", "programme", "class", "cohort")
_BY_HEADING = {folded(heading): column for column, headings in _NAMES.items() for heading in headings}


def column_of(heading: str) -> str | None:
    """The column that a heading names, or None. A heading with both names (`学号 student_number`) counts too."""
    known = {_BY_HEADING.get(part) for part in (folded(heading), *folded(heading).split())} - {None}
    return known.pop() if len(known) == 1 else None


def named(column: str) -> str:
    """A column as a person is told of it: `学号 student_number`."""
    return " ".join(_NAMES[column])
