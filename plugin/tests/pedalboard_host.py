"""The VST3 in a real host: Spotify's pedalboard.

usage: pedalboard_host.py PLUGIN.vst3    exits with 0 if every test passes; needs requirements.txt beside it
"""
import sys
import traceback

import numpy as np
from pedalboard import load_plugin

SECONDS = 4.0
RATES = (44_100, 48_000)
BUFFERS = (32, 441, 1024, 8192)
LOADS = 5


def music(rate):
    """Stereo noise and tones, with a silent second half second and a loud click: [2, samples] float32."""
    time = np.arange(int(SECONDS * rate)) / rate
    noise = np.random.default_rng(1).normal(0, 0.05, (2, len(time)))
    tones = np.stack([0.3 * np.sin(2 * np.pi * 220 * time), 0.3 * np.sin(2 * np.pi * 331 * time)])
    audio = (noise + tones).astype(np.float32)
    audio[:, rate // 2:rate] = 0
    audio[:, rate + 7] = 1.5
    return audio


def audio_passes_bit_for_bit(path):
    plugin = load_plugin(path)
    for rate in RATES:
        audio = music(rate)
        for buffer in BUFFERS:
            out = plugin.process(audio, rate, buffer_size=buffer, reset=True)
            assert out.shape == audio.shape, f"{audio.shape} in, {out.shape} out at {rate} Hz, blocks of {buffer}"
            wrong = np.count_nonzero(out.view(np.uint32) != audio.view(np.uint32))
            assert wrong == 0, f"{wrong} samples changed at {rate} Hz, blocks of {buffer}"


def a_stream_without_resets_passes_bit_for_bit(path):
    plugin, rate = load_plugin(path), RATES[1]
    audio = music(rate)
    parts = [plugin.process(part, rate, reset=False) for part in np.array_split(audio, 37, axis=1)]
    assert np.array_equal(np.concatenate(parts, axis=1), audio), "a stream in pieces changed"


def mono_passes_bit_for_bit(path):
    plugin = load_plugin(path)
    for rate in RATES:
        audio = music(rate)[:1]
        out = plugin.process(audio, rate, buffer_size=441, reset=True)
        assert np.array_equal(out, audio), f"mono changed at {rate} Hz"


def parameters_are_listed(path):
    names = list(load_plugin(path).parameters)
    for word in ("bypass", "hold", "horizon", "smoothing", "valence", "arousal", "tension", "confidence", "mood_class"):
        assert any(word in name.lower() for name in names), f"no parameter with {word} in its name among {names}"


def settings_survive_in_another_instance(path):
    first, second = load_plugin(path), load_plugin(path)
    name = next(name for name in first.parameters if "smoothing" in name.lower())
    before = first.parameters[name].raw_value
    wanted = 0.25 if before > 0.5 else 0.75
    first.parameters[name].raw_value = wanted
    first.process(music(RATES[0])[:, :4410], RATES[0])
    second.raw_state = first.raw_state
    got = second.parameters[name].raw_value
    assert abs(got - wanted) < 0.01, f"{name}: {wanted} saved, {got} loaded, {before} by default"


def a_state_that_is_no_state_changes_nothing(path):
    plugin = load_plugin(path)
    before = {name: value.raw_value for name, value in plugin.parameters.items()}
    try:
        plugin.raw_state = b"this is no state at all"
    except (RuntimeError, ValueError):
        pass  # a host may refuse what isn't a VST3 state before the plug-in sees it
    after = {name: value.raw_value for name, value in plugin.parameters.items()}
    assert before == after, f"{before} became {after}"


def it_loads_again_and_again(path):
    audio = music(RATES[1])[:, :RATES[1]]
    for load in range(LOADS):
        out = load_plugin(path).process(audio, RATES[1])
        assert np.array_equal(out, audio), f"load {load} changed the audio"


TESTS = (audio_passes_bit_for_bit, a_stream_without_resets_passes_bit_for_bit, mono_passes_bit_for_bit,
         parameters_are_listed, settings_survive_in_another_instance, a_state_that_is_no_state_changes_nothing, it_loads_again_and_again)


def main(path):
    failed = 0
    print(f"running {len(TESTS)} tests of {path} in pedalboard")
    for test in TESTS:
        try:
            test(path)
        except Exception as error:  # a test that breaks must not hide the others
            failed += 1
            print(f"test {test.__name__} ... FAILED: {error}")
            if not isinstance(error, AssertionError):
                traceback.print_exc()
        else:
            print(f"test {test.__name__} ... ok", flush=True)
    print(f"test result: {'FAILED' if failed else 'ok'}. {len(TESTS) - failed} passed; {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
