"""What a DJ does to a record moves how much though the music is the same, beside the bounds that are wanted.

    python -m measure.dj DATA FOLDER [--clips N]

Each fold's student (measure/runs.py) hears clips that it never heard, drawn by a seed as in measure/pitch.py, as they
are and changed by measure/records.py. FOLDER keeps what was heard of each clip: what is there isn't heard again, and
the tables are of all that is there. Differences are divided by the spread of the clean clips, the p90 of |value|.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import numpy as np
import torch
from scipy.stats import binomtest

from card import tables
from data.clips import FOLDS, read_clips
from measure import records
from measure.paired import spread
from measure.pitch import cross_faded, drawn, outside, summary
from measure.runs import Hearing, Moods, seconds
from train.outputs import VALUES

SURE = 0.5  # confidence from which on a clip's quadrant is to stay
SETTLED, LATER = 2.0, 8.0  # seconds after the end of what passes
FORGOTTEN = 0.05  # so near is as if nothing had been
STRAYS = 0.1  # outside of both moods of a cross-fade
QUADRANTS = 0.07  # upper end of the interval of the share that changes
USUAL = {"median": 0.05, "p90": 0.15}  # of what a listener hears as no change
Bounds = dict[str, float]  # by the figure; none where a listener hears another piece
BOUNDS: dict[str, list[Bounds]] = {  # of valence, of arousal; those of all others are USUAL
    records.BASS: [{"p90": 0.1}, {"p90": 0.2}],
    records.DULL: [USUAL, {"lower by, p90": 0.3}],
    **{name: [{}, {}] for name in (records.MID, records.TREBLE, records.TALK)},
}
FIGURES = {  # of signed differences
    "median": lambda x: np.median(np.abs(x)),
    "p90": lambda x: np.quantile(np.abs(x), 0.9),
    "lower by, p90": lambda x: np.quantile(-x, 0.9),
}
Kept = dict[str, Any]  # of a clip: clean, whole, passing, fade


def late(changed: Moods, plain: Moods, end: float) -> list[list[list[float]]]:
    """After `end`, how far valence and arousal of each update are from the plain sound's: [updates][horizon][axis]."""
    count = min(len(changed), len(plain))
    after = seconds(plain)[:count] > end  # the first is a step after it, as `end` is a whole number of them
    return np.abs(changed[:count] - plain[:count])[after][:, :, :2].tolist()


def heard(hearing: Hearing, sound: np.ndarray, other: np.ndarray) -> Kept:
    """All changes of a clip, and a cross-fade to another one."""
    plain, second = hearing.sound(sound), hearing.sound(other)
    fade = hearing.sound(cross_faded(sound, other))
    return {
        "clean": [*summary(plain), float(hearing.confidence(plain).mean())],
        "whole": {name: summary(hearing.sound(change(sound))).tolist() for name, change in records.WHOLE.items()},
        "passing": {
            name: late(hearing.sound(change(sound)), plain, end) for name, (change, end) in records.PASSING.items()
        },
        "fade": [outside(fade, plain, second, axis).tolist() for axis in (0, 1)],
    }


def hear(data: Path, folder: Path, clips: int) -> None:
    """Hears so many clips of each fold, a clip of each in turn, and keeps what isn't kept yet."""
    folder.mkdir(parents=True, exist_ok=True)
    rows = read_clips(data)
    folds = {fold: (Hearing(fold), drawn(data, rows, fold)) for fold in map(str, range(FOLDS))}
    before = {fold: next(order)[1] for fold, (_, order) in folds.items()}
    for _ in range(clips):
        for fold, (hearing, order) in folds.items():
            clip, sound = next(order)
            target = folder / f"{clip.key}.json"
            if not target.exists():
                partial = target.with_suffix(".partial")
                partial.write_text(json.dumps(heard(hearing, sound, before[fold])))
                partial.rename(target)
            before[fold] = sound


def cell(values: np.ndarray, bounds: Bounds) -> tuple[str, bool]:
    """Median and p90, and whether the bounds hold."""
    text = f"{np.median(np.abs(values)):.3f}, {np.quantile(np.abs(values), 0.9):.3f}"
    extra = [f"{name} {FIGURES[name](values):.3f}" for name in bounds if name not in USUAL]
    return "; ".join([text, *extra]), all(FIGURES[name](values) <= bound for name, bound in bounds.items())


