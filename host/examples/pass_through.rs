//! A CLAP that passes sound on and does nothing else: what `process()` costs at least, for `host/benches/process.rs`.

use std::{
    ffi::{CStr, c_char, c_void},
    ptr, slice,
};

use clap_sys::{
    entry::clap_plugin_entry,
    factory::plugin_factory::{CLAP_PLUGIN_FACTORY_ID, clap_plugin_factory},
    host::clap_host,
    plugin::{clap_plugin, clap_plugin_descriptor},
    process::{CLAP_PROCESS_CONTINUE, CLAP_PROCESS_ERROR, clap_process, clap_process_status},
    version::CLAP_VERSION,
};

/// CLAP's entry.
#[unsafe(export_name = "clap_entry")]
pub static ENTRY: clap_plugin_entry = clap_plugin_entry {
    clap_version: CLAP_VERSION,
    init: Some(init),
    deinit: Some(deinit),
    get_factory: Some(get_factory),
};

static FACTORY: clap_plugin_factory = clap_plugin_factory {
    get_plugin_count: Some(plugin_count),
    get_plugin_descriptor: Some(plugin_descriptor),
    create_plugin: Some(create),
};

/// A list without entries.
struct NoFeatures([*const c_char; 1]);
// SAFETY: nothing is written to it.
unsafe impl Sync for NoFeatures {}
static NO_FEATURES: NoFeatures = NoFeatures([ptr::null()]);

static DESCRIPTOR: clap_plugin_descriptor = clap_plugin_descriptor {
    clap_version: CLAP_VERSION,
    id: c"ai-mixtapes.pass-through".as_ptr(),
    name: c"Pass-through".as_ptr(),
    vendor: c"".as_ptr(),
    url: c"".as_ptr(),
    manual_url: c"".as_ptr(),
    support_url: c"".as_ptr(),
    version: c"".as_ptr(),
    description: c"".as_ptr(),
    features: NO_FEATURES.0.as_ptr(),
};

unsafe extern "C" fn init(_path: *const c_char) -> bool {
    true
}

unsafe extern "C" fn deinit() {}

unsafe extern "C" fn get_factory(id: *const c_char) -> *const c_void {
    // SAFETY: the host asks with a text.
    let known = !id.is_null() && unsafe { CStr::from_ptr(id) } == CLAP_PLUGIN_FACTORY_ID;
    if known { (&raw const FACTORY).cast() } else { ptr::null() }
}

unsafe extern "C" fn plugin_count(_factory: *const clap_plugin_factory) -> u32 {
    1
}

unsafe extern "C" fn plugin_descriptor(
    _factory: *const clap_plugin_factory,
    index: u32,
) -> *const clap_plugin_descriptor {
    if index == 0 { &raw const DESCRIPTOR } else { ptr::null() }
}

unsafe extern "C" fn create(
    _factory: *const clap_plugin_factory,
    _host: *const clap_host,
    _id: *const c_char,
) -> *const clap_plugin {
    Box::into_raw(Box::new(clap_plugin {
        desc: &raw const DESCRIPTOR,
        plugin_data: ptr::null_mut(),
        init: Some(yes),
        destroy: Some(destroy),
        activate: Some(activate),
        deactivate: Some(nothing),
        start_processing: Some(yes),
        stop_processing: Some(nothing),
        reset: Some(nothing),
        process: Some(process),
        get_extension: Some(no_extension),
        on_main_thread: Some(nothing),
    }))
}

unsafe extern "C" fn destroy(plugin: *const clap_plugin) {
    // SAFETY: `create` made it, and the host destroys it once.
    drop(unsafe { Box::from_raw(plugin.cast_mut()) });
}

unsafe extern "C" fn activate(_plugin: *const clap_plugin, _rate: f64, _min: u32, _max: u32) -> bool {
    true
}

unsafe extern "C" fn yes(_plugin: *const clap_plugin) -> bool {
    true
}

unsafe extern "C" fn nothing(_plugin: *const clap_plugin) {}

unsafe extern "C" fn no_extension(_plugin: *const clap_plugin, _id: *const c_char) -> *const c_void {
    ptr::null()
}

/// Copies what comes in, where it doesn't lie there already.
unsafe extern "C" fn process(
    _plugin: *const clap_plugin,
    process: *const clap_process,
) -> clap_process_status {
    // SAFETY: the host's block is good for the call, with as many ports, channels and frames as it says.
    unsafe {
        let block = &*process;
        if block.audio_inputs_count == 0 || block.audio_outputs_count == 0 {
            return CLAP_PROCESS_ERROR;
        }
        let (input, output) = (&*block.audio_inputs, &*block.audio_outputs);
        let channels = input.channel_count.min(output.channel_count) as usize;
        let [from, to] = [input.data32, output.data32].map(|port| slice::from_raw_parts(port, channels));
        for (from, to) in from.iter().zip(to).filter(|(from, to)| from != to) {
            ptr::copy(*from, *to, block.frames_count as usize);
        }
    }
    CLAP_PROCESS_CONTINUE
}
