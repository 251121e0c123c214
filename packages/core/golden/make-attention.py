"""Writes __fixtures__/attention/: small graphs of two towers with attention, as PyTorch exports what models write.

One file a way of writing it down; random weights, longer inputs than the 512 at once that core computes all heads for.
Needs what training of mini-clip needs: packages/mini-clip/training/requirements.txt.
"""

import warnings
from collections.abc import Callable
from pathlib import Path

import torch
from einops import rearrange
from torch import Tensor, nn
from torch.nn import functional

FOLDER = Path(__file__).parent / "__fixtures__" / "attention"
WIDTH, HEADS, LAYERS, DIMENSIONS, PIECES = 16, 4, 2, 32, 50
EACH = WIDTH // HEADS
SIZE, PATCH = 96, 4
PAD = 1

Mixer = Callable[[Tensor, Tensor, Tensor, Tensor | None], Tensor]


def equations(q: Tensor, k: Tensor, v: Tensor, is_text: Tensor | None) -> Tensor:
    """As flash-attention's plain module does it, which jina-embeddings-v3 falls back to."""
    scores = torch.einsum("bthd,bshd->bhts", q, k * EACH**-0.5)
    if is_text is not None:
        shut = torch.full(is_text.shape, -10_000.0).masked_fill(is_text, 0.0)
        scores = scores + rearrange(shut, "b s -> b 1 1 s")
    return torch.einsum("bhts,bshd->bthd", torch.softmax(scores, dim=-1, dtype=v.dtype), v)


def products(q: Tensor, k: Tensor, v: Tensor, is_text: Tensor | None) -> Tensor:
    """As EVA and many others write it; the mask is another one for each head."""
    q, k, v = (one.transpose(1, 2) for one in (q, k, v))
    scores = (q * EACH**-0.5) @ k.transpose(-2, -1)
    if is_text is not None:
        slopes = torch.tensor([1.0, 2.0, 3.0, 4.0])[None, :, None, None]
        scores = scores + (~is_text)[:, None, None, :] * slopes * -9.0
    return (scores.softmax(dim=-1) @ v).transpose(1, 2)


def rotated(q: Tensor, k: Tensor, v: Tensor, is_text: Tensor | None) -> Tensor:
    """The same with queries and keys that are turned by their place, and a mask that picks."""
    place = torch.arange(q.shape[1])[:, None, None] / 7

    def turn(x: Tensor) -> Tensor:
        left, right = x.chunk(2, dim=-1)
        return x * place.cos() + torch.cat((-right, left), dim=-1) * place.sin()

    q, k, v = (one.transpose(1, 2) for one in (turn(q), turn(k), v))
    scores = q @ k.transpose(-2, -1) / EACH**0.5
    if is_text is not None:
        scores = torch.where(is_text[:, None, None, :], scores, torch.tensor(-30_000.0))
    return (scores.softmax(dim=-1) @ v).transpose(1, 2)


def scaled_dot_product(q: Tensor, k: Tensor, v: Tensor, is_text: Tensor | None) -> Tensor:
    """PyTorch's own function, with a mask of numbers."""
    q, k, v = (one.transpose(1, 2) for one in (q, k, v))
    mask = None if is_text is None else (~is_text)[:, None, None, :] * -30_000.0
    return functional.scaled_dot_product_attention(q, k, v, attn_mask=mask).transpose(1, 2)


def batched(q: Tensor, k: Tensor, v: Tensor, is_text: Tensor | None) -> Tensor:
    """Batch and heads in one axis, as older models have it; left as it is."""
    count, length = q.shape[:2]
    q, k, v = (one.transpose(1, 2).reshape(-1, length, EACH) for one in (q, k, v))
    scores = torch.bmm(q, k.transpose(1, 2)) * EACH**-0.5
    if is_text is not None:
        scores = scores + ((~is_text)[:, None, :] * -30_000.0).repeat_interleave(HEADS, 0)
    mixed = torch.bmm(scores.softmax(dim=-1), v)
    return mixed.reshape(count, HEADS, length, EACH).transpose(1, 2)


class Layer(nn.Module):
    def __init__(self, mix: Mixer) -> None:
        super().__init__()
        self.mix = mix
        self.norm = nn.LayerNorm(WIDTH)
        self.all = nn.Linear(WIDTH, 3 * WIDTH)
        self.out = nn.Linear(WIDTH, WIDTH)

    def forward(self, x: Tensor, is_text: Tensor | None) -> Tensor:
        q, k, v = rearrange(self.all(self.norm(x)), "b s (three h d) -> three b s h d", three=3, d=EACH)
        return x + self.out(self.mix(q, k, v, is_text).flatten(2))


class Towers(nn.Module):
    def __init__(self, mix: Mixer) -> None:
        super().__init__()
        self.table = nn.Embedding(PIECES, WIDTH)
        self.patches = nn.Conv2d(3, WIDTH, PATCH, PATCH)
        self.texts = nn.ModuleList(Layer(mix) for _ in range(LAYERS))
        self.images = nn.ModuleList(Layer(mix) for _ in range(LAYERS))
        self.ends = nn.ModuleList(nn.Linear(WIDTH, DIMENSIONS) for _ in range(2))

    def forward(self, ids: Tensor, pixels: Tensor) -> tuple[Tensor, ...]:
        is_text = ids != PAD
        text = self.table(ids)
        for layer in self.texts:
            text = layer(text, is_text)
        kept = is_text[:, :, None].float()
        text = self.ends[0]((text * kept).sum(1) / kept.sum(1))
        image = self.patches(pixels).flatten(2).transpose(1, 2)
        for layer in self.images:
            image = layer(image, None)
        image = self.ends[1](image.mean(1))
        return text, image, functional.normalize(text, dim=-1), functional.normalize(image, dim=-1)


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    warnings.simplefilter("ignore")
    sides = ["text_embeddings", "image_embeddings"]
    for mix in (equations, products, rotated, scaled_dot_product, batched):
        torch.manual_seed(3)
        torch.onnx.export(
            Towers(mix).eval(),
            (torch.randint(2, PIECES, (2, 7)), torch.randn(3, 3, SIZE, SIZE)),
            FOLDER / f"{mix.__name__.replace('_', '-')}.onnx",
            dynamo=False,
            opset_version=17,
            input_names=["input_ids", "pixel_values"],
            output_names=[*sides, *(f"l2norm_{side}" for side in sides)],
            dynamic_axes={"input_ids": {0: "b", 1: "s"}, "pixel_values": {0: "n"}},
        )


if __name__ == "__main__":
    main()
