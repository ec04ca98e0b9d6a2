"""What the taggers say of each 3 s window of the clips: python -m data.teacher DATA TAGGERS [--jobs N].

Cached, resumable.
"""

from __future__ import annotations

import argparse
import functools
from pathlib import Path

import numpy as np
import onnxruntime

from data.audio import decode
from data.cache import CACHE, share_out
from data.clips import Clip, read_clips

NETWORKS = ("MSD_vgg", "MTT_vgg", "MSD_musicnn", "MTT_musicnn")
RATE, FFT, HOP, BANDS, FRAMES = 16_000, 512, 256, 96, 187
WINDOW_SECONDS = FRAMES * HOP / RATE
FOLDER = CACHE / "teacher"


def slaney_bands() -> np.ndarray:
    """Triangles of unit area on Slaney's mel scale, linear below 1 kHz and logarithmic above: [BANDS, bins]."""
    step = np.log(6.4) / 27
    top = 15 + np.log(RATE / 2 / 1000) / step
    mels = np.linspace(0, top, BANDS + 2)
    edges = np.where(mels < 15, mels * 200 / 3, 1000 * np.exp((mels - 15) * step))
    bins = np.linspace(0, RATE / 2, FFT // 2 + 1)
    lower, centre, upper = edges[:-2, None], edges[1:-1, None], edges[2:, None]
    bank = np.maximum(0, np.minimum((bins - lower) / (centre - lower), (upper - bins) / (upper - centre)))
    return (bank * 2 / (upper - lower)).astype(np.float32)


def mel(audio: np.ndarray, bank: np.ndarray) -> np.ndarray:
    """Mono audio at RATE -> what the taggers hear, log10(1 + 10000 · mel power): [frames, BANDS]."""
    hann = (0.5 - 0.5 * np.cos(2 * np.pi * np.arange(FFT) / FFT)).astype(np.float32)
    frames = np.lib.stride_tricks.sliding_window_view(np.pad(audio, FFT // 2), FFT)[::HOP] * hann
    power = (np.abs(np.fft.rfft(frames)) ** 2).astype(np.float32)
    return np.log10(1 + 10_000 * power @ bank.T).astype(np.float32)


def path(network: str, clip: Clip) -> Path:
    """Where it is kept what a network says of a clip."""
    return FOLDER / network / f"{clip.key}.npz"


def heard(clip: Clip) -> bool:
    """Whether all networks have heard the clip."""
    return all(path(name, clip).exists() for name in NETWORKS)


def extract(clips: list[Clip], folder: Path, taggers: Path) -> None:
    """Writes tags [windows, 50] and hidden [windows, 200 or 256] of the clips and networks that aren't cached."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    networks = {name: onnxruntime.InferenceSession(taggers / f"{name}.onnx", options) for name in NETWORKS}
    bank = slaney_bands()
    for name in NETWORKS:
        (FOLDER / name).mkdir(parents=True, exist_ok=True)
    for clip in clips:
        if heard(clip):
            continue
        frames = mel(decode(folder / clip.file, RATE), bank)
        windows = np.stack([frames[i : i + FRAMES] for i in range(0, len(frames) - FRAMES + 1, FRAMES)])
        for name, network in networks.items():
            target = path(name, clip)
            if not target.exists():
                tags, hidden = network.run(["tags:0", "hidden:0"], {"mel:0": windows})
                partial = target.with_suffix(".partial")
                with open(partial, "wb") as file:
                    np.savez(file, tags=tags.astype(np.float16), hidden=hidden.astype(np.float16))
                partial.rename(target)


def load(clip: Clip) -> tuple[np.ndarray, np.ndarray]:
    """Hidden layers [windows, 912] and tags [windows, 100] of a clip, window k from k · WINDOW_SECONDS.

    The two networks of a training set know the same 50 tags: their mean is what is kept.
    """
    hidden, tags = [], dict[str, list[np.ndarray]]()
    for name in NETWORKS:
        with np.load(path(name, clip)) as file:
            hidden.append(file["hidden"])
            tags.setdefault(name.split("_")[0], []).append(file["tags"].astype(np.float32))
    means = [np.mean(said, axis=0) for said in tags.values()]
    return np.concatenate(hidden, axis=1).astype(np.float32), np.concatenate(means, axis=1)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, help="the folder with labels.csv")
    parser.add_argument("taggers", type=Path, help="the folder with the taggers' .onnx files")
    parser.add_argument("--jobs", type=int, default=2)
    options = parser.parse_args()
    work = functools.partial(extract, folder=options.data, taggers=options.taggers)
    share_out(work, read_clips(options.data), options.jobs)


if __name__ == "__main__":
    main()
