"""English names that nothing announces (I spoke with Priya): by lists of names, and by the words around a capital letter."""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterator
from functools import cache

_LISTS = str.split(
    "en en_US en_GB en_IE en_NZ en_IN en_PK en_KE en_NG en_TH ha_NG yo_NG ig_NG zu_ZA pl_PL de_DE fr_FR es_ES it_IT pt_PT nl_NL"
    " sv_SE id_ID tr_TR"
)
_WORDS = frozenset(
    str.split(
        "will may hope grace mark rose bill frank art chase faith joy summer dale drew guy jean rich rusty price young long love"
        " sunny can see so an"
        " do van le la de my see many shall so june april august may sept monday friday sunday easter noel christmas autumn winter"
        " spring dawn gale gray grey green"
        " brown black white gold silver ivory amber ruby crystal pearl star sky storm rain ocean river lake forest field hill brook"
        " stone wood woods moon page"
        " major minor senior junior king prince princess duke earl baron bishop pope judge noble royal loyal honest true justice"
        " liberty trinity unity patience"
        " prudence charity mercy harmony melody carol holiday genesis angel heaven haven destiny journey story legend merit worth"
        " lucky happy gay bliss"
        " trace tracy pat sue will bob dot kit don ray ward wade dean dick dolly doll dusty buddy bud sonny sonny honey sugar candy"
        " cherry berry olive plum"
        " ginger pepper basil sage rosemary clover ivy fern heather holly hazel laurel iris lily daisy violet blossom flora fauna"
        " robin wren jay martin"
        " bear wolf fox hunter fisher baker cook mason taylor tailor carter cooper miller porter potter shepherd smith turner tyler"
        " walker weaver wheeler"
        " chance chip clay cliff colt cash case cord court cross curt dash dell dial early east west north south else ever fair"
        " fine first flint ford free friend"
        " gift gene golden good grant great hardy harm hero home house hung hunt jack jet jewel job jolly just karma key kid kind"
        " lane large last late law lawn lee less"
        " light line link little live lone love low lynn mac made mandarin manual march mars max mean merry mike mine miss more"
        " most moss much name nan nice nick noon norm"
        " old online only open ora over own park part pax peace penny per perfect piece pilot pink play please plus prime purple"
        " queen quick race rank rapper real red reed reef"
        " ring rite rock rod roman roof room root rope rough round row sand say season second sharp shell ship short sir sister sly"
        " smart snow soft someone son song sun sure"
        " sweet swift tab tea ten terms thank the theme then thing this thursday time tiny tip top town trip troy try tuesday two"
        " up us valor van very vest vi"
        " victory vista war warm was water way wealth well wednesday when which wide win wing wise wish with work world yes yet you"
        " your zone hello hi hey dear"
        " any and are but for had has have her here him his how its let man men new not now off one our out put say she than that"
        " them there they too use want were what"
        " where while who whom why would yeah okay thanks sorry also then once even still never always maybe perhaps actually"
        " basically anyway because since after before"
        " mobile phone broadband fibre fiber router signal data plan network internet account billing service support premium basic"
        " family global card code number"
        " alexa siri google apple amazon samsung nokia sony galaxy pixel orange vodafone virgin verizon sprint mercedes lexus"
        " porsche ford tesla disney netflix visa paypal"
        " santa london paris sydney austin dallas houston florence charlotte chelsea georgia virginia carolina dakota montana"
        " nevada madison jersey asia india china israel"
        " jordan chad kenya america africa europe england ireland scotland wales france germany italy spain poland turkey brazil"
        " mexico canada cuba peru chile japan korea"
        " singapore malaysia thailand vietnam manila delhi mumbai pune goa lagos nairobi accra cairo dublin belfast glasgow"
        " edinburgh cardiff bristol leeds york oxford cambridge"
        " manchester liverpool birmingham newcastle sheffield brighton bath lincoln durham chester worcester gloucester boston"
        " denver phoenix orlando savannah cleveland jackson"
        " lancaster hamilton wellington auckland victoria adelaide perth darwin melbourne brisbane ontario milan roma rome venice"
        " vienna berlin kiev odessa warsaw lisbon madrid"
        " valencia barcelona milano lima santiago diego francisco antonio angeles vegas york asian indian english chinese british"
        " irish french german italian spanish polish"
        " he she ah ahh oh press add sad comfort banks marry roll noone theres christ ok well my your our his their its im ill ive"
        " sir madam"
        " archer nighthawk orbi deco auntie uncle aunt granny grandma grandpa mum mom dad mister day days eve best buy reno oppo"
        " street road square station"
        " airport hotel tower centre center mall church university college school hospital bank"
        " post office store shop branch lounge"
        " sales team manager agent advisor retention technical customer department complaints fraud loyalty roaming ultra pro air"
        " mini plus lite note edge fold"
        " android windows linux chrome facebook whatsapp instagram twitter skype zoom teams outlook gmail hotmail yahoo spotify"
        " youtube tiktok wifi bluetooth"
        " american european african australian welsh scottish dutch greek latin arabic hindi urdu punjabi cantonese japanese korean"
        " russian portuguese turkish"
        " texas florida california ohio michigan arizona oregon utah alaska hawaii kansas missouri illinois pennsylvania maryland"
        " delaware louisiana alabama mississippi tennessee"
        " kentucky minnesota wisconsin iowa idaho wyoming colorado nebraska oklahoma arkansas massachusetts connecticut vermont"
        " maine hampshire kent essex sussex surrey devon cornwall dorset"
        " ofcom openreach three ee bt talktalk plusnet giffgaff tesco lebara comcast xfinity telstra optus singtel starhub jio"
        " airtel safaricom dhl ups fedex usps hermes evri yodel dpd trustpilot"
        " argos currys ikea aldi lidl asda costa starbucks santander monzo revolut barclays lloyds natwest hsbc chase citibank dbs"
        " ocbc wells fargo spencer marks euston brixton clapham heathrow gatwick"
        " ramadan diwali eid hanukkah thanksgiving halloween valentine january february july september october november december saturday"
    )
)
"""Words, brands and places that lists of names hold too, in lower case."""
_PLAIN_WORDS = frozenset(
    str.split(
        "may june day street road lane park hill bank house london england ireland france may i you we they the day bay period card plan"
    )
)
_MORE = frozenset(
    str.split(
        "rajesh rahul suresh ramesh mahesh ganesh sanjay vijay ajay anil sunil deepak manoj vinod pradeep sandeep arjun rohit amit"
        " ankit nikhil karthik lakshmi kavita"
        " sunita anita pooja neha swati shreya divya meera bartosz piotr wojciech tomasz krzysztof agnieszka katarzyna malgorzata"
        " zbigniew dmitri dmitry sergei sergey vladimir"
        " oleg igor yuri svetlana natasha olga tatiana chukwuemeka oluwaseun ngozi chidi kwame kofi kwabena ama akosua efua thabo"
        " sipho nomvula amina aisha fatou mamadou"
        " mohamed muhammad mohammad abdullah ibrahim hassan hussein khalid youssef omar farah leila siobhan niamh saoirse aoife"
        " oisin ciaran padraig gwen rhys ieuan"
        " hiroshi yuki kenji sakura haruto minjun jisoo siti nurul ahmad aziz farid hafiz"
    )
)
_CAP = r"(?:O['’][A-Z][a-z]+|Ma?c[A-Z][a-z]+|[A-Z][a-zà-öø-ÿ]+(?:[-'’][A-Z][a-zà-öø-ÿ]+)?)"
_RUN = re.compile(
    rf"(?<![A-Za-z0-9'’-]){_CAP}(?:\s+(?:(?:de|van|von|bin|al|da|del)\s+)?(?:{_CAP}|[A-Z]\.?(?=\s+[A-Z][a-z])))*(?![A-Za-z0-9-])"
)
_ROLE = re.compile(
    r"(?:agent|colleague|technician|engineer|advis[oe]r|manager|supervisor|operator|representative|rep|driver|courier|installer"
    r"|salesman|salesperson|lady|gentleman|man"
    r"|woman|guy|girl|bloke|chap|lad|friend|neighbou?r|boss|uncle|aunt|auntie|cousin|nephew|niece|grandson|granddaughter|grandmother"
    r"|grandfather|landlord|landlady|tenant"
    r"|flatmate|housemate|roommate|carer|doctor|nurse|secretary|assistant|accountant|solicitor|partner|fianc[eé]e?|husband|wife|son"
    r"|daughter|brother|sister|mother|father|mum|mom|dad"
    r"|someone|somebody|person|named|called|by the name of|(?:somebody|someone|guy|lady|man|woman|girl|person|bloke|lad|chap) called"
    r"|(?:first|last|middle|family|given|maiden) name(?: is|'s)?|ask(?:ed)? for|speak (?:to|with)|spoke (?:to|with)|spoken (?:to"
    r"|with)|talk(?:ed|ing)? (?:to|with)|chatted (?:to|with)|dealt with"
    r"|tell|told|thank you|thanks|hello|hi|hey|dear|goodbye|bye|cheers|it's|this is|i am|i'm|and i'm|name's|on behalf of|belongs to"
    r"|care of|attention of|sent to|from|by|with|and|for|to)[\s,]+$",
    re.IGNORECASE,
)
_DOES = re.compile(
    r"^(?:['’]s\s+(?:account|phone|number|card|name|line|contract|plan|bill|order|sim|ticket|desk|manager|team|voicemail|extension)"
    r"|,?\s+(?:(?:actually|never|already|just|then|also|really|kindly|clearly|personally|definitely|still|from\s+\w+|in\s+\w+"
    r"|at\s+\w+)\s+)?"
    r"(?:said|says|told|promised|promises|assured|advised|informed|confirmed|explained|offered|agreed|claimed|mentioned|suggested"
    r"|called|calling|rang|phoned|emailed|wrote|came|comes|come|visited|showed|hung|transferred|put|sold|signed"
    r"|was|is|has|had|did|didn't|wasn't|will|would|can|could|couldn't|refused|forgot|helped|sorted|fixed|set|lives|speaking|here)\b)"
)
_SAYS = re.compile(
    r"^,?\s+(?:(?:actually|already|just|then|also|clearly|kindly)\s+)?(?:said|says|told|promised|assured|advised|explained|swore"
    r"|reckoned|agreed|offered|rang|phoned)\b"
)
_START = re.compile(r"(?:^|[.!?…:;\"“]\s*|\n)$")
_PINYIN_FIRST = frozenset(
    str.split(
        "wang li zhang liu chen yang huang zhao wu zhou xu sun ma zhu hu guo he lin gao luo zheng liang xie song tang han feng deng"
        " cao peng zeng xiao tian dong yuan pan yu jiang cai"
        " du ye cheng su wei lu ding ren shen yao cui zhong tan fan liao shi jia xia fu fang zou xiong bai meng qin qiu hou yin xue"
        " duan lei qian long hao kong shao mao chang wan gu"
        " lai kang he yan niu hong gong chan wong lee lau cheung ng leung tsang ho yip kwok cheng lam mok tsui chow chu tan lim goh"
        " ong koh teo chua tay sim nguyen tran pham hoang kim park choi"
    )
)
_PLACE_AFTER = re.compile(
    r"^\s+(?:line|station|street|road|lane|avenue|socket|socks|park|square|airport|hotel|bridge|branch|store|shop|plan|deal|package"
    r"|app|city|town|county|hall|hill|mall|centre|center|tower|island|bay|beach|river|lake|school|college|university|hospital|day"
    r"|law)\b",
    re.IGNORECASE,
)
_PLACE_BEFORE = re.compile(
    r"\b(?:san|santa|saint|st|los|las|el|new|mount|mt|fort|port|lake|north|south|east|west|upper|lower|great|little|near|at the|the)\s+$",
    re.IGNORECASE,
)
_SHOPS = re.compile(
    r"^(?:john lewis|charles schwab|marks|calvin klein|ralph lauren|tommy hilfiger|jp morgan|morgan stanley|ernst young|goldman"
    r" sachs|dolly parton|harry potter|james bond|ben jerry|tim hortons|wendy|mcdonald|nando|lloyds?|barclays?|sainsbury|morrison"
    r"|debenham|selfridge)",
    re.IGNORECASE,
)
_NOT_FIRST = frozenset(str.split("he she can me you we do go no so ten men sun song long a an hi an bank hang"))
_SYLLABLE = (
    r"(?:[bpmfdtnlgkhjqxrzcsyw]|zh|ch|sh)?(?:iang|iong|uang|ang|eng|ing|ong|ian|iao|uai|uan|üan|ai|ei|ao|ou|an|en|in|un|ia|ie|iu|ua|ue"
    r"|ui|uo|üe|er|a|o|e|i|u|ü)"
)
_PINYIN = re.compile(rf"(?:{_SYLLABLE}){{1,3}}")


