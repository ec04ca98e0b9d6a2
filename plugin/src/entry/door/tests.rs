//! Callbacks that panic or allocate on their way.

mod desk;
mod routed;

use std::{ffi::c_void, ptr};

use clap_sys::{
    ext::{
        log::CLAP_EXT_LOG,
        params::{CLAP_EXT_PARAMS, clap_plugin_params},
        render::{CLAP_EXT_RENDER, CLAP_RENDER_OFFLINE, clap_plugin_render},
        state::{CLAP_EXT_STATE, clap_plugin_state},
    },
    process::CLAP_PROCESS_ERROR,
};
use engine::{
    mood::{Reason, State},
    outputs::Outputs,
};
use report::extension::{EXTENSION_ID, ReportExtension};

use self::desk::{Desk, FRAMES, ID};
use crate::{
    entry::FACTORY,
    outputs::Output,
    rt::faults::stumble::{self, Stone},
};

/// The places in our part of a block, in their order.
const PLACES: [&str; 4] =
    ["before a block", "counting a block's events", "reading a block's events", "after a block"];

#[test]
fn no_plugin_is_no_disaster() {
    let desk = Desk::new();
    let (_, calls) = desk.plugin();
    let none = ptr::null();
    let mut number = 0.0;
    // SAFETY: null where a plug-in is expected is what this is about; the ids belong to the types.
    unsafe {
        assert!(!calls.init.unwrap()(none));
        calls.destroy.unwrap()(none);
        assert!(!calls.activate.unwrap()(none, 48_000.0, 1, 64));
        calls.deactivate.unwrap()(none);
        assert!(!calls.start_processing.unwrap()(none));
        calls.stop_processing.unwrap()(none);
        calls.reset.unwrap()(none);
        assert_eq!(calls.process.unwrap()(none, ptr::null()), CLAP_PROCESS_ERROR);
        assert_eq!(calls.process.unwrap()(desk.plugin().0, ptr::null()), CLAP_PROCESS_ERROR);
        assert!(calls.get_extension.unwrap()(none, CLAP_EXT_LOG.as_ptr()).is_null());
        assert!(calls.get_extension.unwrap()(desk.plugin().0, ptr::null()).is_null());
        calls.on_main_thread.unwrap()(none);
        let params: clap_plugin_params = desk.extension(CLAP_EXT_PARAMS);
        assert_eq!(params.count.unwrap()(none), 0);
        assert!(!params.get_info.unwrap()(none, 0, ptr::null_mut()));
        assert!(!params.get_value.unwrap()(none, 1, &raw mut number));
        assert!(!params.value_to_text.unwrap()(none, 1, 0.0, ptr::null_mut(), 0));
        assert!(!params.text_to_value.unwrap()(none, 1, c"0".as_ptr(), &raw mut number));
        params.flush.unwrap()(none, ptr::null(), ptr::null());
        let state: clap_plugin_state = desk.extension(CLAP_EXT_STATE);
        assert!(!state.save.unwrap()(none, ptr::null()));
        assert!(!state.load.unwrap()(none, ptr::null()));
        assert!(!state.save.unwrap()(desk.plugin().0, ptr::null()));
        assert!(!state.load.unwrap()(desk.plugin().0, ptr::null()));
        assert!(!desk.extension::<clap_plugin_render>(CLAP_EXT_RENDER).set.unwrap()(
            none,
            CLAP_RENDER_OFFLINE
        ));
        let report: ReportExtension = desk.extension(EXTENSION_ID);
        assert!(!(report.write)(ptr::null(), 0, no_sink, ptr::null_mut()));
        assert!(FACTORY.create_plugin.unwrap()(&raw const FACTORY, ptr::null(), ID.as_ptr()).is_null());
        assert!(
            FACTORY.create_plugin.unwrap()(&raw const FACTORY, &raw const desk.host, ptr::null()).is_null()
        );
        assert!(FACTORY.get_plugin_descriptor.unwrap()(&raw const FACTORY, 1).is_null());
    }
    assert_eq!(desk.log(), [] as [String; 0]);
}

