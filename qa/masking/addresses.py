"""Addresses that lead to a door, and where somebody says to live."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from qa.model.masking import Place, Private

_N = r"(?:[0-9０-９]{1,5}|[零〇一幺二两三四五六七八九十百]{1,6})(?:[A-Za-z]|[-－—之][0-9一二三四五六七八九]{1,4})?"
_UNIT = (
    rf"(?:[A-Za-z甲乙丙丁东西南北中]?\s?{_N}\s*(?:号楼|号院|号(?!码|线|到|生|前|后(?!座)|之(?![一二三四五六七八九])|出|扣|的?时候)|栋|幢"
    r"|座|单元|层|楼|室|弄|组|队|门|房|排|户)|[A-Z]\s?[座栋区室]|[东西南北中]单元|后座)"
)
_DOOR = re.compile(
    rf"{_UNIT}(?:[\s,，、的]{{0,2}}(?:[\u4e00-\u9fff]{{1,5}}?(?:楼|大厦|阁|轩|苑|公寓|中心"
    rf"|广场))?{_UNIT}){{0,5}}(?:[\s,，、]?(?:[东西南北]?门)?(?:[0-9]{{1,3}}[-－—][0-9]{{1,4}}|[0-9]{{1,3}}[A-Z](?![A-Za-z])"
    rf"|[0-9]{{2,4}}|[零〇一幺二两三四五六七八九]{{3,4}})(?![0-9"
    r"元块兆月年个GMgm]))?"
)
_STRONG = re.compile(r"号楼|号院|栋|幢|单元|弄|[0-9零〇一幺二两三四五六七八九]室|座")
_PLACE = (
    r"路|大街|街|道|巷|弄|胡同|里|段|小区|花园|公寓|家园|新村|苑|府|城|湾|庭|园|大厦|村|社区|大院|家属院"
    r"|宿舍|公馆|名都|华府|坊|庄|屯|镇|乡|街道|国际|广场|中心|学院|大学|中学|小学|厂|区|州|期"
)
_NAMED = re.compile(rf"(?:{_PLACE})[东西南北中]?[段侧]?[\s,，的]?$")
_HAN_LEFT = re.compile(r"[\u4e00-\u9fffA-Za-z0-9\s,，、()（）-]{0,48}$")
_CUT = re.compile(
    r".*(?:地址|住址|家住|住在|住|装在|安装|家在|搬到|寄到|寄往|寄|送到|送|位于|在|到|是|就|嗯|呃|我们家"
    r"|我家|我|您|你|给|往|帮|请|那个|这个|上门|快递|报的|收货|从|去|叫|写|改成|改为|为)[\s,，的是:：]*",
    re.DOTALL,
)
_ADMIN_END = re.compile(r"(?:省|市|区|县|镇|乡|街道|州|旗|村|路|街|道|小区|花园|苑|园|城)[\s,，、]+$")
_HOME = re.compile(
    r"(?:住在|家住|家在|住址(?:是|在)?|(?:装机|安装|家庭|收货|收件|邮寄|详细|联系|上门|通信|登记|我的|您的)?地址(?:是"
    r"|在|为|改成|改为)?|寄到|寄往|搬到|搬去|装在|我住)[\s,，:：]*(?P<place>(?!农村|乡村|城区|郊区|市区"
    r"|小区)[\u4e00-\u9fff0-9A-Za-z]{1,24}?"
    r"(?:小区|花园|公寓|家园|新村|苑|府|湾|庭|家属院|大院|宿舍|村|路|街|巷|胡同|镇|乡|街道|社区|大厦|区"
    r"|县)(?:[东西南北]区|[一二三四五]期)?)(?=$|[^\u4e00-\u9fff0-9]|[的那这附旁边里，])"
)
_ESTATE = re.compile(r"(?:小区|楼盘)(?:名字?)?(?:叫|是)(?P<place>[\u4e00-\u9fff]{2,8})(?=$|[,，。\s0-9])")
_CHAIN = re.compile(
    r"(?:内蒙古|新疆|西藏|广西|宁夏|北京|上海|天津|重庆)?(?:[\u4e00-\u9fff]{2,4}(?:省|市|自治区|自治州|州"
    r"|盟)){0,3}[\u4e00-\u9fff]{1,4}(?:区|县|旗)[\u4e00-\u9fff]{1,4}(?:镇|乡|街道"
    r"|苏木)(?:[\u4e00-\u9fff]{1,5}(?:村委会|村|社区|嘎查|屯|寨))?"
    r"(?:[\u4e00-\u9fff0-9]{0,10}?(?:第?[0-9一二三四五六七八九十]{1,3}[号户家组]))?"
)
_VILLAGE = re.compile(
    r"[\u4e00-\u9fff]{1,4}村(?:第?[0-9一二三四五六七八九十]{1,3}(?:组|社"
    r"|队))[\u4e00-\u9fff]{0,8}?(?:第[0-9一二三四五六七八九十]{1,3}[家户]|[0-9]{1,4}号|(?=$|[^\u4e00-\u9fff]))"
)
_DASHED = re.compile(
    r"[\u4e00-\u9fff]{2,10}(?:苑|园|区|城|庭|府|湾|里|公寓|期|轩|居|阁|邸|路[0-9]{1,4}号|街[0-9]{1,4}号"
    r"|巷[0-9]{1,4}号)\s?[0-9]{1,3}[-－—][0-9]{1,4}(?:[-－—][0-9]{1,4})?(?![0-9])"
)
_PUBLIC = re.compile(r"营业厅|服务厅|网点|门店|自营店|体验店|客服中心|分公司|总部|专卖店|代办点|银行|派出所|政务")
_FAR = 14

_NUM = (
    r"(?:\d{1,5}[A-Za-z]?|(?:(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen"
    r"|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty"
    r"|ninety|hundred|and|oh)[\s-]+){0,4}(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
    r"|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy"
    r"|eighty|ninety|hundred))"
)
_NO = (
    r"(?!(?:of|the|per|minutes?|hours?|days?|weeks?|months?|years?|dollars?|yuan|percent|gigabytes?|megabits?"
    r"|times|calls|in|on|at|a|an|to|for|and|is|was|or|star|way|out|more|other|different|new|business|working)\b)"
)
_SURE = r"street|avenue|boulevard|lane|crescent|terrace|parkway|highway|road|gardens|grove|mews"
_MAYBE = r"St|Rd|Ave|Blvd|Ln|Dr|Drive|Court|Ct|Place|Pl|Way|Close|Square|Sq|Hill|Park|Walk|Row|Plaza|Quay|Wharf|Parade|Rise|Mansions|Circus"
_INSIDE = r"(?:[Ff]lat|[Aa]partment|[Aa]pt\.?|[Uu]nit|[Ss]uite|[Rr]oom)\s+(?:[0-9]{1,5}[A-Za-z]?|[A-Z]|" + _NUM + r")"
_STREET = re.compile(
    rf"(?:(?<![A-Za-z0-9]){_INSIDE},?\s+(?:(?:[A-Z][a-z]+\s){{1,3}}(?:Court|House|Tower|Mansions?|Building|Centre|Center|Gardens"
    rf"|Villas?|Lodge"
    rf"|Heights),?\s+)?)?(?<![A-Za-z0-9]){_NUM}\s+(?:{_NO}[A-Za-z'’.-]{{2,20}}\s+){{1,3}}?(?:(?i:{_SURE})|(?:{_MAYBE}))\b\.?"
    rf"(?:,?\s+{_INSIDE})?(?:,?\s+(?:in\s+)?[A-Z][a-z]+(?:\s[A-Z][a-z]+)?(?:\s[0-9]{{1,2}}(?![0-9]))?){{0,2}}(?:,?\s+[A-Z]{{2}}\b)?(?:,?\s+\d{{5}}(?:-\d{{4}})?)?"
)
_LIVE = re.compile(
    r"\b(?i:i live (?:at|on)|we live (?:at|on)|lives (?:at|on)|my (?:home |billing |new |delivery )?address"
    rf" is|address (?:is|to)|deliver(?:ed)? (?:it )?to|send it to|moved to|moving to)\s+(?P<place>(?:{_INSIDE}"
    rf"|{_NUM}|[A-Z][a-z]+)"
    rf"(?:,?\s+(?:{_INSIDE}|\d{{1,5}}|[A-Z][A-Za-z'’]+)){{0,8}})"
)
_BLOCK = re.compile(
    r"\b(?i:block|blk|plot|tower|room|flat|unit|apartment|apt|house number"
    r"|door)\s+[0-9]{1,4}[A-Za-z]?,?\s+(?:[A-Za-z0-9#-]{1,15},?\s+){0,2}[A-Z][a-z]+(?:\s+(?:[A-Z][a-z]+|[0-9]{2}-[0-9]{2,4}"
    r"|[0-9]{1,6}|[A-Z]|number|floor|first|second|third|fourth|fifth|sixth|cross|main|street|road|north|south|east|west)){1,9}"
)
_SAID_POSTCODE = re.compile(
    r"\b(?i:post ?code|postal code|zip(?: code)?)(?i:\s+(?:is|was|it's))?\s+(?P<post>(?:(?:double|triple)\s+)?(?:[A-Za-z]|[0-9]|zero"
    r"|oh|one|two|three|four|five|six|seven|eight|nine)(?:\s+(?:(?:double|triple)\s+)?(?:[A-Za-z]|[0-9]|zero|oh|one|two|three|four"
    r"|five|six|seven|eight|nine)\b){3,7})"
    r"|\b(?i:house|flat|apartment|door|unit) number\s+(?P<door>" + _NUM + r")\b"
)
_GERMAN = re.compile(
    r"\b[A-Z][a-zäöüß]{2,20}(?:straße|strasse|str\.|weg|platz|gasse|allee)\s+[0-9]{1,4}[a-z]?(?:,?\s+[0-9]{4,5}\s+[A-Z][a-zäöüß]+)?"
)
_BOX = re.compile(r"\bP\.?\s?O\.? Box\s+[0-9]{1,6}(?:,\s*[A-Z][A-Za-z]+(?:\s[A-Z][A-Za-z]+)?){0,3}")
_NAMED_HOUSE = re.compile(r"\b[A-Z][a-z]+ (?:Farm|Cottage|House|Lodge|Manor|Barn|Mill|Hall)(?:,\s*[A-Z][a-z]+(?:\s[A-Z][a-z]+)?){1,3}")
_LOWER_STREET = re.compile(rf"(?<![A-Za-z0-9]){_NUM}\s+{_NO}[a-z]{{3,15}}\s+(?:close|drive|court|place|way|hill|park|walk|row|square)\b")
_LOWER_ROAD = re.compile(
    rf"(?<![A-Za-z0-9]){_NUM}\s+(?:{_NO}[a-z]{{2,20}}\s+){{1,3}}?(?:{_SURE})(?:\s+[a-z]{{3,15}}){{0,3}}\s+[0-9]{{5}}(?![0-9])"
)
_NUMBERED = re.compile(r"\b(?:at|to)\s+(?P<place>[0-9]{1,5}[A-Za-z]?\s+[A-Z][a-z]+(?:\s+[A-Z][a-z]+){1,4})")
_POSTCODE = re.compile(
    r"\b[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}\b|(?i:zip code|postcode|postal code|zip)(?:\s+is|['’]s|\s*:)?\s+(?P<zip>(?:[0-9][\s-]?"
    r"|(?:zero|oh|one|two|three|four|five|six|seven|eight|nine)\s?){5,6})|邮编(?:是)?(?P<post>[0-9零〇一幺二三四五六七八九]{6})"
)


def addresses(lines: Sequence[tuple[str, str]]) -> Iterator[Place]:
    """Addresses in (speaker, words) lines. What belongs to a shop, a branch, an office is public and stays."""
    for number, (_, text) in enumerate(lines):
        for match in _DOOR.finditer(text):
            if (start := _door(text, match)) is not None:
                yield Place(number, start, match.end(), Private.ADDRESS)
        bare = re.search(r"[A-Z](?!\b)", text) is None  # written without capitals
        for pattern in (
            *((_LOWER_STREET, _LOWER_ROAD) if bare else ()),
            _HOME,
            _ESTATE,
            _CHAIN,
            _VILLAGE,
            _DASHED,
            _BLOCK,
            _GERMAN,
            _BOX,
            _NAMED_HOUSE,
            _NUMBERED,
            _SAID_POSTCODE,
            _STREET,
            _LIVE,
            _POSTCODE,
        ):
            for match in pattern.finditer(text):
                group = match.lastgroup or 0
                around = text[max(0, match.start() - _FAR) : match.end() + _FAR]
                if not (
                    _PUBLIC.search(around) or re.search(r"\b(?:store|shop|branch|(?<!my )(?<!our )office|outlet|headquarters)\b", around)
                ):
                    yield Place(number, match.start(group), match.end(group), Private.ADDRESS)


def _door(text: str, match: re.Match[str]) -> int | None:
    """Where the address begins that ends in this door; None for none, or a public one."""
    left_at = max(0, match.start() - 48)
    left = text[left_at : match.start()]
    strong = len(_STRONG.findall(match.group())) + (1 if "室" in match.group() else 0)
    if not (_NAMED.search(left) or strong >= 2 or (strong and re.search(r"住|家|地址|小区", left[-12:]))):
        return None
    if _PUBLIC.search(text[match.end() : match.end() + _FAR]) or _PUBLIC.search(left[-_FAR - 6 :]):
        return None
    near = _HAN_LEFT.search(left)
    window = near.group() if near else ""
    # only what an administrative name ends may be crossed at a comma
    parts = re.split(r"(?<=[,，、\s])", window)
    kept = parts.pop() if parts else ""
    while parts and _ADMIN_END.search(parts[-1]):
        kept = parts.pop() + kept
    if cut := _CUT.match(kept):
        kept = kept[cut.end() :]
    return match.start() - len(kept.lstrip(" ,，、"))