def known_names(text: str) -> Iterator[tuple[int, int]]:
    """(start, end) of what is a name in a line with capital letters, in order."""
    for run in _RUN.finditer(text):
        yield from _of_run(text, run)


_WORDS_AS_NAMES = frozenset(
    str.split(
        "grace hope faith joy will mark rose bill frank summer dawn ruby pearl crystal ivy holly heather hazel iris lily daisy"
        " violet robin may june april jean guy chase drew dale rich"
        " jack mason taylor cooper hunter carter ray don pat sue bob ginger rosemary olive amber melody carol angel daisy martin"
        " grant dean wade cliff clay"
    )
)
"""First names that are words as well: with a surname behind them they are names."""


def is_first_name(word: str) -> bool:
    """Whether a word, in any case, is a first name and nothing else."""
    return word.lower() in _first_names()


def _of_run(text: str, run: re.Match[str]) -> Iterator[tuple[int, int]]:
    words = [(run.start() + word.start(), run.start() + word.end()) for word in re.finditer(r"\S+", run.group())]
    spoken = [text[a:b].lower() for a, b in words]
    if 2 <= len(words) <= 3 and spoken[0] not in _NOT_FIRST and _is_pinyin(spoken):
        yield words[0][0], words[-1][1]
        return
    at = 0
    while at < len(words):
        if (
            at + 1 < len(words)
            and spoken[at] in _WORDS_AS_NAMES
            and spoken[at + 1] in _every("last_names")
            and spoken[at + 1] not in _PLAIN_WORDS
        ):
            yield words[at][0], words[at + 1][1]
            at += 2
            continue
        stop = at
        while stop < len(words) and not _is_word(text[words[stop][0] : words[stop][1]], after=spoken[stop - 1] if stop > at else ""):
            stop += 1
        if stop > at and _is_name(text, words[at:stop]):
            yield words[at][0], words[stop - 1][1]
        at = max(stop, at + 1)


