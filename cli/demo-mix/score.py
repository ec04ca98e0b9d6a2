"""The music: five short pieces in contrasting moods. Each function returns its section, ready to be saved."""
from midi import DRUMS, Section, chord, pitch

# Keys of the General MIDI drum kit.
KICK, STICK, SNARE, CLAP, CLOSED, OPEN, CRASH, RIDE, CHINA, TAMBOURINE = 36, 37, 38, 39, 42, 46, 49, 51, 52, 54
TOMS = (50, 48, 45, 41)


def energetic():
    """Dance rock in D major, 10 bars at 132: everything plays, on the floor, up front."""
    song = Section(132, seed=1)
    kit = song.part(DRUMS, 16, volume=118, reverb=18, loose=0.003)
    bass = song.part(0, 34, volume=112, reverb=0)
    left = song.part(1, 29, volume=80, pan=8, reverb=15, loose=0.008)
    right = song.part(2, 29, volume=80, pan=120, reverb=15, loose=0.008)
    piano = song.part(3, 2, volume=92, pan=50, reverb=30)
    lead = song.part(4, 81, volume=122, pan=64, reverb=50)
    brass = song.part(5, 61, volume=110, pan=78, reverb=35)
    pad = song.part(6, 50, volume=88, reverb=50)
    bars = ["D", "A", "Bm", "G", "D", "A", "Bm", "G", "D", "A"]
    for bar, name in enumerate(bars):
        beat, root, fill = bar * 4, chord(name, 2)[0], bar in (3, 9)
        kit.grid(beat, KICK, "X... X... X... X.x." if bar % 2 else "X... X... X.x. X...", 112)
        kit.grid(beat, SNARE, ".... X... x... XxXX" if fill else ".... X... .... X..o", 112)
        kit.grid(beat, CLAP, ".... x... .... x...", 92)
        kit.grid(beat, OPEN, "..X. ..X. ..X. ..X.", 84)
        kit.grid(beat, CLOSED, "xo.o xo.o xo.o xo.o", 72)
        kit.grid(beat, TAMBOURINE, "o.x. o.x. o.x. o.x.", 70)
        if bar in (0, 4, 8):
            kit.note(beat, CRASH, 2, 115)
        for eighth in range(8):
            high = 12 if eighth in (3, 6) else 0
            bass.note(beat + eighth / 2, root + high - (12 if root > pitch("E2") else 0), 0.44, 108)
            for guitar, octave in ((left, 3), (right, 2)):
                power = chord(name.rstrip("m") + "5", octave)
                guitar.chord(beat + eighth / 2, power, 0.4, 100 if eighth % 2 else 112)
        for step in (0, 1.5, 3, 3.5):
            piano.chord(beat + step, chord(name, 4) + [root + 12], 0.45, 100)
        for step in (0, 0.75, 1.5):
            brass.chord(beat + step, chord(name, 4), 0.3, 104 if bar % 2 == 0 else 90)
        pad.chord(beat, chord(name, 4), 4, 84)
    hook = ("F#5:.5! F#5:.5 A5:.5 F#5:.5 E5:.5! D5:.5 E5:1  -:.5 E5:.5! C#5:.5 E5:.5 A5:1! E5:.5 C#5:.5 "
            "D5:.5! D5:.5 F#5:.5 D5:.5 B4:.5! D5:.5 F#5:1  G5:.75! F#5:.75 D5:.5 E5:1! D5:1 ")
    rise = "A5:.5! A5:.5 D6:.5 A5:.5 F#5:.5! A5:.5 D6:1  C#6:.75! B5:.75 A5:.5 E5:.5! A5:.5 C#6:.5 E6:.5"
    lead.line(0, hook + hook + rise, 104)
    return song


