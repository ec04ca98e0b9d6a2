"""Measures what must not change the mood, through the product's own command: python -m measure.robust DATA FOLDERS.

A sample of clips of each fold is heard by the model that did not learn from it, as it is and changed: level, sample
rate, stereo, coding, a low cut. Whether coding at 24 kb/s matters, which the labelled clips all have behind them, is
judged on the product's own demo mix. Sounds that are no music must have no confidence. Prints the card's tables.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
from scipy.signal import butter, lfilter, sosfilt

from card import tables
from data import contract
from data.audio import decode
from data.clips import FOLDS, Clip, read_clips, split
from measure import sounds, unmusical
from measure.product import AXES, HORIZONS, Product, Track, add_arguments, options_of

DEMO_MIX = contract.MODELS.parent / "cli" / "demo-mix" / "demo-mix.ogg"
RATE = sounds.RATE
LOW_CUT_HERTZ, LOW_CUT_ORDER = 120, 4  # 24 dB an octave
SIDE = 0.25  # level of the side signal against the middle's
ALL_PASSES = (23, 61, 107)  # delays in samples; longer ones would be a room
OPUS = ("-ac", "1", "-c:a", "libopus", "-b:a", "24k")

Change = Callable[[np.ndarray, Path], Path]  # mono samples -> a file of the name given; the ending is the change's


def gain(decibel: float) -> Change:
    return lambda sound, stem: sounds.write(stem.with_suffix(".wav"), sound * 10 ** (decibel / 20))


def rate(hertz: int) -> Change:
    def change(sound: np.ndarray, stem: Path) -> Path:
        plain = sounds.write(stem.with_suffix(".48k.wav"), sound)
        return sounds.converted(plain, stem.with_suffix(".wav"), "-ar", str(hertz), "-c:a", "pcm_f32le")

    return change


def widened(sound: np.ndarray) -> np.ndarray:
    """A slightly decorrelated stereo: the side is the middle through all-passes of a few ms. [samples, 2]"""
    side = sound
    for delay in ALL_PASSES:
        b, a = np.zeros(delay + 1), np.zeros(delay + 1)
        b[[0, -1]], a[[0, -1]] = (-0.5, 1), (1, -0.5)
        side = lfilter(b, a, side)
    return np.stack([sound + SIDE * side, sound - SIDE * side], 1)


def stereo(sound: np.ndarray, stem: Path) -> Path:
    return sounds.write(stem.with_suffix(".wav"), widened(sound))


def mp3(sound: np.ndarray, stem: Path) -> Path:
    """Of the stereo, since 128 kb/s are plenty for one channel."""
    wide = sounds.write(stem.with_suffix(".wide.wav"), widened(sound))
    return sounds.converted(wide, stem.with_suffix(".mp3"), "-c:a", "libmp3lame", "-b:a", "128k")


def low_cut(sound: np.ndarray, stem: Path) -> Path:
    filter_ = butter(LOW_CUT_ORDER, LOW_CUT_HERTZ, "highpass", fs=RATE, output="sos")
    return sounds.write(stem.with_suffix(".wav"), sosfilt(filter_, sound))


CHANGES: dict[str, tuple[Change, float]] = {  # with what is aimed at
    "gain +12 dB": (gain(12), 0.05),
    "gain −12 dB": (gain(-12), 0.05),
    "44.1 kHz": (rate(44_100), 0.03),
    "96 kHz": (rate(96_000), 0.03),
    "stereo, slightly decorrelated": (stereo, 0.02),
    "MP3 at 128 kb/s": (mp3, 0.10),
    f"low cut at {LOW_CUT_HERTZ} Hz": (low_cut, 0.25),
}


def difference(plain: Track, changed: Track) -> list[float]:
    """Mean |difference| over updates, of valence and arousal, now and section; then of the summary."""
    count = min(len(plain.seconds), len(changed.seconds))
    planes = [np.abs(plain.plane(h)[:count] - changed.plane(h)[:count]) for h in HORIZONS]
    planes = [plane[~np.isnan(plane).any(1)] for plane in planes]
    updates = [float(plane[:, i].mean()) if len(plane) else np.nan for plane in planes for i in range(len(AXES))]
    return updates + [abs(plain.summary()[axis] - changed.summary()[axis]) for axis in AXES]


COLUMNS = [f"{horizon} {axis}" for horizon in (*HORIZONS, "summary") for axis in AXES]


def of_changes(product: Product, folder: Path, chosen: dict[str, list[Clip]]) -> str:
    """A table of what the changes do to clips, by fold."""
    moved: dict[str, list[list[float]]] = {name: [] for name in CHANGES}
    for fold, clips in chosen.items():
        with tempfile.TemporaryDirectory() as temporary:
            samples = [decode(folder / clip.file) for clip in clips]
            stems = [Path(temporary) / f"{number:03}" for number in range(len(clips))]
            plain = product.hear([gain(0)(sound, stem) for sound, stem in zip(samples, stems)], fold)
            for name, (change, _) in CHANGES.items():
                files = [change(sound, stem) for sound, stem in zip(samples, stems)]
                moved[name] += [difference(p, c) for p, c in zip(plain, product.hear(files, fold))]
    rows = []
    for name, (_, aim) in CHANGES.items():
        medians = np.nanmedian(np.array(moved[name]), 0)
        rows.append([name, *(f"{value:.3f}" for value in medians), f"{aim:.2f}"])
    count = sum(map(len, chosen.values()))
    title = f"Medians over {count} clips of the mean |difference| over updates, out of fold."
    return tables.markdown(title, ["change", *COLUMNS, "aim"], rows)


def of_coding(product: Product) -> str:
    """A table of what Opus at 24 kb/s does to music that was not coded so before."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        plain = sounds.converted(DEMO_MIX, folder / "stereo.wav", "-c:a", "pcm_f32le")
        mono = sounds.converted(plain, folder / "mono.wav", "-ac", "1", "-c:a", "pcm_f32le")
        coded = sounds.converted(plain, folder / "coded.opus", *OPUS)
        whole, folded, thin = product.hear([plain, mono, coded], "all")
    pairs = {"stereo → Opus 24 kb/s mono": (whole, thin), "mono → Opus 24 kb/s mono": (folded, thin)}
    rows = [[name, *(f"{value:.3f}" for value in difference(*pair))] for name, pair in pairs.items()]
    title = "The demo mix before and after the coding that all training clips have: mean |difference| over updates."
    return tables.markdown(title, ["change", *COLUMNS], rows)


