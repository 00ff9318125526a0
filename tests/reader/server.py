"""A language model's server for tests: it speaks the real protocol on a real port, and answers as it is told."""

from __future__ import annotations

import json
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True)
class Asked:
    """One request as it arrived."""

    path: str
    headers: Mapping[str, str]
    body: dict[str, Any]

    @property
    def words(self) -> str:
        return "\n".join(message["content"] for message in self.body["messages"])

    @property
    def lines(self) -> list[dict[str, Any]]:
        """The turns of the call as the model is shown them."""
        return [json.loads(line) for line in self.words.split("\n") if line.startswith('{"turn"')]


@dataclass(frozen=True)
class Answered:
    """What goes back: a status, headers, and bytes all at once or piece by piece (a piece may wait for something first)."""

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    pieces: Callable[[], Iterator[bytes]] | None = None


Manner = Callable[[Asked], Answered]


def completion(text: Any, **more: Any) -> Answered:
    """A chat completion with these words."""
    choice = {"index": 0, "message": {"role": "assistant", "content": text}, "finish_reason": "stop", **more}
    return Answered(body=json.dumps({"id": "x", "object": "chat.completion", "model": "served", "choices": [choice]}).encode())


def verdict(name: Any, *quotes: tuple[int, str], reason: Any = "because") -> Answered:
    """An answer in the form that is asked for."""
    return completion(json.dumps({"verdict": name, "quotes": [{"turn": turn, "quote": quote} for turn, quote in quotes], "reason": reason}))


class ModelServer:
    """``answers`` is asked for every request; ``asked`` keeps them all, ``most_at_once`` how many were there together."""

    def __init__(self, server: ThreadingHTTPServer) -> None:
        self._server = server
        self._lock = threading.Lock()
        self._here = 0
        self.asked: list[Asked] = []
        self.most_at_once = 0
        self.answers: Manner = lambda asked: verdict("unsure")
        self.released = threading.Event()
        """Whoever waits in an answer waits for this; set when the server stops."""

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}/v1"

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self._server.server_address[1]}"

    def serve(self, asked: Asked) -> Answered:
        with self._lock:
            self.asked.append(asked)
            self._here += 1
            self.most_at_once = max(self.most_at_once, self._here)
        try:
            return self.answers(asked)
        finally:
            with self._lock:
                self._here -= 1


class Server(ThreadingHTTPServer):
    """Says nothing of those who hang up."""

    def handle_error(self, request: Any, client_address: Any) -> None:
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


@contextmanager
def model_server() -> Iterator[ModelServer]:
    """A server on a port of its own, gone after the block."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            answered = mine.serve(Asked(self.path, {k.lower(): v for k, v in self.headers.items()}, json.loads(body)))
            try:
                self._send(answered)
            except (BrokenPipeError, ConnectionResetError):
                self.close_connection = True  # who asked had enough

        def _send(self, answered: Answered) -> None:
            self.send_response(answered.status)
            for name, value in answered.headers.items():
                self.send_header(name, value)
            if answered.pieces is None:
                self.send_header("content-length", str(len(answered.body)))
                self.end_headers()
                self.wfile.write(answered.body)
            else:
                self.send_header("connection", "close")
                self.end_headers()
                for piece in answered.pieces():
                    self.wfile.write(piece)
                self.close_connection = True

        def log_message(self, format: str, *args: Any) -> None:
            pass

    server = Server(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    mine = ModelServer(server)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield mine
    finally:
        mine.released.set()
        server.shutdown()
        server.server_close()
        thread.join()
