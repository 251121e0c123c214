"""Prints load time and throughput of models side by side, one thread each, in turns: the best of ROUNDS, as others may be at work too.

    python speed.py [FOLDER ...]     default: model/
"""

import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import onnxruntime
from tokenizers import Tokenizer

from corpus import names_in
from ranking import print_head, print_row
from tokenizer import BEGIN, END, MODEL_FOLDER, PAD

ROUNDS = 15
PICTURES, TEXTS = 64, 512


def milliseconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return 1000 * (time.perf_counter() - started)


class Timed:
    """A model and what it took, round by round."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.weights = folder / "onnx" / "model_fp16.onnx"
        self.taken: dict[str, list[float]] = {"load": [], "texts": [], "pictures": []}
        self.open()
        size = self.session.get_inputs()[1].shape[2]
        self.pixels = np.random.default_rng(1).normal(size=(PICTURES, 3, size, size)).astype(np.float32)
        self.names = list(names_in("en").values())[:TEXTS]

    def open(self) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        self.session = onnxruntime.InferenceSession(str(self.weights), options)
        self.tokenizer = Tokenizer.from_file(str(self.folder / "tokenizer.json"))

    def embed_texts(self) -> None:
        rows = [encoding.ids for encoding in self.tokenizer.encode_batch(self.names)]
        ids = np.full((len(rows), max(map(len, rows))), PAD, np.int64)
        for index, row in enumerate(rows):
            ids[index, : len(row)] = row
        self.session.run(["l2norm_text_embeddings"], {"input_ids": ids, "pixel_values": self.pixels[:0]})

    def embed_pictures(self) -> None:
        words = np.array([[BEGIN, END]], np.int64)
        self.session.run(["l2norm_image_embeddings"], {"input_ids": words, "pixel_values": self.pixels})

    def round(self) -> None:
        self.taken["load"].append(milliseconds(self.open))
        self.taken["texts"].append(milliseconds(self.embed_texts))
        self.taken["pictures"].append(milliseconds(self.embed_pictures))

    def cells(self) -> list[str]:
        load, texts, pictures = (min(self.taken[kind]) for kind in ("load", "texts", "pictures"))
        size = sum(file.stat().st_size for file in self.folder.rglob("*") if file.is_file()) / 1e6
        return [f"{size:.1f} MB", f"{load:.0f} ms", f"{1000 * TEXTS / texts:,.0f}", f"{1000 * PICTURES / pictures:,.0f}"]


def main() -> None:
    folders = [Path(argument) for argument in sys.argv[1:]] or [MODEL_FOLDER]
    models = [Timed(folder) for folder in folders]
    for _ in range(ROUNDS):
        for model in models:
            model.round()
    print_head("model", "files", "load", "texts a second", "pictures a second")
    for model in models:
        print_row([str(model.folder.name), *model.cells()])


if __name__ == "__main__":
    main()
