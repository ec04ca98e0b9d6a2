"""What a record's pitch moves though the music is the same: other tunings, the pitch fader, records out of tune.

    python -m measure.pitch DATA [--clips N] [--without-harmony]

Each fold's student (measure/runs.py) hears clips that it never heard, drawn by a seed. Prints how far the summary of a
clip moves when all of it is played faster or slower, or at another pitch; how far updates move at most while a fader
moves and after, beside the same change of tempo at one pitch, and beside updates that lie elsewhere in time; and how
far updates of a cross-fade lie outside of what is said of the two records alone. --without-harmony shows what the
encoder does by itself.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import numpy as np
import torch
from scipy.ndimage import map_coordinates

from card import tables
from data.clips import FOLDS, Clip, read_clips, split
from measure import sounds
from measure.runs import Hearing, Moods, seconds
from train.listener import STEP_SECONDS

SECONDS = 30.0  # of a clip
SHORTEST = 25.0
MOVES, TAKES = 10.0, 4.0  # seconds at which a fader begins to move, and which it takes
FADES, LONG = 12.0, 8.0  # seconds at which a cross-fade begins, and which it takes
REMEMBERED = 4.0  # seconds after it that count as well
SEMITONE = 2 ** (1 / 12)
SPEEDS = {  # of the whole clip, pitch and tempo
    "pitch fader −3 %": 0.97,
    "pitch fader +3 %": 1.03,
    "pitch fader −8 %": 0.92,
    "pitch fader +8 %": 1.08,
    "A = 432 Hz (−1.8 %)": 432 / 440,
    "a whole semitone up (+6 %)": SEMITONE,
    "a whole semitone down (−6 %)": 1 / SEMITONE,
}
FADERS = {"0 to +8 %": 1.08, "0 to −8 %": 0.92}


def played(sound: np.ndarray, speed: float | np.ndarray) -> np.ndarray:
    """The sound at a speed, or at that of each sample played."""
    if np.isscalar(speed):
        place = np.arange(int(len(sound) / speed)) * speed
    else:
        place = np.cumsum(speed) - speed[0]
        place = place[place < len(sound) - 1]
    return map_coordinates(sound.astype(np.float64), [place], order=5, mode="nearest")


def moving(samples: int, end: float) -> np.ndarray:
    """The speed of each sample played while a fader moves from 1 to `end`."""
    seconds = np.arange(round(1.1 * samples)) / sounds.RATE
    return 1 + (end - 1) * np.clip((seconds - MOVES) / TAKES, 0, 1)


def place(seconds: np.ndarray, end: float) -> np.ndarray:
    """Where in the sound such a fader has come to."""
    since = seconds - MOVES
    return seconds + (end - 1) * (np.clip(since, 0, TAKES) ** 2 / (2 * TAKES) + np.maximum(since - TAKES, 0))


def detuned(sound: np.ndarray, cents: float) -> np.ndarray:
    """At another pitch and the same tempo."""
    return sounds.filtered(sound, f"rubberband=pitch={2 ** (cents / 1200)}")


def tempo_moving(sound: np.ndarray, end: float) -> np.ndarray:
    """What the fader does to the tempo, at one pitch."""
    times = np.arange(0, TAKES, 0.1) + 0.1
    orders = ";".join(f"{MOVES + t:.1f} atempo tempo {1 + (end - 1) * t / TAKES:.4f}" for t in times)
    return sounds.filtered(sound, f"asendcmd=c='{orders}',atempo=1")


def summary(moods: Moods) -> np.ndarray:
    """Means of section's valence and arousal, and the likeliest quadrant: [3]."""
    section = moods[:, 1]
    return np.array([*section[:, :2].mean(0), section[:, 3:7].mean(0).argmax()])


def furthest(changed: Moods, plain: Moods, at: np.ndarray) -> np.ndarray:
    """How far valence lies at most from what was said of the same place of the plain sound: now and section.

    `at` is where in the plain sound the updates lie, in seconds; updates count from MOVES on.
    """
    counts = (seconds(changed) > MOVES) & (at <= seconds(plain)[-1])
    off = [np.interp(at[counts], seconds(plain), plain[:, row, 0]) - changed[counts, row, 0] for row in (0, 1)]
    return np.max(np.abs(off), 1)


def cross_faded(sound: np.ndarray, other: np.ndarray) -> np.ndarray:
    """The sound up to FADES + LONG, and over to the other one from its start on."""
    return sounds.joined([sound[: round((FADES + LONG) * sounds.RATE)], other], LONG)


