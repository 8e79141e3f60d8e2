"""COMET models of the Hugging Face hub: what lies in the cache, what a download would take, and the download.

The network is used here and nowhere else in mtcheck, by `offer` and `download` alone.
"""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mtcheck.errors import ModelError
from mtcheck.metrics.base import Advance, checksum
from mtcheck.metrics.unbabel import OFFLINE_VARIABLES, quiet

SETTINGS = "hparams.yaml"
CHECKPOINT = "checkpoints/model.ckpt"
TOKENIZERS = ("tokenizer.json", "sentencepiece.bpe.model", "sentencepiece.model", "spiece.model", "vocab.txt")
ENCODER_FILES = ("config.json", "tokenizer_config.json", "special_tokens_map.json", "added_tokens.json", *TOKENIZERS)
WATCH_SECONDS = 0.5


@dataclass(frozen=True)
class RemoteFile:
    """A file of a repository on the hub; `size` in bytes, `sha256` where the hub tells it."""

    repository: str
    path: str
    size: int
    sha256: str | None = None


@dataclass(frozen=True)
class Offer:
    """A download that a person can agree to: the files that are not here yet, and the bytes still to fetch."""

    model: str
    files: tuple[RemoteFile, ...]
    size: int


def size_in_words(size: int) -> str:
    """Bytes as a person reads them: "2.3 GB", "474 MB", "1 MB" at the least."""
    return f"{size / 1e9:.1f} GB" if size >= 999_500_000 else f"{max(round(size / 1e6), 1)} MB"


def first_line(error: BaseException) -> str:
    """The first line of an error's message, or its class where it has none."""
    return (str(error).strip().splitlines() or [type(error).__name__])[0]


# What is here


def cache_folder() -> Path:
    """Where the hub library keeps what it has fetched."""
    from huggingface_hub import constants

    return Path(constants.HF_HUB_CACHE).expanduser()


def cached_folder(model: str) -> Path | None:
    """The folder of a hub model whose settings and checkpoint are in the cache."""
    settings, checkpoint = _cached(model, SETTINGS), _cached(model, CHECKPOINT)
    return settings.parent if settings and checkpoint else None


def _cached(repository: str, name: str) -> Path | None:
    from huggingface_hub import try_to_load_from_cache
    from huggingface_hub.errors import HFValidationError

    try:
        found = try_to_load_from_cache(repository, name, cache_dir=cache_folder())
    except HFValidationError:
        raise ModelError(f"{repository} is neither a folder here nor a hub name of the form owner/model") from None
    return Path(found) if isinstance(found, str) else None


def read_settings(model: str, folder: Path) -> dict[str, Any]:
    """A model's hyperparameters; empty where the file holds something else. Raises ModelError if it is not YAML."""
    import yaml

    try:
        settings = yaml.safe_load((folder / SETTINGS).read_text(encoding="utf-8"))
    except (OSError, ValueError, yaml.YAMLError) as error:
        raise ModelError(f"{model}: hparams.yaml cannot be read: {first_line(error)}") from None
    return settings if isinstance(settings, dict) else {}


def encoder_names(settings: Mapping[str, Any]) -> tuple[str, ...]:
    """The repositories whose tokenizer and configuration a model needs beside its checkpoint."""
    named = settings.get("pretrained_model")
    # COMET 2.2.7: MiniLMEncoder takes the tokenizer of xlm-roberta-base whatever the settings say
    shared = ("xlm-roberta-base",) if settings.get("encoder_model") == "MiniLM" else ()
    return tuple(dict.fromkeys((*((named,) if isinstance(named, str) else ()), *shared)))


def encoder_folder(name: object) -> Path | None:
    """The folder with an encoder's configuration and tokenizer, from the cache; `name` may be a folder itself."""
    if not isinstance(name, str):
        return None
    if os.path.isdir(name):
        return Path(name)
    try:
        found = _cached(name, "config.json")
    except ModelError:
        return None
    return found.parent if found else None


def is_complete(model: str) -> bool:
    """Whether a hub model can be loaded without the network."""
    folder = cached_folder(model)
    if folder is None:
        return False
    if (folder / "tokenizer.json").is_file():
        return True
    return all(has_encoder(name) for name in encoder_names(read_settings(model, folder)))


