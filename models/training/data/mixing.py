"""What scenes are made with: recordings in memory, levels, pieces of a sound, rooms."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.signal import butter, fftconvolve, resample_poly, sosfilt

from data.audio import RATE, uniform_log

SECONDS = 12.0
SAMPLES = round(SECONDS * RATE)
LEVEL = 0.1  # RMS

Sound = np.ndarray
Random = np.random.Generator


@dataclass
class Recorded:
    """Of each speaker what is said, audiences, of each drum kit its hits."""

    voices: list[Sound]
    audiences: list[Sound]
    kits: list[list[Sound]]


def at(level: float, sound: Sound) -> Sound:
    return sound * (level / (np.sqrt(np.mean(sound**2)) + 1e-9))


def one(random: Random, those: list[Sound]) -> Sound:
    return those[random.integers(len(those))]


def stretch(random: Random, sound: Sound, samples: int = SAMPLES) -> Sound:
    """So much of a sound from anywhere on, again and again if need be, up to a fifth higher or lower."""
    speed = int(random.integers(80, 126))
    sound = resample_poly(sound[: 2 * samples], 100, speed) if speed != 100 else sound
    return np.resize(np.roll(sound, -int(random.integers(len(sound)))), samples)


def in_room(random: Random, sound: Sound) -> Sound:
    """Near or far in a room that echoes for .2 to 2 s, or as it is."""
    if random.random() < 0.5:
        return sound
    seconds = uniform_log(random, 0.2, 2)
    time = np.arange(round(seconds * RATE)) / RATE
    dull = butter(1, uniform_log(random, 2000, 9000), fs=RATE, output="sos")
    tail = sosfilt(dull, random.normal(size=len(time))) * np.exp(-6.9 * time / seconds)
    tail *= uniform_log(random, 0.1, 1.5) / np.sqrt(np.sum(tail**2))
    tail[0] += 1
    return fftconvolve(sound, tail)[: len(sound)]
