//! What the host is told about the plug-in and its parameters.

use std::{collections::HashSet, ffi::CString, mem::MaybeUninit, ptr};

use clap_sys::ext::params::{CLAP_EXT_PARAMS, CLAP_PARAM_IS_ENUM, clap_param_info, clap_plugin_params};
use host::{
    Identity, ParamInfoFlags, Parameter, Take,
    misuse::{self, Block, Careless, port},
    rig::Rig,
    signals::music,
};

use super::MACRO_IDS;

fn read_only(list: &[Parameter]) -> Vec<&Parameter> {
    list.iter().filter(|listed| listed.flags.contains(ParamInfoFlags::IS_READONLY)).collect()
}

#[test]
fn the_plug_in_says_who_it_is() {
    let Identity { id, name, vendor, features } = Rig::identity();
    assert_eq!(
        (id.as_str(), name.as_str(), vendor.as_str()),
        ("org.ai-mixtapes.mood", "AI-Mixtapes", "AI-Mixtapes")
    );
    assert_eq!(features, ["analyzer", "audio-effect", "stereo", "mono"]);
}

#[test]
fn controls_can_be_set_and_outputs_only_read() {
    let list = Rig::load().list();
    let names: Vec<_> = list.iter().map(|listed| listed.name.as_str()).collect();
    let expected = [
        "Bypass",
        "Hold",
        "Horizon",
        "Smoothing",
        "Valence Offset",
        "Valence Range",
        "Arousal Offset",
        "Arousal Range",
        "CC Channel",
        "Valence CC",
        "Arousal CC",
        "Macro 1",
        "Macro 2",
        "Macro 3",
        "Macro 4",
        "Macro 5",
        "Macro 6",
        "Macro 7",
        "Macro 8",
        "Valence",
        "Arousal",
        "Tension",
        "Confidence",
        "Mood Class",
    ];
    assert_eq!(names, expected);
    assert_eq!(list.iter().map(|listed| listed.id).collect::<HashSet<_>>().len(), list.len(), "no id twice");
    assert!(list.iter().all(|listed| listed.id < 1 << 31), "VST3 keeps the upper half to itself");
    assert_eq!(list.iter().filter(|listed| listed.flags.contains(ParamInfoFlags::IS_BYPASS)).count(), 1);

    let outputs = read_only(&list);
    assert_eq!(
        outputs.iter().map(|output| output.id).collect::<Vec<_>>(),
        [1, 2, 3, 4, 5],
        "ids are for ever"
    );
    for output in outputs {
        assert!(!output.flags.intersects(ParamInfoFlags::IS_AUTOMATABLE | ParamInfoFlags::IS_MODULATABLE));
        assert_eq!(output.module, "Mood");
        assert_eq!(output.flags.contains(ParamInfoFlags::IS_STEPPED), output.name == "Mood Class");
        assert_eq!(output.flags.bits() & CLAP_PARAM_IS_ENUM != 0, output.name == "Mood Class");
    }
    assert_eq!((list[19].range, list[22].range, list[23].range), ((-1.0, 1.0), (0.0, 1.0), (0.0, 5.0)));
    let macros: Vec<_> = list[11..19].iter().map(|listed| (listed.id, listed.range)).collect();
    assert_eq!(macros, MACRO_IDS.map(|id| (id, (0.0, 1.0))), "ids are for ever");
}

#[test]
fn every_parameter_speaks_text_both_ways() {
    let mut rig = Rig::load();
    // SAFETY: the id belongs to the type.
    let convert = unsafe { *rig.extension::<clap_plugin_params>(CLAP_EXT_PARAMS) }.text_to_value.unwrap();
    for listed in rig.list() {
        for step in 0..=10 {
            let mut value = listed.range.0 + (listed.range.1 - listed.range.0) * f64::from(step) / 10.0;
            if listed.flags.contains(ParamInfoFlags::IS_STEPPED) {
                value = value.round();
            }
            let text = rig.text(listed.id, value);
            let c_text = CString::new(text.as_str()).unwrap();
            let mut read = f64::NAN;
            // SAFETY: the plug-in is alive, the text ends with a zero.
            assert!(unsafe { convert(rig.raw(), listed.id, c_text.as_ptr(), &raw mut read) }, "{text}");
            assert_eq!(rig.text(listed.id, read), text, "{}", listed.name);
        }
    }
    assert_eq!(rig.text(1, -0.124), "-0.12");
    assert_eq!(rig.text(4, 0.5), "50 %");
    assert_eq!(rig.text(5, 4.0), "Melancholic");
}

