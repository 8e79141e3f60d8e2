"""What is read once, by whom, and how often."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from mtcheck.loading import ReadOnce


def join_the_others() -> None:
    for thread in threading.enumerate():
        if thread is not threading.main_thread() and thread.daemon:
            thread.join(5)


class Shelf:
    """Something slow to read; notes what was read."""

    def __init__(self) -> None:
        self.read: list[str] = []

    def fetch(self, name: str) -> list[str]:
        self.read.append(name)
        time.sleep(0.01)
        return [name]


def test_many_threads_get_what_one_of_them_read() -> None:
    shelf = Shelf()
    fetch = ReadOnce(shelf.fetch)
    fetch.begin("book")
    with ThreadPoolExecutor(8) as threads:
        first, *others = threads.map(fetch, ["book"] * 8)
    assert all(other is first for other in others)
    assert shelf.read == ["book"]


def test_each_argument_is_read_for_itself() -> None:
    shelf = Shelf()
    fetch = ReadOnce(shelf.fetch)
    assert [fetch(name) for name in ("book", "map", "book")] == [["book"], ["map"], ["book"]]
    assert shelf.read == ["book", "map"]


def test_what_is_forgotten_is_read_anew() -> None:
    shelf = Shelf()
    fetch = ReadOnce(shelf.fetch)
    before = fetch("book")
    fetch.forget()
    assert fetch("book") is not before
    assert shelf.read == ["book", "book"]


def test_a_failure_in_the_background_shows_at_use_and_is_not_kept(capsys: pytest.CaptureFixture[str]) -> None:
    lacking = [OSError("no such file"), OSError("still no such file")]

    @ReadOnce
    def fetch() -> str:
        if lacking:
            raise lacking.pop(0)
        return "book"

    fetch.begin()
    join_the_others()
    assert capsys.readouterr() == ("", "")
    with pytest.raises(OSError, match="still no such file"):
        fetch()
    assert fetch() == "book"
