//! The host's events as nice-plug is to see them.

use std::{cell::Cell, mem, ptr};

use clap_sys::events::{
    CLAP_CORE_EVENT_SPACE_ID, CLAP_EVENT_PARAM_MOD, CLAP_EVENT_PARAM_VALUE, clap_event_header,
    clap_event_param_mod, clap_event_param_value, clap_input_events,
};

use crate::{outputs::Output, shared::Shared};

/// Stands between the host's list of a block's events and nice-plug.
///
/// nice-plug cuts the block at parameter events and believes their times. So those that would set an output are
/// left out, and a time beyond the block or behind an earlier event's is put right (nice-plug would write beyond
/// the block). Both only where needed: events in order go through as they are.
pub(super) struct InputFilter<'a> {
    shared: &'a Shared,
    host: *const clap_input_events,
    frames: u32,
    /// Time of the last event that was handed out.
    last: Cell<u32>,
    /// The event whose time was put right. nice-plug is done with one before it asks for the next.
    corrected: Cell<clap_event_param_value>,
}

// Both have the same shape, so that one place can hold either.
const _: () = assert!(mem::size_of::<clap_event_param_value>() == mem::size_of::<clap_event_param_mod>());

/// What stands in the place for a corrected event before there is one.
const BLANK: clap_event_param_value = clap_event_param_value {
    header: clap_event_header {
        size: mem::size_of::<clap_event_param_value>() as u32,
        time: 0,
        space_id: CLAP_CORE_EVENT_SPACE_ID,
        type_: CLAP_EVENT_PARAM_VALUE,
        flags: 0,
    },
    param_id: u32::MAX,
    cookie: ptr::null_mut(),
    note_id: -1,
    port_index: -1,
    channel: -1,
    key: -1,
    value: 0.0,
};

impl<'a> InputFilter<'a> {
    /// None if the host has no list.
    ///
    /// # Safety
    /// `host` must be null or a host's list that outlives this.
    pub unsafe fn new(shared: &'a Shared, host: *const clap_input_events, frames: u32) -> Option<Self> {
        // SAFETY: promised by the caller.
        let list = unsafe { host.as_ref() }?;
        (list.size.is_some() && list.get.is_some()).then_some(Self {
            shared,
            host,
            frames,
            last: Cell::new(0),
            corrected: Cell::new(BLANK),
        })
    }

    /// The list for nice-plug, good as long as the filter stays in its place.
    pub fn list(&self) -> clap_input_events {
        clap_input_events { ctx: ptr::from_ref(self).cast_mut().cast(), size: Some(size), get: Some(get) }
    }

    /// The event, a corrected copy, or null for nice-plug to skip it.
    ///
    /// # Safety
    /// `event` must be an event of the host's.
    unsafe fn admit(&self, event: *const clap_event_header) -> *const clap_event_header {
        // SAFETY: promised by the caller.
        let header = unsafe { *event };
        let about_params = header.space_id == CLAP_CORE_EVENT_SPACE_ID
            && matches!(header.type_, CLAP_EVENT_PARAM_VALUE | CLAP_EVENT_PARAM_MOD);
        let about_output = about_params && {
            // SAFETY: the type says so; modulations have the id at the same place.
            let id = unsafe { (*event.cast::<clap_event_param_value>()).param_id };
            Output::from_id(id).is_some()
        };
        if about_output {
            return ptr::null();
        }
        let time = header.time.min(self.frames.saturating_sub(1)).max(self.last.get());
        self.last.set(time);
        if time == header.time {
            return event;
        }
        if !about_params {
            return ptr::null();
        }
        // SAFETY: the type says so; modulations have the same shape.
        let mut corrected = unsafe { *event.cast::<clap_event_param_value>() };
        corrected.header.time = time;
        self.corrected.set(corrected);
        self.corrected.as_ptr().cast_const().cast()
    }
}

unsafe extern "C" fn size(list: *const clap_input_events) -> u32 {
    // SAFETY: `list` was made by `InputFilter::list`, and the host's list outlives the filter.
    let filter = unsafe { &*(*list).ctx.cast::<InputFilter<'_>>() };
    let work = || {
        // SAFETY: as above.
        unsafe { (*filter.host).size.map_or(0, |size| size(filter.host)) }
    };
    filter.shared.audio_piece("counting a block's events", work).unwrap_or(0)
}

unsafe extern "C" fn get(list: *const clap_input_events, index: u32) -> *const clap_event_header {
    // SAFETY: `list` was made by `InputFilter::list`, and the host's list outlives the filter.
    let filter = unsafe { &*(*list).ctx.cast::<InputFilter<'_>>() };
    let work = || {
        // SAFETY: as above.
        unsafe {
            let event = (*filter.host).get.map_or(ptr::null(), |get| get(filter.host, index));
            if event.is_null() { event } else { filter.admit(event) }
        }
    };
    filter.shared.audio_piece("reading a block's events", work).unwrap_or(ptr::null())
}
