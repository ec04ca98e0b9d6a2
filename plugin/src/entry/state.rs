//! Saving as nice-plug does it; loading all or nothing.

use std::{ffi::c_void, slice};

use clap_sys::{
    ext::state::clap_plugin_state,
    plugin::clap_plugin,
    stream::{clap_istream, clap_ostream},
};

use super::{door::on_main_thread, instance::Instance};
use crate::state;

pub(super) static EXTENSION: clap_plugin_state = clap_plugin_state { save: Some(save), load: Some(load) };

/// Bytes of the length before the JSON.
const PREFIX: usize = 8;

unsafe extern "C" fn save(plugin: *const clap_plugin, stream: *const clap_ostream) -> bool {
    let work = |instance: &Instance| {
        // SAFETY: as the host has called us.
        instance.state.save.is_some_and(|save| unsafe { save(plugin, stream) })
    };
    // SAFETY: the host's pointer.
    unsafe { on_main_thread(plugin, "state.save", false, work) }
}

/// Main thread. A state that can't be applied as a whole changes nothing.
unsafe extern "C" fn load(plugin: *const clap_plugin, stream: *const clap_istream) -> bool {
    let work = |instance: &Instance| {
        // SAFETY: the host's pointer.
        let Some(stream) = (unsafe { stream.as_ref() }) else { return false };
        // SAFETY: the host's stream.
        let Some(saved) = (unsafe { read_state(stream) }) else { return false };
        if let Err(why) = state::check(&saved[PREFIX..]) {
            instance.log_warning(&format_args!("the state was refused: {why}"));
            return false;
        }
        let mut rest = saved.as_slice();
        let memory = clap_istream { ctx: (&raw mut rest).cast(), read: Some(read_memory) };
        // SAFETY: as the host has called us; the stream is read during the call only.
        instance.state.load.is_some_and(|load| unsafe { load(plugin, &raw const memory) })
    };
    // SAFETY: the host's pointer.
    unsafe { on_main_thread(plugin, "state.load", false, work) }
}

/// The length and as many bytes of JSON as it says; what a host may have put after them is left.
///
/// # Safety
/// `stream` must be a CLAP stream.
unsafe fn read_state(stream: &clap_istream) -> Option<Vec<u8>> {
    let mut saved = vec![0; PREFIX];
    // SAFETY: promised by the caller.
    unsafe { read_exactly(stream, &mut saved) }?;
    let length = u64::from_le_bytes(saved[..].try_into().ok()?);
    if length > state::MAX_BYTES {
        return None;
    }
    saved.resize(PREFIX + length as usize, 0);
    // SAFETY: promised by the caller.
    unsafe { read_exactly(stream, &mut saved[PREFIX..]) }?;
    Some(saved)
}

/// # Safety
/// `stream` must be a CLAP stream.
unsafe fn read_exactly(stream: &clap_istream, mut room: &mut [u8]) -> Option<()> {
    while !room.is_empty() {
        // SAFETY: the host's function, and our memory of that size.
        let read = unsafe { stream.read?(stream, room.as_mut_ptr().cast(), room.len() as u64) };
        let read = usize::try_from(read).ok().filter(|read| (1..=room.len()).contains(read))?;
        room = &mut room[read..];
    }
    Some(())
}

/// Reads from the `&[u8]` that the stream's context points to, and moves it on.
unsafe extern "C" fn read_memory(stream: *const clap_istream, buffer: *mut c_void, size: u64) -> i64 {
    // SAFETY: `load` has made the context and lends it for the call.
    let rest = unsafe { &mut *(*stream).ctx.cast::<&[u8]>() };
    let count = rest.len().min(size as usize);
    // SAFETY: the caller's memory of at least `count` bytes.
    let room = unsafe { slice::from_raw_parts_mut(buffer.cast::<u8>(), count) };
    let (now, later) = rest.split_at(count);
    room.copy_from_slice(now);
    *rest = later;
    count as i64
}