def named(bounds: Bounds) -> str:
    return ", ".join(f"{name} ≤ {bound}" for name, bound in bounds.items()) if bounds else "none"


def of_whole(kept: list[Kept], spreads: np.ndarray) -> str:
    clean = np.array([clip["clean"] for clip in kept])
    sure = clean[:, 3] >= SURE
    body = []
    for name in records.WHOLE:
        said = np.array([clip["whole"][name] for clip in kept])
        bounds = BOUNDS.get(name, [USUAL] * 2)
        cells, held = zip(*(cell((said - clean[:, :3])[:, a] / spreads[a], bounds[a]) for a in (0, 1)))
        moved = int(np.sum((said[:, 2] != clean[:, 2])[sure]))
        low, high = binomtest(moved, int(sure.sum())).proportion_ci(method="wilson")
        share = f"{moved} of {sure.sum()} [{100 * low:.1f}, {100 * high:.1f} %]"
        wanted = " / ".join(dict.fromkeys(map(named, bounds)))
        answers = [("yes" if yes else "**no**") if bound else "–" for bound, yes in zip(bounds, held)]
        body.append([name, *cells, wanted, *answers, share, "yes" if high <= QUADRANTS else "**no**"])
    head = ["change", *(f"{axis} median, p90" for axis in VALUES[:2]), "bounds", "valence holds", "arousal holds"]
    head += [f"quadrants changed, confidence from {SURE}", f"upper end ≤ {QUADRANTS:.0%}".replace("%", " %")]
    return tables.markdown(f"Summaries of {len(kept)} clips, out of fold.", head, body)


def of_passing(kept: list[Kept], spreads: np.ndarray) -> str:
    """How far updates are from the plain sound's after the end, and when the last one is that is too far."""
    body = []
    for name in records.PASSING:
        for row, horizon in enumerate(("now", "section")):
            off = [np.max(np.array(clip["passing"][name])[:, row] / spreads, 1) for clip in kept]
            times = [seconds(of_clip) for of_clip in off]
            since = np.array([np.max(t[o > FORGOTTEN], initial=0) for t, o in zip(times, off)])
            then = [np.array([o[t == moment].item() for t, o in zip(times, off)]) for moment in (SETTLED, LATER)]
            cells = [f"{np.median(x):.3f}, {np.quantile(x, 0.9):.3f}" for x in then]
            share = tables.percent(float(np.mean(since < SETTLED)))
            body.append([name, horizon, *cells, share, f"{np.median(since):.1f} s"])
    head = ["change", "", *(f"off {moment:.0f} s after its end, median, p90" for moment in (SETTLED, LATER))]
    head += [f"clips within {FORGOTTEN} from {SETTLED:.0f} s on", "the last update that isn't, median"]
    return tables.markdown("What has ended, valence and arousal.", head, body)


def of_fades(kept: list[Kept], spreads: np.ndarray) -> str:
    fades = np.array([clip["fade"] for clip in kept]) / spreads[:, None]
    body = []
    for row, horizon in enumerate(("now", "section")):
        for axis, name in enumerate(VALUES[:2]):
            off = fades[:, axis, row]
            quantiles = [f"{np.quantile(off, q):.3f}" for q in (0.5, 0.9, 1)]
            body.append([name, horizon, *quantiles, tables.percent(float(np.mean(off > STRAYS)))])
    head = ["", "", "median", "p90", "most", f"fades that go further than {STRAYS}"]
    return tables.markdown("Outside of both moods in a cross-fade at equal level, the furthest update.", head, body)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path, help="the folder with labels.csv")
    parser.add_argument("folder", type=Path, help="where to keep what was heard")
    parser.add_argument("--clips", type=int, default=12, help="of each fold; 0 shows what is there")
    options = parser.parse_args()
    torch.set_num_threads(1)
    hear(options.data, options.folder, options.clips)
    kept = [json.loads(path.read_text()) for path in sorted(options.folder.glob("*.json"))]
    spreads = np.array([spread(np.array([clip["clean"][axis] for clip in kept])) for axis in (0, 1)])
    print("Spread of the clean clips:", ", ".join(f"{a} {s:.3f}" for a, s in zip(VALUES, spreads)), "\n")
    for table in (of_whole, of_passing, of_fades):
        print(table(kept, spreads))


if __name__ == "__main__":
    main()
