"""The way to a language model: one question, one answer, over the chat completions interface that such servers have in common.

Everything is bounded: the time with all retries, the size of what comes back, the number of tries. Nothing but the configured address is
ever spoken to: no redirect is followed, no proxy of the environment taken, every certificate is checked against the system's own.
"""

from __future__ import annotations

import asyncio
import json
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import Any
from urllib.parse import urlsplit

import httpx2 as httpx
from httpx2 import create_ssl_context

from qa.errors import Misconfigured, ReaderError, ReaderRefused, ReaderUnavailable, UnreadableAnswer
from qa.model.asking import Question
from qa.reader.prompt import messages, schema
from qa.reader.reply import LONGEST, clean

LARGEST = 1 << 20
"""Bytes of a response that are read; an answer has a few hundred."""
LARGEST_REFUSAL = 1 << 16
MOST_TOKENS = 4_096
TRIES, FIRST_PAUSE_S, LONGEST_PAUSE_S = 3, 0.5, 10.0
SHOWN = 200
_AGAIN = frozenset({408, 429, 500, 502, 503, 504})
_OTHER_MANNER = frozenset({400, 422, 501})


@dataclass(frozen=True, slots=True)
class Said:
    """What a model wrote, as it came, and how many seconds it took."""

    text: str
    seconds: float


@dataclass(slots=True)
class Reader:
    """A language model at an address. Safe for any number of threads."""

    address: str
    model: str
    key: str = field(repr=False)
    timeout: float
    proxy: str = field(default="", repr=False)
    _manner: int = field(default=0, repr=False)
    """How much of the interface the server has been found to lack: not every one takes a form for the answer, or a temperature."""

    @property
    def host(self) -> str:
        """Where the words of a call go: host and port."""
        return urlsplit(self.address).netloc

    @property
    def open_key(self) -> bool:
        """Whether the key would travel in clear text to another machine."""
        parts = urlsplit(self.address)
        return bool(self.key) and parts.scheme == "http" and parts.hostname not in ("localhost", "127.0.0.1", "::1")

    def ask(self, question: Question) -> Said:
        """Put a question; takes ``timeout`` seconds at most. Not from within an event loop.

        Raises ReaderUnavailable, ReaderRefused or UnreadableAnswer.
        """
        begun = time.monotonic()
        text = asyncio.run(self._in_time(question))
        return Said(text, time.monotonic() - begun)

    async def _in_time(self, question: Question) -> str:
        try:
            async with asyncio.timeout(self.timeout):
                # The deadline above is for all of it; these are only what a library wants to hear.
                async with httpx.AsyncClient(
                    timeout=self.timeout, trust_env=False, follow_redirects=False, verify=_certificates(), proxy=self.proxy or None
                ) as client:
                    return await self._in_some_manner(client, question)
        except TimeoutError as wrong:
            raise ReaderUnavailable("reader.slow", host=self.host, seconds=f"{self.timeout:g}") from wrong

    async def _in_some_manner(self, client: httpx.AsyncClient, question: Question) -> str:
        manner, said = self._manner, messages(question)
        while True:
            body = {"model": self.model, "messages": said, **_manners(question)[manner]}
            try:
                text = await self._tried(client, body)
            except _Unfit as unfit:
                if manner + 1 == len(_manners(question)):
                    raise unfit.problem from None
                manner += 1
            else:
                self._manner = manner
                return text

    async def _tried(self, client: httpx.AsyncClient, body: Mapping[str, Any]) -> str:
        pause = FIRST_PAUSE_S
        for left in reversed(range(TRIES)):
            try:
                return await self._once(client, body)
            except _Later as later:
                if not left or later.wait > LONGEST_PAUSE_S:
                    raise later.problem from None
                await asyncio.sleep(max(pause, later.wait))
                pause *= 2
        raise AssertionError("the last try returns or raises")

    async def _once(self, client: httpx.AsyncClient, body: Mapping[str, Any]) -> str:
        headers = {"accept": "application/json", "accept-encoding": "identity", "content-type": "application/json"}
        if self.key:
            headers["authorization"] = f"Bearer {self.key}"
        content = json.dumps(body, ensure_ascii=False).encode()
        try:
            async with client.stream("POST", f"{self.address}/chat/completions", content=content, headers=headers) as response:
                received = await self._received(response)
        except httpx.TimeoutException as wrong:
            raise TimeoutError from wrong
        except (httpx.HTTPError, httpx.StreamError) as wrong:
            problem = ReaderUnavailable("reader.unreachable", host=self.host, why=self._hushed(str(wrong) or type(wrong).__name__))
            raise _Later(problem) from None
        if response.status_code == 200:
            return self._text(received)
        raise self._refusal(response, received)

    async def _received(self, response: httpx.Response) -> bytes:
        """The bytes of an answer as they came, never unpacked; of a refusal, the first of them."""
        answered, received = response.status_code == 200, bytearray()
        if response.headers.get("content-encoding", "identity") != "identity":
            if answered:
                raise UnreadableAnswer("reader.no_completion", host=self.host)
            return b""
        async for piece in response.aiter_raw():
            received += piece
            if len(received) > LARGEST and answered:
                raise UnreadableAnswer("reader.too_big", host=self.host, limit=LARGEST >> 20)
            if len(received) > LARGEST_REFUSAL and not answered:
                break
        return bytes(received)

    def _refusal(self, response: httpx.Response, received: bytes) -> Exception:
        status = response.status_code
        if status in _AGAIN:
            return _Later(ReaderUnavailable("reader.busy", host=self.host, status=status), _seconds(response.headers.get("retry-after")))
        if response.has_redirect_location or 300 <= status < 400:
            return ReaderRefused("reader.moved", host=self.host, status=status)
        if status in (401, 403):
            return ReaderRefused("reader.key", host=self.host, status=status)
        refused = ReaderRefused("reader.refused", host=self.host, status=status, model=self.model, said=self._hushed(_complaint(received)))
        return _Unfit(refused) if status in _OTHER_MANNER else refused

    def _text(self, received: bytes) -> str:
        """The words of a completion. Raises UnreadableAnswer."""
        try:
            choice = json.loads(received)["choices"][0]
            text = choice["message"]["content"]
        except (ValueError, RecursionError, LookupError, TypeError) as wrong:
            raise UnreadableAnswer("reader.no_completion", host=self.host) from wrong
        if choice.get("finish_reason") == "length":
            raise UnreadableAnswer("reader.cut", model=self.model)
        if not isinstance(text, str) or not text.strip():
            raise UnreadableAnswer("reader.no_answer", model=self.model)
        return clean(text[-LONGEST:])

    def _hushed(self, words: str) -> str:
        """Words of another program for a message of ours: short, on one line, without the key should they repeat it."""
        hushed = words.replace(self.key, "•••") if self.key else words
        shown = clean(" ".join("".join(char if char.isprintable() else " " for char in hushed).split()))
        return shown if len(shown) <= SHOWN else shown[: SHOWN - 1] + "…"


