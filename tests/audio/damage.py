"""Damaged files, made from sound ones the same way at every run; and a process that decodes what it is told, to be watched from outside."""

from __future__ import annotations

import json
import random
import resource
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

MEMORY = 1024**3
"""Bytes over what the libraries take: more than that, and decoding fails."""


def damaged(seeds: dict[str, bytes], each: int) -> Iterator[tuple[str, bytes]]:
    """(name, content) of ``each`` damaged files of every seed: cut, flipped, zeroed, stuffed, with lying headers and false endings."""
    for name, content in seeds.items():
        chance = random.Random(name)
        for number in range(each):
            how = _WAYS[number % len(_WAYS)]
            ending = chance.choice(list(seeds)).rsplit(".", 1)[1] if number % 7 == 3 else name.rsplit(".", 1)[1]
            yield f"{name.rsplit('.', 1)[0]}-{how.__name__.strip('_')}-{number}.{ending}", how(bytearray(content), chance)


def _cut(content: bytearray, chance: random.Random) -> bytes:
    return bytes(content[: chance.randrange(len(content))])


def _flipped(content: bytearray, chance: random.Random) -> bytes:
    for _ in range(chance.choice([1, 8, 64, 512])):
        content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
    return bytes(content)


def _lying(content: bytearray, chance: random.Random) -> bytes:
    """Sizes, rates, channels and lengths stand in the first bytes."""
    for _ in range(chance.choice([1, 3, 9])):
        at = chance.randrange(min(len(content) - 8, 160))
        width = chance.choice([1, 2, 4, 8])
        value = chance.choice([0, 1, 2**31 - 1, 2**32 - 1, 2**63, chance.randrange(2**32)])
        content[at : at + width] = (value % 256**width).to_bytes(width, chance.choice(["little", "big"]))
    return bytes(content)


def _zeroed(content: bytearray, chance: random.Random) -> bytes:
    at = chance.randrange(len(content))
    until = min(len(content), at + chance.randrange(1, len(content)))
    content[at:until] = bytes(until - at)
    return bytes(content)


def _stuffed(content: bytearray, chance: random.Random) -> bytes:
    at = chance.randrange(len(content))
    content[at:at] = chance.randbytes(chance.choice([1, 100, 5000]))
    return bytes(content)


def _shuffled(content: bytearray, chance: random.Random) -> bytes:
    size = chance.choice([16, 128, 1024])
    pieces = [content[at : at + size] for at in range(0, len(content), size)]
    one, other = chance.randrange(len(pieces)), chance.randrange(len(pieces))
    pieces[one], pieces[other] = pieces[other], pieces[one]
    return b"".join(pieces)


_WAYS = (_cut, _flipped, _lying, _zeroed, _lying, _stuffed, _shuffled)


def serve() -> None:
    """Decode each file whose path comes in on a line; answer ``{"file", "what"}``, or die of it."""
    from qa.audio.decode import decode
    from qa.errors import UnreadableSound

    taken = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (taken + MEMORY, taken + MEMORY))
    for line in sys.stdin:
        path = Path(line.strip())
        with tempfile.TemporaryDirectory() as folder:
            try:
                decoded = decode(path, Path(folder), name=path.name)
                what = f"{decoded.duration:.1f} s"
            except UnreadableSound as problem:
                what = problem.code if path.name in problem.message("zh") else f"{problem.code} without the file's name"
        print(json.dumps({"file": path.name, "what": what}), flush=True)


if __name__ == "__main__":
    serve()
