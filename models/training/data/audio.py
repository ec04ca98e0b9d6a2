"""Reading audio."""

from __future__ import annotations

import subprocess
from pathlib import Path

import numpy as np

RATE = 48_000


def decode(path: Path, rate: int = RATE) -> np.ndarray:
    """Any audio that ffmpeg reads -> mono float32 [samples]."""
    command = ["ffmpeg", "-v", "error", "-i", str(path), "-ac", "1", "-ar", str(rate), "-f", "f32le", "-"]
    return np.frombuffer(subprocess.run(command, capture_output=True, check=True).stdout, np.float32)
