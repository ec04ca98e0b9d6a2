"""The student: an encoder that runs once a step, and a head on the pooled embeddings, once for each horizon.

    frames [50, 64] ──► encoder ──► embedding [E] ──► pooled over the last steps [3E] ──► head ──► mood [8]

What is exported is the encoder and the mood head; `Teachers` exists while training only.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

EMBEDDING = 128
CHANNELS = (16, 32, 48, 64)
STRIDES = ((2, 2), (1, 1), (1, 1), (1, 1))
KERNELS = ((5, 5), (3, 3), (3, 3), (3, 3))
POOLS = (None, (2, 2), (1, 2), (1, 2))
TIME_CHANNELS = 192
HIDDEN = 160
MOOD = 8
VARIANCE_FLOOR = 1e-6


Pair = tuple[int, int]


def convolution(inputs: int, outputs: int, kernel: Pair, padding: Pair, stride: Pair = (1, 1)) -> nn.Sequential:
    """Convolution, batch normalisation (folded on export) and ReLU."""
    layer = nn.Conv2d(inputs, outputs, kernel, stride, padding, bias=False)
    return nn.Sequential(layer, nn.BatchNorm2d(outputs), nn.ReLU())


class Encoder(nn.Module):
    """Feature frames [n, 50, 64] -> embeddings [n, E], about 11 million multiply-adds for each.

    The window's mean over time and bands is subtracted first, so a gain changes nothing.
    """

    def __init__(self, bands: int = 64) -> None:
        super().__init__()
        inputs = (1, *CHANNELS[:-1])
        self.convolutions = nn.ModuleList(
            convolution(i, o, kernel, (kernel[0] // 2, kernel[1] // 2), stride)
            for i, o, kernel, stride in zip(inputs, CHANNELS, KERNELS, STRIDES)
        )
        left = bands // 16
        self.time = convolution(CHANNELS[-1], TIME_CHANNELS, (3, left), (1, 0))
        self.dense = nn.Linear(2 * TIME_CHANNELS, EMBEDDING)

    def forward(self, frames: Tensor) -> Tensor:
        x = (frames - frames.mean((1, 2), keepdim=True))[:, None].contiguous(memory_format=torch.channels_last)
        for layer, pool in zip(self.convolutions, POOLS):
            x = functional.max_pool2d(layer(x), pool) if pool else layer(x)
        x = self.time(x)[..., 0]
        return functional.relu(self.dense(torch.cat([x.mean(2), x.amax(2)], 1)))


def pool(embeddings: Tensor, mask: Tensor | None = None) -> Tensor:
    """Mean, deviation and maximum over steps: [..., steps, E] -> [..., 3E].

    The deviation is sqrt(population variance + VARIANCE_FLOOR). `mask` [..., steps] says which steps count.
    """
    if mask is None:
        mask = torch.ones(embeddings.shape[:-1])
    weight = (mask / mask.sum(-1, keepdim=True))[..., None]
    mean = (embeddings * weight).sum(-2)
    variance = ((embeddings - mean[..., None, :]) ** 2 * weight).sum(-2)
    # Embeddings are never negative, so a masked step at 0 never wins.
    return torch.cat([mean, (variance + VARIANCE_FLOOR).sqrt(), (embeddings * mask[..., None]).amax(-2)], -1)


class Head(nn.Module):
    """Pooled embeddings [n, 3E] -> [n, 8]: valence, arousal, tension in [-1, 1]; logits of q1..q4 and of music."""

    def __init__(self) -> None:
        super().__init__()
        self.hidden = nn.Linear(3 * EMBEDDING, HIDDEN)
        self.drop = nn.Dropout(0.3)
        self.mood = nn.Linear(HIDDEN, MOOD)

    def forward(self, pooled: Tensor) -> Tensor:
        return self.finish(self.mood(self.drop(functional.relu(self.hidden(pooled)))))

    @staticmethod
    def finish(raw: Tensor) -> Tensor:
        """Only the three values are squashed: [n, 8] -> [n, 8]."""
        return torch.cat([raw[:, :3].tanh(), raw[:, 3:]], 1)


class Student(nn.Module):
    """What is exported."""

    def __init__(self) -> None:
        super().__init__()
        self.encoder = Encoder()
        self.head = Head()


class Teachers(nn.Module):
    """Pooled embeddings -> what only training wants to hear: the taggers' layers and tags, the MIREX-like clusters."""

    def __init__(self, components: int, tags: int, clusters: int = 5) -> None:
        super().__init__()
        self.drop = nn.Dropout(0.2)
        self.outputs = nn.ModuleList(nn.Linear(3 * EMBEDDING, n) for n in (components, tags, clusters))

    def forward(self, pooled: Tensor) -> list[Tensor]:
        """Components [n, components], logits of tags [n, tags], logits of clusters [n, 5]."""
        pooled = self.drop(pooled)
        return [output(pooled) for output in self.outputs]
