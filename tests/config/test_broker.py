"""The embedded broker: one per folder, adopted by who comes next, its queue kept over a restart."""

import redis

from config import broker


def test_a_second_start_adopts_the_running_broker(tmp_path):
    url = broker.ensure(tmp_path)
    try:
        redis.Redis.from_url(url).set("queued", "1")

        assert broker.ensure(tmp_path) == url
        assert redis.Redis.from_url(url).get("queued") == b"1"
    finally:
        broker.stop(tmp_path)


def test_what_was_queued_survives_a_restart(tmp_path):
    url = broker.ensure(tmp_path)
    redis.Redis.from_url(url).rpush("collect", "message")
    broker.stop(tmp_path)

    try:
        broker.ensure(tmp_path)

        assert redis.Redis.from_url(url).lrange("collect", 0, -1) == [b"message"]
    finally:
        broker.stop(tmp_path)


def test_a_broker_refuses_who_has_no_password(tmp_path):
    url = broker.ensure(tmp_path)
    try:
        stranger = redis.Redis.from_url("redis://" + url.split("@")[1])

        answers = True
        try:
            stranger.ping()
        except redis.AuthenticationError:
            answers = False
    finally:
        broker.stop(tmp_path)

    assert not answers