def tense():
    """Metal around E, 12 bars at 176: semitones and tritones, double-time drums, no third that consoles."""
    song = Section(176, seed=2)
    kit = song.part(DRUMS, 16, volume=116, reverb=12, loose=0.003)
    bass = song.part(0, 34, volume=104, reverb=0)
    left = song.part(1, 30, volume=108, pan=2, reverb=8, loose=0.007)
    right = song.part(2, 30, volume=108, pan=125, reverb=8, loose=0.007)
    strings = song.part(3, 44, volume=92, pan=54, reverb=40)
    brass = song.part(4, 57, volume=100, pan=70, reverb=40)
    lead = song.part(5, 30, volume=106, pan=64, reverb=50)
    riffs = ["E2 E2 E2 F2 E2 E2 Bb2 A2", "E2 E2 E2 F2 E2 G2 F#2 F2",
             "E2 E2 E2 F2 E2 E2 Bb2 B2", "C3 B2 Bb2 A2 G#2 G2 F#2 F2"]
    for bar in range(12):
        beat, last = bar * 4, bar % 4 == 3
        kit.grid(beat, KICK, "Xxxx Xxxx Xxxx Xxxx" if bar >= 4 else "X.xx X.xx X.xx X.xx", 112)
        half = ".... X... .... X.XX" if last else ".... X... .... X..."
        kit.grid(beat, SNARE, "..X. ..X. ..X. ..X." if bar >= 8 else half, 118)
        kit.grid(beat, CHINA if bar >= 8 else RIDE, "X... X... X... X...", 100)
        if bar % 2 == 0:
            kit.note(beat, CRASH, 2, 122)
        if bar == 11:
            for step in range(16):
                kit.note(beat + step / 4, TOMS[step // 4], 0.2, 118)
        for step, name in enumerate(riffs[bar % 4].split()):
            key, long = pitch(name), name != "E2"
            for guitar in (left, right):
                if long:
                    guitar.chord(beat + step / 2, [key, key + 7, key + 12], 0.46, 122)
                else:  # muted, three to the eighth and a bit: a gallop
                    for tap in (0, 0.25):
                        guitar.chord(beat + step / 2 + tap, [key, key + 7], 0.13, 112)
            bass.note(beat + step / 2, key - 12, 0.42, 116)
        if bar >= 2:
            cluster = [pitch("E5"), pitch("F5"), pitch("Bb5"), pitch("B5")]
            strings.chord(beat, [key + (bar // 2) % 3 for key in cluster], 4, 96 + 2 * bar)
        if bar % 2:
            for step, name in ((0, "E3"), (1.5, "F3"), (3, "Bb2")):
                brass.chord(beat + step, [pitch(name), pitch(name) + 6, pitch(name) + 13], 0.6, 116)
    for start in (16, 32):
        lead.line(start, "E5:.25 F5:.25 E5:.25 Eb5:.25 E5:.5! Bb5:1 A5:.5 G#5:.5 A5:.5 "
                         "E5:.25 F5:.25 E5:.25 Eb5:.25 D5:.5! Db5:1 C5:.5 B4:1 "
                         "E5:.25 F5:.25 G5:.25 G#5:.25 B5:.5! C6:1.5 B5:1 "
                         "C6:.5! B5:.5 Bb5:.5! A5:.5 G#5:.5! G5:.5 F#5:.5! F5:.5", 108)
    return song


def sad():
    """A slow blues in A minor, 5 bars at 58: a guitar weeps over picked chords and low strings."""
    song = Section(58, seed=3)
    kit = song.part(DRUMS, 40, volume=84, reverb=50)
    bass = song.part(0, 33, volume=96, reverb=20)
    picked = song.part(1, 25, volume=107, pan=36, reverb=50, loose=0.010)
    organ = song.part(2, 18, volume=86, pan=90, reverb=60)
    guitar = song.part(3, 29, volume=80, pan=68, reverb=85, loose=0.012)
    strings = song.part(4, 48, volume=92, pan=50, reverb=85, loose=0.015)
    bars = [("Am", "A1"), ("F", "F1"), ("Dm", "D2"), ("E7", "E1"), ("Am", "A1")]
    for bar, (name, low) in enumerate(bars):
        beat, keys, deep = bar * 4, chord(name, 3), pitch(low) + 12
        kit.grid(beat, KICK, "X... .... ..x. ....", 62)
        kit.grid(beat, STICK, ".... x... .... x...", 60)
        bass.note(beat, deep, 2.4, 76)
        bass.note(beat + 2.5, deep, 1.4, 66)
        root, third, fifth = keys[:3]
        for step, key in enumerate((root, third + 12, fifth, root + 12, third + 12, fifth, root + 12, fifth)):
            picked.note(beat + step / 2, key, 1.4, 52 + (8 if step in (0, 4) else 0))
        organ.chord(beat, [root - 12, third - 12], 4, 30)
        strings.chord(beat, [deep + 12, fifth], 4.1, 52)
        strings.swell(beat, 2, 70, 104)
        strings.swell(beat + 2, 2, 104, 70)
    guitar.line(0, "-:.5 A3:.5! C4:.5 D4:.25 Eb4:.25! D4:1 C4:1  A3:2.5 -:.5 G3:.5 A3:.5  "
                   "F3:1! A3:.5 D4:1.5! C4:.5 A3:.5  B3:1.5! G#3:.5 E3:2  "
                   "A3:.5! C4:.5 E4:2! D4:.5 C4:.5", 82, legato=1.0)
    for beat, length in ((2, 1.5), (4.5, 2), (9.5, 1.5), (12.3, 1.2), (14.3, 1.7), (17.2, 1.8)):  # vibrato grows
        guitar.swell(beat, length, 0, 64, controller=1)
        guitar.control(beat + length + 0.05, 1, 0)
    return song


def calm():
    """Nylon guitar, flute and a warm pad in G major, 6 bars at 72: open voicings, nothing pulls."""
    song = Section(72, seed=4)
    guitar = song.part(0, 24, volume=104, pan=52, reverb=60, loose=0.010)
    flute = song.part(1, 73, volume=98, pan=74, reverb=85, loose=0.012)
    pad = song.part(2, 89, volume=73, reverb=80)
    bass = song.part(3, 32, volume=88, reverb=30)
    harp = song.part(4, 46, volume=94, pan=92, reverb=85)
    bars = ["Gmaj9", "Cmaj9", "Gmaj9", "Em9", "Cmaj9", "Gmaj9"]
    for bar, name in enumerate(bars):
        beat, keys = bar * 4, chord(name, 3)
        root, third, fifth, seventh, ninth = keys
        for step, key in enumerate((root, fifth, ninth, seventh, third + 12, seventh, ninth, fifth)):
            guitar.note(beat + step / 2, key, 1.6, 62 + (8 if step in (0, 4) else 0))
        bass.note(beat, root - 12, 2.6, 64)
        bass.note(beat + 3, fifth - 12 if fifth < pitch("E4") else fifth - 24, 0.9, 52)
        pad.chord(beat, [third, fifth, ninth], 4.2, 56)
        if bar % 2:
            for step, key in enumerate((fifth, seventh, ninth, fifth + 12, ninth + 12)):
                harp.note(beat + 2 + step / 4, key, 2, 46)
    flute.line(0, "-:4  -:1 G5:.5 A5:.5 B5:2  D6:1.5 B5:.5 A5:1 G5:1  "
                  "-:1 B5:1 A5:.5 G5:.5 E5:1  G5:2.5 E5:.5 D5:1  D5:4", 66, legato=1.0)
    for start in (4, 8, 12, 16, 20):
        flute.swell(start, 2, 78, 108)
        flute.swell(start + 2, 2, 108, 78)
    return song


def cheerful():
    """Bouncy acoustic pop in C major, 10 bars at 132 and a last chord: a whistled tune, claps, horns, two guitars."""
    song = Section(132, seed=5, swing=0.12)
    kit = song.part(DRUMS, 0, volume=116, reverb=20, loose=0.004)
    bass = song.part(0, 33, volume=114, reverb=5)
    strums = [song.part(1, 25, volume=104, pan=24, reverb=25), song.part(2, 25, volume=96, pan=104, reverb=25)]
    piano = song.part(3, 1, volume=114, pan=50, reverb=25)
    horns = song.part(4, 61, volume=100, pan=74, reverb=30)
    bells = song.part(5, 9, volume=84, pan=84, reverb=40)
    whistle = song.part(6, 78, volume=84, reverb=35)
    trumpet = song.part(7, 56, volume=116, pan=58, reverb=35)
    bars = ["C", "G", "Am", "F", "C", "G", "F", "G", "F", "G"]
    for bar, name in enumerate(bars):
        beat, keys = bar * 4, chord(name, 3)
        root = keys[0] - 12 if keys[0] - 12 < pitch("F2") else keys[0] - 24
        kit.grid(beat, KICK, "X... X..x X... X...", 112)
        kit.grid(beat, SNARE, ".... X... .... X.xx" if bar % 4 == 3 else ".... X... .... X...", 112)
        if bar == 9:
            kit.grid(beat, SNARE, ".... .... X.xx XxXX", 112)
        kit.grid(beat, CLAP, ".... X... .... X...", 100)
        kit.grid(beat, CLOSED, "x.x. x.x. x.x. x.x.", 84)
        kit.grid(beat, TAMBOURINE, "xoxo Xoxo xoxo Xoxo", 84)
        if bar in (0, 4, 8):
            kit.note(beat, CRASH, 2, 112)
        walk = root + (10 if name == "Am" else 9)
        for step, key in ((0, root), (1, root + 7), (1.5, root + 12), (2, root), (3, root + 7), (3.5, walk)):
            bass.note(beat + step, key, 0.42, 110)
        voicing = [key + 12 for key in keys] + [keys[0] + 24]
        for eighth in range(8):
            loudness, sweep = (88, -0.005) if eighth % 2 else (104, 0.006)
            for strum in strums:
                strum.chord(beat + eighth / 2, voicing, 0.42, loudness, strum=sweep)
        for step in (0.5, 1.5, 2.5, 3.5):
            piano.chord(beat + step, voicing, 0.25, 98)
        if bar % 2:
            for step, length in ((1, 0.2), (1.5, 0.2), (2.5, 0.2), (3, 0.7)):
                horns.chord(beat + step, voicing[:3], length, 112)
    tune = ("G5:.5! G5:.5 A5:.5 G5:.5 E5:.5 G5:.5 C6:1!  B5:.5 A5:.5 G5:.5 A5:.5 B5:1 D6:1!  "
            "C6:.5! C6:.5 B5:.5 A5:.5 E5:.5 A5:.5 C6:1!  ")
    first, second = "A5:.5 C6:.5 A5:.5 F5:.5 A5:1 G5:1 ", "B5:.5 A5:.5 G5:.5 B5:.5 D6:1! B5:1 "
    tag = "A5:.5 C6:.5 A5:.5 F5:.5 A5:1 C6:1!  B5:.5 A5:.5 G5:.5 A5:.5 B5:.5! B5:.5 D6:1!"
    whistle.line(0, tune + first + tune + second + tag, 100, legato=0.85)
    bells.line(16, tune + second + tag, 92)
    trumpet.line(16, tune + second + tag, 84, legato=0.8)
    last = 40
    kit.note(last, KICK, 0.3, 112)
    kit.note(last, CRASH, 3, 108)
    bass.note(last, pitch("C2"), 4, 110)
    for strum in strums:
        strum.chord(last, [key + 12 for key in chord("C", 3)] + [pitch("C5")], 5, 104, strum=0.014)
    horns.chord(last, chord("C", 4), 2, 112)
    horns.swell(last, 2, 127, 50)
    whistle.note(last, pitch("C6"), 2, 100)
    bells.chord(last, [pitch("E5"), pitch("G5"), pitch("C6")], 3, 92)
    piano.chord(last, chord("C", 4) + [pitch("C3")], 4, 96)
    return song
