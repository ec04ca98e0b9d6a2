//! What the host is told of the routing.

use clap_sys::ext::params::{CLAP_EXT_PARAMS, clap_plugin_params};
use engine::outputs::{Macro, MacroMode, Outputs, Source};
use nice_plug::params::persist::PersistentField;

use super::desk::Desk;
use crate::outputs::moved::IDS;

#[test]
fn a_change_of_the_routing_makes_the_hosts_project_dirty_and_a_session_does_not() {
    let desk = Desk::new();
    let routing = &desk.instance().shared.routing;
    let asked = desk.asked.get();
    routing.change(|table| table.notes.on = true);
    assert_eq!((desk.asked.get(), desk.dirty.get()), (asked + 1, 0), "on the main thread alone");
    desk.idle();
    desk.idle();
    assert_eq!(desk.dirty.get(), 1);
    routing.undo();
    desk.idle();
    assert_eq!(desk.dirty.get(), 2);
    let saved = routing.map(Clone::clone);
    routing.set(saved);
    desk.idle();
    assert_eq!(desk.dirty.get(), 2);
}

#[test]
fn a_window_that_outlives_the_plug_in_asks_nobody() {
    let desk = Desk::new();
    let routing = desk.instance().shared.routing.clone();
    drop(desk);
    routing.change(|table| table.notes.on = true);
}

#[test]
fn a_macro_that_is_moved_is_read_where_it_has_moved_and_else_where_it_is_set() {
    let desk = Desk::new();
    let params: clap_plugin_params = {
        // SAFETY: the id belongs to the type.
        unsafe { desk.extension(CLAP_EXT_PARAMS) }
    };
    let read = || {
        let mut value = f64::NAN;
        // SAFETY: the plug-in is alive, and the value is there to be written.
        assert!(unsafe { params.get_value.unwrap()(desk.plugin().0, IDS[2], &raw mut value) });
        value
    };
    let shared = &desk.instance().shared;
    shared.outputs.restore(&Outputs { macros: [0.25; 8], ..Outputs::default() });
    assert_eq!(read(), 0.0);
    shared.routing.change(|table| table.macros[2] = Macro::of(Source::Energy));
    assert_eq!(read(), 0.25);
    shared.routing.change(|table| table.macros[2].mode = MacroMode::Read);
    assert_eq!(read(), 0.0);
}
