"""Teaches a trained student to stay with what it says: python -m train.steady DATA [--fold F].

After train.student, before train.memory. What a DJ does to a record (data/moves.py) is to move neither mood nor
embedding: the student hears windows of its clips so changed, a little earlier or later, and is to say what it said of
them as they are, and what labels and taggers say of them. Without the labels it forgets what tells film music apart;
that is heard as it is, to hold on to it, and labelled by the taggers alone, since its own labels would be learnt by
heart. Batch normalisations stay as they are.
"""

from __future__ import annotations

import copy
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

from data import features, moves, targets
from data.batches import CONTEXT, JITTER, STEPS, augment, cut, start_of
from data.clips import Clip, read_clips, split
from data.targets import Targets
from train import options
from train.network import BANDS, Head, Student, Teachers, pool, trained, trained_teachers
from train.student import DISTILL, distill_loss, encoded, mood_loss

SEED = 11
CLIPS = 16  # a batch, WINDOWS of each, STEPS in each
WINDOWS = 3
BATCHES = 1200
RATE = 6e-4
AVERAGE = 0.99
PLAIN = 0.3  # share of the windows that are not changed as by a DJ
AUGMENTED = 0.4  # share of the clips that are changed as train.student does it, too
EMBEDDING, VALUES, QUADRANTS = 1.0, 3.0, 1.0  # weights of what is compared with the plain windows
SHARES = {"quadrants": 1.5, "soundtracks": 2.4, "emotify": 1.0, "clusters": 0.4}
HELD = "soundtracks"  # the set that is heard as it is
TEACHING, TEACHING_RATE = 150, 3e-3  # batches to learn what the taggers say, where that isn't kept


@dataclass(frozen=True)
class Batch:
    """Windows as they are and changed [CLIPS, WINDOWS, STEPS, context, bands], and their rows of the targets."""

    plain: Tensor
    changed: Tensor
    rows: np.ndarray


@dataclass(frozen=True)
class Said:
    """Embeddings [CLIPS, WINDOWS, STEPS, E], windows pooled [windows, 3 E], and raw moods of each window, then each clip."""

    embedding: Tensor
    now: Tensor
    mood: Tensor


class Material:
    def __init__(self, clips: list[Clip], run: Path) -> None:
        self.clips = [features.load(clip)[:, :BANDS] for clip in clips]
        self.targets = targets.build(clips, run, film_share=0)
        self.held = [clip.dataset == HELD for clip in clips]
        share = np.array([SHARES[clip.dataset] for clip in clips])
        self.shares = share / share.sum()
        self.rows = [np.flatnonzero(self.targets.clip == index) for index in range(len(clips))]

    def batch(self, number: int) -> Batch:
        random = np.random.default_rng([SEED, number])
        plain, changed, rows = [], [], []
        for clip in random.choice(len(self.clips), CLIPS, replace=False, p=self.shares):
            mine = random.choice(self.rows[clip], WINDOWS, replace=len(self.rows[clip]) < WINDOWS)
            of_clip = []
            for row in mine:
                start = start_of(self.targets.window[row])
                plain.append(cut(self.clips[clip], start))
                other = cut(self.clips[clip], start + int(random.integers(-JITTER, JITTER + 1)))
                if random.random() >= PLAIN and not self.held[clip]:
                    other = moves.moved(random, other.reshape(-1, BANDS)).reshape(other.shape)
                of_clip.append(other)
            steps = np.stack(of_clip)
            augmented = random.random() < AUGMENTED and not self.held[clip]
            changed.append(augment(steps, random) if augmented else steps)
            rows.append(mine)
        shape = (CLIPS, WINDOWS, STEPS, CONTEXT, BANDS)
        both = (torch.from_numpy(np.stack(steps)).view(shape) for steps in (plain, changed))
        return Batch(*both, np.stack(rows))


def said(student: Student, frames: Tensor) -> Said:
    steps = encoded(student, frames)
    now = pool(steps).flatten(0, 1)
    return Said(steps, now, student.head.raw(torch.cat([now, pool(steps.flatten(1, 2))])))


