"""The way to a language model: what is sent, what is believed, and that nothing there can hurt us."""

from __future__ import annotations

import json
import logging
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from qa.errors import HearbackError, Misconfigured, ReaderRefused, ReaderUnavailable, UnreadableAnswer
from qa.model.asking import Question
from qa.model.finding import Verdict
from qa.reader import client
from qa.reader.client import Reader, reader
from qa.reader.reply import read_reply
from tests.reader.server import Answered, Asked, Manner, ModelServer, completion, verdict

KEY = "sk-a-very-secret-key-1234567890"


@pytest.fixture(autouse=True)
def quick_tries(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "FIRST_PAUSE_S", 0.01)


def reads(served: ModelServer, *, timeout: float = 20.0, key: str = KEY, **more: Any) -> Reader:
    reader.cache_clear()
    return reader(served.address, "small-model", key, timeout, **more)


def in_turn(*answers: Answered) -> Manner:
    """One answer after the other; the last one for good."""
    left, lock = list(answers), threading.Lock()

    def answer(asked: Asked) -> Answered:
        with lock:
            return left.pop(0) if len(left) > 1 else left[0]

    return answer


def refusal(kind: type[HearbackError], reader: Reader, question: Question) -> HearbackError:
    """What is refused, looked through for the key in every form that a person or a log would see."""
    with pytest.raises(kind) as refused:
        reader.ask(question)
    wrong = refused.value
    for said in (wrong.message("zh"), wrong.message("en"), repr(wrong), repr(wrong.params)):
        assert KEY not in said
    return wrong


def test_a_question_is_put_and_its_answer_read(served: ModelServer, question: Question) -> None:
    served.answers = lambda asked: verdict("met", (1, "good morning"))
    said = reads(served).ask(question)
    answer = read_reply(said.text, "small-model")
    assert (answer.verdict, answer.quotes[0].quote, answer.reason) == (Verdict.MET, "good morning", "because")
    assert 0 < said.seconds < 20
    (asked,) = served.asked
    assert asked.path == "/v1/chat/completions"
    assert asked.headers["authorization"] == f"Bearer {KEY}"
    assert asked.body["model"] == "small-model"
    assert asked.body["temperature"] == 0
    assert asked.body["response_format"]["json_schema"]["schema"]["properties"]["verdict"]["enum"] == ["met", "missed", "unsure"]
    assert [line["turn"] for line in asked.lines] == [1, 3]


def test_without_a_key_none_is_sent(served: ModelServer, question: Question) -> None:
    reads(served, key="").ask(question)
    assert "authorization" not in served.asked[0].headers


@pytest.mark.parametrize("status", [400, 422, 501])
def test_a_server_that_takes_no_form_is_asked_without_and_remembered(served: ModelServer, question: Question, status: int) -> None:
    def plain(asked: Asked) -> Answered:
        if "response_format" in asked.body:
            return Answered(status, json.dumps({"error": {"message": "response_format is not supported"}}).encode())
        return verdict("met", (1, "Good morning"))

    served.answers = plain
    by = reads(served)
    for _ in range(2):
        assert read_reply(by.ask(question).text, "m").verdict is Verdict.MET
    assert ["response_format" in asked.body for asked in served.asked] == [True, False, False]


def test_a_server_that_takes_the_words_alone_gets_them_alone(served: ModelServer, question: Question) -> None:
    served.answers = lambda asked: Answered(400) if "temperature" in asked.body else verdict("missed", (1, "Good morning"))
    assert read_reply(reads(served).ask(question).text, "m").verdict is Verdict.MISSED
    assert set(served.asked[-1].body) == {"model", "messages"}


@pytest.mark.parametrize("status", [408, 429, 500, 502, 503, 504])
def test_what_may_pass_is_tried_again(served: ModelServer, question: Question, status: int) -> None:
    served.answers = in_turn(Answered(status), Answered(status, headers={"retry-after": "0"}), verdict("met", (1, "Good morning")))
    assert read_reply(reads(served).ask(question).text, "m").verdict is Verdict.MET
    assert len(served.asked) == 3


def test_what_does_not_pass_is_given_up(served: ModelServer, question: Question) -> None:
    served.answers = lambda asked: Answered(503)
    assert refusal(ReaderUnavailable, reads(served), question).code == "reader.busy"
    assert len(served.asked) == client.TRIES


def test_who_asks_for_a_long_wait_is_not_waited_for(served: ModelServer, question: Question) -> None:
    served.answers = lambda asked: Answered(429, headers={"retry-after": "3600"})
    assert refusal(ReaderUnavailable, reads(served), question).code == "reader.busy"
    assert len(served.asked) == 1


