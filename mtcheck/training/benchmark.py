"""Measuring start, throughput and memory, against unbabel-comet on the same machine in the same run.

    python -m mtcheck.training.benchmark --data DATA [--pairs 2000]

Prints a table in Markdown. Everything is compared within one run; each start is the best of `STARTS`, with the bytecode
in place that an installation leaves behind.
"""

from __future__ import annotations

import argparse
import compileall
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from mtcheck.metrics.comet import EmbeddedComet
from mtcheck.metrics.onnx import OnnxRuntime
from mtcheck.metrics.subwords import tokenizer_of
from mtcheck.training import corpora
from mtcheck.training.evaluate import SAMPLE

PACKAGE = Path(__file__).resolve().parent.parent
STARTS = 3
MATRIX = 2048


@dataclass(frozen=True)
class Run:
    """A command that ran: seconds by the clock, and the most memory it held, in bytes."""

    seconds: float
    memory: int


def run(*command: str) -> Run:
    """Run a command to its end; raises CalledProcessError where it fails."""
    began = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    said = process.stderr.read() if process.stderr else b""
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command, stderr=said)
    unit = 1 if sys.platform == "darwin" else 1024
    return Run(time.perf_counter() - began, usage.ru_maxrss * unit)


def peak_of_machine() -> float:
    """Floating-point operations a second of a float32 matrix product."""
    matrix = np.random.default_rng(1).normal(size=(MATRIX, MATRIX)).astype(np.float32)
    return 2 * MATRIX**3 / min(_timed(lambda: matrix @ matrix) for _ in range(5))


def _timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def operations(folder: Path, subwords: Sequence[int]) -> float:
    """Multiplications and additions of the layers' matrices and of attention, over inputs of these lengths."""
    encoder = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    width, inner, layers = encoder["hidden_size"], encoder["intermediate_size"], encoder["num_hidden_layers"]
    each = 2 * layers * (4 * width * width + 2 * width * inner)
    return float(sum(length * each + 4 * layers * width * length * length for length in subwords))


def benchmark(data: Path, count: int) -> list[tuple[str, str]]:
    """The rows of the table."""
    compileall.compile_dir(PACKAGE, quiet=1)
    script = str(Path(sys.executable).parent / "mtcheck")
    article = (str(SAMPLE / "article.de.md"), str(SAMPLE / "article.en.md"))
    starts = [(run(sys.executable, "-W", "ignore", "-c", "import comet"), run(script, "score", *article))
              for _ in range(STARTS)]  # fmt: skip
    importing, scoring = (min(runs, key=lambda r: r.seconds) for runs in zip(*starts, strict=True))
    helping = min(run(script, "--help").seconds for _ in range(STARTS))
    rows = [
        ("`mtcheck --help`", f"{helping:.2f} s"),
        ("`python -c 'import comet'`", f"{importing.seconds:.2f} s"),
        ("`mtcheck score` of the sample article, cold", f"{scoring.seconds:.2f} s"),
        ("the same as a share of importing comet", f"{scoring.seconds / importing.seconds:.2f}"),
        ("most memory of it", f"{scoring.memory / 1e6:.0f} MB"),
    ]

    # commands run before anything heavy is loaded here: a child's memory counts from what its parent holds
    dev = [*corpora.judgements(data, "dev"), *corpora.consensus(data, "dev")]
    examples = random.Random(1).sample(dev, count)
    samples = [(example.source, example.translation) for example in examples]
    few = count // 8
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        checkpoint = str(folder / "model" / "checkpoints" / "model.ckpt")
        run(script, "models", "export", str(folder / "model"))
        everything = run(script, "score", *_files(folder, samples), "--aligned", "--format", "json")
        german, english = _files(folder, samples[:few])
        some = run(script, "score", german, english, "--aligned", "--format", "json")
        comet_score = str(Path(sys.executable).parent / "comet-score")
        plain = run(comet_score, "-s", english, "-t", german, "--model", checkpoint, "--gpus", "0")
    rows += [
        (f"`mtcheck score --aligned` of {count} pairs, every rule", f"{everything.seconds:.1f} s"),
        ("most memory of it", f"{everything.memory / 1e6:.0f} MB"),
        (f"`mtcheck score --aligned` of {few} pairs, every rule", f"{some.seconds:.1f} s"),
        (f"`comet-score` of {few} pairs with the exported checkpoint, float16", f"{plain.seconds:.1f} s"),
    ]

    from mtcheck.metrics.unbabel import BATCH, load, quiet

    model = EmbeddedComet()
    encode = tokenizer_of(model.folder).encode
    lengths = [sum(len(encode(text).ids) for text in sample) for sample in samples]
    runtime = OnnxRuntime(model.folder)
    list(runtime.predict(samples[:8]))
    ours = min(_timed(lambda: list(runtime.predict(samples))) for _ in range(2))
    comet = load(model.folder)
    given = [{"src": source, "mt": translation} for source, translation in samples]
    with quiet():
        theirs = min(
            _timed(lambda: comet.predict(given, batch_size=BATCH, gpus=0, progress_bar=False)) for _ in range(2)
        )
    peak = peak_of_machine()
    speed = operations(model.folder, lengths) / ours
    return [
        *rows,
        (f"model passes over {count} pairs, onnxruntime, int8", f"{ours:.1f} s, {count / ours:.0f} pairs/s"),
        ("the same with COMET's `model.predict`, float32", f"{theirs:.1f} s, {count / theirs:.0f} pairs/s"),
        ("ratio", f"{theirs / ours:.1f}"),
        (
            "operations of the int8 passes, against a float32 matrix product",
            f"{speed / 1e9:.0f} and {peak / 1e9:.0f} G/s, {speed / peak:.0%}",
        ),
    ]


def _files(folder: Path, samples: Sequence[tuple[str, str]]) -> tuple[str, str]:
    """The translations and the sources, line by line, as files."""
    german, english = folder / "de.txt", folder / "en.txt"
    english.write_text("".join(f"{source}\n" for source, _ in samples), encoding="utf-8")
    german.write_text("".join(f"{translation}\n" for _, translation in samples), encoding="utf-8")
    return str(german), str(english)


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description="Measure start, throughput and memory against unbabel-comet.")
    parser.add_argument("--data", type=Path, required=True, help="folder of judged translations and clean pairs")
    parser.add_argument("--pairs", type=int, default=2000)
    options = parser.parse_args()
    print("| | |\n|---|---|")
    for name, value in benchmark(options.data, options.pairs):
        print(f"| {name} | {value} |")


if __name__ == "__main__":
    main()
