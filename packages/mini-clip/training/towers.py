"""The two towers. Each ends in the same DIMENSIONS-long space, whose prefixes are embeddings too."""

import torch
from torch import Tensor, nn

DIMENSIONS = 256
FIRST_WORD_ID = 3  # ids below are <s>, <pad> and </s>: not words


class PictureBlock(nn.Module):
    """Looks around each position (depthwise), then mixes channels, on a residual path."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.around = nn.Conv2d(channels, channels, 3, padding=1, groups=channels, bias=False)
        self.norm = nn.BatchNorm2d(channels)
        self.widen = nn.Conv2d(channels, channels * 2, 1)
        self.narrow = nn.Conv2d(channels * 2, channels, 1)

    def forward(self, x: Tensor) -> Tensor:
        return x + self.narrow(torch.relu(self.widen(self.norm(self.around(x)))))


class MixStyle(nn.Module):
    """In training only: half of the time each picture takes on some of another's contrast and colour within the network.

    So a concept is not tied to the style it was drawn in.
    """

    def forward(self, x: Tensor) -> Tensor:
        if not self.training or torch.rand(()) < 0.5:
            return x
        mean, deviation = x.mean((2, 3), keepdim=True), x.std((2, 3), keepdim=True) + 1e-5
        other = torch.randperm(len(x))
        share = torch.distributions.Beta(0.2, 0.2).sample((len(x), 1, 1, 1)).to(x.dtype)
        mixed_deviation, mixed_mean = (torch.lerp(own[other], own, share).detach() for own in (deviation, mean))
        return (x - mean.detach()) / deviation.detach() * mixed_deviation + mixed_mean


def shrink(before: int, after: int, size: int = 2) -> nn.Sequential:
    """Halves the resolution; size 3 overlaps its windows."""
    return nn.Sequential(
        nn.Conv2d(before, after, size, stride=2, padding=(size - 1) // 2, bias=False), nn.BatchNorm2d(after)
    )


class PictureTower(nn.Module):
    """[batch, 3, 64, 64] normalised pixels -> [batch, DIMENSIONS]. A small ConvNeXt-like network."""

    def __init__(self, widths: tuple[int, ...] = (48, 96, 192), depths: tuple[int, ...] = (3, 4, 6)) -> None:
        super().__init__()
        stages: list[nn.Module] = [shrink(3, widths[0] // 2, 3), nn.ReLU(), shrink(widths[0] // 2, widths[0], 3)]
        for index, (width, depth) in enumerate(zip(widths, depths, strict=True)):
            if index > 0:
                stages.append(nn.Sequential(*shrink(widths[index - 1], width), MixStyle()))
            stages += [PictureBlock(width) for _ in range(depth)]
        self.stages = nn.Sequential(*stages)
        self.head = nn.Sequential(nn.LayerNorm(widths[-1] * 2), nn.Linear(widths[-1] * 2, DIMENSIONS))

    def forward(self, pixels: Tensor) -> Tensor:
        seen = self.stages(pixels)
        return self.head(torch.cat([seen.mean((2, 3)), seen.amax((2, 3))], 1))


class TextTower(nn.Module):
    """[batch, length] token ids -> [batch, DIMENSIONS]. A weighted bag of pieces, then a small network.

    The last column of `pieces` is the logarithm of a piece's weight, so that training can silence the words of the
    query prefix and of phrases. A text without words is the bag's zero vector, which the network maps to a fixed one.
    """

    def __init__(self, vocabulary: int, width: int = 160, hidden: int = 768) -> None:
        super().__init__()
        self.width = width
        self.pieces = nn.Embedding(vocabulary, width + 1)
        nn.init.normal_(self.pieces.weight, std=0.05)
        nn.init.zeros_(self.pieces.weight[:, width])
        self.norm = nn.LayerNorm(width)
        self.hidden = nn.Linear(width, hidden)
        self.out = nn.Linear(hidden, DIMENSIONS)

    def forward(self, ids: Tensor) -> Tensor:
        rows = self.pieces(ids)
        is_word = (ids >= FIRST_WORD_ID).unsqueeze(2).to(rows.dtype)
        weights = rows[:, :, self.width :].clamp(-6, 3).exp() * is_word
        bag = (rows[:, :, : self.width] * weights).sum(1) / weights.sum(1).clamp(min=1e-6)
        return self.out(torch.nn.functional.gelu(self.hidden(self.norm(bag))))
