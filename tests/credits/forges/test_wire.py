"""What the far end can do to us, and what we make of it (FAULTS.md F1 to F5, F9, F17)."""

import socket
import time
from contextlib import suppress
from threading import Thread

import pytest

from credits.forges.errors import BadAnswer, Missing, RateLimited, TokenRefused, Unavailable
from credits.forges.wire import MAX_BYTES, Answer, Wire, readable, refuse, wait_seconds


def wire(**more):
    return Wire(**{"token": "secret", "proxy": None, "timeout_seconds": 2, "scheme": "Bearer", **more})


def test_the_token_is_asked_for_before_every_request(server):
    server.will({"id": 1})
    tokens = iter(["first", "second"])
    client = wire(token=lambda: next(tokens))

    client.send("GET", f"{server.base}/user")
    client.send("GET", f"{server.base}/user")

    assert [asked.headers["authorization"] for asked in server.asked] == ["Bearer first", "Bearer second"]
    assert client.requests == 2


def test_a_repeated_request_asks_for_the_token_too(server):
    server.will(status=502)
    server.will({"id": 1})
    tokens = iter(["first", "second"])

    wire(token=lambda: next(tokens)).send("GET", f"{server.base}/user")

    assert [asked.headers["authorization"] for asked in server.asked] == ["Bearer first", "Bearer second"]


def test_a_token_refused_before_its_time_is_renewed_and_the_question_asked_again(server):
    server.will(status=401)
    server.will({"id": 1})
    held = ["old"]

    def renew(refused):
        held.append(f"instead of {refused}")
        return True

    answer = wire(token=lambda: held[-1], renew=renew).send("GET", f"{server.base}/user")

    assert answer.status == 200
    assert [asked.headers["authorization"] for asked in server.asked] == ["Bearer old", "Bearer instead of old"]


@pytest.mark.parametrize(("renewed", "asked"), [(True, 3), (False, 2)])
def test_a_token_that_is_refused_again_is_not_renewed_again(server, renewed, asked):
    server.will(status=401)
    client = wire(renew=lambda _: renewed)

    answers = [client.send("GET", f"{server.base}/user").status for _ in range(2)]

    assert answers == [401, 401]
    assert len(server.asked) == asked


def test_a_forge_sees_who_asks(server):
    server.will({"id": 1})

    wire().send("GET", f"{server.base}/user")

    assert server.asked[0].headers["user-agent"] == "OpenCredits"


def test_without_consent_no_request_leaves(server):
    class NoConsentError(Exception):
        pass

    def token():
        raise NoConsentError

    with pytest.raises(NoConsentError):
        wire(token=token).send("GET", f"{server.base}/user")

    assert server.asked == []


@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_a_server_in_trouble_is_asked_once_more_and_then_left_alone(server, status):
    server.will(status=status)

    with pytest.raises(Unavailable):
        wire().send("GET", f"{server.base}/user")

    assert len(server.asked) == 2


def test_a_body_that_is_cut_off_is_no_answer(server):
    server.will({"id": 1, "login": "someone"}, cut=5)

    with pytest.raises(Unavailable):
        wire().send("GET", f"{server.base}/user")


def test_a_body_that_is_cut_off_once_is_asked_for_again(server):
    server.will({"id": 1}, cut=3)
    server.will({"id": 1})

    assert wire().send("GET", f"{server.base}/user").json() == {"id": 1}


def test_a_byte_now_and_then_does_not_hold_a_worker(server):
    server.will(b"x" * 500, slowly=True)
    begun = time.monotonic()

    with pytest.raises(Unavailable):
        wire(timeout_seconds=0.4).send("GET", f"{server.base}/user", attempts=1)

    assert time.monotonic() - begun < 5


def test_a_header_that_never_ends_does_not_hold_a_worker_either():
    def drip(listening):
        connection, _ = listening.accept()
        with connection, suppress(OSError):
            for byte in b"HTTP/1.1 200 OK\r\n" + b"X-A: b\r\n" * 90:
                connection.sendall(bytes([byte]))
                time.sleep(0.05)

    with socket.create_server(("127.0.0.1", 0)) as listening:
        Thread(target=drip, args=(listening,), daemon=True).start()
        begun = time.monotonic()

        with pytest.raises(Unavailable):
            wire(timeout_seconds=0.4).send("GET", f"http://127.0.0.1:{listening.getsockname()[1]}/", attempts=1)

    assert time.monotonic() - begun < 3


