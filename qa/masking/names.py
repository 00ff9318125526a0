"""Names of people: where a word announces them (我叫, 先生, "my name is"), where they were asked for, and what is a name by itself."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from qa.masking.known import is_first_name, known_names, plain_first_names
from qa.masking.surnames import ONE, TWO
from qa.masking.unannounced import unannounced
from qa.model.masking import Place, Private

SURNAME = f"(?:{TWO}|[{ONE}])"
_SURE = f"(?:{TWO}|[{ONE[:186]}])"
_GIVEN = r"[\u4e00-\u9fff]"
_NOT_GIVEN = (
    "的是在要想有没和跟来不这那也都就啊呀吧吗呢哦哈嘛了啦我你您他她它们给把被让可能会办查问打先女小太客为很请以对从到说还再已用套电手号话"
)
_NAME = rf"(?:{SURNAME}(?:[^\W\d_A-Za-z{_NOT_GIVEN}]){{1,2}})"
_CUED = re.compile(
    r"(?:我叫做?|名叫|叫做|(?:名字|姓名|户名|名称)(?:是|叫|为|写的?是|登记的?是)?|(?:机主|户主|开户人|联系人"
    r"|收件人|收货人|持卡人|经办人|登记人|申请人|办理人)(?:是|叫|为|名字?(?:是|叫)|姓名(?:是|为)?)?|(?:本人"
    r"|客户|用户"
    rf"|我(?:爱人|老公|老婆|妻子|丈夫|爸爸?|妈妈?|父亲|母亲|儿子|女儿|哥哥?|弟弟|姐姐|妹妹))(?:是|叫|为|名字?(?:是|叫)|姓名(?:是|为)?)"
    rf"|那?个?人叫|他叫|她叫|称呼我|叫我)[,，:：\s呃嗯啊]*(?P<name>{_NAME})"
)
_AT_WORK = re.compile(
    r"(?:我是|这里是|这边是|您好是)(?:客服|专员|客服专员)?(?P<name>(?!客服|专员|听回|中国|移动|联通"
    r"|电信)[\u4e00-\u9fff]{2,3})(?=[,，]?(?:很高兴|为您|请讲|有什么|竭诚|请问))"
)
_TWICE = re.compile(
    r"(?:客服|专员|我们家|我家|叫|女儿|儿子|孙女|孙子|外孙女?|妹妹|弟弟"
    r"|小朋友)(?P<name>(?![谢常好慢刚天人家爷奶爸妈哥姐弟妹叔伯姑舅公婆多少早晚偏仅明][^\n])(?P<half>[\u4e00-\u9fff])(?P=half))(?![\u4e00-\u9fff]?(?:地"
    r"|的时候))"
)
_FAMILY = re.compile(
    rf"姓(?P<latin>[A-Z][a-z]+)|(?:免贵|我|本人|也|他|她|机主|户主)?姓(?P<name>{SURNAME})(?!名)|(?:弓长|木子|立早|耳东|口天|双口|古月"
    rf"|言午|三横|草头|双木|干勾)(?P<spelt>{SURNAME})"
)
_TITLED = re.compile(
    rf"(?<![\u4e00-\u9fff])(?P<first>{SURNAME}{_GIVEN}{{0,2}}?)(?:先生|女士|小姐|太太|阿姨|师傅|老师|经理"
    r"|主任|大哥|大姐|叔叔|同志|总(?![共是体之费计的数额结量部]))"
    rf"|(?P<inner>{_SURE}(?:[^\W\d_A-Za-z{_NOT_GIVEN}]{{0,2}}?))(?:先生|女士|小姐|太太|阿姨)"
)
_LITTLE = re.compile(
    rf"(?:我是|客服|找|联系|话务员|专员|工程师|叫我|师傅)(?P<name>[小老]{_SURE})(?![\u4e00-\u9fff]?区)|(?:话务员"
    rf"|客服专员|客服代表|坐席|专员|工程师)(?P<full>{_NAME})"
)
_PEOPLES = (
    "桑吉|卓玛|央金|扎西|次仁|达瓦|丹增|格桑|白玛|洛桑|旺堆|旦增|多吉|尼玛|拉姆|曲珍|仁青|索朗|平措|德吉|边巴|普布|顿珠|阿依|古丽"
    "|买买提|麦麦提|努尔|艾力|吐尔|阿卜|阿不|力提甫|热合曼"
    "|帕提|玛依|迪丽|艾山|木合|卡德尔|巴特尔|敖日|格乐|乌云|其其格|娜仁|苏日|呼和|斯琴|高娃|朝鲁|那日苏|巴雅尔|阿古拉|哈斯|萨仁|宝音|孟和"
)
_OF_PEOPLES = re.compile(
    rf"(?:{_PEOPLES})(?:[\u4e00-\u9fff]?(?:{_PEOPLES}))+|(?<=叫)(?![我你他她您])[\u4e00-\u9fff]?(?:{_PEOPLES})[\u4e00-\u9fff]?"
    rf"|(?:力提甫|买买提"
    rf"|麦麦提|热合曼|其其格|巴特尔|古丽)[\u4e00-\u9fff]{{0,2}}?(?=$|[^\u4e00-\u9fff]|[的搬说跟给来在是他她])"
)
_DOTTED = re.compile(r"[\u4e00-\u9fff]{2,8}(?:[·•・][\u4e00-\u9fff]{2,8}){1,2}")
_ASKED = re.compile(
    r"贵姓|怎么称呼|(?:姓名|名字|机主|户主|哪位)[^。]{0,8}[？?呢吗]|(?:报|提供|核对|确认|说)(?:一下)?[^。，,]{0,8}(?:姓名|名字)|您?叫什么"
)
_ONLY = re.compile(rf"^[嗯啊哦呃是对，,。\s我叫姓免贵的名字就]*(?P<name>{SURNAME}(?:{_GIVEN}{{1,2}})?)[，,。.!！啊呀哈吧\s]*$")

_EN = r"O['’][A-Z][a-z]+|Ma?c[A-Z][a-z]+|[A-Z][a-z]+(?:['’-][A-Z]?[a-z]+)?|[A-Z]\."
_FULL = rf"(?:{_EN})(?:\s+(?:de |van |von )?(?:{_EN})){{0,2}}"
_LOWER = re.compile(r"(?<![A-Za-z'’-])[a-z]{3,15}(?![A-Za-z-])(?!['’]s (?:plan|law))")
_NOT_NAMES = str.split(
    "The This That There What When Where Which Please Thank Thanks Yes No Not Sorry Hello Hi Good Morning"
    " Afternoon Evening And But So Then Well Okay Ok Sure My Your Our I It"
    " We You He She They Customer Service Support Team Account Billing Technical Department Mobile Phone"
    " Broadband Internet Monday Tuesday Wednesday Thursday Friday"
    " Saturday Sunday January February March April May June July August September October November December"
    " English Chinese Mandarin Calling Speaking Just Afraid Here From Could Can Would How Let One Sir Madam"
    " Premium Basic Family Global Right"
)
_BAN = rf"(?!(?:{'|'.join(_NOT_NAMES)})\b)"
_EN_CUED = re.compile(
    r"(?:\b(?:[Mm]y|[Hh]is|[Hh]er|[Tt]he|[Aa]ccount holder'?s?|[Hh]usband'?s?|[Ww]ife'?s?)\s+(?:full\s+"
    r"|first\s+|last\s+|middle\s+)?(?:sur)?name\s*(?:is|'s|was|:)|\b[Nn]ame'?s|\b[Nn]ame is|\b(?:[Aa]ccount\s?holder"
    r"|[Cc]ard\s?holder|[Cc]ontact person|[Rr]ecipient) is"
    r"|\b[Tt]his is|\b(?:[Ss]peaking|[Ss]poke|[Tt]alking|[Tt]alked) (?:to|with)|\b[Ii]n the name of|\b[Uu]nder"
    r" the name(?: of)?|\b[Rr]egistered to|\b(?:[Cc]all me|I'm called|[Ii]t's under)|\b[Aa]ddressed to"
    r"|\b(?:[Mm]y|[Hh]is|[Hh]er) (?:husband|wife|son|daughter|mother|father|brother|sister|partner|mum|dad"
    rf"|mom)(?: is| called|'s name is|,)?)\s*(?:called |uh,? |um,? )?(?P<name>{_BAN}{_FULL}(?:,\s+{_BAN}{_FULL})?)"
)
_EN_LOWER = re.compile(
    r"\b(?:my|his|her) (?:full |first |last )?name(?: is|'s)\s+(?P<name>[a-z]{2,15}(?:\s+(?!and\b|i\b|my\b"
    r"|the\b|calling\b|from\b|how\b|i'm\b|with\b|but\b|it\b|on\b)[a-z]{2,15})?)"
)
_EN_LOWER_SELF = re.compile(
    r"\b(?:i am|i'm|this is|it's)\s+(?P<name>[a-z]{3,15} [a-z]{3,15})(?=\s+(?:calling|speaking|here|from|on behalf))"
)
_EN_TITLED = re.compile(
    rf"\b(?:Mr|Mrs|Ms|Miss|Dr|Prof|mr|mrs|ms|miss|dr|Mister|mister|Professor|Doctor)\.?\s+(?P<name>{_FULL}"
    rf"|(?<=[rs]\s)(?!and\b|you\b|the\b|a\b|it\b|this\b|out\b|my\b|your\b|that\b|any\b)[a-z]{{3,15}})"
)
_EN_SPELT = re.compile(
    r"(?<![A-Za-z])(?P<name>[A-Za-z](?:\s*[-–.,]\s*[A-Za-z](?![A-Za-z])){2,20}|[A-Z](?: [A-Z](?![A-Za-z])){3,20}|[A-Z](?: (?:double"
    r" [A-Z]|[A-Z])(?![A-Za-z])){2,20})(?![A-Za-z])"
)
_EN_ASKED = re.compile(
    r"\b(?:your|the|account holder'?s?) (?:full |first |last |middle )?(?:name|surname)\b|who am i speaking|who's calling|who is calling",
    re.IGNORECASE,
)
_EN_ONLY = re.compile(
    r"^(?:(?:yes|yeah|sure|of course|okay|it'?s|it is|that'?s|i'?m|um+|uh+)[,.\s]+)*(?P<name>(?!(?:yes|no"
    r"|sure|of|why|what|sorry|okay|hold|one|just|wait|the|i|thank|thanks|not)\b)[A-Za-z][a-z'’-]+(?:\s+[A-Za-z][a-z'’-]+){0,2})[.,!\s]*$",
    re.IGNORECASE,
)
_ALWAYS = (
    (_CUED, Private.NAME),
    (_FAMILY, Private.NAME),
    (_TITLED, Private.NAME),
    (_LITTLE, Private.NAME),
    (_AT_WORK, Private.STAFF),
    (_TWICE, Private.NAME),
)
_ENGLISH = (_EN_CUED, _EN_LOWER, _EN_LOWER_SELF, _EN_TITLED, _EN_SPELT)
_NO_TITLE = re.compile(r"^(?:祝|这位|那位|各位|老|位|有位|和|给|让|时|对于|由于|关于|等于|任何|任|那|都|应)")
_NO_NAME = frozenset(
    str.split(
        "黄金 黄色 高清 高速 高额 高价 高档 周末 周期 周边 周年 周一 周二 周三 周四 周五 周六 周日 何时 何处 何种 林区 谢谢"
        " 许多 曾经 于是 余额 余下 程序 苏州 任意 沈阳 陆续 金卡 金牌 石油 夏天 夏季 付费 付款 方案 方言 方式 方面 方法 白天"
        " 白色 白卡 江苏 江西 江浙 江南 雷电 龙卡 史上 毛病 万元 钱包 严重 杜绝 范围 顾客"
        " 钟头 安排 单位 高兴 马上 方便 常见 时候 安全 成功 温馨 和谐 经常 万一 任何 明白 明天 平时 全部 全家 应该 解决"
        " 路由 文件 金额 包月 包括 包年 成都 国家 连接 来电 相关 关于 由于 计费 原来 原因 都会 强制 高级 权益"
        " 利用 信号 信息 满意 正常 干嘛 但是 那个 那么 那样 什么 查询 查一下 包含 高峰 连续 管理 易拉宝 习惯"
    )
)


def names(lines: Sequence[tuple[str, str]]) -> Iterator[Place]:
    """Names in (speaker, words) lines: those that words announce, and short answers to a question for a name."""
    asked = -9
    for number, (_, text) in enumerate(lines):
        for pattern, kind in _ALWAYS:
            for match in pattern.finditer(text):
                group = "name" if "name" in pattern.groupindex and match["name"] else match.lastgroup or 0
                if match[group] in _NO_NAME or match[group][:2] in _NO_NAME:
                    continue
                if pattern is _TITLED and _NO_TITLE.match(match[group]):
                    continue
                yield Place(number, match.start(group), match.end(group), kind)
        for start, end in unannounced(text):
            yield Place(number, start, end, Private.NAME)
        for pattern in (_DOTTED, _OF_PEOPLES):
            for match in pattern.finditer(text):
                yield Place(number, match.start(), match.end(), Private.NAME)
        for start, end in known_names(text):
            yield Place(number, start, end, Private.NAME)
        if not re.search(r"[A-Z](?!\b)", text):  # written without capitals
            for match in _LOWER.finditer(text):
                if match.group() in plain_first_names():
                    yield Place(number, match.start(), match.end(), Private.NAME)
        for pattern in _ENGLISH:
            for match in pattern.finditer(text):
                first = match["name"].split()[0]
                if first not in _NOT_NAMES and (pattern is not _EN_LOWER_SELF or is_first_name(first)):
                    yield Place(number, match.start("name"), match.end("name"), Private.NAME)
        if number - asked <= 3:
            for only in (_ONLY, _EN_ONLY):
                answer = only.search(text) if len(text) <= 60 else None
                if answer and answer["name"] not in _NO_NAME:
                    yield Place(number, answer.start("name"), answer.end("name"), Private.NAME)
        if _ASKED.search(text) or _EN_ASKED.search(text):
            asked = number
