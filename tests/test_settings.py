"""Settings of a project: which file counts, what it may say, and that the command line comes first."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result

from mtcheck.cli import main
from mtcheck.data import Report
from mtcheck.pipeline import Options


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sound_report: Report) -> list[dict[str, Any]]:
    """A working folder two levels down in a project, and the options of each check that is asked for there."""
    calls: list[dict[str, Any]] = []

    def check(*paths: object, options: Options, **others: object) -> Report:
        calls.append(vars(options))
        return sound_report

    monkeypatch.setattr("mtcheck.pipeline.check", check)
    (tmp_path / "texts" / "today").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "texts" / "today")
    for name in ("COLUMNS", "HF_HUB_OFFLINE", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    return calls


def score(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["score", "a.de.md", "a.en.md", *arguments], prog_name="mtcheck")


def widest(result: Result) -> int:
    return max(map(len, result.stdout.splitlines()))


def test_the_nearest_file_counts(project: list[dict[str, Any]], tmp_path: Path) -> None:
    (tmp_path / "mtcheck.toml").write_text("only = ['repetition-loop']")
    (tmp_path / "texts" / "pyproject.toml").write_text("[tool.mtcheck]\nignore = ['spaced-hyphen']")
    (tmp_path / "texts" / "today" / "pyproject.toml").write_text("[tool.ruff]\nline-length = 9")
    assert score().exit_code == 0
    (tmp_path / "texts" / "mtcheck.toml").write_text("ignore = ['quotation-mark']")
    assert score().exit_code == 0
    assert [(call["ignore"], call["only"]) for call in project] == [(("spaced-hyphen",), ()), (("quotation-mark",), ())]


def test_a_table_in_a_file_of_its_own_is_understood_and_paths_are_made_plain(
    project: list[dict[str, Any]], tmp_path: Path
) -> None:
    (tmp_path / "texts" / "mtcheck.toml").write_text("[tool.mtcheck]\nbaseline = '../old/report.json'")
    assert score().exit_code == 0
    assert project[0]["baseline"] == str(tmp_path / "old" / "report.json")


def test_without_a_file_everything_is_as_usual(project: list[dict[str, Any]]) -> None:
    assert score().exit_code == 0
    assert (project[0]["ignore"], project[0]["only"], project[0]["aligned"]) == ((), (), False)


def test_every_kind_of_value(project: list[dict[str, Any]], tmp_path: Path) -> None:
    (tmp_path / "model").mkdir()
    (tmp_path / "mtcheck.toml").write_text(
        "aligned = true\nall = true\nwidth = 60\nformat = 'terminal'\nfail-on = 'minor'\ncolor = 'always'\n"
        "comet-runtime = 'torch'\ncomet-model = 'model'\noffline = true\nbaseline = 'old/report.json'\n"
    )
    result = score()
    assert result.exit_code == 1
    assert "\x1b[" in result.stdout
    assert "All pairs" in result.stdout
    (options,) = project
    assert options["aligned"] is True
    assert options["offline"] is True
    assert options["comet_runtime"] == "torch"
    assert options["comet_model"] == str(tmp_path / "model")
    assert options["baseline"] == str(tmp_path / "old" / "report.json")
    assert widest(score("--color", "never")) <= 60


def test_a_model_that_is_no_folder_is_a_name(project: list[dict[str, Any]], tmp_path: Path) -> None:
    (tmp_path / "mtcheck.toml").write_text("comet-model = 'Unbabel/wmt22-comet-da'")
    score()
    assert project[0]["comet_model"] == "Unbabel/wmt22-comet-da"


def test_the_command_line_comes_first(project: list[dict[str, Any]], tmp_path: Path) -> None:
    (tmp_path / "mtcheck.toml").write_text(
        "aligned = true\nall = true\nfail-on = 'minor'\nignore = ['spaced-hyphen']\nwidth = 60\nbaseline = 'a.json'"
    )
    result = score(
        *("--no-aligned", "--no-all", "--fail-on", "never", "--ignore", "unlikely-sentence", "--width", "90"),
        *("--baseline", "b.json"),
    )
    assert result.exit_code == 0
    assert "All pairs" not in result.stdout
    assert widest(result) > 60
    assert (project[0]["aligned"], project[0]["ignore"], project[0]["baseline"]) == (
        False,
        ("unlikely-sentence",),
        "b.json",
    )


def test_only_on_the_command_line_asks_for_a_rule_that_the_file_ignores(
    project: list[dict[str, Any]], tmp_path: Path
) -> None:
    (tmp_path / "mtcheck.toml").write_text("ignore = ['spaced-hyphen']")
    score("--only", "spaced-hyphen")
    assert (project[0]["only"], project[0]["ignore"]) == (("spaced-hyphen",), ())


def test_another_file_and_no_file(project: list[dict[str, Any]], tmp_path: Path) -> None:
    (tmp_path / "mtcheck.toml").write_text("aligned = true")
    (tmp_path / "other.toml").write_text("ignore = ['unlikely-sentence']")
    (tmp_path / "pyproject.toml").write_text("[tool.mtcheck]\nignore = ['spaced-hyphen']")
    score("--config", str(tmp_path / "other.toml"))
    score("--config", str(tmp_path / "pyproject.toml"))
    score("--no-config")
    assert [(call["aligned"], call["ignore"]) for call in project] == [
        *((False, ("unlikely-sentence",)), (False, ("spaced-hyphen",)), (False, ()))
    ]
    assert score("--no-config", "--config", "other.toml").exit_code == 2


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("ignor = ['unlikely-sentence']", "unknown key 'ignor' (did you mean ignore?)"),
        ("reference = 'a.md'", "unknown key 'reference'"),
        ("ignore = 'unlikely-sentence'", "ignore must be a list of rules, each a string, not 'unlikely-sentence'"),
        ("ignore = [1]", "ignore: 1 is no name of a rule"),
        ("only = ['unlikely-sentenc']", "only: no rule is called 'unlikely-sentenc' (did you mean unlikely-sentence?)"),
        ("width = '80'", "width must be a whole number, not '80'"),
        ("width = true", "width must be a whole number, not True"),
        ("width = 3", "width: must be 40 or more, not 3"),
        ("all = 1", "all must be true or false, not 1"),
        ("format = 'xml'", "format: must be one of terminal, json, not 'xml'"),
        ("fail-on = 'huge'", "fail-on: must be one of never, minor, major, critical, not 'huge'"),
        ("baseline = ''", "baseline: must not be empty"),
        ("comet-model = 7", "comet-model must be a string"),
        ("all = ", "is no TOML"),
        ("a = 1\na = 2", "is no TOML"),
    ],
)
def test_a_mistake_is_named_with_its_file(
    content: str, says: str, project: list[dict[str, Any]], tmp_path: Path
) -> None:
    for name, text in (("mtcheck.toml", content), ("pyproject.toml", f"[tool.mtcheck]\n{content}")):
        path = tmp_path / name
        path.write_text(text)
        result = score()
        assert result.exit_code == 2
        assert result.stderr.startswith(f"mtcheck: error: {path}")
        assert result.stderr.count("\n") == 1
        assert says in result.stderr
        path.unlink()
    assert project == []


def test_files_that_are_none(project: list[dict[str, Any]], tmp_path: Path) -> None:
    (tmp_path / "mtcheck.toml").write_bytes(b"all = \xff")
    assert score().exit_code == 2
    (tmp_path / "pyproject.toml").write_text("[tool]\nmtcheck = 3")
    for path, says in ((tmp_path / "pyproject.toml", "must be a table"), (tmp_path / "missing.toml", "cannot be read")):
        result = score("--config", str(path))
        assert result.exit_code == 2
        assert says in result.stderr
    (tmp_path / "pyproject.toml").write_text("[tool.ruff]")
    assert "no table [tool.mtcheck]" in score("--config", str(tmp_path / "pyproject.toml")).stderr
    assert project == []
    (tmp_path / "mtcheck.toml").unlink()
    (tmp_path / "pyproject.toml").write_text("[tool.mtcheck")
    assert score().exit_code == 2
    assert score("--no-config").exit_code == 0


def test_a_byte_order_mark_is_no_mistake(project: list[dict[str, Any]], tmp_path: Path) -> None:
    (tmp_path / "mtcheck.toml").write_bytes("\ufeffaligned = true\r\nall = true\r\n".encode())
    assert score().exit_code == 0
    assert project[0]["aligned"] is True


@pytest.mark.skipif(sys.platform == "win32", reason="the working folder cannot be removed there")
def test_a_working_folder_that_is_gone(project: list[dict[str, Any]]) -> None:
    os.rmdir(os.getcwd())
    assert score().exit_code == 0


def test_the_settings_in_the_readme_are_understood(project: list[dict[str, Any]], tmp_path: Path) -> None:
    readme = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")
    ((block,),) = (re.findall(r"^```toml\n(.*?)^```", readme, re.MULTILINE | re.DOTALL),)
    (tmp_path / "pyproject.toml").write_text(block)
    assert score().exit_code == 0
    assert project[0]["baseline"] == str(tmp_path / "accepted.json")


def test_help_needs_no_settings(project: list[dict[str, Any]], tmp_path: Path) -> None:
    (tmp_path / "mtcheck.toml").write_text("nonsense")
    assert score("--help").exit_code == 0


def test_every_option_is_a_setting_or_belongs_to_one_run(project: list[dict[str, Any]], tmp_path: Path) -> None:
    (tmp_path / "mtcheck.toml").write_text("x = 1")
    known = score().stderr.partition("there are ")[2].strip().split(", ")
    options = [option for option in main.commands["score"].params if isinstance(option, click.Option)]
    names = {max(option.opts, key=len).removeprefix("--") for option in options}
    assert names - set(known) == {"reference", "yes", "output", "debug", "config", "no-config"}
    assert set(known) <= names
