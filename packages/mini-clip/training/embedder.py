"""Embeds with the exported files alone: onnxruntime, tokenizer.json, preprocessor_config.json and Pillow."""

import json
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import onnxruntime
from PIL import Image
from tokenizers import Tokenizer

from tokenizer import BEGIN, END, MODEL_FOLDER, PAD

BATCH = 256


class Embedder:
    def __init__(self, folder: Path = MODEL_FOLDER) -> None:
        self.session = onnxruntime.InferenceSession(str(folder / "onnx" / "model_fp16.onnx"))
        self.tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self.prefix = json.loads((folder / "config.json").read_text())["task_instructions"]["retrieval.query"]
        preprocessing = json.loads((folder / "preprocessor_config.json").read_text())
        self.size = preprocessing["size"]
        self.mean = np.array(preprocessing["mean"], np.float32)
        self.standard_deviation = np.array(preprocessing["std"], np.float32)

    def texts(self, texts: list[str], is_query: bool = False) -> np.ndarray:
        phrases = [self.prefix + text for text in texts] if is_query else texts
        rows = [encoding.ids for encoding in self.tokenizer.encode_batch(phrases)]
        return np.concatenate([self.token_rows(rows[start : start + BATCH]) for start in range(0, len(rows), BATCH)])

    def token_rows(self, rows: list[list[int]]) -> np.ndarray:
        ids = np.full((len(rows), max(map(len, rows))), PAD, np.int64)
        for index, row in enumerate(rows):
            ids[index, : len(row)] = row
        no_pictures = np.zeros((0, 3, self.size, self.size), np.float32)
        return self.session.run(["l2norm_text_embeddings"], {"input_ids": ids, "pixel_values": no_pictures})[0]

    def pictures(self, files: Iterable[Path]) -> np.ndarray:
        files = list(files)
        return np.concatenate([self.picture_batch(files[start : start + BATCH]) for start in range(0, len(files), BATCH)])

    def picture_batch(self, files: list[Path]) -> np.ndarray:
        pixels = np.stack([self.pixels(Image.open(file)) for file in files])
        no_text = np.array([[BEGIN, END]], np.int64)
        return self.session.run(["l2norm_image_embeddings"], {"input_ids": no_text, "pixel_values": pixels})[0]

    def pixels(self, picture: Image.Image) -> np.ndarray:
        """Alpha on white, shortest edge to the model's size (bicubic), centre crop, mean and deviation, channels first."""
        rgba = picture.convert("RGBA")
        rgb = Image.alpha_composite(Image.new("RGBA", rgba.size, "white"), rgba).convert("RGB")
        width, height = (max(self.size, int(edge * self.size / min(rgb.size))) for edge in rgb.size)
        left, top = (width - self.size) // 2, (height - self.size) // 2
        rgb = rgb.resize((width, height), Image.Resampling.BICUBIC).crop((left, top, left + self.size, top + self.size))
        scaled = (np.asarray(rgb, np.float32) / 255 - self.mean) / self.standard_deviation
        return scaled.transpose(2, 0, 1)


def truncated(embeddings: np.ndarray, dimensions: int) -> np.ndarray:
    cut = embeddings[:, :dimensions]
    return cut / np.linalg.norm(cut, axis=1, keepdims=True)
