"""Phrases that speech engines write where nobody spoke: what closes a video, not what is said on a hotline.

They come from the subtitles that engines learnt from. Families, not sentences: whoever thanks for watching, asks for subscribers or
signs a subtitle is not on this call, however it is worded.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import Any

# Each must match the whole of what was written, so that a real sentence with such a word in it is left alone.
_ZH = (
    r".{0,6}(?:请|求|记得|欢迎|麻烦|别忘了|点击)(?:不吝|大家|帮忙|多多)?(?:点赞|按赞|打赏|订阅|三连).{0,3}(?:点赞|订阅|转发|关注|打赏|收藏|支持|频道).{0,20}",
    r"(?:点赞|订阅|转发|关注|打赏|收藏|支持|三连|小铃铛){2,}.{0,12}",
    r".{0,8}(?:订阅|关注).{0,4}(?:我们?的?|本|这个)?频道.{0,8}",
    r".{0,10}(?:字幕|翻译|校对|时间轴|听译)(?:由|组|制作|志愿者|提供|翻译|校对|后期|by|:|：).{0,24}",
    r"由?.{0,16}(?:社群|社区|amara|字幕组).{0,8}(?:提供)?.{0,3}字幕?.{0,6}",
    r".{0,6}(?:中文|简体|繁体|双语)字幕",
    r"字幕",
    r".{0,6}(?:感谢|谢谢|多谢)(?:大家|您|你|各位|你们|朋友们)?的?(?:观看|收看|观赏|观影).{0,10}",
    r".{0,8}(?:我们)?下(?:集|期|一期|一集|个视频|期视频|期节目)(?:节目|视频)?(?:再见|见|再会|预告).{0,4}",
    r"(?:本集|本期|节目|视频|影片|全剧|正片)(?:完|到此结束|结束了|就到这里).{0,10}",
    r"(?:未完)?待续",
    r".{0,4}(?:明镜|点点栏目|独播剧场|yoyo ?television|小编推荐).{0,20}",
    r"(?:作词|作曲|词曲|编曲|演唱|片尾曲|片头曲|主题曲|词|曲)[:： ].{0,16}",
    r"(?:音乐|掌声|笑声|静音|无声|背景音乐|鼓掌)",
)
_EN = (
    r"(?:so |and |ok |okay |well )?(?:thanks?|thank you)(?: guys| everyone| all| again)?(?: so much| very much| a lot)?"
    r"(?: guys| everyone)? for (?:watching|viewing|tuning in).{0,60}",
    r".{0,24}\blike (?:and|comment|share|this video)\b.{0,12}\b(?:subscribe|channel|share|comment)?\b.{0,30}",
    r".{0,30}\bsubscribe (?:to|on) (?:my|our|the|this) (?:youtube )?channel\b.{0,30}",
    r"(?:please |don t forget to |remember to |and )*subscribe(?: and| now| below| for more).{0,40}",
    r".{0,10}\b(?:sub(?:title)?s?|captions?|captioned|subtitled|transcripts?|transcribed|transcription|closed captioning)"
    r"(?: (?:provided|created|made|edited|corrected))? (?:by|from)\b.{0,50}",
    r"transla(?:ted|tion) by .{0,40}",
    r".{0,30}\bamara ?org\b.{0,20}",
    r"(?:i ll |we ll )?(?:see you|catch you)(?: guys| all)? (?:in |on )?(?:the |my |our )?next (?:video|episode|show).{0,20}",
    r"(?:copyright|all rights reserved|sponsored by|this (?:video|episode|program) (?:is|was) (?:brought|sponsored|made)).{0,60}",
    r"ing pao.{0,40}",
    r"www [a-z0-9]+ (?:com|org|net|tv)(?: [a-z]{2})?",
    r"(?:mbc|sbs|kbs|bbc|cnn|pbs) (?:news|america|radio).{0,12}",
    r"(?:upbeat |soft |dramatic |gentle )?(?:music|applause|laughter|silence|blank audio|no audio|inaudible|foreign)"
    r"(?: playing| music)?",
)
_MARKS = frozenset("♪♫♬🎵🎶")
_APART = re.compile(r"[^\w\u3400-\u9fff]+")


def phantom(text: str) -> bool:
    """Whether the whole of ``text`` is what engines invent.

    >>> phantom("Thanks for watching!"), phantom("感謝觀看"), phantom("感谢您的来电，再见。")
    (True, True, False)
    """
    if any(char in _MARKS for char in text) and not any(char.isalpha() for char in text):
        return True
    plain = _APART.sub(" ", _simplified(unicodedata.normalize("NFKC", text).casefold())).strip()
    if not plain:
        return False
    zh, en = _patterns()
    return bool(zh.fullmatch(plain.replace(" ", "")) or zh.fullmatch(plain) or en.fullmatch(plain))


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    return re.compile("|".join(_ZH)), re.compile("|".join(_EN))


@cache
def _converter() -> Any:
    import opencc

    return opencc.OpenCC("t2s")


def _simplified(text: str) -> str:
    simplified: str = _converter().convert(text)
    return simplified
