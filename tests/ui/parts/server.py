"""A small application with both components and an invented call: `streamlit run tests/ui/parts/server.py`, then `/?view=call&lang=zh`."""

from __future__ import annotations

import tempfile
from pathlib import Path

import streamlit as st
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.routing import Route

from tests.ui.parts import invented

RECORDING = Path(tempfile.mkdtemp()) / "call.wav"
RECORDING.write_bytes(invented.recording())


def audio(request: Request) -> Response:
    if request.path_params["name"] == "here":
        return FileResponse(RECORDING, media_type="audio/wav")
    if request.path_params["name"] == "denied":
        return PlainTextResponse("", status_code=403)
    return PlainTextResponse("", status_code=404)


app = st.App(Path(__file__).with_name("page.py"), routes=[Route("/sound/{name}", audio)])
