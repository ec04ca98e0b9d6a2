"""Trains the student: python -m train.student DATA [--fold F] [--epochs N].

Resumes an interrupted run; same seed, same result. A clip gives WINDOWS windows to a batch, each of STEPS encoder
steps. Pooled over a window's steps they are a "now", over all windows of the clip a "section", and both are to say what
data/targets.py says.
"""

from __future__ import annotations

import functools
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

from data import features, nonmusic, targets, teacher
from data.batches import STEPS, augment, cut, window
from data.clips import Clip, read_clips, split
from data.targets import SIGNS, Targets
from train import inference, options, outputs, scores
from train.network import BANDS, SHIPPED, SIZES, Size, Student, Teachers, pool

SEED = 3
WINDOWS = 3
CLIPS = 16
SOUNDS = 2  # of no music, in each batch
BATCHES = 100  # an epoch
SHARES = {"quadrants": 1.5, "soundtracks": 1.2, "emotify": 1.0, "clusters": 0.8}
EPOCHS = 40
DISTILL = 3.0  # weight of what the taggers say, beside 1 of each horizon's mood
RATED = ("soundtracks", "emotify")  # sets whose labels are values
RATE = 3e-3
AVERAGE = 0.996  # of the weights: what is kept is their running mean
NONMUSIC = {"train": (1, 160), "val": (2, 64)}


@dataclass
class Batch:
    """frames [clips, WINDOWS, STEPS, context, bands]; rows [music clips, WINDOWS] of the targets; clusters [clips]."""

    frames: Tensor
    rows: np.ndarray
    clusters: Tensor


class Material:
    """All that is heard in training, in memory."""

    def __init__(self, clips: list[Clip], run: Path) -> None:
        self.clips = clips
        self.features = [features.load(clip)[:, :BANDS] for clip in clips]
        self.targets: Targets = targets.build(clips, run)
        share = np.array([SHARES[clip.dataset] for clip in clips])
        self.shares = share / share.sum()
        self.rows = [np.flatnonzero(self.targets.clip == i) for i in range(len(clips))]
        self.sounds = cached_sounds("train")

    def batch(self, random: np.random.Generator) -> Batch:
        """Some clips, and some sounds that are no music at the end."""
        frames, rows = [], []
        chosen = random.choice(len(self.clips), CLIPS, replace=False, p=self.shares)
        for clip in chosen:
            mine = random.choice(self.rows[clip], WINDOWS, replace=len(self.rows[clip]) < WINDOWS)
            steps = [window(self.features[clip], self.targets.window[row], random) for row in mine]
            frames.append(augment(np.stack(steps), random))
            rows.append(mine)
        for index in random.choice(len(self.sounds), SOUNDS):
            sound = self.sounds[index]
            starts = random.integers(0, len(sound) - STEPS * 50, WINDOWS)
            frames.append(augment(np.stack([cut(sound, start) for start in starts]), random))
        clusters = torch.tensor([self.clips[clip].cluster for clip in chosen])
        return Batch(torch.from_numpy(np.stack(frames)), np.stack(rows), clusters)


@functools.cache
def knows_bfloat16() -> bool:
    """Whether the processor multiplies in it: then it is four times as fast and as good, else eight times as slow."""
    try:
        flags = Path("/proc/cpuinfo").read_text()
    except OSError:
        return False
    return "avx512_bf16" in flags or "amx_bf16" in flags


def cached_sounds(split: str) -> list[np.ndarray]:
    """The mel bands of sounds that are no music, made once."""
    seed, count = NONMUSIC[split]
    path = features.folder() / f"nonmusic-{split}.npz"
    if not path.exists():
        np.savez(path, *nonmusic.features(seed, count))
    with np.load(path) as file:
        return [file[name][:, :BANDS] for name in file.files]


def encoded(student: Student, frames: Tensor) -> Tensor:
    """Frames [clips, windows, steps, context, bands] -> what was encoded of the steps [clips, windows, steps, E]."""
    with torch.autocast("cpu", torch.bfloat16, enabled=knows_bfloat16()):
        embedding = student.encoder(frames.flatten(0, 2))
    return embedding.float().view(*frames.shape[:3], -1)


