"""Reading audio."""

from __future__ import annotations

import subprocess
from pathlib import Path

import numpy as np

RATE = 48_000


def decode(path: Path, rate: int = RATE, channels: int = 1) -> np.ndarray:
    """Any audio that ffmpeg reads -> float32, mono [samples] or [samples, channels]."""
    form = ["-ac", str(channels), "-ar", str(rate), "-f", "f32le"]
    command = ["ffmpeg", "-v", "error", "-i", str(path), *form, "-"]
    samples = np.frombuffer(subprocess.run(command, capture_output=True, check=True).stdout, np.float32)
    return samples if channels == 1 else samples.reshape(-1, channels)


def uniform_log(random: np.random.Generator, low: float, high: float) -> float:
    """A number between two, as likely in each octave."""
    return float(np.exp(random.uniform(np.log(low), np.log(high))))
