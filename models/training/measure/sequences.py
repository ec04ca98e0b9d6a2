"""Twenty varied sequences of clips, as a DJ or a producer would make them: what the page of curves shows."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path

import numpy as np

from card import tables
from card.page import Curves, Part, Said
from data.clips import FOLDS, QUADRANTS, Clip
from measure import sounds
from measure.product import HORIZONS, STEP_SECONDS, Product, Track

LONGEST = 28.0  # seconds that every clip has, about
FADE = 8.0
OPEN_HERTZ, SHUT_HERTZ, THIN_HERTZ = 20_000.0, 250.0, 500.0


@dataclass(frozen=True)
class Sequence:
    """What is played, and what was heard. Marks are (second, what happens there)."""

    number: int
    name: str
    parts: list[Part]
    marks: list[tuple[float, str]]
    track: Track

    def right(self, horizon: str) -> float:
        """Share of the updates that name a quadrant which plays at that moment."""
        said = self.track.quadrants(horizon)
        playing = [{p.quadrant for p in self.parts if p.start < t <= p.end} for t in self.track.seconds]
        known = [q in quadrants for q, quadrants in zip(said, playing) if q >= 0 and quadrants]
        return float(np.mean(known)) if known else np.nan

    def curves(self) -> Curves:
        """What the page of curves shows of it."""
        track = self.track
        said = {h: Said(track.plane(h), track.quadrants(h), track.confidence(h), self.right(h)) for h in HORIZONS}
        return Curves(self.number, self.name, self.parts, self.marks, track.seconds, STEP_SECONDS, said)


@dataclass(frozen=True)
class Made:
    """A sequence that nobody has heard yet: its samples, the second at which each clip starts and ends, its marks."""

    sound: np.ndarray
    spans: list[tuple[float, float]]
    marks: list[tuple[float, str]]


def chain(pieces: list[np.ndarray], seconds: float, overlap: float = 0) -> Made:
    """The first `seconds` of each clip, cut or cross-faded."""
    pieces = [piece[: round(seconds * sounds.RATE)] for piece in pieces]
    spans, start = [], 0.0
    for piece in pieces:
        spans.append((start, start + len(piece) / sounds.RATE))
        start = spans[-1][1] - overlap
    return Made(sounds.joined(pieces, overlap), spans, [])


def cuts(pieces: list[np.ndarray]) -> Made:
    return chain(pieces, 26 if len(pieces) == 2 else 18)


def quick_cuts(pieces: list[np.ndarray]) -> Made:
    return chain(pieces, 8)


def fades(pieces: list[np.ndarray]) -> Made:
    return chain(pieces, 27, FADE)


def build(pieces: list[np.ndarray]) -> Made:
    """The last clip opens up from far away: louder and brighter over 14 s, then as it is."""
    made = chain(pieces, 20 if len(pieces) > 1 else LONGEST)
    start, top = made.spans[-1][0], made.spans[-1][0] + 14
    risen = made.sound[round(start * sounds.RATE) :]
    risen = sounds.swept(risen, [(0, SHUT_HERTZ), (13.5, 4000), (14, OPEN_HERTZ)], "low")
    risen = sounds.envelope(risen, [(0, -18), (14, 0)])
    whole = sounds.joined([made.sound[: round(start * sounds.RATE)], risen])
    return Made(whole, made.spans, [(start, "build"), (top, "drop")])


def breakdown(pieces: list[np.ndarray]) -> Made:
    """The low end goes for 9 s in the middle."""
    made = chain(pieces, LONGEST)
    points = [(9.0, 20.0), (9.5, THIN_HERTZ), (18.0, THIN_HERTZ), (18.1, 20.0)]
    return Made(sounds.swept(made.sound, points, "high"), made.spans, [(9, "no low end"), (18, "back")])


def quiet(pieces: list[np.ndarray]) -> Made:
    """Quiet and dull for 9 s in the middle."""
    made = chain(pieces, LONGEST)
    dull = sounds.swept(made.sound, [(9, OPEN_HERTZ), (10, 800), (17.5, 800), (18, OPEN_HERTZ)], "low")
    sound = sounds.envelope(dull, [(9, 0), (10, -18), (17.5, -18), (18, 0)])
    return Made(sound, made.spans, [(9, "−18 dB, dull"), (18, "back")])


def tempo(pieces: list[np.ndarray]) -> Made:
    """The same 14 s as they are, a quarter faster, a fifth slower."""
    made = chain(pieces, 14)
    speeds = [made.sound, sounds.retimed(made.sound, 1.25), sounds.retimed(made.sound, 0.8)]
    ends = np.cumsum([len(sound) / sounds.RATE for sound in speeds])
    return Made(sounds.joined(speeds), [(0.0, float(ends[-1]))], [(ends[0], "tempo × 1.25"), (ends[1], "× 0.8")])


def gap(pieces: list[np.ndarray]) -> Made:
    """4 s of silence between two clips."""
    pieces = [piece[: 20 * sounds.RATE] for piece in pieces]
    sound = sounds.joined([pieces[0], np.zeros(4 * sounds.RATE), pieces[1]])
    return Made(sound, [(0.0, 20.0), (24.0, 24 + len(pieces[1]) / sounds.RATE)], [])


Recipe = tuple[str, str, Callable[[list[np.ndarray]], Made]]  # quadrants in order, what it is, how it is made
RECIPES: tuple[Recipe, ...] = (
    ("13", "hard cut", cuts),
    ("32", "hard cut", cuts),
    ("42", "hard cut", cuts),
    ("14", "hard cut", cuts),
    ("1234", "hard cuts", cuts),
    ("4132", "hard cuts", cuts),
    ("142314", "quick cuts", quick_cuts),
    ("14", "cross-fade of 8 s", fades),
    ("31", "cross-fade of 8 s", fades),
    ("24", "cross-fade of 8 s", fades),
    ("341", "cross-fades of 8 s", fades),
    ("1", "build and drop", build),
    ("2", "build and drop", build),
    ("31", "cut into a build", build),
    ("1", "breakdown: no low end", breakdown),
    ("2", "breakdown: quiet and dull", quiet),
    ("4", "breakdown: no low end", breakdown),
    ("1", "tempo changes", tempo),
    ("3", "tempo changes", tempo),
    ("23", "4 s of silence between", gap),
)


def heard(product: Product, folder: Path, clips: list[Clip], fold: str) -> list[Sequence]:
    """The sequences that fall to a fold (every fifth one), made of its clips and heard by its model."""
    random = np.random.default_rng([int(fold), 20])
    shuffled = [clips[i] for i in random.permutation(len(clips))]
    of_quadrant = [cycle([clip for clip in shuffled if clip.quadrant == q]) for q in range(4)]
    there = {clip.quadrant for clip in clips}
    mine = [(number, *recipe) for number, recipe in enumerate(RECIPES, 1) if number % FOLDS == int(fold)]
    mine = [recipe for recipe in mine if all(int(q) - 1 in there for q in recipe[1])]
    made = []
    with tempfile.TemporaryDirectory() as temporary:
        files = []
        for number, quadrants, _, make in mine:
            chosen = [next(of_quadrant[int(q) - 1]) for q in quadrants]
            made.append(make([sounds.excerpt(folder / clip.file, LONGEST, sounds.FADED_IN) for clip in chosen]))
            files.append(sounds.write(Path(temporary) / f"{number}.wav", made[-1].sound))
        tracks = product.hear(files, fold)
    result = []
    for (number, quadrants, kind, _), sequence, track in zip(mine, made, tracks):
        parts = [Part(int(q) - 1, start, end) for q, (start, end) in zip(quadrants, sequence.spans)]
        name = f"{' → '.join(QUADRANTS[part.quadrant] for part in parts)}, {kind}"
        result.append(Sequence(number, name, parts, sequence.marks, track))
    return result


def of_sequences(all_of_them: list[Sequence]) -> str:
    """A table of the sequences, with how often the quadrant is one that plays at that moment."""
    rows = [
        [str(s.number), s.name, *(tables.percent(s.right(horizon)) for horizon in HORIZONS)] for s in all_of_them
    ]
    title = "The sequences of the page of curves; right: the update names a quadrant that plays at that moment."
    return tables.markdown(title, ["", "sequence", "now right", "section right"], rows)