def _is_name(text: str, words: list[tuple[int, int]]) -> bool:
    """Whether capital words, none of them a word or a place that is known, are a person."""
    begin, end = words[0][0], words[-1][1]
    if _PLACE_AFTER.match(text[end : end + 24]) or _PLACE_BEFORE.search(text[max(0, begin - 10) : begin]) or _SHOPS.match(text[begin:end]):
        return False
    said = [text[a:b].lower() for a, b in words]
    before, after = text[max(0, begin - 24) : begin], text[end : end + 40]
    opening = bool(_START.search(before))
    first, last = _first_names(), _last_names()
    if said[0] in first:
        return True
    if len(said) > 1 and (said[0] in last or said[-1] in last or said[-1] in first or _is_pinyin(said)):
        return True
    role = _ROLE.search(before)
    if len(said) > 1 and not opening and role is not None:
        return True
    if not opening and _SAYS.match(after):
        return True
    does = bool(_DOES.match(after))
    if said[0] in last:
        return does or (not opening and role is not None)
    if opening:
        return False
    strong = role is not None and role.group().strip(" ,").lower() not in ("from", "by", "with", "and", "for", "to", "called", "dear")
    return strong or (does and role is not None)


def _is_pinyin(said: list[str]) -> bool:
    return len(said) <= 3 and (said[0] in _PINYIN_FIRST or said[-1] in _PINYIN_FIRST) and all(_PINYIN.fullmatch(word) for word in said)


