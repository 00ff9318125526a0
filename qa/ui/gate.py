"""The door before the pages: signing in and out, the first visit, sound for those who may hear it.

Pure Starlette: a guard around everything (``Guard``) and a handful of routes (``Gate.routes``). Streamlit sees no request of a stranger.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

from anyio import CapacityLimiter, to_thread
from jinja2 import Environment, FileSystemLoader
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from qa import locales
from qa.desk import drafts, excerpts, intake, people, quiz_play
from qa.desk.house import House
from qa.errors import Conflict, Forbidden, HearbackError, Invalid, NotFound
from qa.model.people import Person
from qa.model.text import LANGUAGES
from qa.ui.seal import COOKIE, LANGUAGE_COOKIE, LASTS_S, Seal

HERE = Path(__file__).parent / "gate_pages"
CSS = "/gate.css"
OPEN = frozenset({"/sign-in", "/welcome", "/sign-out", "/healthz", CSS})
"""Paths that answer a stranger."""
PUBLISHED = "/static/"
"""Streamlit's own published bundle: a valid signature is enough, no look into the accounts for each of its files."""
MACHINERY = ("/_stcore/", "/media/", "/component/", "/static/", "/app/", "/auth/")
"""What a page fetches by itself; sending it to a form would only confuse it."""
LONGEST_FORM, MOST_FIELDS = 16 * 1024, 20
AT_ONCE = 4
"""Password checks at a time: each takes 64 MiB and much of a core for a moment."""
YEAR_S = 365 * 24 * 3600

PAGE_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; media-src 'self' blob: data:; worker-src 'self' blob:; connect-src 'self'; "
    "frame-src 'self'; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'self'"
)
GATE_POLICY = "default-src 'none'; style-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
STATUS: tuple[tuple[type[HearbackError], int], ...] = ((NotFound, 404), (Forbidden, 403), (Conflict, 409), (Invalid, 400))


class TooLong(Exception):
    """A form larger than any form of ours."""


