from __future__ import annotations

import io

import pytest

from mtcheck.reports.progress import QuietProgress, TerminalProgress, progress_on


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def _terminal_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")


def test_elsewhere_only_notes_are_printed() -> None:
    stream = io.StringIO()
    with progress_on(stream) as progress:
        assert type(progress) is QuietProgress
        progress.stage("Reading", 3)
        progress.advance()
        progress.note("using the network to fetch\n[red]\x1b[1m")
    assert stream.getvalue() == "mtcheck: using the network to fetch [red]␛[1m\n"


def test_terminal_shows_stages_and_cleans_up() -> None:
    stream = Terminal()
    with progress_on(stream) as progress:
        assert isinstance(progress, TerminalProgress)
        progress.advance()
        progress.stage("[b]Reading[/b]", 3)
        progress.advance(2)
        progress.stage("Scoring")
        progress.note("a [red]note")
    output = stream.getvalue()
    assert "mtcheck: a [red]note" in output
    assert "Scoring" in output
    assert "\x1b[?25h" in output  # the cursor is back


def test_terminal_is_restored_after_an_error() -> None:
    stream = Terminal()
    with pytest.raises(KeyboardInterrupt), progress_on(stream) as progress:
        progress.stage("Reading")
        raise KeyboardInterrupt
    assert "\x1b[?25h" in stream.getvalue()


def test_a_question_has_the_terminal_to_itself() -> None:
    stream = Terminal()
    with progress_on(stream) as progress:
        progress.stage("Asking")
        with progress.paused():
            before = len(stream.getvalue())
            assert stream.getvalue().rfind("\x1b[?25h") > stream.getvalue().rfind("\x1b[?25l")
            stream.write("Download? ")
            progress.advance()
            assert stream.getvalue()[before:] == "Download? "
        progress.stage("Downloading", 10)
    assert "Downloading" in stream.getvalue()
    with progress_on(io.StringIO()) as quiet, quiet.paused():
        pass
