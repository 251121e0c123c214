"""Writes the golden files in __fixtures__ with the Python reference chain: tokenizers, Pillow, onnxruntime.

    python3 -m venv venv && venv/bin/pip install -r requirements.txt && venv/bin/python make-golden.py

Tests read the output only. Run it again when mini-clip's model or tokenizer changes; README.md says what is in each file.
"""

import base64
import hashlib
import json
from pathlib import Path

import numpy as np
import onnxruntime
from PIL import Image
from tokenizers import Tokenizer

from pictures import CASES, KINDS, fit, pictures, raster
from strings import texts

HERE = Path(__file__).parent
OUT = HERE / "__fixtures__"
MODELS = {"tiny": OUT / "tiny", "mini-clip": HERE.parent.parent / "mini-clip" / "model"}
VARIANTS = {
    "fp32": "", "fp16": "_fp16", "int8": "_int8", "uint8": "_uint8", "quantized": "_quantized", "q4": "_q4", "q4f16": "_q4f16", "bnb4": "_bnb4",
}  # fmt: skip
MAX_TOKENS = 512
TEXTS = [
    "red shoe", "two dogs", "Ein wunderschöner Sonnenuntergang am Strand", "海滩上美丽的日落", "غروب جميل على الشاطئ", "violin",
    "A photograph of a bicycle in front of a house, with a cat on the roof and many more words in a longer text.", "👩‍👩‍👧‍👦 x",
]  # fmt: skip


def write(name: str, value: dict) -> None:
    """One entry of a list a line."""

    def one(item: object) -> str:
        return json.dumps(item, ensure_ascii=True, separators=(",", ":"))

    parts = []
    for key, item in value.items():
        if isinstance(item, list):
            parts.append(f"{one(key)}:[\n" + ",\n".join(one(entry) for entry in item) + "\n]")
        else:
            parts.append(f"{one(key)}:{one(item)}")
    (OUT / name).write_text("{" + ",\n".join(parts) + "}\n")
    print(name, (OUT / name).stat().st_size, "bytes")


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def encoded(values: np.ndarray) -> str:
    return base64.b64encode(values.astype("<f4").tobytes()).decode()


class Model:
    """The reference chain on one model directory."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        config = json.loads((directory / "config.json").read_text())
        preprocessor = json.loads((directory / "preprocessor_config.json").read_text())
        self.prefix = config["task_instructions"]["retrieval.query"]
        self.size, self.mean, self.std = (preprocessor[key] for key in ("size", "mean", "std"))
        self.tokenizer = Tokenizer.from_file(str(directory / "tokenizer.json"))
        self.tokenizer.enable_truncation(MAX_TOKENS)

    def file(self, weights: str) -> Path:
        return self.directory / "onnx" / f"model{VARIANTS[weights]}.onnx"

    def session(self, weights: str) -> onnxruntime.InferenceSession:
        options = onnxruntime.SessionOptions()
        options.log_severity_level = 3
        return onnxruntime.InferenceSession(str(self.file(weights)), options, providers=["CPUExecutionProvider"])

    def weights(self) -> list[str]:
        return [weights for weights in VARIANTS if self.file(weights).exists()]

    def pixels(self, image: np.ndarray) -> np.ndarray:
        """`[height, width, 3]` bytes as `[3, height, width]` normalised numbers, in single precision like torchvision."""
        scaled = image.astype(np.float32) / np.float32(255)
        return ((scaled - np.array(self.mean, np.float32)) / np.array(self.std, np.float32)).transpose(2, 0, 1)

    def embed_texts(self, session: onnxruntime.InferenceSession, ids: list[list[int]]) -> np.ndarray:
        length = max(len(row) for row in ids)
        padded = np.array([row + [1] * (length - len(row)) for row in ids], dtype=np.int64)
        none = np.zeros((0, 3, self.size, self.size), np.float32)
        return session.run(["l2norm_text_embeddings"], {"input_ids": padded, "pixel_values": none})[0]

    def embed_images(self, session: onnxruntime.InferenceSession, pixels: np.ndarray) -> np.ndarray:
        shortest = np.array([[0, 2]], dtype=np.int64)
        return session.run(["l2norm_image_embeddings"], {"input_ids": shortest, "pixel_values": pixels})[0]


def golden_tokens(models: dict[str, Model]) -> None:
    strings = texts()
    whole = ["".join(piece * times for piece, times in text) for text in strings]
    ids = {name: [model.tokenizer.encode(text).ids for text in whole] for name, model in models.items()}
    files = {name: digest(model.directory / "tokenizer.json") for name, model in models.items()}
    write("tokens.json", {"maxTokens": MAX_TOKENS, "tokenizers": files, "texts": strings, **ids})


def golden_resize() -> None:
    cases = []
    for width, height, size in CASES:
        for kind in KINDS:
            square = np.asarray(fit(Image.fromarray(raster(width, height, kind)), size))
            cases.append([width, height, size, kind, hashlib.sha256(square.tobytes()).hexdigest()])
    write("resize.json", {"cases": cases})


def golden_outputs(models: dict[str, Model]) -> None:
    """Outputs of the graphs for given ids and pixels."""
    cases = []
    for name, model in models.items():
        ids = [model.tokenizer.encode(text).ids for text in TEXTS[:4]]
        squares = [raster(model.size, model.size, kind) for kind in KINDS]
        for weights in model.weights():
            session = model.session(weights)
            text = model.embed_texts(session, ids)
            image = model.embed_images(session, np.stack([model.pixels(square) for square in squares]))
            assert np.isfinite(text).all() and np.isfinite(image).all()
            cases.append(
                {"model": name, "weights": weights, "file": digest(model.file(weights)), "ids": ids, "kinds": KINDS,
                 "text": encoded(text), "image": encoded(image)}
            )  # fmt: skip
    write("outputs.json", {"onnxruntime": onnxruntime.__version__, "cases": cases})


def opened(path: Path) -> Image.Image:
    """8-bit RGB, alpha laid on white."""
    image = Image.open(path)
    if image.mode == "RGBA":
        white = Image.new("RGBA", image.size, (255, 255, 255, 255))
        image = Image.alpha_composite(white, image)
    return image.convert("RGB")


def golden_embeddings(models: dict[str, Model]) -> None:
    """Texts and picture files all the way to vectors, one at a time, so that nothing is padded or batched."""
    folder = OUT / "pictures"
    folder.mkdir(exist_ok=True)
    for file, picture in pictures().items():
        picture.save(folder / file, **({"quality": 92} if file.endswith("jpg") else {}))
    cases = []
    for name, model in models.items():
        for weights in [weights for weights in ("fp32", "fp16") if model.file(weights).exists()][:1]:
            session = model.session(weights)
            for text in TEXTS:
                for task, prefix in (("document", ""), ("query", model.prefix)):
                    vector = model.embed_texts(session, [model.tokenizer.encode(prefix + text).ids])
                    cases.append({"model": name, "weights": weights, "text": text, "task": task, "vector": encoded(vector)})
            for file in pictures():
                square = np.asarray(fit(opened(folder / file), model.size))
                vector = model.embed_images(session, model.pixels(square)[None])
                cases.append({"model": name, "weights": weights, "picture": file, "vector": encoded(vector)})
    write("embeddings.json", {"cases": cases})


def main() -> None:
    models = {name: Model(directory) for name, directory in MODELS.items()}
    golden_tokens(models)
    golden_resize()
    golden_outputs(models)
    golden_embeddings(models)


if __name__ == "__main__":
    main()
