"""The front end in numpy, as [front_end] of the contract says; the Rust analyser computes the same numbers.

The golden vectors (golden.py) pin the equality. Everything is computed in float64, so that these are the reference.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

import contract


def half_up(x: float) -> int:
    """Rounds half away from zero, as Rust's `round` does (Python's goes to the even neighbour)."""
    return math.floor(x + 0.5)


@dataclass(frozen=True)
class FrontEnd:
    """Feature frames at one sample rate.

    edges: [bands + 2] Hz; window: [window_samples]; bank: [whole_bands, bins], rows of sum 1;
    slope: [bands - whole_bands], the power of the missing bands relative to the last whole one.
    """

    rate: float
    hop_seconds: float
    power_floor: float
    edges: np.ndarray
    window: np.ndarray
    bank: np.ndarray
    slope: np.ndarray

    @staticmethod
    def at(rate: float) -> FrontEnd:
        """The front end of the contract for a sample rate in Hz."""
        c = contract.load()["front_end"]
        length = half_up(c["window_seconds"] * rate)
        edges = mel_edges(c["lowest_hz"], c["highest_hz"], c["bands"])
        # A hair of tolerance: the last edge is a round number of Hz only up to rounding errors.
        whole = int(np.sum(edges[2:] <= rate / 2 * (1 + 1e-9)))
        if whole == 0:
            raise ValueError(f"no band lies below half the sample rate of {rate} Hz")
        octaves = np.log2(edges[whole + 1 : -1] / edges[whole])
        hann = 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(length) / length)
        return FrontEnd(
            rate=rate,
            hop_seconds=c["hop_seconds"],
            power_floor=c["power_floor"],
            edges=edges,
            window=hann / (hann.sum() / 2),
            bank=triangles(edges[: whole + 2], np.arange(length // 2 + 1) * (rate / length)),
            slope=10 ** (c["missing_band_slope_db_per_octave"] / 10 * octaves),
        )

    def frames(self, audio: np.ndarray) -> np.ndarray:
        """Audio [samples] or [samples, channels] -> features [frames, bands] float32.

        Frame k ends at sample round((k + 1) * hop * rate); there are as many as end within the audio.
        """
        audio = audio[:, None] if audio.ndim == 1 else audio
        ends = self.ends(len(audio))
        length = len(self.window)
        padded = np.concatenate([np.zeros((length, audio.shape[1])), audio])
        power = np.zeros((len(ends), length // 2 + 1))
        for channel in range(audio.shape[1]):
            windows = np.lib.stride_tricks.sliding_window_view(padded[:, channel], length)[ends]
            power += np.abs(np.fft.rfft(windows * self.window)) ** 2
        bands = power / audio.shape[1] @ self.bank.T
        bands = np.concatenate([bands, bands[:, -1:] * self.slope], axis=1)
        return (0.5 * np.log10(bands + self.power_floor)).astype(np.float32)

    def ends(self, samples: int) -> np.ndarray:
        """The sample positions at which frames end, up to and including `samples`."""
        count = int(samples / (self.hop_seconds * self.rate)) + 2
        ends = np.array([half_up((k + 1) * self.hop_seconds * self.rate) for k in range(count)], dtype=int)
        return ends[ends <= samples]


def mel_edges(lowest: float, highest: float, bands: int) -> np.ndarray:
    """Edges [bands + 2] in Hz, equally spaced on the mel scale; band i is (edges[i], edges[i + 1], edges[i + 2])."""
    low, high = (2595 * math.log10(1 + hz / 700) for hz in (lowest, highest))
    return 700 * (10 ** (np.linspace(low, high, bands + 2) / 2595) - 1)


def triangles(edges: np.ndarray, bins: np.ndarray) -> np.ndarray:
    """Triangles that are linear in Hz with a peak of 1 at the middle edge, each divided by its sum: [bands, bins]."""
    lower, centre, upper = edges[:-2, None], edges[1:-1, None], edges[2:, None]
    bank = np.maximum(0, np.minimum((bins - lower) / (centre - lower), (upper - bins) / (upper - centre)))
    for band in np.flatnonzero(bank.sum(1) < 0.5):
        bank[band] = 0
        bank[band, np.argmin(np.abs(bins - edges[band + 1]))] = 1
    return bank / bank.sum(1, keepdims=True)
