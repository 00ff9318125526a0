"""A pack taken along: a ZIP that plays in a browser without a network, and slides to hand out."""

from __future__ import annotations

import base64
import hashlib
import html
import io
import json
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from qa import locales
from qa.config import ROOT
from qa.desk import excerpts, handout, packs
from qa.desk.house import House, author_id
from qa.desk.views import PackView
from qa.errors import Invalid
from qa.model.packs import MEETING_S
from qa.model.people import Person
from qa.store import rows

PARTS = ROOT / "qa" / "ui" / "parts"
"""The scripts of present mode: the page in the archive is driven by the very same ones."""
SCRIPTS = ("player/dom.js", "ballot/free.js", "present/minutes.js", "present/slide.js", "present/main.js", "present/offline.js")
STYLES = ("theme.css", "present/present.css", "present/offline.css")
LONGEST_NAME = 60
_IMPORT = re.compile(r"^import\b[^;]*;\n", re.MULTILINE)
_EXPORT = re.compile(r"^export (?!default)", re.MULTILINE)


def offline(house: House, actor: Person, pack_id: int, language: str) -> bytes:
    """A ZIP: ``index.html``, all of it in one file, and a folder of sounds. Raises Invalid for an empty pack.

    Sounds stay FLAC as they are stored: Chromium, Firefox and Safari play it from a file, nothing is lost, and what was masked stays
    masked to the sample. The page may load nothing but those files: its policy says so, and names its own script and style by digest.
    """
    pack = _taken(house, actor, pack_id, "zip")
    out = io.BytesIO()
    sounds: dict[int, str] = {}
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for item in pack.items:
            if item.excerpt.has_sound:
                name = sounds[item.excerpt.id] = f"sounds/{item.position + 1:02}.flac"
                archive.write(house.files.find(excerpts.sound(house, actor, item.excerpt.id)), name)
        page = _page(pack, language, sounds)
        archive.writestr("index.html", page, zipfile.ZIP_DEFLATED)
        archive.writestr("README.txt", locales.text(language, "packs.offline.read_me") + "\n")
    return out.getvalue()


def slides(house: House, actor: Person, pack_id: int, language: str) -> bytes:
    """The handout as PPTX, a slide an excerpt: its words, what it shows, the talking point. Raises Invalid for an empty pack."""
    return handout.write(_taken(house, actor, pack_id, "pptx"), language)


WRITERS: dict[str, Callable[[House, Person, int, str], bytes]] = {"zip": offline, "pptx": slides}


def file_name(pack: PackView, form: str) -> str:
    """A name that every file system takes."""
    title = re.sub(r'[\x00-\x1f\x7f<>:"/\\|?*\s]+', " ", pack.title).strip(" .")[:LONGEST_NAME].strip() or f"pack-{pack.id}"
    return f"{title}.{form}"


def _taken(house: House, actor: Person, pack_id: int, form: str) -> PackView:
    pack = packs.taken(house, actor, pack_id)
    if not pack.items:
        raise Invalid("packs.empty", title=pack.title)
    with house.db.writing() as session:
        rows.note(session, author_id(actor), "pack.take", f"pack:{pack_id}", form=form, version=pack.version)
    return pack


def _page(pack: PackView, language: str, sounds: dict[int, str]) -> str:
    script = "\n".join(_EXPORT.sub("", _IMPORT.sub("", _read(name))) for name in SCRIPTS)
    style = "\n".join(_read(name) for name in STYLES)
    policy = (
        f"default-src 'none'; script-src '{_digest(script)}'; style-src '{_digest(style)}'; media-src 'self' file:; "
        "base-uri 'none'; form-action 'none'"
    )
    # inside a script nothing is markup but the beginnings of tags and comments: as an escape "<" is the same letter and begins nothing
    data = json.dumps(_data(pack, language, sounds), ensure_ascii=False).replace("<", "\\u003c")
    words = {
        key: html.escape(locales.text(language, f"packs.offline.{key}", title=pack.title, number=pack.version))
        for key in ("about", "noscript")
    }
    return (
        f'<!doctype html>\n<html lang="{"zh-CN" if language == "zh" else "en"}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{html.escape(pack.title)}</title>\n<style>{style}</style>\n</head>\n<body>\n"
        f'<main id="show"></main>\n<p class="about">{words["about"]}</p>\n<noscript>{words["noscript"]}</noscript>\n'
        f'<script type="application/json" id="pack">{data}</script>\n<script>{script}</script>\n</body>\n</html>\n'
    )


def _data(pack: PackView, language: str, sounds: dict[int, str]) -> dict[str, Any]:
    return {
        "scope": f"pack.{pack.id}.{pack.version}",
        "title": pack.title,
        "items": [
            {
                "id": item.position + 1,
                "kind": item.excerpt.kind,
                "title": item.excerpt.title,
                "note": item.excerpt.note,
                "point": item.talking_point,
                "seconds": item.excerpt.seconds,
                "lines": [{"speaker": line["speaker"], "text": line["text"], "start": line["start"]} for line in item.excerpt.lines],
                "sound": sounds.get(item.excerpt.id, ""),
                "better": item.excerpt.better,
                "conclusion": item.excerpt.conclusion,
                "gone": "",
                "changed": False,
            }
            for item in pack.items
        ],
        "saved": {},
        "crew": [],
        "editable": True,
        "alone": True,
        "meeting": MEETING_S,
        "elapsed": 0,
        "ended": False,
        "labels": locales.area(language, "packs.present"),
    }


def _read(name: str) -> str:
    return Path(PARTS / name).read_text(encoding="utf-8")


def _digest(content: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
