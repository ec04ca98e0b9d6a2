"""Sounds to measure with, all in temporary files: parts of clips, joined, filtered, coded, at other rates."""

from __future__ import annotations

import subprocess
from pathlib import Path

import numpy as np
from scipy.io import wavfile
from scipy.signal import istft, stft

from data.audio import RATE, decode

LEVEL = 0.1  # RMS of levelled clips: a mixer brings tracks to one loudness before it joins them
FADED_IN = 1.5  # seconds of a clip until it is there: most are previews, which begin 50 dB down
WINDOW = 1024


def excerpt(path: Path, seconds: float, start: float = 0) -> np.ndarray:
    """So many seconds of a file from `start` on, levelled: mono float32 [samples]."""
    sound = decode(path)[round(start * RATE) :][: round(seconds * RATE)]
    return sound * (LEVEL / max(1e-6, float(np.sqrt(np.mean(sound**2)))))


def write(path: Path, sound: np.ndarray, rate: int = RATE) -> Path:
    """Writes [samples] or [samples, channels] as 32-bit float, so that nothing clips."""
    wavfile.write(path, rate, sound.astype(np.float32))
    return path


def converted(source: Path, target: Path, *options: str) -> Path:
    """What ffmpeg makes of a file, by the target's ending and the options."""
    subprocess.run(["ffmpeg", "-v", "error", "-y", "-i", str(source), *options, str(target)], check=True)
    return target


def filtered(sound: np.ndarray, chain: str) -> np.ndarray:
    """Through filters of ffmpeg: mono float32 [samples]."""
    raw = ["-f", "f32le", "-ar", str(RATE), "-ac", "1"]
    command = ["ffmpeg", "-v", "error", *raw, "-i", "-", "-af", chain, *raw, "-"]
    done = subprocess.run(command, input=sound.astype(np.float32).tobytes(), capture_output=True, check=True)
    return np.frombuffer(done.stdout, np.float32)


def retimed(sound: np.ndarray, tempo: float) -> np.ndarray:
    """Faster or slower at the same pitch: [samples / tempo]."""
    return filtered(sound, f"atempo={tempo}")


def joined(pieces: list[np.ndarray], overlap: float = 0) -> np.ndarray:
    """Pieces one after the other, neighbours cross-faded at equal power over `overlap` seconds."""
    length = round(overlap * RATE)
    rise = np.sin(np.linspace(0, np.pi / 2, length))
    result = pieces[0].astype(np.float32)
    for piece in pieces[1:]:
        head, tail = result[: len(result) - length], result[len(result) - length :]
        result = np.concatenate([head, tail * rise[::-1] + piece[:length] * rise, piece[length:]])
    return result


def envelope(sound: np.ndarray, points: list[tuple[float, float]]) -> np.ndarray:
    """The sound with its level in dB moving straight from one (second, dB) to the next."""
    seconds, levels = zip(*points)
    return sound * 10 ** (np.interp(np.arange(len(sound)) / RATE, seconds, levels) / 20)


def swept(sound: np.ndarray, points: list[tuple[float, float]], kind: str) -> np.ndarray:
    """The sound through a filter whose cut-off moves from one (second, hertz) to the next; 24 dB an octave.

    `kind` is "low" for a low-pass, "high" for a high-pass.
    """
    bins, times, spectrum = stft(sound, RATE, nperseg=WINDOW)
    seconds, hertz = zip(*points)
    cutoff = np.exp(np.interp(times, seconds, np.log(hertz)))
    ratio = np.maximum(bins, 1)[:, None] / cutoff
    gain = 1 / np.sqrt(1 + (ratio if kind == "low" else 1 / ratio) ** 8)
    return istft(spectrum * gain, RATE, nperseg=WINDOW)[1][: len(sound)]
