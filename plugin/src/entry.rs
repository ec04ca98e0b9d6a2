//! The CLAP entry: nice-plug's plug-in with what nice-plug doesn't offer put around it.
//!
//! nice-plug's `Wrapper` answers the host; each instance of ours stands before one and passes everything on,
//! except for:
//!
//! | | what is different |
//! |---|---|
//! | [`process`] | output values join the block's events, all sorted; what nice-plug would stumble over never reaches it |
//! | [`calls`] | calls that overlap, are missing, or come at another rate are found |
//! | [`params`] | outputs are in the list, read-only; questions out of range are answered and abort nothing |
//! | [`ports`] | a VST3 host's choice of channels is followed; none changes them while blocks come |
//! | [`state`] | a state is checked as a whole before any of it is loaded |
//! | [`life`] | a reset is told from a start after a stop |
//! | [`gui`] | when the window goes, edits in a VST3 host end |
//! | [`render`] | offline rendering is known at once, not at the next activation |
//! | [`report`] | a host that asks gets the performance report |
//! | [`outside`] | a host that asks starts a session log, and is told how that and OSC go |
//!
//! Each function that a host calls goes through the [`door`]; an instance's [`life`] is nice-plug's otherwise.
//!
//! VST3 hosts get the same through clap-wrapper, which wraps this entry, with [`vst3`](crate::vst3) around that;
//! [`wrapped`] is how these two agree.

mod asks;
mod calls;
mod create;
mod door;
mod gui;
mod input;
mod instance;
mod life;
mod log;
mod outside;
mod params;
mod ports;
mod process;
mod render;
mod report;
mod state;
pub(crate) mod wrapped;

use std::{
    ffi::{CStr, c_char, c_void},
    ptr,
    sync::OnceLock,
};

use clap_sys::{
    entry::clap_plugin_entry,
    factory::plugin_factory::{CLAP_PLUGIN_FACTORY_ID, clap_plugin_factory},
    host::clap_host,
    plugin::{clap_plugin, clap_plugin_descriptor},
    version::CLAP_VERSION,
};
use nice_plug::wrapper::clap::PluginDescriptor;

use crate::AiMixtapes;

/// What a host looks for when it has loaded the module.
#[unsafe(no_mangle)]
#[used]
pub static clap_entry: clap_plugin_entry = clap_plugin_entry {
    clap_version: CLAP_VERSION,
    init: Some(init),
    deinit: Some(deinit),
    get_factory: Some(get_factory),
};

static FACTORY: clap_plugin_factory = clap_plugin_factory {
    get_plugin_count: Some(get_plugin_count),
    get_plugin_descriptor: Some(get_plugin_descriptor),
    create_plugin: Some(create_plugin),
};

/// Name, version and so on: made once, then only read.
fn descriptor() -> &'static PluginDescriptor {
    static DESCRIPTOR: OnceLock<PluginDescriptor> = OnceLock::new();
    DESCRIPTOR.get_or_init(PluginDescriptor::for_plugin::<AiMixtapes>)
}

unsafe extern "C" fn init(_module: *const c_char) -> bool {
    #[cfg(feature = "trace")]
    crate::trace::begin();
    true
}

unsafe extern "C" fn deinit() {
    #[cfg(feature = "trace")]
    crate::trace::end();
}

unsafe extern "C" fn get_factory(id: *const c_char) -> *const c_void {
    door::of_module(ptr::null(), || {
        // SAFETY: the host's string.
        let known = !id.is_null() && unsafe { CStr::from_ptr(id) } == CLAP_PLUGIN_FACTORY_ID;
        if known { (&raw const FACTORY).cast() } else { ptr::null() }
    })
}

unsafe extern "C" fn get_plugin_count(_factory: *const clap_plugin_factory) -> u32 {
    1
}

unsafe extern "C" fn get_plugin_descriptor(
    _factory: *const clap_plugin_factory,
    index: u32,
) -> *const clap_plugin_descriptor {
    door::of_module(
        ptr::null(),
        || {
            if index == 0 { descriptor().clap_plugin_descriptor() } else { ptr::null() }
        },
    )
}

unsafe extern "C" fn create_plugin(
    _factory: *const clap_plugin_factory,
    host: *const clap_host,
    id: *const c_char,
) -> *const clap_plugin {
    door::of_module(ptr::null(), || {
        // SAFETY: the host's string.
        if host.is_null() || id.is_null() || unsafe { CStr::from_ptr(id) } != descriptor().clap_id() {
            return ptr::null();
        }
        // SAFETY: a CLAP host outlives its plug-ins.
        unsafe { create::create(host) }
    })
}
