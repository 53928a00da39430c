"""The web flow as a browser and a server do it."""

from urllib.parse import parse_qs, urlsplit

import pytest

VERIFIER = "a-verifier-of-at-least-forty-three-characters-0123456789"
CHALLENGE = "NiC162c0QrSD2DAiXkn9HJo4rKjj6GAubjqyJCS0vgU"
GITEE_DAY = 86_400


def location(answer):
    assert answer.status_code == 302
    return {name: value[0] for name, value in parse_qs(urlsplit(answer.headers["Location"]).query).items()}


@pytest.mark.parametrize(("forge", "login"), [("github", "lin-zhixia"), ("gitee", "lin_zhixia")])
def test_who_authorises_comes_back_with_a_code_and_the_state(sandbox, forge, login):
    answer = sandbox.authorize(forge, login, state="xyz")

    assert location(answer)["state"] == "xyz"
    token = sandbox.exchange(forge, code=location(answer)["code"]).json()["access_token"]
    path = "/api.github/user" if forge == "github" else "/gitee/api/v5/user"
    assert sandbox.get(path, token).json()["login"] == login


@pytest.mark.parametrize(("forge", "login"), [("github", "lin-zhixia"), ("gitee", "lin_zhixia")])
def test_who_refuses_comes_back_with_access_denied(sandbox, forge, login):
    answer = sandbox.authorize(forge, login, decision="deny", state="xyz")

    assert location(answer)["error"] == "access_denied"
    assert location(answer)["state"] == "xyz"


def test_the_page_asks_and_takes_the_login_from_the_address(sandbox):
    query = {
        "client_id": sandbox.keys["clients"]["github"]["client_id"],
        "redirect_uri": "http://127.0.0.1:8000/",
        "login": "lin-zhixia",
    }

    page = sandbox.get("/github/login/oauth/authorize", params=query)

    assert page.status_code == 200
    assert 'value="lin-zhixia"' in page.text
    assert 'value="authorize"' in page.text
    assert 'value="deny"' in page.text


def test_the_page_says_which_account_is_whose_among_the_demos_students(sandbox):
    query = {"client_id": sandbox.keys["clients"]["github"]["client_id"], "redirect_uri": "http://127.0.0.1:8000/"}

    page = sandbox.get("/github/login/oauth/authorize", params=query).text

    row = next(line for line in page.split("<li>") if "student@demo.example" in line)
    assert "林知夏" in row
    assert 'name="login" value="lin-zhixia"' in row
    assert "student2@demo.example" in page


def test_who_gives_a_login_that_nobody_has_is_asked_again(sandbox):
    answer = sandbox.authorize("github", "nobody-at-all")

    assert answer.status_code == 422
    assert "Nobody is called nobody-at-all here." in answer.text
    assert 'name="login"' in answer.text


def test_a_code_works_once(sandbox):
    code = sandbox.code("github", "lin-zhixia")
    sandbox.exchange("github", code=code)

    again = sandbox.exchange("github", code=code)

    assert again.status_code == 200
    assert again.json()["error"] == "bad_verification_code"


def test_a_gitee_code_works_once(sandbox):
    code = sandbox.code("gitee", "lin_zhixia")
    sandbox.exchange("gitee", code=code)

    again = sandbox.exchange("gitee", code=code)

    assert again.status_code == 401
    assert again.json()["error"] == "invalid_grant"


@pytest.mark.parametrize(("verifier", "works"), [(VERIFIER, True), (VERIFIER[:-1] + "x", False), (None, False)])
def test_github_compares_the_verifier_with_the_challenge(sandbox, verifier, works):
    # The challenge is `printf %s VERIFIER | openssl dgst -sha256 -binary | basenc --base64url`, without padding.
    code = sandbox.code("github", "lin-zhixia", code_challenge=CHALLENGE, code_challenge_method="S256")

    answer = sandbox.exchange("github", code=code, **({"code_verifier": verifier} if verifier else {})).json()

    assert ("access_token" in answer) is works
    assert works or answer["error"] == "bad_verification_code"


def test_a_wrong_secret_gets_nothing(sandbox):
    code = sandbox.code("github", "lin-zhixia")

    answer = sandbox.exchange("github", code=code, client_secret="wrong").json()

    assert answer["error"] == "incorrect_client_credentials"


def test_an_address_that_is_not_registered_is_not_followed(sandbox):
    answer = sandbox.authorize("github", "lin-zhixia", redirect_uri="https://elsewhere.example/callback/")

    assert answer.status_code == 400
    assert "Location" not in answer.headers


def test_the_code_belongs_to_the_address_it_was_sent_to(sandbox):
    code = sandbox.code("github", "lin-zhixia")

    answer = sandbox.exchange("github", code=code, redirect_uri="http://127.0.0.1:8000/other/").json()

    assert answer["error"] == "redirect_uri_mismatch"


def test_github_answers_as_a_form_where_json_is_not_asked_for(sandbox):
    form = {**sandbox.keys["clients"]["github"], "code": sandbox.code("github", "lin-zhixia")}

    answer = sandbox.session.post(f"{sandbox.base}/github/login/oauth/access_token", data=form)

    assert parse_qs(answer.text)["token_type"] == ["bearer"]


def test_gitee_tokens_live_a_day_and_refreshing_replaces_both(sandbox):
    first = sandbox.exchange("gitee", code=sandbox.code("gitee", "lin_zhixia")).json()

    second = sandbox.exchange("gitee", grant_type="refresh_token", refresh_token=first["refresh_token"]).json()

    assert first["expires_in"] == GITEE_DAY
    assert {first["access_token"], first["refresh_token"]}.isdisjoint({second["access_token"], second["refresh_token"]})
    assert sandbox.get("/gitee/api/v5/user", first["access_token"]).status_code == 401
    assert sandbox.get("/gitee/api/v5/user", second["access_token"]).status_code == 200
    replayed = sandbox.exchange("gitee", grant_type="refresh_token", refresh_token=first["refresh_token"])
    assert replayed.status_code == 401


@pytest.mark.parametrize(
    ("forge", "login", "path", "body"),
    [
        ("github", "lin-zhixia", "/api.github/user", "Bad credentials"),
        ("gitee", "lin_zhixia", "/gitee/api/v5/user", "401 Unauthorized: Access token does not exist"),
    ],
)
def test_a_revoked_token_is_refused_in_the_forges_own_words(sandbox, forge, login, path, body):
    token = sandbox.token(forge, login)

    sandbox.control("revoke", forge=forge, login=login)

    answer = sandbox.get(path, token)
    assert answer.status_code == 401
    assert answer.json()["message"] == body
