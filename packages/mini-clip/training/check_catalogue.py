"""Asks the exported model every search of packages/cli/catalogue and prints how many find what they expect."""

import json
from collections import Counter
from pathlib import Path

import numpy as np

from embedder import Embedder, truncated

CATALOGUE = Path(__file__).parents[2] / "cli" / "catalogue"
DEPTH = 5
DIMENSIONS = (256, 64)


def embed_query(embedder: Embedder, query: dict) -> np.ndarray:
    if "image" in query:
        return embedder.pictures([CATALOGUE / query["image"]])
    return embedder.texts([query["text"]], is_query=True)


def main() -> None:
    embedder = Embedder()
    items = [json.loads(line) for line in (CATALOGUE / "items.jsonl").read_text().splitlines()]
    queries = json.loads((CATALOGUE / "queries.json").read_text())
    pictures = embedder.pictures([CATALOGUE / item["image"] for item in items])
    texts = embedder.texts([item["text"] for item in items])
    found, asked = Counter(), Counter()
    for query in queries:
        candidates = texts if query["kind"] == "text-to-text" else pictures
        embedded = embed_query(embedder, query)
        for dimensions in DIMENSIONS:
            scores = (truncated(embedded, dimensions) @ truncated(candidates, dimensions).T)[0]
            first = [items[index]["id"] for index in np.argsort(-scores, kind="stable")[:DEPTH]]
            asked[query["kind"], dimensions] += 1
            if set(first) & set(query["expects"]):
                found[query["kind"], dimensions] += 1
            elif dimensions == max(DIMENSIONS):
                print(f"not found: {query['kind']} {query.get('text', query.get('image'))} -> {', '.join(first)}")
    for dimensions in DIMENSIONS:
        parts = {kind: f"{found[kind, dimensions]}/{count}" for (kind, size), count in asked.items() if size == dimensions}
        total = sum(found[kind, dimensions] for kind in parts)
        print(f"{dimensions} dimensions: {total} of {len(queries)} within the first {DEPTH}: {parts}")


if __name__ == "__main__":
    main()
