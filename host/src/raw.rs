//! Events as they are in C.

use std::mem;

use clap_sys::events::{
    CLAP_CORE_EVENT_SPACE_ID, CLAP_EVENT_TRANSPORT, clap_event_header, clap_event_transport,
};

/// A transport that says nothing, at any time.
pub fn transport(time: u32) -> clap_event_transport {
    // SAFETY: a transport event is plain numbers.
    let nothing = unsafe { mem::zeroed::<clap_event_transport>() };
    clap_event_transport { header: header::<clap_event_transport>(time, CLAP_EVENT_TRANSPORT), ..nothing }
}

/// The header of an event of type `T`.
pub(crate) fn header<T>(time: u32, type_: u16) -> clap_event_header {
    clap_event_header {
        size: size_of::<T>() as u32,
        time,
        space_id: CLAP_CORE_EVENT_SPACE_ID,
        type_,
        flags: 0,
    }
}
