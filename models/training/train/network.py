"""The student: an encoder that runs once a step, a memory of its last embeddings, a head on each pool, and a gate.

    frames [50, 64 + 36] ──► encoder, mean of the step's chroma, detector ──► embedding [128 + 36 + 1]
    recent embeddings [40, 165] ──► memory ──► pooled, now and section ──► head, harmony ─┐
    the newest of them ───────────────────────────────────► gate: is it music at all ─────┴► mood [2, 8]

The memory compares what it heard before with what it hears now, and pools what belongs together: while the music goes
on, both horizons listen far back; after a change they begin anew. The harmony adds what the intervals between the pitch
classes tell: of what sounds together or soon after, in whatever key and tuning. What is exported is encoder, memory,
head, harmony, detector and gate; `Teachers` exists while training only.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn import functional

from data import contract

ENCODED = 128  # numbers that the encoder makes of the mel bands
FINE = contract.load()["front_end"]["chroma"]["notes_a_semitone"]
CHROMA = 12 * FINE  # places in the octave
EMBEDDING = ENCODED + CHROMA + 1  # the last is what the detector says
STRIDES = ((2, 2), (1, 1), (1, 1), (1, 1))
KERNELS = ((5, 5), (3, 3), (3, 3), (3, 3))
POOLS = (None, (2, 2), (1, 2), (1, 2))
HIDDEN = 160
MOOD = 8
INTERVALS = 6  # of 1 to 6 semitones; the others are these upside down
CLARITY_FLOOR = 0.0025  # of the variance of pitch classes: noise is not to look like chords
NEAR = 6.0  # steps, deviation of a bell: notes further apart make no interval, as a fader may have moved between them
VARIANCE_FLOOR = 1e-6
SHAPE = INTERVALS + 4  # numbers by which the gate hears a step's pitch classes
GATE_HIDDEN = 64
SURELY_NONE, OUTWEIGHS = 7.0, 6.0  # logit of the head against music from which on it decides, and its weight then
ALWAYS = 9.0  # logit of music where nothing tells it from other sounds
DETECTOR_CHANNELS, DETECTOR_TIME, DETECTOR_HIDDEN = (8, 16, 24), 48, 64
DETECTOR_POOLS = ((1, 2), (2, 2), (1, 2))
DETECTOR_VARIANCE_FLOOR = 1e-4
SOFTLY = 1 / 64  # times the detector's logit, so that in an embedding it weighs next to nothing beside the sound
KEY = 24  # numbers of an embedding by which the memory compares
STEP, RECENT = (contract.load()["steps"][name] for name in ("hops", "recent"))
BANDS = contract.load()["front_end"]["bands"]
# Steps of the horizons where nothing says how far back to listen: to train on, and to compare with.
NOW, SECTION = 4, 24
QUERY = (2, 8)  # the last steps that now and section compare what was before with
SURE = (2, 4)  # the last steps that now and section always pool


@dataclass(frozen=True)
class Size:
    """Channels of the encoder's convolutions over frames and bands, and of its last one, over frames."""

    channels: tuple[int, ...]
    time_channels: int


SHIPPED = "shipped"
SIZES = {  # with half, once and twice the multiply-adds
    "half": Size((12, 20, 32, 44), 128),
    SHIPPED: Size((16, 32, 48, 64), 192),
    "double": Size((20, 44, 72, 96), 288),
}

Pair = tuple[int, int]


def convolution(inputs: int, outputs: int, kernel: Pair, padding: Pair, stride: Pair = (1, 1)) -> nn.Sequential:
    """Convolution and batch normalisation, which is folded on export."""
    return nn.Sequential(nn.Conv2d(inputs, outputs, kernel, stride, padding, bias=False), nn.BatchNorm2d(outputs))


class Encoder(nn.Module):
    """Mel bands of frames [n, 50, 64] -> [n, ENCODED], about 11 million multiply-adds for each as shipped."""

    def __init__(self, size: Size, bands: int = BANDS) -> None:
        super().__init__()
        self.convolutions = convolutions(size.channels)
        left = bands // 16
        self.time = convolution(size.channels[-1], size.time_channels, (3, left), (1, 0))
        self.dense = nn.Linear(2 * size.time_channels, ENCODED)

    def forward(self, frames: Tensor) -> Tensor:
        x = functional.relu(self.time(convolved(frames, self.convolutions, POOLS)))[..., 0]
        return functional.relu(self.dense(torch.cat([x.mean(2), x.amax(2)], 1)))