@pytest.mark.parametrize("status", [401, 403])
def test_a_refused_key_is_told_and_not_tried_again(served: ModelServer, question: Question, status: int) -> None:
    served.answers = lambda asked: Answered(status, json.dumps({"error": {"message": f"wrong key {KEY}"}}).encode())
    assert refusal(ReaderRefused, reads(served), question).code == "reader.key"
    assert len(served.asked) == 1


@pytest.mark.parametrize(
    "body",
    [
        json.dumps({"error": {"message": f"no model small-model for {KEY}"}}).encode(),
        json.dumps({"error": f"no model small-model {KEY}"}).encode(),
        f"no model small-model\n{KEY}\x00\x1b[31m".encode(),
        b'{"error": [' * 100_000,
        b"\xff\xfe" * 100,
    ],
)
def test_what_a_server_complains_of_is_told_without_the_key(served: ModelServer, question: Question, body: bytes) -> None:
    served.answers = lambda asked: Answered(404, body)
    wrong = refusal(ReaderRefused, reads(served), question)
    assert wrong.code == "reader.refused"
    assert wrong.params["said"].isprintable()
    assert len(wrong.params["said"]) <= client.SHOWN


def drip(served: ModelServer) -> Iterator[bytes]:
    yield b'{"choices": ['
    while not served.released.wait(0.05):
        yield b" "


def test_a_server_that_never_ends_is_left_in_time(served: ModelServer, question: Question) -> None:
    served.answers = lambda asked: Answered(pieces=lambda: drip(served))
    begun = time.monotonic()
    assert refusal(ReaderUnavailable, reads(served, timeout=0.5), question).code == "reader.slow"
    assert time.monotonic() - begun < 5


def test_a_server_that_says_nothing_is_left_in_time(served: ModelServer, question: Question) -> None:
    def silent(asked: Asked) -> Answered:
        served.released.wait()
        return verdict("met")

    served.answers = silent
    begun = time.monotonic()
    assert refusal(ReaderUnavailable, reads(served, timeout=0.5), question).code == "reader.slow"
    assert time.monotonic() - begun < 5


def flood(served: ModelServer) -> Iterator[bytes]:
    while not served.released.is_set():
        yield b"x" * 65_536


def test_a_flood_is_stopped(served: ModelServer, question: Question) -> None:
    served.answers = lambda asked: Answered(pieces=lambda: flood(served))
    assert refusal(UnreadableAnswer, reads(served), question).code == "reader.too_big"


def test_a_packed_body_is_not_unpacked(served: ModelServer, question: Question) -> None:
    served.answers = lambda asked: Answered(body=b"\x1f\x8b" + bytes(100), headers={"content-encoding": "gzip"})
    assert refusal(UnreadableAnswer, reads(served), question).code == "reader.no_completion"


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_never_followed(served: ModelServer, question: Question, status: int) -> None:
    served.answers = lambda asked: Answered(status, headers={"location": f"{served.address}/elsewhere"})
    assert refusal(ReaderRefused, reads(served), question).code == "reader.moved"
    assert len(served.asked) == 1


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>hello</html>",
        b"[]",
        b"null",
        b'{"choices": []}',
        b'{"choices": "x"}',
        b'{"choices": [{"message": null}]}',
        b'{"choices": [[1]]}',
        b'{"choices": {"0": {}}}',
        b"[" * 200_000,
        b"1" * 100_000,
        b'{"choices": [{"message": {"content": NaN}}]}',
    ],
)
def test_what_is_no_completion_is_said_to_be_none(served: ModelServer, question: Question, body: bytes) -> None:
    served.answers = lambda asked: Answered(body=body)
    assert refusal(UnreadableAnswer, reads(served), question).code in ("reader.no_completion", "reader.no_answer")


@pytest.mark.parametrize("text", [None, "", "  ", 7, ["met"], {"verdict": "met"}])
def test_a_completion_without_words_is_no_answer(served: ModelServer, question: Question, text: Any) -> None:
    served.answers = lambda asked: completion(text)
    assert refusal(UnreadableAnswer, reads(served), question).code == "reader.no_answer"


def test_an_answer_that_was_cut_off_is_not_taken_for_a_whole_one(served: ModelServer, question: Question) -> None:
    served.answers = lambda asked: completion('{"verdict": "met"}', finish_reason="length")
    assert refusal(UnreadableAnswer, reads(served), question).code == "reader.cut"


def test_what_no_database_can_hold_is_not_passed_on(served: ModelServer, question: Question) -> None:
    served.answers = lambda asked: completion('{"verdict": "met", "reason": "\x00\ud800"}')
    said = reads(served).ask(question).text
    assert "\x00" not in said
    assert said.encode()


def test_nobody_there(question: Question) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound, not listening: whoever connects is refused
        address = f"http://127.0.0.1:{taken.getsockname()[1]}/v1"
        assert refusal(ReaderUnavailable, reader(address, "m", KEY, 20.0), question).code == "reader.unreachable"


