"""Draws rows by weight."""

import numpy as np


def cumulative(weights: list[float]) -> np.ndarray:
    sums = np.cumsum(weights)
    return sums / sums[-1]


def draw(random: np.random.Generator, shares: np.ndarray, count: int) -> np.ndarray:
    """Row numbers, by the shares that cumulative() gave."""
    return np.searchsorted(shares, random.random(count), side="right").clip(max=len(shares) - 1)
