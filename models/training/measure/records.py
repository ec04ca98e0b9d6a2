"""What a DJ does to a record, made by code from any sound: filters, kills, effects, and moves that end."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from scipy.signal import butter, fftconvolve, lfilter, sosfilt

from data import nonmusic
from measure import applause, sounds, unmusical

RATE = sounds.RATE
ORDER = 4  # of filters and kills: 24 dB an octave
LOW, HIGH = 250, 2500  # Hz between which a mixer's mid band lies
SWEPT = (8.0, 16.0)  # seconds in which a filter is swept
CUT, BACK = 12.0, 16.0  # seconds at which the record goes, its echo left, and comes back
ECHO, FEEDBACK = 0.375, 0.75  # seconds, and what is left after each
LIMITED = 12  # dB that a limiter takes off the highest peak
REVERB = -9  # dB of the hall against the record
VINYL = -26  # dB of noise and crackle against the music

Change = Callable[[np.ndarray], np.ndarray]


def cut(kind: str, hertz: float | tuple[float, float]) -> Change:
    order = ORDER // 2 if kind == "bandstop" else ORDER  # of each side
    taps = butter(order, hertz, kind, fs=RATE, output="sos")
    return lambda sound: sosfilt(taps, sound)


def through(chain: str) -> Change:
    """Filters of ffmpeg."""
    return lambda sound: sounds.filtered(sound, chain)


def reverb(sound: np.ndarray) -> np.ndarray:
    """A hall of 2 s, 9 dB under the record: the room's tail is about as loud as what is in its band."""
    response = applause.room(np.random.default_rng(3), 2.0)
    response[1:] *= 10 ** (REVERB / 20)
    return fftconvolve(sound, response)[: len(sound)]


def limiter(sound: np.ndarray) -> np.ndarray:
    peak = np.abs(sound).max()
    pushed = sound / peak * 0.99  # alimiter clips what lies over 1 before it looks ahead
    limit = 10 ** (-LIMITED / 20)
    return sounds.filtered(pushed, f"alimiter=limit={limit:.4f}:attack=5:release=80:level=false")


def vinyl(sound: np.ndarray) -> np.ndarray:
    """Surface noise, crackle of some 25 sparks a second, and the rumble of the motor at 33⅓ turns a minute."""
    random = np.random.default_rng(4)
    sparks = (random.random(len(sound)) < 25 / RATE) * random.normal(size=len(sound))
    crackle = lfilter([1], [1, -0.97], sparks)
    time = np.arange(len(sound)) / RATE
    rumble = np.sin(2 * np.pi * 33 * time) * (1 + 0.5 * np.sin(2 * np.pi * time / 1.8))
    parts = (nonmusic.coloured(random, 1, len(sound)), crackle, rumble)
    noise = sum(part / part.std() for part in parts)
    return sound + noise * (sound.std() / noise.std() * 10 ** (VINYL / 20))


def talk(decibel: float, speaker: str) -> Change:
    """A synthetic voice over the music, of that level against it."""

    def change(sound: np.ndarray) -> np.ndarray:
        voice = unmusical.speech(speaker)[: len(sound)]
        voice = np.pad(voice, (0, len(sound) - len(voice)), mode="wrap")
        return sound + voice * (sound.std() / voice.std() * 10 ** (decibel / 20))

    return change


def sweep(kind: str, hertz: float) -> Change:
    """A filter from all open to `hertz`, then off at once: "low" for a low-pass, "high" for a high-pass."""
    begin, end = SWEPT
    wide = 20_000.0 if kind == "low" else 20.0
    points = [(0.0, wide), (begin, wide), (end, hertz), (end + 0.02, wide)]
    return lambda sound: sounds.swept(sound, points, kind)


def echo_out(sound: np.ndarray) -> np.ndarray:
    """The record is cut, its last echo goes on and fades, then the record is back where it would be by then."""
    gone, back, delay = (round(seconds * RATE) for seconds in (CUT, BACK, ECHO))
    place = np.arange(back - gone)
    tail = sound[gone - delay + place % delay] * FEEDBACK ** (place // delay + 1)
    return np.concatenate([sound[:gone], tail, sound[back:]])


BASS, MID, TREBLE = f"low cut at {LOW} Hz (bass kill)", "kill of the mid band", "kill of the high band"
DULL, TALK = "high cut at 1 kHz", "talk over music, 0 dB"
WHOLE: dict[str, Change] = {  # of all of a clip
    BASS: cut("highpass", LOW),
    MID: cut("bandstop", (LOW, HIGH)),
    TREBLE: cut("lowpass", HIGH),
    "high cut at 4 kHz": cut("lowpass", 4000),
    DULL: cut("lowpass", 1000),
    "echo": through("aecho=0.8:0.8:375|750:0.5|0.25"),
    "reverb": reverb,
    "flanger": through("flanger=delay=1:depth=5:regen=40:width=80:speed=0.3"),
    "heavy compression": through("acompressor=threshold=0.02:ratio=20:attack=5:release=100:makeup=6"),
    f"limiter, {LIMITED} dB": limiter,
    "vinyl noise": vinyl,
    "key lock: +8 % and back": through("atempo=1.08,atempo=0.9259"),
    TALK: talk(0, unmusical.SPEAKERS[1]),
}
PASSING: dict[str, tuple[Change, float]] = {  # what ends, and when
    "high-pass swept to 2 kHz": (sweep("high", 2000), SWEPT[1]),
    "low-pass swept to 500 Hz": (sweep("low", 500), SWEPT[1]),
    "echo out, back after 4 s": (echo_out, BACK),
}
