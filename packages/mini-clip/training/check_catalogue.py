"""Asks the exported model what packages/cli/catalogue expects, prints how much it finds, and fails below LEAST.

Besides the fixed searches: the name of every item, in each of its languages, among the pictures of all.
"""

import json
from pathlib import Path

import numpy as np

from embedder import Embedder, truncated

CATALOGUE = Path(__file__).parents[2] / "cli" / "catalogue"
DEPTH = 5
DIMENSIONS = (256, 64)
LEAST = 0.9


def embed_query(embedder: Embedder, query: dict) -> np.ndarray:
    if "image" in query:
        return embedder.pictures([CATALOGUE / query["image"]])
    return embedder.texts([query["text"]], is_query=True)


def lead(scores: np.ndarray, wanted: list[int]) -> float:
    """How far the best of the wanted is ahead of the first one that would push it out of the first DEPTH; below 0: not found."""
    others = np.sort(np.delete(scores, wanted))[::-1]
    return float(scores[wanted].max() - others[DEPTH - 1])


def ask(embedder: Embedder, items: list[dict], queries: list[dict], pictures: np.ndarray) -> list[float]:
    texts = embedder.texts([item["text"] for item in items])
    position = {item["id"]: index for index, item in enumerate(items)}
    leads: dict[int, list[float]] = {dimensions: [] for dimensions in DIMENSIONS}
    for query in queries:
        candidates = texts if query["kind"] == "text-to-text" else pictures
        embedded = embed_query(embedder, query)
        for dimensions in DIMENSIONS:
            scores = (truncated(embedded, dimensions) @ truncated(candidates, dimensions).T)[0]
            ahead = lead(scores, [position[expected] for expected in query["expects"]])
            leads[dimensions].append(ahead)
            if ahead < 0:
                first = [items[index]["id"] for index in np.argsort(-scores)[:DEPTH]]
                print(f"not found at {dimensions}: {query['kind']} {query.get('text', query.get('image'))} -> {', '.join(first)}")
    for dimensions, ahead in leads.items():
        print(f"{dimensions} dimensions: {sum(one > 0 for one in ahead)} of {len(queries)} within the first {DEPTH}, the closest by {min(ahead):.3f}")
    return leads[max(DIMENSIONS)]


def ask_names(embedder: Embedder, items: list[dict], pictures: np.ndarray) -> list[float]:
    found = []
    for language in items[0]["metadata"]["names"]:
        scores = embedder.texts([item["metadata"]["names"][language] for item in items], is_query=True) @ pictures.T
        ahead = [lead(row, [index]) for index, row in enumerate(scores)]
        found.append(float(np.mean([one > 0 for one in ahead])))
        print(f"names in {language}: {found[-1]:.3f} of {len(items)} within the first {DEPTH}, half of them by {np.median(ahead):.3f} or more")
    return found


def main() -> None:
    embedder = Embedder()
    items = [json.loads(line) for line in (CATALOGUE / "items.jsonl").read_text().splitlines()]
    queries = json.loads((CATALOGUE / "queries.json").read_text())
    pictures = embedder.pictures([CATALOGUE / item["image"] for item in items])
    leads = ask(embedder, items, queries, pictures)
    shares = [float(np.mean([ahead > 0 for ahead in leads])), *ask_names(embedder, items, pictures)]
    if min(shares) < LEAST:
        raise SystemExit(f"below {LEAST}: {min(shares):.3f}")


if __name__ == "__main__":
    main()
