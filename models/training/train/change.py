"""Finds where the music moves to another place, as engine/src/inference/change.rs does."""

from __future__ import annotations

import numpy as np

from data import contract

TERMS = contract.load()
STEP, BANDS = TERMS["steps"]["hops"], TERMS["front_end"]["bands"]
NEW, BEFORE, FEWEST, REST = 2, 40, 4, 8  # steps; what each is for: change.rs
FAR, YOUNG, FLOOR = 0.34, 12.0, 0.01


def distance(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Squared distance of vectors [..., n] and [n] as a share of their mean square."""
    return ((a - b) ** 2).sum(-1) / np.maximum(((a**2).sum(-1) + b @ b) / 2, np.finfo(np.float32).tiny)


def apart(before: np.ndarray, new: np.ndarray) -> tuple[float, float]:
    """Steps [n, columns] -> how far the new ones lie from the mean of those before, and from the nearest of them."""
    was, now = before.mean(0), new.mean(0)
    parts = np.lib.stride_tricks.sliding_window_view(before, len(new), axis=0).mean(-1)
    return float(distance(was, now)) + FLOOR, float(distance(parts, now).min()) + FLOOR


def novelty(before: np.ndarray, new: np.ndarray, width: int) -> float:
    """Steps [n, width + pitch classes] before and new ones -> how far they lie apart."""
    sounds = before[:, :width]
    power = (sounds**2).sum(1).mean()
    spread = sounds.var(0, ddof=1).sum() / max(power, np.finfo(np.float32).tiny)
    far, near = apart(sounds, new[:, :width])
    far_notes, near_notes = apart(before[:, width:], new[:, width:])
    return float(far * near**0.5 * (far_notes * near_notes) ** 0.25 / np.sqrt(spread + FLOOR))


class ChangeDetector:
    """Step by step, from the start of a stream on."""

    def __init__(self) -> None:
        self.rows: list[np.ndarray] = []
        self.rest = 0

    def forget(self) -> None:
        self.rows, self.rest = [], 0

    def skip(self) -> None:
        self.rest = max(0, self.rest - 1)

    def hear(self, embedding: np.ndarray, window: np.ndarray) -> bool:
        """A step's embedding and the frames that the encoder heard -> whether the music has changed."""
        self.skip()
        row = np.concatenate([embedding, window[-STEP:, BANDS:].mean(0)]).astype(np.float64)
        if not np.isfinite(row).all():
            return False
        self.rows = [*self.rows, row][-(BEFORE + NEW) :]
        before = len(self.rows) - NEW
        if before < FEWEST or self.rest:
            return False
        rows = np.stack(self.rows)
        changed = novelty(rows[:before], rows[before:], len(embedding)) > FAR * np.exp(YOUNG / before)
        if changed:
            self.rows, self.rest = self.rows[-NEW:], REST
        return bool(changed)
