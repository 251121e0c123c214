"""Trains both towers against one learned prototype a concept, at four prefix lengths at once.

Prototypes rather than pairs within a batch: with 1,906 concepts every step can compare with all of them, which learns far
faster on a CPU. The schedule follows the clock, so that a run fits the time given; it continues from checkpoints/latest.pt.
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

from corpus import Text, held_out_concepts, read_concepts, read_texts
from languages import FAVOURED, SECOND
from phrases import PhraseMaker
from pictures import Pictures, Views, read_pictures
from quick_score import recall_at_5, to_ids
from tokenizer import TOKENIZER_FILE
from towers import DIMENSIONS, PictureTower, TextTower

CHECKPOINT = Path(__file__).parent / "checkpoints" / "latest.pt"
SEED = 20
PICTURES_A_STEP, PHRASES_A_STEP = 160, 1024
PICTURES_EVERY = 2  # steps: a picture costs ten times as much as a phrase
# Prefix length to its share of the loss: the short ones have less room, so they get more of the say.
PREFIXES = {32: 0.3, 64: 0.3, 128: 0.2, 256: 0.2}
LABEL_SMOOTHING = 0.1
# A softmax is content once the right prototype is clearly ahead (cosine 0.45 in the first version). A drawing of an unseen style
# lies far from its prototype, and the text's own distance then decides: names are pulled all the way, which doubled recall.
NAME_PULL = 3.0
WARM_UP_STEPS = 200
# What another checkpoint gives a run to start with moves at this share of the usual rate.
START_SHARE = 0.5
AVERAGE_EVERY, AVERAGE_KEEPS = 5, 0.98
SAVE_EVERY, SCORE_EVERY = 100, 250

# By picture. Drawings that exist in two styles, or without colour, weigh less; the quickstart's style and rare drawings more.
STYLE_WEIGHTS = {
    "fluent-3d": 2.0, "fluent-contrast": 0.5, "noto-svg": 0.5, "fxemoji": 1.5, "streamline": 1.5, "emojione": 1.5,
    "emojione-monotone": 1.0,
}  # fmt: skip
ICON_WEIGHT = 0.35


class Model(nn.Module):
    """The towers, and what only training needs: prototypes and the sharpness of each comparison."""

    def __init__(self, vocabulary: int, concepts: int) -> None:
        super().__init__()
        self.pictures = PictureTower().to(memory_format=torch.channels_last)
        self.texts = TextTower(vocabulary)
        self.prototypes = nn.Parameter(torch.randn(concepts, DIMENSIONS) * 0.1)
        self.log_scales = nn.Parameter(torch.full((2, len(PREFIXES)), 3.0))

    def loss(self, embeddings: Tensor, concepts: Tensor, modality: int, smoothing: float) -> Tensor:
        total = embeddings.new_zeros(())
        for index, (dimensions, share) in enumerate(PREFIXES.items()):
            scale = self.log_scales[modality, index].exp().clamp(max=40)
            cosine = F.normalize(embeddings[:, :dimensions], dim=1) @ F.normalize(self.prototypes[:, :dimensions], dim=1).T
            total = total + share * F.cross_entropy(scale * cosine, concepts, label_smoothing=smoothing)
        return total

    def distance(self, embeddings: Tensor, concepts: Tensor) -> Tensor:
        """Mean of 1 - cosine to the prototypes, which stay where they are."""
        wanted = self.prototypes.detach()[concepts]
        return sum(share * (1 - F.cosine_similarity(embeddings[:, :size], wanted[:, :size])).mean() for size, share in PREFIXES.items())

    def parameter_groups(self, started: float) -> list[dict]:
        """`started` scales the rates of what start_from() fills."""
        return [
            {"params": list(self.pictures.parameters()), "peak": 3e-3 * started, "weight_decay": 0.05},
            {"params": [self.texts.pieces.weight], "peak": 1e-2, "weight_decay": 0.0},
            {"params": [p for name, p in self.texts.named_parameters() if name != "pieces.weight"], "peak": 2e-3, "weight_decay": 0.02},
            {"params": [self.prototypes], "peak": 5e-3 * started, "weight_decay": 0.02},
            {"params": [self.log_scales], "peak": 1e-3, "weight_decay": 0.0},
        ]


class Batches:
    """Draws pictures by style and texts by language, and makes views and phrases of them."""

    def __init__(self, pictures: Pictures, texts: list[Text], tokenizer: Tokenizer, seed: int) -> None:
        self.pictures, self.texts, self.tokenizer = pictures, texts, tokenizer
        self.views, self.phrases = Views(seed), PhraseMaker(texts, seed)
        self.random = np.random.default_rng(seed)
        self.picture_shares = cumulative(
            [0.0 if held_out else style_weight(style) for style, held_out in zip(pictures.style, pictures.held_out, strict=True)]
        )
        sharing = Counter((text.language, text.words) for text in texts)
        self.text_shares = cumulative([text_weight(text, sharing[text.language, text.words]) for text in texts])

    def draw(self, shares: np.ndarray, count: int) -> np.ndarray:
        return np.searchsorted(shares, self.random.random(count), side="right").clip(max=len(shares) - 1)

    def of_pictures(self) -> tuple[Tensor, Tensor]:
        rows = torch.from_numpy(self.draw(self.picture_shares, PICTURES_A_STEP))
        return self.views.of(self.pictures.rgba[rows]), self.pictures.concept[rows]

    def of_phrases(self) -> tuple[Tensor, Tensor, Tensor]:
        """Token ids, concepts, and which of them are names."""
        drawn = [self.texts[row] for row in self.draw(self.text_shares, PHRASES_A_STEP)]
        ids = to_ids(self.tokenizer, [self.phrases.phrase(text) for text in drawn])
        return ids, torch.tensor([text.concept for text in drawn]), torch.tensor([text.is_name for text in drawn])


def cumulative(weights: list[float]) -> np.ndarray:
    sums = np.cumsum(weights)
    return sums / sums[-1]


def text_weight(text: Text, sharing: int) -> float:
    """A keyword that `sharing` concepts have ('animal', 'cat') counts once in all, so that it can't drown the one named so."""
    weight = 40.0 if text.is_name else 16.0 / sharing
    if text.language in FAVOURED:
        return weight * (2.0 if text.language == "en" else 1.0)
    return weight * (0.4 if text.language in SECOND else 0.05)


