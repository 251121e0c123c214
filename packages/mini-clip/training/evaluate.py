"""Prints, as Markdown, how well the exported file finds things. README's tables are this output.

    python evaluate.py [--model FOLDER]
"""

import argparse
import json
from pathlib import Path

from categories import accuracy_by_category
from corpus import DATA, held_out_concepts, names_in
from embedder import Embedder
from languages import HELD_OUT, MEASURED
from ranking import DIMENSIONS, Embeddings, print_head, print_row, ranks, recalls
from tokenizer import MODEL_FOLDER

STYLES = {"fluent-3d": "Fluent 3D, seen", "openmoji": "OpenMoji, unseen", "noto-mono": "Noto Emoji font, unseen"}
PAIRS = [("openmoji", "fluent-3d"), ("noto-mono", "fluent-3d"), ("noto-mono", "openmoji")]

WORDINGS = {
    "as it stands": str,
    "Title Case": str.title,
    "CAPITALS": str.upper,
    "a picture of a …": lambda name: f"a picture of a {name}",
    "…, please!": lambda name: f"{name}, please!",
}


class Evaluation:
    def __init__(self, embedder: Embedder, languages: list[str] = MEASURED + HELD_OUT) -> None:
        self.embedder = embedder
        self.names = {language: names_in(language) for language in languages}
        self.spoken = {language: self.embedded(names) for language, names in self.names.items()}
        self.shown = {style: self.pictures_of(style) for style in STYLES}

    def embedded(self, texts: dict[int, str], is_query: bool = False) -> Embeddings:
        return dict(zip(texts, self.embedder.texts(list(texts.values()), is_query), strict=True))

    def pictures_of(self, style: str) -> Embeddings:
        files = {int(file.stem): file for file in sorted((DATA / "evaluation" / style).glob("*.png"))}
        return dict(zip(files, self.embedder.pictures(files.values()), strict=True))

    def among_pictures(self, spoken: Embeddings, dimensions: int = 256, only: frozenset[int] | None = None) -> list[str]:
        """One cell a style."""
        return [recalls(ranks(spoken, shown, dimensions, only)) for shown in self.shown.values()]

    def by_dimensions(self) -> None:
        print_head("dimensions", *STYLES.values())
        for dimensions in DIMENSIONS:
            print_row([str(dimensions), *self.among_pictures(self.spoken["en"], dimensions)])
        print_row([f"256, the {len(held_out_concepts())} concepts held out", *self.among_pictures(self.spoken["en"], only=held_out_concepts())])

    def by_wording(self) -> None:
        print_head("wording", *STYLES.values())
        for wording, write in WORDINGS.items():
            written = {concept: write(name) for concept, name in self.names["en"].items()}
            print_row([wording, *self.among_pictures(self.embedded(written))])
        print_row(["with the query prefix", *self.among_pictures(self.embedded(self.names["en"], is_query=True))])

    def by_language(self) -> None:
        for dimensions in (256, 64):
            print_head(f"language, {dimensions} dimensions", *STYLES.values())
            for language, spoken in self.spoken.items():
                print_row([titled(language), *self.among_pictures(spoken, dimensions)])

    def across_languages(self) -> None:
        english = self.spoken["en"]
        print(f"\n### Text to text: its English name among {len(english)}")
        print_head("from", "at 256", "at 64", "at 256, concepts held out")
        for language, spoken in self.spoken.items():
            if language != "en":
                found = [ranks(spoken, english), ranks(spoken, english, 64), ranks(spoken, english, only=held_out_concepts())]
                print_row([titled(language), *map(recalls, found)])

    def across_styles(self) -> None:
        print("\n### Picture to picture: the same thing in another style")
        print_head("from", "to", "at 256", "at 64")
        for source, target in PAIRS:
            queries, candidates = self.shown[source], self.shown[target]
            print_row([source, target, recalls(ranks(queries, candidates)), recalls(ranks(queries, candidates, 64))])

    def by_category(self) -> None:
        print("\n### Category from its words alone (zero-shot), share of pictures")
        print_head("style", "right at 256", "right at 64", "the commonest alone")
        for style, shown in self.shown.items():
            full, short, commonest = accuracy_by_category(self.embedder, shown)
            print_row([style, f"{full:.3f}", f"{short:.3f}", f"{commonest:.3f}"])

    def print_all(self) -> None:
        sizes = ", ".join(f"{STYLES[style]}: {len(shown)}" for style, shown in self.shown.items())
        print(f"\n### Text to picture: R@1 / R@5 / R@10 among all pictures of a style ({sizes})\n\nEnglish names")
        self.by_dimensions()
        self.by_wording()
        print("\nNames in each language")
        self.by_language()
        self.across_languages()
        self.across_styles()
        self.by_category()


def titled(language: str) -> str:
    return f"{language}, held out" if language in HELD_OUT else language


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", type=Path, default=MODEL_FOLDER)
    folder = parser.parse_args().model
    revision = json.loads((folder / "config.json").read_text())["revision"]
    print(f"model_fp16.onnx, {(folder / 'onnx' / 'model_fp16.onnx').stat().st_size} bytes, revision {revision}")
    Evaluation(Embedder(folder)).print_all()


if __name__ == "__main__":
    main()
