"""Tells what kind of thing a picture shows by the words for the kinds alone."""

import numpy as np

from corpus import read_concepts
from embedder import Embedder, truncated

# CLDR's groups of emoji, each in a few words that name it.
WORDS = {
    "Smileys & Emotion": ["face", "smiley", "emotion"],
    "People & Body": ["person", "people", "human body"],
    "Animals & Nature": ["animal", "plant", "nature"],
    "Food & Drink": ["food", "drink", "meal"],
    "Travel & Places": ["vehicle", "building", "place"],
    "Activities": ["sport", "game", "celebration"],
    "Objects": ["tool", "household object", "clothing"],
    "Symbols": ["symbol", "sign", "button"],
    "Flags": ["flag", "country", "national flag"],
}


def accuracy_by_category(embedder: Embedder, shown: dict[int, np.ndarray]) -> tuple[float, float, float]:
    """Share of pictures put in the right group at 256 and 64 dimensions, and the largest group's share."""
    groups = list(WORDS)
    right = np.array([groups.index(read_concepts()[concept]["category"]) for concept in shown])
    prompts = np.stack([embedder.texts(words).mean(0) for words in WORDS.values()])
    pictures = np.stack(list(shown.values()))
    shares = [float((np.argmax(truncated(pictures, size) @ truncated(prompts, size).T, 1) == right).mean()) for size in (256, 64)]
    return shares[0], shares[1], float(np.bincount(right).max() / len(right))