def test_silence_ends(server):
    server.will({}, wait=1.5)

    with pytest.raises(Unavailable):
        wire(timeout_seconds=0.3).send("GET", f"{server.base}/user", attempts=1)


def test_nobody_there_is_unavailable():
    with pytest.raises(Unavailable):
        wire().send("GET", "http://127.0.0.1:9/user", attempts=1)


def test_a_body_larger_than_the_limit_is_not_read_to_its_end(server):
    server.will(b"[" * (MAX_BYTES + 10))

    with pytest.raises(BadAnswer, match="larger than 20971520 bytes"):
        wire(timeout_seconds=20).send("GET", f"{server.base}/user")


def test_a_page_instead_of_json_is_told_by_size_and_digest_only(server):
    server.will(b"<html>hello, secret</html>", headers={"content-type": "text/html; charset=utf-8"})

    with pytest.raises(BadAnswer) as caught:
        wire().send("GET", f"{server.base}/user").json()

    # printf '<html>hello, secret</html>' | sha256sum
    assert str(caught.value) == "no JSON: status 200, text/html, 26 bytes, SHA-256 a17fec1f552c6888…"


@pytest.mark.parametrize("body", [b"", b"{", b"\xff\xfe{\x00}\x00"[:3], b"[" * 100_000])
def test_what_is_no_json_is_a_bad_answer(body):
    with pytest.raises(BadAnswer):
        Answer(200, {}, body).json()


def test_a_redirect_is_not_followed(server, other_server):
    server.will(status=301, headers={"location": f"{other_server.base}/user"})

    answer = wire().send("GET", f"{server.base}/user")

    assert answer.status == 301
    assert other_server.asked == []


def test_the_proxy_is_asked_instead_of_the_forge(server):
    server.will({"id": 7})

    answer = wire(proxy=server.base).send("GET", "http://forge.invalid/user")

    assert answer.json() == {"id": 7}


@pytest.mark.parametrize(
    ("status", "headers", "body", "error"),
    [
        (401, {}, b'{"message":"Bad credentials"}', TokenRefused),
        (404, {}, b"{}", Missing),
        (410, {}, b"{}", Missing),
        (451, {}, b"{}", Missing),
        (403, {}, b'{"message":"Repository access blocked"}', Missing),
        (403, {"www-authenticate": 'Bearer error="insufficient_scope"'}, b"{}", TokenRefused),
        (403, {}, b'{"error":"insufficient_scope"}', TokenRefused),
        (403, {"retry-after": "30"}, b"", RateLimited),
        (403, {"x-ratelimit-remaining": "0", "x-ratelimit-limit": "60"}, b"", RateLimited),
        (403, {}, b'{"message":"You have exceeded a secondary rate limit"}', RateLimited),
        (403, {"x-ratelimit-remaining": "0", "x-ratelimit-limit": "0"}, b'{"message":"No"}', Missing),
        (429, {}, b"", RateLimited),
        (422, {}, b"{}", BadAnswer),
        (301, {}, b"", BadAnswer),
    ],
)
def test_each_status_has_its_next_step(status, headers, body, error):
    with pytest.raises(error):
        refuse(Answer(status, headers, body))


def test_a_good_answer_is_not_refused():
    assert refuse(Answer(200, {"x-ratelimit-remaining": "0", "x-ratelimit-limit": "0"}, b"{}")) is None


NOON = "Mon, 23 Nov 2026 12:00:00 GMT"  # 1795435200
USED_UP = {"x-ratelimit-limit": "5000", "x-ratelimit-remaining": "0", "date": NOON}


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry-after": "17"}, 17),
        ({"retry-after": "Mon, 23 Nov 2026 12:00:40 GMT", "date": NOON}, 40),
        ({**USED_UP, "x-ratelimit-reset": "1795435800"}, 601),
        ({**USED_UP, "x-ratelimit-reset": "1795435100"}, 1),  # passed
        ({**USED_UP, "x-ratelimit-reset": "0"}, 1),
        (USED_UP, 60),  # missing
        ({**USED_UP, "x-ratelimit-reset": "soon"}, 60),
        ({**USED_UP, "x-ratelimit-reset": "99999999999"}, 3700),
        ({"retry-after": "86400000"}, 3700),
        ({"retry-after": "-5"}, 1),
        ({}, 60),
    ],
)
def test_how_long_to_wait(headers, seconds):
    assert wait_seconds(headers) == seconds


def test_another_shape_is_the_forges_mistake_and_not_ours():
    with pytest.raises(BadAnswer), readable():
        {}["id"]
