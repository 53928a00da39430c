"""What staff do with claims: answer flags, decide at both stages, put up the list, run the award."""

import time

from sandbox.demo.cast import GENTLE, Fate
from sandbox.demo.places import TERM, Places
from sandbox.demo.processes import Stopped
from sandbox.demo.visitor import Form, Visitor

_PATIENCE_SECONDS = 120
_EXPLAINED = "已逐条核对往来记录：意见具体并被采纳，与申请人没有利益关系，属于正常协作。"
_CONFIRMED = "往来集中在少数几人之间，没有实质内容，此项不作为认定依据；已听取学生说明。"
_RETURNED = "请在陈述中说明这些改动与课程作业的关系，并注明议题由谁提出。"
_REJECTED = "这些改动是课程大作业的提交内容，课程已给学分，按办法不重复认定。"
_REFUSED = "与已认定的竞赛成果内容相同，同一成果只认定一次；可在下一轮选择其他贡献再申请。"
_ADJUSTED = "改动的大部分由脚本批量生成，酌减分值。"
_EXCLUDED = "此项是课程作业的一部分，按办法不计入。"


def review(where: Places, reviewer: Visitor, claim: int, fate: Fate) -> None:
    """The department's decision, as the fate of the claim asks for."""
    at = f"/staff/reviews/{claim}/"
    reviewer.go(f"{where.portal}{at}")
    _answer_flags(reviewer, at, fate)
    reviewer.send(at, do="decide", **_department(fate, reviewer.form(at)))


def review_again(where: Places, reviewer: Visitor, claim: int, _fate: Fate) -> None:
    """The department's decision once the student has answered a return."""
    at = f"/staff/reviews/{claim}/"
    reviewer.go(f"{where.portal}{at}")
    reviewer.send(at, do="decide", decision="recommend")


def decide(where: Places, registrar: Visitor, claim: int, fate: Fate) -> None:
    """The office's decision, once the claim has come there by itself."""
    at = f"/staff/reviews/{claim}/"
    deadline = time.monotonic() + _PATIENCE_SECONDS
    registrar.go(f"{where.portal}{at}")
    while not registrar.offers(at, "decision", "approve"):
        if time.monotonic() > deadline:
            raise Stopped(f"Claim {claim} does not come to the office: see worker.log and beat.log")
        time.sleep(1)
        registrar.go(f"{where.portal}{at}")
    refused = {"decision": "reject", "reason_code": "duplicate", "reason": _REFUSED}
    registrar.send(at, do="decide", **(refused if fate is Fate.REFUSED else {"decision": "approve"}))


def publish(where: Places, registrar: Visitor) -> None:
    """A list of all that is approved, made and put up once the last decision can no longer be taken back."""
    while registrar.finds("/undo/"):
        time.sleep(1)
        registrar.go(registrar.address)
    registrar.go(f"{where.portal}/staff/registrar/notices/")
    if registrar.finds("/staff/registrar/notices/"):
        registrar.send("/staff/registrar/notices/", term=TERM)
    if registrar.finds("/publish/"):
        registrar.send("/publish/")


def award(where: Places, registrar: Visitor) -> None:
    """What stood in notice long enough goes into the ledger, and into a file for the student information system."""
    for page in ("awards", "exports"):
        registrar.go(f"{where.portal}/staff/registrar/{page}/")
        if registrar.finds(f"/staff/registrar/{page}/"):
            registrar.send(f"/staff/registrar/{page}/", term=TERM)


def _answer_flags(reviewer: Visitor, at: str, fate: Fate) -> None:
    """One after the other; where one is to be confirmed, the first."""
    outcome, reason = ("excluded", _CONFIRMED) if fate is Fate.FOUND else ("explained", _EXPLAINED)
    while cases := _keys(reviewer.form(at), "outcome-"):
        case = cases[0]
        reviewer.send(at, do=f"flag-{case}", **{f"outcome-{case}": outcome, f"answer-{case}": reason})
        outcome, reason = "explained", _EXPLAINED


def _department(fate: Fate, form: Form) -> dict[str, str]:
    item = _keys(form, "handle-")[0]
    match fate:
        case Fate.RETURNED | Fate.CAME_BACK | Fate.RESUBMITTED:
            return {"decision": "return", "reason": _RETURNED}
        case Fate.REJECTED:
            return {"decision": "reject", "reason_code": "coursework", "reason": _REJECTED}
        case Fate.ADJUSTED:
            taken = {f"handle-{item}": "adjust", f"points-{item}": f"-{GENTLE // 1000}", f"code-{item}": "other"}
            return {"decision": "recommend", **taken, f"why-{item}": _ADJUSTED}
        case Fate.EXCLUDED:
            return {"decision": "recommend", f"handle-{item}": "exclude", f"code-{item}": "coursework", f"why-{item}": _EXCLUDED}
        case _:
            return {"decision": "recommend"}


def _keys(form: Form, prefix: str) -> list[str]:
    return [name.removeprefix(prefix) for name in form.boxes if name.startswith(prefix)]
