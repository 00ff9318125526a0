"""Chinese names that nothing announces (昨天是周晓岚给我办的): what a dictionary, and its model of new words, take for a person's name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from qa.masking.surnames import GIVEN, GIVEN_CHARACTERS, NEVER_WORDS, RARE_SURNAMES, SINGLE_GIVEN, SURNAMES_OF_TWO, USUAL_SURNAMES

_PERSON = frozenset({"nr", "nrt", "nrfg"})
_NO_GIVEN = frozenset(
    "的是在要想有没和跟来不这那也都就啊呀吧吗呢哦哈嘛了啦我你您他她它们给把被让可能会办查问打先女太客为很请以对从到说还再已用套电手号话"
    "个些么什怎几两三四六七八九十百千万块元点分次张份条天年月日时候上下里外前后多少才又只但却等嗯呃啥咋哪谁去过做弄看听叫找接拿送寄退交收发"
)
"""Characters that a given name hardly ever holds."""
_IN_NAMES = str.maketrans("", "", "月天年日千万百")
"""Of these those that stand in given names of two characters (月华, 天宇)."""
_TITLES = tuple(
    str.split(
        "先生 女士 小姐 太太 阿姨 师傅 奶奶 爷爷 大爷 大妈 大叔 婆婆 伯伯 队长 班长 组长 店长 站长 科长 处长 书记 主管 工程师 专员"
        " 护士 教授 老师 经理 主任 大哥 大姐 叔叔 同学 医生 律师 总 工 姐 哥 叔 姨 婶 伯 哥哥 姐姐 婶婶 大娘"
    )
)
_WORDS = frozenset(
    str.split(
        "安全感 高中生 高管 祝福 夏威夷 夏宁波 白衬衫 白眼狼 胡椒粉 胡同口 乔迁宴 单身狗 金融业 方便面 马拉松 毛利率 易拉罐 温度计"
        " 童装店 石家庄 张家口 连云港 易拉宝 全网通 常青藤 高清晰 平安好 周大福 周生生 周黑鸭 李宁 王老吉 王守义 张小泉 陈克明"
        " 杨国福 王府井 张家界 马应龙 甄嬛传 小红书 小米粥 常亮 常量 高亮"
    )
)
"""What the model of new words takes for people."""
_BRANDS = frozenset(
    str.split("苏宁 李宁 安踏 戴尔 康佳 海信 乐视 金立 万达 万科 华为 联想 方正 海尔 格力 高通 安卓 雷蛇 罗技 魏牌 吉利 马蜂")
)
_COMMON_WORD = 4_000
"""From so many counts on, a word behind a surname's character is that word: 段+时间. Given names (建国, 国庆) are rarer."""
_KNOWN_WORD = 600
"""From so many counts on, a word of two characters is that word (高峰), though the dictionary knows a person of that name."""
_BEFORE = re.compile(
    r"(?:你们|咱们|那个|这个|那位|这位|有位|一个|那边|同事|客服|技术员|师傅|工程师|业务员|店员|店长|经理|主管|班长|组长|人员|小哥"
    r"|小伙子|姑娘|阿姨|领导|老板|邻居|房东"
    r"|找|叫|让|跟|和|与|给|由|被|是|请|联系|转|转给|问|告诉|替|代|帮|麻烦|连|像|姓名|名字|爱人|老公|老婆|儿子|女儿|我爸|我妈|孙子"
    r"|孙女|哥|姐|弟|妹|寄件人|收件人|写|填|报|登记|舅|叔|伯|姨|姑|客服代表|专员|前台|会计|秘书|班主任|亲戚|继承人|[小老])[,，]?$"
)
_AFTER = re.compile(
    r"[,，]?(?:他|她|昨天|今天|前天|上次|上礼拜|上周|上个月|前几天|这两天|后来|当时|那天|早上|下午|刚才|一直|就|也|还|都|根本|已经"
    r"|又|亲口|之前|只)?"
    r"(?:说|讲|跟我|和我|跟您|给我|给您|帮我|帮您|替我|告诉|答应|承诺|保证|通知|办|接的|接了|处理|负责|来|上门"
    r"|打来|打的|打过|打给|态度|那边|师傅|老师|经理|主管|同学|医生"
    r"|的(?:电话|手机|号|名|态度|口气|工号|卡|身份|积分|余额|账|套餐|欠费|流量|宽带|合同|地址|快递|录音|主管|签名|意见)|过来|受理|接待"
    r"|电话|手机|号码|态度|搬走|住院|那个号|这个号|为您|名下|本人|这个人|那个人|签的|签收|收$|装的|修的|推荐|推销|没来|没有来|欠"
    r"|冒充|名义|在家|在场|不在|在吗|接电话|是我|是机主|是户主)"
)
_LATIN_BEFORE = re.compile(r"[A-Za-z]\s?$")
_PLACE = re.compile(
    r"(?:专卖店|小区|大厦|路|街|公园|大学|中学|小学|医院|广场|花园|村|镇|乡|县|市|集团|公司|超市|餐厅|酒店|银行|营业厅|网点|站|桥|山"
    r"|湖|河|岛)"
)


