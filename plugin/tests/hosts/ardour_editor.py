"""The VST3's editor in Ardour: opened, drawn and closed again and again while automation plays and is recorded.

usage: ardour_editor.py PLUGIN.vst3    exits with 0 if all went well; needs ../requirements.txt, Xvfb, openbox, Ardour
"""
import contextlib
import glob
import os
import pathlib
import re
import socket
import struct
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ElementTree

from screen import Screen, drawn, until

TIMES = 20
SESSION = pathlib.Path(__file__).with_name("ardour_session.lua")
MAIN_TITLE, EDITOR_TITLE = "mix - Ardour", "AI-Mixtapes"
# The middle of the slider of "Valence Offset" in the editor's first size, and how far it is pulled.
EDITOR_SIZE, SLIDER, PULL = (960, 600), (817, 168), 30
# In Ardour's main window: the middle of the strip beside the tracks, and where in it the plug-in's row may be.
STRIP, ROWS = 60, range(180, 320, 8)
# Ardour's port for OSC, where it takes commands.
OSC = ("127.0.0.1", 3819)
SAMPLE_RATE = 48_000

# A dummy engine that plays pink noise, no questions, OSC, and editors that are destroyed when they are closed.
CONFIG = """<?xml version="1.0" encoding="UTF-8"?>
<Ardour>
  <Config>
    <Option name="hide-dummy-backend" value="0"/>
    <Option name="try-autostart-engine" value="1"/>
  </Config>
  <ControlProtocols><Protocol name="Open Sound Control (OSC)" active="1"/></ControlProtocols>
  <Extra><AudioMIDISetup><EngineStates>
    <State backend="None (Dummy)" driver="Normal Speed" device="Pink Noise" input-device="" output-device=""
      sample-rate="48000" buffer-size="1024" n-periods="0" input-latency="0" output-latency="0" input-channels="2"
      output-channels="2" active="1" use-buffered-io="0" midi-option="" lru="1000000"><MIDIDevices/></State>
  </EngineStates></AudioMIDISetup></Extra>
</Ardour>
"""
UI_CONFIG = """<?xml version="1.0" encoding="UTF-8"?>
<Ardour><UI>
  <Option name="plugin-gui-behavior" value="PluginGUIDestroyAny"/>
  <Option name="check-announcements" value="0"/>
</UI></Ardour>
"""


def installed(*patterns):
    """A program of Ardour's, whose version is in its path."""
    found = [path for pattern in patterns for path in sorted(glob.glob(pattern))]
    assert found, f"Ardour has no {patterns[0]} here"
    return found[-1]


def osc(path, *arguments):
    """Sends Ardour a command."""
    def padded(data):
        return data + b"\0" * (4 - len(data) % 4)
    tags, data = ",", b""
    for argument in arguments:
        tags += "s" if isinstance(argument, str) else "f"
        data += padded(argument.encode()) if isinstance(argument, str) else struct.pack(">f", argument)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
        sender.sendto(padded(path.encode()) + padded(tags.encode()) + data, OSC)


def make_session(home, vst3):
    """Writes Ardour's settings, scans the plug-in, and makes a session with it. Gives the session's file."""
    settings = home / ".config/ardour7"
    settings.mkdir(parents=True)
    (settings / "config").write_text(CONFIG)
    (settings / "ui_config").write_text(UI_CONFIG)
    (settings / ".a7").touch()  # it has been here before: no questions to new users
    plugins = home / ".vst3"
    plugins.mkdir()
    bundle = plugins / pathlib.Path(vst3).name
    bundle.symlink_to(pathlib.Path(vst3).resolve())
    scanner = installed("/usr/lib*/ardour*/ardour-vst3-scanner")
    libraries = {**os.environ, "LD_LIBRARY_PATH": str(pathlib.Path(scanner).parent)}
    subprocess.run([scanner, "-f", bundle], env=libraries, check=True, timeout=60)
    folder = home / "mix"
    subprocess.run([installed("/usr/bin/ardour*-lua"), SESSION, folder], check=True, timeout=120)
    return folder / "mix.ardour"


@contextlib.contextmanager
def running(command, log):
    """A program that runs for as long as this does; what it says goes to `log`."""
    with open(log, "wb") as out:
        program = subprocess.Popen(command, stdout=out, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL)
        try:
            yield program
        finally:
            program.kill()
            program.wait()


