"""The README's commands are those that exist, and the gate runs the two that do everything."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import click
import pytest

from mtcheck.cli import main
from mtcheck.detectors import DETECTORS

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
COMMANDS = re.findall(r"^(mtcheck (?:score|rules|models).*?)(?:\s+#.*)?$", README, re.MULTILINE)


@pytest.mark.parametrize("command", COMMANDS)
def test_commands_of_the_readme_are_understood(command: str) -> None:
    _, name, *arguments = shlex.split(command)
    command_ = main.commands[name]
    if isinstance(command_, click.Group) and arguments:
        name, *arguments = arguments
        command_ = command_.commands[name]
    whole = click.Context(main, info_name="mtcheck", **main.context_settings)
    assert command_.make_context(name, arguments, parent=whole).command is command_


def test_rules_named_in_the_readme_exist() -> None:
    names = {detector.name for detector in DETECTORS}
    assert set(re.findall(r"mtcheck rules ([a-z-]+)", README)) <= names


def test_the_changelog_names_every_rule() -> None:
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert all(detector.name in changelog for detector in DETECTORS)


def test_the_gate_does_what_the_readme_says() -> None:
    gate = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    first, second = re.findall(r"^python3 -m venv \.venv && (.*)$", README, re.MULTILINE)
    for command in (first, second):
        for step in command.split(" && "):
            program, *arguments = step.split()
            assert re.search(re.escape(program) + r"[^\n]*" + re.escape(" ".join(arguments[1:])), gate), step
