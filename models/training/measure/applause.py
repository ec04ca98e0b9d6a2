"""Applause, made here: many hands that clap at their own pace in a room, and throats that cheer over it."""

from __future__ import annotations

import numpy as np
from scipy.signal import butter, fftconvolve, sosfilt

from measure import sounds

RATE = sounds.RATE
KINDS = 4  # of claps of one pair of hands


def noise(random: np.random.Generator, samples: int, band: tuple[float, float]) -> np.ndarray:
    """Gaussian noise between two frequencies in Hz."""
    return sosfilt(butter(2, band, "bandpass", fs=RATE, output="sos"), random.normal(size=samples))


def clap(random: np.random.Generator) -> np.ndarray:
    """One clap: a burst of 2 to 8 ms around the resonance of hollow hands, and a fainter snap above it. 30 ms."""
    time = np.arange(round(0.03 * RATE)) / RATE
    hertz, width = np.exp(random.uniform(np.log(700), np.log(2600))), random.uniform(0.5, 1.2)
    burst = noise(random, len(time), (hertz * (1 - width / 3), hertz * (1 + width)))
    burst += 0.25 * noise(random, len(time), (2000, 20_000))
    return burst * np.exp(-time / random.uniform(0.002, 0.008)) * np.minimum(time / 0.0005, 1)


def room(random: np.random.Generator, seconds: float) -> np.ndarray:
    """The impulse response of a room with that reverberation time: the sound itself and a dull tail half as strong."""
    time = np.arange(round(seconds * RATE)) / RATE
    tail = noise(random, len(time), (50, 5000)) * np.exp(-6.9 * time / seconds)
    tail *= 0.5 / np.sqrt(np.sum(tail**2))
    tail[0] += 1
    return tail


def applause(random: np.random.Generator, seconds: float, people: int) -> np.ndarray:
    """People who clap 2.5 to 5 times a second each, near and far: [samples]."""
    result = np.zeros(round((seconds + 1) * RATE))
    for _ in range(people):
        pause, near = 1 / random.uniform(2.5, 5), np.exp(random.normal(0, 0.7))
        claps = [clap(random) for _ in range(KINDS)]
        time = random.uniform(0, pause)
        while time < seconds:
            start, sound = round(time * RATE), claps[random.integers(KINDS)]
            result[start : start + len(sound)] += near * np.exp(random.normal(0, 0.15)) * sound
            time += pause * np.exp(random.normal(0, 0.08))
    return fftconvolve(result, room(random, random.uniform(0.6, 2)))[: round(seconds * RATE)]


def cheering(random: np.random.Generator, seconds: float, throats: int = 40) -> np.ndarray:
    """Throats that call out one open vowel each, swelling and falling: [samples]."""
    time = np.arange(round(seconds * RATE)) / RATE
    result = np.zeros(len(time))

    def swing(lowest: float, highest: float) -> np.ndarray:
        return np.sin(2 * np.pi * random.uniform(lowest, highest) * time + random.uniform(0, 6))

    for _ in range(throats):
        hertz = np.exp(random.uniform(np.log(140), np.log(450))) * (1 + 0.15 * swing(0.2, 0.7))
        voice = 2 * np.mod(np.cumsum(hertz) / RATE, 1) - 1 + 0.5 * random.normal(size=len(time))
        formant = np.exp(random.uniform(np.log(600), np.log(1100)))
        vowel = sosfilt(butter(2, (0.7 * formant, 1.5 * formant), "bandpass", fs=RATE, output="sos"), voice)
        result += vowel * np.maximum(swing(0.1, 0.5), 0) * np.exp(random.normal(0, 0.5))
    return fftconvolve(result, room(random, 1.8))[: len(time)]
