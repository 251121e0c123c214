"""The CLDR texts of every concept, read from what collect.mjs wrote."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

DATA = Path(__file__).parent / "data"


@dataclass(frozen=True)
class Text:
    """One name or keyword of one concept in one language (a CLDR locale)."""

    concept: int
    language: str
    words: str
    is_name: bool


@cache
def read_concepts() -> list[dict]:
    return json.loads((DATA / "concepts.json").read_text())


@cache
def read_texts() -> list[Text]:
    texts = []
    for concept, entry in enumerate(read_concepts()):
        for language, annotation in entry["texts"].items():
            name = annotation.get("name")
            if name:
                texts.append(Text(concept, language, name, True))
            texts += [Text(concept, language, words, False) for words in annotation["keywords"] if words != name]
    return texts


def names_in(language: str) -> dict[int, str]:
    """Concept to its name, for the concepts that have one in that language."""
    return {text.concept: text.words for text in read_texts() if text.is_name and text.language == language}