def apart(heard: Said, wanted: Said) -> Tensor:
    """How far embeddings, values and quadrants lie from those of the plain windows."""
    embedding = ((heard.embedding - wanted.embedding) ** 2).mean() / (wanted.embedding**2).mean()
    values = ((heard.mood[:, :3].tanh() - wanted.mood[:, :3].tanh()) ** 2).mean()
    shares = wanted.mood[:, 3:7].softmax(1)
    quadrants = functional.kl_div(heard.mood[:, 3:7].log_softmax(1), shares, reduction="batchmean")
    return EMBEDDING * embedding + VALUES * values + QUADRANTS * quadrants


def wrong(teachers: Teachers, heard: Said, t: Targets, rows: np.ndarray) -> Tensor:
    """How far the moods are from the labels, and what is told of the taggers from what they say."""
    mood = Head.finish(heard.mood)
    distill = distill_loss(teachers, heard.now, t, rows.reshape(-1))
    each, clips = mood[: rows.size], mood[rows.size :]
    return DISTILL * distill + mood_loss(each, t, rows.reshape(-1, 1)) + mood_loss(clips, t, rows)


def taught(student: Student, material: Material) -> Teachers:
    """The other outputs, learnt from the student as it is: a run that was made of an exported model has none."""
    torch.manual_seed(SEED)
    teachers = Teachers(material.targets.components.shape[1], material.targets.tags.shape[1]).eval()
    optimizer = torch.optim.AdamW(teachers.parameters(), TEACHING_RATE, weight_decay=0.02)
    for number in range(TEACHING):
        batch = material.batch(BATCHES + number)
        with torch.no_grad():
            now = said(student, batch.plain).now
        loss = distill_loss(teachers, now, material.targets, batch.rows.reshape(-1))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    print(f"taggers: {loss.item():.4f}", flush=True)
    return teachers


def steady(student: Student, teachers: Teachers, material: Material) -> Student:
    plain = copy.deepcopy(student).eval()
    student.eval()  # normalisations as they are, nothing dropped
    weights = [*student.encoder.parameters(), *student.head.parameters()]
    optimizer = torch.optim.AdamW([*weights, *teachers.parameters()], RATE, weight_decay=0.01)
    plan = torch.optim.lr_scheduler.OneCycleLR(optimizer, RATE, total_steps=BATCHES, pct_start=0.1)
    average = AveragedModel(student, multi_avg_fn=get_ema_multi_avg_fn(AVERAGE))
    start, losses = time.time(), []
    for number in range(BATCHES):
        batch = material.batch(number)
        with torch.no_grad():
            wanted = said(plain, batch.plain)
        heard = said(student, batch.changed)
        parts = apart(heard, wanted), wrong(teachers, heard, material.targets, batch.rows)
        optimizer.zero_grad()
        sum(parts).backward()
        torch.nn.utils.clip_grad_norm_(weights, 5.0)
        optimizer.step()
        plan.step()
        average.update_parameters(student)
        losses.append([part.item() for part in parts])
        if number % 100 == 99:
            own, labels = np.mean(losses[-100:], 0)
            print(f"{number + 1}: {own:.4f}, {labels:.4f}; {time.time() - start:.0f} s", flush=True)
    return average.module.eval()


def main() -> None:
    asked = options.parser(__doc__).parse_args()
    run = options.prepare(asked)
    if not (run / "restless.pt").exists():
        student, material = trained(run), Material(split(read_clips(asked.data), asked.fold)[0], run)
        before = torch.load(run / "student.pt", weights_only=True)
        teachers = trained_teachers(run) if (run / "teachers.pt").exists() else taught(student, material)
        learnt = steady(student, teachers, material)
        found = {name: value for name, value in learnt.state_dict().items() if name in before}
        torch.save(before, run / "restless.pt")
        torch.save(found, run / "student.pt")


if __name__ == "__main__":
    main()
