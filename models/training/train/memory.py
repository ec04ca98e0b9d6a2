"""Teaches a trained student how far back to listen: python -m train.memory DATA [--fold F].

After train.student; done once a student. Encoder and head stay as they are. What is learnt is the memory, from clips
that go on and clips that are cut or faded into each other at any moment. Both horizons are to say what the student says
of the clip that plays, its mood averaged over the whole clip: *now* at once, *section* the more of it the longer it
plays. So this needs no labels.
"""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from data import features
from data.cache import CACHE
from data.clips import read_clips, split
from train import inference, options
from train.network import RECENT, SECTION, Harmony, Memory, Student, trained

SEED = 5
BATCH = 160
BATCHES = 500
RATES = (2e-3, 2e-2)  # of the keys, and of the six numbers that say what they are worth
CHANGES = 0.6  # share of the examples in which another clip comes
FRESH = 0.2  # share of these in which it has just come: within the last 3 s
FADES = 0.3  # share of these that fade
LONGEST_FADE = 16  # steps: 8 s
VALUES = 2.0  # how much an error of valence, arousal or tension counts against one of a quadrant's probability


def comparable(mood: Tensor) -> Tensor:
    """Moods [..., 8] -> what is compared, values and probabilities: [..., 7]."""
    return torch.cat([VALUES * mood[..., :3], mood[..., 3:7].softmax(-1)], -1)


class Examples:
    """Embeddings of clips, and what the student says of each as a whole."""

    @torch.no_grad()
    def __init__(self, student: Student, clips: list[np.ndarray]) -> None:
        every = inference.embed(student, clips)
        self.embeddings = [clip for clip in every if len(clip) >= SECTION]
        wanted = [student.head(inference.pooled(clip)[SECTION - 1 :]) for clip in self.embeddings]
        self.wanted = torch.stack([comparable(mood).mean(0) for mood in wanted])

    def stretch(self, clip: int, random: np.random.Generator) -> Tensor:
        """As many steps of a clip, up to RECENT, as there are; what is missing before them is 0: [RECENT, E]."""
        steps = self.embeddings[clip]
        start = int(random.integers(0, max(1, len(steps) - RECENT + 1)))
        found = steps[start : start + RECENT]
        return functional.pad(found, (0, 0, RECENT - len(found), 0))

    def batch(self, random: np.random.Generator) -> tuple[Tensor, Tensor, Tensor]:
        """Embeddings [BATCH, RECENT, E], 1 where there is one [BATCH, RECENT], and what is to be said [BATCH, 2, 7]."""
        first, second = random.integers(0, len(self.embeddings), (2, BATCH))
        changes = random.random(BATCH) < CHANGES
        length = np.where(random.random(BATCH) < FADES, random.integers(2, LONGEST_FADE + 1, BATCH), 1)
        latest = np.where(random.random(BATCH) < FRESH, 7, RECENT)
        since = np.where(changes, random.integers(1, latest), 2 * RECENT)  # steps since the change began
        ahead = since[:, None] - np.arange(RECENT - 1, -1, -1)  # of each step
        share = torch.from_numpy(np.clip((ahead - 0.5) / length[:, None], 0, 1)).float()
        before = torch.stack([self.stretch(clip, random) for clip in first])
        after = torch.stack([self.stretch(clip, random) for clip in second])
        recent = torch.lerp(before, after, share[..., None])
        heard = (recent != 0).any(-1)
        # A clip that is too short leaves no gap: what lies before one was never heard.
        heard = heard.flip(1).float().cumprod(1).flip(1)
        whole = torch.from_numpy(np.clip((since - length / 2) / SECTION, 0, 1)).float()
        shares = torch.stack([share[:, -1], whole], 1)[..., None]
        wanted = torch.lerp(self.wanted[first][:, None], self.wanted[second][:, None], shares)
        return recent * heard[..., None], heard, wanted


def learn(student: Student, clips: list[np.ndarray]) -> None:
    """Trains the student's memory anew."""
    torch.manual_seed(SEED)
    random = np.random.default_rng(SEED)
    student.requires_grad_(False)
    memory, student.harmony = Memory(), Harmony()
    student.memory = memory
    examples = Examples(student, clips)
    groups = ([memory.key.weight], [memory.trust, memory.strictness, memory.haste])
    optimizer = torch.optim.AdamW([{"params": g, "lr": r} for g, r in zip(groups, RATES)], weight_decay=0.02)
    plan = torch.optim.lr_scheduler.OneCycleLR(optimizer, list(RATES), total_steps=BATCHES)
    mean = np.zeros(2)
    for batch in range(BATCHES):
        recent, heard, wanted = examples.batch(random)
        errors = ((comparable(student.moods(recent, heard)) - wanted) ** 2).mean((0, 2))
        optimizer.zero_grad()
        errors.sum().backward()
        optimizer.step()
        plan.step()
        mean += (errors.detach().numpy() - mean) / min(batch + 1, 100)
        if batch % 250 == 249:
            print(f"{batch + 1}: now {mean[0]:.4f}, section {mean[1]:.4f}", flush=True)


def main() -> None:
    asked = options.parser(__doc__, threads=1).parse_args()
    torch.set_num_threads(asked.threads)
    run = CACHE / "runs" / asked.fold
    kept = run / "memory.pt"
    if kept.exists() and kept.stat().st_mtime > (run / "student.pt").stat().st_mtime:
        return
    student = trained(run)
    learn(student, [features.load(clip) for clip in split(read_clips(asked.data), asked.fold)[0]])
    torch.save(student.memory.state_dict(), kept)


if __name__ == "__main__":
    main()
