"""Markdown tables, and shares with intervals, as the model card shows them."""

from __future__ import annotations

import numpy as np

DRAWS = 1000


def markdown(title: str, head: list[str], rows: list[list[str]]) -> str:
    """A table under a line that says what it is."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join([f"{title}", "", *("| " + " | ".join(line) + " |" for line in lines), ""])


def share(hits: np.ndarray, counts: np.ndarray) -> tuple[float, float, float]:
    """Hits and counts of each clip -> their ratio over all, and its 95 % interval from a bootstrap over clips."""
    if not counts.sum():
        return np.nan, np.nan, np.nan
    index = np.random.default_rng(0).integers(0, len(counts), (DRAWS, len(counts)))
    with np.errstate(invalid="ignore"):
        draws = hits[index].sum(1) / counts[index].sum(1)
    low, high = np.nanpercentile(draws, [2.5, 97.5])
    return float(hits.sum() / counts.sum()), float(low), float(high)


def figure(value: float, digits: int = 3) -> str:
    """.687, as the card writes it; - where there is none."""
    return "-" if np.isnan(value) else f"{value:.{digits}f}".replace("0.", ".", value < 1 and value > -1)


def interval(ratio: tuple[float, float, float]) -> str:
    """.687 [.612, .769]"""
    value, low, high = ratio
    return "-" if np.isnan(value) else f"{figure(value)} [{figure(low)}, {figure(high)}]"


def percent(value: float) -> str:
    return "-" if np.isnan(value) else f"{value:.0%}".replace("%", " %")
