"""Turns a CLDR text into the phrases that people type: without accents, in company, punctuation, templates, the query prefix."""

import random
import unicodedata

from corpus import Text
from languages import QUERY_PREFIX, TEMPLATES

# Written without spaces between words.
UNSPACED = {"ja", "zh", "zh-Hant", "th", "lo", "km", "my", "yue"}
LATIN_MARKS = ("\u0300", "\u036f")


class PhraseMaker:
    """Draws phrases that keep the meaning of the text they are made from."""

    def __init__(self, texts: list[Text], seed: int) -> None:
        self.random = random.Random(seed)
        self.siblings: dict[tuple[int, str], list[str]] = {}
        for text in texts:
            self.siblings.setdefault((text.concept, text.language), []).append(text.words)

    def phrase(self, text: Text) -> str:
        words = self.with_company(text)
        templates = TEMPLATES.get(text.language)
        if templates and self.random.random() < 0.2:
            words = self.random.choice(templates).replace("{}", words)
        words = self.without_accents(words)
        return QUERY_PREFIX + words if self.random.random() < 0.4 else words

    def with_company(self, text: Text) -> str:
        """Up to five more words of the same concept in the same language, as a caption or a tag list has them."""
        chance = self.random.random()
        if chance > 0.3:
            return text.words
        siblings = self.siblings[text.concept, text.language]
        count = 1 if chance > 0.1 else self.random.randint(2, 5)
        company = [self.random.choice(siblings) for _ in range(count)]
        joiner = "、" if text.language in UNSPACED else self.random.choice([" ", ", ", ", ", ". "])
        opener = self.random.choice([joiner, ": "])
        return text.words + opener + joiner.join(company)

    def without_accents(self, words: str) -> str:
        """Some leave accents out; the tokenizer keeps them. Scripts whose marks are letters stay as they are."""
        if self.random.random() > 0.1:
            return words
        apart = unicodedata.normalize("NFD", words)
        bare = "".join(letter for letter in apart if not LATIN_MARKS[0] <= letter <= LATIN_MARKS[1])
        return bare if bare.isascii() else words
