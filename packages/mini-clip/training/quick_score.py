"""A look at each tower during training, against the prototypes. The numbers that count are evaluate.py's, of the exported file."""

import torch
import torch.nn.functional as F
from tokenizers import Tokenizer
from torch import Tensor

from corpus import names_in
from pictures import Pictures, normalise, on_white
from space import Space
from tokenizer import PAD
from towers import PictureTower, TextTower


def to_ids(tokenizer: Tokenizer, phrases: list[str], longest: int = 40) -> Tensor:
    """Padded to the longest of them, cut at `longest` tokens."""
    rows = [encoding.ids[:longest] for encoding in tokenizer.encode_batch_fast(phrases)]
    ids = torch.full((len(rows), max(map(len, rows))), PAD)
    for index, row in enumerate(rows):
        ids[index, : len(row)] = torch.tensor(row)
    return ids


def at_5(queries: Tensor, candidates: Tensor) -> float:
    """Share of the queries that find the candidate of their own row among the first five."""
    cosine = F.normalize(queries, dim=1) @ F.normalize(candidates, dim=1).T
    found = cosine.topk(5, 1).indices == torch.arange(len(queries))[:, None]
    return round(found.any(1).float().mean().item(), 3)


@torch.no_grad()
def pictures_at_5(tower: PictureTower, space: Space, pictures: Pictures, style: str) -> float:
    """Prototypes that find their picture of that style."""
    tower.eval()
    rows = torch.from_numpy(pictures.of_style(style))
    shown = torch.cat([tower(normalise(on_white(pictures.rgba[part]))) for part in rows.split(256)])
    return at_5(space.prototypes[pictures.concept[rows]], shown)


@torch.no_grad()
def names_at_5(tower: TextTower, space: Space, tokenizer: Tokenizer, language: str) -> tuple[float, float]:
    """Names that find their prototype, and their mean cosine to it."""
    names = names_in(language)
    said, wanted = tower(to_ids(tokenizer, list(names.values()))), space.prototypes[list(names)]
    return at_5(said, wanted), round(F.cosine_similarity(said, wanted).mean().item(), 3)
