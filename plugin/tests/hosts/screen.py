"""A screen of our own, its windows, and hands: Xvfb, seen and used through X11."""
import os
import struct
import subprocess
import time
import zlib

import numpy as np
from Xlib import X, display, error, protocol
from Xlib.ext import xtest

SIZE = (1600, 1000)


def until(what, seen, seconds=20.0):
    """The first true answer of `seen`, asked again and again; after so many seconds `what` is missing."""
    due = time.monotonic() + seconds
    while not (answer := seen()):
        assert time.monotonic() < due, f"no {what} within {seconds:.0f} s"
        time.sleep(0.05)
    return answer


class Screen:
    """Xvfb on a free display, which is DISPLAY from then on. It ends with its last client: one may be a host in this
    very process, which wouldn't outlive it."""

    def __enter__(self):
        command = ["Xvfb", "-displayfd", "1", "-screen", "0", f"{SIZE[0]}x{SIZE[1]}x24", "-nolisten", "tcp", "-terminate"]
        self.server = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        number = self.server.stdout.readline().decode().strip()
        assert number, "Xvfb didn't start"
        os.environ["DISPLAY"] = f":{number}"
        self.display = display.Display()
        self.root = self.display.screen().root
        return self

    def __exit__(self, *_):
        self.display.close()

    def windows(self, title):
        """The windows on the screen with `title` in their titles."""
        def below(window):
            try:
                shown = window.get_attributes().map_state == X.IsViewable
                name = window.get_full_text_property(self.display.intern_atom("_NET_WM_NAME")) or window.get_wm_name()
                children = window.query_tree().children
            except error.BadWindow:
                return  # it has just gone
            if shown and name and title in str(name):
                yield window
            for child in children:
                yield from below(child)
        return list(below(self.root))

    def picture(self, window):
        """What is to be seen of a window: [height, width] of colours as numbers. Empty if it is no more."""
        try:
            size = window.get_geometry()
            data = window.get_image(0, 0, size.width, size.height, X.ZPixmap, 0xffffff).data
        except (error.BadWindow, error.BadDrawable, error.BadMatch):
            return np.zeros((0, 0), np.uint32)
        return np.frombuffer(data, np.uint32).reshape(size.height, size.width) & 0xffffff

    def save(self, window, path):
        """Writes what is to be seen of a window as a PNG."""
        picture = self.picture(window)
        rows = b"".join(b"\0" + np.stack([row >> 16, row >> 8, row], axis=1).astype(np.uint8).tobytes() for row in picture)
        chunks = [(b"IHDR", struct.pack(">IIBBBBB", *picture.shape[::-1], 8, 2, 0, 0, 0)),
                  (b"IDAT", zlib.compress(rows)), (b"IEND", b"")]
        with open(path, "wb") as file:
            file.write(b"\x89PNG\r\n\x1a\n")
            for name, data in chunks:
                file.write(struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data)))

    def at(self, window, x, y):
        """Moves the pointer to a place in a window."""
        place = window.translate_coords(self.root, 0, 0)
        xtest.fake_input(self.display, X.MotionNotify, x=x - place.x, y=y - place.y)
        self.display.sync()

    def button(self, down):
        """Presses the left button where the pointer is, or lets go of it."""
        xtest.fake_input(self.display, X.ButtonPress if down else X.ButtonRelease, 1)
        self.display.sync()

    def click(self, window, x, y, times=1):
        """Clicks on a place in a window."""
        self.at(window, x, y)
        for _ in range(times):
            self.button(True)
            self.button(False)

    def drag(self, window, start, end, steps=10):
        """Drags from a place in a window to another, taking half a second."""
        self.at(window, *start)
        self.button(True)
        for step in range(1, steps + 1):
            self.at(window, *(round(a + (b - a) * step / steps) for a, b in zip(start, end)))
            time.sleep(0.5 / steps)
        self.button(False)

    def ask_to_close(self, window):
        """What a window manager's close button does."""
        atom = self.display.intern_atom
        message = protocol.event.ClientMessage(
            window=window, client_type=atom("WM_PROTOCOLS"), data=(32, [atom("WM_DELETE_WINDOW"), X.CurrentTime, 0, 0, 0]))
        window.send_event(message)
        self.display.sync()


def drawn(picture, colours=20):
    """Whether a picture shows something: a blank window has one colour, a frame a few."""
    return len(np.unique(picture)) >= colours
