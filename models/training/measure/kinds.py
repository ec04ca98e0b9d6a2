"""What the gate says of kinds of sound: those that are no music, and music that is nearest to them.

    python -m measure.kinds DATA FOLDERS [--recordings FOLDER] [--clips N]

FOLDERS holds the folds' models, 0 to 4. Each hears every sound from a stream's first step on and after music, and clips
that it never heard, with talk over them. Recordings are of Debian's packages pocketsphinx-testdata,
asterisk-core-sounds-ru-wav, lmms-common, gemdropx, dustracing2d-data, tuxfootball and sonic-pi-samples, under FOLDER,
/usr/share when they are installed; without them those rows are left out. All else is made by code.
"""

from __future__ import annotations

import argparse
from itertools import islice
from pathlib import Path

import numpy as np
from scipy.signal import butter, sosfilt

from card import tables
from data import nonmusic
from data.audio import decode
from data.clips import FOLDS, read_clips
from data.frontend import FrontEnd
from measure import applause, records, sounds, unmusical
from measure.pitch import drawn
from train.listener import STEP_SECONDS, Ears, Rule, hear

RATE, SECONDS = sounds.RATE, 20
BEFORE = 8.0  # seconds of music, whole steps
SETTLED = 2.0  # seconds after which the music is to be over
NO_MUSIC, MUSIC = 0.99, 0.005  # shares of updates at which the music is over: at least, at most
TALK = ((-6, "music"), (0, "music"), (6, "none"))  # dB against the music, and what it is to be taken for
# Recordings, of packages that training has none of: name -> files of one sound each.
SPEECH = {
    "LibriVox": ["pocketsphinx/test/data/librivox/*.wav"],
    "words of a card game": ["pocketsphinx/test/data/cards/*.wav"],
    "Russian prompts": [f"asterisk/sounds/ru_RU_f_IvrvoiceRU/{first}*.wav" for first in ("[ab]", "c", "[d-h]", "v")],
}
CROWDS = {
    "applause": ["lmms/samples/misc/applause01.ogg", "games/gemdropx/sounds/applause.wav"],
    "crowd, cheering": ["lmms/samples/misc/raving_crowd01.ogg", "games/dustracing2d/sounds/cheering.ogg"],
    "crowd in a stadium": ["games/tuxfootball/sound/crowdcheer.wav", "games/tuxfootball/sound/crowdboo.wav"],
}
DRUMS = ("amen", "amen_full", "breakbeat", "tabla")
VOWELS = ((750, 1150), (500, 1800), (320, 2200), (480, 900), (330, 750))  # Hz of two formants
SCALE = (0, 2, 4, 5, 7, 9, 11, 12)

Kinds = dict[str, list[np.ndarray]]


def filled(sound: np.ndarray) -> np.ndarray:
    """As long as all others, again and again if need be, and levelled."""
    sound = np.resize(sound, SECONDS * RATE)
    return sound * (sounds.LEVEL / sound.std())


def levelled(kinds: Kinds) -> Kinds:
    return {kind: [filled(sound) for sound in those] for kind, those in kinds.items()}


def count_in(random: np.random.Generator, beats_per_minute: float, speaker: str) -> np.ndarray:
    """Sticks on each beat, and a voice that counts with them."""
    beat = round(RATE * 60 / beats_per_minute)
    words = ("one", "two", "three", "four")
    voices = [unmusical.speech(speaker, word)[:beat] for word in words]
    bar = np.zeros(4 * beat)
    for number, voice in enumerate(voices):
        stick = applause.clap(random)
        bar[number * beat :][: len(voice)] += voice / (np.abs(voice).max() + 1e-9)
        bar[number * beat :][: len(stick)] += stick / np.abs(stick).max()
    return bar


