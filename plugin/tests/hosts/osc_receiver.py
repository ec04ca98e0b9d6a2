"""A receiver of OSC by python-osc. Prints its port, and when a line comes in how often which address came.

usage: osc_receiver.py PORT     0 finds a free one
"""
import json
import sys
import threading
import time

from pythonosc.dispatcher import Dispatcher
from pythonosc.osc_server import ThreadingOSCUDPServer

came = {}
lock = threading.Lock()


def take(address, *values):
    with lock:
        came.setdefault(address, []).append((time.monotonic(), values[0] if len(values) == 1 else list(values)))


def main(port):
    dispatcher = Dispatcher()
    dispatcher.set_default_handler(take)
    server = ThreadingOSCUDPServer(("127.0.0.1", port), dispatcher)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(server.server_address[1], flush=True)
    sys.stdin.readline()
    with lock:
        said = {}
        for address, values in came.items():
            times = sorted(at for at, _ in values)
            span = times[-1] - times[0]
            rate = (len(times) - 1) / span if span > 0 else None
            said[address] = {"count": len(times), "rate": rate, "last": values[-1][1]}
    print(json.dumps(said))


if __name__ == "__main__":
    main(int(sys.argv[1]))
