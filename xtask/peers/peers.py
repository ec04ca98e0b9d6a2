"""The peers that Python has, and what of ours is beside them: `cargo xtask bench` runs it.

    python peers.py PROGRAM WAV

PROGRAM is `ai-mixtapes`, WAV the file that whole files are measured with. It answers as `engine/benches/ways/turns.rs`
says: first a line for each way, then for each name that it reads the microseconds of one unit, on one thread.

| way | unit |
|---|---|
| librosa hop, Essentia hop | a hop of a mel front end with our window, hop and bands, of one channel: no pitch classes |
| tract update, ONNX Runtime update | a streaming update with the built-in model |
| analyze | the file, as a process of its own, from its start to its end |
| librosa file | the file in librosa: decoded and mixed to mono, mel; an update in ONNX Runtime each half second |
| Essentia file | the file in Essentia: decoded, mono, 16 kHz, musicnn's mel; a network of its shape in ONNX Runtime |

Times are processor time of this process, or of the one that it runs; updates are timed as benchmark.py times them.
"""

from __future__ import annotations

import functools
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

for threads in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "NUMBA_NUM_THREADS"):
    os.environ[threads] = "1"
ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "models" / "training"))

import numpy as np
from data import contract

Way = Callable[[], float]
SECONDS = 30  # of the file that hops are measured with
UPDATES = 100  # of a round


def used(work: Callable[[], object]) -> float:
    """Microseconds of processor time that it takes."""
    start = time.process_time_ns()
    work()
    return (time.process_time_ns() - start) / 1e3


def samples(wave: Path, rate: int) -> np.ndarray:
    """The beginning of the file, in mono."""
    import soundfile

    return soundfile.read(wave, SECONDS * rate, dtype="float32")[0].mean(1)


def mel_terms(rate: int) -> dict[str, float]:
    front = contract.load()["front_end"]
    window, hop = (round(front[name] * rate) for name in ("window_seconds", "hop_seconds"))
    edges = {"low": front["lowest_hz"], "high": front["highest_hz"]}
    return {"window": window, "hop": hop, "bands": front["bands"], **edges}


def librosa_mel(signal: np.ndarray, rate: int, terms: dict[str, float]) -> np.ndarray:
    import librosa

    bands = {"n_mels": terms["bands"], "fmin": terms["low"], "fmax": terms["high"]}
    size = {"n_fft": terms["window"], "hop_length": terms["hop"]}
    mel = librosa.feature.melspectrogram(y=signal, sr=rate, htk=True, **size, **bands)
    return 0.5 * np.log10(mel + 1e-10)


def librosa_hop(wave: Path) -> Way:
    rate = 48_000
    signal, terms = samples(wave, rate), mel_terms(rate)
    return lambda: used(lambda: librosa_mel(signal, rate, terms)) / (len(signal) / terms["hop"])


def essentia_mel(source: object, output: object, frames: dict[str, object], bands: object) -> np.ndarray:
    """What a network of Essentia's parts makes of the sound of `source`: [frames, bands]."""
    import essentia
    import essentia.streaming as streaming

    cut, pool = streaming.FrameCutter(**frames), essentia.Pool()
    output >> cut.signal
    cut.frame >> bands[0]
    bands[1] >> (pool, "mel")
    essentia.run(source)
    return pool["mel"]


def essentia_hop(wave: Path) -> Way:
    import essentia
    import essentia.streaming as streaming

    essentia.log.infoActive = essentia.log.warningActive = False
    rate = 48_000
    signal, terms = samples(wave, rate), mel_terms(rate)

    def mel() -> np.ndarray:
        source = streaming.VectorInput(signal)
        window = streaming.Windowing(type="hann", size=terms["window"], zeroPhase=False)
        spectrum = streaming.Spectrum(size=terms["window"])
        size = {"inputSize": terms["window"] // 2 + 1, "sampleRate": rate, "numberBands": terms["bands"]}
        edges = {"lowFrequencyBound": terms["low"], "highFrequencyBound": terms["high"]}
        bands = streaming.MelBands(log=True, warpingFormula="htkMel", **size, **edges)
        window.frame >> spectrum.frame
        spectrum.spectrum >> bands.spectrum
        frames = {"frameSize": terms["window"], "hopSize": terms["hop"]}
        return essentia_mel(source, source.data, frames, (window.frame, bands.bands))

    return lambda: used(mel) / (len(signal) / terms["hop"])


def tract_update(program: Path) -> Way:
    from measure import timing

    def update() -> float:
        (heard,), _ = timing.tract(program, [contract.MODELS], UPDATES)
        if heard.refused:
            raise ValueError(heard.refused)
        return heard.times.median

    return update


def onnx_update() -> Way:
    from measure import timing

    update = timing.streaming_update(contract.MODELS)
    return lambda: timing.Times([timing.warm_calls(update, UPDATES)]).median


def analyze(program: Path, wave: Path) -> Way:
    command = [program, "analyze", "--jobs", "1", "--format", "csv", wave]

    def whole() -> float:
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return (after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime) * 1e6

    return whole


def librosa_file(wave: Path) -> Way:
    import librosa
    from measure import timing

    update, steps = timing.streaming_update(contract.MODELS), contract.load()["steps"]["hops"]

    def whole() -> None:
        signal, rate = librosa.load(wave, sr=None, mono=True)
        mel = librosa_mel(signal, int(rate), mel_terms(int(rate)))
        for _ in range(mel.shape[1] // steps):
            update()

    return lambda: used(whole)


def essentia_file(wave: Path) -> Way:
    import essentia
    import essentia.streaming as streaming
    import musicnn
    from measure import timing

    essentia.log.infoActive = essentia.log.warningActive = False
    tagger = timing.session(musicnn.network())

    def whole() -> None:
        source = streaming.MonoLoader(filename=str(wave), sampleRate=musicnn.RATE)
        bands = streaming.TensorflowInputMusiCNN()
        frames = {"frameSize": musicnn.WINDOW, "hopSize": musicnn.STEP}
        mel = essentia_mel(source, source.audio, frames, (bands.frame, bands.bands))
        for patch in musicnn.patches(mel):
            tagger.run(["tags"], {"patches": patch[None]})

    return lambda: used(whole)


def main() -> None:
    program, wave = map(Path, sys.argv[1:])
    makers: dict[str, Callable[[], Way]] = {
        "librosa hop": functools.partial(librosa_hop, wave),
        "Essentia hop": functools.partial(essentia_hop, wave),
        "tract update": functools.partial(tract_update, program),
        "ONNX Runtime update": onnx_update,
        "analyze": functools.partial(analyze, program, wave),
        "librosa file": functools.partial(librosa_file, wave),
        "Essentia file": functools.partial(essentia_file, wave),
    }
    ways = {}
    for name, make in makers.items():
        try:
            ways[name] = make()
            ways[name]()  # the first time something is compiled, loaded or planned
            print("way", name)
        except Exception as error:  # whatever a peer dies of, the others go on
            print(f"without {name}: {type(error).__name__}: {' '.join(str(error).split())}")
    print("ready", flush=True)
    for line in sys.stdin:
        print(ways[line.rstrip("\n")](), flush=True)


if __name__ == "__main__":
    main()
