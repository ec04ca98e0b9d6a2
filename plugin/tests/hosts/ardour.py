"""Ardour with the plug-in on its master bus, as a user has it before them: a session, windows, and hands."""
import contextlib
import glob
import os
import pathlib
import re
import shutil
import socket
import struct
import subprocess
import time
import xml.etree.ElementTree as ElementTree

from screen import until

FOLDER = pathlib.Path(__file__).parent
# The plug-in's own window, which is within Ardour's, has its name for a title, too.
MAIN_TITLE, EDITOR_TITLE = "mix - Ardour", "Master: AI-Mixtapes"
EDITOR_SIZE = (960, 600)
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


def make_session(home, vst3, *music):
    """Writes Ardour's settings, scans the plug-in, and makes a session with it, with noise or with `music`. Gives the
    session's file."""
    os.environ["HOME"] = str(home)
    for variable in ("XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME"):
        os.environ.pop(variable, None)
    settings = home / ".config/ardour7"
    settings.mkdir(parents=True)
    (settings / "config").write_text(CONFIG)
    (settings / "ui_config").write_text(UI_CONFIG)
    (settings / ".a7").touch()  # it has been here before: no questions to new users
    (settings / "scripts").mkdir()
    shutil.copy(FOLDER / "ardour_tune.lua", settings / "scripts")
    plugins = home / ".vst3"
    plugins.mkdir()
    bundle = plugins / pathlib.Path(vst3).name
    bundle.symlink_to(pathlib.Path(vst3).resolve())
    scanner = installed("/usr/lib*/ardour*/ardour-vst3-scanner")
    libraries = {**os.environ, "LD_LIBRARY_PATH": str(pathlib.Path(scanner).parent)}
    subprocess.run([scanner, "-f", bundle], env=libraries, check=True, timeout=60)
    folder = home / "mix"
    command = [installed("/usr/bin/ardour*-lua"), FOLDER / "ardour_session.lua", folder, *music]
    subprocess.run(command, check=True, timeout=120)
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
    until("end of the editor", lambda: not screen.windows(EDITOR_TITLE), 60)


def find_plugin(screen, main):
    """The row of the plug-in in the strip: the first one on which a double-click opens an editor."""
    for row in ROWS:
        if window := double_click(screen, main, row, 0.7):
            close_editor(screen, window)
            return row
    raise AssertionError("no double-click on the strip of the master bus opens the editor")


def processor(tree):
    """The plug-in in a session."""
    return next(found for found in tree.iter("Processor") if found.get("name") == "AI-Mixtapes")


def lane(session, name):
    """The values of the points that a session has of a parameter's automation."""
    found = processor(ElementTree.parse(session))
    parameter = next(it.get("parameter") for it in found.iter("Controllable") if it.get("name") == name)
    lists = [it for it in found.iter("AutomationList") if it.get("automation-id") == f"parameter-{parameter}"]
    events = next((it.find("events") for it in lists), None)
    return [] if events is None else [float(line.split()[1]) for line in events.text.strip().splitlines()]


@contextlib.contextmanager
def at_work(screen, home, session, keep):
    """Ardour with a session, which plays; gives its program and main window. Ends it in the end, and looks whether all
    went well; what is to be seen and what Ardour says is kept if not."""
    log = home / "ardour.log"
    with running(["openbox"], home / "openbox.log"), \
            running(["ardour", "--no-splash", "--no-announcements", session], log) as ardour:
        try:
            main = until("Ardour", lambda: screen.windows(MAIN_TITLE), 60)[-1]
            time.sleep(3)
            osc("/access_action", "Editor/show-editor-mixer")
            osc("/strip/select", 1.0, 1.0)
            osc("/transport_play")
            time.sleep(2)
            yield ardour, main
            osc("/access_action", "Common/Quit")
            code = ardour.wait(30)
        except BaseException:
            screen.save(screen.root, keep / "ardour.png")
            print(log.read_text(errors="replace")[-4000:])
            raise
    said = log.read_text(errors="replace")
    wrong = [line for line in said.splitlines() if re.search(r"ERROR|CRITICAL|panicked|BadWindow|Xlib:", line)]
    assert code == 0 and not wrong, f"Ardour ended with {code}, and said {wrong}"
