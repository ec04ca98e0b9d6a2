"""Sounds that are no music, all of them made here, for the gate: noise, tones, sweeps, clicks, hum, speech."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

import numpy as np

from data.audio import decode, uniform_log
from data.frontend import FrontEnd

RATE = 48_000
SECONDS = 12
SPEAKERS = ("en-gb", "en-us", "de", "fr-fr", "es", "it", "en-gb-scotland", "pt")
WORDS = (
    "the level of this channel is a little too low and we should check the cable before the next take "
    "good evening and welcome to the news tonight the weather stays cold with some rain in the north "
    "please mind the gap between the train and the platform thank you for waiting your call is important "
    "one two three four five six seven eight nine ten testing testing can you hear me at the back"
).split()


def coloured(random: np.random.Generator, slope: float, samples: int) -> np.ndarray:
    """Gaussian noise whose power falls with frequency to the power of `slope`."""
    spectrum = np.fft.rfft(random.normal(size=samples))
    spectrum *= np.maximum(np.arange(len(spectrum)), 20) ** (-slope / 2)
    noise = np.fft.irfft(spectrum, samples)
    return noise / np.abs(noise).max()


def noise(random: np.random.Generator, time: np.ndarray) -> np.ndarray:
    """White to brown noise, sometimes swelling slowly."""
    swell = 1 + random.uniform(0, 0.9) * np.sin(2 * np.pi * random.uniform(0.05, 3) * time)
    return coloured(random, random.uniform(0, 2.2), len(time)) * swell


def tone(random: np.random.Generator, time: np.ndarray) -> np.ndarray:
    """One steady tone, pure or with harmonics, sometimes beeping."""
    hertz = uniform_log(random, 40, 6000)
    decay = random.uniform(1, 4)
    sound = sum(np.sin(2 * np.pi * hertz * k * time) / k**decay for k in range(1, 8) if hertz * k < 8000)
    if random.random() < 0.4:
        sound = sound * (np.modf(time * random.uniform(0.3, 4))[0] < random.uniform(0.2, 0.8))
    return sound


def sweep(random: np.random.Generator, time: np.ndarray) -> np.ndarray:
    """A logarithmic sweep, up or down, perhaps again and again."""
    low, high = uniform_log(random, 30, 300), uniform_log(random, 1000, 8000)
    position = np.modf(time / random.uniform(1.5, 12))[0]
    position = 1 - position if random.random() < 0.5 else position
    return np.sin(2 * np.pi * np.cumsum(low * (high / low) ** position) / RATE)


def clicks(random: np.random.Generator, time: np.ndarray) -> np.ndarray:
    """A metronome, or crackle without a beat."""
    if random.random() < 0.6:
        phase = np.modf(time * random.uniform(0.7, 4))[0] / random.uniform(0.7, 4)
        return np.exp(-phase * random.uniform(40, 400)) * np.sin(2 * np.pi * random.uniform(600, 4000) * phase)
    sparks = (random.random(len(time)) < random.uniform(2, 60) / RATE) * random.normal(size=len(time))
    return np.convolve(sparks, np.exp(-np.arange(400) / random.uniform(5, 120)), "same")


def hum(random: np.random.Generator, time: np.ndarray) -> np.ndarray:
    """Mains hum over a hiss: what an open channel without music brings."""
    mains = random.choice([50, 60])
    sound = sum(np.sin(2 * np.pi * mains * k * time) * random.uniform(0, 1) / k for k in range(1, 12))
    return sound + 10 ** random.uniform(-4, 0) * coloured(random, random.uniform(0, 1.5), len(time))


def hiss(random: np.random.Generator, time: np.ndarray) -> np.ndarray:
    """Next to nothing: dither and a converter's noise."""
    return coloured(random, random.uniform(0, 0.5), len(time)) * 10 ** random.uniform(-4, -2)


def speech(random: np.random.Generator, time: np.ndarray) -> np.ndarray:
    """A synthetic voice that reads words in any order, over a little room noise."""
    words = " ".join(random.choice(WORDS, 60))
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "speech.wav"
        variant = f"{random.choice(SPEAKERS)}+{random.choice(['m1', 'm3', 'm5', 'f1', 'f2', 'f4'])}"
        speed, pitch = str(random.integers(110, 220)), str(random.integers(20, 80))
        command = ["espeak-ng", "-v", variant, "-s", speed, "-p", pitch, "-w", str(target), words]
        subprocess.run(command, check=True, capture_output=True)
        voice = decode(target, RATE)[: len(time)]
    voice = np.pad(voice, (0, len(time) - len(voice)), mode="wrap") / (np.abs(voice).max() + 1e-9)
    return voice + random.uniform(0, 0.02) * coloured(random, 1, len(time))


KINDS = (noise, tone, sweep, clicks, hum, hiss, speech, speech)


def features(seed: int, count: int) -> list[np.ndarray]:
    """Feature frames [frames, features] float16 of `count` sounds, the kinds in turn. Speech needs espeak-ng."""
    if shutil.which("espeak-ng") is None:
        raise SystemExit("espeak-ng is missing: the gate is trained against its speech (Debian: espeak-ng)")
    front_end = FrontEnd.at(RATE)
    time = np.arange(SECONDS * RATE) / RATE
    result = []
    for index in range(count):
        random = np.random.default_rng([seed, index])
        sound = KINDS[index % len(KINDS)](random, time)
        level = 1 if KINDS[index % len(KINDS)] is hiss else 10 ** random.uniform(-2, 0) / np.abs(sound).max()
        result.append(front_end.frames(sound * level).astype(np.float16))
    return result
