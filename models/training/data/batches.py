"""Batches of what the encoder hears: for each clip some 3 s windows, for each window its steps, augmented."""

from __future__ import annotations

import numpy as np

from data.teacher import WINDOW_SECONDS

CONTEXT = 50
STRIDE = 50  # steps of a training window lie side by side: they hear all of it, and none twice
STEPS = 3
JITTER = 12
SPEED = 0.08  # largest change of tempo, in log
FRAMES_PER_SECOND = 50


def cut(frames: np.ndarray, start: int, speed: float = 1.0) -> np.ndarray:
    """The frames of STEPS steps from `start` on, played at `speed`, the edges repeated: [STEPS, CONTEXT, bands]."""
    index = start + (speed * (np.arange(STEPS)[:, None] * STRIDE + np.arange(CONTEXT))).astype(int)
    return frames[np.clip(index, 0, len(frames) - 1)].astype(np.float32)


def start_of(index: int) -> int:
    """The first frame of the taggers' window `index`."""
    return round(index * WINDOW_SECONDS * FRAMES_PER_SECOND)


def window(frames: np.ndarray, index: int, random: np.random.Generator | None = None) -> np.ndarray:
    """The steps of the taggers' window `index`, with `random` moved and its tempo changed: [STEPS, CONTEXT, bands]."""
    start = start_of(index)
    if random is None:
        return cut(frames, start)
    speed = np.exp(random.uniform(-SPEED, SPEED))
    return cut(frames, start + int(random.integers(-JITTER, JITTER + 1)), speed)


def stream(frames: np.ndarray, hop: int, context: int) -> np.ndarray:
    """What the encoder hears in the plug-in, every step from the first on: [steps, context, features].

    Frames that are missing at the start are copies of the first.
    """
    ends = np.arange(hop, len(frames) + 1, hop)
    index = ends[:, None] - context + np.arange(context)
    return frames[np.maximum(index, 0)].astype(np.float32)


def equaliser(bands: int, random: np.random.Generator) -> np.ndarray:
    """What another equaliser adds to each of the bands."""
    tilt = random.normal(0, 0.12) * np.linspace(-1, 1, bands)
    return tilt + np.interp(np.linspace(0, 5, bands), np.arange(6), random.normal(0, 0.08, 6))


def augment(steps: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """One clip's steps [windows, STEPS, CONTEXT, bands] through another equaliser, masked, or of a lower rate."""
    bands = steps.shape[-1]
    steps = steps + equaliser(bands, random).astype(np.float32)
    if random.random() < 0.1:
        first = int(random.integers(bands - 18, bands - 1))
        octaves = np.linspace(0.05, 0.07 * (bands - first), bands - first)
        steps[..., first:] = steps[..., first - 1 : first] - (0.45 * octaves).astype(np.float32)
    for piece in steps:
        if random.random() < 0.5:
            width, length = int(random.integers(1, 10)), int(random.integers(1, 14))
            low, start = int(random.integers(0, bands - width)), int(random.integers(0, CONTEXT - length))
            mean = piece.mean()
            piece[..., low : low + width] = mean
            piece[int(random.integers(0, STEPS)), start : start + length] = mean
    return steps
