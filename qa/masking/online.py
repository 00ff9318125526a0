"""E-mail addresses, written or said, and names in other networks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from qa.model.masking import Place, Private

_MAIL = re.compile(
    r"[A-Za-z0-9][A-Za-z0-9._%+-]{0,63}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,3}"
    r"|(?:[A-Za-z0-9]{1,24}(?:\s*(?:\bdot\b|\bunderscore\b|\bdash\b|\bhyphen\b|点|下划线|杠)\s*|\s?[-_.]\s?"
    r"|(?<=\b[A-Za-z0-9])\s(?=[A-Za-z0-9]\b))){0,12}[A-Za-z0-9"
    r"零一幺二三四五六七八九]{1,24}\s*(?:\bat\b"
    r"|艾特|小老鼠|圈[aA])\s*"
    r"(?:[A-Za-z0-9-]{1,40}|[零一幺二三四五六七八九]+)\s*(?:\bdot\b|点|\.)\s*(?:com|cn|net|org|edu|gov|co"
    r"|io|uk|me|in|sg|hk|us|ca|au|de|fr|pl|ng|za|ie|nz|my|gd)(?:\s*(?:\bdot\b|点|\.)\s*(?:cn|uk|au|in|sg|hk|za|nz|my))?",
    re.IGNORECASE,
)
_BARE_MAIL = re.compile(
    r"[A-Za-z0-9][A-Za-z0-9._-]{1,30}\s?(?:126|163|139|189|qq|sina|foxmail|gmail|outlook)\s*点\s*(?:com|cn)", re.IGNORECASE
)
_SAID_MAIL = re.compile(
    r"\b[A-Za-z0-9]{1,24}(?:\s+(?:dot|underscore|dash|hyphen|[A-Za-z0-9]{1,24})){0,5}?(?:\s+(?:twenty|thirty|forty|fifty|sixty"
    r"|seventy|eighty|ninety|one|two|three|four|five|six|seven|eight|nine|zero|oh|[0-9]{1,4})){1,4}"
    r"\s+at\s+[A-Za-z0-9-]{2,24}(?:\s+dot\s+[a-z]{2,4}){1,3}\b",
    re.IGNORECASE,
)
_SAID_HANDLE = re.compile(
    r"(?:微信号?|QQ号?|wechat(?: id)?)(?:是|叫|为|\s+is|\s)+(?P<name>(?!is\b)[A-Za-z](?:\s?(?:下划线|减号|横杠|杠|点"
    r"|[A-Za-z0-9_.-]+)){1,8})(?![A-Za-z0-9])",
    re.IGNORECASE,
)
_HANDLE = re.compile(
    r"(?P<what>微信号?|wechat(?: id)?|whats ?app|skype|telegram|抖音号?|账号|帐号|宽带账号|用户名|登录名"
    r"|user ?name|login|account(?: (?:number|name|id))?|密码|password|passcode)"
    r"(?:是|为|叫|改成|就是|就?搜|加|\s+is\b|\s+to\b|\s*:|：|,|，"
    r"|\s){0,3}\s*(?P<name>(?=[A-Za-z0-9_.-]{0,30}[0-9_])[A-Za-z][A-Za-z0-9_.-]{3,30}"
    r"|[A-Z0-9]{2,4}[0-9]{3,}[A-Z0-9-]*|(?<=微信是)[a-z]{5,20}|(?<=微信号是)[a-z]{5,20}|(?<=wechat is )[a-z]{5,20}(?![a-z"
    r" ]))",
    re.IGNORECASE,
)


def online(lines: Sequence[tuple[str, str]]) -> Iterator[Place]:
    """E-mail addresses, names in other networks, passwords of letters and digits."""
    for number, (_, text) in enumerate(lines):
        for pattern in (_MAIL, _BARE_MAIL, _SAID_MAIL):
            for match in pattern.finditer(text):
                yield Place(number, match.start(), match.end(), Private.EMAIL)
        for match in _SAID_HANDLE.finditer(text):
            yield Place(number, match.start("name"), match.end("name"), Private.CONTACT)
        for match in _HANDLE.finditer(text):
            what = match["what"].lower()
            kind = (
                Private.CODE
                if what in ("密码", "password", "passcode")
                else Private.ACCOUNT
                if "账" in what or "帐" in what or "account" in what
                else Private.CONTACT
            )
            yield Place(number, match.start("name"), match.end("name"), kind)