class _Word(NamedTuple):
    at: int
    to: int
    text: str
    tag: str


def unannounced(text: str) -> Iterator[tuple[int, int]]:
    """(start, end) of what is a name by itself in a line of simplified Chinese, in order."""
    words = _words(text)
    reached = 0
    for number, word in enumerate(words):
        for at in _begins(word):
            if at >= reached and (end := _nickname(text, at)):
                yield at, end
                reached = end
                break
            if at < reached or not _is_surname(text, at):
                continue
            end = _name(text, at, words, number) or _across(text, at, words, number)
            if end and text[at : at + 2] not in _BRANDS and not _PLACE.match(text, end):
                yield at, end
                reached = end
                break


def _words(text: str) -> list[_Word]:
    import rjieba

    found, at = [], 0
    for word, tag in rjieba.tag(text):
        found.append(_Word(at, at + len(word), word, tag))
        at += len(word)
    return found


def _begins(word: _Word) -> tuple[int, ...]:
    """Where a name may begin in a word: the model of new words takes a character before it along now and then (这林君)."""
    if not _known(word.text) and (len(word.text) == 2 or (word.tag in _PERSON and len(word.text) in (3, 4))):
        return word.at, word.at + 1
    return (word.at,)


def _is_surname(text: str, at: int) -> bool:
    return text[at : at + 2] in SURNAMES_OF_TWO or text[at : at + 1] in USUAL_SURNAMES or text[at : at + 1] in RARE_SURNAMES


def _name(text: str, at: int, words: list[_Word], number: int) -> int:
    """Where the name ends that begins at ``at``; 0 for none."""
    surname = 2 if text[at : at + 2] in SURNAMES_OF_TWO else 1
    edges = [word.to for word in words[number : number + 3]]
    bears_titles = text[at] not in RARE_SURNAMES and text[at] not in "祝谢"
    if bears_titles and edges[0] == at + surname and _titled(text, edges):
        return at + surname
    for given in (2, 1):
        end = at + surname + given
        if end not in edges or text[at:end] in _WORDS:
            continue
        if bears_titles and text[at + surname : end] in _TITLES and not _known(text[at:end]):
            return at + surname
        if _may_be_given(text[at + surname : end]) and _is_name(text, at, surname, end, words[number]):
            return end
    return 0


