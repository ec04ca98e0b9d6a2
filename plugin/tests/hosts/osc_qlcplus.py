"""QLC+ as a receiver of OSC: a slider of its virtual console moves a dimmer, and this says what the dimmer gets.

usage: osc_qlcplus.py ADDRESS     prints "ready", and the dimmer's values, 0 to 255, when a line comes in

The address's channel is its CRC-16, as QLC+ makes it. QLC+ listens on port 7700, and says of its universes on port 9999.
"""
import json
import os
import subprocess
import sys
import tempfile
import threading
import time

import websocket

LOOK = "".join(f"<{name}>{value}</{name}>" for name, value in (
    ("FrameStyle", "None"), ("ForegroundColor", "Default"), ("BackgroundColor", "Default"),
    ("BackgroundImage", "None"), ("Font", "Default")))
SHOW = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE Workspace>
<Workspace xmlns="http://www.qlcplus.org/Workspace" CurrentWindow="VirtualConsole">
 <Creator><Name>Q Light Controller Plus</Name><Version>4.12.6</Version><Author>AI-Mixtapes</Author></Creator>
 <Engine>
  <InputOutputMap><Universe Name="Universe 1" ID="0"><Input Plugin="OSC" Line="0"/></Universe></InputOutputMap>
  <Fixture>
   <Manufacturer>Generic</Manufacturer><Model>Generic</Model><Mode>Generic</Mode>
   <ID>0</ID><Name>Dimmer</Name><Universe>0</Universe><Address>0</Address><Channels>1</Channels>
  </Fixture>
 </Engine>
 <VirtualConsole>
  <Frame Caption=""><Appearance>{look}</Appearance>
   <Slider Caption="energy" ID="0" WidgetStyle="Slider" InvertedAppearance="false">
    <WindowState Visible="True" X="10" Y="10" Width="60" Height="200"/><Appearance>{look}</Appearance>
    <SliderMode ValueDisplayStyle="Exact" ClickAndGoType="None" Monitor="false">Level</SliderMode>
    <Level LowLimit="0" HighLimit="255" Value="0"><Channel Fixture="0">0</Channel></Level>
    <Playback><Function>4294967295</Function></Playback>
    <Input Universe="0" Channel="{channel}"/>
   </Slider>
  </Frame>
  <Properties><Size Width="800" Height="600"/></Properties>
 </VirtualConsole>
</Workspace>
"""


def channel(address):
    """CRC-16 after ISO 3309, as Qt's qChecksum."""
    crc = 0xFFFF
    for byte in address.encode():
        crc ^= byte
        for _ in range(8):
            crc = (crc >> 1) ^ 0x8408 if crc & 1 else crc >> 1
    return crc ^ 0xFFFF


def connect():
    for _ in range(120):
        try:
            return websocket.create_connection("ws://127.0.0.1:9999/qlcplusWS", timeout=5)
        except OSError:
            time.sleep(0.5)
    sys.exit("QLC+ doesn't answer")


def main(address):
    with tempfile.TemporaryDirectory() as home:
        show = os.path.join(home, "show.qxw")
        with open(show, "w", encoding="utf-8") as file:
            file.write(SHOW.format(look=LOOK, channel=channel(address)))
        environment = dict(os.environ, HOME=home, QT_QPA_PLATFORM="offscreen")
        program = subprocess.Popen(["qlcplus", "--open", show, "--operate", "--web"], env=environment,
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            qlcplus = connect()
            print("ready", flush=True)
            values, ends = [], threading.Event()
            threading.Thread(target=lambda: (sys.stdin.readline(), ends.set()), daemon=True).start()
            while not ends.wait(0.05):
                qlcplus.send("QLC+API|getChannelsValues|1|1|1")
                values.append(int(qlcplus.recv().split("|")[3]))
            print(json.dumps(values))
        finally:
            program.terminate()
            program.wait(20)


if __name__ == "__main__":
    main(sys.argv[1])
