"""Sounds that are no music and that training did not have: what must leave the product without confidence."""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path

import numpy as np

from data import nonmusic
from data.audio import decode
from measure import sounds

RATE = sounds.RATE
SECONDS = 30
LOW = 0.3  # confidence under this is low
LEVELS = (-6.0, -30.0)  # dB
SPEAKERS = ("en-us+f3", "en-gb+m7", "nl+m2", "sv+f2", "pl+m1")  # training has others of these
TEXT = (
    "The tide comes in twice a day, and twice a day it leaves the harbour dry. Nobody who lives here looks at a clock "
    "to know it. Between two and four in the afternoon the boats lie on their sides, children look for crabs, and the "
    "ferry waits outside. How long will you stay? Until the weather turns, she said, or until I have read the book. "
    "Then the bell of the lighthouse rang, although no ship was to be seen, and everybody went home without a word. "
) * 3


def noise(slope: float) -> list[np.ndarray]:
    """Gaussian noise whose power falls with frequency to the power of `slope`, at each level."""
    random = np.random.default_rng(int(slope) + 77)
    return [nonmusic.coloured(random, slope, SECONDS * RATE) * 10 ** (level / 20) for level in LEVELS]


def speech(speaker: str, text: str = TEXT) -> np.ndarray:
    """A synthetic voice that reads a text."""
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "speech.wav"
        subprocess.run(["espeak-ng", "-v", speaker, "-w", str(target), text], check=True, capture_output=True)
        return decode(target, RATE)[: SECONDS * RATE]


def sines() -> list[np.ndarray]:
    time = np.arange(SECONDS * RATE) / RATE
    return [0.5 * np.sin(2 * np.pi * hertz * time) for hertz in (55, 110, 440, 1000, 4000)]


def metronome(beats_per_minute: float, hertz: float) -> np.ndarray:
    """Short beeps, the first of four an octave higher."""
    beats = np.arange(SECONDS * RATE) / RATE * beats_per_minute / 60
    since = np.modf(beats)[0] * 60 / beats_per_minute
    pitch = hertz * np.where(beats.astype(int) % 4 == 0, 2, 1)
    return 0.5 * np.exp(-since * 90) * np.sin(2 * np.pi * pitch * since)


def made() -> dict[str, list[np.ndarray]]:
    """All sounds by kind: mono [samples]."""
    return {
        "white noise": noise(0),
        "pink noise": noise(1),
        "silence": [np.zeros(SECONDS * RATE)],
        "speech": [speech(speaker) for speaker in SPEAKERS],
        "sine": sines(),
        "metronome": [metronome(bpm, hertz) for bpm, hertz in ((60, 1000), (96, 1600), (120, 800), (174, 1200))],
    }
