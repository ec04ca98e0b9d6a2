"""Stretches of music, of no music, and of one cut into the other: what is learnt from to tell them apart.

Clips and sounds alike go through filters: a missing band is to tell nothing. Talk over a clip that the fold is measured
with is left out.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from data import contract, features, moves, nonmusic, scenes
from data.audio import uniform_log
from data.batches import equaliser
from data.clips import Clip

BANDS = contract.load()["front_end"]["bands"]
STEP, CONTEXT = (contract.load()["steps"][name] for name in ("hops", "context_hops"))
SEED = 7
COUNT = 12_000  # stretches that are learnt from
LONGEST, BEFORE, AFTER = 250, 150, 120  # frames of a stretch without a cut, before one, after one
SHARES = (0.3, 0.3, 0.25, 0.15)  # of sounds, clips, clips cut to sounds, sounds cut to clips
MADE = 0.25  # share of the sounds that are noise, tones, clicks or synthetic speech, whatever else there is of them
NEAR = 0.3  # share of the music that is not a clip but lies near to no music
TWICE = 0.3  # share of the steps that are heard without what came before, as a stream's first one may be
WHOLE, PART = 0.95, 0.85  # of the newest half second is music: it is to pass from there on, and to be shut up to there
FILTERED = 0.25  # share of the stretches through a high cut, and through a low cut
SILENCE = 0.5 * np.log10(moves.FLOOR)


def filtered(frames: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """Through another equaliser, and perhaps a high cut or a low cut of 6, 12 or 24 dB an octave."""
    frames = frames.astype(np.float32)
    change = equaliser(BANDS, random)
    for lowest, highest, falls in ((700, 5000, 1), (60, 500, -1)):
        if random.random() < FILTERED:
            hertz = uniform_log(random, lowest, highest)
            change -= 0.5 * np.log10(1 + (moves.CENTRES / hertz) ** (2 * falls * random.choice([1, 2, 4])))
    frames[:, :BANDS] = np.maximum(frames[:, :BANDS] + change, SILENCE)
    return frames


class Material:
    """Feature frames of clips, of music near to none, and of what is none."""

    def __init__(self, clips: list[Clip], unheard: list[Clip]) -> None:
        self.clips = [features.load(clip) for clip in clips]
        secret = {clip.key for clip in unheard}
        self.near, self.nothing = scenes.load("music", secret), scenes.load("nothing", secret)
        self.made = [frames for kind in nonmusic.KINDS for frames in scenes.load(f"nothing-{kind.__name__}", secret)]

    def music(self, random: np.random.Generator, frames: int) -> np.ndarray:
        return excerpt(self.near if random.random() < NEAR else self.clips, random, frames)

    def sound(self, random: np.random.Generator, frames: int) -> np.ndarray:
        return excerpt(self.made if random.random() < MADE else self.nothing, random, frames)

    def stretch(self, random: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
        """Frames [n, features], and which of them are music [n]."""
        kind = random.choice(len(SHARES), p=SHARES)
        if kind < 2:
            frames = self.sound(random, LONGEST) if kind == 0 else self.music(random, LONGEST)
            return filtered(frames, random), np.full(len(frames), float(kind))
        music, sound = self.music(random, BEFORE), self.sound(random, AFTER)
        music, sound = filtered(music, random), filtered(sound, random)
        sound[:, :BANDS] += music[:, :BANDS].mean() - sound[:, :BANDS].mean() + random.normal(0, 0.15)
        start = int(random.integers(STEP))
        pieces = [(music, 1.0), (sound, 0.0)] if kind == 2 else [(sound, 0.0), (music, 1.0)]
        frames = np.concatenate([piece for piece, _ in pieces])
        return frames[start:], np.concatenate([np.full(len(piece), value) for piece, value in pieces])[start:]

    def examples(self) -> Iterator[tuple[np.ndarray, np.ndarray]]:
        """The steps of each stretch."""
        return (self.steps(number) for number in range(COUNT))

    def steps(self, number: int) -> tuple[np.ndarray, np.ndarray]:
        """Of the stretch of that number what is heard at each step that is to pass or to be shut
        [steps, CONTEXT, features], and 1 where it is to pass [steps]; what is in between is left out."""
        random = np.random.default_rng([SEED, number])
        frames, music = self.stretch(random)
        ends = np.arange(STEP, len(frames) + 1, STEP)
        past = np.maximum(ends[:, None] - CONTEXT + np.arange(CONTEXT), 0)
        alone = ends[:, None] - STEP + np.arange(CONTEXT) % STEP
        index = np.where(random.random((len(ends), 1)) < TWICE, alone, past)
        part = np.array([music[end - STEP : end].mean() for end in ends])
        clear = (part <= PART) | (part >= WHOLE)
        return frames[index[clear]], (part[clear] >= WHOLE).astype(np.float32)


def excerpt(those: list[np.ndarray], random: np.random.Generator, frames: int) -> np.ndarray:
    chosen = those[random.integers(len(those))]
    start = random.integers(0, max(1, len(chosen) - frames + 1))
    return chosen[start : start + frames].astype(np.float32)
