"""``python -m qa``: the command line."""

from __future__ import annotations

import sys

from qa import heap
from qa.cli import main

if __name__ == "__main__":
    heap.keep()
    sys.exit(main())
