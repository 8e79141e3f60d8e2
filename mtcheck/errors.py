"""Errors that reach the user. Every message says what went wrong and what to do about it."""

from __future__ import annotations


class MtcheckError(Exception):
    """Base of all errors that the command line shows as one line and turns into exit code 3."""


class DocumentError(MtcheckError):
    """A file cannot be read as an article: missing, empty, binary, a folder, or in the wrong language."""


class AlignmentError(MtcheckError):
    """Source and translation cannot be paired as asked, for example line-parallel files of unequal length."""


class SettingsError(MtcheckError):
    """A settings file cannot be read, or holds what is no setting. The command line takes it as a wrong call."""


class BaselineError(MtcheckError):
    """A baseline cannot be read, or is no report of mtcheck."""


class ModelError(MtcheckError):
    """A COMET model cannot be found, fetched or loaded, or needs an input that was not given."""
