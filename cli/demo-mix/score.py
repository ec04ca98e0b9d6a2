"""The music: five short pieces in contrasting moods. Each function returns its section, ready to be saved."""
from midi import DRUMS, Section, chord, pitch

# Keys of the General MIDI drum kit.
KICK, STICK, SNARE, CLAP, CLOSED, OPEN, CRASH, RIDE, CHINA, TAMBOURINE = 36, 37, 38, 39, 42, 46, 49, 51, 52, 54
TOMS = (50, 48, 45, 41)


def energetic():
    """Dance rock in A dorian, 12 bars at 160: power chords, sixteenths all through, stabs and a hook.

    No chord on the tonic has a third, and the chords around it are major: neither sad nor merely cheerful.
    """
    song = Section(160, seed=1)
    kit = song.part(DRUMS, 16, volume=114, reverb=12, loose=0.003)
    bass = song.part(0, 34, volume=122, reverb=0, loose=0.004)
    left = song.part(1, 30, volume=84, pan=4, reverb=10, loose=0.006)
    right = song.part(2, 30, volume=94, pan=124, reverb=10, loose=0.006)
    pulse = song.part(3, 81, volume=112, pan=84, reverb=25, loose=0.003)
    lead = song.part(4, 81, volume=126, pan=60, reverb=35)
    double = song.part(5, 30, volume=90, pan=68, reverb=30)
    brass = song.part(6, 61, volume=110, pan=76, reverb=25, loose=0.004)
    synth = song.part(7, 62, volume=100, pan=50, reverb=25, loose=0.004)
    bars = [("A", "Asus4"), ("G", "G"), ("D", "D"), ("A", "Asus4")] * 3
    for bar, (name, stab) in enumerate(bars):
        beat, root, fill, peak = bar * 4, pitch(name + "2"), bar % 4 == 3, bar >= 8
        kit.grid(beat, KICK, "X... X... X... X.x." if bar % 2 else "X... X... X..x X...", 118)
        kit.grid(beat, SNARE, ".... X..o .... XxXX" if fill else ".... X..o ..o. X..o", 116)
        kit.grid(beat, CLAP, ".... X... .... X...", 104)
        kit.grid(beat, CLOSED, "Xx.x Xx.x Xx.x Xx.x", 88)
        kit.grid(beat, OPEN, "..X. ..X. ..X. ..X.", 96)
        kit.grid(beat, TAMBOURINE, "xoXo xoXo xoXo xoXo", 84)
        if bar % 2 == 0:
            kit.note(beat, CRASH, 2, 118)
        if peak:
            kit.grid(beat, RIDE, "X... X... X... X...", 104)
        for eighth in range(8):
            low = root - 12 if root > pitch("E2") else root
            bass.note(beat + eighth / 2, low + (12 if eighth in (3, 6) else 0), 0.36, 116)
        # Left in eighths, right against it in three, three, two: short, so that every stroke is an attack.
        left.grid(beat, root, "X.x. X.x. X.x. X.x.", 112, length=0.3)
        for step in (7, 12):
            left.grid(beat, root + step, "X.x. X.x. X.x. X.x.", 108, length=0.3)
            right.grid(beat, root + step, "X.xX .xX. X.xX .xXx", 108, length=0.2)
        for step, key in enumerate((0, 7, 12, 7, 0, 7, 12, 14, 0, 7, 12, 7, 14, 12, 7, 12)):
            pulse.note(beat + step / 4, root + 24 + key, 0.14, 104 if step % 4 else 116)
        voicing = chord(stab, 4)
        for step in (0, 0.75, 1.5, 2.75, 3.5) if bar % 2 else (0, 0.75, 1.5, 2.5):
            brass.chord(beat + step, voicing + [voicing[0] + 12], 0.2, 118)
            synth.chord(beat + step, [key + 12 for key in voicing], 0.2, 108)
    for step in range(16):  # down the toms into the cut
        kit.note(44 + step / 4, TOMS[step // 4], 0.2, 116)
    hook = ("A5:.5! A5:.25 A5:.25 G5:.5! A5:.5 C6:.5! A5:.5 D6:.5! C6:.5  "
            "B5:.5! B5:.25 B5:.25 A5:.5! B5:.5 D6:.5! B5:.5 G5:.5! B5:.5  "
            "A5:.5! A5:.25 A5:.25 F#5:.5! A5:.5 D6:.5! A5:.5 F#6:.5! E6:.5  "
            "E6:.25! D6:.25 C6:.25 A5:.25 E6:.25! D6:.25 C6:.25 A5:.25 G5:.5! A5:.5 A5:.25! A5:.25 A5:.5! ")
    lead.line(0, hook * 3, 112, legato=0.6)
    double.line(16, hook.replace("5:", "4:").replace("6:", "5:") * 2, 108, legato=0.6)
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
    """Ska in D major, 12 bars at 152 and a cadence: chords off the beat, claps, three horns on one tune."""
    song = Section(152, seed=5, swing=0.12)
    kit = song.part(DRUMS, 0, volume=126, reverb=15, loose=0.004)
    bass = song.part(0, 33, volume=122, reverb=5, loose=0.004)
    guitars = [song.part(1, 25, volume=94, pan=20, reverb=20), song.part(2, 27, volume=108, pan=108, reverb=20)]
    piano = song.part(3, 1, volume=110, pan=48, reverb=20)
    organ = song.part(4, 17, volume=84, pan=86, reverb=25)
    trumpet = song.part(5, 56, volume=118, pan=58, reverb=30)
    sax = song.part(6, 65, volume=106, pan=76, reverb=30)
    trombone = song.part(7, 57, volume=112, pan=42, reverb=30)
    piccolo = song.part(8, 72, volume=86, pan=66, reverb=35)
    bells = song.part(10, 9, volume=84, pan=92, reverb=35)
    bars = ["D", "G", "A", "D", "D", "G", "A", "D", "G", "D", "E7", "A"]
    for bar, name in enumerate(bars):
        beat, keys, last = bar * 4, chord(name, 3), bar == 11
        low = keys[0] - 24 if keys[0] > pitch("F#3") else keys[0] - 12
        kit.grid(beat, KICK, "X... ..x. X.x. ....", 114)
        kit.grid(beat, SNARE, ".... X... X.x. XxXX" if last else ".... X... .... X.xx" if bar % 4 == 3 else
                 ".... X..o .... X...", 116)
        kit.grid(beat, CLAP, ".... X... .... X...", 112)
        kit.grid(beat, CLOSED, "x.x. x.x. x.x. x.x.", 88)
        kit.grid(beat, OPEN, "..X. ..X. ..X. ..X.", 72)
        kit.grid(beat, TAMBOURINE, "o.Xo o.Xo o.Xo o.Xo", 92)
        if bar % 4 == 0:
            kit.note(beat, CRASH, 2, 112)
        for step, key in enumerate((0, 4, 7, 9, 12, 9, 7, 4)):  # walks up and down the major chord with its sixth
            bass.note(beat + step / 2, low + key, 0.38, 114 if step % 2 == 0 else 104)
        voicing = [key + 12 for key in keys[:3]] + [keys[0] + 24]
        for off in (0.5, 1.5, 2.5, 3.5):
            for guitar in guitars:
                guitar.chord(beat + off, voicing, 0.16, 112, strum=0.005)
            piano.chord(beat + off, voicing, 0.18, 106)
        for quarter in range(4):
            for off in (0.25, 0.5):
                organ.chord(beat + quarter + off, voicing[1:], 0.14, 96)
    first = ("A4:.5! D5:.5 F#5:.5 A5:.5! -:.5 F#5:.5 A5:.5! F#5:.5  B5:.5! G5:.5 B5:.5 D6:.5! -:.5 B5:.5 D6:1!  "
             "C#6:.5! A5:.5 C#6:.5 E6:.5! -:.5 C#6:.5 E6:1!  ")
    half, whole = "D6:.5! A5:.5 F#5:.5 A5:.5 D6:.5! -:.5 D6:1!  ", "F#6:.5! D6:.5 A5:.5 D6:.5 F#6:.5! -:.5 F#6:1!  "
    lift = ("B5:.5! G5:.5 B5:.5 D6:.5! -:.5 B5:.5 D6:.5! B5:.5  A5:.5! F#5:.5 A5:.5 D6:.5! -:.5 A5:.5 D6:.5! A5:.5  "
            "G#5:.5! B5:.5 D6:.5 E6:.5! -:.5 D6:.5 E6:.5! D6:.5  "
            "C#6:.5! D6:.5 E6:.5 C#6:.5 E6:.5! E6:.5 E6:.5! E6:.5  ")
    tune = first + half + first + whole + lift

    def below(beat, key):
        """The next note of the bar's chord under the tune's: never a discord."""
        tones = {note % 12 for note in chord(bars[int(beat // 4)], 4)}
        return next(lower for lower in range(key - 2, 0, -1) if lower % 12 in tones)

    trumpet.line(0, tune, 104, legato=0.6)
    sax.line(0, tune, 100, legato=0.6, voice=below)
    trombone.line(0, tune, 96, legato=0.5, voice=lambda beat, key: below(beat, below(beat, key)) - 12)
    piccolo.line(16, first + whole + lift, 92, legato=0.6, voice=lambda _, key: key + 12)
    bells.line(0, tune, 92, legato=0.5)
    for at, name, top in ((48, "D", "F#6"), (48.5, "A", "E6"), (49, "D", "D6")):  # and home
        keys, length = chord(name, 4), 0.25 if at < 49 else 1.7
        for drum in (KICK, SNARE, CLAP):
            kit.note(at, drum, 0.2, 120)
        bass.note(at, keys[0] - 24 if name == "D" else keys[0] - 36, length, 118)
        for chords in (*guitars, piano, organ):
            chords.chord(at, keys + [keys[0] + 12], length, 114)
        for horn, key in ((trumpet, pitch(top)), (sax, keys[1] + 12), (trombone, keys[0]), (piccolo, pitch(top) + 12)):
            horn.note(at, key, length, 114)
        bells.note(at, pitch(top), length, 104)
    kit.note(49, CRASH, 2, 120)
    return song
