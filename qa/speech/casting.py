"""Who is the agent: told by what only agents say, and only customers. Nothing is claimed where the words do not say it clearly."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from qa.model.call import Speaker, Transcript, Utterance
from qa.model.speaker import Speaker as Role

LEAST = 2
"""How many different things a voice must have said that only one side says."""
MARGIN = 3
"""One thing against so many is a slip of hearing; more of it, and nothing is clear."""

_AGENT = {
    "zh": (
        r"为您服务",
        r"(?:很|非常)?高兴.{0,2}(?:接听|为您)",
        r"工号(?:是|为)?[0-9零一二三四五六七八九幺]{2,}",
        r"请问?(?:有什么|有啥|您有什么|您需要).{0,4}(?:帮|需要|问题|咨询|办理)",
        r"(?:什么|哪些).{0,4}可以帮(?:到|助)?您",
        r"请您?(?:稍等|稍候|稍微等|别挂机|不要挂机)",
        r"(?:帮|给|替|为)您(?:查|核实|登记|反馈|转接|办理|申请|记录|看)",
        r"(?:让|劳)您久等",
        r"感谢您的?(?:来电|致电|耐心|等待|支持|配合|理解)",
        r"还有(?:什么|其他|别的|没有其他).{0,8}(?:帮您|帮到您|需要|可以帮)",
        r"祝您(?:生活|工作|节日)?.{0,3}(?:愉快|顺利|健康|快乐)",
        r"(?:报|提供|说)一?下.{0,4}(?:您的)?(?:手机号|机主|身份证|姓名|证件|号码|地址)",
        r"(?:核对|核实|验证)一?下您的",
        r"(?:对|为)(?:我|本次|我的)(?:本次)?.{0,3}服务.{0,3}(?:评价|打分|评分)",
        r"非常抱歉给您",
        r"您的(?:心情|感受).{0,4}(?:理解|明白)",
        r"系统(?:显示|里显示|这边显示|查询到)",
    ),
    "en": (
        r"thank(?:s| you) for (?:calling|contacting|holding|your patience|waiting)",
        r"how (?:can|may|could) i (?:help|assist)",
        r"what can i (?:do for|help) you",
        r"(?:put|place) you on (?:a brief )?hold",
        r"(?:is|was) there anything else (?:i|we|that)",
        r"anything else i can",
        r"(?:may|can|could) i (?:have|get|take|ask for) your (?:name|number|account|address|date|postcode|zip|email|phone|full)",
        r"(?:let me|i ll|i will|i can) (?:check|pull up|look up|look into|verify|transfer|book|send out|raise|escalate) "
        r"(?:that|this|it|your|you|the)",
        r"for (?:security|verification)",
        r"(?:verify|confirm) your (?:identity|account|name|address|date|phone|details)",
        r"i (?:do )?apologi[sz]e for (?:the|any|that|this|your)",
        r"your (?:account|call|line|case|ticket|reference) (?:shows|number is|has been|is)",
        r"(?:this is|my name is) [a-z]+ (?:from|with|at|speaking)",
        r"have a (?:great|good|nice|lovely|wonderful) (?:day|evening|night|weekend|one|rest)",
        r"bear with me",
        r"i(?: m| am)? showing (?:here|that)|i can see (?:here|that|on)",
    ),
}
_CUSTOMER = {
    "zh": (
        r"我要?投诉",
        r"我(?:的|家的?|这个)(?:宽带|网|手机|号码?|卡|话费|套餐|账单|流量|电视|光猫|信号)",
        r"我(?:想|要)(?:问|咨询|办|查|退|取消|改|换|注销|停机|携号)",
        r"你们(?:公司|这|这个|那边|怎么|到底|客服|就|是不是|乱)",
        r"(?:给|帮)我(?:查|看|办|退|转|开|取消|解释|换)",
        r"凭什么|怎么(?:回事|搞的|又)|什么意思啊?",
        r"(?:叫|让|找)你们?(?:领导|经理|主管|负责人)",
        r"我(?:都|已经|刚才|昨天|上次|之前).{0,6}(?:打|说|反映|报|交|投诉)",
        r"麻烦你|谢谢你啊?",
    ),
    "en": (
        r"\bmy (?:bill|phone|internet|line|broadband|contract|account|wife|husband|son|daughter|card|router|service|connection|number)\b",
        r"i(?: m| am)? (?:calling|ringing|phoning) (?:about|because|to|regarding)",
        r"i (?:want|need|would like|d like) (?:to|a|my)\b",
        r"you (?:people|guys) ",
        r"speak to (?:a|your|the) (?:manager|supervisor)",
        r"i(?: ve| have) (?:been|already|called|rung|told|paid)",
        r"i was (?:told|charged|promised)",
        r"can you (?:help me|check my|tell me)",
    ),
}
_APART = re.compile(r"[^\w\u3400-\u9fff]+")
Key = Callable[[Utterance], object]


@dataclass(frozen=True, slots=True)
class Clue:
    """Words that only one side says: characters ``start`` to ``end`` of an utterance, and which side that is."""

    utterance: int
    quote: str
    side: Role


@dataclass(frozen=True, slots=True)
class Casting:
    """Who speaks, as far as the words tell: by channel or voice; and the words that decided it. Empty where nothing is clear."""

    speakers: Mapping[object, Role]
    clues: tuple[Clue, ...]


def by_channel(transcript: Transcript) -> Casting:
    """Of two channels, which is the agent's."""
    return _cast(transcript, lambda said: said.channel)


