"""Fits what harmony adds to trained students: python -m train.harmony DATA.

After train.memory, all folds; before train.calibrate. What is fitted says how much each interval between pitch classes
adds to valence, arousal, tension and the quadrants' logits: 6 numbers for each, kept small by a penalty on their
squares, from what the students of the folds say of the clips that they never heard. A student is too sure of its own
clips to show what it lacks. harmony.pt of a fold is fitted on the other folds' clips, that of "all" on all clips, like
the calibration; that of a student that never heard a set without its clips. Prints what harmony adds to the clips of
the folds.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from card import tables
from data import features, targets
from data.cache import CACHE
from data.clips import FOLDS, WITHOUT, Clip, read_clips, split
from train import inference, outputs, scores
from train.network import Harmony, Head, trained
from train.student import report

PENALTY = 0.01  # on the squared weights of intervals of spread 1
CALM = 1.0  # the same of arousal, of which intervals say nothing that holds for film music too
VALUES = 3.0  # of the errors of valence, arousal and tension together, beside the surprise at a quadrant
SHARES = {"quadrants": 1.0, "soundtracks": 0.5, "emotify": 0.25}  # how much a set's values count
COLUMNS = 7  # of a mood: whether it is music at all is not a matter of harmony
AROUSAL = 1  # column


@torch.no_grad()
def listen(rows: list[Clip], fold: str) -> list[tuple[Clip, Tensor, Tensor]]:
    """The labelled clips that the fold's student never heard, its raw moods [n, 2, 8] and their intervals [n, 2, 6]."""
    student = trained(CACHE / "runs" / fold)
    clips = [clip for clip in split(rows, fold)[1] if clip.dataset in SHARES]
    result = []
    for clip, embeddings in zip(clips, inference.embed(student, [features.load(clip) for clip in clips])):
        result.append((clip, *student.raw(*inference.recent(embeddings))))
    return result


