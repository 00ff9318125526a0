"""A pack as slides to hand out. The one place that knows python-pptx."""

from __future__ import annotations

import io
import math
import re

from qa import locales
from qa.desk.views import PackItemView, PackView
from qa.model.packs import MEETING_S

WIDE, HIGH, EDGE = 13.333, 7.5, 0.6
"""A slide of 16 to 9, in inches."""
COLOURS = {"good": "157347", "bad": "B02A2A", "discuss": "9A5B10"}
WORDS_HIGH = 4.0
SIZES = (20, 16, 13, 11)
LEADING = 1.25
_UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
"""What XML has no way to write."""


def write(pack: PackView, language: str) -> bytes:
    """A title slide, then a slide an excerpt: its words, and what it shows beneath; the talking point stands in the notes, too."""
    from pptx import Presentation
    from pptx.util import Inches

    deck = Presentation()
    deck.slide_width, deck.slide_height = Inches(WIDE), Inches(HIGH)
    blank = deck.slide_layouts[6]
    front = deck.slides.add_slide(blank)
    _text(front, 2.4, 1.4, [(pack.title, 40, True, None)])
    facts = [pack.team, pack.author, _words(language, "minutes", length=_clock(pack.length.total), limit=_clock(MEETING_S))]
    _text(front, 3.9, 2.6, [(" · ".join(fact for fact in facts if fact), 18, False, None), (pack.note, 18, False, None)])
    for item in pack.items:
        _slide(deck.slides.add_slide(blank), item, len(pack.items), language)
    out = io.BytesIO()
    deck.save(out)
    return out.getvalue()


def fitted(lines: list[str]) -> tuple[int, list[str]]:
    """The largest size, in points, that ``lines`` fit the slide in, and as many of them as do: "…" stands for those left out.

    >>> fitted(["Hello."])
    (20, ['Hello.'])
    """
    for size in SIZES:
        wide, room = (WIDE - 2 * EDGE) * 72 / size, int(WORDS_HIGH * 72 / (size * LEADING))
        rows = [max(1, math.ceil(sum(1.0 if ord(c) > 0x2E7F else 0.55 for c in line) / wide)) for line in lines]
        if sum(rows) <= room:
            return size, lines
    kept = 0
    while kept < len(rows) and sum(rows[: kept + 1]) < room:
        kept += 1
    return size, [*lines[:kept], "…"]


def _slide(slide: object, item: PackItemView, count: int, language: str) -> None:
    excerpt = item.excerpt
    assert excerpt.kind is not None  # a pack is taken along with its verdicts
    head = locales.text(language, "packs.present.at", at=item.position + 1, count=count)
    kind = locales.text(language, f"packs.present.kind_{excerpt.kind}")
    _text(slide, 0.35, 0.6, [(f"{head} · {_clock(excerpt.seconds)}", 16, False, None)])
    said = [f"{_speaker(language, line['speaker'])}  {line['text']}" for line in excerpt.lines]
    size, kept = fitted(said)
    _text(slide, 1.0, WORDS_HIGH, [(line, size, False, None) for line in kept])
    told = [(f"{kind} {excerpt.title}", 22, True, COLOURS[excerpt.kind]), (excerpt.note, 16, False, None)]
    if excerpt.better:
        told.append((f"{locales.text(language, 'packs.present.better')} {excerpt.better}", 16, False, None))
    if excerpt.conclusion:
        told.append((f"{locales.text(language, 'packs.present.conclusion')} {excerpt.conclusion}", 16, False, None))
    point = f"{_words(language, 'point')}: {item.talking_point}" if item.talking_point else ""
    _text(slide, 5.2, 2.0, [*told, (point, 18, True, None)])
    slide.notes_slide.notes_text_frame.text = _written("\n".join(part for part in (item.talking_point, excerpt.note) if part))  # type: ignore[attr-defined]


def _text(slide: object, top: float, height: float, paragraphs: list[tuple[str, int, bool, str | None]]) -> None:
    from pptx.dml.color import RGBColor
    from pptx.enum.text import MSO_AUTO_SIZE
    from pptx.util import Inches, Pt

    box = slide.shapes.add_textbox(Inches(EDGE), Inches(top), Inches(WIDE - 2 * EDGE), Inches(height))  # type: ignore[attr-defined]
    frame = box.text_frame
    frame.word_wrap, frame.auto_size = True, MSO_AUTO_SIZE.TEXT_TO_FIT_SHAPE
    written = [one for one in paragraphs if one[0]]
    for place, (words, size, bold, colour) in enumerate(written):
        paragraph = frame.paragraphs[0] if place == 0 else frame.add_paragraph()
        run = paragraph.add_run()
        run.text = _written(words)
        run.font.size, run.font.bold = Pt(size), bold
        if colour:
            run.font.color.rgb = RGBColor(*bytes.fromhex(colour))  # type: ignore[no-untyped-call]


def _written(words: str) -> str:
    return _UNWRITABLE.sub("", words)


def _words(language: str, key: str, **params: object) -> str:
    return locales.text(language, f"packs.handout.{key}", **params)


def _speaker(language: str, speaker: str) -> str:
    return locales.text(language, f"packs.present.speaker_{speaker}")


def _clock(seconds: float) -> str:
    return f"{int(seconds) // 60}:{int(seconds) % 60:02}"