def test_a_line_that_breaks_is_tried_again(served: ModelServer, question: Question) -> None:
    broken = Answered(headers={"content-length": "1000"}, pieces=lambda: iter([b"{"]))
    served.answers = in_turn(broken, verdict("met", (1, "Good morning")))
    assert read_reply(reads(served).ask(question).text, "m").verdict is Verdict.MET


def test_the_proxies_of_the_environment_are_not_taken(served: ModelServer, question: Question, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.setenv("NO_PROXY", "")
    reads(served).ask(question)
    assert len(served.asked) == 1


def test_a_proxy_that_was_set_is_taken(served: ModelServer, question: Question) -> None:
    by = reader("http://model.invalid:8000/v1", "m", "", 20.0, served.address.removesuffix("/v1"))
    by.ask(question)
    assert [asked.path for asked in served.asked] == ["http://model.invalid:8000/v1/chat/completions"]


def test_a_certificate_that_nobody_vouches_for_is_refused(question: Question, tmp_path: Path) -> None:
    import ssl

    pair = ["-keyout", str(tmp_path / "key.pem"), "-out", str(tmp_path / "cert.pem")]
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=localhost", *pair],
        check=True,
        capture_output=True,
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "cert.pem", tmp_path / "key.pem")
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def greet() -> None:
            for _ in range(client.TRIES):
                try:
                    context.wrap_socket(listening.accept()[0], server_side=True).close()
                except OSError:
                    continue

        threading.Thread(target=greet, daemon=True).start()
        address = f"https://localhost:{listening.getsockname()[1]}/v1"
        wrong = refusal(ReaderUnavailable, reader(address, "m", KEY, 20.0), question)
    assert wrong.code == "reader.unreachable"
    assert "CERTIFICATE" in str(wrong)


@pytest.mark.parametrize(
    ("code", "given"),
    [
        ("reader.address", ("nonsense", "m")),
        ("reader.address", ("ftp://host/v1", "m")),
        ("reader.address", ("http://", "m")),
        ("reader.address", ("http://host:99999/v1", "m")),
        ("reader.address", (f"http://user:{KEY}@host/v1", "m")),
        ("reader.address", ("http://host/v1?key=x", "m")),
        ("reader.address", ("http://ho st/v1", "m")),
        ("reader.no_model", ("http://host/v1", " ")),
        ("reader.odd_key", ("http://host/v1", "m", "clé")),
        ("reader.odd_key", ("http://host/v1", "m", "a\nb")),
        ("reader.proxy", ("http://host/v1", "m", "", 1.0, "nonsense")),
    ],
)
def test_settings_that_cannot_work_are_refused(code: str, given: tuple[Any, ...]) -> None:
    address, model, key, timeout, proxy = (*given, *("", "", "", 1.0, "")[len(given) :])
    with pytest.raises(Misconfigured) as refused:
        reader(address, model, key, timeout, proxy)
    assert refused.value.code == code
    for language in ("zh", "en"):
        assert KEY not in refused.value.message(language)


def test_an_address_may_be_given_in_several_ways() -> None:
    ways = ("http://host:8000/v1", "http://host:8000/v1/", "http://host:8000/v1/chat/completions")
    assert {reader(way, "m", "", 1.0).address for way in ways} == {"http://host:8000/v1"}
    assert reader(ways[0], "m", "", 1.0).host == "host:8000"


def test_a_key_in_clear_text_is_noticed() -> None:
    def opened(address: str, key: str = KEY) -> bool:
        return reader(address, "m", key, 1.0).open_key

    assert opened("http://host/v1")
    assert not opened("https://host/v1")
    assert not opened("http://127.0.0.1:1/v1")
    assert not opened("http://host/v1", "")


def test_many_ask_at_once(served: ModelServer, question: Question) -> None:
    together = threading.Barrier(8)

    def wait_for_all(asked: Asked) -> Answered:
        together.wait(20)
        return verdict("met", (1, "Good morning"))

    served.answers = wait_for_all
    by = reads(served)
    with ThreadPoolExecutor(8) as threads:
        said = list(threads.map(lambda _: by.ask(question).text, range(8)))
    assert {read_reply(one, "m").verdict for one in said} == {Verdict.MET}
    assert served.most_at_once == 8


def test_the_key_is_in_no_log_and_in_no_repr(served: ModelServer, question: Question, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    served.answers = in_turn(Answered(500), verdict("met", (1, "Good morning")))
    by = reads(served)
    by.ask(question)
    served.answers = lambda asked: Answered(404, KEY.encode())
    refusal(ReaderRefused, by, question)
    assert len(served.asked) == 3
    assert KEY not in caplog.text
    assert KEY not in repr(by)
