//! The parameters that the host sees: nice-plug's, then the outputs.

use std::{
    cell::Cell,
    ffi::{CStr, c_char},
    ptr,
};

use clap_sys::{
    events::{clap_event_header, clap_input_events, clap_output_events},
    ext::params::{
        CLAP_PARAM_IS_ENUM, CLAP_PARAM_IS_READONLY, CLAP_PARAM_IS_STEPPED, clap_param_info,
        clap_plugin_params,
    },
    plugin::clap_plugin,
};

use super::{
    door::{on_any_thread, on_main_thread},
    instance::Instance,
    process::send,
    wrapped,
};
use crate::outputs::{Output, moved, queue::OutputQueue};

pub(super) static EXTENSION: clap_plugin_params = clap_plugin_params {
    count: Some(count),
    get_info: Some(get_info),
    get_value: Some(get_value),
    value_to_text: Some(value_to_text),
    text_to_value: Some(text_to_value),
    flush: Some(flush),
};

impl Instance {
    /// How many parameters are nice-plug's.
    ///
    /// # Safety
    /// `plugin` must be the host's pointer to this instance.
    unsafe fn settable(&self, plugin: *const clap_plugin) -> u32 {
        // SAFETY: promised by the caller.
        self.params.count.map_or(0, |count| unsafe { count(plugin) })
    }
}

unsafe extern "C" fn count(plugin: *const clap_plugin) -> u32 {
    // SAFETY: the host's pointer, as it has called us.
    let work = |instance: &Instance| unsafe { instance.settable(plugin) } + Output::ALL.len() as u32;
    // SAFETY: the host's pointer.
    unsafe { on_main_thread(plugin, "params.count", 0, work) }
}

unsafe extern "C" fn get_info(plugin: *const clap_plugin, index: u32, info: *mut clap_param_info) -> bool {
    let work = |instance: &Instance| {
        if info.is_null() {
            return false;
        }
        // SAFETY: as the host has called us.
        let settable = unsafe { instance.settable(plugin) };
        if index < settable {
            // nice-plug 0.4.2 itself would look behind the end of its list at `index == settable`.
            // SAFETY: as the host has called us.
            return instance.params.get_info.is_some_and(|get_info| unsafe { get_info(plugin, index, info) });
        }
        let Some(output) = Output::ALL.get((index - settable) as usize) else { return false };
        // SAFETY: the host's memory, which need not hold a valid value yet.
        unsafe { info.write(describe(*output)) };
        true
    };
    // SAFETY: the host's pointer.
    unsafe { on_main_thread(plugin, "params.get_info", false, work) }
}

fn describe(output: Output) -> clap_param_info {
    let (min_value, max_value) = output.range();
    let steps = if output.is_stepped() { CLAP_PARAM_IS_STEPPED | CLAP_PARAM_IS_ENUM } else { 0 };
    clap_param_info {
        id: output.id(),
        flags: CLAP_PARAM_IS_READONLY | steps,
        cookie: std::ptr::null_mut(),
        name: c_text(output.name()),
        module: c_text(Output::GROUP),
        min_value,
        max_value,
        default_value: 0.0,
    }
}

unsafe extern "C" fn get_value(plugin: *const clap_plugin, id: u32, value: *mut f64) -> bool {
    let work = |instance: &Instance| {
        if value.is_null() {
            return false;
        }
        if let Some(output) = Output::from_id(id) {
            // SAFETY: the host's memory.
            unsafe { value.write(instance.shared.output(output).into()) };
            return true;
        }
        if let Some(moved) = moved::index_of(id).and_then(|index| instance.shared.moved(index)) {
            // SAFETY: the host's memory.
            unsafe { value.write(moved.into()) };
            return true;
        }
        // SAFETY: as the host has called us.
        instance.params.get_value.is_some_and(|get_value| unsafe { get_value(plugin, id, value) })
    };
    // SAFETY: the host's pointer.
    unsafe { on_main_thread(plugin, "params.get_value", false, work) }
}

unsafe extern "C" fn value_to_text(
    plugin: *const clap_plugin,
    id: u32,
    value: f64,
    text: *mut c_char,
    size: u32,
) -> bool {
    let work = |instance: &Instance| {
        if text.is_null() || size == 0 || !value.is_finite() {
            return false;
        }
        if let Some(output) = Output::from_id(id) {
            // SAFETY: the host's memory, of that size. `c_char` has no invalid values.
            let room = unsafe { std::slice::from_raw_parts_mut(text, size as usize) };
            copy_text(&output.to_text(value), room);
            return true;
        }
        let convert = instance.params.value_to_text;
        // SAFETY: as the host has called us.
        convert.is_some_and(|convert| unsafe { convert(plugin, id, value, text, size) })
    };
    // SAFETY: the host's pointer.
    unsafe { on_main_thread(plugin, "params.value_to_text", false, work) }
}