def style_weight(style: str) -> float:
    return ICON_WEIGHT if style.startswith("icons-") else STYLE_WEIGHTS.get(style, 1.0)


def learning_rate_share(step: int, progress: float) -> float:
    """Linear warm-up, then half a cosine down to nothing."""
    return min(1.0, (step + 1) / WARM_UP_STEPS) * 0.5 * (1 + math.cos(math.pi * min(1.0, progress)))


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


def start_from(model: Model, checkpoint: Path) -> None:
    """Takes over the image tower and the prototypes of a run with the same concepts; its words may differ."""
    before = torch.load(checkpoint)["average"]
    kept = {name: value for name, value in before.items() if not name.startswith("texts.")}
    unknown = model.load_state_dict(kept, strict=False).unexpected_keys
    if unknown:
        raise ValueError(f"{checkpoint} has other towers: {unknown}")


def train(minutes: float, start: Path | None) -> None:
    torch.set_num_threads(2)
    torch.manual_seed(SEED)
    pictures, texts = read_pictures(held_out_concepts()), read_texts()
    tokenizer = Tokenizer.from_file(str(TOKENIZER_FILE))
    model = Model(tokenizer.get_vocab_size(), len(read_concepts()))
    share = 1.0
    if start is not None:
        start_from(model, start)
        share = START_SHARE
    average = copy.deepcopy(model)
    optimiser = torch.optim.AdamW(model.parameter_groups(share), lr=1e-3, fused=True)
    step, seconds = 0, 0.0
    if CHECKPOINT.exists():
        state = torch.load(CHECKPOINT)
        model.load_state_dict(state["model"]), average.load_state_dict(state["average"])
        optimiser.load_state_dict(state["optimiser"])
        step, seconds = state["step"], state["seconds"]
    batches = Batches(pictures, texts, tokenizer, SEED + step)

    started = time.monotonic() - seconds
    while (progress := (time.monotonic() - started) / (60 * minutes)) < 1:
        for group in optimiser.param_groups:
            group["lr"] = group["peak"] * learning_rate_share(step, progress)
        ids, said, is_name = batches.of_phrases()
        heard = model.texts(ids)
        text_loss = model.loss(heard, said, 1, 0.0)
        pull = model.distance(heard[is_name], said[is_name])
        loss = text_loss + NAME_PULL * pull
        if step % PICTURES_EVERY == 0:
            views, shown = batches.of_pictures()
            with torch.autocast("cpu", torch.bfloat16):
                seen = model.pictures(views.contiguous(memory_format=torch.channels_last))
            picture_loss = model.loss(seen.float(), shown, 0, LABEL_SMOOTHING)
            loss = loss + picture_loss
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        step += 1
        if step % AVERAGE_EVERY == 0:
            move_average(average, model, step)
        if step % 50 == 0:
            print(f"{step} {time.monotonic() - started:.0f}s pictures {picture_loss.item():.3f} texts {text_loss.item():.3f} names {pull.item():.3f}", flush=True)
        if step % SAVE_EVERY == 0:
            keep(model, average, optimiser, step, time.monotonic() - started)
        if step % SCORE_EVERY == 0:
            print_scores(average, tokenizer, pictures)
    keep(model, average, optimiser, step, time.monotonic() - started)
    print_scores(average, tokenizer, pictures)


def keep(model: Model, average: Model, optimiser: torch.optim.Optimizer, step: int, seconds: float) -> None:
    save({"model": model.state_dict(), "average": average.state_dict(), "optimiser": optimiser.state_dict(), "step": step, "seconds": seconds})


def print_scores(average: Model, tokenizer: Tokenizer, pictures: Pictures) -> None:
    for style in ("fluent-3d", "openmoji", "noto-mono"):
        print(f"  {style} {recall_at_5(average.pictures, average.texts, tokenizer, pictures, style)}", flush=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=75)
    parser.add_argument("--start", type=Path, help="a checkpoint to take the image tower and the prototypes from")
    arguments = parser.parse_args()
    train(arguments.minutes, arguments.start)
