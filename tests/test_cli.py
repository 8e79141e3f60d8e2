"""The command line over a stand-in for the pipeline: what it hands over, writes, prints and exits with."""

from __future__ import annotations

import json
import os
import re
import signal
import stat
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result

from mtcheck.cli import main
from mtcheck.data import Report
from mtcheck.errors import DocumentError, MtcheckError

ROOT = Path(__file__).parent.parent


@dataclass(frozen=True)
class Options:
    aligned: bool = False
    ignore: tuple[str, ...] = ()
    only: tuple[str, ...] = ()
    baseline: str | None = None
    comet_runtime: str = "onnx"
    comet_model: str | None = None
    offline: bool = False
    consent: Callable[[str, int], bool] | None = field(default=None, compare=False)


@dataclass
class StandIn:
    """What `check` is called with, and what it answers or raises."""

    answer: Report | BaseException
    calls: list[dict[str, Any]] = field(default_factory=list)

    def check(self, translation: str, source: str | None, *, reference: Any, options: Any, progress: Any) -> Report:
        self.calls.append({"translation": translation, "source": source, "reference": reference, "options": options})
        progress.stage("Reading", 2)
        progress.advance()
        if isinstance(self.answer, BaseException):
            raise self.answer
        return self.answer


@pytest.fixture
def pipeline(garbled_report: Report, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> StandIn:
    """A pipeline that answers with a ready report, in a folder with the article's files."""
    stand_in = StandIn(garbled_report)
    module = ModuleType("mtcheck.pipeline")
    module.check = stand_in.check  # type: ignore[attr-defined]
    module.Options = Options  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "mtcheck.pipeline", module)
    monkeypatch.chdir(tmp_path)
    for name in ("article.de.md", "article.en.md", "article.ref.de.md"):
        (tmp_path / name).write_text("text")
    for name in ("COLUMNS", "NO_COLOR", "FORCE_COLOR", "MTCHECK_DEBUG", "HF_HUB_OFFLINE"):
        monkeypatch.delenv(name, raising=False)
    return stand_in


