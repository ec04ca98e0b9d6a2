"""Teaches a trained student what is no music: python -m train.gate DATA [--fold F].

After train.student and data.scenes; done once a student. The encoder stays as it is. What is learnt is the gate, from
clips, from sounds that are no music, and from one cut into the other at any moment (data/stretches.py): a step counts
as music only if nearly all of its newest half second is.
"""

from __future__ import annotations

import torch

from data.clips import read_clips, split
from data.stretches import Material
from train import options
from train.fit import Terms, fit
from train.network import ENCODED, Gate, Student, pool, trained

SEED = 7
LENIENT = 0.4  # added to the logits: music that is shut costs more than a sound that passes
TERMS = Terms(epochs=14, batch=512, rate=3e-3, decay=0.01)


@torch.no_grad()
def examples(student: Student, material: Material) -> tuple[torch.Tensor, torch.Tensor]:
    """What the gate hears [n, …] of steps that are wholly music or are not, and which are: [n]."""
    steps, music = [], []
    for heard, passes in material.examples():
        embedding = student.embed(torch.from_numpy(heard))
        steps.append(student.gate.heard(embedding, student.head.raw(pool(embedding[:, None, :ENCODED]))[:, -1:]))
        music.append(torch.from_numpy(passes))
    return torch.cat(steps), torch.cat(music)


def learn(heard: torch.Tensor, music: torch.Tensor) -> Gate:
    torch.manual_seed(SEED)
    gate = Gate()
    torch.nn.init.normal_(gate.music.weight, 0, 0.1)
    torch.nn.init.zeros_(gate.music.bias)
    mean, spread = heard.mean(0), heard.std(0) + 0.01
    fit(gate, lambda rows: gate.told((heard[rows] - mean) / spread)[:, 0], music, TERMS)
    with torch.no_grad():  # what was scaled to learn is heard as it is
        gate.hidden.weight /= spread
        gate.hidden.bias -= gate.hidden.weight @ mean
        gate.music.bias += LENIENT
    return gate.eval()


def main() -> None:
    asked = options.parser(__doc__).parse_args()
    run = options.prepare(asked)
    if not (run / "gate.pt").exists():
        material = Material(*split(read_clips(asked.data), asked.fold))
        gate = learn(*examples(trained(run), material))
        torch.save(gate.state_dict(), run / "gate.pt")


if __name__ == "__main__":
    main()