def mood_loss(mood: Tensor, t: Targets, rows: np.ndarray) -> Tensor:
    """Of moods [n, 8] that speak of windows `rows` [n, windows] taken together."""
    quadrant = torch.from_numpy(t.quadrant[rows].mean(1))
    values = torch.from_numpy(t.values[rows].mean(1))
    weight, value_weight = torch.from_numpy(t.quadrant_weight[rows[:, 0]]), torch.from_numpy(t.value_weight[rows[:, 0]])
    surprise = -(quadrant * functional.log_softmax(mood[:, 3:7], 1)).sum(1)
    return (weight * surprise).mean() + 3 * (value_weight * (mood[:, :3] - values) ** 2).mean()


def distill_loss(teachers: Teachers, now: Tensor, t: Targets, rows: np.ndarray) -> Tensor:
    """How far what is told of pooled windows `now` [n, 3 E] is from what the taggers say of windows `rows` [n]."""
    components, tags, _ = teachers(now)
    unlike = functional.mse_loss(components, torch.from_numpy(t.components[rows]))
    return unlike + 4 * functional.binary_cross_entropy_with_logits(tags, torch.from_numpy(t.tags[rows]))


def loss(student: Student, teachers: Teachers, batch: Batch, t: Targets) -> tuple[Tensor, dict[str, float]]:
    """The whole loss, and its parts to be logged."""
    clips, windows = batch.frames.shape[:2]
    music = len(batch.rows)
    embedding = encoded(student, batch.frames)
    now, section = pool(embedding).flatten(0, 1), pool(embedding.flatten(1, 2))
    rows = batch.rows.reshape(-1, 1)

    mood_now, mood_section = student.head(now), student.head(section)
    is_music = torch.zeros(clips)
    is_music[:music] = 1
    gate = functional.binary_cross_entropy_with_logits(mood_now[:, 7], is_music.repeat_interleave(windows))
    gate = gate + functional.binary_cross_entropy_with_logits(mood_section[:, 7], is_music)

    distill = distill_loss(teachers, now[: music * windows], t, rows[:, 0])
    cluster = torch.zeros(())
    if (batch.clusters >= 0).any():
        guess = teachers(section[:music])[2]
        cluster = functional.cross_entropy(guess, batch.clusters, ignore_index=-1, label_smoothing=0.1)

    parts = {
        "distill": DISTILL * distill,
        "now": mood_loss(mood_now[: music * windows], t, rows),
        "section": mood_loss(mood_section[:music], t, batch.rows),
        "cluster": 0.15 * cluster,
        "gate": 0.3 * gate,
    }
    return sum(parts.values()), {name: float(part.detach()) for name, part in parts.items()}


def report(student: Student, clips: list[Clip], features: list[np.ndarray]) -> str:
    """How right the student is on the clips, set by set, by the mean of the section's moods; arousal before valence."""
    moods = inference.moods(student, inference.embed(student, features))
    mean, quadrants = map(np.stack, zip(*(outputs.summary(m["section"]) for m in moods)))
    said = [f"unheard: spread {mean.std(0).round(2)}"]
    q = np.array([c.quadrant for c in clips])
    four = q >= 0
    if four.any():
        now = np.array([np.mean(m["now"][:, 3:7].argmax(1) == truth) for m, truth in zip(moods, q)])[four].mean()
        f1 = scores.macro_f1(q[four], quadrants[four].argmax(1))
        signs = (np.sign(mean[four, :2]) == SIGNS[q[four]]).mean(0)
        said.append(f"F1 {f1:.3f}, now right {now:.3f}, signs {signs[1]:.3f} {signs[0]:.3f}")
    values = np.array([(c.valence, c.arousal) for c in clips])
    for name in RATED:
        rated = np.array([c.dataset == name for c in clips])
        if rated.any():
            valence, arousal = (scores.correlation(mean[rated, axis], values[rated, axis]) for axis in (0, 1))
            said.append(f"{name} r {arousal:.2f} {valence:.2f}")
    return ", ".join(said)


