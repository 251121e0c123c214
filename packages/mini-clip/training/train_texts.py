"""Trains the text tower to point at the prototypes that train_pictures.py learned. Continues from checkpoints/texts.pt.

A softmax alone is content once the right prototype is clearly ahead, at a cosine of 0.45 in the first version. But a drawing
in an unseen style lies far from its prototype, and then the text's own distance from it decides what is found. So names are
pulled all the way.
"""

import argparse
from collections import Counter
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer

from corpus import Text, read_concepts, read_texts
from draws import cumulative, draw
from languages import FAVOURED, SECOND
from phrases import PhraseMaker
from quick_score import names_at_5, to_ids
from run import CHECKPOINTS, Run
from space import Space
from tokenizer import TOKENIZER_FILE
from towers import TextTower

SEED = 20
PHRASES_A_STEP = 1024
NAME_PULL = 3.0
REPORT_EVERY, SCORE_EVERY = 50, 400


def text_weight(text: Text, sharing: int) -> float:
    """A keyword that `sharing` concepts have ('animal', 'cat') counts once in all, so that it can't drown the one named so."""
    weight = 40.0 if text.is_name else 16.0 / sharing
    if text.language in FAVOURED:
        return weight * (2.0 if text.language == "en" else 1.0)
    return weight * (0.4 if text.language in SECOND else 0.05)


def read_space(checkpoint: Path) -> Space:
    """The space of a checkpoint, its prototypes fixed."""
    before = torch.load(checkpoint)["average"]
    space = Space(len(read_concepts()))
    space.prototypes.data.copy_(before["prototypes"] if "prototypes" in before else before["space.prototypes"])
    space.prototypes.requires_grad_(False)
    return space


def train(minutes: float, start: Path, threads: int) -> None:
    torch.set_num_threads(threads)
    torch.manual_seed(SEED)
    texts = read_texts()
    tokenizer = Tokenizer.from_file(str(TOKENIZER_FILE))
    tower, space = TextTower(tokenizer.get_vocab_size()), read_space(start)
    groups = [
        {"params": [tower.pieces.weight], "peak": 1e-2, "weight_decay": 0.0},
        {"params": [p for name, p in tower.named_parameters() if name != "pieces.weight"], "peak": 2e-3, "weight_decay": 0.02},
        {"params": list(space.log_scales.parameters()), "peak": 1e-3, "weight_decay": 0.0},
    ]
    run = Run("texts", torch.nn.ModuleDict({"texts": tower, "space": space}), groups, minutes)
    phrases, random = PhraseMaker(texts, SEED + run.step), np.random.default_rng(SEED + run.step)
    sharing = Counter((text.language, text.words) for text in texts)
    shares = cumulative([text_weight(text, sharing[text.language, text.words]) for text in texts])
    for step in run.steps():
        drawn = [texts[row] for row in draw(random, shares, PHRASES_A_STEP)]
        said, is_name = torch.tensor([text.concept for text in drawn]), torch.tensor([text.is_name for text in drawn])
        heard = tower(to_ids(tokenizer, [phrases.phrase(text) for text in drawn]))
        loss = space.loss(heard, said, step)
        pull = space.distance(heard[is_name], said[is_name], step)
        run.descend(loss + NAME_PULL * pull)
        if step % REPORT_EVERY == 0:
            print(f"{step} {run.seconds:.0f}s loss {loss.item():.3f} names {pull.item():.3f}", flush=True)
        if step % SCORE_EVERY == 0:
            scores = {language: names_at_5(run.average["texts"], space, tokenizer, language) for language in ("en", "ja", "ko", "sw", "gl")}
            print(f"  {scores}", flush=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=40)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--start", type=Path, default=CHECKPOINTS / "pictures.pt", help="the checkpoint that has the prototypes")
    arguments = parser.parse_args()
    train(arguments.minutes, arguments.start, arguments.threads)
