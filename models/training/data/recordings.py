"""Recordings of voices, audiences and drums, all of Debian's packages, for the gate. None is in this repository.

A folder holds the packages' files as they are installed, /usr/share or one into which they were unpacked. What is to be
measured with comes from other packages than what is learnt from.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from data.audio import RATE, decode
from data.mixing import LEVEL, at

# Package -> the files of it, a speaker for each folder. Read prompts and letters, names of things, and lines of actors.
VOICES = {
    "asterisk-core-sounds-en-wav": "asterisk/sounds/en_US_f_Allison/*.wav",
    "asterisk-core-sounds-es-wav": "asterisk/sounds/es_MX_f_Allison/*.wav",
    "asterisk-core-sounds-fr-wav": "asterisk/sounds/fr_CA_f_June/*.wav",
    "asterisk-core-sounds-it-wav": "asterisk/sounds/it_IT_m_Carlo/*.wav",
    "asterisk-prompt-it-menardi-wav": "asterisk/sounds/it_IT_f_Menardi/*.wav",
    "asterisk-prompt-es-co": "asterisk/sounds/es/*.gsm",
    "fillets-ng-data-cs": "games/fillets-ng/sound/*/cs/*.ogg",
    "hedgewars-data": "games/hedgewars/Data/Sounds/voices/*/*.ogg",
    "klettres-data": "klettres/*/*/*.ogg",
    "ktuberling-data": "ktuberling/sounds/*/*.*",
}
AUDIENCES = {
    "circuslinux-data": "games/circuslinux/data/sounds/[ac][ph]*.wav",
    "etw-data": "games/etw/crowd/*.wav",
    "foobillardplus-data": "games/foobillardplus/data/[ao][po][ph]*.wav",
    "freetennis-common": "sounds/freetennis-common/sfx/pubblico.wav",
    "gambas3-examples": "doc/gambas3-examples/examples/Games/Concent/applause.wav",
    "monsterz-data": "games/monsterz/sound/applause.wav",
    "qabcs-data": "qabcs/abcs/all/sounds/cheering.ogg",
    "scorched3d-data": "games/scorched3d/data/globalmods/apoc/data/wav/misc/cheeringloop.wav",
    "tuxmath-data": "tuxmath/sounds/cheer.wav",
}
DRUMS = {"hydrogen-drumkits": "hydrogen/data/drumkits/*/*.*"}
FEW = 40  # files of a speaker that are read, spread over all there are


def packages() -> list[str]:
    return sorted([*VOICES, *AUDIENCES, *DRUMS])


def found(folder: Path, pattern: str) -> list[Path]:
    """The audio files of a package; an error that names what is missing if there are none."""
    files = sorted(path for path in folder.glob(pattern) if path.suffix in (".wav", ".ogg", ".gsm", ".flac", ".opus"))
    if not files:
        raise SystemExit(f"no {folder / pattern}: install Debian's packages\n{' '.join(packages())}")
    return files


def trimmed(sound: np.ndarray) -> np.ndarray:
    """Without silence at either end, levelled; empty if there is nothing else."""
    level = np.sqrt(np.convolve(sound**2, np.full(480, 1 / 480), "same").clip(0))
    loud = np.flatnonzero(level > 0.05 * level.max(initial=0))
    sound = sound[loud[0] : loud[-1] + 1] if len(loud) else sound[:0]
    return at(LEVEL, sound) if len(sound) else sound


def spoken(files: list[Path]) -> np.ndarray:
    """What a speaker says, one file after the other with pauses of up to .4 s between: [samples]."""
    random = np.random.default_rng(len(files))
    few = files[:: -(-len(files) // FEW)]
    pauses = [np.zeros(int(random.uniform(0.02, 0.4) * RATE), np.float32) for _ in few]
    return np.concatenate([part for path, pause in zip(few, pauses) for part in (trimmed(decode(path)), pause)])


def voices(folder: Path) -> list[np.ndarray]:
    """Of each speaker what is said: [samples]."""
    speakers: dict[tuple[str, str], list[Path]] = {}
    for package, pattern in VOICES.items():
        depth = pattern.split("/").index("*") if "/*/" in pattern else pattern.count("/")
        for path in found(folder, pattern):
            parts = path.relative_to(folder).parts
            name = package if package.startswith("fillets") else parts[min(depth, len(parts) - 2)]
            speakers.setdefault((package, name), []).append(path)
    said = [spoken(files) for files in speakers.values()]
    return [sound for sound in said if len(sound) > 4 * RATE]


def audiences(folder: Path) -> list[np.ndarray]:
    """Applause, cheering and the roar of stadiums: [samples] each."""
    return [trimmed(decode(path)) for pattern in AUDIENCES.values() for path in found(folder, pattern)]


def drums(folder: Path) -> list[list[np.ndarray]]:
    """Of each kit its samples, a hit each: [samples]."""
    kits: dict[Path, list[Path]] = {}
    for path in found(folder, DRUMS["hydrogen-drumkits"]):
        kits.setdefault(path.parent, []).append(path)
    return [[trimmed(decode(path)) for path in files[:: -(-len(files) // FEW)]] for files in kits.values()]