class Gate:
    """Routes and middleware around one house. ``house`` and ``seal`` are asked for at each request, so that nothing opens at import."""

    def __init__(self, house: Callable[[], House], seal: Callable[[], Seal]) -> None:
        self.house, self.seal = house, seal
        self._pages = Environment(loader=FileSystemLoader(HERE), autoescape=True)
        self._checks: CapacityLimiter | None = None

    @property
    def routes(self) -> list[BaseRoute]:
        return [
            Route("/sign-in", self._sign_in, methods=["GET", "POST"]),
            Route("/welcome", self._welcome, methods=["GET", "POST"]),
            Route("/sign-out", self._sign_out, methods=["GET", "POST"]),
            Route("/healthz", _healthy, methods=["GET"]),
            Route(CSS, _style, methods=["GET"]),
            Route("/calls/{number:int}/audio", self._call_audio, methods=["GET"]),
            Route("/excerpts/{number:int}/audio", self._excerpt_audio, methods=["GET"]),
            Route("/drafts/{number:int}/audio", self._draft_audio, methods=["GET"]),
            Route("/items/{number:int}/audio", self._item_audio, methods=["GET"]),
        ]

    @property
    def middleware(self) -> list[Middleware]:
        return [Middleware(Guard, gate=self)]

    def person(self, cookie: str | None) -> Person | None:
        """Who comes with this cookie, as the accounts stand now."""
        known = self.seal().read(cookie)
        return people.who(self.house(), known.person, known.epoch) if known else None

    async def _sign_in(self, request: Request) -> Response:
        house, onward = self.house(), local(request.query_params.get("next"))
        if await run_in_threadpool(people.empty, house):
            return RedirectResponse("/welcome", 303)
        if request.method == "GET":
            if await run_in_threadpool(self.person, request.cookies.get(COOKIE)):
                return RedirectResponse(onward, 303)
            return await self._sign_in_page(request)
        form = await _form(request)
        try:
            person, epoch = await self._checked(_signed_in, house, form)
        except HearbackError as wrong:
            return await self._sign_in_page(request, wrong, form)
        return self._inside(person, epoch, local(form.get("next")))

    async def _sign_in_page(self, request: Request, wrong: HearbackError | None = None, form: dict[str, str] | None = None) -> Response:
        form = form or {}
        demo = await run_in_threadpool(people.demo_people, self.house())
        onward = local(form.get("next") or request.query_params.get("next"))
        return self._page(request, "sign_in.html", wrong, name=form.get("name", ""), onward=onward, demo=demo)

    async def _welcome(self, request: Request) -> Response:
        house = self.house()
        if not await run_in_threadpool(people.empty, house):
            return RedirectResponse("/sign-in", 303)
        if request.method == "GET":
            return self._page(request, "welcome.html", shortest=people.SHORTEST_PASSWORD, form={})
        form = await _form(request)
        try:
            person = await self._checked(_first, house, form, language_of(request))
        except HearbackError as wrong:
            return self._page(request, "welcome.html", wrong, shortest=people.SHORTEST_PASSWORD, form=form)
        return self._inside(person, 0, "/")

    async def _sign_out(self, request: Request) -> Response:
        # a link on a stranger's page may not sign anybody out: it gets the question instead
        if request.method == "GET" and request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
            return self._page(request, "sign_out.html")
        self.seal().void(request.cookies.get(COOKIE))
        answer = RedirectResponse("/sign-in", 303)
        answer.delete_cookie(COOKIE, path="/", httponly=True, samesite="lax", secure=self.house().settings.secure_cookie)
        return answer

    def _call_audio(self, request: Request) -> Response:
        return self._audio(request, intake.sound)

    def _excerpt_audio(self, request: Request) -> Response:
        return self._audio(request, excerpts.sound)

    def _draft_audio(self, request: Request) -> Response:
        return self._audio(request, drafts.sound)

    def _item_audio(self, request: Request) -> Response:
        return self._audio(request, quiz_play.sound)

    def _audio(self, request: Request, key_of: Callable[[House, Person, int], str]) -> Response:
        house = self.house()
        try:
            file = house.files.find(key_of(house, request.scope["person"], request.path_params["number"]))
        except (NotFound, Forbidden, Conflict) as wrong:
            return PlainTextResponse(wrong.message(language_of(request)), 404)
        # revalidated each time: who may hear it can change
        return FileResponse(file, media_type="audio/flac", headers={"Cache-Control": "private, no-cache"})

    def _inside(self, person: Person, epoch: int, onward: str) -> Response:
        answer = RedirectResponse(onward, 303)
        safe = self.house().settings.secure_cookie
        cookie = self.seal().issue(person.id, epoch)
        answer.set_cookie(COOKIE, cookie, max_age=LASTS_S, path="/", httponly=True, samesite="lax", secure=safe)
        if person.language:
            answer.set_cookie(LANGUAGE_COOKIE, person.language, max_age=YEAR_S, path="/", httponly=True, samesite="lax", secure=safe)
        return answer

    async def _checked(self, verb: Callable[..., Any], *args: Any) -> Any:
        self._checks = self._checks or CapacityLimiter(AT_ONCE)
        return await to_thread.run_sync(verb, *args, limiter=self._checks)

    def _page(self, request: Request, template: str, wrong: HearbackError | None = None, **shown: Any) -> Response:
        language = language_of(request)
        words = self._pages.get_template(template).render(
            t=lambda key, **params: locales.text(language, key, **params),
            language=language,
            other="en" if language == "zh" else "zh",
            other_address=_in_language(request, "en" if language == "zh" else "zh"),
            problem=wrong.message(language) if wrong else "",
            **shown,
        )
        answer = HTMLResponse(words, _status(wrong), headers={"Cache-Control": "no-store", "Content-Language": language})
        if request.query_params.get("lang") in LANGUAGES:
            answer.set_cookie(LANGUAGE_COOKIE, language, max_age=YEAR_S, path="/", httponly=True, samesite="lax")
        return answer


class Guard:
    """Lets in whoever has a cookie that holds; sends everybody else to the door. Adds the security headers to every answer."""

    def __init__(self, app: ASGIApp, gate: Gate) -> None:
        self.app, self.gate = app, gate

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await self._socket(scope, receive, send)
        elif scope["type"] == "http":
            await self._http(scope, receive, _with_headers(send, scope["path"]))
        else:
            await self.app(scope, receive, send)

    async def _socket(self, scope: Scope, receive: Receive, send: Send) -> None:
        if await self._known(scope):
            await self.app(scope, receive, send)
        else:
            await send({"type": "websocket.close", "code": 4401, "reason": ""})

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        path, request = scope["path"], Request(scope, receive)
        if path in OPEN:
            refusal = _refused_form(request)
            try:
                await (refusal or self.app)(scope, receive, send)
            except TooLong:
                await PlainTextResponse(locales.text(language_of(request), "gate.too_long"), 413)(scope, receive, send)
        elif await self._known(scope):
            await self.app(scope, receive, send)
        else:
            await _to_the_door(request)(scope, receive, send)

    async def _known(self, scope: Scope) -> bool:
        request = Request({**scope, "type": "http"})
        cookie = request.cookies.get(COOKIE)
        if scope["path"].startswith(PUBLISHED):
            return self.gate.seal().read(cookie) is not None
        scope["person"] = await run_in_threadpool(self.gate.person, cookie)
        return scope["person"] is not None


