"""Downloads from a hub of our own on this machine's loopback, and every way in which a hub does not deliver."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import shutil
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from mtcheck.data import Pair
from mtcheck.errors import ModelError
from mtcheck.metrics import fetch
from mtcheck.metrics.hub import NamedComet
from mtcheck.metrics.unbabel import OFFLINE_VARIABLES

REVISION = "0123456789abcdef0123456789abcdef01234567"
MODEL = "someone/some-comet"
SETTINGS = b"class_identifier: unified_metric\nencoder_model: XLM-RoBERTa\npretrained_model: someone/encoder\n"
CHECKPOINT = bytes(range(256)) * 4096


@dataclass
class Hub:
    """What the hub holds, how it refuses, and what it was asked for."""

    repositories: dict[str, dict[str, bytes]]
    refusal: tuple[int, str] | None = None
    refuses: str = ""
    breaks_after: int | None = None
    asked: list[str] = field(default_factory=list)
    ranges: list[str | None] = field(default_factory=list)

    def checksum(self, repository: str, name: str) -> str:
        return hashlib.sha256(self.repositories[repository][name]).hexdigest()

    def card(self, repository: str) -> dict[str, Any]:
        files = self.repositories[repository]
        siblings = [
            {
                "rfilename": name,
                "size": len(content),
                "blobId": hashlib.sha1(content).hexdigest(),
                "lfs": {"sha256": self.checksum(repository, name), "size": len(content), "pointerSize": 1},
            }
            for name, content in files.items()
        ]
        return {"id": repository, "sha": REVISION, "siblings": siblings, "tags": [], "downloads": 0, "likes": 0}


def handler(hub: Hub) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *given: Any) -> None:
            pass

        def do_HEAD(self) -> None:
            self.respond(body=False)

        def do_GET(self) -> None:
            self.respond(body=True)

        def respond(self, *, body: bool) -> None:
            path = urlsplit(self.path).path.lstrip("/")
            hub.asked.append(path)
            if hub.refusal and hub.refuses in path:
                self.answer(hub.refusal[0], {"X-Error-Code": hub.refusal[1]}, b"", body)
            elif path.startswith("api/models/"):
                repository = path.removeprefix("api/models/").split("/revision/")[0]
                if repository in hub.repositories:
                    content = json.dumps(hub.card(repository)).encode()
                    self.answer(200, {"Content-Type": "application/json"}, content, body)
                else:
                    self.answer(404, {"X-Error-Code": "RepoNotFound"}, b"", body)
            else:
                repository, _, rest = path.partition("/resolve/")
                name = rest.partition("/")[2]
                content = hub.repositories[repository][name]
                headers = {"ETag": f'"{hub.checksum(repository, name)}"', "X-Repo-Commit": REVISION}
                asked = self.headers.get("Range")
                if body:
                    hub.ranges.append(asked)
                start = int(asked.removeprefix("bytes=").split("-")[0]) if asked else 0
                if asked:
                    headers["Content-Range"] = f"bytes {start}-{len(content) - 1}/{len(content)}"
                self.answer(206 if asked else 200, headers, content[start:], body)

        def answer(self, status: int, headers: dict[str, str], content: bytes, body: bool) -> None:
            self.send_response(status)
            for name, value in {**headers, "Content-Length": str(len(content))}.items():
                self.send_header(name, value)
            self.end_headers()
            if body and hub.breaks_after is not None and len(content) > hub.breaks_after:
                self.wfile.write(content[: hub.breaks_after])
                self.close_connection = True
            elif body:
                self.wfile.write(content)

    return Handler


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty hub cache, and the variables with which mtcheck keeps the hub libraries off the network."""
    from huggingface_hub import constants

    folder = tmp_path / "cache"
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(folder))
    for variable in OFFLINE_VARIABLES:
        monkeypatch.setenv(variable, "1")
    return folder


