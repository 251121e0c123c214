"""A training run: a schedule that follows the clock, averaged weights, and a checkpoint that it continues from."""

import copy
import math
import time
from collections.abc import Iterator
from pathlib import Path

import torch
from torch import Tensor, nn

CHECKPOINTS = Path(__file__).parent / "checkpoints"
WARM_UP_STEPS = 200
AVERAGE_EVERY, AVERAGE_KEEPS = 5, 0.98
SAVE_EVERY = 100


def learning_rate_share(step: int, progress: float) -> float:
    """Linear warm-up, then half a cosine down to nothing."""
    return min(1.0, (step + 1) / WARM_UP_STEPS) * 0.5 * (1 + math.cos(math.pi * min(1.0, progress)))


class Run:
    """Trains `module` for so many minutes in all, interruptions not counted; `groups` are AdamW's, each with its `peak` rate."""

    def __init__(self, name: str, module: nn.Module, groups: list[dict], minutes: float) -> None:
        self.file, self.module, self.minutes = CHECKPOINTS / f"{name}.pt", module, minutes
        self.average = copy.deepcopy(module)
        self.optimiser = torch.optim.AdamW(groups, lr=1e-3, fused=True)
        self.step, self.seconds = 0, 0.0
        if self.file.exists():
            state = torch.load(self.file)
            module.load_state_dict(state["model"]), self.average.load_state_dict(state["average"])
            self.optimiser.load_state_dict(state["optimiser"])
            self.step, self.seconds = state["step"], state["seconds"]

    def steps(self) -> Iterator[int]:
        started = time.monotonic() - self.seconds
        while self.seconds < 60 * self.minutes:
            for group in self.optimiser.param_groups:
                group["lr"] = group["peak"] * learning_rate_share(self.step, self.seconds / (60 * self.minutes))
            yield self.step
            self.step += 1
            self.seconds = time.monotonic() - started
            if self.step % AVERAGE_EVERY == 0:
                self.move_average()
            if self.step % SAVE_EVERY == 0:
                self.save()
        self.save()

    def descend(self, loss: Tensor) -> None:
        self.optimiser.zero_grad()
        loss.backward()
        self.optimiser.step()

    @torch.no_grad()
    def move_average(self) -> None:
        """The exported weights: a running mean, short at first so that the random start is forgotten."""
        keeps = min(AVERAGE_KEEPS, (self.step + 1) / (self.step + 100))
        for kept, fresh in zip(self.average.state_dict().values(), self.module.state_dict().values(), strict=True):
            if kept.is_floating_point():
                kept.lerp_(fresh, 1 - keeps)
            else:
                kept.copy_(fresh)

    def save(self) -> None:
        self.file.parent.mkdir(exist_ok=True)
        unfinished = self.file.with_suffix(".tmp")
        state = {"model": self.module.state_dict(), "average": self.average.state_dict(), "optimiser": self.optimiser.state_dict()}
        torch.save({**state, "step": self.step, "seconds": self.seconds}, unfinished)
        unfinished.replace(self.file)
