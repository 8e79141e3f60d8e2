"""What happens meanwhile, on stderr: a transient display at a terminal, plain lines for notes elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from types import TracebackType
from typing import TYPE_CHECKING, TextIO

from mtcheck.reports.characters import printable

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID


class QuietProgress(AbstractContextManager["QuietProgress"]):
    """Shows no progress; a note is one plain line."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Leave nothing behind."""

    def stage(self, name: str, total: int | None = None) -> None:
        """Begin a stage of so many steps, None if nobody knows."""

    def advance(self, amount: int = 1) -> None:
        """Count steps of the stage as done."""

    def note(self, message: str) -> None:
        """Tell something at once."""
        print(_line(message), file=self._stream, flush=True)

    @contextmanager
    def paused(self) -> Iterator[None]:
        """Leave the terminal alone meanwhile, for a question."""
        yield


class TerminalProgress(QuietProgress):
    """A line with the stage, a bar and the time, gone when the work is done; notes stay above it."""

    def __init__(self, stream: TextIO) -> None:
        super().__init__(stream)
        self._display = _display(stream)
        self._task: TaskID | None = None

    def __enter__(self) -> TerminalProgress:
        """Start the display."""
        self._display.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Wipe the display, whatever happened."""
        self._display.stop()

    def stage(self, name: str, total: int | None = None) -> None:
        """Put a new stage in place of the last one."""
        if self._task is not None:
            self._display.remove_task(self._task)
        self._task = self._display.add_task(printable(name), total=total)

    def advance(self, amount: int = 1) -> None:
        """Move the bar."""
        if self._task is not None:
            self._display.advance(self._task, amount)

    @contextmanager
    def paused(self) -> Iterator[None]:
        """Take the display away, and put it back."""
        self._display.stop()
        try:
            yield
        finally:
            self._display.start()

    def note(self, message: str) -> None:
        """Print a line above the bar, where it stays."""
        from rich.text import Text

        self._display.console.print(Text(_line(message)))


def progress_on(stream: TextIO) -> QuietProgress:
    """The display that fits the stream: none unless it is a terminal."""
    return TerminalProgress(stream) if stream.isatty() else QuietProgress(stream)


def _line(message: str) -> str:
    return f"mtcheck: {printable(' '.join(message.split()))}"


def _display(stream: TextIO) -> Progress:
    from rich.console import Console
    from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    console = Console(file=stream, markup=False, emoji=False, highlight=False)
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}", markup=False),
        BarColumn(bar_width=24),
        TimeElapsedColumn(),
    )
    return Progress(*columns, console=console, transient=True, redirect_stdout=False)
