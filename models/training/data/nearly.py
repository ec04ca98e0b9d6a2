"""Music that lies nearest to no music: drums alone, talk over drums, plain waves, voices without accompaniment."""

from __future__ import annotations

import numpy as np

from data import nonmusic, singing
from data.audio import RATE, uniform_log
from data.mixing import LEVEL, SAMPLES, SECONDS, Random, Recorded, Sound, at, in_room, one, stretch


def beat(random: Random, r: Recorded) -> Sound:
    """Drums alone: a pattern of one to four bars of a kit's hits, again and again, played by somebody."""
    kit = r.kits[random.integers(len(r.kits))]
    sixteenth = RATE * 60 / random.uniform(70, 180) / 4
    result = np.zeros(SAMPLES + 4 * RATE)
    steps = 16 * int(random.choice([1, 1, 2, 4]))
    swing = random.uniform(0, 0.3) * (random.random() < 0.4)
    for number in random.choice(len(kit), min(len(kit), random.integers(3, 8)), replace=False):
        hit = kit[number][: 2 * RATE]
        strong = np.arange(steps) % 4 == random.choice([0, 0, 2])
        likely = np.where(strong, random.uniform(0.2, 0.9), random.uniform(0, 0.3))
        pattern, loud = random.random(steps) < likely, np.exp(random.normal(0, 0.5))
        for step in range(int(SAMPLES / sixteenth)):
            if pattern[step % steps]:
                place = round((step + swing * (step % 2)) * sixteenth + random.normal(0, 0.004) * RATE)
                place = max(place, 0)
                result[place : place + len(hit)] += loud * np.exp(random.normal(0, 0.15)) * hit
    return in_room(random, result[:SAMPLES]) if result[:SAMPLES].any() else beat(random, r)


def talk(random: Random, r: Recorded) -> Sound:
    """Somebody who speaks, or a synthetic voice."""
    if random.random() < 0.3:
        return nonmusic.speech(random, np.arange(SAMPLES) / RATE)
    return stretch(random, one(random, r.voices))


def rap(random: Random, r: Recorded) -> Sound:
    """Talk over drums, up to 6 dB louder than they."""
    return at(LEVEL, talk(random, r)) * 10 ** random.uniform(-0.3, 0.3) + at(LEVEL, beat(random, r))


def synth(random: Random, r: Recorded) -> Sound:
    """Chords and a tune of plain waves that ring out, sometimes with drums."""
    scale = singing.SCALES[random.integers(len(singing.SCALES))]
    beat_seconds, tonic, harmonics = random.uniform(0.3, 0.8), random.integers(36, 60), random.integers(1, 12)
    result, time = np.zeros(SAMPLES + 4 * RATE), np.arange(round(2 * beat_seconds * RATE)) / RATE

    def add(place: float, semitone: float, loud: float, seconds: float) -> None:
        hertz = 440 * 2 ** ((semitone - 69) / 12)
        wave = sum(np.sin(2 * np.pi * k * hertz * time) / k for k in range(1, harmonics + 1) if k * hertz < 16_000)
        edges = np.minimum(1, time / 0.005) * np.minimum(1, (time[-1] - time) / 0.05)
        note = loud * wave * np.exp(-time / seconds) * edges
        result[round(place * RATE) :][: len(note)] += note

    def pitch(degree: int) -> float:
        return tonic + scale[degree % len(scale)] + 12 * (degree // len(scale))

    root, degree, lead = 0, 7, random.random() < 0.8
    ring = uniform_log(random, 0.1, 2)
    for beat_number in range(int(SECONDS / beat_seconds)):
        if beat_number % 4 == 0:
            root = int(random.integers(0, len(scale)))
            for third in range(0, random.choice([5, 5, 7]), 2):
                add(beat_number * beat_seconds, pitch(root + third), 0.5, 4 * ring)
        degree = int(np.clip(degree + random.integers(-2, 3), 4, 14))
        if lead and random.random() < 0.85:
            add(beat_number * beat_seconds, pitch(degree), 0.7, ring)
    drums = at(LEVEL, beat(random, r)) * 10 ** random.uniform(-1, 0) if random.random() < 0.4 else 0
    return in_room(random, at(LEVEL, result[:SAMPLES]) + drums)


def song(random: Random, r: Recorded) -> Sound:
    """A voice alone that sings."""
    return in_room(random, singing.sung(random, one(random, r.voices), SECONDS))


def choir(random: Random, r: Recorded) -> Sound:
    """Two to four parts without accompaniment, of one or two voices."""
    parts = random.integers(2, 5)
    return in_room(random, singing.sung(random, one(random, r.voices), SECONDS, parts))
