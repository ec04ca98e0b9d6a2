"""How right what was said is, with intervals from a bootstrap over clips. Needs numpy only."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

DRAWS = 1000


def macro_f1(truth: np.ndarray, guess: np.ndarray, classes: int = 4) -> float:
    """The mean of the classes' F1 scores."""
    scores = []
    for c in range(classes):
        hits = np.sum((truth == c) & (guess == c))
        scores.append(2 * hits / max(1, np.sum(truth == c) + np.sum(guess == c)))
    return float(np.mean(scores))


def accuracy(truth: np.ndarray, guess: np.ndarray) -> float:
    return float(np.mean(truth == guess))


def correlation(a: np.ndarray, b: np.ndarray) -> float:
    """Pearson's r."""
    return float(np.corrcoef(a, b)[0, 1])


def interval(figure: Callable[..., float], *values: np.ndarray) -> str:
    """A figure of arrays with one entry a clip, and its bootstrap interval."""
    random = np.random.default_rng(0)
    count = len(values[0])
    draws = [figure(*(v[index] for v in values)) for index in random.integers(0, count, (DRAWS, count))]
    low, high = np.nanpercentile(draws, [2.5, 97.5])
    return f"{figure(*values):.3f} [{low:.3f}, {high:.3f}] of {count}"


def gain(figure: Callable[..., float], truth: np.ndarray, said: np.ndarray, reference: np.ndarray) -> str:
    """How much better the figure of `said` is than that of `reference`, paired, with its interval."""
    return interval(lambda t, a, b: figure(t, a) - figure(t, b), truth, said, reference)
