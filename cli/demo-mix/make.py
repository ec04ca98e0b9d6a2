#!/usr/bin/env python3
"""Makes the demo mix: writes each section as MIDI, renders, masters and joins them.

usage: make.py [OUT_DIR]    (default: this folder) writes demo-mix.ogg and sections.csv
needs: Python 3.9 or later (nothing else of Python's), fluidsynth, ffmpeg and the sound font below
       Debian and Ubuntu: apt-get install fluidsynth fluid-soundfont-gm ffmpeg
"""
import csv
import os
import re
import subprocess
import sys
import tempfile
from dataclasses import dataclass

import score

SOUND_FONT = "/usr/share/sounds/sf2/FluidR3_GM.sf2"
RATE = 48_000
EDGE = 0.004  # fade at both sides of a hard cut, in seconds: no click


@dataclass
class Cue:
    """A section's place in the mix. Times in seconds, loudness in LUFS."""

    name: str
    mood: str
    music: object
    bars: float
    loudness: float
    room: float  # reverb size, 0 to 1
    compress: str  # ffmpeg's acompressor, or nothing
    bright: float = 0.0  # a shelf over 4 kHz, in dB
    crossfade: float = 0.0  # with the section before; 0: a hard cut
    fade_out: float = 0.0


CUES = [
    Cue("dance rock", "Energetic", score.energetic, 12, -12.0, 0.25, "threshold=-20dB:ratio=3:attack=8:release=90",
        bright=3.0),
    Cue("metal", "Tense", score.tense, 12, -12.5, 0.25, "threshold=-22dB:ratio=4:attack=5:release=70"),
    Cue("slow blues", "Melancholic", score.sad, 5, -19.5, 0.7, ""),
    Cue("nylon guitar and flute", "Relaxed", score.calm, 6, -19.0, 0.7, "", crossfade=5.0),
    Cue("ska", "Happy", score.cheerful, 12.75, -13.5, 0.3, "threshold=-20dB:ratio=2.5:attack=10:release=100",
        bright=2.0, fade_out=0.25),
]


def ffmpeg(*arguments):
    """Runs ffmpeg and gives back what it says."""
    done = subprocess.run(["ffmpeg", "-hide_banner", "-nostdin", "-y", *arguments], capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"ffmpeg failed:\n{done.stderr[-2000:]}")
    return done.stderr


def loudness(path):
    """Integrated loudness (EBU R 128) of a file in LUFS."""
    said = ffmpeg("-i", path, "-af", "ebur128", "-f", "null", "-")
    return float(re.findall(r"I:\s+(-?[\d.]+) LUFS", said)[-1])


def render(cue, folder, index):
    """A section as a mastered WAV file of exactly its length: (path, seconds)."""
    song, base = cue.music(), os.path.join(folder, str(index))
    song.save(base + ".mid")
    subprocess.run(["fluidsynth", "-ni", "-q", "-r", str(RATE), "-g", "0.35", "-C", "0", "-O", "float", "-T", "wav",
                    "-o", f"synth.reverb.room-size={cue.room}", "-o", "synth.reverb.level=0.6",
                    "-F", base + ".raw.wav", SOUND_FONT, base + ".mid"], check=True, stdout=subprocess.DEVNULL)
    length = cue.bars * 4 * 60 / song.tempo
    fades = f"afade=t=in:d={EDGE},afade=t=out:st={length - (cue.fade_out or EDGE)}:d={cue.fade_out or EDGE}"
    shape = "highpass=f=28," + (f"treble=g={cue.bright}:f=4000," if cue.bright else "")
    shape += f"acompressor={cue.compress}," if cue.compress else ""
    cut = f"apad,atrim=end={length}"
    ffmpeg("-i", base + ".raw.wav", "-af", shape + cut, "-c:a", "pcm_f32le", base + ".flat.wav")
    gain = cue.loudness - loudness(base + ".flat.wav")
    for _ in range(3):  # the limiter takes some of the loudness back
        # True peaks: the limiter works at four times the rate.
        limit = f"aresample={4 * RATE},alimiter=limit=0.8:attack=2:release=60:level=0:latency=1,aresample={RATE}"
        ffmpeg("-i", base + ".flat.wav", "-af", f"volume={gain}dB,{limit},{fades}", "-c:a", "pcm_f32le", base + ".wav")
        gain += cue.loudness - loudness(base + ".wav")
    return base + ".wav", length


def join(files, cues, out):
    """All sections after each other, as Ogg Vorbis."""
    graph, last = [], "[0]"
    for index, cue in list(enumerate(cues))[1:]:
        how = f"acrossfade=d={cue.crossfade}:c1=qsin:c2=qsin" if cue.crossfade else "concat=n=2:v=0:a=1"
        graph.append(f"{last}[{index}]{how}[mix{index}]")
        last = f"[mix{index}]"
    inputs = [word for path in files for word in ("-i", path)]
    ffmpeg(*inputs, "-filter_complex", ";".join(graph), "-map", last, "-ar", str(RATE),
           "-c:a", "libvorbis", "-q:a", "5", "-map_metadata", "-1", "-fflags", "+bitexact", "-flags:a", "+bitexact",
           "-metadata", "title=AI-Mixtapes demo mix", "-metadata", "license=CC0-1.0", out)


def main(out):
    with tempfile.TemporaryDirectory() as folder:
        rendered = [render(cue, folder, index) for index, cue in enumerate(CUES)]
        join([path for path, _ in rendered], CUES, os.path.join(out, "demo-mix.ogg"))
    with open(os.path.join(out, "sections.csv"), "w", newline="") as file:
        rows, end = csv.writer(file, lineterminator="\n"), 0.0
        rows.writerow(["start_seconds", "end_seconds", "name", "intended_mood", "transition"])
        for cue, (_, length) in zip(CUES, rendered):
            start = end - cue.crossfade
            end = start + length
            into = f"crossfade {cue.crossfade:.0f} s" if cue.crossfade else ("hard cut" if start else "start")
            rows.writerow([f"{start:.3f}", f"{end:.3f}", cue.name, cue.mood, into])


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else os.path.dirname(os.path.abspath(__file__)))
