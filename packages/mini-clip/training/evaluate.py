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
from ranking import DIMENSIONS, HEADS, Embeddings, print_head, print_row, ranks, recall, recalls
from tokenizer import MODEL_FOLDER

STYLES = {
    "fluent-3d": "seen style (Fluent 3D)",
    "openmoji": "unseen style (OpenMoji: coloured drawings with outlines)",
    "noto-mono": "unseen style (Noto Emoji, the black and white font, no flags)",
}
PAIRS = [("openmoji", "fluent-3d"), ("noto-mono", "fluent-3d"), ("noto-mono", "openmoji")]



WORDINGS = {
    "as it stands": str,
    "Title Case": str.title,
    "CAPITALS": str.upper,
    "a picture of a …": lambda name: f"a picture of a {name}",
    "…, please!": lambda name: f"{name}, please!",
}


class Evaluation:
    def __init__(self, embedder: Embedder) -> None:
        self.embedder = embedder
        self.names = {language: names_in(language) for language in MEASURED + HELD_OUT}
        self.spoken = {language: self.embedded(names) for language, names in self.names.items()}
        self.shown = {style: self.pictures_of(style) for style in STYLES}

    def embedded(self, texts: dict[int, str], is_query: bool = False) -> Embeddings:
        return dict(zip(texts, self.embedder.texts(list(texts.values()), is_query), strict=True))

    def pictures_of(self, style: str) -> Embeddings:
        files = {int(file.stem): file for file in sorted((DATA / "evaluation" / style).glob("*.png"))}
        return dict(zip(files, self.embedder.pictures(files.values()), strict=True))

    def by_dimensions(self, shown: Embeddings) -> None:
        print_head("dimensions", *HEADS)
        for dimensions in DIMENSIONS:
            print_row([str(dimensions), *recalls(ranks(self.spoken["en"], shown, dimensions))])
        unseen = ranks(self.spoken["en"], shown, only=held_out_concepts())
        print_row([f"256, the {len(unseen)} concepts held out", *recalls(unseen)])

    def by_wording(self, shown: Embeddings) -> None:
        print_head("wording", *HEADS)
        for wording, write in WORDINGS.items():
            written = {concept: write(name) for concept, name in self.names["en"].items()}
            print_row([wording, *recalls(ranks(self.embedded(written), shown))])
        print_row(["with the query prefix", *recalls(ranks(self.embedded(self.names["en"], is_query=True), shown))])

    def by_language(self, shown: Embeddings) -> None:
        print_head("language", *HEADS, "R@5 at 64")
        for language, spoken in self.spoken.items():
            title = f"{language}, held out" if language in HELD_OUT else language
            print_row([title, *recalls(ranks(spoken, shown)), recall(ranks(spoken, shown, 64), 5)])

    def across_languages(self) -> None:
        print("\n### Text to text: the English name among 1,906")
        print_head("from", "R@1", "R@5", "R@5 at 64", "R@5, concepts held out")
        for language, spoken in self.spoken.items():
            if language == "en":
                continue
            found = ranks(spoken, self.spoken["en"])
            cells = [recall(found, 1), recall(found, 5), recall(ranks(spoken, self.spoken["en"], 64), 5)]
            title = f"{language}, held out" if language in HELD_OUT else language
            print_row([title, *cells, recall(ranks(spoken, self.spoken["en"], only=held_out_concepts()), 5)])

    def across_styles(self) -> None:
        print("\n### Picture to picture: the same thing in another style")
        print_head("from", "to", *HEADS, "R@5 at 64")
        for source, target in PAIRS:
            queries, candidates = self.shown[source], self.shown[target]
            print_row([source, target, *recalls(ranks(queries, candidates)), recall(ranks(queries, candidates, 64), 5)])

    def by_category(self) -> None:
        print("\n### Category from its words alone (zero-shot), share of pictures")
        print_head("style", "right at 256", "right at 64", "the commonest alone")
        for style, shown in self.shown.items():
            full, short, commonest = accuracy_by_category(self.embedder, shown)
            print_row([style, f"{full:.3f}", f"{short:.3f}", f"{commonest:.3f}"])

    def print_all(self) -> None:
        for style, title in STYLES.items():
            shown = self.shown[style]
            print(f"\n### Text to picture, {title}, {len(shown)} pictures\n\nEnglish names")
            self.by_dimensions(shown)
            self.by_wording(shown)
            print("\nNames in other languages")
            self.by_language(shown)
        self.across_languages()
        self.across_styles()
        self.by_category()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", type=Path, default=MODEL_FOLDER)
    folder = parser.parse_args().model
    revision = json.loads((folder / "config.json").read_text())["revision"]
    print(f"model_fp16.onnx, {(folder / 'onnx' / 'model_fp16.onnx').stat().st_size} bytes, revision {revision}")
    Evaluation(Embedder(folder)).print_all()


if __name__ == "__main__":
    main()
