//! Parameters in both directions, and the mood as a VST3 host hears it.

use ::host::signals::music;
use vst3::Steinberg::Vst::RestartFlags_;

use crate::host::{Asked, Change, Host, Plugin, Setup, Take};

const RATE: f64 = 48_000.0;
const OUTPUTS: [&str; 2] = ["Valence", "Arousal"];

#[test]
fn outputs_come_as_parameter_changes_sample_for_sample_alike_in_all_blocks() {
    let host = Host::start();
    let input = music(RATE, 3.0, 2, 2);
    let plugin = Plugin::load(&host);
    let expected = plugin.play(&Take::new(RATE, 480), &input);
    for name in OUTPUTS {
        let values = expected.values(plugin.id(name));
        assert!(values.len() > 3, "{name}: {values:?}");
        assert!(values.iter().all(|(_, value)| (0.0..=1.0).contains(value)), "{name}: {values:?}");
    }
    let odd = Plugin::load(&host).play(&Take::odd(RATE, &[1, 8192, 0, 37, 1023]), &input);
    for name in OUTPUTS {
        let id = plugin.id(name);
        assert_eq!(odd.values(id), expected.values(id), "{name}");
    }
}

#[test]
fn automation_in_a_block_and_in_one_without_sound_arrives() {
    let host = Host::start();
    let plugin = Plugin::load(&host);
    let (hold, offset) = (plugin.id("Hold"), plugin.id("Valence Offset"));
    let changes = vec![Change { sample: 1_000, id: hold, value: 1.0 }];
    plugin.play(&Take { changes, ..Take::new(RATE, 512) }, &music(RATE, 0.2, 2, 1));
    plugin.activate(&Setup { rate: RATE, largest: 512, offline: false });
    plugin.set_processing(true);
    assert_eq!(plugin.flush(&[(offset, 0.875)]), []);
    plugin.set_processing(false);
    plugin.deactivate();
    let state = plugin.save().unwrap();
    let (other, handler) = Plugin::load_with_handler(&host);
    other.restore(&state);
    assert_eq!(handler.take(), [Asked::Restart(RestartFlags_::kParamValuesChanged)]);
    assert_eq!((other.value("Hold"), other.value("Valence Offset")), (1.0, 0.875));
}
