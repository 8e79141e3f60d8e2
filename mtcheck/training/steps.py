"""What the trainings share: rates that rise and fall, steps, and checkpoints from which they go on."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

CHECKPOINT_SECONDS = 300
TOLD = 50
"""Steps after which the mean of the losses is printed."""
LEAST_RATE = 0.02
"""Share of the rate, 0-1, that is left at the end."""
WEIGHT_DECAY = 0.01


def read_checkpoint(path: Path) -> dict[str, Any]:
    """The tensors of a checkpoint, wherever it was written, in the processor's memory."""
    import torch

    found: dict[str, Any] = torch.load(path, map_location="cpu", weights_only=True)
    return found


def device() -> Any:
    """What is trained on: a GPU where there is one."""
    import torch

    return torch.device("cuda" if torch.cuda.is_available() else "cpu")


@dataclass
class Progress:
    """How far a training is: seconds, steps, passes, and batches of the present pass."""

    spent: float = 0.0
    step: int = 0
    epoch: int = 0
    place: int = 0


@dataclass
class Training:
    """A model that is trained for so many `minutes` in all, counting those before the `checkpoint` it resumes from.

    `parts` are the parameters by group, each with its highest rate as "base"; the gradients of the first two groups are
    clipped together. The rate rises over the share `warm_up` of the time and then falls. `others` are tensors that are
    trained besides the model's own, by the names they have in the checkpoint.
    """

    model: Any
    parts: Sequence[Mapping[str, Any]]
    checkpoint: Path
    minutes: float
    warm_up: float
    others: Mapping[str, Any] = field(default_factory=dict)
    progress: Progress = field(default_factory=Progress)

    def __post_init__(self) -> None:
        import torch

        self.optimiser = torch.optim.AdamW([dict(part) for part in self.parts], weight_decay=WEIGHT_DECAY, fused=True)
        self.clipped = [parameter for part in self.parts[:2] for parameter in part["params"]]
        self.is_resumed = self.checkpoint.exists()
        if self.is_resumed:
            state = read_checkpoint(self.checkpoint)
            self.model.load_state_dict(state["model"])
            self.optimiser.load_state_dict(state["optimiser"])
            self.progress = Progress(**{name: state[name] for name in vars(Progress()) if name in state})
            with torch.no_grad():
                for name, tensor in self.others.items():
                    tensor.copy_(state[name])
        self._saved = self.progress.spent

    @property
    def is_over(self) -> bool:
        """Whether the time is up."""
        return self.progress.spent >= self.minutes * 60

    def run(self, batches: Sequence[Any], losses: Callable[[Any], tuple[Any, Sequence[Any]]]) -> None:
        """Go on with a pass over some batches, until its end or until the time is up.

        `losses` makes of a batch the loss and its parts, which are printed now and then.
        """
        sums: list[float] = []
        while self.progress.place < len(batches) and not self.is_over:
            began = time.monotonic()
            parts = self._step(batches[self.progress.place], losses)
            self.progress.place += 1
            self.progress.step += 1
            self.progress.spent += time.monotonic() - began
            sums = [sum(both) for both in zip(sums, parts, strict=True)] if sums else parts
            if self.progress.step % TOLD == 0:
                means = " ".join(f"{value / TOLD:.4f}" for value in sums)
                minutes = self.progress.spent / 60
                place = f"{self.progress.place}/{len(batches)}"
                print(f"step {self.progress.step} of epoch {place} minute {minutes:.1f} {means}", flush=True)
                sums = []
            if self.progress.spent - self._saved > CHECKPOINT_SECONDS or self.is_over:
                self._save()
        if self.progress.place == len(batches):
            self.progress.epoch, self.progress.place = self.progress.epoch + 1, 0

    def _step(self, batch: Any, losses: Callable[[Any], tuple[Any, Sequence[Any]]]) -> list[float]:
        """One step; the parts of the loss."""
        import torch

        done = self.progress.spent / (self.minutes * 60)
        for group in self.optimiser.param_groups:
            group["lr"] = group["base"] * min(1.0, (done + 1e-4) / self.warm_up) * max(1.0 - done, LEAST_RATE)
        loss, parts = losses(batch)
        self.optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.clipped, 1.0)
        self.optimiser.step()
        return [part.item() for part in parts]

    def _save(self) -> None:
        """Write the checkpoint; one that is cut off leaves the last one as it was."""
        import torch

        tensors = {name: tensor.detach() for name, tensor in self.others.items()}
        states = {"model": self.model.state_dict(), "optimiser": self.optimiser.state_dict()}
        torch.save({**states, **tensors, **vars(self.progress)}, self.checkpoint.with_suffix(".part"))
        self.checkpoint.with_suffix(".part").replace(self.checkpoint)
        self._saved = self.progress.spent
