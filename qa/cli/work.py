"""``work``: a worker."""

from __future__ import annotations

import argparse
import logging
import os
import signal
import sys
import threading
from typing import TYPE_CHECKING, Any

from qa.cli.words import Words

if TYPE_CHECKING:
    from qa.jobs.worker import Worker

ORPHAN_PATIENCE_S = 120.0


def add(commands: Any, words: Words) -> None:
    own = words.command(commands, "work")
    own.add_argument("--jobs", type=int, default=1, help=words("work.jobs"))
    own.add_argument("--once", action="store_true", help=words("work.once"))
    own.add_argument("--companion", action="store_true", help=words("work.companion"))
    own.set_defaults(run=run)


def run(args: argparse.Namespace, words: Words) -> int:
    from qa import config
    from qa.desk.house import open_house
    from qa.jobs.worker import Worker

    logging.basicConfig(format="%(asctime)s %(levelname)s %(message)s", stream=sys.stderr)
    logging.getLogger("hearback").setLevel(logging.INFO)
    house = open_house(config.load())
    worker = Worker(house, args.jobs)
    leave_on_signals(worker)
    if args.companion:
        threading.Thread(target=_watch_parent, args=(worker,), daemon=True).start()
    if not worker.run(until=worker.idle if args.once else None):
        end_now()
    house.close()
    return 0


def leave_on_signals(worker: Worker) -> None:
    """The first signal asks the worker to leave, the second ends the process."""

    def told(number: int, _: Any) -> None:
        signal.signal(number, signal.SIG_DFL)
        # Not from here: the main thread may hold the very lock that ``leave`` needs.
        threading.Thread(target=worker.leave, daemon=True).start()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, told)


def end_now() -> None:
    """End at once, with jobs standing still in their threads: the next worker resumes them."""
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)


def _watch_parent(worker: Worker) -> None:
    """Whoever started this worker holds the other end of its standard input; when that closes, they are gone."""
    # not through sys.stdin: its lock, held by this thread at the end of the process, would bring the interpreter down
    while os.read(0, 1024):
        pass
    worker.leave(ORPHAN_PATIENCE_S)
