"""The direction: ui, jobs, cli → desk → {audio, speech, rubric, masking, reader, store, access} → model; each library in its place."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
FOUNDATION = {"model", "errors", "locales", "config", "heap", ""}
MIDDLE = {"audio", "speech", "rubric", "masking", "reader", "store", "access"}
TOP = {"ui", "jobs", "cli", "bench", "__main__"}
MAY: dict[str, set[str]] = {
    "model": {"model"},
    "locales": {"model", "locales"},
    "errors": {"locales", "errors"},
    "config": {"errors", "config"},
    "heap": {"heap"},
    **{name: {name, "model", "errors", "locales", "config", ""} for name in MIDDLE},
    "desk": MIDDLE | FOUNDATION | {"desk"},
    # jobs.companion starts a worker beside the application and knows nothing of the jobs themselves
    "ui": MIDDLE - {"store", "rubric", "masking", "reader"} | FOUNDATION | {"desk", "ui", "jobs"},
    "jobs": FOUNDATION | {"desk", "jobs"},
    "cli": MIDDLE - {"store", "reader"} | FOUNDATION | {"desk", "jobs", "cli", "bench"},
    "bench": {"audio", "speech", "rubric"} | FOUNDATION | {"desk", "bench"},
    "__main__": {"cli", "heap"},
    "": {""},
}
HOME = {
    "streamlit": ("qa/ui/", "streamlit_app.py"),
    "sqlmodel": ("qa/store/",),
    "sqlalchemy": ("qa/store/",),
    "alembic": ("qa/store/",),
    "ruamel": ("qa/rubric/load.py", "qa/rubric/yaml"),
    "yaml": ("qa/rubric/load.py",),
    "whisper": ("qa/speech/whisper.py", "qa/speech/fellows.py", "qa/speech/ct2.py", "qa/bench/"),
    "torch": ("qa/audio/speech.py", "qa/speech/whisper.py", "qa/speech/fellows.py", "qa/speech/ct2.py", "qa/bench/"),
    "faster_whisper": ("qa/speech/faster_whisper.py",),
    "ctranslate2": ("qa/speech/faster_whisper.py", "qa/speech/ct2.py"),
    "tokenizers": ("qa/speech/ct2.py",),
    "dbos": ("qa/jobs/",),
    "pptx": ("qa/desk/handout.py",),
    "httpx2": ("qa/reader/client.py",),
    "av": ("qa/audio/",),
    "silero_vad": ("qa/audio/speech.py",),
    "pypinyin": ("qa/rubric/sound_syllables.py",),
    "phonenumbers": ("qa/masking/checks.py",),
    "stdnum": ("qa/masking/checks.py",),
    "faker": ("qa/masking/known.py",),
    "rjieba": ("qa/rubric/sound_words.py", "qa/masking/unannounced.py"),
}
STANDARD_ONLY = "model"


def files() -> list[Path]:
    return sorted([*(ROOT / "qa").rglob("*.py"), ROOT / "streamlit_app.py"])


def imports(path: Path) -> list[tuple[int, str]]:
    found = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found += [(node.lineno, alias.name) for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno}: relative import"
            found += [(node.lineno, f"{node.module}.{alias.name}") for alias in node.names]
    return found


def layer(module: str) -> str:
    parts = module.split(".")
    known = {path.stem for path in (ROOT / "qa").iterdir()}
    return parts[1] if len(parts) > 1 and parts[1] in known else ""


@pytest.mark.parametrize("path", files(), ids=lambda path: str(path.relative_to(ROOT)))
def test_a_module_imports_only_what_its_layer_may(path: Path) -> None:
    name = path.relative_to(ROOT).as_posix()
    mine = layer(name.removesuffix(".py").replace("/", ".")) if name.startswith("qa/") else "ui"
    for line, module in imports(path):
        if module.split(".")[0] == "qa":
            assert layer(module) in MAY[mine], f"{name}:{line}: {mine or 'qa'} may not import {module}"
        home = HOME.get(module.split(".")[0])
        assert home is None or name.startswith(home), f"{name}:{line}: {module} lives in {home} alone"


def test_the_model_knows_the_standard_library_alone() -> None:
    import sys

    for path in (ROOT / "qa" / STANDARD_ONLY).glob("*.py"):
        for line, module in imports(path):
            top = module.split(".")[0]
            assert top in sys.stdlib_module_names or module.startswith("qa.model"), f"{path}:{line}: {module}"


def test_the_layers_named_here_exist() -> None:
    present = {path.stem for path in (ROOT / "qa").iterdir() if path.is_dir() or path.suffix == ".py"} - {"__init__", "__pycache__"}
    assert present == set(MAY) - {""}
