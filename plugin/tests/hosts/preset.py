"""What hosts save of a VST3: a preset, <https://steinbergmedia.github.io/vst3_dev_portal/pages/Technical+Documentation/
Locations+Format/Preset+Format.html>."""
import json
import struct

# Before the data: four letters, a version, a class, and the place of the list. The list's head, and one part in it.
HEADER, HEAD, PART = struct.Struct("<4si32sq"), struct.Struct("<4si"), struct.Struct("<4sqq")


def with_routing(preset, routing):
    """The preset with another routing in the component's part: a length, and JSON."""
    magic, version, plugin, place = HEADER.unpack_from(preset)
    kind, count = HEAD.unpack_from(preset, place)
    assert (magic, kind) == (b"VST3", b"List"), preset[:HEADER.size]
    begin, data, parts = HEADER.size, b"", b""
    for index in range(count):
        part, offset, size = PART.unpack_from(preset, place + HEAD.size + index * PART.size)
        of_part = preset[offset:offset + size]
        if part == b"Comp":
            state = json.loads(of_part[8:])
            state["fields"]["routing"] = json.dumps(routing)
            text = json.dumps(state).encode()
            of_part = struct.pack("<Q", len(text)) + text
        parts += PART.pack(part, begin + len(data), len(of_part))
        data += of_part
    return HEADER.pack(magic, version, plugin, begin + len(data)) + data + HEAD.pack(kind, count) + parts
