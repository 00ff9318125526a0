"""Hearback: quality inspection of recorded calls.

One way through the house, left to right: recording → channels → transcript → evaluation → review → scorecard, and from a call's
spans to excerpts, discussion and packs. Layers, top to bottom: ``ui, jobs, __main__ → desk → {audio, speech, rubric, store, access}
→ model``; ``errors``, ``locales`` and ``config`` stand below all of them. ``tests/test_layering.py`` holds this.
"""

import os

# Before any library is loaded: official builds of onnxruntime send what they are used for to their maker, others may count downloads.
os.environ.update(ORT_DISABLE_TELEMETRY="1", HF_HUB_DISABLE_TELEMETRY="1", DO_NOT_TRACK="1")

__version__ = "0.5.0"
