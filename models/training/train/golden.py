"""Golden vectors, models/golden/: what the Rust side must compute too. They are made from formulas only.

index.json lists the cases. Of the front end: `wav` (16 bit, its samples / 32768 are the input) -> `frames`, raw
little-endian f32 [frames, features]. Of the model: mood.json, and mood_50_cents.json, whose chords lie half a semitone
higher. In each a sequence of frames (`frames`, f32 [n, features]) goes through encoder, memory, head and calibration
from a reset on, an update every step: `embeddings` f32 [updates, E], `recent` f32 [updates, RECENT, 1 + E] of all
steps, and in JSON for each update and horizon the graph's `graph` [8] of these; how far the gate is `open`, and the
values that are told with what it lets through.
"""

from __future__ import annotations

import json
import wave
from pathlib import Path

import numpy as np
import onnxruntime
import torch

from data import contract
from data.batches import stream
from data.frontend import FrontEnd
from train import inference, listener, outputs
from train.inference import HORIZONS
from train.network import RECENT

GOLDEN = contract.MODELS / "golden"
FRONT_END_TOLERANCE = 1e-4
MOOD_TOLERANCE = 1e-3
TOLD = (*outputs.VALUES, *outputs.QUADRANTS, "confidence")
CASES = (("stereo_48000", 48_000, 2, 1.0), ("mono_44100", 44_100, 1, 1.0), ("mono_11025", 11_025, 1, 1.0))
CASES += (("mono_16000", 16_000, 1, 0.5), ("mono_96000", 96_000, 1, 0.5))
CASES += (("mono_9600", 9_600, 1, 0.5),)  # a band ends 6 Hz beyond half the sample rate
TUNINGS = {"": 0.0, "_50_cents": 50.0}  # of the chords, by what is added to the names of the cases


def lcg(count: int, seed: int) -> np.ndarray:
    """White noise in [-1, 1) of Knuth's linear congruential generator."""
    state, result = seed, np.empty(count)
    for index in range(count):
        state = (state * 6364136223846793005 + 1442695040888963407) % 2**64
        result[index] = (state >> 33) / 2**30 - 1
    return result


def signal(rate: int, channels: int, seconds: float) -> np.ndarray:
    """A rising chirp, clicks that die away and faint noise; the channels differ: int16 [samples, channels]."""
    time = np.arange(round(rate * seconds)) / rate
    chirp = np.sin(2 * np.pi * (60 * time + 0.5 * 0.8 * rate / 2 * time**2))
    phase = np.mod(time, 0.23)
    click = np.exp(-60 * phase) * np.sin(2 * np.pi * 1700 * phase)
    sound = [
        0.3 * chirp * (-1) ** channel + 0.4 * click / (1 + channel) + 0.003 * lcg(len(time), 7 + channel)
        for channel in range(channels)
    ]
    return np.round(np.stack(sound, 1) * 32767).astype("<i2")


def tune(rate: int, seconds: float, cents: float) -> np.ndarray:
    """Plucked chords, so far off concert pitch, over a pulse; after 5 s noise only: float [samples]."""
    time = np.arange(round(rate * seconds)) / rate
    phase = np.mod(time, 0.5)
    root = np.array([220.0, 174.6, 261.6, 196.0])[(time // 1.0).astype(int) % 4] * 2 ** (cents / 1200)
    chord = sum(np.sin(2 * np.pi * root * interval * time) for interval in (1, 1.25, 1.5, 2, 3, 4.5))
    drum = np.exp(-25 * phase) * np.sin(2 * np.pi * 65 * phase)
    music = 0.08 * chord * np.exp(-3 * phase) + 0.5 * drum
    return np.where(time < 5, music, 0) + 0.01 * lcg(len(time), 99)


def front_end_cases() -> list[dict]:
    sounds = [(name, rate, signal(rate, channels, seconds)) for name, rate, channels, seconds in CASES]
    for name, cents in TUNINGS.items():
        chords = np.round(tune(44_100, 1.5, cents) * 32767).astype("<i2")
        sounds.append((f"chords{name}_44100", 44_100, chords[:, None]))
    cases = []
    for name, rate, samples in sounds:
        channels = samples.shape[1]
        with wave.open(str(GOLDEN / f"{name}.wav"), "wb") as file:
            file.setnchannels(channels)
            file.setsampwidth(2)
            file.setframerate(rate)
            file.writeframes(samples.tobytes())
        frames = FrontEnd.at(rate).frames(samples / 32768)
        frames.astype("<f4").tofile(GOLDEN / f"{name}.f32")
        cases.append(
            {
                "name": name,
                "rate": rate,
                "channels": channels,
                "wav": f"{name}.wav",
                "frames": f"{name}.f32",
                "shape": list(frames.shape),
            }
        )
    return cases


def mood_case(name: str, cents: float) -> dict:
    """The sequence through the exported file, not through torch."""
    terms = contract.load()
    steps = terms["steps"]
    frames = FrontEnd.at(48_000).frames(tune(48_000, 6.0, cents))
    session = onnxruntime.InferenceSession(contract.MODELS / terms["graph"]["file"])
    unused = np.ones((RECENT, 1 + terms["graph"]["embedding"]), np.float32)
    embeddings = np.concatenate(
        [
            session.run(["embedding"], {"frames": window[None], "recent": unused})[0]
            for window in stream(frames, steps["hops"], steps["context_hops"])
        ]
    )
    recent = inference.recent_rows(torch.from_numpy(embeddings)).numpy()
    frames.astype("<f4").tofile(GOLDEN / f"mood{name}_frames.f32")
    embeddings.astype("<f4").tofile(GOLDEN / f"mood{name}_embeddings.f32")
    recent.astype("<f4").tofile(GOLDEN / f"mood{name}_recent.f32")
    graph = np.stack([session.run(["mood"], {"frames": frames[None, :50], "recent": rows})[0] for rows in recent])
    heard = listener.hear(listener.Ears(contract.MODELS), frames, listener.Rule.of_contract())
    updates = [
        {
            "seconds": (update + 1) * steps["hops"] * terms["front_end"]["hop_seconds"],
            "open": round(float(heard.open[update]), 6),
            **{
                horizon: {
                    "graph": [round(float(x), 6) for x in graph[update, row]],
                    **{name: round(float(x), 6) for name, x in zip(TOLD, heard.told[update, row])},
                }
                for row, horizon in enumerate(HORIZONS)
            },
        }
        for update in range(len(graph))
    ]
    return {
        "tolerance": MOOD_TOLERANCE,
        "frames": {"file": f"mood{name}_frames.f32", "shape": list(frames.shape)},
        "embeddings": {"file": f"mood{name}_embeddings.f32", "shape": list(embeddings.shape)},
        "recent": {"file": f"mood{name}_recent.f32", "shape": list(recent.shape)},
        "updates": updates,
    }


def write(path: Path, value: dict) -> None:
    path.write_text(json.dumps(value, indent=1) + "\n")


def main() -> None:
    GOLDEN.mkdir(exist_ok=True)
    write(GOLDEN / "index.json", {"tolerance": FRONT_END_TOLERANCE, "front_end": front_end_cases()})
    for name, cents in TUNINGS.items():
        write(GOLDEN / f"mood{name}.json", mood_case(name, cents))


if __name__ == "__main__":
    main()
