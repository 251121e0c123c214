"""Recall, and Markdown tables of it."""

import numpy as np

from embedder import truncated

DEPTHS = (1, 5, 10)
DIMENSIONS = (256, 128, 64, 32)
Embeddings = dict[int, np.ndarray]  # concept to its vector


def ranks(queries: Embeddings, candidates: Embeddings, dimensions: int = 256, only: frozenset[int] | None = None) -> np.ndarray:
    """How many of all candidates come before the right one (0: it is first), for each query that has one."""
    concepts = list(candidates)
    position = {concept: index for index, concept in enumerate(concepts)}
    asked = [concept for concept in queries if concept in position and (only is None or concept in only)]
    wanted = np.array([position[concept] for concept in asked])
    given = truncated(np.stack([queries[concept] for concept in asked]), dimensions)
    scores = given @ truncated(np.stack(list(candidates.values())), dimensions).T
    return (scores > scores[np.arange(len(asked)), wanted][:, None]).sum(1)


def recall(found: np.ndarray, depth: int) -> str:
    return f"{(found < depth).mean():.3f}"


def recalls(found: np.ndarray) -> str:
    return " / ".join(recall(found, depth) for depth in DEPTHS)


def print_row(cells: list[str]) -> None:
    print("| " + " | ".join(cells) + " |")


def print_head(*cells: str) -> None:
    print()
    print_row(list(cells))
    print_row(["---"] * len(cells))