def by_voice(transcript: Transcript) -> Casting:
    """Of voices that were told apart, which is the agent's."""
    return _cast(transcript, lambda said: said.voice or None)


def swapped(transcript: Transcript, casting: Casting) -> bool:
    """Whether the words contradict the roles that the transcript has."""
    held = {said.channel: said.speaker for said in transcript.utterances if said.speaker is not Speaker.UNKNOWN}
    return bool(casting.speakers) and all(held.get(_int(key), side) is not side for key, side in casting.speakers.items())


def recast(transcript: Transcript, casting: Casting, key: Key) -> Transcript:
    """The transcript with the speakers that the words tell; others stay as they are."""
    speakers = casting.speakers
    return replace(
        transcript,
        utterances=tuple(replace(said, speaker=speakers.get(key(said), said.speaker)) for said in transcript.utterances),
    )


def _cast(transcript: Transcript, key: Key) -> Casting:
    voices = list(dict.fromkeys(k for said in transcript.utterances if (k := key(said)) is not None))
    if len(voices) != 2:
        return Casting({}, ())
    clues = [(key(said), clue) for i, said in enumerate(transcript.utterances) if not said.doubt for clue in _clues(i, said)]

    def weight(voice: object, side: Role) -> int:
        return len({clue.quote for who, clue in clues if who == voice and clue.side is side})

    for agent, customer in (voices, voices[::-1]):
        # What the one says as an agent and the other as a customer, against the reverse.
        served, against = weight(agent, Role.AGENT), weight(customer, Role.AGENT)
        for_it = served + weight(customer, Role.CUSTOMER)
        against_it = against + weight(agent, Role.CUSTOMER)
        if served >= max(LEAST, MARGIN * against) and for_it >= MARGIN * against_it:
            deciding = tuple(clue for who, clue in clues if (who == agent) == (clue.side is Role.AGENT))
            return Casting({agent: Role.AGENT, customer: Role.CUSTOMER}, deciding)
    return Casting({}, ())


def _clues(number: int, said: Utterance) -> list[Clue]:
    plain = _APART.sub(" ", said.text.casefold())
    chinese = plain.replace(" ", "")
    found = []
    for side, patterns in ((Role.AGENT, _AGENT), (Role.CUSTOMER, _CUSTOMER)):
        for language, text in (("zh", chinese), ("en", plain)):
            for pattern in patterns[language]:
                hit = re.search(pattern, text)
                if hit:
                    found.append(Clue(number, hit.group().strip(), side))
    return found


def _int(key: object) -> int | None:
    return key if isinstance(key, int) else None