def has_encoder(name: str) -> bool:
    """Whether an encoder's configuration and a tokenizer lie in the cache, or in the folder that `name` is."""
    folder = encoder_folder(name)
    return folder is not None and any((folder / tokenizer).is_file() for tokenizer in TOKENIZERS)


# What a download takes


def offer(model: str) -> Offer:
    """Ask the hub for what is missing of a model and its encoder's tokenizer. Uses the network.

    Only names, sizes and the settings (less than a kilobyte) are read. Raises ModelError if the hub cannot be reached
    or refuses, if it has no such model, and if the disk has no room for it.
    """
    with _online(), _told_apart(model):
        from huggingface_hub import hf_hub_download

        own = _remote_files(model, (SETTINGS, CHECKPOINT, *ENCODER_FILES))
        missing = [name for name in (SETTINGS, CHECKPOINT) if name not in own]
        if missing:
            raise ModelError(
                f"{model} is not a COMET model: {' and '.join(missing)} not found on the hub; choose one that "
                "`mtcheck models` lists, or give a folder"
            )
        settings = read_settings(model, Path(hf_hub_download(repo_id=model, filename=SETTINGS)).parent)
        files = [*own.values()]
        if "tokenizer.json" not in own:
            for name in encoder_names(settings):
                if not has_encoder(name):
                    files += _remote_files(name, ENCODER_FILES).values()
    files = [file for file in files if _cached(file.repository, file.path) is None]
    begun = sum(_bytes_in(repository, "*.incomplete") for repository in {file.repository for file in files})
    size = max(sum(file.size for file in files) - begun, 0)
    _require_space(model, size)
    return Offer(model, tuple(files), size)


def _remote_files(repository: str, wanted: tuple[str, ...]) -> dict[str, RemoteFile]:
    from huggingface_hub import HfApi

    siblings = HfApi().model_info(repository, files_metadata=True).siblings or []
    return {
        file.rfilename: RemoteFile(repository, file.rfilename, file.size or 0, file.lfs.sha256 if file.lfs else None)
        for file in siblings
        if file.rfilename in wanted
    }


def _bytes_in(repository: str, pattern: str) -> int:
    blobs = cache_folder() / f"models--{repository.replace('/', '--')}" / "blobs"
    total = 0
    for path in blobs.glob(pattern):
        with contextlib.suppress(OSError):
            total += path.stat().st_size
    return total


def _require_space(model: str, size: int) -> None:
    folder = cache_folder()
    existing = next((path for path in (folder, *folder.parents) if path.is_dir()), None)
    free = shutil.disk_usage(existing).free if existing else size
    if free < size:
        raise ModelError(
            f"no space for {model}: it needs {size_in_words(size)}, and {folder} has {size_in_words(free)} free; "
            "make room, or put the cache on another disk with HF_HOME"
        )


# The download


def download(wanted: Offer, advance: Advance) -> None:
    """Fetch an offer's files into the hub's cache, telling the bytes as they come. Uses the network.

    A file that was begun before is taken up where it broke off. Raises ModelError that tells a missing network, a
    gated model, a full disk and damage on the way apart.
    """
    with _online(), _told_apart(wanted.model, begun=True), _watched(wanted, advance):
        from huggingface_hub import hf_hub_download

        for file in wanted.files:
            # one by one in this thread: a pool of threads would hold up Ctrl-C until all is here
            _require_checksum(file, Path(hf_hub_download(repo_id=file.repository, filename=file.path)))


def _require_checksum(file: RemoteFile, path: Path) -> None:
    if file.sha256 is None:
        return
    if checksum(path) != file.sha256:
        path.resolve().unlink(missing_ok=True)
        path.unlink(missing_ok=True)
        raise ModelError(f"{file.path} of {file.repository} was damaged on the way; it is removed, run the same again")


