"""What is said of a number without stating it as a fact: conditions, quotations, denials, questions, the past, differences, own figures.

Works on the text of ``reading.py`` with the words of the fact sheet itself blanked: 退费 in 退费三个工作日到账 takes no three days off.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from qa.rubric.reading import PAUSE_MARKS, Reading
from qa.rubric.units import MONEY, Unit

BLANK = "□"
"""Stands for each character of a subject or an attribute."""

_IF = re.compile(
    r"如果|要是|假如|假设|倘若|假定|万一|比如|例如|譬如|打个比方|就算|即使|哪怕|除非|比方说"
    r"|\b(?:if|suppose|supposing|for example|for instance|let's say|unless|assuming|in case|provided)\b"
)
_THEN = re.compile(r"的话|那么|那就|那您|\bthen\b")
_WISH = re.compile(
    r"想|要(?!是)|需要|打算|决定|选|考虑|办|开通|订|补|换|装|改|升级|转|移|报修|申请|退|销|注销|取消|购买|买|解约|提前|丢|坏|没有?异议"
    r"|方便|确认|同意|接受"
    r"|\b(?:want|need|like|choose|go for|go ahead|take|sign up|decide|order|interested|looking|cancel|leave|replace|move|switch|upgrade"
    r"|lost|lose|get|buy|agree)\w*\b"
)
"""A wish of the customer, or what befell him: what follows is so whether he wishes it or not."""
_STATE = re.compile(
    r"(?<!没)(?<!没有)(?<!未)到期|期满|届满|已经?|会员|[新老](?:用户|客户)|[金银钻]卡|星级|学生|老人|老年|军人|残疾|年满|不?满|超过|以上"
    r"|欠|在网|之后|以后"
    r"|\b(?:expired?|expires|ended|ends|already|members?|students?|seniors?|new customers?|existing customers?|over|more than|after"
    r"|in arrears)\b"
)
"""A state of things, on which it depends whether what follows is so."""
_IS_IT = re.compile(rf"[是按选用]{BLANK}")
_STATED = re.compile(
    r"要[付收交]|需要?(?:支付|付|交)|收取|得[付交]|会收|就[要收]|\b(?:the|it's|it is|it will|that's|that is|you'll pay|you pay|there's"
    r"|there is|we charge)\b"
)
_ONLY_IF = re.compile(r"的话[,，、]?")

_QUOTED = re.compile(
    r"(?<![跟和对给向帮请让替])[您你](?:刚才|刚刚|之前|上次|前面|那边)?(?:是?说(?!得|的?对|的?没错)|讲|提到?|问|看到|听到|反映|以为|理解"
    r"|记得)|(?:他|她|它)们?(?:是?说|讲|告诉)"
    r"|(?:朋友|同事|网上|别人|有人|人家|营业厅|师傅|前台|家人|广告|宣传)(?:上|里|那边|跟您|告诉您|给您)*(?:是?说|讲|写|报)|听说|据说|传说"
    r"|\b(?:you|he|she|they|someone|somebody|friend|colleague|advert|ad|website|store|guy)(?:'ve| have)? (?:just |already |also |may "
    r"|might )?(?:said|say|says|mentioned|told|were told|been told|heard|saw|thought|read|quoted)\b"
)
_DENIED = re.compile(
    r"(?:不是|并非|并不是|不会是|没有说|哪有|未必是?|不一定是?|不止|不光|不只|不可能是?|才不是|又不是)[^,，。?!;]{0,8}$"
    r"|\b(?:not|isn't|wasn't|aren't|never|no longer|rather than|instead of|nor)\b[^,，。?!;]{0,16}$"
)
_DENIED_TEXT = re.compile(
    r"(?:不需要|不用|不必|无需|无须|不要|不能|不可以|不行|没有|别)[^,，。?!;]{0,4}$"
    r"|(?:\b(?:not|no|without)|n't)\b[^,，。?!;]{0,16}$"
)
_DENIED_TEXT_AFTER = re.compile(
    r"(?:也|都|是)?(?:不行|不可以|不能|不用|不需要)| (?:is|are) (?:not|no)\b| (?:isn't|aren't|won't|doesn't|don't)\b"
)
_PART = re.compile(
    r"(?:首|前|头)(?:[一两三二四五六七八九十\d]+个?)?(?:月|年)|第[一二三]个?[月年]|[新老](?:用户|客户)|会员|学生|活动期|促销期"
    r"|\b(?:(?:the )?first (?:\w+ )?(?:months?|years?)|new customers?|members?|students?)\b"
)
"""For some customers or some months only."""
_OVER = re.compile(r"(?<!没)(?<!没有)(?<!未)到期|期满|届满|\bexpired\b|\b(?:has|have|is|already) (?:run out|over)\b")
_PAST = re.compile(
    r"原来|原先|原价|以前|从前|之前|过去|去年|前年|上个?月|上一?次|当时|当初|曾经?|调整前|旧(?:套餐|资费|版)|那会儿?|明年|后年|将来|未来"
    r"|\b(?:used to|previously|formerly|was|were|had been|originally|last (?:year|month|time)|back then|in the past|at the time|next year"
    r"|in (?:the )?future|old (?:price|fee|plan))\b"
)
_OTHERS = re.compile(
    r"别家|(?:别的|其[他它]|另外?一[个家款]?)(?:套餐|公司|运营商|地方|家|品牌)|人家|外面|友商|隔壁|他们(?:家|公司|那边)?的?"
    r"|\b(?:other|another) (?:company|companies|provider|providers|network|networks|operator|operators|plan|plans|carrier|carriers)\b"
    r"|\bcompetitors?\b|\belsewhere\b|\bthey charge\b"
)
_PERSONAL = re.compile(
    r"已经?(?:使?用|扣|消费|交|付|充|产生|花)|用[了掉]|剩(?:下|余)?(?!月|的?合约)|余额|欠费?|账单|扣[了掉过]|消费了|充[了值]|交[了过]"
    r"|付[了过]|花了|实际|产生了|(?:本|这个?|当|上个?)月(?:的?话费|账单|消费|用|扣)|预存|预付|押金|保证金|代金券|红包"
    r"|\b(?:have used|you've used|you used|left|remaining|balance|owe[sd]?|your bill|the bill|charged you|been charged|were charged|paid"
    r"|spent|so far|overdue|outstanding|deposit|prepaid|top up)\b"
)
_DIFFERENCE = re.compile(
    r"(?:便宜|贵|(?<!最)多(?:花|交|付|收|出|用|送|等|退|扣|了)?|(?<![最至])少(?:花|交|付|收|用|了)?|优惠|立减|减免?|省|差|直降"
    r"|降[价低了]?|涨[价了]?|再?加[收上了]?|补[差交缴]?|退[还回给您]*|返[还给您现]*|送|赠送?|抵扣?|奖励|额外|每超|低于|高于|追加|提前"
    r"|推迟|延长|延后|顺延|逾期|超时|打折)"
    r"(?:了|您|你|给|出|大概|约|差不多|将近|就|可以)*$"
    r"|\b(?:save|saves|saving|cheaper|discount|discounted|refund|refunded|credit|credited|rebate|extra|additional|another|plus|on top"
    r"|further|difference)\b(?: (?:of|by|you|is|up to|about|around|an|a|for))*(?: [$¥£€]?)?$"
)
_DIFFERENCE_AFTER = re.compile(
    r" (?:cheaper|less|more|off|extra|discount|credit|refund|voucher|coupon|deposit|left|remaining|in credit|worth of|back)\b"
    r"|的?(?:优惠|折扣|差价|差额|补贴|话费|红包|抵扣|返还|代金券|预存|押金|余额|欠费|账单|赠款|电子券|奖励|补差)"
)
_NAME_AFTER = re.compile(
    r"(?:钱)?的?(?:那个|这个|那款|这款|那档|这档)?(?:套餐|档(?!案)|款(?!项)|以上的?套餐)|(?:[ -](?:yuan|dollar))?[ -](?:plan|package"
    r"|tariff|bundle|deal)s?\b"
)
_SINCE = re.compile(
    r"已经?|等[了过]|过[了去]|拖了|用了|超[时过]|才过|还[有剩]|还要等|\b(?:for the (?:last|past)|been|already|ago|remaining|left)\b"
)
_SINCE_AFTER = re.compile(r"(?:之?前|以前|了(?!解)|前(?!往|台))| (?:ago|already|earlier|later than|before|left)\b")

_QUESTION = re.compile(r"[吗么](?:[,，。?!;]|$)|是不是|是否|有没有|对不对|呢\?")
_CONFIRM = re.compile(
    r"[,，、 ]*(?:对吧|对吗|是吧|是吗|没错吧|对不对|是不是|right|correct|isn't it|is that right|is that correct|yes)(?:[?。,，!;、]|$)"
)
_CONSENT = re.compile(
    r"可以吗|行吗|好吗|好不好|行不行|可不可以|需要吗|您看|您同意|同意吗|愿意|接受|方便|明白|清楚|知道了吗|要办|办理吗"
    r"|\b(?:ok|okay|all right|alright|would you like|shall i|do you want|does that (?:work|sound|help)|sounds? good|is that (?:ok|okay"
    r"|fine|all right))\b"
)
_ASKS = re.compile(
    r"^ *(?:so |and |but |well |ok |okay )?(?:is|are|was|were|do|does|did|can|could|will|would|what|which|how|who|isn't|aren't|don't"
    r"|doesn't|didn't|have|has)\b"
)

_BACK_ZH, _BACK_EN = 24, 64
_SEPARATE = re.compile(f"[{re.escape(PAUSE_MARKS)}]")


@dataclass(frozen=True, slots=True)
class Place:
    """Characters ``start`` to ``end`` (excluded) of an utterance; ``text``: its words with those of the sheet blanked."""

    reading: Reading
    text: str
    start: int
    end: int
    unit: Unit | None


def unclaimed(place: Place) -> bool:
    """Whether a number was said without being stated as a fact."""
    text, start, end = place.text, place.start, place.end
    sentence = place.reading.sentence(start, end)
    begin, stop = place.reading.clause(start, end)
    before = text[max(begin, start - (_BACK_ZH if _chinese(text) else _BACK_EN)) : start]
    after = text[end:stop]
    if _QUOTED.search(before) or _quoted_before(text, sentence[0], begin) or _DENIED.search(before) or _PAST.search(before):
        return True
    if _OTHERS.search(before) or _NAME_AFTER.match(after) or _conditional(place, sentence[0], begin):
        return True
    if place.unit is Unit.TEXT and (_DENIED_TEXT.search(before) or _DENIED_TEXT_AFTER.match(after)):
        return True
    if place.unit in MONEY and (_PART.search(before) or _OVER.search(text, sentence[0], start)):
        return True
    if place.unit not in (Unit.DATE, Unit.CLOCK, Unit.MONTHDAY, Unit.TEXT) and _figures_of_somebody(place.unit, before, after):
        return True
    return _asked(place, sentence[1], begin, stop)


def _figures_of_somebody(unit: Unit | None, before: str, after: str) -> bool:
    if _DIFFERENCE.search(before):
        return True
    if unit in _DURATIONS:
        return bool(_SINCE.search(before[-10:]) or _SINCE_AFTER.match(after))
    if unit in (Unit.PERCENT, Unit.DISCOUNT):
        return False
    money = unit in MONEY or unit is None
    return bool(_PERSONAL.search(before) or (money and _DIFFERENCE_AFTER.match(after)))


_DURATIONS = frozenset({Unit.SECOND, Unit.MINUTE, Unit.HOUR, Unit.DAY, Unit.WEEK, Unit.WORKDAY, Unit.MONTH, Unit.QUARTER, Unit.YEAR})


def _conditional(place: Place, sentence: int, begin: int) -> bool:
    """In an if-clause, or after one that names a state of things (如果您是会员), not a wish of the customer (如果您要办理)."""
    text = place.text
    if own := _IF.search(text, begin, place.start):
        then = _THEN.search(text, own.end(), place.start)
        if then is None:
            return not (_wished(place, own.end(), place.start) and _STATED.search(text, own.end(), place.start))
        return not _wished(place, own.end(), then.start())
    condition = _last(_IF, text, sentence, begin)
    if condition is not None:
        pause = _SEPARATE.search(text, condition.end(), begin)
        return not _wished(place, condition.end(), pause.start() if pause else begin)
    only = _ONLY_IF.search(text, sentence, place.start)
    if only is None:
        return False
    clause = max(sentence, *(text.rfind(mark, sentence, only.start()) + 1 for mark in PAUSE_MARKS))
    return only.start() - clause > 2 and not _wished(place, clause, only.start())


def _wished(place: Place, begin: int, end: int) -> bool:
    if _STATE.search(place.reading.text, begin, end):
        return False
    return bool(_WISH.search(place.reading.text, begin, end) or _IS_IT.search(place.text, begin, end))


def _last(pattern: re.Pattern[str], text: str, begin: int, end: int) -> re.Match[str] | None:
    found = None
    for found in pattern.finditer(text, begin, end):  # noqa: B007
        pass
    return found


def _quoted_before(text: str, sentence: int, begin: int) -> bool:
    """您刚才说, … : a quotation verb that closes the clause before."""
    found = _last(_QUOTED, text, sentence, begin)
    return found is not None and len(text[found.end() : begin].strip(PAUSE_MARKS + " ")) <= 2


def _asked(place: Place, sentence_end: int, begin: int, stop: int) -> bool:
    text = place.text
    clause = text[begin:stop]
    rest = text[stop:sentence_end]
    if _CONFIRM.match(rest + text[sentence_end : sentence_end + 1]) or _CONFIRM.search(text[place.end : stop]):
        return True
    last = not rest.strip()
    if _CONSENT.search(clause):
        return False
    if _QUESTION.search(clause + text[stop : stop + 1]):
        return True
    asked = last and text[sentence_end : sentence_end + 1] == "?"
    return asked or (bool(_ASKS.search(clause)) and text[sentence_end : sentence_end + 1] == "?")


def _chinese(text: str) -> bool:
    return any("\u4e00" <= char <= "\u9fff" for char in text[:40])
