"""The browser components of the pages, and how their scripts and styles are put together.

Each component is a folder of plain JavaScript modules and a style sheet. A component is handed to the browser as one text, so the
modules are joined here, in order: what they import from each other already stands above them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent

_IMPORT = re.compile(r"^import\b[^;]*;\n", re.MULTILINE)
_EXPORT = re.compile(r"^export (?!default)", re.MULTILINE)


def script(*files: str) -> str:
    """The modules ``files`` (paths below this folder) as one module: their imports gone, only the default export kept."""
    return "\n".join(_EXPORT.sub("", _IMPORT.sub("", (HERE / file).read_text(encoding="utf-8"))) for file in files)


def packed(data: Mapping[str, Any]) -> bytes:
    """Data of a component, for ``unpacked`` of ``dom.js``: as bytes they are written once, as values Streamlit writes them twice."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"), check_circular=False).encode()


def style(*files: str) -> str:
    """The style sheets ``files``, the shared theme above them."""
    return "\n".join((HERE / file).read_text(encoding="utf-8") for file in ("theme.css", *files))