@pytest.fixture
def detectors(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two rules to list."""
    module = ModuleType("mtcheck.detectors")
    example = SimpleNamespace(source="another head of state", translation="[[ein Haus oder ein Haus]]")
    module.DETECTORS = tuple(  # type: ignore[attr-defined]
        SimpleNamespace(
            name=name,
            documentation=SimpleNamespace(
                summary=f"What {name} finds.", why="Why.", bad=(example,), good=(example,), limits="", source="Paper."
            ),
        )
        for name in ("repetition-loop", "mistranslated-word")
    )
    monkeypatch.setitem(sys.modules, "mtcheck.detectors", module)


@pytest.fixture
def embedded(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> SimpleNamespace:
    """Models to list, a canary that agrees unless a test says otherwise, and an export that writes nothing."""
    from mtcheck.metrics.models import CanaryPair, EmbeddedModel, Verification

    module = ModuleType("mtcheck.metrics.models")
    stand_in = SimpleNamespace(obtained=0.8, exported=[], runtimes=[])

    def verify(runtime: str) -> Verification:
        stand_in.runtimes.append(runtime)
        return Verification("mtcheck-comet-1", (CanaryPair("A dog.", "Ein Hund.", 0.8, stand_in.obtained),) * 5, ())

    def export(folder: str) -> Path:
        stand_in.exported.append(folder)
        return Path(folder) / "checkpoints" / "model.ckpt"

    card = EmbeddedModel("mtcheck-comet-1", "1", "0123456789ab", 29_000_000, tmp_path, "MIT", ("WMT",), {})
    vars(module).update(KNOWN_MODELS=(), cached_models=tuple, embedded_model=lambda: card, verify=verify, export=export)
    monkeypatch.setitem(sys.modules, "mtcheck.metrics.models", module)
    return stand_in


ARTICLE = ["score", "article.de.md", "article.en.md"]


def run(*arguments: str, **settings: Any) -> Result:
    return CliRunner().invoke(main, arguments, prog_name="mtcheck", **settings)


def assert_one_error_line(result: Result, *parts: str) -> None:
    assert result.exit_code == 3
    assert result.stdout == ""
    assert result.stderr.startswith("mtcheck: error: ")
    assert result.stderr.count("\n") == 1
    for part in parts:
        assert part in result.stderr


# What a run answers


def test_score_prints_the_report(pipeline: StandIn) -> None:
    result = run(*ARTICLE)
    assert result.exit_code == 0
    assert result.stderr == ""
    assert "4 of 5 pairs flagged" in result.stdout
    assert pipeline.calls == [
        {"translation": "article.de.md", "source": "article.en.md", "reference": None, "options": Options()}
    ]


def test_options_reach_the_pipeline(pipeline: StandIn) -> None:
    run(*ARTICLE, "--reference", "article.ref.de.md", "--aligned", "--comet-model", "Unbabel/wmt22-comet-da")
    assert pipeline.calls[0]["reference"] == "article.ref.de.md"
    assert pipeline.calls[0]["options"] == Options(aligned=True, comet_model="Unbabel/wmt22-comet-da")


def test_the_network_is_used_only_by_consent(pipeline: StandIn) -> None:
    model = ["--comet-model", "Unbabel/wmt22-comet-da"]
    run(*ARTICLE, *model, "--yes")
    run(*ARTICLE, *model, "--offline")
    run(*ARTICLE, *model, env={"HF_HUB_OFFLINE": "1"})
    run(*ARTICLE, *model)
    assert [call["options"].offline for call in pipeline.calls] == [False, True, True, False]
    assert pipeline.calls[0]["options"].consent("Unbabel/wmt22-comet-da", 2_324_000_000) is True
    with pytest.raises(MtcheckError, match=r"to download Unbabel/wmt22-comet-da \(2\.3 GB\) .* pass --yes"):
        pipeline.calls[3]["options"].consent("Unbabel/wmt22-comet-da", 2_324_000_000)


@pytest.mark.parametrize(("answer", "agreed"), [("y", True), ("n", False), ("", False)])
def test_a_download_is_offered_at_a_terminal(
    answer: str, agreed: bool, pipeline: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[bool] = []

    def check(*paths: str, options: Options, **others: Any) -> Report:
        monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
        monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
        assert options.consent is not None
        said.append(options.consent("Unbabel/wmt22-comet-da", 2_324_000_000))
        return pipeline.answer  # type: ignore[return-value]

    monkeypatch.setattr(sys.modules["mtcheck.pipeline"], "check", check)
    result = run(*ARTICLE, "--comet-model", "Unbabel/wmt22-comet-da", input=f"{answer}\n")
    assert "Download Unbabel/wmt22-comet-da (2.3 GB) from huggingface.co? Your text stays here. [y/N]" in result.stderr
    assert said == [agreed]
    assert "Download" not in result.stdout


def test_json_with_warnings_on_stderr(pipeline: StandIn) -> None:
    result = run(*ARTICLE, "--format", "json")
    assert json.loads(result.stdout)["document"]["flagged"] == 4
    assert result.stderr.startswith("mtcheck: warning: article.de.md: read as windows-1252")


def test_all(pipeline: StandIn) -> None:
    assert "Dmitri Peskow" not in run(*ARTICLE).stdout
    assert "Dmitri Peskow" in run(*ARTICLE, "--all").stdout


@pytest.mark.parametrize(
    ("name", "fail_on", "code"),
    [
        ("garbled_report", "never", 0),
        ("garbled_report", "critical", 1),
        ("garbled_report", "minor", 1),
        ("sound_report", "minor", 1),
        ("sound_report", "major", 0),
        ("foreign_report", "minor", 0),
    ],
)
def test_fail_on(name: str, fail_on: str, code: int, pipeline: StandIn, request: pytest.FixtureRequest) -> None:
    pipeline.answer = request.getfixturevalue(name)
    result = run(*ARTICLE, "--fail-on", fail_on)
    assert result.exit_code == code
    assert "Signatures" in result.stdout


@pytest.mark.parametrize(
    ("environment", "arguments", "width"),
    [
        ({}, [], 100),
        ({"COLUMNS": "150"}, [], 150),
        ({"COLUMNS": "150"}, ["--width", "70"], 70),
        ({"COLUMNS": "wide"}, [], 100),
        ({"COLUMNS": "0"}, [], 100),
        ({"COLUMNS": "3"}, [], 40),
    ],
)
def test_width(environment: dict[str, str], arguments: list[str], width: int, pipeline: StandIn) -> None:
    result = run(*ARTICLE, *arguments, env=environment)
    assert max(map(len, result.stdout.splitlines())) in (width, width - 1)


@pytest.mark.parametrize(
    ("environment", "arguments", "colored"),
    [
        ({}, [], False),
        ({}, ["--color", "always"], True),
        ({"NO_COLOR": "1"}, ["--color", "always"], True),
        ({"FORCE_COLOR": "1"}, [], True),
        ({"FORCE_COLOR": "1", "NO_COLOR": "1"}, [], False),
        ({"FORCE_COLOR": "1"}, ["--color", "never"], False),
        ({"FORCE_COLOR": "1"}, ["--format", "json"], False),
    ],
)
def test_color(environment: dict[str, str], arguments: list[str], colored: bool, pipeline: StandIn) -> None:
    assert ("\x1b[" in run(*ARTICLE, *arguments, env=environment).stdout) is colored


# Writing to a file


def test_output_is_written_whole_in_utf8(pipeline: StandIn, tmp_path: Path) -> None:
    result = run(*ARTICLE, "--format", "json", "-o", "report.json", env={"FORCE_COLOR": "1", "COLUMNS": "50"})
    assert result.exit_code == 0
    assert result.stdout == ""
    assert "Gespräch" in (tmp_path / "report.json").read_text(encoding="utf-8")
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        *("article.de.md", "article.en.md", "article.ref.de.md", "report.json")
    ]


def test_output_ignores_the_terminal(pipeline: StandIn, tmp_path: Path) -> None:
    run(*ARTICLE, "-o", "report.txt", env={"FORCE_COLOR": "1", "COLUMNS": "50"})
    text = (tmp_path / "report.txt").read_text(encoding="utf-8")
    assert "\x1b" not in text
    assert max(map(len, text.splitlines())) == 100


def test_a_file_named_json_gets_json_unless_something_else_is_said(pipeline: StandIn, tmp_path: Path) -> None:
    run(*ARTICLE, "-o", "report.json")
    assert json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))["schema"]
    run(*ARTICLE, "-o", "report.json", "--format", "terminal")
    assert "Signatures" in (tmp_path / "report.json").read_text(encoding="utf-8")


def test_output_dash_is_stdout(pipeline: StandIn, tmp_path: Path) -> None:
    assert "Signatures" in run(*ARTICLE, "-o", "-").stdout
    assert not (tmp_path / "-").exists()


def test_output_keeps_mode_and_link(pipeline: StandIn, tmp_path: Path) -> None:
    (tmp_path / "real.txt").write_text("old")
    (tmp_path / "real.txt").chmod(0o640)
    (tmp_path / "link.txt").symlink_to("real.txt")
    assert run(*ARTICLE, "-o", "link.txt").exit_code == 0
    assert (tmp_path / "link.txt").is_symlink()
    assert "Signatures" in (tmp_path / "real.txt").read_text(encoding="utf-8")
    assert stat.S_IMODE((tmp_path / "real.txt").stat().st_mode) == 0o640


def test_output_to_a_device_does_not_replace_it(pipeline: StandIn) -> None:
    assert run(*ARTICLE, "-o", os.devnull).exit_code == 0
    assert not Path(os.devnull).is_file()


@pytest.mark.parametrize(
    ("output", "reason"),
    [
        (".", "is a folder"),
        ("", "is a folder"),
        ("nowhere/report.txt", "does not exist"),
        ("article.de.md", "is one of the articles"),
        ("./article.en.md", "is one of the articles"),
    ],
)
def test_output_refused_before_any_work(output: str, reason: str, pipeline: StandIn, tmp_path: Path) -> None:
    assert_one_error_line(run(*ARTICLE, "-o", output), reason)
    assert pipeline.calls == []
    assert (tmp_path / "article.de.md").read_text() == "text"


@pytest.mark.parametrize("error", [DocumentError("x.de.md is empty"), KeyboardInterrupt(), RuntimeError("torn")])
def test_failure_leaves_the_old_file(error: BaseException, pipeline: StandIn, tmp_path: Path) -> None:
    (tmp_path / "report.txt").write_text("old")
    pipeline.answer = error
    assert run(*ARTICLE, "-o", "report.txt").exit_code in (3, 130)
    assert (tmp_path / "report.txt").read_text() == "old"
    assert len(list(tmp_path.iterdir())) == 4


def test_failure_to_replace_leaves_nothing(pipeline: StandIn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(old: str, new: str) -> None:
        raise PermissionError(13, "Permission denied", new)

    monkeypatch.setattr(os, "replace", fail)
    assert_one_error_line(run(*ARTICLE, "-o", "report.txt"), "report.txt", "Permission denied")
    assert len(list(tmp_path.iterdir())) == 3


# Errors


@pytest.mark.parametrize(
    ("error", "part"),
    [
        (DocumentError("article.de.md is empty;\ngive a file with text"), "article.de.md is empty; give a file"),
        (FileNotFoundError(2, "No such file or directory", "a\x1b.md"), "a␛.md: No such file or directory"),
        (OSError(28, "No space left on device"), "No space left on device"),
        (ValueError("strange"), "unexpected ValueError: strange; this is a bug in mtcheck, please report it"),
        (MemoryError(), "not enough memory"),
        (SystemExit(1), "unexpected SystemExit"),
    ],
)
def test_an_error_is_one_line(error: BaseException, part: str, pipeline: StandIn) -> None:
    pipeline.answer = error
    assert_one_error_line(run(*ARTICLE), part)


@pytest.mark.parametrize(
    ("arguments", "environment"),
    [(["--debug", *ARTICLE], {}), ([*ARTICLE, "--debug"], {}), (ARTICLE, {"MTCHECK_DEBUG": "1"})],
)
def test_debug_shows_the_traceback(arguments: list[str], environment: dict[str, str], pipeline: StandIn) -> None:
    pipeline.answer = ValueError("strange")
    result = run(*arguments, env=environment)
    assert result.exit_code == 3
    assert "Traceback (most recent call last)" in result.stderr
    assert result.stderr.splitlines()[-1].startswith("mtcheck: error: unexpected ValueError: strange")


def test_interrupt(pipeline: StandIn) -> None:
    pipeline.answer = KeyboardInterrupt()
    result = run(*ARTICLE)
    assert result.exit_code == 130
    assert "Traceback" not in result.output


@pytest.mark.parametrize(
    "arguments",
    [
        ["score"],
        ["score", "article.de.md", "--reference", "article.ref.de.md"],
        [*ARTICLE, "--format", "xml"],
        [*ARTICLE, "--width", "10"],
        [*ARTICLE, "--unknown"],
        ["score", "-", "-"],
        ["score", "-", "article.en.md", "--reference", "-"],
        ["unknown"],
    ],
)
def test_usage_errors(arguments: list[str], pipeline: StandIn) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert "Usage: mtcheck" in result.stderr
    assert pipeline.calls == []


# Rules, help, version


def test_rules(detectors: None) -> None:
    result = run("rules")
    assert result.exit_code == 0
    assert "repetition-loop     What repetition-loop finds." in result.stdout


def test_one_rule(detectors: None) -> None:
    result = run("rules", "mistranslated-word")
    assert result.stdout.startswith("mistranslated-word\n")
    assert "[[ein Haus oder ein Haus]]" in result.stdout


@pytest.mark.parametrize("name", ["repetition_loop", "repetiton-loop", "Repetition-Loop", "loop-repetition"])
def test_unknown_rule_names_near_ones(name: str, detectors: None) -> None:
    result = run("rules", name)
    assert result.exit_code == 2
    assert "Did you mean repetition-loop" in result.stderr


@pytest.mark.parametrize("name", ["xyz", "nonsense"])
def test_unknown_rule_without_likeness(name: str, detectors: None) -> None:
    result = run("rules", name)
    assert result.exit_code == 2
    assert "Did you mean" not in result.stderr
    assert "`mtcheck rules` lists them all" in result.stderr


def test_models_are_listed_with_and_without_a_word(embedded: SimpleNamespace) -> None:
    result = run("models")
    assert result.exit_code == 0
    assert "sha256 0123456789ab" in result.stdout
    assert run("models", "list").stdout == result.stdout


@pytest.mark.parametrize(("obtained", "code"), [(0.8, 0), (0.805, 0), (0.7, 1), (float("nan"), 1)])
def test_verify_exits_by_whether_the_scores_agree(obtained: float, code: int, embedded: SimpleNamespace) -> None:
    embedded.obtained = obtained
    result = run("models", "verify", "--comet-runtime", "torch")
    assert result.exit_code == code
    assert ("differs" in result.stdout) is bool(code)
    assert embedded.runtimes == ["torch"]


def test_export_says_how_to_score(embedded: SimpleNamespace) -> None:
    result = run("models", "export", "my-model")
    assert result.exit_code == 0
    assert "--model my-model/checkpoints/model.ckpt" in result.stdout
    assert embedded.exported == ["my-model"]


def test_export_refuses_a_folder_that_holds_something(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    assert_one_error_line(run("models", "export", str(tmp_path)), "is not empty")


@pytest.mark.parametrize("arguments", [["models", "unknown"], ["models", "export"], ["models", "verify", "x"]])
def test_usage_errors_of_models(arguments: list[str], embedded: SimpleNamespace) -> None:
    assert run(*arguments).exit_code == 2


def test_version() -> None:
    result = run("--version")
    assert result.exit_code == 0
    assert re.fullmatch(r"mtcheck \S+\n", result.stdout)


@pytest.mark.parametrize(
    "arguments",
    [["--help"], ["-h"], ["score", "-h"], ["rules", "--help"], ["models", "-h"], ["models", "export", "-h"]],
)
def test_help(arguments: list[str]) -> None:
    result = run(*arguments)
    assert result.exit_code == 0
    assert "Example:" in result.stdout


COMMANDS: list[click.Command] = [main, *main.commands.values(), *main.commands["models"].commands.values()]


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
def test_examples_in_the_help_run(
    command: click.Command, pipeline: StandIn, detectors: None, embedded: SimpleNamespace
) -> None:
    _, found, examples = (command.help or "").partition("Example:\n")
    assert found
    for example in textwrap.dedent(examples).strip().splitlines():
        program, *arguments = example.split()
        assert program == "mtcheck"
        assert run(*arguments).exit_code == 0, example


# Whole processes, as some endings cannot be had inside one

STAND_IN = """
import sys, time, types
sys.path[:0] = {paths!r}
import conftest
module = types.ModuleType("mtcheck.pipeline")
module.Options = lambda **options: None
def check(*paths, **options):
    {body}
    return conftest.make_report(conftest.loop_pair(), *[conftest.reduce_pair()] * {pairs})
module.check = check
sys.modules["mtcheck.pipeline"] = module
from mtcheck.cli import main
main(sys.argv[1:], prog_name="mtcheck")
"""


def start(*arguments: str, body: str = "pass", pairs: int = 1, **environment: str) -> subprocess.Popen[bytes]:
    script = STAND_IN.format(paths=[str(ROOT), str(ROOT / "tests")], body=body, pairs=pairs)
    return subprocess.Popen(
        [sys.executable, "-c", script, "score", "a", "b", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, **environment},
        # a shell that runs the tests in the background ignores Ctrl-C, and a child would inherit that
        preexec_fn=None if sys.platform == "win32" else lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )


@pytest.mark.parametrize("format_name", ["terminal", "json"])
def test_stdout_that_knows_only_ascii(format_name: str) -> None:
    process = start("--format", format_name, PYTHONIOENCODING="ascii")
    output, errors = process.communicate()
    assert (process.returncode, errors) == (0, b"")
    text = output.decode("ascii")
    if format_name == "json":
        assert "Gespräch" in json.loads(text)["pairs"][0]["translation"]
    else:
        assert "[US -Pr?sidenten]2" in text


@pytest.mark.parametrize(("fail_on", "code"), [("never", 0), ("major", 1)])
def test_closed_pipe_is_quiet(fail_on: str, code: int) -> None:
    process = start("--fail-on", fail_on, pairs=400)
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.readline()
    process.stdout.close()
    assert process.stderr.read() == b""
    assert process.wait() == code


@pytest.mark.parametrize("option", ["--ignore", "--only"])
def test_a_rule_that_there_is_not_is_named_with_the_nearest(option: str) -> None:
    result = run(*ARTICLE, option, "repetition-lop")
    assert result.exit_code == 2
    assert "Did you mean repetition-loop" in result.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="sends SIGINT")
@pytest.mark.parametrize(
    "body",
    [
        "print('ready', flush=True, file=sys.stderr); time.sleep(30)",
        # a library that catches everything, as some do while they are imported
        "print('ready', flush=True, file=sys.stderr)\n"
        "    try: time.sleep(30)\n"
        "    except BaseException: raise ImportError('swallowed')",
        "print('ready', flush=True, file=sys.stderr)\n    try: time.sleep(30)\n    except BaseException: pass",
    ],
)
def test_interrupt_ends_with_130(body: str, tmp_path: Path) -> None:
    process = start("-o", str(tmp_path / "report.txt"), body=body)
    assert process.stderr is not None
    assert process.stderr.readline() == b"ready\n"
    time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    output, errors = process.communicate(timeout=20)
    assert process.returncode == 130
    assert output == b""
    assert errors.strip() == b""
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("statement", "unwanted"),
    [
        ("import mtcheck", ["torch", "comet", "rich", "click", "sacrebleu", "numpy"]),
        ("import mtcheck.cli", ["torch", "comet", "rich", "sacrebleu", "numpy", "transformers"]),
    ],
)
def test_imports_stay_light(statement: str, unwanted: list[str]) -> None:
    script = f"{statement}; import sys; print(sorted(set({unwanted!r}) & set(sys.modules)))"
    output = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, check=True).stdout
    assert output.strip() == b"[]"


def test_listing_models_loads_none() -> None:
    heavy = ["torch", "comet", "transformers", "numpy", "onnxruntime"]
    script = (
        "import sys\nfrom mtcheck.cli import main\n"
        "try: main(['models'])\nexcept SystemExit as ended: assert not ended.code"
        f"\nprint(sorted(set({heavy!r}) & set(sys.modules)))"
    )
    output = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, check=True).stdout
    assert output.decode().splitlines()[-1] == "[]"


def test_public_names_are_loaded_when_used() -> None:
    import mtcheck
    from mtcheck import data

    assert mtcheck.Report is data.Report
    assert set(mtcheck.__all__) <= set(dir(mtcheck))
    assert isinstance(mtcheck.__version__, str)
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = mtcheck.nothing