#[test]
fn text_is_read_as_people_write_it_or_refused() {
    let mut rig = Rig::load();
    for (name, text, shown) in [
        ("Smoothing", c"0,5 s", "0.50 s"),
        ("Smoothing", c"0.5S", "0.50 s"),
        ("Smoothing", c"0.5", "0.50 s"),
        ("Valence Offset", c"\u{2212}0,25", "-0.25"),
        ("Arousal Range", c"1,5\u{a0}X", "1.50 x"),
        ("Valence CC", c"CC74", "CC 74"),
        ("Arousal CC", c"OFF", "Off"),
        ("Hold", c"on", "On"),
        ("Confidence", c"50,0 %", "50 %"),
        ("Confidence", c"\u{ff15}\u{ff10}\u{3000}\u{ff05}", "50 %"),
        ("Valence", c"\u{2212}0,25", "-0.25"),
        ("Mood Class", c"happy", "Happy"),
    ] {
        let (id, value) = (rig.id(name), rig.value_of(name, text));
        assert_eq!(rig.text(id, value), shown, "{name}: {text:?}");
    }
    // SAFETY: the id belongs to the type.
    let convert = unsafe { *rig.extension::<clap_plugin_params>(CLAP_EXT_PARAMS) }.text_to_value.unwrap();
    for (name, text) in [
        ("Smoothing", c"1,234.5"),
        ("Smoothing", c"1.234,5"),
        ("Smoothing", c"1,2,3"),
        ("Smoothing", c"soon"),
        ("Smoothing", c"20 s"),
        ("Hold", c"maybe"),
        ("Confidence", c"1.234,5 %"),
        ("Valence", c"0,1,2"),
    ] {
        let (id, mut value) = (rig.id(name), 7.0);
        // SAFETY: the plug-in is alive, the text ends with a zero.
        assert!(!unsafe { convert(rig.raw(), id, text.as_ptr(), &raw mut value) }, "{name}: {text:?}");
        assert_eq!(value, 7.0);
    }
}

#[test]
fn questions_about_what_is_not_there_get_no_for_an_answer() {
    let rig = Rig::load();
    let plugin = rig.raw();
    // SAFETY: the id belongs to the type; the pointers are good where they aren't null.
    unsafe {
        let params = *rig.extension::<clap_plugin_params>(CLAP_EXT_PARAMS);
        let count = params.count.unwrap()(plugin);
        let mut info = MaybeUninit::<clap_param_info>::uninit();
        for index in [count, count + 1, u32::MAX] {
            assert!(
                !params.get_info.unwrap()(plugin, index, info.as_mut_ptr()),
                "parameter {index} of {count}"
            );
        }
        assert!(!params.get_info.unwrap()(plugin, 0, ptr::null_mut()));
        let (mut value, mut text) = (0.0, [0; 16]);
        for id in [0, 6, 15, u32::MAX] {
            assert!(!params.get_value.unwrap()(plugin, id, &raw mut value));
            assert!(!params.value_to_text.unwrap()(plugin, id, 0.0, text.as_mut_ptr(), 16));
            assert!(!params.text_to_value.unwrap()(plugin, id, c"0".as_ptr(), &raw mut value));
        }
        assert!(!params.value_to_text.unwrap()(plugin, 1, f64::NAN, text.as_mut_ptr(), 16));
        assert!(!params.value_to_text.unwrap()(plugin, 1, 0.0, text.as_mut_ptr(), 0));
        assert!(params.value_to_text.unwrap()(plugin, 1, 0.5, text.as_mut_ptr(), 4));
        assert_eq!(text[..4].iter().map(|byte| *byte as u8).collect::<Vec<_>>(), b"+0.\0", "cut to the room");
        assert!(!params.text_to_value.unwrap()(plugin, 5, c"Furious".as_ptr(), &raw mut value));
    }
}

#[test]
fn an_output_cant_be_set() {
    let input = music(48_000.0, 2.2, 2, 4);
    let mut untouched = Rig::load();
    untouched.set_offline(true);
    let expected = untouched.play(&Take::new(48_000.0, 480), &input);

    let mut rig = Rig::load();
    rig.set_offline(true);
    let before = rig.values();
    for id in 1..=5 {
        rig.set(id, 1.0);
    }
    assert_eq!(rig.values(), before, "by flush");
    let changes = (0..200).map(|index| (index * 500 + 7, 1 + index as u32 % 5, 1.0)).collect();
    let print = rig.play(&Take { changes, ..Take::new(48_000.0, 480) }, &input);
    assert_eq!(print.events, expected.events, "by events in the block");
    assert_eq!(rig.values(), untouched.values());
}

#[test]
fn events_with_impossible_times_do_no_harm() {
    let mut rig = Rig::load();
    let offset = rig.id("Valence Offset");
    let mut idle = rig.activate(48_000.0, 64);
    let transport = misuse::transport(u32::MAX);
    let values = [(40, 0.1), (10, 0.2), (64, 0.3), (u32::MAX, 0.75)];
    let values = values.map(|(time, value)| misuse::value(time, offset, value));
    let mut events: Vec<_> = values.iter().map(|event| ptr::from_ref(&event.header)).collect();
    events.insert(2, &transport.header);
    // A wall behind the block: nothing may be written there.
    let mut audio = [[0.5_f32; 128]; 2];
    let mut channels = audio.each_mut().map(|channel| channel.as_mut_ptr());
    let port = Some(port(channels.as_mut_ptr(), 2));
    let block = Block { frames: 64, input: port, output: port, events: Some(&events), ..Block::default() };
    // SAFETY: all that `block` points to is alive.
    assert!(unsafe { Careless::start(&mut idle).unwrap().process(block) });
    assert_eq!(audio, [[0.5; 128]; 2]);
    assert_eq!(rig.get(offset), 0.75, "the last one counts");
    rig.deactivate(idle);
}
