"""Settings of a project: `mtcheck.toml`, or the table `[tool.mtcheck]` of `pyproject.toml`.

The nearest file counts, from a folder upwards; in one folder `mtcheck.toml` comes first, in which that table may stand
as well. What keys there are, and of which kind, is told by whoever asks: they are the long options of `mtcheck score`.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from mtcheck.errors import SettingsError

OWN_FILE, SHARED_FILE = "mtcheck.toml", "pyproject.toml"


@dataclass(frozen=True)
class Key:
    """What may stand under a key: its kind, the words that are allowed, or the least number.

    A "file" that is not absolute counts from the settings file's folder. A "model" does where there is such a folder,
    and is a name on the hub otherwise. "rules" is a list of names out of `choices`.
    """

    kind: Literal["flag", "number", "text", "file", "model", "rules"]
    choices: tuple[str, ...] = ()
    least: int | None = None


_KINDS: Mapping[str, tuple[type, str]] = {
    "flag": (bool, "true or false"),
    "number": (int, "a whole number"),
    "text": (str, "a string"),
    "file": (str, "a string, the path of a file"),
    "model": (str, "a string, the name or folder of a model"),
    "rules": (list, "a list of rules, each a string"),
}


@dataclass(frozen=True)
class SettingsFile:
    """A settings file that was read, and what it says of mtcheck: a table, if it is right; None where nothing."""

    path: Path
    content: object


def find_settings() -> SettingsFile | None:
    """The nearest settings file from the working folder upwards; None where there is none.

    Raises SettingsError for a file on the way that may hold settings but cannot be read.
    """
    with suppress(OSError):  # the working folder may be gone
        folder = Path.cwd()
        return next(filter(None, map(_settings_of, (folder, *folder.parents))), None)
    return None


def _settings_of(folder: Path) -> SettingsFile | None:
    own, shared = folder / OWN_FILE, folder / SHARED_FILE
    if os.path.isfile(own):
        return read_settings(own)
    found = read_settings(shared) if os.path.isfile(shared) else None
    return found if found is not None and found.content is not None else None


def read_settings(path: Path) -> SettingsFile:
    """A settings file; raises SettingsError, with its name, where it cannot be read."""
    content = _load(path)
    is_shared = path.name == SHARED_FILE or set(content) == {"tool"}
    return SettingsFile(path, _own_table(content) if is_shared else content)


def values_of(file: SettingsFile, keys: Mapping[str, Key]) -> dict[str, Any]:
    """The settings of a file by key, with paths that count from its folder.

    Raises SettingsError, with the names of file and key, for a file without settings, an unknown key, and a value of a
    wrong type or out of bounds.
    """
    path, content = file.path, file.content
    if content is None:
        raise SettingsError(f"{path} has no table [tool.mtcheck]")
    if not isinstance(content, dict):
        raise SettingsError(f"{path}: tool.mtcheck must be a table")
    return {name: _value(path, name, value, keys) for name, value in content.items()}


def _load(path: Path) -> dict[str, Any]:
    if sys.version_info >= (3, 11):
        import tomllib
    else:
        import tomli as tomllib

    try:
        return tomllib.loads(path.read_bytes().decode("utf-8-sig"))
    except OSError as error:
        raise SettingsError(
            f"the settings {path} cannot be read: {error.strerror}; --no-config leaves them aside"
        ) from error
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(f"{path} is no TOML: {error}; --no-config leaves it aside") from error


def _own_table(content: Mapping[str, Any]) -> object:
    """What stands at `[tool.mtcheck]`; None where nothing does."""
    tools = content.get("tool")
    return tools.get("mtcheck") if isinstance(tools, dict) else None


def _value(path: Path, name: str, value: object, keys: Mapping[str, Key]) -> object:
    if name not in keys:
        raise SettingsError(f"{path}: unknown key {name!r}{_nearest(name, list(keys))}; there are {', '.join(keys)}")
    key = keys[name]
    expected, in_words = _KINDS[key.kind]
    if type(value) is not expected:
        raise SettingsError(f"{path}: {name} must be {in_words}, not {value!r:.60}")
    for problem in _problems(key, value):
        raise SettingsError(f"{path}: {name}: {problem}")
    if isinstance(value, str) and key.kind in ("file", "model"):
        place = path.absolute().parent / value
        return os.path.normpath(place) if key.kind == "file" or place.exists() else value
    return value


def _problems(key: Key, value: object) -> Iterator[str]:
    """What is wrong with a value of the right type."""
    if isinstance(value, list):
        for item in value:
            if not isinstance(item, str):
                yield f"{item!r:.60} is no name of a rule"
            elif item not in key.choices:
                yield f"no rule is called {item!r:.60}{_nearest(item, key.choices)}"
    elif key.choices and value not in key.choices:
        yield f"must be one of {', '.join(key.choices)}, not {value!r:.60}"
    elif key.least is not None and isinstance(value, int) and value < key.least:
        yield f"must be {key.least} or more, not {value}"
    elif value == "":
        yield "must not be empty"


def _nearest(name: str, known: list[str] | tuple[str, ...]) -> str:
    from difflib import get_close_matches

    near = get_close_matches(name.lower().replace("_", "-"), known, cutoff=0.6)
    return f" (did you mean {near[0]}?)" if near else ""
