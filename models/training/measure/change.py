"""Whether changes of the music are told: at the joints of clips, in clips alone, and in the demo mix.

    python -m measure.change DATA FOLDERS [--folds 2 3 4] [--sequences N]

FOLDERS holds the folds' models, 0 to 4; each hears clips that it never heard. The detector's numbers were chosen with
the clips and models of the folds 0 and 1, so the others are measured by default. Sequences of four clips, chosen at
random, of 15 to 25 s each and of one loudness, are joined by hard cuts (half of the sequences), cross-fades of 2 s and
of 5 s. A change is in time from the joint's beginning until 2.5 s after its middle, late until 4 s after its end; all
others are false, and so are all in clips alone, although a clip may well have a new section. Of clips alone the first
10 s aren't counted, in which little is told, nor the last 3 s, in which many are faded out. The demo mix is heard by
the model that ships.
"""

from __future__ import annotations

import argparse
import csv
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from card import tables
from data import contract, features
from data.audio import decode
from data.clips import FOLDS, Clip, read_clips, split
from data.frontend import FrontEnd
from measure import sounds
from train.listener import STEP_SECONDS, Ears, Rule, hear

IN_TIME, LATE = 2.5, 4.0  # seconds after a joint's middle, and after its end
KINDS = (0.0, 0.0, 2.0, 5.0)  # seconds of the cross-fades of successive sequences
CLIPS, SHORTEST, LONGEST = 4, 15.0, 25.0
SETTLED, FADED = 10.0, 3.0  # seconds of a clip alone that aren't counted
MIX = contract.MODELS.parent / "cli" / "demo-mix"


@dataclass(frozen=True)
class Joint:
    """Where one piece goes over into the next, and the seconds at which changes were told around it."""

    start: float
    fade: float
    told: list[float]

    @property
    def middle(self) -> float:
        return self.start + self.fade / 2

    @property
    def delay(self) -> float:
        """Seconds from the middle until it was told; NaN if it wasn't in time."""
        return next((t - self.middle for t in self.told if t <= self.middle + IN_TIME), np.nan)


@dataclass(frozen=True)
class Sequence:
    """Its joints, all changes that belong to none, and its minutes."""

    fade: float
    joints: list[Joint]
    false: list[float]
    minutes: float


def changes(ears: Ears, frames: np.ndarray) -> np.ndarray:
    """Seconds at which a change is told."""
    return (np.flatnonzero(hear(ears, frames, Rule.of_contract()).changes) + 1) * STEP_SECONDS


def judged(starts: list[float], fades: list[float], told: np.ndarray, seconds: float) -> Sequence:
    """Which change belongs to which joint."""
    around = [told[(told > start) & (told <= start + fade + LATE)] for start, fade in zip(starts, fades)]
    joints = [Joint(start, fade, list(near)) for start, fade, near in zip(starts, fades, around)]
    false = sorted(set(told) - {t for joint in joints for t in joint.told})
    return Sequence(max(fades), joints, false, seconds / 60)


def sequences(ears: Ears, folder: Path, clips: list[Clip], fold: int, count: int) -> list[Sequence]:
    """Sequences of a fold's clips."""
    random, front_end, made = np.random.default_rng([fold, 4]), FrontEnd.at(sounds.RATE), []
    for number in range(count):
        fade = KINDS[number % len(KINDS)]
        chosen = [clips[i] for i in random.choice(len(clips), CLIPS, replace=False)]
        pieces = [sounds.excerpt(folder / c.file, random.uniform(SHORTEST, LONGEST), sounds.FADED_IN) for c in chosen]
        lengths = [len(piece) / sounds.RATE - fade for piece in pieces]
        told = changes(ears, front_end.frames(sounds.joined(pieces, fade)))
        starts = [float(start) for start in np.cumsum(lengths)[:-1]]
        made.append(judged(starts, [fade] * len(starts), told, sum(lengths) + fade))
    return made