def language_of(request: Request) -> str:
    """What was just chosen, else what was chosen before, else what the browser prefers; Chinese where it does not say."""
    for chosen in (request.query_params.get("lang"), request.cookies.get(LANGUAGE_COOKIE)):
        if chosen in LANGUAGES:
            return chosen
    for wish in request.headers.get("accept-language", "").split(","):
        if (wished := wish.strip()[:2].lower()) in LANGUAGES:
            return wished
    return "zh"


def local(address: str | None) -> str:
    """``address`` where it is a page of ours; the home page for anything else, so that nobody is led away after signing in.

    >>> local("/call?call=3&t=12"), local("//elsewhere.example"), local("https://elsewhere.example"), local(None)
    ('/call?call=3&t=12', '/', '/', '/')
    """
    if not address or not address.startswith("/") or address.startswith("//") or len(address) > 2000:
        return "/"
    if "\\" in address or any(ord(c) < 33 or ord(c) == 127 for c in address):
        return "/"
    path = urlsplit(address).path
    return "/" if path in OPEN or path.startswith(MACHINERY) else address


def _in_language(request: Request, language: str) -> str:
    onward = request.query_params.get("next")
    return f"?lang={language}" + (f"&next={quote(local(onward), safe='')}" if onward else "")


def _signed_in(house: House, form: dict[str, str]) -> tuple[Person, int]:
    if "demo" in form:
        return people.sign_in_demo(house, form["demo"])
    return people.sign_in(house, form.get("name", ""), form.get("password", ""))


def _first(house: House, form: dict[str, str], language: str) -> Person:
    name = form.get("name", "")
    if form.get("password") != form.get("again"):
        raise Invalid("gate.not_the_same")
    return people.first_admin(house, name, form.get("shown", "").strip() or name, form.get("password", ""), language)


def _status(wrong: HearbackError | None) -> int:
    return next((status for kind, status in STATUS if isinstance(wrong, kind)), 500) if wrong else 200


async def _form(request: Request) -> dict[str, str]:
    """The fields of a small form. Raises TooLong."""
    body = bytearray()
    async for block in request.stream():
        body += block
        if len(body) > LONGEST_FORM:
            raise TooLong
    try:
        fields = parse_qs(body.decode("utf-8", errors="replace"), keep_blank_values=True, max_num_fields=MOST_FIELDS)
    except ValueError as wrong:
        raise TooLong from wrong
    return {name: values[0] for name, values in fields.items()}


def _refused_form(request: Request) -> Response | None:
    """A form sent from another site, or none of ours."""
    if request.method != "POST":
        return None
    origin = request.headers.get("origin")
    if origin is not None and urlsplit(origin).netloc != request.headers.get("host"):
        return PlainTextResponse(locales.text(language_of(request), "gate.elsewhere"), 403)
    if not request.headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
        return PlainTextResponse(locales.text(language_of(request), "gate.no_form"), 415)
    length = request.headers.get("content-length", "0")
    return (
        None
        if length.isdigit() and int(length) <= LONGEST_FORM
        else PlainTextResponse(locales.text(language_of(request), "gate.too_long"), 413)
    )


def _to_the_door(request: Request) -> Response:
    path = request.url.path
    page = request.method in ("GET", "HEAD") and not path.startswith(MACHINERY) and not path.endswith("/audio") and "/_stcore/" not in path
    if not page:
        return PlainTextResponse(locales.text(language_of(request), "gate.sign_in_first"), 401, headers={"Cache-Control": "no-store"})
    asked = path + (f"?{request.url.query}" if request.url.query else "")
    onward = local(asked)
    return RedirectResponse("/sign-in" + (f"?next={quote(onward, safe='')}" if onward != "/" else ""), 303)


def _with_headers(send: Send, path: str) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            headers["Content-Security-Policy"] = GATE_POLICY if path in OPEN else PAGE_POLICY
            headers["X-Content-Type-Options"] = "nosniff"
            headers["X-Frame-Options"] = "DENY" if path in OPEN else "SAMEORIGIN"
            headers["Referrer-Policy"] = "same-origin"
            headers["Cross-Origin-Opener-Policy"] = "same-origin"
            headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=()"
        await send(message)

    return sending


def _healthy(_: Request) -> Response:
    return PlainTextResponse("ok")


def _style(_: Request) -> Response:
    return FileResponse(HERE / "gate.css", media_type="text/css", headers={"Cache-Control": "public, max-age=3600"})
