"""From the graph's output to what the product says: probabilities and confidence, as [calibration] describes."""

from __future__ import annotations

from typing import Any

import numpy as np

from data.targets import softmax

VALUES = ("valence", "arousal", "tension")
QUADRANTS = ("q1", "q2", "q3", "q4")


def sigmoid(x: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-x))


def gate(music: np.ndarray, calibration: dict[str, Any]) -> np.ndarray:
    """Logits of music [n] -> 0 (surely none) to 1 (surely music)."""
    low, high = calibration["music_low"], calibration["music_high"]
    return np.clip((sigmoid(music) - low) / (high - low), 0, 1)


def quadrants(mood: np.ndarray, temperature: float) -> np.ndarray:
    """Graph's output [n, 8] -> probabilities of the quadrants [n, 4]."""
    return softmax(mood[:, 3:7] / temperature)


def summary(section: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Graph's output of *section* [updates, 8] -> means of its values [3] and of the quadrants' probabilities [4]."""
    return section[:, : len(VALUES)].mean(0), quadrants(section, 1.0).mean(0)


def finish(mood: np.ndarray, calibration: dict[str, Any], horizon: str, open: float = 1.0) -> dict[str, np.ndarray]:
    """Graph's output of one horizon [n, 8], and how far the gate is open -> the detected values by name, [n] each."""
    terms = calibration[horizon]
    q = quadrants(mood, terms["temperature"])
    curve = np.array(terms["curve"])
    right = np.interp(q.max(1), curve[:, 0], curve[:, 1])
    return {
        **{name: mood[:, i] for i, name in enumerate(VALUES)},
        **{name: q[:, i] for i, name in enumerate(QUADRANTS)},
        "confidence": right * open,
    }
