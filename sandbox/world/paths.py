# ruff: noqa: PLR2004 (chances and sizes: each figure stands where it is drawn)
"""Changed files that look real: path, lines added, lines deleted, what happened to it, and which kind of file it was drawn as."""

from sandbox.world.draw import Draw

File = list[object]  # [path, added, deleted, "added" | "modified" | "removed" | "renamed", kind]

_SUFFIX = {"Python": "py", "TypeScript": "ts", "Go": "go", "Rust": "rs", "Java": "java", "C++": "cpp"}
_FOLDERS = ("core", "api", "storage", "net", "cli", "ui", "model", "io")
_STEMS = (
    "pool",
    "cursor",
    "loader",
    "rotate",
    "complete",
    "index",
    "export",
    "retry",
    "upload",
    "zones",
    "guard",
    "order",
    "theme",
    "watch",
)

_PATHS = {
    "docs": ("docs/guide/{stem}.md", "README.md", "docs/zh/{stem}.md", "CHANGELOG.md"),
    "translation": ("locales/zh-CN/{stem}.json", "po/zh_CN.po", "src/locale/fr/LC_MESSAGES/{stem}.po", "i18n/ja.json"),
    "config": (".github/workflows/{stem}.yml", "config/{stem}.toml", ".editorconfig", "setup.cfg"),
    "data": ("data/{stem}.csv", "datasets/{stem}.tsv"),
    "generated": ("api/v1/{stem}.pb.go", "dist/{stem}.min.js", "proto/{stem}_pb2.py"),
    "lockfile": ("package-lock.json", "poetry.lock", "Cargo.lock", "go.sum", "yarn.lock"),
    "vendored": ("vendor/github.com/example/{stem}/{stem}.go", "third_party/{stem}/{stem}.c", "node_modules/{stem}/index.js"),
    "binary": ("docs/images/{stem}.png", "assets/{stem}.woff2", "static/{stem}.jpg"),
    "other": ("LICENSE", "NOTICE", "AUTHORS"),
}


def path(draw: Draw, kind: str, language: str) -> str:
    stem, folder, suffix = draw.one(_STEMS), draw.one(_FOLDERS), _SUFFIX[language]
    if kind == "source":
        return f"src/{folder}/{stem}.{suffix}"
    if kind == "test":
        return f"tests/{folder}/test_{stem}.{suffix}"
    return draw.one(_PATHS[kind]).format(stem=stem)


def file(draw: Draw, kind: str, language: str, *, added: int, deleted: int) -> File:
    if kind == "binary":
        added = deleted = 0  # a forge counts no lines there
    status = "added" if deleted == 0 and draw.chance(30) else "modified"
    return [path(draw, kind, language), added, deleted, status, kind]


def change(draw: Draw, language: str) -> list[File]:
    """The files of one ordinary pull request: mostly source, often with tests, sometimes all sorts of things."""
    sort = draw.number(1, 100)
    if sort <= 66:
        size = draw.heavy(1.15, 5, 1_500)
        kinds = ["source"] * draw.number(1, min(5, 1 + size // 12))
        kinds += ["test"] if draw.chance(55) else []
        kinds += [draw.one(("docs", "config", "translation"))] if draw.chance(22) else []
        kinds += [draw.one(("lockfile", "generated", "vendored", "data"))] if draw.chance(12) else []
        kinds += ["binary"] if draw.chance(4) else []
    elif sort <= 84:
        size, kinds = draw.heavy(1.3, 4, 400), [draw.one(("docs", "docs", "translation"))]
    elif sort <= 92:
        size, kinds = draw.heavy(1.3, 3, 120), [draw.one(("config", "other", "data"))]
    elif sort <= 96:
        size, kinds = draw.number(100, 4_000), ["lockfile", "config"]
    else:
        size, kinds = draw.heavy(1.1, 20, 3_000), ["generated", "source", "vendored"]
    return distinct([_share(draw, kind, language, size, len(kinds)) for kind in kinds])


def _share(draw: Draw, kind: str, language: str, size: int, count: int) -> File:
    added = max(1, size // count + draw.number(-1, 2))
    if kind in ("lockfile", "generated", "vendored"):
        added = added * 6 + draw.number(10, 90)
    return file(draw, kind, language, added=added, deleted=draw.number(0, added // 2))


def distinct(files: list[File]) -> list[File]:
    """No path twice: a pull request names a file once."""
    seen: set[str] = set()
    for one in files:
        name = str(one[0])
        while str(one[0]) in seen:
            folder, _, last = name.rpartition("/")
            one[0] = f"{folder + '/' if folder else ''}more{len(seen)}/{last}"
        seen.add(str(one[0]))
    return files