@contextlib.contextmanager
def _watched(wanted: Offer, advance: Advance) -> Iterator[None]:
    """Tell how many bytes have come, by the sizes of the files in the cache."""
    repositories = {file.repository for file in wanted.files}
    done = threading.Event()

    def here() -> int:
        return sum(_bytes_in(repository, "*") for repository in repositories)

    def watch() -> None:
        seen = here()
        while not done.wait(WATCH_SECONDS):
            now = here()
            advance(max(now - seen, 0))
            seen = max(now, seen)

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield
    finally:
        done.set()
        watcher.join()


@contextlib.contextmanager
def _online() -> Iterator[None]:
    """Let the hub library use the network meanwhile; it reads the variables only once, when it is imported.

    Xet is turned off: it begins a broken download anew, where plain HTTP goes on.
    """
    before = {variable: os.environ.pop(variable, None) for variable in OFFLINE_VARIABLES}
    with quiet():
        from huggingface_hub import constants
        from huggingface_hub.utils._http import reset_sessions
        from huggingface_hub.utils.tqdm import are_progress_bars_disabled, disable_progress_bars, enable_progress_bars

        offline, without_xet = constants.HF_HUB_OFFLINE, constants.HF_HUB_DISABLE_XET
        bars = not are_progress_bars_disabled()
        constants.HF_HUB_OFFLINE, constants.HF_HUB_DISABLE_XET = False, True
        disable_progress_bars()
        reset_sessions()
        try:
            yield
        finally:
            constants.HF_HUB_OFFLINE, constants.HF_HUB_DISABLE_XET = offline, without_xet
            if bars:
                enable_progress_bars()
            reset_sessions()
            os.environ.update({variable: value for variable, value in before.items() if value is not None})


@contextlib.contextmanager
def _told_apart(model: str, *, begun: bool = False) -> Iterator[None]:
    """Turn what the hub library raises into a ModelError that says what went wrong and what to do."""
    try:
        yield
    except ModelError:
        raise
    except Exception as error:
        message = _explanation(error, model, begun=begun)
        if message is None:
            raise
        raise ModelError(message) from None


def _explanation(error: Exception, model: str, *, begun: bool) -> str | None:
    from huggingface_hub.errors import (
        GatedRepoError,
        HfHubHTTPError,
        HFValidationError,
        LocalEntryNotFoundError,
        RepositoryNotFoundError,
    )

    # the hub library says "not in the cache" of whatever kept it from asking; its cause tells more
    chain = _chain(error)
    kept = "; what has arrived is kept, the same command goes on from there" if begun else ""
    if any(isinstance(e, OSError) and e.errno in (errno.ENOSPC, errno.EDQUOT) for e in chain):
        return (
            f"the disk is full: no space left in {cache_folder()} for {model}; make room and run the same again{kept}"
        )
    for cause in chain:
        if isinstance(cause, GatedRepoError):
            return (
                f"{model} is gated: accept its licence on https://huggingface.co/{model}, then log in with "
                "`hf auth login` or set HF_TOKEN"
            )
        if isinstance(cause, RepositoryNotFoundError):
            return (
                f"the hub has no model {model} (or it is private): check the name on https://huggingface.co, or give a "
                "folder; `mtcheck models` lists some"
            )
        if isinstance(cause, HFValidationError):
            return f"{model} is neither a folder here nor a hub name of the form owner/model"
        if isinstance(cause, HfHubHTTPError) and not isinstance(cause, LocalEntryNotFoundError):
            return f"the hub refused to send {model}: {first_line(cause)}{kept}"
    if isinstance(error, PermissionError):
        return f"{error.filename or cache_folder()} cannot be written to: put the cache elsewhere with HF_HOME"
    if isinstance(error, OSError):
        # requests' own errors are OSErrors, and so is a file that ended too soon
        what = f"the download of {model} broke off" if begun else f"{model} could not be fetched"
        return (
            f"{what}, the hub cannot be reached ({type(error).__name__}): check the network, or give --comet-model a "
            f"folder; without it the embedded model needs no network{kept}"
        )
    return None


def _chain(error: BaseException) -> list[BaseException]:
    """An error and what it was raised from."""
    chain = [error]
    while (cause := chain[-1].__cause__ or chain[-1].__context__) is not None and cause not in chain:
        chain.append(cause)
    return chain
