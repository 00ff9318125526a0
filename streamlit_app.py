"""The application: ``streamlit run streamlit_app.py`` or ``python streamlit_app.py``."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import streamlit as st
from starlette.concurrency import run_in_threadpool
from streamlit.runtime.pages_manager import PagesManager

from qa import heap
from qa.ui.gate import Gate
from qa.ui.session import house, seal


@asynccontextmanager
async def lifespan(_: Any) -> AsyncIterator[None]:
    """Opens the workspace, and starts a worker beside the pages where the settings say so."""
    opened = await run_in_threadpool(house)
    seal()
    heap.settle()
    companion = None
    if opened.settings.worker:
        from qa.jobs.companion import Companion

        companion = Companion(opened.settings)
        await run_in_threadpool(companion.start)
    try:
        yield
    finally:
        if companion is not None:
            await run_in_threadpool(companion.stop)
        house.clear()


# Until the menu has run once in this process, Streamlit would take the folder of pages for the menu: an address opened right after the
# start would show its page bare.
PagesManager.uses_pages_directory = False

gate = Gate(house, seal)
app = st.App("qa/ui/main.py", routes=gate.routes, middleware=gate.middleware, lifespan=lifespan)

OPTIONS = {"STREAMLIT_SERVER_ADDRESS": "server.address", "STREAMLIT_SERVER_PORT": "server.port"}
"""What ``streamlit run`` takes from the environment, and ``app.run`` does not."""

if __name__ == "__main__":
    app.run(config={option: os.environ[name] for name, option in OPTIONS.items() if name in os.environ})
