"""Trains both towers against one learned prototype a concept, at four prefix lengths at once.

Prototypes rather than pairs within a batch: with 1,906 concepts every step can compare with all of them, which learns far
faster on a CPU. Continues from checkpoints/latest.pt where there is one.
"""

import argparse
import copy
import math
import time
from collections import Counter
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from tokenizers import Tokenizer
from torch import Tensor, nn

from corpus import Text, read_concepts, read_texts
from languages import FAVOURED
from phrases import PhraseMaker
from pictures import Pictures, Views, read_pictures
from quick_score import recall_at_5, to_ids
from tokenizer import TOKENIZER_FILE
from towers import DIMENSIONS, PictureTower, TextTower

CHECKPOINT = Path(__file__).parent / "checkpoints" / "latest.pt"
SEED = 20
PICTURES_A_STEP, PHRASES_A_STEP = 256, 1024
# Prefix length to its share of the loss: the short ones have less room, so they get more of the say.
PREFIXES = {32: 0.3, 64: 0.3, 128: 0.2, 256: 0.2}
LABEL_SMOOTHING = 0.1
WARM_UP_STEPS = 200
AVERAGE_EVERY, AVERAGE_KEEPS = 5, 0.98

# Drawings that exist in two styles, or without colour, weigh less; the quickstart's style and rare drawings more.
STYLE_WEIGHTS = {"fluent-3d": 2.0, "fluent-contrast": 0.4, "noto-svg": 0.5, "fxemoji": 1.5, "streamline": 1.5, "emojione": 1.3}


class Model(nn.Module):
    """The towers, and what only training needs: prototypes and the sharpness of each comparison."""

    def __init__(self, vocabulary: int, concepts: int) -> None:
        super().__init__()
        self.pictures = PictureTower().to(memory_format=torch.channels_last)
        self.texts = TextTower(vocabulary)
        self.prototypes = nn.Parameter(torch.randn(concepts, DIMENSIONS) * 0.1)
        self.log_scales = nn.Parameter(torch.full((2, len(PREFIXES)), 3.0))

    def loss(self, embeddings: Tensor, concepts: Tensor, modality: int) -> Tensor:
        total = embeddings.new_zeros(())
        for index, (dimensions, share) in enumerate(PREFIXES.items()):
            scale = self.log_scales[modality, index].exp().clamp(max=40)
            cosine = F.normalize(embeddings[:, :dimensions], dim=1) @ F.normalize(self.prototypes[:, :dimensions], dim=1).T
            total = total + share * F.cross_entropy(scale * cosine, concepts, label_smoothing=LABEL_SMOOTHING)
        return total

    def parameter_groups(self) -> list[dict]:
        return [
            {"params": list(self.pictures.parameters()), "peak": 3e-3, "weight_decay": 0.05},
            {"params": [self.texts.pieces.weight], "peak": 1e-2, "weight_decay": 0.0},
            {"params": [p for name, p in self.texts.named_parameters() if name != "pieces.weight"], "peak": 2e-3, "weight_decay": 0.02},
            {"params": [self.prototypes], "peak": 5e-3, "weight_decay": 0.02},
            {"params": [self.log_scales], "peak": 1e-3, "weight_decay": 0.0},
        ]


class Batches:
    """Draws pictures by style and texts by language, and makes views and phrases of them."""

    def __init__(self, pictures: Pictures, texts: list[Text], tokenizer: Tokenizer, seed: int) -> None:
        self.pictures, self.texts, self.tokenizer = pictures, texts, tokenizer
        self.views, self.phrases = Views(seed), PhraseMaker(texts, seed)
        self.random = np.random.default_rng(seed)
        self.picture_shares = cumulative(
            [0.0 if held_out else STYLE_WEIGHTS.get(style, 1.0) for style, held_out in zip(pictures.style, pictures.held_out, strict=True)]
        )
        sharing = Counter((text.language, text.words) for text in texts)
        self.text_shares = cumulative([text_weight(text, sharing[text.language, text.words]) for text in texts])

    def draw(self, shares: np.ndarray, count: int) -> np.ndarray:
        return np.searchsorted(shares, self.random.random(count), side="right").clip(max=len(shares) - 1)

    def of_pictures(self) -> tuple[Tensor, Tensor]:
        rows = torch.from_numpy(self.draw(self.picture_shares, PICTURES_A_STEP))
        return self.views.of(self.pictures.rgba[rows]), self.pictures.concept[rows]

    def of_phrases(self) -> tuple[Tensor, Tensor]:
        drawn = [self.texts[row] for row in self.draw(self.text_shares, PHRASES_A_STEP)]
        ids = to_ids(self.tokenizer, [self.phrases.phrase(text) for text in drawn])
        return ids, torch.tensor([text.concept for text in drawn])


