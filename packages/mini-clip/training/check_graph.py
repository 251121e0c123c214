"""Checks that the exported file behaves as jina-clip-v2's does at the edges, and prints what it found."""

import numpy as np

from embedder import Embedder
from tokenizer import BEGIN, END, PAD

OUTPUTS = ["text_embeddings", "image_embeddings", "l2norm_text_embeddings", "l2norm_image_embeddings"]


def check(title: str, holds: bool) -> None:
    print(f"{'ok' if holds else 'FAILED'}: {title}")
    if not holds:
        raise SystemExit(1)


def main() -> None:
    embedder = Embedder()
    session, size = embedder.session, embedder.size
    no_pictures = np.zeros((0, 3, size, size), np.float32)
    pictures = np.random.default_rng(1).normal(size=(3, 3, size, size)).astype(np.float32)
    no_words = np.array([[BEGIN, END]], np.int64)

    check("outputs in order", [output.name for output in session.get_outputs()] == OUTPUTS)
    everything = session.run(None, {"input_ids": np.repeat(no_words, 2, 0), "pixel_values": pictures})
    check("batches are independent", [part.shape for part in everything] == [(2, 256), (3, 256)] * 2)
    check("all float32", all(part.dtype == np.float32 for part in everything))
    check("normalised", all(np.allclose(np.linalg.norm(part, axis=1), 1, atol=1e-5) for part in everything[2:]))

    empty = session.run(OUTPUTS[2:3], {"input_ids": no_words, "pixel_values": no_pictures})[0]
    check("a text without words is a finite unit vector", bool(np.isfinite(empty).all()) and abs(np.linalg.norm(empty) - 1) < 1e-5)
    alone = session.run(OUTPUTS[3:], {"input_ids": no_words, "pixel_values": pictures})[0]
    check("pictures alone", np.allclose(alone, everything[3], atol=1e-6))
    nothing = session.run(None, {"input_ids": no_words, "pixel_values": no_pictures})
    check("no pictures gives no rows", nothing[1].shape == (0, 256))

    row = embedder.tokenizer.encode("Represent the query: a red bicycle").ids
    short = embedder.token_rows([row])
    padded = embedder.token_rows([row + [PAD] * (40 - len(row))])
    check(f"padding changes nothing ({np.abs(short - padded).max():.1e})", np.abs(short - padded).max() < 1e-5)
    check("two pictures differ", np.abs(everything[3][0] - everything[3][1]).max() > 1e-3)


if __name__ == "__main__":
    main()
