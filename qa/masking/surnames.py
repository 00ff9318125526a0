"""Surnames and frequent given names, as facts of the language: Chinese by how many people bear them."""

from __future__ import annotations

TWO = "欧阳|司马|上官|诸葛|东方|皇甫|尉迟|公孙|慕容|司徒|令狐|夏侯|端木|南宫|长孙|宇文|轩辕|百里|呼延|东郭|独孤|西门|申屠|澹台"
ONE = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭"
    "陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫"
    "段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤常温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左"
    "柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂"
    "成苗谷盛曲翁冉骆蓝路游辛靳管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳时穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏"
    "席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬师仇栾隋"
    "商刁沙荣巫寇桑郎甄丛仲虞敖巩明佘池查麻苑迟邝官封谈匡鞠惠荆乐冀郁胥南班储原栗燕楚鄢劳谌奚皮粟冼蔺楼盘闻厉伊仝区郜"
    "海阚花权帅屠豆朴盖练廉禹井祖漆巴丰支卿国狄平索宣晋云容敬扈晁芮普阙浦戈伏鹿薄邸雍辜羊阿乌母裘亓修邰赫杭况宿鲜印逯"
    "隆茹诺战慕危玉银亢嵇公哈湛宾戎勾茅利於居揭干尉冶衣阴智幸奉衡富尧"
    "洪赖隗占练郗忻钮荀逄仉晁妫呙麴阚卞邝钭亓郄庾佴逯乜笪蒯眭斛麦缑苌矫桓稽暴雒竺撒鲜晟"
)
"""The most frequent first."""

GIVEN = frozenset(
    str.split(
        "秀英 桂英 秀兰 玉兰 桂兰 秀珍 建国 建华 建军 建平 志强 志伟 志明 国强 国华 国庆 小红 小明 小军 小燕"
        " 小芳 海燕 海涛 晓明 晓东 晓燕 晓丽 文杰 俊杰 子涵 梓涵 雨涵 子轩 浩然 思雨 欣怡 雪梅 丽华"
        " 丽娟 丽萍 春梅 冬梅 红梅 玉梅 玉珍 凤英 凤兰 淑英 淑珍 淑华 美玲 金凤 永强 永红 卫东 卫国 大伟 宏伟"
        " 伟明 明辉 天宇 佳怡 佳慧 诗涵 一鸣 嘉豪 家豪 雅婷 婷婷 静怡 慧敏 德华 学友 振华 爱国 爱华 新华 立新"
    )
)
"""Given names of two characters that need no surname before them to be known."""

SURNAMES_OF_TWO = frozenset(TWO.split("|"))
_WORDS = (
    "成苗谷盛曲路游管解阳时农司卓古简车项连景党宫费冷晏席米全应边师仇商刁沙桑南班原栗燕楚皮粟楼盘闻区海花权帅朴盖练国平索云容敬普浦薄"
    "鹿羊阿乌母况宿鲜印隆茹战玉银公哈湛戎勾利於居揭干冶衣阴智幸奉衡富明查麻官封谈乐阙井祖漆丰支卿狄宣晋巴豆铁池迟麦吉艾包单计蒲满暴撒稽仲占练"
)
USUAL_SURNAMES = frozenset(ONE) - (frozenset(_WORDS) - frozenset(ONE[:186]))
RARE_SURNAMES = frozenset(ONE) - USUAL_SURNAMES
"""Surnames that are words themselves, and met as such much more often."""
NEVER_WORDS = frozenset(
    "洪赖隗刘赵吴徐郭梁韩冯邓曹彭曾潘蒋蔡魏吕姚卢姜崔谭廖贾邹孟秦邱尹薛闫侯黎贺郝龚邵覃樊邢倪聂岳翟殷詹耿俞柯裴霍涂岑邬晁郗忻匡靳邰屈翁冉骆辛"
    "鲍滕牟缪芦褚娄窦戚柏佟臧闵苟卞姬栾隋寇甄虞巩佘邝荆郁胥鄢谌奚冼蔺仝郜禹晁芮雍裘邸扈钮荀亓阚杭邹沈陈杨胡宋罗丁"
)
"""Surnames that are hardly ever a word by themselves."""
