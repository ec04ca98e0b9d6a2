"""The front end in numpy, as [front_end] of the contract says; the Rust analyser computes the same numbers.

The golden vectors (train/golden.py) pin the equality. Everything is computed in float64, so that these are the
reference.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from scipy.signal import oaconvolve

from data import contract


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
    chroma: Chroma

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
        return FrontEnd(
            rate=rate,
            hop_seconds=c["hop_seconds"],
            power_floor=c["power_floor"],
            edges=edges,
            window=hann(length),
            bank=triangles(edges[: whole + 2], np.arange(length // 2 + 1) * (rate / length)),
            slope=10 ** (c["missing_band_slope_db_per_octave"] / 10 * octaves),
            chroma=Chroma.at(rate),
        )

    def frames(self, audio: np.ndarray) -> np.ndarray:
        """Audio [samples] or [samples, channels] -> features [frames, bands + places] float32.

        Frame k ends at sample round((k + 1) * hop * rate); there are as many as end within the audio.
        """
        audio = audio[:, None] if audio.ndim == 1 else audio
        ends = self.ends(len(audio))
        bands = power(audio, ends, self.window) @ self.bank.T
        bands = np.concatenate([bands, bands[:, -1:] * self.slope], axis=1)
        mel = 0.5 * np.log10(bands + self.power_floor)
        return np.concatenate([mel, self.chroma.frames(audio, ends)], axis=1).astype(np.float32)

    def ends(self, samples: int) -> np.ndarray:
        """The sample positions at which frames end, up to and including `samples`."""
        count = int(samples / (self.hop_seconds * self.rate)) + 2
        ends = np.array([half_up((k + 1) * self.hop_seconds * self.rate) for k in range(count)], dtype=int)
        return ends[ends <= samples]


def hann(length: int) -> np.ndarray:
    """Periodic Hann window, divided by half its sum."""
    window = 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(length) / length)
    return window / (window.sum() / 2)


def power(audio: np.ndarray, ends: np.ndarray, window: np.ndarray) -> np.ndarray:
    """Audio [samples, channels] -> power spectra of the windows that end there, mean of the channels: [ends, bins]."""
    padded = np.concatenate([np.zeros((len(window), audio.shape[1])), audio])
    total = np.zeros((len(ends), len(window) // 2 + 1))
    for channel in range(audio.shape[1]):
        windows = np.lib.stride_tricks.sliding_window_view(padded[:, channel], len(window))[ends]
        total += np.abs(np.fft.rfft(windows * window)) ** 2
    return total / audio.shape[1]


@dataclass(frozen=True)
class Chroma:
    """Places of the octave at one sample rate.

    taps: [taps]; window: [samples after decimation]; bank: [places, bins].
    """

    decimation: int
    taps: np.ndarray
    window: np.ndarray
    bank: np.ndarray
    reach: int
    gain: float
    mean_floor: float

    @staticmethod
    def at(rate: float) -> Chroma:
        c = contract.load()["front_end"]["chroma"]
        decimation = int(rate // c["lowest_rate_hz"])
        half = half_up(c["filter_seconds"] / 2 * rate)
        place = np.arange(-half, half + 1)
        taps = np.sinc(2 * c["cutoff_hz"] / rate * place) * (0.5 + 0.5 * np.cos(np.pi * place / (half + 1)))
        length = half_up(c["window_seconds"] * rate / decimation)
        bin_hz = rate / decimation / length
        fine = c["notes_a_semitone"]
        hz = 440 * 2 ** ((c["lowest_note"] + np.arange(c["semitones"] * fine) / fine - 69) / 12)
        highest = hz[-1] * 2 ** (c["width_semitones"] / 12) + c["around_hz"]
        bins = np.arange(int(highest / bin_hz) + 1) * bin_hz
        semitones = 12 * np.log2(np.maximum(bins, 1) / hz[:, None])
        notes = np.maximum(0, 1 - np.abs(semitones) / c["width_semitones"])
        notes /= notes.sum(1, keepdims=True)
        return Chroma(
            decimation=decimation,
            taps=taps / taps.sum(),
            window=hann(length),
            bank=np.stack([notes[k :: 12 * fine].mean(0) for k in range(12 * fine)]),
            reach=half_up(c["around_hz"] / bin_hz),
            gain=c["gain"],
            mean_floor=c["mean_floor"],
        )

    def frames(self, audio: np.ndarray, ends: np.ndarray) -> np.ndarray:
        """Audio [samples, channels] -> places of the octave at the ends of hops: [ends, places]."""
        kept = slice(self.decimation - 1, len(audio), self.decimation)
        low = [oaconvolve(channel, self.taps)[kept] for channel in audio.T]
        spectra = power(np.stack(low, 1), ends // self.decimation, self.window)
        magnitude = np.sqrt(spectra[:, : self.bank.shape[1]])
        log = np.log1p(self.gain * magnitude / (magnitude.mean(1, keepdims=True) + self.mean_floor))
        return np.maximum(0, log - around(log, self.reach)) @ self.bank.T


def around(x: np.ndarray, reach: int) -> np.ndarray:
    """The mean over the columns at most `reach` away, of those that there are: [n, columns] -> the same."""
    sums = np.concatenate([np.zeros((len(x), 1)), x.cumsum(1)], axis=1)
    column = np.arange(x.shape[1])
    first, last = np.maximum(column - reach, 0), np.minimum(column + reach + 1, x.shape[1])
    return (sums[:, last] - sums[:, first]) / (last - first)


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
