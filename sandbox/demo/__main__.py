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
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from sandbox.demo import people, places, processes
from sandbox.demo.places import BEGINS_AT, NOW, ROOT, SEED, STATE, TERM, WORLD, Places
from sandbox.demo.processes import Stopped, run
from sandbox.world import write

_PATIENCE_SECONDS = 300
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
    missing = [name for name, value in summary.items() if value in (0, None, {})]
    if missing:
        print(f"Nothing came of: {', '.join(missing)}", file=sys.stderr)
    return 1 if missing else 0


def _in_one_line(error: BaseException) -> str:
    if isinstance(error, Stopped):
        return str(error)
    if isinstance(error, KeyboardInterrupt):
        return "Ended by hand; the next `make demo` goes on from here."
    log = STATE / "driver.log"
    log.write_text(traceback.format_exc())
    return f"{type(error).__name__}: {' '.join(str(error).split())} (where: {log})"


def _demo(where: Places) -> dict[str, Any]:
    is_new = not (STATE / "summary.json").exists()
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
    summary = _summary(where)
    (STATE / "summary.json").write_text(json.dumps(summary, ensure_ascii=False, indent=1) + "\n")
    _print_table(summary, time.time() - _BEGUN_AT)
    return summary


def _prepare(where: Places) -> None:
    _side_by_side(where, ("migrate", "--verbosity", "0"), ("collectstatic", "--no-input", "--verbosity", "0"))
    _side_by_side(
        where,
        ("import_roster", str(WORLD / "roster.csv")),
        ("load_rules", str(_POLICIES / "rules.yaml")),
        ("load_policy", str(_POLICIES / "policy.yaml")),
        ("load_labels", str(WORLD / "labels.csv")),
    )
    by = ("--by", "owner@demo.example", "--second", "registrar@demo.example")
    versions = itertools.product(("default@2", "campus@2"), ("2025-2026-2", TERM))
    _side_by_side(where, *(("publish", version, "--term", term, *by) for version, term in versions))


def _side_by_side(where: Places, *commands: tuple[str, ...]) -> list[str]:
    """What these print, of which none needs another: each begins with a second of imports, and even small machines have two cores."""
    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(lambda command: run(where, *command), commands))


def _make_world() -> None:
    """Under another name first: what was begun and not finished is no world."""
    if not WORLD.exists():
        unfinished = WORLD.with_name("world.unfinished")
        write(SEED, unfinished)
        unfinished.rename(WORLD)
    if not NOW.exists():
        NOW.write_text(BEGINS_AT.isoformat())


def _summary(where: Places) -> dict[str, Any]:
    """Read back from the product's commands and the sandbox's log."""
    assessment, exported = _side_by_side(where, ("assess", "--term", TERM, "--json"), ("export_contributions",))
    assessed = json.loads(assessment)
    rows = [json.loads(line) for line in exported.splitlines()]
    with (STATE / "requests.jsonl").open(encoding="utf-8") as lines:
        log = [json.loads(line) for line in lines]
    students = people.by_account()
    return {
        "students_linked": len({students[line["account"]] for line in log if line["account"] in students}),
        "requests": sum(line["forge"] is not None for line in log),
        "contributions": dict(Counter(row["state"] for row in rows)),
        "milli_points": sum(assessed["milli_points"].values()),
    }


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
    print(f"\n  {fresh} has everything before them: sign in, see what your work is worth. The made-up forges ask who you are:")
    print(f"  {logins}; their page names them. student@demo.example has been here for long.")
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
