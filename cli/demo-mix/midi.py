"""Notes on the beat grid of one section, played a little humanly, written as a standard MIDI file."""
import random
import re
import struct

TICKS = 480  # a quarter note
DRUMS = 9  # the channel of the drum kit
STEPS = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}
CHORDS = {
    "": (0, 4, 7), "m": (0, 3, 7), "7": (0, 4, 7, 10), "m7": (0, 3, 7, 10), "maj7": (0, 4, 7, 11),
    "maj9": (0, 4, 7, 11, 14), "6": (0, 4, 7, 9), "9": (0, 4, 7, 10, 14), "m9": (0, 3, 7, 10, 14),
    "add9": (0, 4, 7, 14), "sus4": (0, 5, 7), "dim": (0, 3, 6), "5": (0, 7, 12),
}


def pitch(name):
    """MIDI key of a note's name: "C4" is 60, "F#3" 54, "Bb2" 46."""
    letter, accidental, octave = re.fullmatch(r"([A-G])([#b]?)(-?\d)", name).groups()
    return STEPS[letter] + {"": 0, "#": 1, "b": -1}[accidental] + 12 * (int(octave) + 1)


def chord(name, octave):
    """MIDI keys of a chord in root position: chord("F#m7", 3)."""
    root, kind = re.fullmatch(r"([A-G][#b]?)(.*)", name).groups()
    return [pitch(f"{root}{octave}") + step for step in CHORDS[kind]]


class Part:
    """One instrument: a General MIDI program (from 0) on a channel, with its place in the mix."""

    def __init__(self, section, channel, program, volume=100, pan=64, reverb=40, loose=0.006):
        self.section, self.channel, self.loose = section, channel, loose
        section.event(0, 0, bytes([0xC0 | channel, program]))
        for controller, value in ((7, volume), (10, pan), (91, reverb)):
            self.control(0, controller, value)

    def control(self, beat, controller, value):
        """A controller from `beat` on: 11 expression, 64 sustain pedal, 1 modulation."""
        self.section.event(beat, 1, bytes([0xB0 | self.channel, controller, value]))

    def swell(self, beat, length, start, end, controller=11):
        """A controller moved evenly from `start` to `end` over `length` beats."""
        steps = max(1, int(length * 8))
        for step in range(steps + 1):
            self.control(beat + length * step / steps, controller, round(start + (end - start) * step / steps))

    def note(self, beat, key, length, velocity, late=0.0):
        """A note, some milliseconds early or late and a little louder or softer than written."""
        chance, second = self.section.chance, self.section.tempo / 60
        at = max(0.0, self.section.swung(beat) + (chance.gauss(0, self.loose) + late) * second)
        loudness = min(127, max(1, round(velocity * chance.uniform(0.93, 1.05))))
        self.section.event(at, 3, bytes([0x90 | self.channel, key, loudness]))
        self.section.event(at + length, 2, bytes([0x80 | self.channel, key, 0]))

    def chord(self, beat, keys, length, velocity, strum=0.0):
        """All `keys`, each `strum` seconds after the one before (negative: from the top)."""
        for index, key in enumerate(sorted(keys, reverse=strum < 0)):
            self.note(beat, key, length, velocity, late=abs(strum) * index)

    def line(self, beat, text, velocity, legato=0.95, voice=lambda beat, key: key):
        """A melody, "E5:1 -:.5 D5:.5!": pitch or rest, length in beats, "!" for an accent; `voice` may move keys."""
        for word in text.split():
            name, length = word.rstrip("!").split(":")
            if name != "-":
                key = voice(beat, pitch(name))
                self.note(beat, key, float(length) * legato, velocity + (14 if "!" in word else 0))
            beat += float(length)

    def grid(self, beat, key, pattern, velocity, length=0.2):
        """Sixteenths: "X" accent, "x" plain, "o" ghost, anything else a rest; blanks are for the eye."""
        for step, mark in enumerate(pattern.replace(" ", "")):
            if mark in "Xxo":
                self.note(beat + step / 4, key, length, velocity * {"X": 1.18, "x": 1.0, "o": 0.5}[mark])


class Section:
    """A piece of music at one tempo (beats a minute), with a swing of the sixteenths in parts of one."""

    def __init__(self, tempo, seed, swing=0.0):
        self.tempo, self.swing, self.chance = tempo, swing, random.Random(seed)
        self.events = []

    def swung(self, beat):
        """Where a beat falls: every second sixteenth comes late by `swing` of a sixteenth."""
        return beat + self.swing / 4 if round(beat * 4) % 2 else beat

    def event(self, beat, rank, message):
        """A MIDI message; `rank` orders those of one moment: programs, controllers, note ends, note starts."""
        self.events.append((round(beat * TICKS), rank, message))

    def part(self, channel, program, **mix):
        """A new instrument of this section."""
        return Part(self, channel, program, **mix)

    def save(self, path):
        """Writes the section as a MIDI file."""
        track, now = b"\0\xff\x51\x03" + round(6e7 / self.tempo).to_bytes(3, "big"), 0
        for tick, _, message in sorted(self.events, key=lambda event: event[:2]):
            track += variable_length(tick - now) + message
            now = tick
        track += variable_length(TICKS * 16) + b"\xff\x2f\x00"  # room for what rings on
        with open(path, "wb") as file:
            file.write(b"MThd" + struct.pack(">IHHH", 6, 0, 1, TICKS))
            file.write(b"MTrk" + struct.pack(">I", len(track)) + track)


def variable_length(number):
    """MIDI's variable-length quantity: seven bits a byte, the highest first."""
    result = bytes([number & 0x7F])
    while number := number >> 7:
        result = bytes([number & 0x7F | 0x80]) + result
    return result