def convolutions(channels: tuple[int, ...]) -> nn.ModuleList:
    """Those over frames and bands, with so many channels each."""
    return nn.ModuleList(
        convolution(i, o, kernel, (kernel[0] // 2, kernel[1] // 2), stride)
        for i, o, kernel, stride in zip((1, *channels[:-1]), channels, KERNELS, STRIDES)
    )


def convolved(frames: Tensor, layers: nn.ModuleList, pools: tuple[Pair | None, ...]) -> Tensor:
    """Mel bands of frames [n, 50, 64] -> what the convolutions make of them [n, channels, frames, bands].

    The window's mean over time and bands is subtracted first, so a gain changes nothing.
    """
    x = (frames - frames.mean((1, 2), keepdim=True))[:, None].contiguous(memory_format=torch.channels_last)
    for layer, pool in zip(layers, pools):
        x = layer(x)
        # ReLU after pooling gives what it gives before, and has less to do.
        x = functional.relu(functional.max_pool2d(x, pool) if pool else x, inplace=True)
    return x


def pool(embeddings: Tensor, weight: Tensor | None = None) -> Tensor:
    """Mean, deviation and maximum over steps of what was encoded: [..., steps, ENCODED] -> [..., 3 ENCODED].

    The deviation is sqrt(population variance + VARIANCE_FLOOR). `weight` [..., steps] in [0, 1] says how much a step
    counts; the maximum is that of the weighted embeddings, which are never negative.
    """
    if weight is None:
        weight = torch.ones(embeddings.shape[:-1])
    share = (weight / weight.sum(-1, keepdim=True))[..., None]
    mean = (embeddings * share).sum(-2)
    variance = ((embeddings - mean[..., None, :]) ** 2 * share).sum(-2)
    return torch.cat([mean, (variance + VARIANCE_FLOOR).sqrt(), (embeddings * weight[..., None]).amax(-2)], -1)


def chroma_of(embeddings: Tensor) -> Tensor:
    """Embeddings [..., EMBEDDING] -> the chroma in them [..., CHROMA]."""
    return embeddings[..., ENCODED : ENCODED + CHROMA]


def last(steps: int, count: int) -> Tensor:
    """1 for the last `count` of the steps, else 0: [steps]."""
    return (torch.arange(steps) >= steps - count).float()


class Memory(nn.Module):
    """How much of each recent step the horizons pool.

    A step counts the less the further its key (of it and its two neighbours) lies from that of the last steps, and
    the older it is; how much less is learnt for each horizon.
    """

    def __init__(self) -> None:
        super().__init__()
        self.key = nn.Linear(ENCODED, KEY, bias=False)
        self.trust = nn.Parameter(torch.tensor([2.0, 4.0]))
        self.strictness = nn.Parameter(torch.tensor([0.0, -1.0]))
        self.haste = nn.Parameter(torch.tensor([-2.0, -4.0]))
        beside = torch.arange(RECENT)[:, None] - torch.arange(RECENT)
        self.register_buffer("neighbours", (beside.abs() <= 1).float(), persistent=False)
        self.register_buffer("query", torch.stack([last(RECENT, n) for n in QUERY]), persistent=False)
        self.register_buffer("sure", torch.stack([last(RECENT, n) for n in SURE]), persistent=False)

    def terms(self) -> tuple[Tensor, Tensor]:
        """What a step of each age scores, [2, RECENT], and what a distance takes off, [2, 1]."""
        age = torch.arange(RECENT - 1, -1, -1) / SECTION
        score = self.trust[:, None] - functional.softplus(self.haste)[:, None] * age
        return score, functional.softplus(self.strictness)[:, None]

    def forward(self, recent: Tensor, heard: Tensor) -> Tensor:
        """Steps' weights [n, 2, RECENT].

        Of what was encoded [n, RECENT, ENCODED], oldest first, and 1 where there is something [n, RECENT].
        """
        keys = self.key(recent) * heard[..., None]
        smooth = self.neighbours @ keys / (heard @ self.neighbours).clamp(min=1)[..., None]
        query = self.query @ keys / (heard @ self.query.T)[..., None]
        distance = ((smooth[:, None] - query[:, :, None]) ** 2).sum(-1)
        score, strictness = self.terms()
        weight = torch.maximum((score - strictness * distance).sigmoid(), self.sure)
        return weight * heard[:, None]


class Head(nn.Module):
    """What was encoded, pooled [n, 3 ENCODED] -> [n, 8]: valence, arousal, tension; logits of q1..q4 and of music.

    Valence, arousal and tension lie in [-1, 1] once they are finished.
    """

    def __init__(self) -> None:
        super().__init__()
        self.hidden = nn.Linear(3 * ENCODED, HIDDEN)
        self.drop = nn.Dropout(0.3)
        self.mood = nn.Linear(HIDDEN, MOOD)

    def raw(self, pooled: Tensor) -> Tensor:
        return self.mood(self.drop(functional.relu(self.hidden(pooled))))

    def forward(self, pooled: Tensor) -> Tensor:
        return self.finish(self.raw(pooled))

    @staticmethod
    def finish(raw: Tensor) -> Tensor:
        """Only the three values are squashed: [n, 8] -> [n, 8]."""
        return torch.cat([raw[:, :3].tanh(), raw[:, 3:]], 1)


class Harmony(nn.Module):
    """What the intervals between pitch classes add to a raw mood; nothing before it was learnt (harmony.py)."""

    def __init__(self) -> None:
        super().__init__()
        self.mean = nn.Parameter(torch.zeros(INTERVALS), requires_grad=False)
        self.weight = nn.Parameter(torch.zeros(MOOD, INTERVALS))
        apart = torch.arange(RECENT)[:, None] - torch.arange(RECENT)
        self.register_buffer("near", (-0.5 * (apart / NEAR) ** 2).exp(), persistent=False)

    def intervals(self, chroma: Tensor, share: Tensor) -> Tensor:
        """Steps' chroma [n, RECENT, CHROMA] -> how much alike it is 1 to 6 semitones higher: [n, 2, INTERVALS].

        Each step with itself and with those near it, by the horizons' shares of the steps [n, 2, RECENT]. So it is
        known whether thirds, fourths or semitones sound, and how clearly, but not in which key, and no tuning has to
        be known: what lies off concert pitch, all of it, has the same intervals.
        """
        away = (chroma - chroma.mean(-1, keepdim=True))[:, None] * share[..., None]
        beside = self.near @ away / ((share @ self.near) * share).sum(-1)[..., None, None]
        alike = [(away * beside.roll(-k * FINE, -1)).mean(-1).sum(-1) for k in range(INTERVALS + 1)]
        return torch.stack(alike[1:], -1) / (alike[0] + CLARITY_FLOOR)[..., None]

    def told(self, intervals: Tensor) -> Tensor:
        """Intervals [..., INTERVALS] -> what is added to the raw mood [..., 8]."""
        return (intervals - self.mean) @ self.weight.T


class Detector(nn.Module):
    """Whether the newest second is music at all, by convolutions that hear nothing else; always, before it was learnt.

    About 1.1 million multiply-adds. What the encoder leaves of speech or of a crowd is chance, since it has to tell
    moods: so the gate asks both. detector.py teaches it.
    """

    def __init__(self, bands: int = BANDS) -> None:
        super().__init__()
        self.convolutions = convolutions(DETECTOR_CHANNELS)
        left = bands // 16
        self.time = convolution(DETECTOR_CHANNELS[-1], DETECTOR_TIME, (3, left), (1, 0))
        self.hidden = nn.Linear(2 * DETECTOR_TIME, DETECTOR_HIDDEN)
        self.drop = nn.Dropout(0.2)
        self.music = nn.Linear(DETECTOR_HIDDEN, 1)
        nn.init.zeros_(self.music.weight)
        nn.init.constant_(self.music.bias, ALWAYS)

    def forward(self, frames: Tensor) -> Tensor:
        """Mel bands of frames [n, 50, 64] -> logits of music [n, 1]."""
        x = functional.relu(self.time(convolved(frames, self.convolutions, DETECTOR_POOLS)))[..., 0]
        deviation = (x.var(2, correction=0) + DETECTOR_VARIANCE_FLOOR).sqrt()
        heard = self.drop(torch.cat([x.mean(2), deviation], 1))
        return self.music(self.drop(functional.relu(self.hidden(heard))))


class Gate(nn.Module):
    """Whether a step by itself is music at all, by its embedding; always, before it was learnt (gate.py).

    Beside what was encoded it hears how the pitch classes lie, in any key and tuning (their level and how far they stand
    out, the intervals between them, whether few of them stand out far), and what the head says: that has learnt noise,
    tones and synthetic speech with the encoder. Where it is nearly sure that there is none, that decides. Else the
    logit is the mean of what the gate makes of all that and of the detector's.
    """

    def __init__(self) -> None:
        super().__init__()
        self.hidden = nn.Linear(ENCODED + SHAPE + 1, GATE_HIDDEN)
        self.drop = nn.Dropout(0.2)
        self.music = nn.Linear(GATE_HIDDEN, 1)
        nn.init.zeros_(self.music.weight)
        nn.init.constant_(self.music.bias, ALWAYS)

    @staticmethod
    def shape(chroma: Tensor) -> Tensor:
        """A step's chroma [n, CHROMA] -> [n, SHAPE]: what turning it round the octave doesn't change."""
        mean = chroma.mean(-1, keepdim=True)
        away = chroma - mean
        alike = torch.stack([(away * away.roll(-k * FINE, -1)).mean(-1) for k in range(INTERVALS + 1)], -1)
        lifted = alike[:, :1] + CLARITY_FLOOR
        uneven = (away**4).mean(-1, keepdim=True) / lifted**2
        return torch.cat([alike[:, 1:] / lifted, lifted.sqrt(), mean, away.amax(-1, keepdim=True), uneven], -1)

    def forward(self, embedding: Tensor, head: Tensor) -> Tensor:
        """Embeddings of steps [n, EMBEDDING], and the head's logits of music [n, 1] -> logits of music [n, 1]."""
        sure = (head + SURELY_NONE).clamp(max=0)
        both = self.told(self.heard(embedding, head)) + embedding[:, -1:] / SOFTLY
        return both / 2 + OUTWEIGHS * sure

    def heard(self, embedding: Tensor, head: Tensor) -> Tensor:
        """What it hears: [n, ENCODED + SHAPE + 1]."""
        return torch.cat([embedding[:, :ENCODED], self.shape(chroma_of(embedding)), head], -1)

    def told(self, heard: Tensor) -> Tensor:
        return self.music(self.drop(functional.relu(self.hidden(heard))))


class Student(nn.Module):
    """What is exported."""

    def __init__(self, size: Size = SIZES[SHIPPED]) -> None:
        super().__init__()
        self.encoder = Encoder(size)
        self.memory = Memory()
        self.head = Head()
        self.harmony = Harmony()
        self.detector = Detector()
        self.gate = Gate()

    def embed(self, frames: Tensor) -> Tensor:
        """Feature frames [n, 50, BANDS + CHROMA] -> embeddings [n, EMBEDDING]."""
        mel, chroma = frames[..., :BANDS], frames[:, -STEP:, BANDS:].mean(1)
        return torch.cat([self.encoder(mel), chroma, SOFTLY * self.detector(mel)], -1)

    def raw(self, recent: Tensor, heard: Tensor) -> tuple[Tensor, Tensor]:
        """The head's raw moods of both horizons [n, 2, 8], and the intervals that they hear [n, 2, INTERVALS]."""
        encoded, chroma = recent[..., :ENCODED], chroma_of(recent)
        weight = self.memory(encoded, heard)
        pooled = pool(encoded[:, None], weight)
        mood = self.head.raw(pooled.flatten(0, 1)).unflatten(0, (-1, 2))
        return mood, self.harmony.intervals(chroma, weight / weight.sum(-1, keepdim=True))

    def moods(self, recent: Tensor, heard: Tensor) -> Tensor:
        """Recent embeddings [n, RECENT, E] and 1 where there is one [n, RECENT] -> moods of both horizons [n, 2, 8]."""
        mood, intervals = self.raw(recent, heard)
        values = self.head.finish((mood + self.harmony.told(intervals)).flatten(0, 1)).unflatten(0, (-1, 2))
        music = self.gate(recent[:, -1], mood[:, 0, -1:])[:, None].expand(-1, 2, -1)
        return torch.cat([values[..., :-1], music], -1)


def trained(run: Path) -> Student:
    """The student that student.py left in a run's folder, with what else there is of it so far."""
    weights = torch.load(run / "student.pt", weights_only=True)
    for part, untaught in (("detector", Detector()), ("gate", Gate())):
        weights |= {f"{part}.{name}": value for name, value in untaught.state_dict().items()}
    channels = (len(weights[f"encoder.convolutions.{index}.0.weight"]) for index in range(len(KERNELS)))
    student = Student(Size(tuple(channels), len(weights["encoder.time.0.weight"])))
    for part in ("memory", "harmony", "detector", "gate"):
        if (run / f"{part}.pt").exists():
            learnt = torch.load(run / f"{part}.pt", weights_only=True)
            weights |= {f"{part}.{name}": value for name, value in learnt.items()}
    student.load_state_dict(weights)
    return student.eval()


class Teachers(nn.Module):
    """Pooled embeddings -> what only training wants to hear: the taggers' layers and tags, the MIREX-like clusters."""

    def __init__(self, components: int, tags: int, clusters: int = 5) -> None:
        super().__init__()
        self.drop = nn.Dropout(0.2)
        self.outputs = nn.ModuleList(nn.Linear(3 * ENCODED, n) for n in (components, tags, clusters))

    def forward(self, pooled: Tensor) -> list[Tensor]:
        """Components [n, components], logits of tags [n, tags], logits of clusters [n, 5]."""
        pooled = self.drop(pooled)
        return [output(pooled) for output in self.outputs]


def trained_teachers(run: Path) -> Teachers:
    """The other outputs that student.py left in a run's folder."""
    weights = torch.load(run / "teachers.pt", weights_only=True)
    teachers = Teachers(*(len(weights[f"outputs.{index}.bias"]) for index in range(3)))
    teachers.load_state_dict(weights)
    return teachers.eval()
