"""How the mood follows the music: hard cuts and cross-fades between clips of different quadrants."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from card import tables
from data.clips import Clip
from measure import sounds
from measure.product import HORIZONS, LENGTHS, Product, Track

BEFORE, AFTER = 4.0, 8.0  # seconds whose median is where the mood came from, and where it goes
FIRST, SECOND = 16.0, 24.0  # seconds of the clips at a cut
ALONE, FADE = 18.0, 8.0  # of each clip at a cross-fade
SHORTEST_WAY = 0.3
COVERED = 0.8


@dataclass(frozen=True)
class Joint:
    """Two clips, by their index in what was given; when the second begins, and the track of both."""

    first: int
    second: int
    seconds: float
    track: Track


def pairs(clips: list[Clip], count: int, random: np.random.Generator) -> list[tuple[int, int]]:
    """`count` pairs of clips for each two quadrants, in both orders, as indices."""
    of_quadrant = [[i for i, clip in enumerate(clips) if clip.quadrant == q] for q in range(4)]
    orders = [(a, b) for a in range(4) for b in range(4) if a != b and of_quadrant[a] and of_quadrant[b]]
    return [(int(random.choice(of_quadrant[a])), int(random.choice(of_quadrant[b]))) for a, b in orders * count]


def joints(product: Product, folder: Path, clips: list[Clip], fold: str, count: int, fade: float) -> list[Joint]:
    """Joins clips, over `fade` seconds or (0) at once, at any place between updates, and hears them."""
    random = np.random.default_rng([int(fold), int(fade)])
    first, second = (ALONE + fade, ALONE + fade) if fade else (FIRST, SECOND)
    made, chosen = [], pairs(clips, count, random)
    with tempfile.TemporaryDirectory() as temporary:
        files = []
        for number, (a, b) in enumerate(chosen):
            lengths = (first + random.uniform(0, 0.5), second)
            files_of = (folder / clips[i].file for i in (a, b))
            pieces = [sounds.excerpt(f, length, sounds.FADED_IN) for f, length in zip(files_of, lengths)]
            made.append(len(pieces[0]) / sounds.RATE - fade)
            files.append(sounds.write(Path(temporary) / f"{number:04}.wav", sounds.joined(pieces, fade)))
        heard = product.hear(files, fold)
    return [Joint(a, b, seconds, track) for (a, b), seconds, track in zip(chosen, made, heard)]


def time_to_cover(cut: Joint, horizon: str) -> float:
    """Seconds from a cut until the mood has come COVERED of its way; infinite if it never does, NaN for short ways."""
    since, plane = cut.track.seconds - cut.seconds, cut.track.plane(horizon)
    before, after = (since > -BEFORE) & (since <= 0), since > since[-1] - AFTER
    start, way = np.median(plane[before], 0), np.median(plane[after], 0) - np.median(plane[before], 0)
    if not np.linalg.norm(way) >= SHORTEST_WAY:
        return np.nan
    progress = (plane - start) @ way / (way @ way)
    there = since[(since > 0) & (progress >= COVERED)]
    return float(there[0]) if len(there) else np.inf


def of_cuts(cuts: list[Joint]) -> str:
    """A table of the time that it takes to follow a cut."""
    rows = []
    for horizon, aim in zip(HORIZONS, (2, 12)):
        times = np.array([time_to_cover(cut, horizon) for cut in cuts])
        times = times[~np.isnan(times)]
        if not len(times):
            continue
        early, median, late = np.percentile(times, [10, 50, 90], method="nearest")
        within = f"{tables.percent(float(np.mean(times <= aim)))} in {aim} s"
        rows.append([horizon, f"{median:.1f} s", f"{early:.1f} s, {late:.1f} s", within, str(len(times))])
    title = (
        f"Hard cuts between clips of different quadrants: time until {tables.percent(COVERED)} of the way in the "
        f"valence-arousal plane is covered, where it is at least {SHORTEST_WAY} long ({len(cuts)} cuts were made). "
        "Audio time; the effect comes 140 ms later."
    )
    return tables.markdown(title, ["horizon", "median", "p10, p90", "share", "cuts"], rows)


def strays(fade: Joint, clips: list[Clip], singles: list[Track], horizon: str) -> np.ndarray:
    """For each update that hears the fade: does it name a quadrant that is no label of the two clips, and that
    neither clip alone ever brings? [updates] bool."""
    known = {clips[fade.first].quadrant, clips[fade.second].quadrant, -1}
    known |= {int(q) for i in (fade.first, fade.second) for q in singles[i].quadrants(horizon)}
    since = fade.track.seconds - fade.seconds
    during = (since > 0) & (since <= FADE + LENGTHS[horizon])
    return ~np.isin(fade.track.quadrants(horizon)[during], list(known))


def of_fades(fades: list[tuple[Joint, list[Clip], list[Track]]]) -> str:
    """A table of fades that lead through an unrelated quadrant; each fade with the clips and tracks it indexes."""
    rows = []
    groups = {
        "all": lambda a, b: True,
        "neighbouring quadrants": lambda a, b: (a - b) % 2 == 1,
        "opposite quadrants": lambda a, b: (a - b) % 2 == 0,
    }
    for horizon in HORIZONS:
        for name, belongs in groups.items():
            chosen = [f for f in fades if belongs(f[1][f[0].first].quadrant, f[1][f[0].second].quadrant)]
            if chosen:
                stray = [strays(*fade, horizon) for fade in chosen]
                some = np.array([s.any() for s in stray], float)
                updates = float(np.mean(np.concatenate(stray)))
                share = tables.interval(tables.share(some, np.ones(len(some))))
                rows.append([horizon, name, share, tables.figure(updates), str(len(chosen))])
    title = (
        f"Cross-fades of {FADE:.0f} s at equal power: share of fades in which an update names a quadrant that is "
        "neither clip's label and that neither clip brings when it plays alone, from the fade's beginning until the "
        "horizon has left it."
    )
    return tables.markdown(title, ["horizon", "between", "fades that stray", "updates that stray", "fades"], rows)
