"""Teaches a trained student to stay with what it says: python -m train.steady DATA [--fold F].

After train.student, before train.memory. What a DJ does to a record (data/moves.py) is to move neither mood nor
embedding: the student hears windows of its clips so changed, a little earlier or later, and is to say what it said of
them as they are. So no labels are needed, and what it says of clips stays. Batch normalisations stay as they are, too.
"""

from __future__ import annotations

import copy
import time

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

from data import features, moves, scenes
from data.batches import CONTEXT, FRAMES_PER_SECOND, JITTER, STEPS, cut
from data.clips import Clip, read_clips, split
from train import options
from train.network import BANDS, Student, pool, trained
from train.student import SHARES, knows_bfloat16

SEED = 11
CLIPS = 16  # a batch, WINDOWS of each, STEPS in each
WINDOWS = 3
BATCHES = 1200
RATE = 6e-4
AVERAGE = 0.99
PLAIN = 0.2  # share of the windows that are not changed
EMBEDDING, VALUES, QUADRANTS = 1.0, 3.0, 1.0  # weights of what is compared
WIDTH = round(STEPS * FRAMES_PER_SECOND)  # frames of a window


class Material:
    def __init__(self, clips: list[Clip]) -> None:
        self.clips = [features.load(clip)[:, :BANDS] for clip in clips]
        share = np.array([SHARES[clip.dataset] for clip in clips])
        self.shares = share / share.sum()
        self.sounds = scenes.load("nothing-voice", set()) + scenes.load("nothing-audience", set())

    def batch(self, random: np.random.Generator) -> tuple[Tensor, Tensor]:
        """Windows as they are and changed: [CLIPS, WINDOWS, STEPS, context, bands] each."""
        plain, changed = [], []
        for clip in random.choice(len(self.clips), CLIPS, replace=False, p=self.shares):
            frames = self.clips[clip]
            for _ in range(WINDOWS):
                start = int(random.integers(0, max(1, len(frames) - WIDTH)))
                plain.append(cut(frames, start))
                other = cut(frames, start + int(random.integers(-JITTER, JITTER + 1)))
                if random.random() >= PLAIN:
                    other = moves.moved(random, other.reshape(-1, BANDS), self.sounds).reshape(other.shape)
                changed.append(other)
        shape = (CLIPS, WINDOWS, STEPS, CONTEXT, BANDS)
        return torch.from_numpy(np.stack(plain)).view(shape), torch.from_numpy(np.stack(changed)).view(shape)


def said(student: Student, frames: Tensor) -> tuple[Tensor, Tensor]:
    """Embeddings [n, E] of all steps, and raw moods [m, 8] of each window and of each clip."""
    with torch.autocast("cpu", torch.bfloat16, enabled=knows_bfloat16()):
        embedding = student.encoder(frames.flatten(0, 2))
    embedding = embedding.float()
    steps = embedding.view(*frames.shape[:3], -1)
    pooled = torch.cat([pool(steps).flatten(0, 1), pool(steps.flatten(1, 2))])
    return embedding, student.head.raw(pooled)


def apart(heard: tuple[Tensor, Tensor], wanted: tuple[Tensor, Tensor]) -> Tensor:
    """The loss: how far embeddings, values and quadrants lie from those of the plain windows."""
    embedding = ((heard[0] - wanted[0]) ** 2).mean() / (wanted[0] ** 2).mean()
    values = ((heard[1][:, :3].tanh() - wanted[1][:, :3].tanh()) ** 2).mean()
    shares = wanted[1][:, 3:7].softmax(1)
    quadrants = functional.kl_div(heard[1][:, 3:7].log_softmax(1), shares, reduction="batchmean")
    return EMBEDDING * embedding + VALUES * values + QUADRANTS * quadrants


def steady(student: Student, material: Material) -> Student:
    plain = copy.deepcopy(student).eval()
    student.eval()  # normalisations as they are, nothing dropped
    weights = [*student.encoder.parameters(), *student.head.parameters()]
    optimizer = torch.optim.AdamW(weights, RATE, weight_decay=0.01)
    plan = torch.optim.lr_scheduler.OneCycleLR(optimizer, RATE, total_steps=BATCHES, pct_start=0.1)
    average = AveragedModel(student, multi_avg_fn=get_ema_multi_avg_fn(AVERAGE))
    start, losses = time.time(), []
    for number in range(BATCHES):
        as_is, changed = material.batch(np.random.default_rng([SEED, number]))
        with torch.no_grad():
            wanted = said(plain, as_is)
        loss = apart(said(student, changed), wanted)
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(weights, 5.0)
        optimizer.step()
        plan.step()
        average.update_parameters(student)
        losses.append(loss.item())
        if number % 100 == 99:
            print(f"{number + 1}: {np.mean(losses[-100:]):.4f}; {time.time() - start:.0f} s", flush=True)
    return average.module.eval()


def main() -> None:
    asked = options.parser(__doc__).parse_args()
    run = options.prepare(asked)
    if not (run / "restless.pt").exists():
        student = trained(run)
        before = torch.load(run / "student.pt", weights_only=True)
        learnt = steady(student, Material(split(read_clips(asked.data), asked.fold)[0]))
        found = {name: value for name, value in learnt.state_dict().items() if name in before}
        torch.save(before, run / "restless.pt")
        torch.save(found, run / "student.pt")


if __name__ == "__main__":
    main()