unsafe extern "C" fn no_sink(_context: *mut c_void, _json: *const u8, _bytes: usize) {}

#[test]
fn a_panic_in_a_callback_is_answered_and_told() {
    let desk = Desk::new();
    let (plugin, calls) = desk.plugin();
    let mut number = 0.0;
    // SAFETY: the ids belong to the types.
    let (params, state, render, report) = unsafe {
        (
            desk.extension::<clap_plugin_params>(CLAP_EXT_PARAMS),
            desk.extension::<clap_plugin_state>(CLAP_EXT_STATE),
            desk.extension::<clap_plugin_render>(CLAP_EXT_RENDER),
            desk.extension::<ReportExtension>(EXTENSION_ID),
        )
    };
    // SAFETY: the plug-in is alive, and nothing else is looked at before the panic.
    let callbacks: [(&str, &mut dyn FnMut() -> bool); 18] = unsafe {
        [
            ("init", &mut || calls.init.unwrap()(plugin)),
            ("activate", &mut || calls.activate.unwrap()(plugin, 48_000.0, 1, 64)),
            ("deactivate", &mut || {
                calls.deactivate.unwrap()(plugin);
                false
            }),
            ("start_processing", &mut || calls.start_processing.unwrap()(plugin)),
            ("stop_processing", &mut || {
                calls.stop_processing.unwrap()(plugin);
                false
            }),
            ("reset", &mut || {
                calls.reset.unwrap()(plugin);
                false
            }),
            ("get_extension", &mut || {
                !calls.get_extension.unwrap()(plugin, CLAP_EXT_STATE.as_ptr()).is_null()
            }),
            ("params.count", &mut || params.count.unwrap()(plugin) > 0),
            ("params.get_info", &mut || params.get_info.unwrap()(plugin, 0, ptr::null_mut())),
            ("params.get_value", &mut || params.get_value.unwrap()(plugin, 1, &raw mut number)),
            ("params.value_to_text", &mut || {
                params.value_to_text.unwrap()(plugin, 1, 0.0, ptr::null_mut(), 0)
            }),
            ("params.text_to_value", &mut || {
                params.text_to_value.unwrap()(plugin, 1, ptr::null(), ptr::null_mut())
            }),
            ("process", &mut || calls.process.unwrap()(plugin, ptr::null()) != CLAP_PROCESS_ERROR),
            ("params.flush", &mut || {
                params.flush.unwrap()(plugin, ptr::null(), ptr::null());
                false
            }),
            ("state.save", &mut || state.save.unwrap()(plugin, ptr::null())),
            ("state.load", &mut || state.load.unwrap()(plugin, ptr::null())),
            ("render.set", &mut || render.set.unwrap()(plugin, CLAP_RENDER_OFFLINE)),
            ("report.write", &mut || (report.write)(plugin.cast(), 0, no_sink, ptr::null_mut())),
        ]
    };
    for (place, callback) in callbacks {
        stumble::lay(place, Stone::Panic);
        assert!(!callback(), "{place}");
        assert!(!stumble::is_laid(), "{place} goes through the door");
        // SAFETY: the plug-in is alive. Where the main thread was not ours it tells now.
        unsafe { calls.on_main_thread.unwrap()(plugin) };
        let line = format!("AI-Mixtapes: an error of the plug-in in {place}: stumbled in {place}");
        assert_eq!(desk.log(), [line]);
    }
    desk.activate();
    assert_eq!(desk.process().0, [[1.0; FRAMES], [-1.0; FRAMES]], "afterwards it works");
    desk.deactivate();
}