def of_joints(heard: list[Sequence]) -> str:
    """A table of the joints, kind by kind."""
    body = []
    for kind in (*sorted(set(KINDS)), None):
        chosen = [sequence for sequence in heard if kind in (None, sequence.fade)]
        joints = [joint for sequence in chosen for joint in sequence.joints]
        if not joints:
            continue
        delays = np.array([joint.delay for joint in joints])
        in_time = ~np.isnan(delays)
        late = np.array([bool(joint.told) for joint in joints]) & ~in_time
        middle, most = np.quantile(delays[in_time], [0.5, 0.9]) if in_time.any() else (np.nan, np.nan)
        false, minutes = sum(len(s.false) for s in chosen), sum(s.minutes for s in chosen)
        name = "all" if kind is None else f"cross-fade of {kind:.0f} s" if kind else "hard cut"
        share = tables.interval(tables.share(in_time.astype(float), np.ones(len(joints))))
        row = [name, str(len(joints)), share, tables.percent(late.mean()), f"{middle:.1f} s", f"{most:.1f} s"]
        body.append([*row, f"{false / minutes:.2f}"])
    title = f"Changes told at the joints of {len(heard)} sequences; in time until {IN_TIME} s after a joint's middle"
    return tables.markdown(title, ["joint", "of", "in time", "late", "delay, median", "p90", "false a minute"], body)


def of_clips(models: dict[int, Ears], heard_by: dict[int, list[Clip]]) -> str:
    """A table of the changes told in clips alone, which are all taken for false."""
    counts: dict[str, list[tuple[int, float]]] = {}
    for fold, clips in heard_by.items():
        for clip in clips:
            frames = features.load(clip).astype(np.float32)
            end = len(frames) * contract.load()["front_end"]["hop_seconds"] - FADED
            told = changes(models[fold], frames)
            told = told[(told > SETTLED) & (told <= end)]
            for name in (clip.dataset, "all") if end > SETTLED else ():
                counts.setdefault(name, []).append((len(told), (end - SETTLED) / 60))
    body = []
    for name, pairs in sorted(counts.items()):
        told, minutes = np.array(pairs).T
        rate = tables.interval(tables.share(told, minutes))
        body.append([name, str(len(pairs)), f"{minutes.sum():.0f}", rate, tables.percent((told > 0).mean())])
    title = f"Changes told in clips alone, from {SETTLED:.0f} s on until {FADED:.0f} s before their end"
    return tables.markdown(title, ["set", "clips", "minutes", "a minute", "clips with one"], body)


def of_mix(ears: Ears) -> str:
    """A table of the demo mix's joints."""
    with open(MIX / "sections.csv", newline="") as file:
        rows = list(csv.DictReader(file))
    starts = [float(row["start_seconds"]) for row in rows[1:]]
    fades = [float(before["end_seconds"]) - start for before, start in zip(rows, starts)]
    sound = decode(MIX / "demo-mix.ogg", channels=2)
    told = changes(ears, FrontEnd.at(sounds.RATE).frames(sound))
    heard = judged(starts, fades, told, len(sound) / sounds.RATE)
    body = [
        [row["name"], f"{joint.start:.2f} s", row["transition"], ", ".join(f"{t:.1f} s" for t in joint.told) or "-"]
        for row, joint in zip(rows[1:], heard.joints)
    ]
    false = ", ".join(f"{t:.1f} s" for t in heard.false) or "none"
    return tables.markdown(f"The demo mix; false ones: {false}", ["to", "at", "how", "told"], body)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path, help="the folder with labels.csv")
    parser.add_argument("folders", type=Path, help="a folder with exported models in 0 to 4")
    parser.add_argument("--folds", type=int, nargs="+", default=[2, 3, 4], choices=range(FOLDS))
    parser.add_argument("--sequences", type=int, default=51, help="of all folds together")
    options = parser.parse_args()
    rows = read_clips(options.data)
    clips = {fold: split(rows, str(fold))[1] for fold in options.folds}
    models = {fold: Ears(options.folders / str(fold)) for fold in options.folds}
    each = -(-options.sequences // len(clips))
    print(of_mix(Ears(contract.MODELS)))
    print(of_joints([s for f in clips for s in sequences(models[f], options.data, clips[f], f, each)]))
    print(of_clips(models, clips))


if __name__ == "__main__":
    main()
