"""Prints, as Markdown, how well the exported file finds things. README's tables are this output."""

import json
from pathlib import Path

import numpy as np

from corpus import DATA, names_in
from embedder import Embedder, truncated
from languages import MEASURED
from tokenizer import MODEL_FOLDER

STYLES = {"fluent-3d": "seen style (Fluent 3D)", "openmoji": "unseen style (OpenMoji)"}
DEPTHS = (1, 5, 10)
DIMENSIONS = (256, 128, 64, 32)


def ranks(queries: np.ndarray, candidates: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    """For each query, how many candidates come before the wanted one (0: it is first)."""
    scores = queries @ candidates.T
    return (scores > scores[np.arange(len(queries)), wanted][:, None]).sum(1)


def recall(found: np.ndarray, depth: int) -> str:
    return f"{(found < depth).mean():.3f}"


def print_row(cells: list[str]) -> None:
    print("| " + " | ".join(cells) + " |")


def print_head(cells: list[str]) -> None:
    print()
    print_row(cells)
    print_row(["---"] * len(cells))


def picture_files(style: str) -> dict[int, Path]:
    return {int(file.stem): file for file in (DATA / "evaluation" / style).glob("*.png")}


class Evaluation:
    def __init__(self, embedder: Embedder) -> None:
        self.embedder = embedder
        self.names = {language: names_in(language) for language in MEASURED}
        self.spoken = {language: dict(zip(names, embedder.texts(list(names.values())), strict=True)) for language, names in self.names.items()}

    def text_to_picture(self, spoken: dict[int, np.ndarray], shown: dict[int, np.ndarray], dimensions: int) -> np.ndarray:
        """Every name of a shown concept against the pictures of all shown concepts."""
        concepts = list(shown)
        asked = [concept for concept in concepts if concept in spoken]
        position = {concept: index for index, concept in enumerate(concepts)}
        return ranks(
            truncated(np.stack([spoken[concept] for concept in asked]), dimensions),
            truncated(np.stack(list(shown.values())), dimensions),
            np.array([position[concept] for concept in asked]),
        )

    def by_dimensions(self, shown: dict[int, np.ndarray]) -> None:
        print_head(["dimensions", *[f"R@{depth}" for depth in DEPTHS]])
        for dimensions in DIMENSIONS:
            found = self.text_to_picture(self.spoken["en"], shown, dimensions)
            print_row([str(dimensions), *[recall(found, depth) for depth in DEPTHS]])

    def by_language(self, shown: dict[int, np.ndarray]) -> None:
        print_head(["language", *[f"R@{depth}" for depth in DEPTHS], "R@5 at 64"])
        for language in MEASURED:
            found = self.text_to_picture(self.spoken[language], shown, 256)
            short = self.text_to_picture(self.spoken[language], shown, 64)
            print_row([language, *[recall(found, depth) for depth in DEPTHS], recall(short, 5)])

    def by_wording(self, shown: dict[int, np.ndarray]) -> None:
        """English names as they stand, with the query prefix, and written in other ways."""
        names = self.names["en"]
        wordings = {
            "as it stands": list(names.values()),
            "with the query prefix": [self.embedder.prefix + name for name in names.values()],
            "Title case": [name.title() for name in names.values()],
            "UPPER CASE": [name.upper() for name in names.values()],
            "a picture of a …": [f"a picture of a {name}" for name in names.values()],
        }
        print_head(["wording", *[f"R@{depth}" for depth in DEPTHS]])
        for wording, phrases in wordings.items():
            spoken = dict(zip(names, self.embedder.texts(phrases), strict=True))
            found = self.text_to_picture(spoken, shown, 256)
            print_row([wording, *[recall(found, depth) for depth in DEPTHS]])

    def across_languages(self) -> None:
        print_head(["from", "R@5 among English names", "R@5 at 64"])
        candidates = list(self.spoken["en"])
        position = {concept: index for index, concept in enumerate(candidates)}
        english = np.stack(list(self.spoken["en"].values()))
        for language in MEASURED[1:]:
            asked = [concept for concept in self.spoken[language] if concept in position]
            queries = np.stack([self.spoken[language][concept] for concept in asked])
            wanted = np.array([position[concept] for concept in asked])
            cells = [ranks(truncated(queries, size), truncated(english, size), wanted) for size in (256, 64)]
            print_row([language, *[recall(found, 5) for found in cells]])

    def picture_to_picture(self, shown: dict[str, dict[int, np.ndarray]]) -> None:
        """An unseen drawing finds the seen drawing of the same thing."""
        concepts = [concept for concept in shown["fluent-3d"] if concept in shown["openmoji"]]
        candidates = np.stack([shown["fluent-3d"][concept] for concept in concepts])
        queries = np.stack([shown["openmoji"][concept] for concept in concepts])
        found = ranks(queries, candidates, np.arange(len(concepts)))
        print(f"\nPicture to picture, OpenMoji to Fluent 3D, {len(concepts)} pictures: " + ", ".join(f"R@{depth} {recall(found, depth)}" for depth in DEPTHS))


def main() -> None:
    print(f"model/onnx/model_fp16.onnx, {(MODEL_FOLDER / 'onnx' / 'model_fp16.onnx').stat().st_size} bytes, revision {json.loads((MODEL_FOLDER / 'config.json').read_text())['revision']}")
    embedder = Embedder()
    evaluation = Evaluation(embedder)
    shown = {}
    for style, title in STYLES.items():
        files = picture_files(style)
        shown[style] = dict(zip(files, embedder.pictures(files.values()), strict=True))
        print(f"\n### Text to picture, {title}, {len(files)} pictures\n\nEnglish names")
        evaluation.by_dimensions(shown[style])
        evaluation.by_wording(shown[style])
        print("\nNames in other languages")
        evaluation.by_language(shown[style])
    print("\n### Text to text")
    evaluation.across_languages()
    evaluation.picture_to_picture(shown)


if __name__ == "__main__":
    main()