#[test]
fn what_nice_plug_calls_of_ours_may_panic_too() {
    stumble::lay("making the editor", Stone::Panic);
    let desk = Desk::new();
    assert!(!stumble::is_laid());
    assert_eq!(
        desk.log(),
        ["AI-Mixtapes: an error of the plug-in in making the editor: stumbled in making the editor"]
    );
    let (plugin, calls) = desk.plugin();
    // SAFETY: the plug-in is alive.
    unsafe {
        stumble::lay("activating the engine", Stone::Panic);
        assert!(calls.activate.unwrap()(plugin, 48_000.0, 1, FRAMES as u32));
        assert!(!stumble::is_laid());
        assert!(calls.start_processing.unwrap()(plugin));
    }
    assert_eq!(desk.log().len(), 1);
    assert_eq!(desk.process().0, [[1.0; FRAMES], [-1.0; FRAMES]], "the sound passes");
    desk.deactivate();
    stumble::lay("letting the engine go", Stone::Panic);
    drop(desk);
    assert!(!stumble::is_laid());
}

#[test]
fn after_a_panic_in_our_part_of_a_block_the_sound_passes() {
    for place in PLACES {
        let desk = Desk::new();
        let (plugin, calls) = desk.plugin();
        desk.activate();
        desk.process();
        let shared = &desk.instance().shared;
        shared.outputs.restore(&Outputs { confidence: 0.9, ..Outputs::default() });
        let asked = desk.asked.get();
        stumble::lay(place, Stone::Panic);
        for _ in 0..3 {
            let (audio, status) = desk.process();
            assert!(!stumble::is_laid(), "{place}");
            assert_eq!(audio, [[1.0; FRAMES], [-1.0; FRAMES]], "{place}");
            assert_ne!(status, CLAP_PROCESS_ERROR, "{place}");
        }
        assert_eq!(shared.output(Output::Confidence), 0.0);
        assert_eq!(shared.monitor.get().unwrap().state(), State::Degraded(Reason::Failed));
        assert_eq!(desk.log(), [] as [String; 0], "nothing is told on the audio thread");
        assert_eq!(desk.asked.get(), asked + 1, "but asked for, once");
        // SAFETY: the plug-in is alive.
        unsafe { calls.on_main_thread.unwrap()(plugin) };
        let line = format!("AI-Mixtapes: an error of the plug-in in {place}: stumbled in {place}");
        assert_eq!(desk.log(), [line]);
        desk.deactivate();
        desk.activate();
        assert!(!shared.has_failed(), "an activation begins anew");
        desk.process();
        desk.deactivate();
    }
}

#[test]
#[cfg(any(unix, not(debug_assertions)))]
fn an_allocation_in_our_part_of_a_block_is_noticed() {
    for place in PLACES {
        notice(place);
    }
}

/// A debug build dies of it.
#[cfg(all(unix, debug_assertions))]
fn notice(place: &str) {
    use std::os::unix::process::ExitStatusExt;

    const SIGABRT: i32 = 6;
    let program = std::env::current_exe().unwrap();
    let mut child = std::process::Command::new(program);
    child.args(["--ignored", "--exact", "entry::door::tests::allocates_in_our_part_of_a_block"]);
    let output = child.arg("--test-threads=1").env(PLACE, place).output().unwrap();
    assert_eq!(output.status.signal(), Some(SIGABRT), "{place}: {output:?}");
}

/// A release build counts.
#[cfg(not(debug_assertions))]
fn notice(place: &str) {
    let place = PLACES.into_iter().find(|known| *known == place).unwrap();
    assert_eq!(allocate_in(place), 2, "{place}: one to take, one to give back");
}

#[cfg(debug_assertions)]
const PLACE: &str = "AI_MIXTAPES_TEST_PLACE";

#[test]
#[cfg(debug_assertions)]
#[ignore = "dies by intention"]
fn allocates_in_our_part_of_a_block() {
    let place = std::env::var(PLACE).unwrap();
    let place = PLACES.into_iter().find(|known| *known == place).unwrap();
    let counted = allocate_in(place);
    panic!("it lived to tell: {counted} in {place}");
}

/// What is counted of an allocation there.
fn allocate_in(place: &'static str) -> u64 {
    let desk = Desk::new();
    desk.activate();
    desk.process();
    stumble::lay(place, Stone::Allocation);
    desk.process();
    assert!(!stumble::is_laid(), "{place}");
    let counters = desk.instance().shared.monitor.get().unwrap().counts();
    desk.deactivate();
    counters.allocations_in_process
}
