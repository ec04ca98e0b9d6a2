"""What the gate learns from beside clips: sounds that are no music, and music that lies nearest to them.

    python -m data.scenes DATA RECORDINGS [--jobs N]

Makes feature frames of each once. DATA holds the labelled clips, which some have talk over; RECORDINGS the files of
Debian's packages that data/recordings.py names, as they are installed.
"""

from __future__ import annotations

import argparse
import functools
import subprocess
from collections.abc import Callable
from pathlib import Path

import numpy as np

from data import crowds, features, nearly, nonmusic, recordings
from data.audio import RATE, decode
from data.cache import share_out
from data.clips import Clip, read_clips
from data.frontend import FrontEnd
from data.mixing import LEVEL, SAMPLES, Random, Recorded, Sound, at

Recipe = Callable[[Random, Recorded], Sound]

NOTHING: dict[Recipe, int] = {
    crowds.voice: 420,
    crowds.babble: 80,
    crowds.audience: 120,
    crowds.applause: 120,
    crowds.throats: 50,
}
MUSIC: dict[Recipe, int] = {nearly.beat: 120, nearly.rap: 180, nearly.synth: 120, nearly.song: 70, nearly.choir: 40}
MADE = 320  # of nonmusic.py's sounds
TALKED_OVER = 240  # clips
CODED, CLIPS_CODED = 0.7, "24k"  # share of the sounds that are coded as the clips are, bits a second


def levelled(random: Random, sound: Sound) -> Sound:
    return at(10 ** random.uniform(-2.5, -0.7), sound)


def coded(sound: Sound) -> Sound:
    """As the clips are coded: else what a coder leaves would tell music from the rest."""
    raw = ["-f", "f32le", "-ar", str(RATE), "-ac", "1"]
    command = ["ffmpeg", "-v", "error", *raw, "-i", "-", "-c:a", "libopus", "-b:a", CLIPS_CODED, "-f", "ogg", "-"]
    packets = subprocess.run(command, input=sound.astype(np.float32).tobytes(), capture_output=True, check=True).stdout
    command = ["ffmpeg", "-v", "error", "-i", "-", *raw, "-"]
    return np.frombuffer(subprocess.run(command, input=packets, capture_output=True, check=True).stdout, np.float32)


def talked_over(random: Random, r: Recorded, folder: Path, clip: Clip) -> Sound:
    """A clip with talk over it, from 12 dB softer to as loud."""
    music = decode(folder / clip.file)[:SAMPLES]
    over = nearly.talk(random, r)[: len(music)]
    return at(LEVEL, music) + at(LEVEL, over) * 10 ** random.uniform(-0.6, 0)


def path(name: str) -> Path:
    return features.folder() / "scenes" / f"{name}.npy"


def load(group: str, without: set[str]) -> list[np.ndarray]:
    """The feature frames of all of a group, "music" or "nothing", but of talk over the clips whose keys are given."""
    files = sorted(path(group).parent.glob(f"{group}-*.npy"))
    if not files:
        raise SystemExit("there are no scenes yet: run data.scenes first")
    return [np.load(file) for file in files if file.stem.split("-", 2)[2] not in without]


def plan(clips: list[Clip]) -> list[tuple[str, Callable[[Random, Recorded, Path], Sound]]]:
    """Name and recipe of all. A name begins with `music-` or `nothing-`, and ends in a number or in the clip's key."""
    found = []
    for group, kinds in (("nothing", NOTHING), ("music", MUSIC)):
        for kind, count in kinds.items():
            make = functools.partial(lambda kind, random, r, _: kind(random, r), kind)
            found += [(f"{group}-{kind.__name__}-{number}", make) for number in range(count)]
    for number in range(MADE):
        kind = nonmusic.KINDS[number % len(nonmusic.KINDS)]
        time = np.arange(SAMPLES) / RATE
        make = functools.partial(lambda kind, random, r, _: kind(random, time), kind)
        found.append((f"nothing-{kind.__name__}-{number}", make))
    chosen = np.random.default_rng(11).choice(len(clips), TALKED_OVER, replace=False)
    for clip in (clips[index] for index in chosen):
        make = functools.partial(lambda clip, random, r, folder: talked_over(random, r, folder, clip), clip)
        found.append((f"music-talked_over-{clip.key}", make))
    return found


def compute(folder: Path, recorded: Recorded, clips: list[Clip], names: list[str]) -> None:
    front_end, recipes = FrontEnd.at(RATE), dict(plan(clips))
    for number, name in enumerate(recipes):
        if name in names and not path(name).exists():
            random = np.random.default_rng([17, number])
            sound = recipes[name](random, recorded, folder)
            if "-hiss-" not in name:
                sound = levelled(random, sound)
            if random.random() < CODED:
                sound = coded(sound)
            partial = path(name).with_suffix(".partial")
            with open(partial, "wb") as file:
                np.save(file, front_end.frames(sound.astype(np.float32)).astype(np.float16))
            partial.rename(path(name))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path, help="the folder with labels.csv")
    parser.add_argument("recordings", type=Path, help="/usr/share, or where the packages were unpacked to")
    parser.add_argument("--jobs", type=int, default=2)
    options = parser.parse_args()
    clips = read_clips(options.data)
    r = options.recordings
    recorded = Recorded(recordings.voices(r), recordings.audiences(r), recordings.drums(r))
    path("").parent.mkdir(parents=True, exist_ok=True)
    names = [name for name, _ in plan(clips)]
    share_out(functools.partial(compute, options.data, recorded, clips), names, options.jobs)


if __name__ == "__main__":
    main()