def use_endpoint(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from huggingface_hub import constants

    monkeypatch.setattr(constants, "ENDPOINT", address)
    monkeypatch.setattr(
        constants, "HUGGINGFACE_CO_URL_TEMPLATE", address + "/{repo_id}/resolve/{revision}/{filename}", raising=True
    )
    import huggingface_hub.file_download
    import huggingface_hub.hf_api

    monkeypatch.setattr(
        huggingface_hub.file_download, "HUGGINGFACE_CO_URL_TEMPLATE", constants.HUGGINGFACE_CO_URL_TEMPLATE
    )
    monkeypatch.setattr(huggingface_hub.hf_api.constants, "ENDPOINT", address)


@pytest.fixture
def hub(cache: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    encoder = {"config.json": b"{}", "tokenizer.json": b"{}", "model.safetensors": b"x" * 10_000, "README.md": b"x"}
    own = {"hparams.yaml": SETTINGS, "checkpoints/model.ckpt": CHECKPOINT, "README.md": b"x" * 999, "LICENSE": b"x"}
    held = Hub({MODEL: own, "someone/encoder": encoder})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler(held))
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    use_endpoint(f"http://127.0.0.1:{server.server_port}", monkeypatch)
    yield held
    server.shutdown()
    server.server_close()


def test_an_offer_counts_what_is_needed_and_nothing_else(hub: Hub, cache: Path) -> None:
    offer = fetch.offer(MODEL)
    assert {(file.repository, file.path) for file in offer.files} == {
        (MODEL, "checkpoints/model.ckpt"),
        ("someone/encoder", "config.json"),
        ("someone/encoder", "tokenizer.json"),
    }
    assert offer.size == len(CHECKPOINT) + 4
    assert not any("model.ckpt" in path for path in hub.asked)
    assert fetch.cached_folder(MODEL) is None and not fetch.is_complete(MODEL)


def test_a_download_brings_what_was_offered_and_tells_its_bytes(
    hub: Hub, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetch, "WATCH_SECONDS", 0.005)
    come: list[int] = []
    fetch.download(fetch.offer(MODEL), come.append)
    assert 0 <= sum(come) <= len(CHECKPOINT) + 4
    folder = fetch.cached_folder(MODEL)
    assert folder is not None and folder.name == REVISION
    assert (folder / "checkpoints" / "model.ckpt").read_bytes() == CHECKPOINT
    assert fetch.is_complete(MODEL)
    assert not list(cache.rglob("model.safetensors")) and not list(cache.rglob("README.md"))


def test_a_model_with_a_tokenizer_of_its_own_needs_no_other(hub: Hub, cache: Path) -> None:
    hub.repositories[MODEL] |= {"tokenizer.json": b"{}", "config.json": b"{}"}
    fetch.download(fetch.offer(MODEL), lambda amount: None)
    assert not any("someone/encoder" in path for path in hub.asked)
    assert fetch.is_complete(MODEL)


def test_a_broken_download_is_taken_up_where_it_broke_off(
    hub: Hub, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from huggingface_hub import constants

    monkeypatch.setattr(constants, "DOWNLOAD_CHUNK_SIZE", 50_000)
    hub.breaks_after = 300_000
    with pytest.raises(ModelError, match="the same command goes on from there"):
        fetch.download(fetch.offer(MODEL), lambda amount: None)
    hub.breaks_after = None
    hub.ranges.clear()
    rest = fetch.offer(MODEL)
    assert rest.size < len(CHECKPOINT)
    fetch.download(rest, lambda amount: None)
    begun = [int(asked.removeprefix("bytes=").split("-")[0]) for asked in hub.ranges if asked]
    assert begun and begun[0] > 0
    folder = fetch.cached_folder(MODEL)
    assert folder is not None and (folder / "checkpoints" / "model.ckpt").read_bytes() == CHECKPOINT


def test_damage_on_the_way_is_seen_and_removed(hub: Hub, cache: Path) -> None:
    offer = fetch.offer(MODEL)
    changed = [fetch.RemoteFile(f.repository, f.path, f.size, "0" * 64) for f in offer.files]
    with pytest.raises(ModelError, match="damaged on the way"):
        fetch.download(fetch.Offer(MODEL, tuple(changed), offer.size), lambda amount: None)
    assert fetch.cached_folder(MODEL) is None


def test_what_keeps_the_libraries_off_the_network_is_as_it_was(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    from huggingface_hub import constants

    monkeypatch.delenv("HF_DATASETS_OFFLINE")
    before = {variable: os.environ.get(variable) for variable in OFFLINE_VARIABLES}
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
    fetch.download(fetch.offer(MODEL), lambda amount: None)
    hub.refusal = (500, "")
    hub.repositories["someone/other"] = {}
    with pytest.raises(ModelError):
        fetch.offer("someone/other")
    assert {variable: os.environ.get(variable) for variable in OFFLINE_VARIABLES} == before
    assert constants.HF_HUB_OFFLINE is True


REFUSALS: dict[str, tuple[tuple[int, str], str, str]] = {
    "gated": ((401, "GatedRepo"), "/resolve/", "accept its licence on https://huggingface.co/someone/some-comet"),
    "gated, logged in": ((403, "GatedRepo"), "/resolve/", "is gated"),
    "unknown": ((404, "RepoNotFound"), "", "the hub has no model someone/some-comet"),
    "broken": ((500, ""), "", "the hub refused to send"),
    "too many questions": ((429, ""), "/resolve/", "the hub refused to send"),
}


@pytest.mark.parametrize("case", REFUSALS)
def test_refusals_are_told_apart(case: str, hub: Hub) -> None:
    hub.refusal, hub.refuses, says = REFUSALS[case]
    with pytest.raises(ModelError) as caught:
        fetch.offer(MODEL)
    assert says in str(caught.value)
    assert MODEL in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_hub_without_such_a_model(hub: Hub) -> None:
    with pytest.raises(ModelError, match="the hub has no model someone/else"):
        fetch.offer("someone/else")
    hub.repositories["someone/else"] = {"config.json": b"{}", "hparams.yaml": SETTINGS}
    with pytest.raises(ModelError, match=r"not a COMET model: checkpoints/model\.ckpt not found"):
        fetch.offer("someone/else")


def test_no_network(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    use_endpoint("http://127.0.0.1:9", monkeypatch)
    with pytest.raises(ModelError) as caught:
        fetch.offer(MODEL)
    assert "check the network" in str(caught.value) and "without it the embedded model" in str(caught.value)


@pytest.mark.parametrize("name", ["no name at all", "a/b/c", "x" * 5000])
def test_what_is_no_name(name: str, cache: Path) -> None:
    with pytest.raises(ModelError, match="neither a folder here nor a hub name"):
        fetch.is_complete(name)


def test_a_disk_without_room_is_seen_before_the_download(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = shutil.disk_usage("/")
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage._replace(free=1000))
    with pytest.raises(ModelError) as caught:
        fetch.offer(MODEL)
    assert "no space for someone/some-comet: it needs 1 MB" in str(caught.value) and "HF_HOME" in str(caught.value)


@pytest.mark.parametrize(
    ("error", "says"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), "the disk is full"),
        (OSError(errno.EDQUOT, "Disk quota exceeded"), "the disk is full"),
        (PermissionError(errno.EACCES, "Permission denied", "/cache"), "/cache cannot be written to"),
        (TimeoutError("timed out"), "broke off"),
        (OSError("Consistency check failed"), "broke off"),
    ],
)
def test_a_download_that_fails_on_this_side(
    error: OSError, says: str, hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    import huggingface_hub

    offer = fetch.offer(MODEL)

    def fail(**named: Any) -> str:
        if "disk" in says:
            # the hub library may raise an error of its own over the one that tells
            raise RuntimeError("wrapped") from error
        raise error

    monkeypatch.setattr(huggingface_hub, "hf_hub_download", fail)
    with pytest.raises(ModelError) as caught:
        fetch.download(offer, lambda amount: None)
    assert says in str(caught.value)
    assert MODEL in str(caught.value) or says.startswith("/cache")


def test_a_bug_is_not_called_a_missing_network(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    import huggingface_hub

    def fail(**named: Any) -> str:
        raise TypeError("a bug")

    offer = fetch.offer(MODEL)
    monkeypatch.setattr(huggingface_hub, "hf_hub_download", fail)
    with pytest.raises(TypeError, match="a bug"):
        fetch.download(offer, lambda amount: None)


@pytest.mark.parametrize(
    ("size", "words"),
    [(10, "1 MB"), (474_000_000, "474 MB"), (999_600_000, "1.0 GB"), (2_324_000_000, "2.3 GB"), (0, "1 MB")],
)
def test_sizes_in_words(size: int, words: str) -> None:
    assert fetch.size_in_words(size) == words


# Models in the cache


def put(cache: Path, repository: str, folder: Path, names: tuple[str, ...]) -> None:
    """Files of a folder as the hub library stores them."""
    place = cache / f"models--{repository.replace('/', '--')}"
    (place / "refs").mkdir(parents=True)
    (place / "refs" / "main").write_text(REVISION)
    for name in names:
        target = place / "snapshots" / REVISION / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(folder / name, target)


OWN = ("hparams.yaml", "checkpoints/model.ckpt")
ENCODER = ("config.json", "tokenizer.json", "tokenizer_config.json")


def test_a_cached_model_is_used_without_the_network(
    cache: Path, folders: dict[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    use_endpoint("http://127.0.0.1:9", monkeypatch)
    folder = folders["unified_metric"]
    put(cache, MODEL, folder, OWN)
    metric = NamedComet(MODEL)
    assert not metric.is_here
    with pytest.raises(ModelError, match="needs the tokenizer of xlm-roberta-large, which is not here: run"):
        metric.require(has_reference=False)
    put(cache, "xlm-roberta-large", folder, ENCODER)
    metric = NamedComet(MODEL)
    assert metric.is_here
    pairs = [Pair(0, "The dog sleeps.", "Der Hund schläft.", 1)]
    score = metric.score(pairs)
    assert score.values == pytest.approx(NamedComet(str(folder)).score(pairs).values, abs=1e-6)
    assert score.signature.startswith(f"model:{MODEL}|revision:0123456789ab|")


def test_a_model_that_is_not_here_says_how_to_fetch_it(cache: Path) -> None:
    metric = NamedComet(MODEL)
    assert not metric.is_here
    with pytest.raises(ModelError, match=r"not on this machine: .* once without --offline"):
        metric.require(has_reference=False)


# The pipeline


class Watcher:
    """What a check told meanwhile."""

    def __init__(self) -> None:
        self.stages: list[str] = []
        self.notes: list[str] = []

    def stage(self, name: str, total: int | None = None) -> None:
        self.stages.append(name)

    def advance(self, amount: int = 1) -> None:
        pass

    def note(self, message: str) -> None:
        self.notes.append(message)


def fetched(consent: Callable[[str, int], bool] | None) -> Watcher:
    """What the pipeline does of a model that is not here."""
    from mtcheck.pipeline import Options, _fetch

    watcher = Watcher()
    _fetch(NamedComet(MODEL), Options(comet_model=MODEL, consent=consent), watcher)
    return watcher


def test_nothing_is_downloaded_without_consent(hub: Hub) -> None:
    asked: list[tuple[str, int]] = []

    def refuse(model: str, size: int) -> bool:
        asked.append((model, size))
        return False

    for consent in (refuse, None):
        with pytest.raises(ModelError, match=r"was not downloaded \(1 MB\), as nobody agreed"):
            fetched(consent)
    assert asked == [(MODEL, len(CHECKPOINT) + 4)]
    assert not any("model.ckpt" in path for path in hub.asked)


def test_a_download_is_announced_and_done(hub: Hub) -> None:
    watcher = fetched(lambda model, size: True)
    assert watcher.notes == [f"{MODEL} is not on this machine: huggingface.co is asked for it; your text stays here."]
    assert f"Downloading {MODEL} (1 MB)" in watcher.stages
    assert fetch.is_complete(MODEL)


def test_an_interrupted_download_says_that_it_can_go_on(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    import huggingface_hub

    from mtcheck.pipeline import Options, _fetch

    load = huggingface_hub.hf_hub_download

    def interrupted(**named: Any) -> str:
        if named["filename"] == "hparams.yaml":
            return str(load(**named))
        raise KeyboardInterrupt

    monkeypatch.setattr(huggingface_hub, "hf_hub_download", interrupted)
    watcher = Watcher()
    with pytest.raises(KeyboardInterrupt):
        _fetch(NamedComet(MODEL), Options(comet_model=MODEL, consent=lambda model, size: True), watcher)
    assert watcher.notes[-1] == f"What has arrived of {MODEL} is kept; the same command goes on from there."
