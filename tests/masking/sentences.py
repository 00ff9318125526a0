"""The test set: templates and invented values, the same from every run; half is held out and never looked at while rules are made."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
HAN = "零一二三四五六七八九"
WORDS = str.split("zero one two three four five six seven eight nine")
Make = Callable[[random.Random], str]


@dataclass(frozen=True)
class Sentence:
    """``private``: the (start, end) of what has to be masked."""

    text: str
    private: tuple[tuple[int, int], ...]


def digits(r: random.Random, n: int) -> str:
    return "".join(r.choice("0123456789") for _ in range(n))


def mobile(r: random.Random) -> str:
    return r.choice(["138", "139", "151", "177", "186", "199"]) + digits(r, 8)


def han(r: random.Random, number: str) -> str:
    one = r.choice("一幺")
    zero = r.choice("零零洞")
    words = "".join(one if d == "1" else zero if d == "0" else HAN[int(d)] if d.isdigit() else d for d in number)
    sizes = r.choice([(99,), (3, 4, 99), (4, 4, 4, 99)])
    return r.choice(["", "，", " "]).join(grouped(words, sizes)) if sizes != (99,) else words


def en(r: random.Random, number: str) -> str:
    out: list[str] = []
    oh = r.choice(["oh", "zero"])
    i = 0
    while i < len(number):
        word = oh if number[i] == "0" else WORDS[int(number[i])]
        if i + 1 < len(number) and number[i] == number[i + 1] and r.random() < 0.8:
            out.append(f"double {word}")
            i += 2
        else:
            out.append(word)
            i += 1
    return " ".join(out)


def grouped(text: str, sizes: tuple[int, ...]) -> list[str]:
    found, at = [], 0
    for size in sizes:
        if text[at : at + size]:
            found.append(text[at : at + size])
        at += size
    return found


def identity(r: random.Random) -> str:
    body = r.choice(["110105", "320102", "440305"]) + f"{r.randint(1950, 2005)}{r.randint(1, 12):02}{r.randint(1, 28):02}" + digits(r, 3)
    return body + "10X98765432"[sum(int(d) * 2 ** (17 - i) for i, d in enumerate(body)) % 11]


def bank(r: random.Random) -> str:
    body = r.choice(["622202", "621700", "422244"]) + digits(r, r.choice([9, 12]))
    total = sum(sum(divmod(int(d) * 2, 10)) if i % 2 == 0 else int(d) for i, d in enumerate(reversed(body)))
    return body + str(-total % 10)


def landline(r: random.Random) -> str:
    return r.choice(["010", "021", "0755", "025"]) + r.choice(["", "-", " "]) + r.choice("568") + digits(r, 7)


def us(r: random.Random) -> str:
    return r.choice(["202", "415", "312"]) + r.choice("23456789") + digits(r, 2) + digits(r, 4)


def uk(r: random.Random) -> str:
    return r.choice(["0207946", "01614960", "0113496"])[:7] + digits(r, 4)


def name(r: random.Random) -> str:
    return r.choice("王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗") + r.choice(
        ["建国", "晓梅", "伟", "丽娜", "明远", "思琪", "海涛", "静", "国栋", "玉兰", "子墨"]
    )


def address(r: random.Random) -> str:
    city = r.choice(["", "南京市鼓楼区", "广州市天河区", "成都武侯区", "杭州市西湖区"])
    road = r.choice(["建设北路", "人民路", "文化大街", "学府路"]) + r.choice([f"{r.randint(2, 300)}号", "八十八号"])
    estate = r.choice(["阳光花园", "幸福小区", "锦绣家园", "翠湖苑"])
    door = r.choice(
        [
            f"{r.randint(1, 30)}栋{r.randint(1, 4)}单元{r.randint(101, 2804)}室",
            f"{r.randint(1, 9)}号楼{r.randint(101, 1804)}",
            "三栋二单元五零一",
        ]
    )
    return r.choice([city + road, city + estate + door, city + road + estate + door])


def wechat(r: random.Random) -> str:
    return r.choice(["sunny", "blue_sky", "lao"]) + digits(r, 4)


def mail(r: random.Random) -> str:
    return r.choice(["tom.w", "xiaolan", "b_stone"]) + digits(r, 2) + "@" + r.choice(["example.com", "mail.example.cn", "163.com"])


def street(r: random.Random) -> str:
    number = r.choice([str(r.randint(2, 980)), "twenty four", "one oh five"])
    return f"{number} {r.choice(['Elm', 'Maple', 'Green Park', 'Victoria'])} {r.choice(['Street', 'Road', 'Avenue', 'Lane'])}"


def en_name(r: random.Random) -> str:
    first = r.choice(["Nora", "Emily", "Victor", "Hugo", "Rachel", "Priya", "George"])
    return r.choice([first, f"{first} {r.choice(['Carter', 'Blake', 'Lindqvist', 'Osei', 'Marlow'])}"])


VALUES: dict[str, Make] = {
    "mobile": mobile,
    "mobile_han": lambda r: han(r, mobile(r)),
    "mobile_groups": lambda r: r.choice([" ", "-", "，"]).join(grouped(mobile(r), (3, 4, 4))),
    "mobile_mixed": lambda r: (lambda m: m[:3] + han(r, m[3:]))(mobile(r)),
    "mobile_en": lambda r: en(r, mobile(r)),
    "landline": landline,
    "landline_han": lambda r: han(r, landline(r).replace("-", "").replace(" ", "")),
    "id": identity,
    "id_han": lambda r: han(r, identity(r)),
    "id_groups": lambda r: " ".join(grouped(identity(r), (6, 8, 4))),
    "bank": bank,
    "bank_han": lambda r: han(r, bank(r)),
    "bank_groups": lambda r: " ".join(grouped(bank(r), (4, 4, 4, 4, 4))),
    "bank_en": lambda r: en(r, bank(r)),
    "four": lambda r: digits(r, 4),
    "four_en": lambda r: en(r, digits(r, 4)),
    "code": lambda r: digits(r, r.choice([4, 6])),
    "code_han": lambda r: han(r, digits(r, 6)),
    "code_en": lambda r: en(r, digits(r, 6)),
    "qq": lambda r: r.choice("123456789") + digits(r, r.choice([7, 8, 9])),
    "wechat": wechat,
    "mail": mail,
    "mail_zh": lambda r: f"{r.choice(['xiaoming', 'lanlan'])}{r.choice(['', digits(r, 3)])}艾特{r.choice(['163', 'qq'])}点com",
    "mail_en": lambda r: f"{r.choice(['nora dot blake', 'hugo underscore m', 'rachel'])} at {r.choice(['example', 'mailbox'])} dot com",
    "account": lambda r: r.choice(["sh", "nj", ""]) + digits(r, 9),
    "digits9": lambda r: r.choice("123456789") + digits(r, 8),
    "digits9_en": lambda r: en(r, digits(r, 9)),
    "name": name,
    "surname": lambda r: r.choice(["王", "李", "张", "刘", "陈", "欧阳", "上官", "赵", "郑", "谢"]),
    "address": address,
    "us": lambda r: (lambda n: r.choice([n, f"{n[:3]}-{n[3:6]}-{n[6:]}", f"({n[:3]}) {n[3:6]}-{n[6:]}"]))(us(r)),
    "us_words": lambda r: en(r, us(r)),
    "uk": lambda r: (lambda n: r.choice([n, f"{n[:3]} {n[3:7]} {n[7:]}"]))(uk(r)),
    "uk_words": lambda r: en(r, uk(r)),
    "en_name": en_name,
    "en_first": lambda r: r.choice(["Emily", "Rachel", "George", "Susan"]),
    "en_surname": lambda r: r.choice(["Carter", "Blake", "Lindqvist", "Osei", "O'Hara", "McNeil"]),
    "street": street,
    "flat": lambda r: f"Flat {r.randint(1, 60)}, {street(r)}",
    "spelt": lambda r: r.choice(["-", " "]).join(r.choice(["BLAKE", "OSEI", "CARTER"])),
    "postcode": lambda r: r.choice(["SW1A 2AB", "M1 4ET", "LS2 8JT"]),
    "zip": lambda r: digits(r, 5),
    "yuan": lambda r: str(r.choice([19, 29, 59, 99, 128, 129, 199, 299])),
    "gb": lambda r: str(r.choice([5, 10, 20, 40, 100])),
    "ten": lambda r: str(r.randint(2, 9)),
    "two": lambda r: str(r.randint(12, 98)),
    "hundreds": lambda r: str(r.choice([100, 200, 300, 500, 1000])),
    "thousands": lambda r: str(r.choice([1200, 3600, 12800, 20000])),
    "five": lambda r: digits(r, 5),
    "hotline": lambda r: r.choice(["10086", "10010", "10000", "12381", "12315"]),
    "year": lambda r: str(r.randint(2019, 2027)),
    "month": lambda r: str(r.randint(1, 12)),
    "day": lambda r: str(r.randint(1, 28)),
    "decimal": lambda r: f"{r.randint(3, 300)}.{r.randint(10, 99)}",
}


def read(file: str, least: int) -> tuple[list[Sentence], list[Sentence]]:
    """The tuned and the held-out sentences of a file, all different, together at least ``least`` where the slots allow."""
    lines = [one for one in (HERE / file).read_text("utf-8").splitlines() if one and not one.startswith("#")]
    cut = next(i for i, one in enumerate(lines) if one.startswith("="))
    parts = lines[:cut], lines[cut + 1 :]
    each = -(-least // len(parts[0] + parts[1])) + 2
    found = []
    for number, part in enumerate(parts):
        made: dict[str, Sentence] = {}
        for i, template in enumerate(part):
            for n in range(each):
                one = fill(template, random.Random(f"{file} {number} {i} {n}"))
                made.setdefault(one.text, one)
        found.append(list(made.values()))
    return found[0], found[1]


def wild(file: str) -> list[Sentence]:
    """Sentences as they stand in a file, one a line."""
    lines = (HERE / file).read_text("utf-8").splitlines()
    return [fill(line, random.Random(0)) for line in lines if line and not line.startswith("#")]


def fill(template: str, r: random.Random) -> Sentence:
    text, spans, opened = "", [], 0
    for part in re.split(r"(\{\w+\}|\[|\])", template):
        if part == "[":
            opened = len(text)
        elif part == "]":
            spans.append((opened, len(text)))
        else:
            text += VALUES[part[1:-1]](r) if part.startswith("{") else part
    return Sentence(text, tuple(spans))
