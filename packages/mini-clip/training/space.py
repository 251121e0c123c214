"""The space both towers aim at: one learned vector for each concept, compared at four prefix lengths at once."""

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from towers import DIMENSIONS

# Prefix length to its share of the loss: the short ones have less room, so they get more of the say.
PREFIXES = {32: 0.3, 64: 0.3, 128: 0.2, 256: 0.2}
PREFIX_PAIRS = ((32, 256), (64, 128))  # taken in turns, which halves what a step costs


class Space(nn.Module):
    def __init__(self, concepts: int) -> None:
        super().__init__()
        self.prototypes = nn.Parameter(torch.randn(concepts, DIMENSIONS) * 0.1)
        self.log_scales = nn.ParameterDict({str(size): nn.Parameter(torch.tensor(3.0)) for size in PREFIXES})

    def loss(self, embeddings: Tensor, concepts: Tensor, step: int, smoothing: float = 0.0) -> Tensor:
        """How badly each embedding is told from the prototypes of all other concepts."""
        total = embeddings.new_zeros(())
        for size in PREFIX_PAIRS[step % 2]:
            scale = self.log_scales[str(size)].exp().clamp(max=40)
            cosine = F.normalize(embeddings[:, :size], dim=1) @ F.normalize(self.prototypes[:, :size], dim=1).T
            total = total + 2 * PREFIXES[size] * F.cross_entropy(scale * cosine, concepts, label_smoothing=smoothing)
        return total

    def distance(self, embeddings: Tensor, concepts: Tensor, step: int) -> Tensor:
        """Mean of 1 - cosine to the prototypes."""
        wanted = self.prototypes[concepts]
        cosines = [2 * PREFIXES[size] * (1 - F.cosine_similarity(embeddings[:, :size], wanted[:, :size])) for size in PREFIX_PAIRS[step % 2]]
        return torch.stack(cosines).sum(0).mean()
