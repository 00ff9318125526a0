"""Text out of bytes: the encodings in which a hotline's tools write, told apart."""

from __future__ import annotations

import codecs
import re

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_WIDE = ("utf_32_le", "utf_32_be", "utf_16_le", "utf_16_be")
_CHINESE = ("gb18030", "big5")
_SURE, _NONE = 0.8, 0.2
_MARKS = frozenset("，。？！、：；（）“”‘’《》〈〉「」『』【】…—－～·　％＃")
_SHORT = re.compile(r"[\u0080-\u07ff]")
_FOREIGN = re.compile(r"[A-Za-z][\u0080-\u07ff]|[\u0080-\u07ff][A-Za-z]")


def text_of(data: bytes) -> str | None:
    """The text of a file in UTF-8, UTF-16, UTF-32, GB18030, Big5 or a Western encoding; None where it is none of these.

    A few broken characters in UTF-8 become U+FFFD: some tools write words cut in the middle of a character.
    """
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _strictly(data, encoding)
    if 0 in data[:4096]:
        return _wide(data)
    text = _strictly(data, "utf-8")
    if text is None:
        return _mended(data) or _guessed(data)
    if "\0" in text:
        return None
    # Some words in GB18030, such as 谢谢, are right UTF-8 too, for letters that no Chinese text has.
    if (
        _SHORT.search(text)
        and not re.search(r"[\u0800-\U0010ffff]", text)
        and not _FOREIGN.search(text)
        and _common(data, "gb18030") >= _SURE
    ):
        return data.decode("gb18030")
    return text


def _strictly(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _wide(data: bytes) -> str | None:
    """Without a mark at the beginning: the one in which there are ends of lines or brackets, and nothing impossible."""
    for encoding in _WIDE:
        text = _strictly(data, encoding)
        if text is not None and "\0" not in text and any(sign in text for sign in "\n\r{"):
            return text
    return None


def _mended(data: bytes) -> str | None:
    text = data.decode("utf-8", errors="replace")
    broken = text.count("\ufffd")
    whole = sum(char >= "\u0800" for char in text) - broken
    return text if whole > 3 * broken else None


def _guessed(data: bytes) -> str | None:
    # Between the two Chinese encodings a library that looks at many languages guesses by chance where the text is short.
    likely = {encoding: _common(data, encoding) for encoding in _CHINESE}
    best = max(_CHINESE, key=lambda encoding: likely[encoding])
    if likely[best] >= _SURE:
        return data.decode(best)
    from charset_normalizer import from_bytes

    # Only what a Chinese hotline's tools write: with all encodings allowed, a short Chinese text passes for Korean or Greek.
    found = from_bytes(data, cp_isolation=[*_CHINESE, "cp1252"], preemptive_behaviour=False).best()
    western = likely[best] <= _NONE or (found is not None and found.encoding == "cp1252")
    return _strictly(data, "cp1252" if western else best if likely[best] >= 0 else "gb18030")


def _common(data: bytes, encoding: str) -> float:
    """How much of what is Chinese in ``data``, read in an encoding, are common characters; -1 where it cannot be read so.

    The standards put the common characters first: level 1 of GB 2312 (3,755 of them), level 1 of Big5 (5,401). Read in the wrong one, a
    text is full of rare characters and of those for private use.
    """
    text = _strictly(data, encoding)
    if text is None:
        return -1.0
    common = others = 0
    for char in set(text):
        if char < "\x80" or char in _MARKS:
            continue
        if "\ue000" <= char <= "\uf8ff":
            return -1.0
        code = char.encode(encoding)
        first = len(code) == 2 and (0xB0 <= code[0] <= 0xD7 and code[1] >= 0xA1 if encoding == "gb18030" else 0xA4 <= code[0] <= 0xC6)
        common, others = (common + 1, others) if first else (common, others + 1)
    return common / (common + others) if common else 0.0
