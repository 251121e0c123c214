"""The CLDR texts of every concept, read from what collect.mjs wrote, and what of them training never sees."""

import json
import random
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from languages import HELD_OUT

DATA = Path(__file__).parent / "data"
CATALOGUE = Path(__file__).parents[2] / "cli" / "catalogue" / "items.jsonl"
HELD_OUT_CONCEPTS = 40


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
def held_out_concepts() -> frozenset[int]:
    """Concepts of which training sees neither a text nor a picture: drawn once, none of the quickstart's, no flags."""
    shown = {json.loads(line)["metadata"]["name"].lower() for line in CATALOGUE.read_text().splitlines()}
    concepts = enumerate(read_concepts())
    free = [concept for concept, entry in concepts if entry["category"] != "Flags" and entry["texts"]["en"]["name"].lower() not in shown]
    return frozenset(random.Random(HELD_OUT_CONCEPTS).sample(free, HELD_OUT_CONCEPTS))


def all_texts() -> list[Text]:
    texts = []
    for concept, entry in enumerate(read_concepts()):
        for language, annotation in entry["texts"].items():
            name = annotation.get("name")
            if name:
                texts.append(Text(concept, language, name, True))
            texts += [Text(concept, language, words, False) for words in annotation["keywords"] if words != name]
    return texts


@cache
def read_texts() -> list[Text]:
    """Those to train on."""
    return [text for text in all_texts() if text.language not in HELD_OUT and text.concept not in held_out_concepts()]


def names_in(language: str) -> dict[int, str]:
    """Concept to its name, for the concepts that have one in that language, held out or not."""
    named = ((concept, entry["texts"].get(language, {}).get("name")) for concept, entry in enumerate(read_concepts()))
    return {concept: name for concept, name in named if name}