def babble(random: np.random.Generator, voices: int = 20) -> np.ndarray:
    """So many people who talk at once."""
    read = [unmusical.speech(speaker) for speaker in unmusical.SPEAKERS]
    mixed = np.zeros(SECONDS * RATE)
    for number in range(voices):
        voice = read[number % len(read)]
        start = random.integers(len(voice))
        mixed += np.resize(np.roll(voice, -start), len(mixed)) / voice.std()
    return mixed


def hum(mains: float, harmonics: int) -> np.ndarray:
    time = np.arange(SECONDS * RATE) / RATE
    return sum(np.sin(2 * np.pi * mains * k * time + k * k) / k for k in range(1, harmonics + 1))


def sung(random: np.random.Generator, lowest: float) -> np.ndarray:
    """A voice that sings vowels on a tune of a major scale from `lowest` Hz up, with vibrato."""
    result, place, degree = np.zeros((SECONDS + 2) * RATE), 0, 4
    while place < SECONDS * RATE:
        degree = int(np.clip(degree + random.integers(-2, 3), 0, len(SCALE) - 1))
        time = np.arange(round(random.choice([0.3, 0.6, 0.9]) * RATE)) / RATE
        hertz = lowest * 2 ** (SCALE[degree] / 12) * (1 + 0.008 * np.sin(2 * np.pi * 5.5 * time))
        voice = 2 * np.mod(np.cumsum(hertz) / RATE, 1) - 1 + 0.05 * random.normal(size=len(time))
        vowel = VOWELS[random.integers(len(VOWELS))]
        formants = [butter(1, (0.85 * f, 1.15 * f), "bandpass", fs=RATE, output="sos") for f in vowel]
        note = sum(sosfilt(formant, voice) for formant in formants)
        result[place : place + len(note)] += note * np.clip(np.minimum(time, time[-1] - time) / 0.04, 0, 1)
        place += len(note)
    return result


def made(random: np.random.Generator) -> tuple[Kinds, Kinds]:
    """Levelled sounds by code: no music, and music."""
    simple = unmusical.made()
    crowds = {f"applause of {people}": [applause.applause(random, SECONDS, people)] for people in (250, 60)}
    length = SECONDS * RATE
    nothing = {
        "speech": simple["speech"],
        **crowds,
        "12 people clapping": [applause.applause(random, SECONDS, 12)],
        "crowd, cheering": [applause.cheering(random, SECONDS)],
        "crowd, babble of 20 voices": [babble(random)],
        "count-in": [count_in(random, bpm, speaker) for bpm, speaker in zip((96, 120, 150), unmusical.SPEAKERS)],
        "hum": [hum(mains, harmonics) for mains in (50, 60) for harmonics in (3, 20)],
        "noise": [nonmusic.coloured(random, slope, length) for slope in (0, 1, 2)],
        "sines": simple["sine"],
        "metronome": simple["metronome"],
    }
    choir = sum(sung(random, hertz) for hertz in (98, 131, 196, 262))
    music = {"a cappella, one voice": [sung(random, hertz) for hertz in (131, 196, 262)], "a cappella, four": [choir]}
    hiss = {"hiss, −60 dB": [1e-3 * nonmusic.coloured(random, slope, length) for slope in (0, 0.3)]}
    return levelled(nothing) | hiss, levelled(music)


def recorded(folder: Path) -> tuple[Kinds, Kinds]:
    """Recordings, and a synthetic voice over recorded drums, as far as the packages are there."""
    found = {
        kind: [sorted(folder.glob(pattern)) for pattern in patterns]
        for group, several in (("speech (recorded, {})", SPEECH), ("{} (recorded)", CROWDS))
        for kind, patterns in ((group.format(name), patterns) for name, patterns in several.items())
    }
    nothing = {
        kind: [filled(np.concatenate([decode(path) for path in paths])) for paths in sounds if paths]
        for kind, sounds in found.items()
    }
    loops = [folder / f"sonic-pi/samples/loop_{name}.flac" for name in DRUMS]
    drums = [filled(decode(path)) for path in loops if path.exists()]
    rap = [records.talk(3, speaker)(loop) for loop, speaker in zip(drums, unmusical.SPEAKERS)]
    music = {"drums alone (recorded)": drums, "rap: a voice 3 dB over recorded drums": rap}
    return nothing, music


