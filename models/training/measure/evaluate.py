"""Measures the model over the labelled clips, from what the product's own command printed of them.

    python -m measure.evaluate LABELS summary.csv [--updates updates.csv]

LABELS is labels.csv; rows are matched by the last two parts of their path. The updates are what `analyze` prints
without --summary. Intervals are 95 %, from a bootstrap over clips. Needs numpy only.
"""

from __future__ import annotations

import argparse
import csv
from pathlib import Path

import numpy as np

from train.scores import accuracy, correlation, interval, macro_f1

Row = dict[str, str]
QUADRANTS = ("q1", "q2", "q3", "q4")
SIGNS = {"valence": np.array([1, -1, -1, 1]), "arousal": np.array([1, 1, -1, -1])}
CONFIDENT = 0.8
UNHEARD = ("silent", "no_music")  # states in which the table repeats the last values


def read(path: Path) -> list[Row]:
    with open(path, newline="") as file:
        return list(csv.DictReader(file))


def key(path: str) -> str:
    """folder/name.opus, however the file was named."""
    return "/".join(path.replace("\\", "/").split("/")[-2:])


def column(rows: list[Row], name: str) -> np.ndarray:
    return np.array([float(row[name]) for row in rows])


def top_quadrant(rows: list[Row], prefix: str = "") -> np.ndarray:
    return np.stack([column(rows, prefix + q) for q in QUADRANTS], 1).argmax(1)


def of_files(rows: list[Row]) -> None:
    """Prints the figures of summaries; each row holds the label's columns with the prefix `label_` too."""
    four = [row for row in rows if row["label_quadrant"]]
    if four:
        truth, guess = np.array([int(row["label_quadrant"][1]) - 1 for row in four]), top_quadrant(four)
        print(f"quadrants macro-F1   {interval(macro_f1, truth, guess)}")
        print(f"quadrants accuracy   {interval(accuracy, truth, guess)}")
        for name, signs in SIGNS.items():
            print(f"{name} sign         {interval(accuracy, signs[truth], np.sign(column(four, name)))}")
        print("confusion (rows are labels)    q1   q2   q3   q4")
        for c in range(4):
            print(f"{'Q' + str(c + 1):>29}" + "".join(f"{np.sum((truth == c) & (guess == g)):5d}" for g in range(4)))
        for row, label, said in zip(four, truth, guess):
            if label != said and float(row["confidence"]) >= CONFIDENT:
                print(
                    f"sure and wrong: {row['label_file']} is Q{label + 1}, heard as Q{said + 1} at "
                    f"{float(row['confidence']):.2f}; {row.get('label_group')}: {row.get('label_moods')}"
                )
    for dataset, names in (("soundtracks", ("arousal", "valence", "tension")), ("emotify", ("arousal", "valence"))):
        chosen = [row for row in rows if row["label_dataset"] == dataset]
        for name in names if chosen else ():
            print(f"{dataset} {name} r  {interval(correlation, column(chosen, f'label_{name}'), column(chosen, name))}")
    values = np.stack([column(rows, name) for name in ("valence", "arousal", "tension")], 1)
    print(f"spread of valence, arousal, tension over all {len(rows)} files: {values.std(0).round(2)}")


def of_updates(rows: list[Row]) -> None:
    """Prints how often updates are right, and those that are confident."""
    rows = [row for row in rows if row["label_quadrant"] and row["state"] not in UNHEARD]
    truth = np.array([int(row["label_quadrant"][1]) - 1 for row in rows])
    for horizon in ("now", "section"):
        known = np.array([bool(row[f"{horizon}_q1"]) for row in rows])
        chosen = [row for row, yes in zip(rows, known) if yes]
        right = top_quadrant(chosen, f"{horizon}_") == truth[known]
        sure = column(chosen, f"{horizon}_confidence") >= CONFIDENT
        said = f"{right[sure].mean():.3f} right" if sure.any() else "-"
        said = f"{sure.mean():.3f} confident, of these {said}"
        print(f"{horizon}: {right.mean():.3f} of {len(chosen)} updates right; {said}")


def labelled(rows: list[Row], labels: dict[str, Row]) -> list[Row]:
    """The rows that say something of a labelled file, with their labels."""
    result = []
    for row in rows:
        label = labels.get(key(row["file"]))
        if label and row.get("valence", row.get("now_valence")):
            result.append({**row, **{f"label_{name}": value for name, value in label.items()}})
    return result


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("labels", type=Path)
    parser.add_argument("summary", type=Path)
    parser.add_argument("--updates", type=Path)
    options = parser.parse_args()
    labels = {row["file"]: row for row in read(options.labels)}
    rows = labelled(read(options.summary), labels)
    if not rows:
        raise SystemExit(f"no file of {options.summary} is in {options.labels}")
    of_files(rows)
    if options.updates:
        of_updates(labelled(read(options.updates), labels))


if __name__ == "__main__":
    main()
