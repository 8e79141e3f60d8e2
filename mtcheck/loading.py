"""What is slow to read, read once in a process, and ahead of its use."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from functools import lru_cache
from threading import Lock, Thread
from typing import Generic, ParamSpec, TypeVar

Given = ParamSpec("Given")
Read = TypeVar("Read")

KEPT = 2
"""For how many different arguments what was read is kept."""


class ReadOnce(Generic[Given, Read]):
    """A function that reads something, as a decorator: called once for the same arguments, whichever thread asks first.

    What it raises is not kept: it is called again when it is next asked.
    """

    def __init__(self, read: Callable[Given, Read]) -> None:
        kept = lru_cache(maxsize=KEPT)(read)
        self._read: Callable[Given, Read] = kept
        self._clear = kept.cache_clear
        self._reading = Lock()

    def __call__(self, *given: Given.args, **named: Given.kwargs) -> Read:
        """What is read; waits where another thread is reading."""
        with self._reading:
            return self._read(*given, **named)

    def begin(self, *given: Given.args, **named: Given.kwargs) -> None:
        """Begin to read in the background. Whatever goes wrong shows when it is used."""

        def read() -> None:
            with contextlib.suppress(Exception):
                self(*given, **named)

        Thread(target=read).start()  # no daemon: one that is cut off at exit takes the process down

    def forget(self) -> None:
        """Read anew when it is next asked."""
        with self._reading:
            self._clear()
