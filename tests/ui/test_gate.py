from __future__ import annotations

import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocket, WebSocketDisconnect

from qa.desk import people
from qa.desk.house import SYSTEM, House
from qa.store import settings
from qa.ui.gate import LONGEST_FORM, Gate, local
from qa.ui.seal import COOKIE, SECRET, Seal, secret_of
from tests.ui.conftest import PASSWORD, Place, add_call, publish_review

WRONG = {"name": "inspector", "password": "not the password"}
RIGHT = {"name": "inspector", "password": PASSWORD}


def client_of(house: House, seal: Seal) -> TestClient:
    gate = Gate(lambda: house, lambda: seal)

    def page(request: Request) -> Response:
        return PlainTextResponse(f"page {request.url.path}")

    async def stream(socket: WebSocket) -> None:
        await socket.accept()
        await socket.send_text("in")
        await socket.close()

    routes = [*gate.routes, WebSocketRoute("/_stcore/stream", stream), Route("/{path:path}", page, methods=["GET", "POST", "PUT"])]
    return TestClient(Starlette(routes=routes, middleware=gate.middleware), follow_redirects=False)


@pytest.fixture
def client(place: Place) -> Iterator[TestClient]:
    with client_of(place.house, place.seal) as client:
        yield client


def enter(client: TestClient, place: Place, name: str) -> None:
    client.cookies.set(COOKIE, place.cookie(name))


def make_demo(house: House) -> None:
    with house.db.writing() as session:
        settings.write(session, people.DEMO, True, None)


# strangers