unsafe extern "C" fn text_to_value(
    plugin: *const clap_plugin,
    id: u32,
    text: *const c_char,
    value: *mut f64,
) -> bool {
    let work = |instance: &Instance| {
        if text.is_null() || value.is_null() {
            return false;
        }
        let Some(output) = Output::from_id(id) else {
            let convert = instance.params.text_to_value;
            // SAFETY: as the host has called us.
            return convert.is_some_and(|convert| unsafe { convert(plugin, id, text, value) });
        };
        // SAFETY: the host's string.
        let named =
            unsafe { CStr::from_ptr(text) }.to_str().ok().and_then(|text| output.from_text(text).ok());
        let Some(named) = named else { return false };
        // SAFETY: the host's memory.
        unsafe { value.write(named) };
        true
    };
    // SAFETY: the host's pointer.
    unsafe { on_main_thread(plugin, "params.text_to_value", false, work) }
}

/// Events while no block is processed: on the audio thread when active, else on the main thread. nice-plug knows no
/// output by its id, so that an event that sets one is lost there, as it should be.
unsafe extern "C" fn flush(
    plugin: *const clap_plugin,
    input: *const clap_input_events,
    output: *const clap_output_events,
) {
    let work = |instance: &Instance| {
        let watched = Watched { host: output, seen: Cell::new(false) };
        let list = watched.list();
        // Without a list nice-plug keeps what it has to tell.
        let output = if output.is_null() { output } else { &raw const list };
        if let Some(flush) = instance.params.flush {
            // SAFETY: as the host has called us.
            unsafe { flush(plugin, input, output) };
        }
        // SAFETY: the host outlives its plug-ins.
        if watched.seen.get() && !wrapped::is_in_block() && unsafe { wrapped::is_wrapper(instance.host) } {
            instance.ask_for_rescan();
        }
        let after = || {
            if instance.shared.owed.is_stopped() && instance.takes_back() {
                // SAFETY: the host's list.
                OutputQueue::give_back(&instance.shared.owed, |event| unsafe { send(output, event) });
            }
            instance.wake();
        };
        instance.shared.audio_piece("after a flush", after);
    };
    // SAFETY: the host's pointer.
    unsafe { on_any_thread(plugin, "params.flush", (), work) }
}

/// A host's list of output events, and whether anything was put into it.
struct Watched {
    host: *const clap_output_events,
    seen: Cell<bool>,
}

impl Watched {
    /// The list for nice-plug, good as long as this stays in its place.
    fn list(&self) -> clap_output_events {
        clap_output_events { ctx: ptr::from_ref(self).cast_mut().cast(), try_push: Some(push_watched) }
    }
}

unsafe extern "C" fn push_watched(list: *const clap_output_events, event: *const clap_event_header) -> bool {
    // SAFETY: `Watched::list` has made the list, and the host's outlives the call of `flush`.
    unsafe {
        let watched = &*(*list).ctx.cast::<Watched>();
        watched.seen.set(true);
        (*watched.host).try_push.is_some_and(|push| push(watched.host, event))
    }
}

/// `text` as a C string in an array, cut if need be.
fn c_text<const SIZE: usize>(text: &str) -> [c_char; SIZE] {
    let mut array = [0; SIZE];
    copy_text(text, &mut array);
    array
}

/// Copies `text` as a C string, cut between two characters if need be. There must be room for one byte.
fn copy_text(text: &str, room: &mut [c_char]) {
    let length = text.floor_char_boundary(room.len() - 1);
    for (to, from) in room.iter_mut().zip(text[..length].bytes().chain([0])) {
        *to = from as c_char;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_text_is_cut_between_characters() {
        // SAFETY: `c_text` ends with a zero.
        let read = |array: &[c_char]| unsafe { CStr::from_ptr(array.as_ptr()).to_str().unwrap().to_owned() };
        assert_eq!(read(&c_text::<8>("Valence")), "Valence");
        assert_eq!(read(&c_text::<5>("Valence")), "Vale");
        assert_eq!(read(&c_text::<3>("1½")), "1");
        assert_eq!(read(&c_text::<1>("Valence")), "");
    }
}
