"""Measures the live behaviour through the product's own command: python -m measure.live DATA FOLDERS OUT.

Every clip is heard by the model that did not learn from it: model K of FOLDERS hears the clips of fold K only, and so
do the sequences made of them, which live in temporary files. Prints the card's tables, and writes
OUT/updates-K.csv (what `analyze` says of the clips of fold K, for reliability.py) and OUT/curves.svg (card/page.py).
"""

from __future__ import annotations

import argparse
import csv
import io
from pathlib import Path

import numpy as np

from card import page, tables
from data.clips import FOLDS, Clip, read_clips, split
from measure import follow, sequences
from measure.product import AXES, HORIZONS, Product, Track, add_arguments, options_of, tracks

BANDS = {"now": 0.15, "section": 0.08}  # how far steady music may move


def hear_clips(product: Product, folder: Path, clips: list[Clip], fold: str, target: Path) -> list[Track]:
    """The tracks of a fold's clips; what was printed is kept in `target`."""
    files = [folder / clip.file for clip in clips]
    target.write_text(product.table(files, fold))
    heard = tracks(csv.DictReader(io.StringIO(target.read_text())))
    return [heard[str(file)] for file in files]


def of_updates(clips: list[Clip], heard: list[Track]) -> str:
    """A table of how often updates name the clip's quadrant, against the clip as a whole."""
    said = np.array([track.summary_quadrant() for track in heard])
    right = (said == [clip.quadrant for clip in clips]).astype(float)[said >= 0]
    whole = tables.share(right, np.ones(len(right)))
    rows = [["the clip's summary", tables.interval(whole), "", str(len(right))]]
    for horizon in HORIZONS:
        for name in (horizon, f"{horizon}, once it is filled"):
            chosen = [t.filled(horizon) if "filled" in name else t.quadrants(horizon) >= 0 for t in heard]
            hits = [np.sum(t.quadrants(horizon)[c] == clip.quadrant) for t, c, clip in zip(heard, chosen, clips)]
            counts = np.array([c.sum() for c in chosen])
            ratio = tables.share(np.array(hits), counts)
            rows.append([name, tables.interval(ratio), tables.figure(whole[0] - ratio[0]), str(counts.sum())])
    title = "Quadrant right, out of fold, with 95 % intervals from a bootstrap over clips."
    return tables.markdown(title, ["", "right", "loss against the clip", "of"], rows)


def of_steadiness(heard: list[Track]) -> str:
    """A table of how far the values move within a clip, which is taken as steady music."""
    rows = []
    for horizon in HORIZONS:
        for index, axis in enumerate(AXES):
            # With fewer updates a clip has no middle to speak of.
            planes = [t.plane(horizon)[t.filled(horizon), index] for t in heard if t.filled(horizon).sum() >= 4]
            if not planes:
                continue
            moves = [np.abs(values - np.median(values)) for values in planes]
            p50, p90 = np.percentile(np.concatenate(moves), [50, 90])
            within = float(np.mean([np.percentile(m, 90) <= BANDS[horizon] for m in moves]))
            aim = f"±{BANDS[horizon]}"
            rows.append([horizon, axis, f"{p50:.3f}", f"{p90:.3f}", aim, tables.percent(within), str(len(planes))])
    title = (
        "Steadiness: distance of an update's value from its clip's median, over all updates of single clips once the "
        "horizon is filled; and the share of clips whose own p90 stays within the aim."
    )
    return tables.markdown(title, ["horizon", "value", "median", "p90", "aim", "clips within", "clips"], rows)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add_arguments(parser)
    parser.add_argument("out", type=Path, help="where the updates and the page of curves go")
    parser.add_argument("--pairs", type=int, default=4, help="cuts and fades of each two quadrants, order and fold")
    parser.add_argument("--limit", type=int, help="so many clips of each fold only, to try it out")
    options, product = options_of(parser)
    options.out.mkdir(parents=True, exist_ok=True)
    rows = read_clips(options.data)

    everything: list[tuple[Clip, Track]] = []
    cuts, fades, drawn = [], [], []
    for fold in map(str, range(FOLDS)):
        clips = [clip for clip in split(rows, fold)[1] if clip.quadrant >= 0][: options.limit]
        heard = hear_clips(product, options.data, clips, fold, options.out / f"updates-{fold}.csv")
        everything += zip(clips, heard)
        cuts += follow.joints(product, options.data, clips, fold, options.pairs, 0)
        faded = follow.joints(product, options.data, clips, fold, options.pairs, follow.FADE)
        fades += [(fade, clips, heard) for fade in faded]
        drawn += sequences.heard(product, options.data, clips, fold)

    clips, heard = map(list, zip(*everything))
    for table in (of_updates(clips, heard), of_steadiness(heard), follow.of_cuts(cuts), follow.of_fades(fades)):
        print(table)
    drawn.sort(key=lambda sequence: sequence.number)
    print(sequences.of_sequences(drawn))
    (options.out / "curves.svg").write_text(page.drawn([sequence.curves() for sequence in drawn]))


if __name__ == "__main__":
    main()