def of_nonmusic(product: Product) -> str:
    """A table of the confidence in what is no music."""
    made = unmusical.made()
    with tempfile.TemporaryDirectory() as temporary:
        names = [(kind, number) for kind, those in made.items() for number in range(len(those))]
        files = [
            sounds.write(Path(temporary) / f"{index}.wav", made[kind][number])
            for index, (kind, number) in enumerate(names)
        ]
        heard = product.hear(files, "all")
    rows = []
    for kind, those in made.items():
        tracks = [track for (of, _), track in zip(names, heard) if of == kind]
        cells = []
        for horizon in HORIZONS:
            values = np.nan_to_num(np.concatenate([track.confidence(horizon) for track in tracks]))
            cells += [tables.percent(float(np.mean(values >= unmusical.LOW))), f"{values.max():.2f}"]
        rows.append([kind, *cells, str(len(those))])
    title = f"What is no music: share of updates with confidence ≥ {unmusical.LOW} (aim: none), and the highest."
    return tables.markdown(title, ["", "now", "highest", "section", "highest", "sounds"], rows)


def sample(rows: list[Clip], count: int) -> dict[str, list[Clip]]:
    """About `count` clips, as many of each fold."""
    chosen = {}
    for fold in map(str, range(FOLDS)):
        clips = split(rows, fold)[1]
        index = np.random.default_rng([int(fold), 60]).permutation(len(clips))[: -(-count // FOLDS)]
        chosen[fold] = [clips[i] for i in index]
    return chosen


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add_arguments(parser)
    parser.add_argument("--limit", type=int, default=60, help="so many clips, over all folds")
    options, product = options_of(parser)
    print(of_changes(product, options.data, sample(read_clips(options.data), options.limit)))
    print(of_coding(product))
    print(of_nonmusic(product))


if __name__ == "__main__":
    main()