class Run:
    """A training under way, all of its state in one file, so that it can be interrupted after any epoch."""

    def __init__(self, folder: Path, size: Size, epochs: int, components: int, tags: int) -> None:
        self.file = folder / "checkpoint.pt"
        self.student = Student(size).to(memory_format=torch.channels_last)
        self.teachers = Teachers(components, tags)
        self.weights = [*self.student.parameters(), *self.teachers.parameters()]
        self.optimizer = torch.optim.AdamW(self.weights, RATE, weight_decay=0.02)
        self.plan = torch.optim.lr_scheduler.OneCycleLR(
            self.optimizer, RATE, total_steps=epochs * BATCHES, pct_start=0.15
        )
        self.average, self.averaged_teachers = (
            AveragedModel(part, multi_avg_fn=get_ema_multi_avg_fn(AVERAGE), use_buffers=True)
            for part in (self.student, self.teachers)
        )
        self.epoch = 0
        if self.file.exists():
            saved = torch.load(self.file, weights_only=True)
            for name, part in self.parts().items():
                part.load_state_dict(saved[name])
            torch.set_rng_state(saved["random"])
            self.epoch = saved["epoch"]

    def parts(self) -> dict[str, Any]:
        names = ("student", "teachers", "optimizer", "plan", "average", "averaged_teachers")
        return {name: getattr(self, name) for name in names}

    def save(self) -> None:
        state = {name: part.state_dict() for name, part in self.parts().items()}
        partial = self.file.with_suffix(".partial")
        torch.save({"epoch": self.epoch, "random": torch.get_rng_state(), **state}, partial)
        partial.rename(self.file)
        torch.save(self.average.module.state_dict(), self.file.with_name("student.pt"))
        torch.save(self.averaged_teachers.module.state_dict(), self.file.with_name("teachers.pt"))

    def learn(self, batch: Batch, t: Targets) -> dict[str, float]:
        """One step; the parts of the loss."""
        total, parts = loss(self.student, self.teachers, batch, t)
        self.optimizer.zero_grad()
        total.backward()
        torch.nn.utils.clip_grad_norm_(self.weights, 5.0)
        self.optimizer.step()
        self.plan.step()
        self.average.update_parameters(self.student)
        self.averaged_teachers.update_parameters(self.teachers)
        return parts


def train(learn: list[Clip], measured: list[Clip], size: Size, epochs: int, folder: Path) -> None:
    """Trains; after each epoch the folder holds a checkpoint to go on from, and the student as it is."""
    folder.mkdir(parents=True, exist_ok=True)
    saved = folder / "checkpoint.pt"
    if saved.exists() and torch.load(saved, weights_only=True)["epoch"] >= epochs:
        return
    torch.manual_seed(SEED)
    material = Material(learn, folder)
    validation = [c for c in measured if c.dataset in ("quadrants", *RATED)]
    heard = [features.load(clip) for clip in validation]
    run = Run(folder, size, epochs, material.targets.components.shape[1], material.targets.tags.shape[1])
    print(f"{len(material.clips)} clips, {len(material.targets.clip)} windows", flush=True)
    for epoch in range(run.epoch, epochs):
        start, sums = time.time(), dict[str, float]()
        random = np.random.default_rng([SEED, epoch])
        run.student.train()
        for _ in range(BATCHES):
            for name, value in run.learn(material.batch(random), material.targets).items():
                sums[name] = sums.get(name, 0) + value / BATCHES
        run.epoch = epoch + 1
        run.save()
        said = ", ".join(f"{name} {value:.3f}" for name, value in sums.items())
        due = validation and (epoch % 10 == 9 or epoch == epochs - 1)
        score = report(run.average.module, validation, heard) if due else ""
        print(f"{epoch}: {said}; {time.time() - start:.0f} s, {time.process_time():.0f} s of CPU {score}", flush=True)


def main() -> None:
    parser = options.parser(__doc__)
    parser.add_argument("--epochs", type=int, default=EPOCHS)
    parser.add_argument("--size", default=SHIPPED, choices=SIZES, help="of the encoder")
    parser.add_argument("--run", type=Path, help="where it is kept, by default under the fold's name")
    asked = parser.parse_args()
    clips = read_clips(asked.data)
    unheard = sum(not teacher.heard(clip) for clip in clips)
    if unheard:
        raise SystemExit(f"the taggers have not heard {unheard} clips yet: run data.teacher first")
    folder = options.prepare(asked)
    train(*split(clips, asked.fold), SIZES[asked.size], asked.epochs, asked.run or folder)


if __name__ == "__main__":
    main()
