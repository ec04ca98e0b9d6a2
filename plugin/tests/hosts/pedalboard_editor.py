"""The VST3's editor in pedalboard: opened, drawn and closed again and again while parameters change beside it.

usage: pedalboard_editor.py PLUGIN.vst3    exits with 0 if all went well; needs ../requirements.txt and Xvfb
"""
import ctypes
import itertools
import sys
import threading
import time

import numpy as np
from pedalboard import load_plugin

from screen import Screen, drawn, until

TIMES = 20
RATE, BLOCK = 48_000, 480
TITLE = "AI-Mixtapes"
# What the host moves while the editor opens, is open and closes.
AUTOMATED = ("valence_offset", "arousal_offset", "smoothing_s", "hold")


def outlive_x_errors():
    """Xlib ends a process at its first error, and pedalboard doesn't ask for better: JUCE, which it is made with,
    takes the focus back from windows that are gone already. Gives what must be kept for as long as it counts."""
    handler = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p)(lambda display, event: 0)
    ctypes.CDLL("libX11.so.6").XSetErrorHandler(handler)
    return handler


def automate(plugin, stop):
    """Plays noise and moves parameters, a block after the other, until `stop`; how many blocks is the answer."""
    noise = np.random.default_rng(1).normal(0, 0.1, (2, BLOCK)).astype(np.float32)
    names = [name for name in plugin.parameters if name.startswith(AUTOMATED)]
    assert len(names) >= 3, f"expected {AUTOMATED} among {list(plugin.parameters)}"
    for count, value in enumerate(itertools.cycle([step / 20 for step in range(21)])):
        for name in names:
            plugin.parameters[name].raw_value = value
        plugin.process(noise, RATE, buffer_size=BLOCK, reset=False)
        if stop.wait(BLOCK / RATE):
            return count


def open_once(plugin, screen):
    """Opens the editor, looks at it, and closes it. pedalboard wants to show it on the main thread."""
    close, seen = threading.Event(), []

    def look():
        try:
            window = until("window", lambda: screen.windows(TITLE))[0]
            until("drawn editor", lambda: drawn(screen.picture(window)))
            first = screen.picture(window)
            until("change in the editor", lambda: screen.picture(window).tobytes() != first.tobytes())
            seen.append(first.shape)
        finally:
            close.set()

    watcher = threading.Thread(target=look)
    watcher.start()
    plugin.show_editor(close)
    watcher.join()
    assert seen, "the editor wasn't seen"
    until("end of the window", lambda: not screen.windows(TITLE))
    return seen[0]


def main(path):
    kept = outlive_x_errors()
    with Screen() as screen:
        plugin = load_plugin(path)
        stop = threading.Event()
        counts = []
        automation = threading.Thread(target=lambda: counts.append(automate(plugin, stop)))
        automation.start()
        try:
            for time_ in range(1, TIMES + 1):
                begun = time.monotonic()
                height, width = open_once(plugin, screen)
                print(f"opening {time_} of {TIMES}: {width}x{height}, {time.monotonic() - begun:.1f} s", flush=True)
        finally:
            stop.set()
            automation.join()
        print(f"test result: ok. {TIMES} of {TIMES} openings in pedalboard, over {counts[0]} blocks of automation")
    del kept
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
