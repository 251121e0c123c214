"""Trains the image tower and, with it, one prototype a concept: what train_texts.py then points at.

Prototypes rather than pairs within a batch: with 1,906 concepts every step can compare with all of them, which learns far
faster on a CPU. Continues from checkpoints/pictures.pt.
"""

import argparse
from pathlib import Path

import numpy as np
import torch
from torch import nn

from corpus import held_out_concepts, read_concepts
from draws import cumulative, draw
from pictures import Views, read_pictures
from quick_score import pictures_at_5
from run import Run
from space import Space
from towers import PictureTower

SEED = 20
PICTURES_A_STEP = 160
LABEL_SMOOTHING = 0.1
REPORT_EVERY, SCORE_EVERY = 25, 200

# By picture. Drawings that exist in two styles, or without colour, weigh less; the quickstart's style and rare drawings more.
STYLE_WEIGHTS = {
    "fluent-3d": 2.0, "fluent-contrast": 0.5, "noto-svg": 0.5, "fxemoji": 1.5, "streamline": 1.5, "emojione": 1.5,
}  # fmt: skip
ICON_WEIGHT = 0.35


class PicturesAndPrototypes(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.pictures = PictureTower().to(memory_format=torch.channels_last)
        self.space = Space(len(read_concepts()))

    def start_from(self, checkpoint: Path) -> None:
        """Takes over the image tower and the prototypes of another run, and leaves the prototypes as they are."""
        before = torch.load(checkpoint)["average"]
        tower = {name.removeprefix("pictures."): value for name, value in before.items() if name.startswith("pictures.")}
        self.pictures.load_state_dict(tower)
        prototypes = before["prototypes"] if "prototypes" in before else before["space.prototypes"]
        self.space.prototypes.data.copy_(prototypes)
        self.space.prototypes.requires_grad_(False)


def style_weight(style: str) -> float:
    return ICON_WEIGHT if style.startswith("icons-") else STYLE_WEIGHTS.get(style, 1.0)


def train(minutes: float, start: Path | None, threads: int) -> None:
    torch.set_num_threads(threads)
    torch.manual_seed(SEED)
    pictures = read_pictures(held_out_concepts())
    model = PicturesAndPrototypes()
    if start is not None:
        model.start_from(start)
    pace = 1.0 if start is None else 0.5
    groups = [
        {"params": list(model.pictures.parameters()), "peak": 3e-3 * pace, "weight_decay": 0.05},
        {"params": [model.space.prototypes], "peak": 5e-3, "weight_decay": 0.02},
        {"params": list(model.space.log_scales.parameters()), "peak": 1e-3, "weight_decay": 0.0},
    ]
    run = Run("pictures", model, groups, minutes)
    views, random = Views(SEED + run.step), np.random.default_rng(SEED + run.step)
    shares = cumulative([0.0 if held_out else style_weight(style) for style, held_out in zip(pictures.style, pictures.held_out, strict=True)])
    for step in run.steps():
        rows = torch.from_numpy(draw(random, shares, PICTURES_A_STEP))
        shown = views.of(pictures.rgba[rows]).contiguous(memory_format=torch.channels_last)
        with torch.autocast("cpu", torch.bfloat16):
            seen = model.pictures(shown)
        loss = model.space.loss(seen.float(), pictures.concept[rows], step, LABEL_SMOOTHING)
        run.descend(loss)
        if step % REPORT_EVERY == 0:
            print(f"{step} {run.seconds:.0f}s loss {loss.item():.3f}", flush=True)
        if step % SCORE_EVERY == 0:
            for style in ("openmoji", "noto-mono"):
                print(f"  {style} {pictures_at_5(run.average.pictures, run.average.space, pictures, style)}", flush=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--start", type=Path, help="a checkpoint to take the image tower and the prototypes from")
    arguments = parser.parse_args()
    train(arguments.minutes, arguments.start, arguments.threads)
