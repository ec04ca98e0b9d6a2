//! Saving and loading: nice-plug gets and gives what this version knows, all or nothing, and the rest of a state is
//! kept beside it.

use std::{ffi::c_void, slice, str};

use clap_sys::{
    ext::state::clap_plugin_state,
    plugin::clap_plugin,
    stream::{clap_istream, clap_ostream},
};

use super::{door::on_main_thread, instance::Instance};
use crate::session::state::{self, Loaded, StateError};

pub(super) static EXTENSION: clap_plugin_state = clap_plugin_state { save: Some(save), load: Some(load) };

/// Bytes of the length before the JSON.
const PREFIX: usize = 8;

/// Main thread.
unsafe extern "C" fn save(plugin: *const clap_plugin, stream: *const clap_ostream) -> bool {
    let work = |instance: &Instance| {
        // SAFETY: the host's pointers, as it has called us.
        unsafe { stream.as_ref() }.is_some_and(|stream| unsafe { instance.save(plugin, stream).is_some() })
    };
    // SAFETY: the host's pointer.
    unsafe { on_main_thread(plugin, "state.save", false, work) }
}

/// Main thread. A state that can't be applied as a whole changes nothing, and the host is told why.
unsafe extern "C" fn load(plugin: *const clap_plugin, stream: *const clap_istream) -> bool {
    let work = |instance: &Instance| {
        // SAFETY: the host's pointer.
        let Some(stream) = (unsafe { stream.as_ref() }) else { return false };
        // SAFETY: the host's stream.
        let saved = unsafe { read_state(stream) };
        match saved.and_then(|saved| Ok(state::read(&saved)?)) {
            // SAFETY: as the host has called us.
            Ok(loaded) => unsafe { instance.load(plugin, loaded).is_some() },
            Err(why) => {
                instance.log_warning(&format_args!("the state was refused, nothing has changed: {why}"));
                false
            }
        }
    };
    // SAFETY: the host's pointer.
    unsafe { on_main_thread(plugin, "state.load", false, work) }
}

/// Why there is no state to be read.
#[derive(Debug, thiserror::Error)]
enum LoadError {
    #[error("it ends before its end")]
    Short,
    #[error("expected at most {most} bytes, got {length}", most = state::MAX_BYTES)]
    Long { length: u64 },
    #[error(transparent)]
    State(#[from] StateError),
}

impl Instance {
    /// Saves what nice-plug saves, with what this version doesn't know put back.
    ///
    /// # Safety
    /// `plugin` must be the host's pointer to this instance, `stream` a CLAP stream.
    unsafe fn save(&self, plugin: *const clap_plugin, stream: &clap_ostream) -> Option<()> {
        let mut saved = Vec::<u8>::new();
        let memory = clap_ostream { ctx: (&raw mut saved).cast(), write: Some(write_memory) };
        // SAFETY: as the host has called us; the stream is written to during the call only.
        unsafe { self.state.save?(plugin, &raw const memory) }.then_some(())?;
        let json = str::from_utf8(saved.get(PREFIX..)?).ok()?;
        let whole = self.kept.try_borrow().ok()?.put_back(json, &self.shared.editor.strange()).ok()?;
        // SAFETY: promised by the caller.
        unsafe { write_all(stream, &framed(&whole)) }
    }

    /// Gives nice-plug what this version knows of a state, and keeps the rest.
    ///
    /// # Safety
    /// `plugin` must be the host's pointer to this instance.
    unsafe fn load(&self, plugin: *const clap_plugin, loaded: Loaded) -> Option<()> {
        let saved = framed(&serde_json::to_string(&loaded.known).ok()?);
        let mut rest = saved.as_slice();
        let memory = clap_istream { ctx: (&raw mut rest).cast(), read: Some(read_memory) };
        // SAFETY: as the host has called us; the stream is read during the call only.
        unsafe { self.state.load?(plugin, &raw const memory) }.then_some(())?;
        *self.kept.try_borrow_mut().ok()? = loaded.kept;
        if let Some(strange) = loaded.editor {
            self.shared.editor.keep_strange(strange);
        }
        Some(())
    }
}

/// A state as nice-plug writes it.
fn framed(json: &str) -> Vec<u8> {
    [&(json.len() as u64).to_le_bytes(), json.as_bytes()].concat()
}

/// As many bytes of JSON as their length says; what a host may have put after them is left.
///
/// # Safety
/// `stream` must be a CLAP stream.
unsafe fn read_state(stream: &clap_istream) -> Result<Vec<u8>, LoadError> {
    let mut length = [0; PREFIX];
    // SAFETY: promised by the caller.
    unsafe { read_exactly(stream, &mut length) }.ok_or(LoadError::Short)?;
    let length = u64::from_le_bytes(length);
    if length > state::MAX_BYTES {
        return Err(LoadError::Long { length });
    }
    let mut saved = vec![0; length as usize];
    // SAFETY: promised by the caller.
    unsafe { read_exactly(stream, &mut saved) }.ok_or(LoadError::Short)?;
    Ok(saved)
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

/// # Safety
/// `stream` must be a CLAP stream.
unsafe fn write_all(stream: &clap_ostream, mut bytes: &[u8]) -> Option<()> {
    while !bytes.is_empty() {
        // SAFETY: the host's function, and our memory of that size.
        let written = unsafe { stream.write?(stream, bytes.as_ptr().cast(), bytes.len() as u64) };
        let written = usize::try_from(written).ok().filter(|written| (1..=bytes.len()).contains(written))?;
        bytes = &bytes[written..];
    }
    Some(())
}

/// Appends to the `Vec<u8>` that the stream's context points to.
unsafe extern "C" fn write_memory(stream: *const clap_ostream, buffer: *const c_void, size: u64) -> i64 {
    // SAFETY: `save` has made the context and lends it for the call; the caller's memory has that size.
    let (memory, bytes) = unsafe {
        (&mut *(*stream).ctx.cast::<Vec<u8>>(), slice::from_raw_parts(buffer.cast::<u8>(), size as usize))
    };
    memory.extend_from_slice(bytes);
    size as i64
}
