"""`make demo`: the main job from end to end, on this machine, by the ways that people have."""

import argparse
import itertools
import json
import os
import shutil
import signal
import sys
import time
import traceback
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from sandbox.demo import checks, people, places, processes, records
from sandbox.demo.cast import CAPPED_DEPARTMENT
from sandbox.demo.places import BEGINS_AT, ROOT, SEED, STATE, TERM, WORLD, Places, move_clock
from sandbox.demo.processes import Stopped, run
from sandbox.demo.story import Story, worth_a_visit
from sandbox.world import write

_PATIENCE_SECONDS = 300
# Of what is not named here, one.
_LEAST = {"students_linked": 200, "claims": 30, "awards": 10}
_POLICIES = ROOT / "credits" / "policies" / "files"
_BEGUN_AT = float(os.environ.get("DEMO_BEGUN_AT") or time.time())  # the Makefile's, so that the set-up counts too


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m sandbox.demo", description=__doc__)
    parser.add_argument("--clean", action="store_true", help="stop everything and remove what the demo keeps")
    parser.add_argument("--stop", action="store_true", help="stop everything; a second demo goes on with it")
    options = parser.parse_args()
    # Who ends us, by whatever signal, wants what we started to end too.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        if options.stop or options.clean:
            _stop()
            if options.clean:
                shutil.rmtree(STATE, ignore_errors=True)
            return 0
        processes.stop_all()
        return _whole()
    except Stopped as error:
        print(error, file=sys.stderr)
    return 1


def _whole() -> int:
    """The demo; whatever ends it too early, nothing that it started outlives it."""
    try:
        where = places.found()
        summary = _demo(where)
    except BaseException as error:
        said = _in_one_line(error)
        _stop()
        raise Stopped(said) from error
    if os.environ.get("HEADLESS") == "1":
        _stop()
    else:
        _tell_sign_ins(where)
    missing = [name for name, value in summary.items() if _count(value) < _LEAST.get(name, 1)]
    if missing:
        print(f"Too little came of: {', '.join(missing)}", file=sys.stderr)
    return 1 if missing else 0


def _count(value: int | dict[str, int]) -> int:
    return sum(value.values()) if isinstance(value, dict) else value


def _in_one_line(error: BaseException) -> str:
    if isinstance(error, Stopped):
        return str(error)
    if isinstance(error, KeyboardInterrupt):
        return "Ended by hand; the next `make demo` goes on from here."
    log = STATE / "driver.log"
    log.write_text(traceback.format_exc())
    return f"{type(error).__name__}: {' '.join(str(error).split())} (where: {log})"


def _demo(where: Places) -> dict[str, Any]:
    is_new = not all((STATE / name).exists() for name in ("parts.json", "summary.json"))
    processes.must_be_free(where)
    _say("The made-up campus and both forges")
    _make_world()
    _say("Database, pages, and what the university has on paper")
    with ThreadPoolExecutor() as pool:
        forges = pool.submit(processes.start_sandbox, where)
        _prepare(where)
        forges.result()
    processes.start_product(where)
    if is_new:
        invitations = STATE / "invitations.csv"
        run(where, "invite", "--all", "--out", str(invitations))
        everybody = people.read(invitations)
        _say(f"{sum(person.links for person in everybody)} students sign in, agree, and link their accounts")
        visitors = people.begin(where, everybody)
        _say("Workers collect; everybody looks at the page of their first sync")
        people.wait_for_results(where, visitors, patience_seconds=_PATIENCE_SECONDS)
        story = Story(where, _say)
        story.tell()
        _say("Every claim is computed again, everything is read back")
        wrong = checks.shortcomings(story)
        if wrong:
            raise Stopped(f"Not as it should be: {'; '.join(wrong)}")
    summary = records.summary(where)
    (STATE / "summary.json").write_text(json.dumps(summary, ensure_ascii=False, indent=1) + "\n")
    _print_table(summary, time.time() - _BEGUN_AT)
    return summary


def _prepare(where: Places) -> None:
    records.side_by_side(where, ("migrate", "--verbosity", "0"), ("collectstatic", "--no-input", "--verbosity", "0"))
    records.side_by_side(
        where,
        ("import_roster", str(WORLD / "roster.csv")),
        ("load_rules", str(_POLICIES / "rules.yaml")),
        ("load_policy", str(_POLICIES / "policy.yaml")),
        ("load_labels", str(WORLD / "labels.csv")),
    )
    run(where, "load_rules", str(ROOT / "sandbox" / "demo" / "data-science.yaml"))
    by = ("--by", "owner@demo.example", "--second", "registrar@demo.example")
    versions = itertools.product(("default@2", "campus@2"), ("2025-2026-2", TERM))
    own = ("publish", "data-science@1", "--term", TERM, "--department", CAPPED_DEPARTMENT, *by)
    records.side_by_side(where, own, *(("publish", version, "--term", term, *by) for version, term in versions))


def _make_world() -> None:
    """Under another name first: what was begun and not finished is no world."""
    if not WORLD.exists():
        unfinished = WORLD.with_name("world.unfinished")
        write(SEED, unfinished)
        unfinished.rename(WORLD)
    move_clock(BEGINS_AT)


def _print_table(summary: dict[str, Any], seconds: float) -> None:
    print()
    for name, value in summary.items():
        shown = ", ".join(f"{key} {count}" for key, count in value.items()) if isinstance(value, dict) else value
        print(f"  {name.replace('_', ' '):<18} {shown}")
    print(f"  {'seconds':<18} {seconds:.0f}\n")


def _tell_sign_ins(where: Places) -> None:
    fresh = f"{people.FRESH}@demo.example"
    logins = " and ".join(f"{login} at {forge}" for forge, login in people.logins_of(people.FRESH).items())
    print(f"  Portal   {where.portal}/\n  Forges   {where.sandbox}/_sandbox/stats\n")
    print(f"  Sign in as one of these, with the password {people.PASSWORD}:")
    print("  " + ", ".join(f"{name}@demo.example" for name in people.SIGN_INS))
    print(f"\n  {fresh} has everything before them: sign in, see what your work is worth, claim credit. The made-up forges")
    print(f"  ask who you are: {logins}; their page names them.")
    print("\n  Every student signs in with the number and the same password. One claim of each kind, as its student sees it:")
    for what, name, page in worth_a_visit():
        print(f"  {what:<36} {name:<21} {where.portal}{page}")
    print(f"\n  Staff decide at {where.portal}/staff/; what stands in public notice: {where.portal}/notices/")
    print("\n  It goes on running; `make demo-stop` ends it, `make demo-clean` removes it too.")


def _stop() -> None:
    """Everything, the embedded broker too, which the first worker started."""
    processes.stop_all()
    if not os.environ.get("REDIS_URL") and (STATE / "broker").exists():
        processes.stop_broker()


def _say(what: str) -> None:
    print(f"{time.time() - _BEGUN_AT:4.0f} s  {what}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