def _is_word(word: str, after: str) -> bool:
    """Whether a capital word is none of a name. Behind a first name it may be a surname that is a word, too: Oliver Grant, Harold J."""
    if after and after in _first_names():
        return word.lower() in _WORDS and word.lower() not in _surnames_that_are_words()
    return word.lower() in _WORDS or len(word) < 2


@cache
def _first_names() -> frozenset[str]:
    return _listed("first_names") | _MORE


@cache
def plain_first_names() -> frozenset[str]:
    """First names of the United States and Britain that are no words, in lower case."""
    return _every("first_names", ("en_US", "en_GB")) - _WORDS - frozenset(_WORDS_AS_NAMES)


@cache
def _last_names() -> frozenset[str]:
    return _listed("last_names") | _PINYIN_FIRST


@cache
def _surnames_that_are_words() -> frozenset[str]:
    return _every("last_names") & _WORDS


def _listed(which: str) -> frozenset[str]:
    return _every(which) - _WORDS


@cache
def _every(which: str, lists: tuple[str, ...] = tuple(_LISTS)) -> frozenset[str]:
    found: set[str] = set()
    for name in lists:
        provider = importlib.import_module(f"faker.providers.person.{name}").Provider
        for kind in (which, f"{which}_male", f"{which}_female"):
            found.update(str(one).lower() for one in getattr(provider, kind, ()))
    return frozenset(one for one in found if one.isalpha() or "'" in one)