def opened(ears: Ears, sound: np.ndarray, rule: Rule, before: np.ndarray | None = None) -> np.ndarray:
    """Of each update of a sound how far the gate is open, NaN where the music is over; `before` comes before it."""
    stream = sound if before is None else np.concatenate([before, sound])
    heard = hear(ears, FrontEnd.at(RATE).frames(stream), rule)
    updates = np.where(heard.over, np.nan, heard.open)
    return updates[-(len(sound) // round(STEP_SECONDS * RATE)) :]


def row(kind: str, alone: list[np.ndarray], after_music: list[np.ndarray], bound: str) -> list[str]:
    """Shares over within SETTLED and later, how far open it is later, and whether what is wanted then holds."""
    first = round(SETTLED / STEP_SECONDS)
    cells, late = [], []
    for found in (alone, after_music):
        early, later = ([heard[part] for heard in found] for part in (slice(first), slice(first, None)))
        shares = [float(np.mean(np.isnan(np.concatenate(part)))) if part else None for part in (early, later)]
        cells += ["–" if share is None else f"{100 * share:.1f} %" for share in shares]
        late += later
    opening = np.concatenate(late)
    over = np.mean(np.isnan(opening))
    holds = {"no music": over > NO_MUSIC, "music": over < MUSIC}.get(bound)
    answer = "–" if holds is None else "yes" if holds else "**no**"
    return [kind, str(len(alone)), *cells, f"{np.nan_to_num(opening).mean():.2f}", bound, answer]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path, help="the folder with labels.csv")
    parser.add_argument("folders", type=Path, help="a folder with exported models in 0 to 4")
    parser.add_argument("--recordings", type=Path, default=Path("/usr/share"), help="where the packages' files lie")
    parser.add_argument("--clips", type=int, default=6, help="of each fold, for talk over music")
    options = parser.parse_args()
    rule, rows = Rule.of_contract(), read_clips(options.data)
    synthetic, real = made(np.random.default_rng(0)), recorded(options.recordings)
    models = {str(fold): Ears(options.folders / str(fold)) for fold in range(FOLDS)}
    chosen = {
        fold: [sound for _, sound in islice(drawn(options.data, rows, fold), options.clips)] for fold in models
    }
    body = []
    for group, bound in enumerate(("no music", "music")):
        for origin, kinds in (("", real[group]), (" *synthetic*", synthetic[group])):
            for kind, those in kinds.items():
                pairs = [(fold, number) for fold in models for number in range(len(those))]
                if pairs:
                    alone = [opened(models[fold], those[number], rule) for fold, number in pairs]
                    music = {pair: chosen[pair[0]][pair[1] % options.clips] for pair in pairs}
                    begin = round(BEFORE * RATE)
                    after = [opened(models[f], those[n], rule, music[f, n][:begin]) for f, n in pairs]
                    body.append(row(kind + origin, alone, after, bound))
    for level, bound in ((None, "music"), *TALK):
        change = records.talk(level, unmusical.SPEAKERS[1]) if level is not None else np.asarray
        found = [opened(models[fold], change(sound), rule) for fold, clips in chosen.items() for sound in clips]
        name = "labelled clips" if level is None else f"talk over them, {level:+} dB *synthetic*"
        body.append(row(name, found, [], bound))
    parts = (f"within {SETTLED:.0f} s", "later")
    shares = [f"over {part}, {start}" for start in ("a stream's start", "after music") for part in parts]
    head = ["kind", "sounds × models", *shares, "open later, mean", "it is", "holds"]
    print(tables.markdown("Updates at which the music is over.", head, body))


if __name__ == "__main__":
    main()