def outside(faded: Moods, first: Moods, second: Moods, axis: int = 0) -> np.ndarray:
    """How far a cross-fade's valence (axis 0) lies at most outside of what was said of the two alone: now, section."""
    during = (seconds(faded) > FADES) & (seconds(faded) <= FADES + LONG + REMEMBERED)
    values = np.concatenate([first, second])[:, :, axis]
    low, high = np.min(values, 0), np.max(values, 0)
    said = faded[during][:, :, axis]
    return np.max(np.maximum(np.maximum(low - said, said - high), 0), 0)


def drawn(data: Path, rows: list[Clip], fold: str) -> Iterator[tuple[Clip, np.ndarray]]:
    """Clips with values that the fold's student never heard, long enough, in an order drawn by a seed; their sound."""
    valued = [clip for clip in split(rows, fold)[1] if clip.dataset != "clusters"]
    for index in np.random.default_rng([int(fold), 44]).permutation(len(valued)):
        sound = sounds.excerpt(data / valued[index].file, SECONDS)
        if len(sound) >= SHORTEST * sounds.RATE:
            yield valued[index], sound


@dataclass
class Found:
    """By the name of a change: of each clip, how far its summary moved, and its updates at most."""

    summaries: dict[str, list[np.ndarray]]
    updates: dict[str, list[np.ndarray]]

    def hear(self, hearing: Hearing, sound: np.ndarray, other: np.ndarray) -> None:
        """A clip, and another one to fade over to."""
        plain = hearing.sound(sound)
        made = {name: played(sound, speed) for name, speed in SPEEDS.items()}
        made["50 cents up, same tempo"] = detuned(sound, 50)
        made |= {f"tempo {s:+.0%}, pitch kept".replace("%", " %"): sounds.retimed(sound, 1 + s) for s in (0.08, -0.08)}
        for name, changed in made.items():
            difference = summary(hearing.sound(changed)) - summary(plain)
            self.summaries.setdefault(name, []).append(np.abs(difference))

        def move(name: str, changed: np.ndarray, where: Callable[[np.ndarray], np.ndarray]) -> None:
            moods = hearing.sound(changed)
            self.updates.setdefault(name, []).append(furthest(moods, plain, where(seconds(moods))))

        for name, end in FADERS.items():
            fader = played(sound, moving(len(sound), end))
            move(f"pitch fader {name} in {TAKES:.0f} s", fader, lambda t: place(t, end))
            move(f"tempo {name}, pitch kept", tempo_moving(sound, end), lambda t: place(t, end))
        late = STEP_SECONDS / 2
        move(f"nothing, but updates {late} s later", sound[round(late * sounds.RATE) :], lambda t: t + late)
        for name, cents in (("in tune", 0.0), ("50 cents apart", 50.0)):
            second = played(other, 2 ** (cents / 1200))
            moods = outside(hearing.sound(cross_faded(sound, second)), plain, hearing.sound(second))
            self.updates.setdefault(f"cross-fade of two clips, {name}", []).append(moods)


def of_summaries(found: Found) -> str:
    body = []
    for name, moved in found.summaries.items():
        valence, arousal, quadrant = np.array(moved).T
        cells = [f"{np.median(x):.3f}, {np.quantile(x, 0.9):.3f}" for x in (valence, arousal)]
        body.append([name, *cells, f"{np.sum(quadrant > 0)} of {len(quadrant)}"])
    head = ["change", "valence median, p90", "arousal median, p90", "quadrants changed"]
    return tables.markdown("What moves the summary of a clip", head, body)


def of_updates(found: Found) -> str:
    body = []
    for name, moved in found.updates.items():
        quantiles = [f"{np.quantile(x, q):.3f}" for x in np.array(moved).T for q in (0.5, 0.9, 1)]
        body.append([name, *quantiles])
    head = ["", *(f"{horizon}, {which}" for horizon in ("now", "section") for which in ("median", "p90", "most"))]
    return tables.markdown("Valence, the furthest update of each clip", head, body)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path, help="the folder with labels.csv")
    parser.add_argument("--clips", type=int, default=8, help="of each fold")
    parser.add_argument("--without-harmony", action="store_true", help="only what the encoder hears moves the mood")
    options = parser.parse_args()
    torch.set_num_threads(1)
    rows, found = read_clips(options.data), Found({}, {})
    for fold in map(str, range(FOLDS)):
        hearing = Hearing(fold, not options.without_harmony)
        chosen = [sound for _, sound in islice(drawn(options.data, rows, fold), options.clips)]
        for number, sound in enumerate(chosen):
            found.hear(hearing, sound, chosen[number - 1])
    print(of_summaries(found))
    print(of_updates(found))


if __name__ == "__main__":
    main()