def cumulative(weights: list[float]) -> np.ndarray:
    sums = np.cumsum(weights)
    return sums / sums[-1]


def text_weight(text: Text, sharing: int) -> float:
    """A keyword that `sharing` concepts have ('animal', 'cat') counts once in all, so that it can't drown the one named so."""
    weight = 3.0 if text.is_name else 1.0 / sharing
    if text.language not in FAVOURED:
        return weight
    return weight * (13.0 if text.is_name else 16.0) * (2.0 if text.language == "en" else 1.0)


def learning_rate_share(step: int, steps: int) -> float:
    """Linear warm-up, then half a cosine down to nothing."""
    if step < WARM_UP_STEPS:
        return (step + 1) / WARM_UP_STEPS
    return 0.5 * (1 + math.cos(math.pi * (step - WARM_UP_STEPS) / max(1, steps - WARM_UP_STEPS)))


@torch.no_grad()
def move_average(average: nn.Module, model: nn.Module, step: int) -> None:
    """The exported weights: a running mean, short at first so that the random start is forgotten."""
    keeps = min(AVERAGE_KEEPS, (step + 1) / (step + 100))
    for kept, fresh in zip(average.state_dict().values(), model.state_dict().values(), strict=True):
        if kept.is_floating_point():
            kept.lerp_(fresh, 1 - keeps)
        else:
            kept.copy_(fresh)


def save(state: dict) -> None:
    CHECKPOINT.parent.mkdir(exist_ok=True)
    unfinished = CHECKPOINT.with_suffix(".tmp")
    torch.save(state, unfinished)
    unfinished.replace(CHECKPOINT)


def train(steps: int) -> None:
    torch.set_num_threads(2)
    torch.manual_seed(SEED)
    pictures, texts = read_pictures(), read_texts()
    tokenizer = Tokenizer.from_file(str(TOKENIZER_FILE))
    model = Model(tokenizer.get_vocab_size(), len(read_concepts()))
    average = copy.deepcopy(model)
    optimiser = torch.optim.AdamW(model.parameter_groups(), lr=1e-3, fused=True)
    first, seconds = 0, 0.0
    if CHECKPOINT.exists():
        state = torch.load(CHECKPOINT)
        model.load_state_dict(state["model"]), average.load_state_dict(state["average"])
        optimiser.load_state_dict(state["optimiser"])
        first, seconds = state["step"], state["seconds"]
    batches = Batches(pictures, texts, tokenizer, SEED + first)

    started = time.monotonic() - seconds
    for step in range(first, steps):
        for group in optimiser.param_groups:
            group["lr"] = group["peak"] * learning_rate_share(step, steps)
        views, shown = batches.of_pictures()
        ids, said = batches.of_phrases()
        with torch.autocast("cpu", torch.bfloat16):
            seen = model.pictures(views.contiguous(memory_format=torch.channels_last))
        picture_loss = model.loss(seen.float(), shown, 0)
        text_loss = model.loss(model.texts(ids), said, 1)
        optimiser.zero_grad()
        (picture_loss + text_loss).backward()
        optimiser.step()
        if step % AVERAGE_EVERY == 0:
            move_average(average, model, step)
        if (step + 1) % 50 == 0:
            print(f"{step + 1} {time.monotonic() - started:.0f}s pictures {picture_loss.item():.3f} texts {text_loss.item():.3f}", flush=True)
        if (step + 1) % 250 == 0 or step + 1 == steps:
            seconds = time.monotonic() - started
            save({"model": model.state_dict(), "average": average.state_dict(), "optimiser": optimiser.state_dict(), "step": step + 1, "seconds": seconds})
        if (step + 1) % 500 == 0 or step + 1 == steps:
            for style in ("fluent-3d", "openmoji"):
                print(f"  {style} {recall_at_5(average.pictures, average.texts, tokenizer, pictures, style)}", flush=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--steps", type=int, default=3300)
    train(parser.parse_args().steps)
