"""A look at the towers during training. The numbers that count come from evaluate.py, on the exported file."""

import torch
import torch.nn.functional as F
from tokenizers import Tokenizer
from torch import Tensor

from corpus import names_in
from pictures import Pictures, normalise, on_white
from tokenizer import PAD
from towers import PictureTower, TextTower


def to_ids(tokenizer: Tokenizer, phrases: list[str], longest: int = 40) -> Tensor:
    """Padded to the longest of them, cut at `longest` tokens."""
    rows = [encoding.ids[:longest] for encoding in tokenizer.encode_batch_fast(phrases)]
    ids = torch.full((len(rows), max(map(len, rows))), PAD)
    for index, row in enumerate(rows):
        ids[index, : len(row)] = torch.tensor(row)
    return ids


@torch.no_grad()
def recall_at_5(picture_tower: PictureTower, text_tower: TextTower, tokenizer: Tokenizer, pictures: Pictures, style: str) -> dict[int, float]:
    """Dimensions to the share of English names that find their picture of that style among the first five."""
    picture_tower.eval(), text_tower.eval()
    rows = pictures.of_style(style)
    shown = torch.cat([picture_tower(normalise(on_white(pictures.rgba[part]))) for part in torch.tensor(rows).split(256)])
    names = names_in("en")
    concepts = pictures.concept[rows]
    said = text_tower(to_ids(tokenizer, [names[concept] for concept in concepts.tolist()]))
    scores = {}
    for dimensions in (256, 128, 64, 32):
        cosine = F.normalize(said[:, :dimensions], dim=1) @ F.normalize(shown[:, :dimensions], dim=1).T
        found = cosine.topk(5, 1).indices == torch.arange(len(rows))[:, None]
        scores[dimensions] = round(found.any(1).float().mean().item(), 3)
    picture_tower.train(), text_tower.train()
    return scores
