"""/_sandbox/: what tests and demos ask of the world from behind: the log, faults, revocations, new work.

Everything here is ours alone; no forge has it. docs/sandbox.md lists it.
"""

import json
import re
import time
from collections import Counter, deque
from dataclasses import asdict, dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from sandbox.answers import Note, json_response
from sandbox.github.graphql import GraphQL
from sandbox.limits import Limits
from sandbox.store import Store, now
from sandbox.tokens import Tokens
from sandbox.world import deeds, paths
from sandbox.world.draw import Draw, moment_of
from sandbox.world.finish import merge_commit
from sandbox.world.things import Account, PullRequest, Repository

FAULTS = ("cut", "html", "empty", "broken", "refused", "rate_limited", "secondary", "resource_limits", "partial", "elsewhere")


@dataclass(slots=True)
class Fault:
    """For the next `times` requests whose path matches: a status, or one of FAULTS."""

    match: str = ""
    forge: str | None = None
    times: int = 1
    status: int | None = None
    fault: str | None = None
    headers: dict[str, str] = field(default_factory=dict)
    body: str = ""

    def fits(self, forge: str | None, path: str) -> bool:
        return self.times > 0 and (self.forge is None or self.forge == forge) and re.search(self.match, path) is not None


@dataclass(slots=True)
class Plan:
    delay_ms: int = 0
    down: list[str] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    def next(self, forge: str | None, path: str) -> Fault | None:
        if forge in self.down:
            return Fault(status=503, fault="html")
        found = next((one for one in self.faults if one.fits(forge, path)), None)
        if found is not None:
            found.times -= 1
        return found


class Log:
    """Every request that was answered, in order; with a file, written there too as it comes."""

    def __init__(self, file: Path | None) -> None:
        self.lines: deque[dict[str, Any]] = deque(maxlen=200_000)
        self.counts: Counter[str] = Counter()
        self.points = 0
        self.file = file.open("a", encoding="utf-8", buffering=1) if file else None

    def add(self, note: Note, method: str, path: str, status: int, seconds: float) -> None:
        line = {
            "time": time.time(),
            "forge": note.forge,
            "method": method,
            "path": path,
            "status": status,
            "ms": round(seconds * 1000, 2),
        }
        line |= {"operation": note.operation, "points": note.points, "account": note.account}
        self.lines.append(line)
        self.counts[note.forge or "other"] += 1
        self.points += note.points or 0
        if self.file:
            self.file.write(json.dumps(line, ensure_ascii=False) + "\n")


class Control:
    def __init__(self, store: Store, tokens: Tokens, limits: Limits, graphql: GraphQL, log: Log) -> None:
        self.store, self.tokens, self.limits, self.graphql, self.log = store, tokens, limits, graphql, log
        self.plan = Plan()
        self.added = store.folder / "added.jsonl"
        for line in self.added.read_text(encoding="utf-8").splitlines() if self.added.exists() else ():
            self._add(json.loads(line))

    async def answer(self, request: Request, path: str) -> Response:
        handle = {("GET", "/log"): self._log, ("GET", "/stats"): self._stats, ("POST", "/faults"): self._faults}.get(
            (request.method, path)
        )
        handle = handle or {("POST", "/revoke"): self._revoke, ("POST", "/artefacts"): self._artefacts}.get((request.method, path))
        if handle is None:
            return json_response({"error": f"no {request.method} {path} here"}, 404)
        body = await request.body()
        try:
            return handle(json.loads(body) if body else {})
        except (KeyError, TypeError, ValueError, re.error) as error:
            return json_response({"error": f"{type(error).__name__}: {error}"}, 400)

    def _log(self, _: dict[str, Any]) -> Response:
        return PlainTextResponse(
            "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in self.log.lines), media_type="application/jsonl"
        )

    def _stats(self, _: dict[str, Any]) -> Response:
        live = Counter(one.forge for one in self.tokens.by_access.values() if not one.revoked)
        waiting = [asdict(one) for one in self.plan.faults if one.times > 0]
        return json_response(
            {
                "requests": dict(self.log.counts),
                "points": self.log.points,
                "tokens": dict(live),
                "faults": waiting,
                "down": self.plan.down,
            }
        )

    def _faults(self, body: dict[str, Any]) -> Response:
        """Replaces the plan; an empty object ends all trouble."""
        faults = [Fault(**one) for one in body.get("faults", [])]
        for one in faults:
            re.compile(one.match)
            if one.fault is not None and one.fault not in FAULTS:
                raise ValueError(f"fault {one.fault!r} is none of {', '.join(FAULTS)}")
        self.plan = Plan(delay_ms=int(body.get("delay_ms", 0)), down=list(body.get("down", [])), faults=faults)
        self.graphql.most_nodes = body.get("most_nodes")
        self.limits.change(body.get("rate_limits", {}), int(body.get("rate_seconds", 3_600)))
        return json_response({"faults": len(faults)})

    def _account(self, forge: str, login: str) -> Account:
        return self.store.forge(forge).logins[login.lower()]

    def _revoke(self, body: dict[str, Any]) -> Response:
        forges = [body["forge"]] if "forge" in body else ["github", "gitee"]
        accounts = [self.store.forge(forge).logins.get(str(body["login"]).lower()) for forge in forges]
        return json_response({"revoked": sum(self.tokens.revoke(one.forge, one.id) for one in accounts if one is not None)})

    def _artefacts(self, body: dict[str, Any]) -> Response:
        """A pull request that was opened an hour before it was merged by somebody of the project, now unless told."""
        pull = self._add(body | {"merged_at": body.get("merged_at") or now()})
        with self.added.open("a", encoding="utf-8") as file:
            file.write(json.dumps(body | {"merged_at": pull.merged_at}, ensure_ascii=False) + "\n")
        return json_response(
            {"forge": pull.forge, "external_id": str(pull.id), "number": pull.number, "repository": pull.repository.full_name}, 201
        )

    def _add(self, body: dict[str, Any]) -> PullRequest:
        forge = self.store.forge(body["forge"])
        author = self._account(body["forge"], body["login"])
        repository = self._where(body)
        merged_at = moment_of(body["merged_at"])
        files = [
            [
                f"src/core/live{len(repository.pulls)}.py",
                int(body.get("additions", 40)),
                int(body.get("deletions", 4)),
                "modified",
                "source",
            ]
        ]
        title = str(body.get("title", "Work that was just merged"))
        pull = deeds.open_pull(
            Draw(len(repository.pulls)), repository, author, merged_at - timedelta(hours=1), title, paths.distinct(files)
        )
        deeds.merge(pull, next(one for one in repository.writers if one is not author), merged_at)
        pull.id = max(one.id for one in forge.pulls.values()) + 1
        numbers = [one.number for one in repository.pulls] + [int(one.number) for one in repository.issues if one.number.isdigit()]
        pull.number = max(numbers, default=0) + 1
        repository.commits.insert(0, merge_commit(pull))
        forge.add_pull(pull)
        forge.forget()
        return pull

    def _where(self, body: dict[str, Any]) -> Repository:
        forge = self.store.forge(body["forge"])
        if "repository" in body:
            return forge.names[str(body["repository"]).lower()]
        return next(one for one in forge.repositories.values() if one.sort == "foundation")