def test_a_stranger_is_led_to_the_door_and_back_to_the_page_they_asked_for(client: TestClient) -> None:
    answer = client.get("/call?call=3&t=12.5")
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in?next=%2Fcall%3Fcall%3D3%26t%3D12.5")
    answer = client.post("/sign-in", data={**RIGHT, "next": "/call?call=3&t=12.5"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/call?call=3&t=12.5")
    assert client.get("/call?call=3").text == "page /call"


@pytest.mark.parametrize(
    "path",
    [
        "/_stcore/health",
        "/_stcore/upload_file/a/b",
        "/calls/_stcore/host-config",
        "/media/abc.flac",
        "/component/x",
        "/static/js/index.js",
        "/calls/1/audio",
        "/excerpts/1/audio",
    ],
)
def test_a_stranger_gets_nothing_of_the_machinery(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 401


def test_a_stranger_uploads_nothing(client: TestClient) -> None:
    assert client.put("/_stcore/upload_file/a/b", content=b"x").status_code == 401
    assert client.post("/anything", data={"a": "b"}).status_code == 401


def test_a_stranger_opens_no_socket(client: TestClient, place: Place) -> None:
    with pytest.raises(WebSocketDisconnect), client.websocket_connect("/_stcore/stream"):
        pass
    enter(client, place, "agent")
    with client.websocket_connect("/_stcore/stream") as socket:
        assert socket.receive_text() == "in"


def test_health_and_style_are_open(client: TestClient) -> None:
    assert client.get("/healthz").text == "ok"
    assert client.get("/gate.css").headers["content-type"].startswith("text/css")


# the cookie


def test_the_cookie_is_for_the_server_alone(client: TestClient) -> None:
    said = next(v for v in client.post("/sign-in", data=RIGHT).headers.get_list("set-cookie") if v.startswith(f"{COOKIE}="))
    assert "httponly" in said.lower()
    assert "samesite=lax" in said.lower()
    assert "max-age=43200" in said.lower()
    assert "secure" not in said.lower()


def test_the_cookie_travels_encrypted_only_behind_https(place: Place) -> None:
    from dataclasses import replace

    house = replace(place.house, settings=place.house.settings.model_copy(update={"secure_cookie": True}))
    with client_of(house, place.seal) as client:
        assert all("; secure" in v.lower() for v in client.post("/sign-in", data=RIGHT).headers.get_list("set-cookie"))


def test_a_changed_cookie_opens_nothing(client: TestClient, place: Place) -> None:
    good = place.cookie("admin")
    payload, *rest = good.split(".")
    for bad in (good[:-2] + ("AA" if good[-2:] != "AA" else "BB"), ".".join([payload[:-1] + "Z", *rest]), "x", Seal(b"other").issue(1, 0)):
        client.cookies.set(COOKIE, bad)
        assert client.get("/").status_code == 303
        assert client.get("/static/js/index.js").status_code == 401


def test_an_old_cookie_opens_nothing(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    cookie = place.cookie("agent")
    assert place.seal.read(cookie) is not None
    import itsdangerous.timed as timed

    later = int(timed.time.time()) + 12 * 3600 + 1
    monkeypatch.setattr(timed.time, "time", lambda: later)
    assert place.seal.read(cookie) is None


def test_who_is_disabled_is_out_at_once(client: TestClient, place: Place) -> None:
    enter(client, place, "inspector")
    assert client.get("/").status_code == 200
    people.set_active(place.house, place.people["admin"], "inspector", False)
    assert client.get("/").status_code == 303
    assert client.post("/sign-in", data=RIGHT).status_code == 403


def test_a_new_password_signs_out_everywhere(client: TestClient, place: Place) -> None:
    enter(client, place, "inspector")
    people.set_password(place.house, place.people["admin"], "inspector", "another secret")
    assert client.get("/").status_code == 303


def test_signing_out_voids_the_cookie_itself(client: TestClient, place: Place) -> None:
    enter(client, place, "agent")
    cookie = client.cookies[COOKIE]
    answer = client.get("/sign-out", headers={"sec-fetch-site": "same-origin"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in")
    client.cookies.set(COOKIE, cookie)
    assert client.get("/").status_code == 303


def test_a_link_elsewhere_signs_nobody_out(client: TestClient, place: Place) -> None:
    enter(client, place, "agent")
    assert client.get("/sign-out", headers={"sec-fetch-site": "cross-site"}).status_code == 200
    assert client.get("/").status_code == 200
    assert client.post("/sign-out", data={}, headers={"content-type": "application/x-www-form-urlencoded"}).status_code == 303
    assert client.get("/").status_code == 303


def test_the_secret_is_made_once_and_is_private(tmp_path: Path) -> None:
    first = secret_of(tmp_path / "data")
    assert len(first) == 32
    assert secret_of(tmp_path / "data") == first
    assert stat.S_IMODE((tmp_path / "data" / SECRET).stat().st_mode) == 0o600


# signing in


def test_a_wrong_password_says_the_same_as_a_wrong_name(client: TestClient) -> None:
    wrong, nobody = client.post("/sign-in", data=WRONG), client.post("/sign-in", data={"name": "nobody", "password": "x"})
    assert wrong.status_code == nobody.status_code == 403
    assert "账号或密码不对" in wrong.text
    assert "账号或密码不对" in nobody.text
    assert COOKIE not in client.cookies


def test_five_wrong_passwords_close_the_account_for_a_while(client: TestClient) -> None:
    for _ in range(5):
        client.post("/sign-in", data=WRONG)
    answer = client.post("/sign-in", data=RIGHT)
    assert answer.status_code == 403
    assert "锁定" in answer.text
    assert client.post("/sign-in", data={"name": "agent", "password": PASSWORD}).status_code == 303


def test_what_was_typed_is_shown_as_text(client: TestClient) -> None:
    answer = client.post("/sign-in", data={"name": '"><script>alert(1)</script>', "password": "x"})
    assert "<script>" not in answer.text
    assert "&lt;script&gt;" in answer.text


@pytest.mark.parametrize(
    "address",
    [
        "https://elsewhere.example",
        "//elsewhere.example",
        "/\\elsewhere.example",
        "\\\\elsewhere.example",
        "javascript:alert(1)",
        "/\t/elsewhere.example",
        "/a\r\nSet-Cookie: a=b",
        "/sign-out",
        "/_stcore/health",
        "",
        "/" + "a" * 3000,
    ],
)
def test_nobody_is_led_away_after_signing_in(client: TestClient, address: str) -> None:
    assert local(address) == "/"
    assert client.post("/sign-in", data={**RIGHT, "next": address}).headers["location"] == "/"


def test_who_is_in_already_need_not_sign_in(client: TestClient, place: Place) -> None:
    enter(client, place, "agent")
    assert client.get("/sign-in?next=/library").headers["location"] == "/library"


def test_forms_from_elsewhere_are_refused(client: TestClient) -> None:
    assert client.post("/sign-in", data=RIGHT, headers={"origin": "https://elsewhere.example"}).status_code == 403
    assert client.post("/sign-in", data=RIGHT, headers={"origin": "null"}).status_code == 403
    assert client.post("/sign-in", json=RIGHT).status_code == 415
    assert client.post("/sign-in", data=RIGHT, headers={"origin": "http://testserver"}).status_code == 303


def test_forms_are_bounded(client: TestClient) -> None:
    assert client.post("/sign-in", data={"name": "x" * (LONGEST_FORM + 1)}).status_code == 413

    def blocks() -> Iterator[bytes]:
        for _ in range(LONGEST_FORM // 1000 + 1):
            yield b"x" * 1000

    headers = {"content-type": "application/x-www-form-urlencoded"}
    assert client.post("/sign-in", content=blocks(), headers=headers).status_code == 413
    many = "&".join(f"f{i}=x" for i in range(50))
    assert client.post("/sign-in", content=many, headers=headers).status_code == 413


# the demo


def test_the_demo_has_a_button_for_each_role(client: TestClient, place: Place) -> None:
    assert 'name="demo"' not in client.get("/sign-in").text
    assert client.post("/sign-in", data={"demo": "manager"}).status_code == 403
    make_demo(place.house)
    page = client.get("/sign-in").text
    assert page.count('name="demo"') == 5
    assert "王芳" in page
    assert client.post("/sign-in", data={"demo": "manager", "next": "/team"}).headers["location"] == "/team"
    assert client.get("/").status_code == 200


def test_an_account_with_a_password_is_no_demo_button(client: TestClient, place: Place) -> None:
    make_demo(place.house)
    assert client.post("/sign-in", data={"demo": "inspector"}).status_code == 403


# the first visit


def test_the_first_visitor_makes_the_administrator_and_nobody_else_does(empty_house: House) -> None:
    form = {"name": "Boss", "shown": "", "password": PASSWORD, "again": PASSWORD}
    with client_of(empty_house, Seal(b"s")) as client:
        assert client.get("/").headers["location"] == "/sign-in"
        assert client.get("/sign-in").headers["location"] == "/welcome"
        assert "两次输入的密码不一致" in client.post("/welcome", data={**form, "again": "something else"}).text
        short = client.post("/welcome", data={**form, "password": "short", "again": "short"})
        assert (short.status_code, "至少" in short.text) == (400, True)
        assert client.post("/welcome", data=form).headers["location"] == "/"
        assert client.get("/").status_code == 200
        client.cookies.clear()
        assert client.get("/welcome").headers["location"] == "/sign-in"
        assert client.post("/welcome", data={**form, "name": "second"}).headers["location"] == "/sign-in"
    assert [person.name for person in people.listed(empty_house, SYSTEM)] == ["boss"]


# sound


def test_sound_comes_in_ranges_to_who_may_hear_it(client: TestClient, place: Place) -> None:
    call = add_call(place, sound=True)
    enter(client, place, "inspector")
    whole = client.get(f"/calls/{call}/audio")
    assert (whole.status_code, whole.headers["content-type"], whole.headers["accept-ranges"]) == (200, "audio/flac", "bytes")
    assert whole.content[:4] == b"fLaC"
    assert "private" in whole.headers["cache-control"]
    part = client.get(f"/calls/{call}/audio", headers={"range": "bytes=4-99"})
    assert (part.status_code, part.headers["content-range"]) == (206, f"bytes 4-99/{len(whole.content)}")
    assert part.content == whole.content[4:100]
    assert client.get(f"/calls/{call}/audio", headers={"range": f"bytes={len(whole.content)}-"}).status_code == 416


def test_a_call_is_heard_by_its_agent_only_after_the_review(client: TestClient, place: Place) -> None:
    call = add_call(place, sound=True)
    enter(client, place, "agent")
    assert client.get(f"/calls/{call}/audio").status_code == 404
    publish_review(place, call)
    assert client.get(f"/calls/{call}/audio").status_code == 200
    enter(client, place, "other")
    assert client.get(f"/calls/{call}/audio").status_code == 404
    enter(client, place, "lead")
    assert client.get(f"/calls/{call}/audio").status_code == 200


def test_what_is_not_there_is_not_found(client: TestClient, place: Place) -> None:
    enter(client, place, "admin")
    silent = add_call(place, "没有声音")
    for path in ("/calls/999/audio", "/excerpts/999/audio", f"/calls/{silent}/audio"):
        assert client.get(path).status_code == 404


# language and headers


def test_the_door_speaks_the_visitors_language(client: TestClient) -> None:
    assert "<h1>登录</h1>" in client.get("/sign-in").text
    assert "<h1>Sign in</h1>" in client.get("/sign-in", headers={"accept-language": "en-GB,en;q=0.9,zh;q=0.8"}).text
    assert "<h1>登录</h1>" in client.get("/sign-in", headers={"accept-language": "fr,zh-CN;q=0.8"}).text
    assert "<h1>Sign in</h1>" in client.get("/sign-in?lang=en").text
    assert "<h1>Sign in</h1>" in client.get("/sign-in").text
    assert "next=%2Flibrary" in client.get("/sign-in?next=/library").text


def test_every_answer_is_hardened(client: TestClient, place: Place) -> None:
    for path in ("/", "/sign-in", "/healthz", "/calls/1/audio"):
        headers = client.get(path).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert "frame-ancestors" in headers["content-security-policy"]
        assert headers["referrer-policy"] == "same-origin"
    assert "'unsafe-inline'" not in client.get("/sign-in").headers["content-security-policy"]
    enter(client, place, "agent")
    assert "connect-src 'self'" in client.get("/").headers["content-security-policy"]
