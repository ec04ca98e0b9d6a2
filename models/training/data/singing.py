"""Voices that sing, made of voices that speak: what is said stays, drawn out, and its pitch follows a tune."""

from __future__ import annotations

import numpy as np
import pyworld
from scipy.signal import resample_poly

from data.audio import RATE

VOCODER_RATE = 24_000
FRAME_SECONDS = 0.005
SCALES = ((0, 2, 4, 5, 7, 9, 11), (0, 2, 3, 5, 7, 8, 10), (0, 2, 4, 7, 9), (0, 3, 5, 7, 10), (0, 2, 3, 5, 7, 9, 10))
GLIDE = 8  # frames over which one note becomes the next


def tune(random: np.random.Generator, frames: int) -> np.ndarray:
    """Semitones over a tonic, frame by frame: notes of .2 to 1.2 s of a scale, mostly neighbours, with vibrato."""
    scale = SCALES[random.integers(len(SCALES))]
    beat = random.uniform(0.3, 0.7) / FRAME_SECONDS
    notes, degree = [], int(random.integers(0, len(scale)))
    while sum(map(len, notes)) < frames + GLIDE:
        degree = int(np.clip(degree + random.integers(-2, 3), -2, len(scale) + 2))
        pitch = scale[degree % len(scale)] + 12 * (degree // len(scale))
        notes.append(np.full(round(beat * random.choice([0.5, 1, 1, 2])), float(pitch)))
    pitch = np.convolve(np.concatenate(notes)[: frames + GLIDE - 1], np.full(GLIDE, 1 / GLIDE), "valid")
    time = np.arange(frames) * FRAME_SECONDS
    return pitch + random.uniform(0, 0.35) * np.sin(2 * np.pi * random.uniform(4.5, 6.5) * time)


def sung(random: np.random.Generator, voice: np.ndarray, seconds: float, parts: int = 1) -> np.ndarray:
    """So long a stretch of a voice [samples] sings one tune, in so many parts apart by thirds, fifths and octaves."""
    slower = random.uniform(1.5, 3)
    length = min(len(voice), round((seconds / slower + 1) * RATE))
    start = random.integers(0, len(voice) - length + 1)
    speech = resample_poly(voice[start : start + length].astype(np.float64), VOCODER_RATE, RATE)
    pitch, time = pyworld.dio(speech, VOCODER_RATE, f0_floor=60, frame_period=1000 * FRAME_SECONDS)
    envelope = pyworld.cheaptrick(speech, pitch, time, VOCODER_RATE)
    breath = pyworld.d4c(speech, pitch, time, VOCODER_RATE)
    index = np.minimum((np.arange(round(seconds / FRAME_SECONDS)) / slower).astype(int) % len(pitch), len(pitch) - 1)
    voiced = pitch[index] > 0
    usual = np.median(pitch[pitch > 0]) if (pitch > 0).any() else 200.0
    melody = tune(random, len(index))
    tonic = usual * 2 ** (random.uniform(-3, 5) / 12)
    result = np.zeros(round(seconds * RATE))
    for interval in (0, *random.choice([-12, -5, 3, 4, 7, 12], parts - 1, replace=False)):
        hertz = np.where(voiced, tonic * 2 ** ((melody + interval + random.normal(0, 0.08)) / 12), 0.0)
        part = pyworld.synthesize(hertz, envelope[index], breath[index], VOCODER_RATE, 1000 * FRAME_SECONDS)
        part = resample_poly(part, RATE, VOCODER_RATE)[: len(result)]
        result[: len(part)] += part
    return result