def embedded(screen, window):
    """The plug-in's own window in Ardour's."""
    def below(outer):
        for inner in outer.query_tree().children:
            size = inner.get_geometry()
            if (size.width, size.height) == EDITOR_SIZE and inner.get_attributes().map_state == 2:
                yield inner
            yield from below(inner)
    # The innermost: Ardour's socket for it has the same size.
    return (list(below(window)) or [None])[-1]


def double_click(screen, main, row, seconds):
    """Double-clicks a row of the master bus's strip; the editor, if one opens within so many seconds."""
    screen.click(main, STRIP, row, times=2)
    due = time.monotonic() + seconds
    while not (found := screen.windows(EDITOR_TITLE)) and time.monotonic() < due:
        time.sleep(0.05)
    return found[0] if found else None


def close_editor(screen, window):
    screen.ask_to_close(window)
    until("end of the editor", lambda: not screen.windows(EDITOR_TITLE))


def find_plugin(screen, main):
    """The row of the plug-in in the strip: the first one on which a double-click opens an editor."""
    for row in ROWS:
        if window := double_click(screen, main, row, 0.7):
            close_editor(screen, window)
            return row
    raise AssertionError("no double-click on the strip of the master bus opens the editor")


def open_once(screen, main, row):
    """Opens the editor, looks at it, pulls a slider, and closes it."""
    # GTK takes two clicks for two single ones when it is busy.
    window = until("editor", lambda: double_click(screen, main, row, 2), 60)
    inner = until("editor in its window", lambda: embedded(screen, window))
    until("drawn editor", lambda: drawn(screen.picture(inner), colours=100))
    first = screen.picture(inner)
    until("change in the editor", lambda: screen.picture(inner).tobytes() != first.tobytes())
    screen.drag(inner, SLIDER, (SLIDER[0] + PULL, SLIDER[1]))
    close_editor(screen, window)


def recorded(session):
    """How many points of automation were recorded in the session."""
    points = {}
    for processor in ElementTree.parse(session).iter("Processor"):
        if processor.get("name") == "AI-Mixtapes":
            for lane in processor.iter("AutomationList"):
                events = lane.find("events")
                points[lane.get("state")] = 0 if events is None else len(events.text.split()) // 2
    return points.get("Touch", 0)


def test(vst3, home, screen, keep):
    os.environ["HOME"] = str(home)
    for variable in ("XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME"):
        os.environ.pop(variable, None)
    session, log = make_session(home, vst3), home / "ardour.log"
    with running(["openbox"], home / "openbox.log"), \
            running(["ardour", "--no-splash", "--no-announcements", session], log) as ardour:
        try:
            main = until("Ardour", lambda: screen.windows(MAIN_TITLE), 60)[-1]
            time.sleep(3)
            osc("/access_action", "Editor/show-editor-mixer")
            osc("/strip/select", 1.0, 1.0)
            osc("/transport_play")
            time.sleep(2)
            row = find_plugin(screen, main)
            for count in range(1, TIMES + 1):
                begun = time.monotonic()
                open_once(screen, main, row)
                assert ardour.poll() is None, f"Ardour ended with {ardour.returncode} at opening {count}"
                print(f"opening {count} of {TIMES}: {time.monotonic() - begun:.1f} s", flush=True)
            osc("/transport_stop")
            time.sleep(1)
            osc("/save_state")
            # Each pull leaves some.
            points = until("recorded automation", lambda: (count := recorded(session)) > 2 * TIMES and count)
            osc("/access_action", "Common/Quit")
            code = ardour.wait(30)
        except BaseException:
            screen.save(screen.root, keep / "ardour.png")
            print(log.read_text(errors="replace")[-4000:])
            raise
    said = log.read_text(errors="replace")
    wrong = [line for line in said.splitlines() if re.search(r"ERROR|CRITICAL|panicked|BadWindow|Xlib:", line)]
    assert code == 0 and not wrong, f"Ardour ended with {code}, and said {wrong}"
    print(f"test result: ok. {TIMES} of {TIMES} openings in Ardour; {points} points of automation recorded")


def main(vst3):
    with Screen() as screen, tempfile.TemporaryDirectory(prefix="ardour-") as home:
        test(vst3, pathlib.Path(home), screen, pathlib.Path(tempfile.gettempdir()))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
