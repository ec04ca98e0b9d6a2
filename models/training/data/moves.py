"""What a DJ does to a record, done to its mel bands: filters, kills, echo, hall, compression, noise, pitch fader.

Each works on the frames of one window [frames, bands], in power, one or two of them on each.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from data import contract
from data.audio import uniform_log
from data.frontend import mel_edges

TERMS = contract.load()["front_end"]
BANDS = TERMS["bands"]
FLOOR = TERMS["power_floor"]
FRAMES_PER_SECOND = 1 / TERMS["hop_seconds"]
Random = np.random.Generator
CENTRES = mel_edges(TERMS["lowest_hz"], TERMS["highest_hz"], BANDS)[1:-1]  # of the bands, in Hz


def low_cut(hertz: np.ndarray, order: int) -> np.ndarray:
    """Gains of power [..., bands] of cut-offs [...]; 6 dB an octave for each order."""
    return 1 / (1 + (hertz[..., None] / CENTRES) ** (2 * order))


def high_cut(hertz: np.ndarray, order: int) -> np.ndarray:
    return 1 / (1 + (CENTRES / hertz[..., None]) ** (2 * order))


def filtered(random: Random, power: np.ndarray) -> np.ndarray:
    """A low cut, a high cut or the kill of a band between; at rest, swept, or on for a part of the time."""
    frames, order = len(power), int(random.choice([1, 2, 4, 4, 8]))
    kind = random.integers(3)
    if kind == 2:
        low, high = uniform_log(random, 120, 500), uniform_log(random, 1500, 5000)
        gain = 1 - low_cut(np.array([low]), order) * high_cut(np.array([high]), order)
        gain = np.repeat(gain, frames, 0)
    else:
        cut, (lowest, highest) = ((low_cut, (60, 2000)), (high_cut, (500, 6000)))[kind]
        begin = end = uniform_log(random, lowest, highest)
        if random.random() < 0.3:
            end = uniform_log(random, lowest, highest)
        gain = cut(np.exp(np.linspace(np.log(begin), np.log(end), frames)), order)
    if random.random() < 0.25:
        edges = np.sort(random.integers(0, frames + 1, 2))
        gain[: edges[0]] = gain[edges[1] :] = 1
    return power * gain


def echo(random: Random, power: np.ndarray) -> np.ndarray:
    delay, back = int(random.integers(5, 40)), uniform_log(random, 0.1, 0.7)
    result = power.copy()
    for count in range(1, 6):
        if count * delay < len(power):
            result[count * delay :] += back ** (2 * count) * power[: len(power) - count * delay]
    return result


def hall(random: Random, power: np.ndarray) -> np.ndarray:
    """A tail that loses its highs sooner."""
    seconds = uniform_log(random, 0.4, 3)
    wet = 10 ** (random.uniform(-15, -1) / 10)
    fall = np.exp(-13.8 / (seconds * FRAMES_PER_SECOND) * (1 + CENTRES / 6000))
    tail, result = np.zeros(power.shape[1]), np.empty_like(power)
    for index, frame in enumerate(power):
        tail = tail * fall + frame * (1 - fall)
        result[index] = frame + wet * tail
    return result


def compressed(random: Random, power: np.ndarray) -> np.ndarray:
    """Loud frames lose more; what is left comes back slowly."""
    level = 10 * np.log10((power * CENTRES).sum(1) + FLOOR)
    over = np.maximum(0, level - level.mean() - random.uniform(-15, 3)) * (1 - 1 / uniform_log(random, 2, 20))
    release, held, taken = random.uniform(0.5, 0.95), 0.0, np.empty(len(over))
    for index, decibel in enumerate(over):
        held = max(decibel, release * held)
        taken[index] = held
    return power * 10 ** (-taken[:, None] / 10)


def noisy(random: Random, power: np.ndarray) -> np.ndarray:
    """Surface noise, crackle and rumble of a record."""
    level = power.mean() * 10 ** (random.uniform(-40, -14) / 10)
    noise = level * (CENTRES / 1000) ** random.uniform(-1.5, 0.3) * random.exponential(1, power.shape) ** 0.3
    crackle = random.exponential(1, (len(power), 1)), random.random((len(power), 1)) < random.uniform(0, 0.6)
    noise += 3 * level * crackle[0] * crackle[1]
    return power + noise


def faded(random: Random, power: np.ndarray) -> np.ndarray:
    """Up to 9 % higher or lower, as by a pitch fader; the tempo is another matter."""
    ratio = np.exp(random.uniform(-0.09, 0.09))
    logs = np.log(power + FLOOR)
    return np.exp(np.stack([np.interp(CENTRES / ratio, CENTRES, frame) for frame in logs]))


MOVES: tuple[Callable[[Random, np.ndarray], np.ndarray], ...] = (
    filtered, filtered, filtered, echo, hall, compressed, noisy, faded,
)


def moved(random: Random, frames: np.ndarray) -> np.ndarray:
    """One or two moves on frames [frames, bands]."""
    power = 10.0 ** (2 * frames.astype(np.float64))
    for index in random.choice(len(MOVES), random.integers(1, 3), replace=False):
        power = MOVES[index](random, power)
    return (0.5 * np.log10(power + FLOOR)).astype(np.float32)
