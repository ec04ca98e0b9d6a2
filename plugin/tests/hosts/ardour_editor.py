"""The VST3's editor in Ardour: opened, drawn and closed again and again while automation plays and is recorded.

usage: ardour_editor.py PLUGIN.vst3    exits with 0 if all went well; needs ../requirements.txt, Xvfb, openbox, Ardour
"""
import pathlib
import sys
import tempfile
import time

from ardour import at_work, close_editor, double_click, embedded, find_plugin, lane, make_session, osc
from screen import Screen, drawn, until

TIMES = 20
# The middle of the slider of "Valence Offset" in the editor's first size, and how far it is pulled.
SLIDER, PULL = (817, 168), 30


def open_once(screen, main, row):
    """Opens the editor, looks at it, pulls a slider, and closes it."""
    # GTK takes two clicks for two single ones when it is busy.
    window = until("editor", lambda: double_click(screen, main, row, 2), 60)
    inner = until("editor in its window", lambda: embedded(screen, window), 60)
    until("drawn editor", lambda: drawn(screen.picture(inner), colours=100))
    first = screen.picture(inner)
    until("change in the editor", lambda: screen.picture(inner).tobytes() != first.tobytes())
    screen.drag(inner, SLIDER, (SLIDER[0] + PULL, SLIDER[1]))
    close_editor(screen, window)


def test(vst3, home, screen, keep):
    session = make_session(home, vst3)
    with at_work(screen, home, session, keep) as (ardour, main):
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
        points = until("recorded automation", lambda: (count := len(lane(session, "Valence Offset"))) > 2 * TIMES and count)
    print(f"test result: ok. {TIMES} of {TIMES} openings in Ardour; {points} points of automation recorded")


def main(vst3):
    with Screen() as screen, tempfile.TemporaryDirectory(prefix="ardour-") as home:
        test(vst3, pathlib.Path(home), screen, pathlib.Path(tempfile.gettempdir()))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
