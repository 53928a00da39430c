"""What all answers share: compact JSON in one piece, and a note of the request for the log."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from starlette.responses import Response


@dataclass(slots=True)
class Note:
    """What the log keeps of a request beside its line."""

    forge: str | None = None
    account: str | None = None
    operation: str | None = None
    points: int | None = None


def json_response(body: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    return Response(
        text.encode("utf-8", "surrogatepass"), status, dict(headers or {}), media_type="application/json; charset=utf-8"
    )
