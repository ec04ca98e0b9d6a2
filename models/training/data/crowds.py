"""Sounds that are no music, made of recordings: voices, babble, audiences, applause, a crowd that shouts."""

from __future__ import annotations

import numpy as np
from scipy.signal import butter, fftconvolve, resample_poly, sosfilt

from data import nonmusic
from data.audio import RATE, uniform_log
from data.mixing import LEVEL, SAMPLES, SECONDS, Random, Recorded, Sound, at, in_room, one, stretch

STRIDE = 240  # samples between which a throat may shout


def voice(random: Random, r: Recorded) -> Sound:
    """Somebody who speaks, sometimes in a room, sometimes with noise beside."""
    sound = at(LEVEL, in_room(random, stretch(random, one(random, r.voices))))
    noise = nonmusic.coloured(random, random.uniform(0, 1.5), SAMPLES)
    return sound + at(LEVEL * 10 ** random.uniform(-3, -0.7), noise) * (random.random() < 0.5)


def babble(random: Random, r: Recorded) -> Sound:
    """Two to forty people who speak at once."""
    people = round(uniform_log(random, 2, 40))
    near = np.exp(random.normal(0, 0.5, people))
    return in_room(random, sum(n * at(LEVEL, stretch(random, one(random, r.voices))) for n in near))


def audience(random: Random, r: Recorded) -> Sound:
    """One to three recordings of an audience, one over the other."""
    several = range(random.integers(1, 4))
    return sum(10 ** random.uniform(-0.5, 0) * at(LEVEL, stretch(random, one(random, r.audiences))) for _ in several)


def hands(random: Random, people: int) -> Sound:
    """So many people who clap 2 to 6 times a second each, out of step: bursts of noise, hollow as their hands are."""
    result = np.zeros(SAMPLES + RATE)
    time = np.arange(round(0.02 * RATE)) / RATE
    for _ in range(people):
        centre, decay = uniform_log(random, 600, 3000), np.exp(random.uniform(-6.5, -4.5))
        band = (centre / 1.5, min(centre * random.uniform(1.3, 4), 20_000))
        hollow = butter(1, band, "bandpass", fs=RATE, output="sos")
        clap = sosfilt(hollow, random.normal(size=len(time))) * np.exp(-time / decay)
        clap, near = clap / np.abs(clap).max(), np.exp(random.normal(0, 0.6))
        pause = 1 / random.uniform(2, 6)
        beats = random.uniform(0, pause) + np.cumsum(pause * np.exp(random.normal(0, 0.08, round(7 * SECONDS))))
        for start in (beats[beats < SECONDS] * RATE).astype(int):
            result[start : start + len(clap)] += near * np.exp(random.normal(0, 0.2)) * clap
    return in_room(random, result[:SAMPLES])


def applause(random: Random, r: Recorded) -> Sound:
    """Few or many hands, sometimes with recorded audiences or a single voice over them."""
    sound = at(LEVEL, hands(random, round(uniform_log(random, 5, 200))))
    extra = random.random()
    if extra < 0.3:
        return sound + 10 ** random.uniform(-1, 0.3) * audience(random, r)
    return sound + 10 ** random.uniform(-0.5, 0.3) * voice(random, r) if extra < 0.5 else sound


def throats(random: Random, r: Recorded) -> Sound:
    """A crowd that shouts: voices whose syllables are drawn out, higher, each rising and falling."""
    time = np.arange(SAMPLES) / RATE
    result = np.zeros(SAMPLES)
    for _ in range(random.integers(6, 40)):
        said = one(random, r.voices)
        start = random.integers(0, max(1, len(said) - 2 * RATE))
        short = said[start : start + round(random.uniform(0.1, 0.4) * RATE)]
        faded = short * np.hanning(len(short))
        calls = random.random(SAMPLES // STRIDE) < random.uniform(1e-3, 6e-3)
        train = np.zeros(SAMPLES)
        train[np.flatnonzero(calls) * STRIDE] = random.uniform(0.5, 1)
        swell = np.maximum(0.2, np.sin(2 * np.pi * random.uniform(0.05, 0.5) * time + random.uniform(0, 6)))
        raised = resample_poly(faded, 100, int(random.integers(100, 170)))
        result += fftconvolve(train, raised)[:SAMPLES] * swell
    return in_room(random, result) if result.any() else audience(random, r)
