"""Tell whether a German article is a botched machine translation of an English one, and where.

`check` is the whole program as one call; the data types are what it returns. Names are loaded when first used, so
that importing the package costs next to nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mtcheck.data import (
        Category,
        Finding,
        Kind,
        Pair,
        Relation,
        Report,
        Score,
        Segment,
        SetAside,
        Severity,
        Side,
        SourceMatch,
        Span,
        Verdict,
    )
    from mtcheck.errors import AlignmentError, BaselineError, DocumentError, ModelError, MtcheckError, SettingsError
    from mtcheck.pipeline import Options, Progress, check

    __version__: str

__all__ = [
    "AlignmentError",
    "BaselineError",
    "Category",
    "DocumentError",
    "Finding",
    "Kind",
    "ModelError",
    "MtcheckError",
    "Options",
    "Pair",
    "Progress",
    "Relation",
    "Report",
    "Score",
    "Segment",
    "SetAside",
    "SettingsError",
    "Severity",
    "Side",
    "SourceMatch",
    "Span",
    "Verdict",
    "__version__",
    "check",
]

_HOMES = {
    "mtcheck.pipeline": ("Options", "Progress", "check"),
    "mtcheck.errors": (
        "AlignmentError",
        "BaselineError",
        "DocumentError",
        "ModelError",
        "MtcheckError",
        "SettingsError",
    ),
}


def __getattr__(name: str) -> object:
    """Load a public name from its module when it is first asked for."""
    if name not in __all__:
        raise AttributeError(f"module 'mtcheck' has no attribute {name!r}")
    value = _version() if name == "__version__" else _load(name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """The public names, loaded or not."""
    return sorted({*globals(), *__all__})


def _load(name: str) -> object:
    from importlib import import_module

    home = next((module for module, names in _HOMES.items() if name in names), "mtcheck.data")
    return getattr(import_module(home), name)


def _version() -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("mtcheck")
    except PackageNotFoundError:
        return "unknown"
