"""The pictures in memory, and random views of them."""

import json
from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from corpus import DATA

SIZE = 64
# Styles that only the evaluation shows.
UNSEEN = {"openmoji", "noto-mono"}
# jina-clip-v2's preprocessor_config.json.
MEAN = (0.48145466, 0.4578275, 0.40821073)
STANDARD_DEVIATION = (0.26862954, 0.26130258, 0.27577711)


@dataclass(frozen=True)
class Pictures:
    """`rgba` is [count, 4, SIZE, SIZE] bytes; `concept` and `style` say what each shows and how."""

    rgba: Tensor
    concept: Tensor
    style: np.ndarray
    held_out: np.ndarray

    def of_style(self, style: str) -> np.ndarray:
        return np.flatnonzero(self.style == style)


def read_pictures(held_out: frozenset[int] = frozenset()) -> Pictures:
    """All styles; `held_out` marks those of UNSEEN styles and of the given concepts, which training leaves alone."""
    pixels, concepts, styles = [], [], []
    for file in sorted((DATA / "pictures").glob("*.json")):
        shown = json.loads(file.read_text())
        pixels.append(np.fromfile(file.with_suffix(".bin"), np.uint8).reshape(-1, SIZE, SIZE, 4))
        concepts += shown
        styles += [file.stem] * len(shown)
    return Pictures(
        rgba=torch.from_numpy(np.concatenate(pixels)).permute(0, 3, 1, 2),
        concept=torch.tensor(concepts),
        style=np.array(styles),
        held_out=np.array([style in UNSEEN or concept in held_out for style, concept in zip(styles, concepts, strict=True)]),
    )


def normalise(rgb: Tensor) -> Tensor:
    """[0, 1] -> what the image tower takes."""
    mean, deviation = (torch.tensor(values).view(1, 3, 1, 1) for values in (MEAN, STANDARD_DEVIATION))
    return (rgb - mean) / deviation


def premultiplied(rgba: Tensor) -> tuple[Tensor, Tensor]:
    scaled = rgba.float() / 255
    alpha = scaled[:, 3:]
    return scaled[:, :3] * alpha, alpha


def on_white(rgba: Tensor) -> Tensor:
    colour, alpha = premultiplied(rgba)
    return colour + (1 - alpha)


