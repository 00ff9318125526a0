"""A transcript as a Word document, to read and to annotate."""

from __future__ import annotations

import io
import re

from qa import locales
from qa.model.call import Transcript
from qa.speech.formats.cues import clock
from qa.speech.formats.labels import who

_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def write(transcript: Transcript, title: str = "") -> bytes:
    """A line a turn: its time, who speaks in bold, the words; what nobody can have said is struck through."""
    from docx import Document
    from docx.oxml.ns import qn
    from docx.shared import Pt, RGBColor

    language = "zh" if transcript.language == "zh" else "en"
    document = Document()
    style = document.styles["Normal"]
    style.font.name, style.font.size = "Calibri", Pt(11)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), "Microsoft YaHei")
    document.add_heading(_plain(title) or locales.text(language, "speech.document.title"), level=1)
    for said in transcript.utterances:
        line = document.add_paragraph()
        line.paragraph_format.space_after = Pt(4)
        if said.start is not None:
            time = line.add_run(f"{clock(said.start, '.')[:8]}  ")
            time.font.color.rgb, time.font.size = RGBColor(0x80, 0x80, 0x80), Pt(9)
        line.add_run(f"{_plain(who(said, language, always=True))}  ").bold = True
        line.add_run(_plain(said.text)).font.strike = bool(said.doubt)
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def _plain(text: str) -> str:
    """Without the characters that a document cannot hold."""
    return _UNPRINTABLE.sub("", text)
