"""What the mood drives, in Ardour: outputs that show without the editor, and a macro that writes while it is open.

usage: ardour_macros.py PLUGIN.vst3    exits with 0 if all went well; needs ../requirements.txt, Xvfb, openbox, Ardour
"""
import base64
import pathlib
import sys
import tempfile
import time
import xml.etree.ElementTree as ElementTree

from ardour import (EDITOR_TITLE, STRIP, at_work, close_editor, double_click, embedded, find_plugin, lane, make_session,
                    osc, processor)
from preset import with_routing
from screen import Screen, drawn, until

# The first macro moves with valence, far and fast.
ROUTING = {"macros": [{"source": "valence", "mode": "write", "input": [-0.3, 0.3], "rise": 0.25, "fall": 0.25}]}
# How long the session plays with the editor closed, and with the editor open.
CLOSED, OPEN = 6, 15
# Where outputs begin in Ardour's own controls, from the left.
METERS = 585


def set_routing(session, routing):
    """Puts a routing into what the session has saved of the plug-in."""
    tree = ElementTree.parse(session)
    chunk = next(processor(tree).iter("chunk"))
    chunk.text = base64.b64encode(with_routing(base64.b64decode(chunk.text), routing)).decode()
    tree.write(session)


def saved(session, name):
    """The lane after a save."""
    before = session.stat().st_mtime_ns
    osc("/save_state")
    until("saved session", lambda: session.stat().st_mtime_ns != before)
    time.sleep(0.5)
    return lane(session, name)


def outputs(screen, main):
    """How many pictures there are of the meters that Ardour has for outputs, in controls of its own."""
    row = find_plugin(screen, main)
    screen.click(main, STRIP, row)
    time.sleep(1)
    osc("/access_action", "ProcessorMenu/edit-generic")
    window = until("controls", lambda: screen.windows(EDITOR_TITLE))[0]
    until("drawn controls", lambda: drawn(screen.picture(window), colours=20))
    pictures = set()
    for _ in range(2 * CLOSED):
        time.sleep(0.5)
        pictures.add(screen.picture(window)[:, METERS:].tobytes())
    close_editor(screen, window)
    return len(pictures)


def write(screen, session, ardour, main):
    """Plays with the editor closed, open and closed; the lane after each."""
    lanes = []
    row = find_plugin(screen, main)
    time.sleep(CLOSED)
    lanes.append(saved(session, "Macro 1"))
    window = until("editor", lambda: double_click(screen, main, row, 2), 60)
    inner = until("editor in its window", lambda: embedded(screen, window), 60)
    until("drawn editor", lambda: drawn(screen.picture(inner), colours=100))
    time.sleep(OPEN)
    close_editor(screen, window)
    lanes.append(saved(session, "Macro 1"))
    time.sleep(CLOSED)
    osc("/transport_stop")
    time.sleep(1)
    lanes.append(saved(session, "Macro 1"))
    assert ardour.poll() is None, f"Ardour ended with {ardour.returncode}"
    return lanes


def test(vst3, home, screen, keep):
    session = make_session(home / "controls", vst3, "music")
    with at_work(screen, home, session, keep) as (ardour, main):
        shown = outputs(screen, main)
    assert shown > CLOSED, f"{shown} pictures of outputs in {CLOSED} s"
    session = make_session(home / "editor", vst3, "music")
    set_routing(session, ROUTING)
    with at_work(screen, home, session, keep) as (ardour, main):
        before, during, after = write(screen, session, ardour, main)
    assert len(during) - len(before) > 2 * OPEN / 3, f"{len(before)} points, then {len(during)}"
    assert max(during) - min(during) > 0.05, f"the macro hasn't moved: {during}"
    assert len(after) <= len(during) + 2, f"{len(during)} points with the editor open, then {len(after)}"
    print(f"test result: ok. {shown} pictures of outputs in Ardour; {len(during)} points of a macro's automation")


def main(vst3):
    with Screen() as screen, tempfile.TemporaryDirectory(prefix="ardour-") as home:
        test(vst3, pathlib.Path(home), screen, pathlib.Path(tempfile.gettempdir()))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