class Views:
    """Random views: placed, turned and mirrored, on a background, redrawn in lines, in other colours, blurred, in part."""

    def __init__(self, seed: int) -> None:
        self.generator = torch.Generator().manual_seed(seed)

    def uniform(self, *shape: int, low: float = 0.0, high: float = 1.0) -> Tensor:
        return torch.rand(shape, generator=self.generator) * (high - low) + low

    def chosen(self, count: int, chance: float) -> Tensor:
        return (self.uniform(count, 1, 1, 1) < chance).float()

    def of(self, rgba: Tensor) -> Tensor:
        colour, alpha = self.placed(*premultiplied(rgba))
        rgb = self.outlined(colour + (1 - alpha) * self.backgrounds(len(rgba)))
        rgb = self.blurred(self.coloured(self.permuted(rgb)))
        return normalise(self.erased(rgb).clamp(0, 1))

    def placed(self, colour: Tensor, alpha: Tensor) -> tuple[Tensor, Tensor]:
        """A rotation by up to 17 degrees, its own scale on each axis, a shift, a mirror."""
        count = len(colour)
        scale = 1 / self.uniform(count, low=0.6, high=1.15)
        stretch = self.uniform(count, low=0.85, high=1.18)
        mirror = torch.sign(self.uniform(count, low=-1, high=1))
        angle = self.uniform(count, low=-0.3, high=0.3)
        matrix = torch.zeros(count, 2, 3)
        matrix[:, 0, 0] = angle.cos() * scale * stretch * mirror
        matrix[:, 0, 1] = -angle.sin() * scale
        matrix[:, 1, 0] = angle.sin() * scale * mirror
        matrix[:, 1, 1] = angle.cos() * scale / stretch
        matrix[:, :, 2] = self.uniform(count, 2, low=-0.15, high=0.15)
        both = torch.cat([colour, alpha], 1)
        grid = F.affine_grid(matrix, list(both.shape), align_corners=False)
        both = F.grid_sample(both, grid, align_corners=False)
        return both[:, :3], both[:, 3:]

    def backgrounds(self, count: int) -> Tensor:
        """White for six in ten, as inference lays pictures on white; else a colour, half of them fading."""
        tint = self.uniform(count, 3, 1, 1)
        fade = self.uniform(count, 3, 1, 1, low=-0.5, high=0.5) * self.chosen(count, 0.5)
        slope = torch.linspace(-0.5, 0.5, SIZE).view(1, 1, SIZE, 1)
        tinted = (tint + fade * slope).clamp(0, 1)
        is_white = self.chosen(count, 0.6)
        return is_white + (1 - is_white) * tinted

    def outlined(self, rgb: Tensor) -> Tensor:
        """A quarter get dark lines where brightness changes, as cartoons have; for half of those the lines are all that is left."""
        count = len(rgb)
        grey = rgb.mean(1, keepdim=True)
        change = F.max_pool2d(grey, 3, 1, 1) + F.max_pool2d(-grey, 3, 1, 1)
        lines = 1 - (change * self.uniform(count, 1, 1, 1, low=1.5, high=4.0)).clamp(0, 1)
        filled = self.chosen(count, 0.5)
        drawn = (rgb * filled + (1 - filled)) * lines
        return torch.lerp(rgb, drawn, self.chosen(count, 0.25))

    def permuted(self, rgb: Tensor) -> Tensor:
        """A tenth swap their colours about, four in a hundred are negatives."""
        order = torch.stack([torch.randperm(3, generator=self.generator) for _ in range(len(rgb))])
        swapped = rgb.gather(1, order[:, :, None, None].expand_as(rgb))
        rgb = torch.lerp(rgb, swapped, self.chosen(len(rgb), 0.1))
        return torch.lerp(rgb, 1 - rgb, self.chosen(len(rgb), 0.04))

    def erased(self, rgb: Tensor) -> Tensor:
        """A sixth lose a rectangle of up to four tenths of each edge to one colour."""
        count = len(rgb)
        place = torch.arange(SIZE).view(1, 1, 1, SIZE) / SIZE
        inside = []
        for _ in range(2):
            start = self.uniform(count, 1, 1, 1, high=0.8)
            inside.append((place >= start) & (place < start + self.uniform(count, 1, 1, 1, low=0.1, high=0.4)))
        hole = (inside[0] & inside[1].transpose(2, 3)).float() * self.chosen(count, 0.17)
        return torch.lerp(rgb, self.uniform(count, 3, 1, 1).expand_as(rgb), hole)

    def coloured(self, rgb: Tensor) -> Tensor:
        """Brightness, contrast, saturation and a tint for all; one in ten loses its colour, as line art has none."""
        count = len(rgb)
        grey = rgb.mean(1, keepdim=True)
        saturation = self.uniform(count, 1, 1, 1, low=0.4, high=1.4) * (1 - self.chosen(count, 0.1))
        rgb = grey + (rgb - grey) * saturation
        contrast = self.uniform(count, 1, 1, 1, low=0.75, high=1.2)
        gain = self.uniform(count, 3, 1, 1, low=0.85, high=1.12)
        return (rgb - 0.5) * contrast * gain + 0.5

    def blurred(self, rgb: Tensor) -> Tensor:
        """A quarter of the pictures mixed with a 3x3 mean: scaled-up and compressed pictures are soft."""
        amount = self.chosen(len(rgb), 0.25) * self.uniform(len(rgb), 1, 1, 1)
        soft = F.avg_pool2d(rgb, 3, stride=1, padding=1, count_include_pad=False)
        return rgb + (soft - rgb) * amount