def wanted(clips: list[Clip], own: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """What valence, arousal and tension are to be, on the axes of training, and how much they count: [clips, 3] each.

    `own` is what the students say of the clips: a set's ratings are laid where they say that it lies.
    """
    labels = np.array([(clip.valence, clip.arousal, clip.tension) for clip in clips], np.float32)
    sets = np.array([clip.dataset for clip in clips])
    quadrant = np.array([clip.quadrant for clip in clips])
    weight = np.where(np.isfinite(labels), np.array([SHARES[name] for name in sets])[:, None], 0)
    for name in SHARES:
        for axis in range(3):
            rated = (sets == name) & np.isfinite(labels[:, axis])
            if rated.any():
                labels[rated, axis] = targets.to_axis(labels[rated, axis], own[rated, axis].mean())
    four = quadrant >= 0
    labels[four, :2] = targets.SIGNS[quadrant[four]] * targets.QUADRANT_VALUE
    weight[four, :2] = SHARES["quadrants"]
    return np.nan_to_num(labels), weight / np.maximum(weight.sum(0), 1)


def fit(heard: list[tuple[Clip, Tensor, Tensor]]) -> Harmony:
    """The harmony with which what was heard is the most right."""
    clips = [clip for clip, _, _ in heard]
    clip = np.repeat(np.arange(len(clips)), [2 * len(raw) for _, raw, _ in heard])
    count = np.bincount(clip)[:, None]  # a clip counts once, however long it is
    raw, intervals = (torch.cat(parts).flatten(0, 1) for parts in list(zip(*heard))[1:])
    mean, spread = intervals.mean(0), intervals.std(0)
    standard = (intervals - mean) / spread

    own = np.stack([torch.tanh(raw.flatten(0, 1)[:, :3]).mean(0).numpy() for _, raw, _ in heard])
    labels, weight = (torch.from_numpy(x.astype(np.float32)) for x in wanted(clips, own))
    weight = (weight / torch.from_numpy(count))[clip]
    labels = labels[clip]
    quadrant = torch.tensor([clip.quadrant for clip in clips])[clip]
    four = quadrant >= 0
    quadrant_weight = (1 / torch.from_numpy(count[:, 0]))[clip][four]
    quadrant_weight = quadrant_weight / quadrant_weight.sum()

    penalty = torch.full((COLUMNS, 1), PENALTY)
    penalty[AROUSAL] = CALM
    slopes = torch.zeros(COLUMNS, standard.shape[1], requires_grad=True)
    optimizer = torch.optim.LBFGS([slopes], max_iter=50, line_search_fn="strong_wolfe")

    def step() -> Tensor:
        optimizer.zero_grad()
        mood = raw[:, :COLUMNS] + standard @ slopes.T
        surprise = functional.cross_entropy(mood[four, 3:], quadrant[four], reduction="none")
        errors = (torch.tanh(mood[:, :3]) - labels) ** 2
        loss = (surprise * quadrant_weight).sum() + VALUES * (errors * weight).sum() + (penalty * slopes**2).sum()
        loss.backward()
        return loss

    optimizer.step(step)
    harmony = Harmony()
    harmony.mean.data = mean
    harmony.weight.data[:COLUMNS] = slopes.detach() / spread
    return harmony


@torch.no_grad()
def summaries(heard: list[tuple[Clip, Tensor, Tensor]], harmony: Harmony) -> np.ndarray:
    """Each clip's mean values and probabilities of the quadrants, of its section: [clips, 7]."""
    sections = [Head.finish((raw + harmony.told(intervals))[:, 1]).numpy() for _, raw, intervals in heard]
    return np.stack([np.concatenate(outputs.summary(section)) for section in sections])


def adds(heard: list[tuple[Clip, Tensor, Tensor]], before: np.ndarray, after: np.ndarray) -> str:
    """A table of figures of clips without and with what harmony adds, and of the gain, paired."""
    clips = [clip for clip, _, _ in heard]
    quadrant = np.array([clip.quadrant for clip in clips])
    four, film = quadrant >= 0, np.array([clip.dataset == "soundtracks" for clip in clips])
    side, valence = targets.SIGNS[quadrant[four], 0], np.array([clip.valence for clip in clips])[film]
    figures = (
        ("quadrants, macro-F1", scores.macro_f1, quadrant[four], lambda said: said[four, 3:].argmax(1)),
        ("valence, sign", scores.accuracy, side, lambda said: np.sign(said[four, 0])),
        ("soundtracks, r of valence", scores.correlation, valence, lambda said: said[film, 0]),
    )
    rows = []
    for name, figure, truth, of in figures:
        gain = scores.gain(figure, truth, of(after), of(before))
        rows.append([name, tables.figure(figure(truth, of(before))), tables.figure(figure(truth, of(after))), gain])
    return tables.markdown("Clips out of fold.", ["", "without harmony", "with it", "gain"], rows)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path, help="the folder with labels.csv")
    parser.add_argument("--fold", choices=WITHOUT, help="of a student that never heard a set: fits and reports")
    options = parser.parse_args()
    rows = read_clips(options.data)
    heard = {str(fold): listen(rows, str(fold)) for fold in range(FOLDS)}
    before, after = [], []
    for target in [options.fold] if options.fold else [*heard, "all"]:
        known = (one for fold, said in heard.items() if fold != target for one in said)
        harmony = fit([one for one in known if target != f"without-{one[0].dataset}"])
        torch.save(harmony.state_dict(), CACHE / "runs" / target / "harmony.pt")
        print(f"{target}: valence", " ".join(f"{x:+.2f}" for x in harmony.weight[0].tolist()), flush=True)
        if target in heard:
            before.append(summaries(heard[target], Harmony()))
            after.append(summaries(heard[target], harmony))
    if after:
        every = [one for said in heard.values() for one in said]
        print(adds(every, np.concatenate(before), np.concatenate(after)))
    if options.fold:
        unheard = split(rows, options.fold)[1]
        student = trained(CACHE / "runs" / options.fold)
        print(report(student, unheard, [features.load(clip) for clip in unheard]))


if __name__ == "__main__":
    main()
