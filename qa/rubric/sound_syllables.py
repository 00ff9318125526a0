"""How characters sound: toneless pinyin, with the readings that are in daily use, and which syllables a listener takes for one.

A character has the readings that people use by themselves (行 xing and hang), not those that stand in one word alone (会 kuai, in 会计).
Context is not asked for: what an engine wrote in place of the right word is a word of no dictionary.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.util import find_spec
from pathlib import Path

_FIRST_CODE = 0xE000
"""Where the code points of sounds begin: the private area."""

NO_CHARACTER = "\ufffd"
"""What the private characters that stand in a text become."""

_PRIVATE = range(0xE000, 0xF900)
_HAN = range(0x4E00, 0xA000)

_READINGS = """
了le/liao 的de 地di/de 得de 着zhe/zhao 还hai/huan 都dou 没mei 那na 哪na 这zhe 谁shei/shui 什shen 给gei 和he 会hui 行xing/hang 长chang/zhang
重zhong/chong 调diao/tiao 便bian/pian 说shuo 大da 传chuan/zhuan 系xi/ji 落luo/la 率lv/shuai 血xue/xie 差cha/chai 色se 觉jue/jiao
降jiang/xiang 弄nong/long 咱zan/za 弹dan/tan 吓xia 绿lv 乐le/yue 角jiao/jue 哦o/e 恶e/wu 佛fo/fu 卡ka/qia 扎zha/za 塞sai/se
参can/shen 露lu/lou 校xiao 薄bao/bo 圈quan/juan 俩lia/liang 折zhe/she 壳ke/qiao 似si/shi 藏cang/zang 劲jin/jing 阿a 盛sheng/cheng
宿su 削xiao/xue 剥bo/bao 嚼jiao/jue 熟shu/shou 屏ping/bing 模mo/mu 扁bian 粘zhan/nian 咽yan/ye 仔zi/zai 厦sha/xia 臭chou 辟pi/bi
秘mi 泊bo/po 迫po 胖pang 拗ao/niu 蔓man/wan 拓tuo/ta 咳ke/hai 喔o/wo 仇chou/qiu 颤chan/zhan 扒ba/pa 刨pao/bao 炮pao/bao 雀que
虾xia 吭keng 逮dai/dei 勒le/lei 陆lu 柏bai/bo 伯bo/bai 畜chu/xu 巷xiang 匙chi/shi 石shi/dan 钥yao 约yue 脉mai/mo 抹mo/ma 咋za
幢zhuang/chuang 囤tun/dun 括kuo/gua 蛤ha/ge 咯ge/lo 烙lao/luo 络luo/lao 娜na/nuo 呐na 莘shen/xin 亲qin 曝pu/bao 堡bao/pu
否fou 熨yun 券quan/xuan 茄qie/jia 纤xian/qian 埋mai/man 殖zhi 识shi 曾ceng/zeng 称cheng/chen 强qiang 朝chao/zhao 爪zhua/zhao
伽jia/ga 卜bu/bo 耙pa/ba 轧ya/zha 吁xu/yu 栅zha/shan 刹sha/cha 掺chan 琢zhuo 伺si/ci 沓ta/da 磅bang/pang 攒zan/cuan 肋lei 膀bang/pang
蚌bang/beng 藉jie/ji 诘jie 椎zhui/chui 朴pu 褪tui/tun 扛kang 呆dai 氏shi 嘛ma 吗ma 么me 呢ne 啊a 呀ya 一yi 〇ling
0ling 1yi/yao 2er/liang 3san 4si 5wu 6liu 7qi 8ba 9jiu
"""
"""Where one reading is too few, or the first of the dictionary is not the usual one."""

_SAID = {"那": "nei", "哪": "nei", "这": "zhei", "一": "yao"}
"""How a phrase may be said besides; but these characters are not written for other words that sound so."""

_INITIAL = re.compile("[zcs]h|[bpmfdtnlgkhjqxrzcsyw]")
_AFTER_F = {"o": "uo", "u": "u", "ou": "ou", "eng": "ong", "ei": "ui", "en": "un"}


@dataclass(frozen=True, slots=True)
class Tolerance:
    """Which sounds count as one, because many speakers do not tell them apart or engines mishear them."""

    flat: bool = True
    """zh and z, ch and c, sh and s"""
    nl: bool = True
    """n and l"""
    rl: bool = False
    """r and l"""
    fh: bool = False
    """f and hu: fei and hui, fang and huang"""
    an_ang: bool = True
    en_eng: bool = True
    in_ing: bool = True

    def fold(self, syllable: str) -> str:
        """A toneless syllable as the one that stands for all that count as the same."""
        found = _INITIAL.match(syllable)
        initial = found[0] if found else ""
        final = syllable[len(initial) :]
        if self.flat and initial in ("zh", "ch", "sh"):
            initial = initial[0]
        if (self.nl and initial == "n") or (self.rl and initial == "r"):
            initial = "l"
        if self.fh and initial == "f":
            initial, final = "h", _AFTER_F.get(final, "u" + final)
        for on, ending in ((self.an_ang, "ang"), (self.en_eng, "eng"), (self.in_ing, "ing")):
            if on and final.endswith(ending):
                final = final[:-1]
        return initial + final


@dataclass(frozen=True, slots=True)
class Ear:
    """How characters are heard under one tolerance.

    ``codes`` (for str.translate) gives all Chinese characters and digits that share a reading one private code point, and the same one to
    those that are joined through a third. So what sounds the same has the same codes, and ``sounds`` tells whether what has the same codes
    sounds the same: the numbers of two characters then have a bit in common. Every other character is itself and has no sound.
    """

    codes: dict[int, int]
    sounds: dict[str, int]
    said: dict[str, int]

    def listen(self, phrase: str) -> tuple[int, ...]:
        """The sounds that the characters of a phrase may have; 0 for one that has none."""
        return tuple(self.said.get(char) or self.sounds.get(char, 0) for char in phrase)


@lru_cache(maxsize=8)
def ear(tolerance: Tolerance) -> Ear:
    """How characters are heard under a tolerance; made once for each."""
    heard = {char: frozenset(map(tolerance.fold, said)) for char, said in readings().items()}
    wider = {char: heard[char] | {tolerance.fold(said)} for char, said in _SAID.items()}
    sets = {*heard.values(), *wider.values()}
    groups = _joined(sets)
    bits = {syllable: 1 << i for i, syllable in enumerate(sorted(groups))}
    number = {said: sum(bits[syllable] for syllable in said) for said in sets}
    code = {group: _FIRST_CODE + i for i, group in enumerate(sorted(set(groups.values())))}
    codes = {point: point for point in range(0x80)} | dict.fromkeys(_PRIVATE, ord(NO_CHARACTER))
    codes |= {ord(char): code[groups[min(said)]] for char, said in heard.items()}
    return Ear(codes, {char: number[said] for char, said in heard.items()}, {char: number[said] for char, said in wider.items()})


def _joined(shared: set[frozenset[str]]) -> dict[str, str]:
    """Each syllable with the one that stands for its group: syllables are grouped where one character has both."""
    group: dict[str, str] = {}

    def top(syllable: str) -> str:
        while group.setdefault(syllable, syllable) != syllable:
            syllable = group[syllable]
        return syllable

    for said in sorted(map(sorted, shared)):
        for other in said:
            group[top(other)] = top(said[0])
    return {syllable: top(syllable) for syllable in list(group)}


@cache
def readings() -> dict[str, tuple[str, ...]]:
    """The toneless readings in use of the digits and of every Chinese character of daily life, the usual one first; ü is written v."""
    package = find_spec("pypinyin")
    if package is None or package.origin is None:
        raise ModuleNotFoundError("No module named 'pypinyin'", name="pypinyin")
    # The table alone: importing the package reads its dictionary of words too, sixty megabytes that nothing here asks for.
    table: dict[str, str] = json.loads(Path(package.origin).with_name("pinyin_dict.json").read_text(encoding="utf-8"))
    said = {chr(point): marked.partition(",")[0] for point, marked in ((int(key), value) for key, value in table.items()) if point in _HAN}
    plain = toneless("\n".join(said.values())).split("\n")
    usual = {char: (syllable,) for char, syllable in zip(said, plain, strict=True)}
    return usual | {entry[0]: tuple(entry[1:].split("/")) for entry in _READINGS.split()}


def toneless(pinyin: str) -> str:
    """Pinyin without the marks of tones, ü as v."""
    return pinyin.translate(_PLAIN)


_PLAIN = str.maketrans("āáǎàēéěèīíǐìōóǒòūúǔùüǖǘǚǜńňǹḿê", "aaaaeeeeiiiioooouuuuvvvvvnnnme", "\u0304\u030c")