@lru_cache(maxsize=8)
def reader(address: str, model: str, key: str, timeout: float, proxy: str = "") -> Reader:
    """The model at an address; the same one for the same settings, so that what was learnt of it is kept. Raises Misconfigured."""
    parts = _parts(address)
    if parts is None or parts.username or parts.password or parts.query or parts.fragment:
        raise Misconfigured("reader.address")
    if not model.strip():
        raise Misconfigured("reader.no_model")
    if not key.isascii() or not key.isprintable():
        raise Misconfigured("reader.odd_key")
    if proxy and _parts(proxy) is None:
        raise Misconfigured("reader.proxy")
    return Reader(address.rstrip("/").removesuffix("/chat/completions"), model.strip(), key, timeout, proxy)


class _Later(Exception):
    """It may go better in a while: in ``wait`` seconds, if the server said so."""

    def __init__(self, problem: ReaderError, wait: float = 0.0) -> None:
        super().__init__(problem)
        self.problem, self.wait = problem, wait


class _Unfit(Exception):
    """The server did not like the request as it was put."""

    def __init__(self, problem: ReaderError) -> None:
        super().__init__(problem)
        self.problem = problem


def _manners(question: Question) -> tuple[dict[str, Any], ...]:
    """What is asked for beside the words, the most exact first. The last is what every server takes."""
    form = {"type": "json_schema", "json_schema": {"name": "verdict", "strict": True, "schema": schema(question)}}
    steady = {"temperature": 0, "max_tokens": MOST_TOKENS}
    return {**steady, "response_format": form}, steady, {}


def _parts(address: str) -> Any:
    """An http or https address in its parts; None where it is none."""
    try:
        parts = urlsplit(address)
        whole = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0 and bool(httpx.URL(address).host)
    except (ValueError, httpx.InvalidURL):
        return None
    return parts if whole and address.isprintable() and " " not in address else None


def _seconds(header: str | None) -> float:
    return float(header) if header and header.isascii() and header.isdigit() and len(header) < 9 else 0.0


def _complaint(received: bytes) -> str:
    """What a server says is wrong: the message of its error object, else the text as it is."""
    text = received.decode("utf-8", "replace")
    try:
        error = json.loads(text)["error"]
        return str(error["message"] if isinstance(error, dict) else error)
    except (ValueError, RecursionError, LookupError, TypeError):
        return text


@cache
def _certificates() -> ssl.SSLContext:
    return create_ssl_context(trust_env=False)