def _across(text: str, at: int, words: list[_Word], number: int) -> int:
    """Where a name ends whose characters were read into the words around it (徐志|刚过来); 0 for none."""
    word = words[number]
    inside = at > word.at
    for given in (2, 1):
        end = at + 1 + given
        said = text[at + 1 : end]
        if len(said) < given or not GIVEN_CHARACTERS.issuperset(said) or text[at:end] in _WORDS:
            continue
        before, after = _spoken_of(text, at, end)
        ends_a_word = any(one.to == end for one in words[number : number + 3])
        if given == 1:
            alone = before and not after and _clause_ends(text, end)
            if ((before and after) or alone) and not inside and text[at] in USUAL_SURNAMES and not _known(text[at:end]):
                return end
            continue
        if inside and not (after or (ends_a_word and said in GIVEN)) and not (text[at] in NEVER_WORDS and ends_a_word):
            continue
        if _known(text[at : at + 2]) or (_known(said) and _count(said) >= _COMMON_WORD):
            continue
        if text[at] in NEVER_WORDS or ((before or after) and text[at] in USUAL_SURNAMES):
            return end
    return 0


def _spoken_of(text: str, at: int, end: int) -> tuple[bool, bool]:
    """Whether the words before, and those behind, speak of what stands there as of somebody."""
    return bool(_BEFORE.search(text[max(0, at - 5) : at])), bool(_AFTER.match(text, end))


def _clause_ends(text: str, at: int) -> bool:
    return at == len(text) or text[at] in "，。！？,.!?;；、 "


def _nickname(text: str, at: int) -> int:
    """Where 小芳, 阿强, 老魏 ends, where somebody is spoken of; 0 for none."""
    end = at + 2
    if text[at] not in "小老阿" or len(text) < end or text[at + 1] not in (NEVER_WORDS if text[at] == "老" else NEVER_WORDS | SINGLE_GIVEN):
        return 0
    spoken_of = any(_spoken_of(text, at, end)) or _LATIN_BEFORE.search(text[max(0, at - 2) : at])
    return end if spoken_of and not _PLACE.match(text, end) and text[at : end + 1] not in _WORDS else 0


def _titled(text: str, edges: list[int]) -> bool:
    """Whether a title follows the surname that is the first word; one of a single character as a word of its own."""
    title = next((one for one in _TITLES if text.startswith(one, edges[0])), "")
    if not title or _known(text[edges[0] - 1 : edges[0] + len(title)]):
        return False
    return len(title) > 1 or (len(edges) > 1 and edges[1] == edges[0] + 1)


def _may_be_given(given: str) -> bool:
    return all("\u4e00" <= char <= "\u9fff" for char in given) and _NO_GIVEN.isdisjoint(
        given if len(given) == 1 else given.translate(_IN_NAMES)
    )


def _is_name(text: str, at: int, surname: int, end: int, word: _Word) -> bool:
    whole, given = text[at:end], text[at + surname : end]
    before, after = _spoken_of(text, at, end)
    if surname == 2:
        return word.tag in _PERSON or before or after or not _known(whole)
    rare = whole[0] in RARE_SURNAMES
    one_word = word.at == at and word.to == end
    if _known(whole):
        # a dictionary knows many people, and many words that begin like one
        if len(given) == 2:
            return one_word and word.tag in _PERSON and not rare
        usual = given in SINGLE_GIVEN or (whole[0] in NEVER_WORDS and given in GIVEN_CHARACTERS)
        return one_word and word.tag in _PERSON and usual and not rare and _count(whole) < _KNOWN_WORD
    if len(given) == 2:
        if _known(whole[:2]) and _count(whole[:2]) > 50 and not after and given not in GIVEN:
            return False
        if _known(given) and _count(given) >= _COMMON_WORD and given not in GIVEN:
            return False
        if one_word and word.tag in _PERSON:
            return not rare or before or after
        if given in GIVEN or (word.text == whole[0] and (whole[0] in NEVER_WORDS or (word.tag in _PERSON and not rare))):
            return True
        return after or (before and not rare and not _known(given))
    if not rare and given in SINGLE_GIVEN and ((one_word and word.tag in _PERSON) or (whole[0] in NEVER_WORDS and word.text == whole[0])):
        return True
    return after or (before and given in SINGLE_GIVEN and not rare)


def _known(word: str) -> bool:
    import rjieba

    return bool(rjieba.has_word(word))


def _count(word: str) -> int:
    import rjieba

    return int(rjieba.suggest_freq(word)) - 1
