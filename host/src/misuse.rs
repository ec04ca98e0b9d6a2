//! What no host should do, and some do: calls that keep no promise about their buffers and events. For tests.

use std::{marker::PhantomData, ptr};

use clap_sys::{
    audio_buffer::clap_audio_buffer,
    events::{
        CLAP_EVENT_PARAM_VALUE, clap_event_header, clap_event_param_value, clap_input_events,
        clap_output_events,
    },
    plugin::clap_plugin,
    process::{CLAP_PROCESS_ERROR, clap_process},
};

pub use crate::raw::transport;
use crate::{Error, Idle, audio, handlers::as_audio_thread, raw::header};

/// An instance that processes, called as it is in C, with nothing checked. Audio thread; stops when it is dropped.
pub struct Careless<'idle> {
    plugin: *const clap_plugin,
    idle: PhantomData<&'idle mut Idle>,
}

/// A block as bad as its parts: nothing in it is made good.
#[derive(Default)]
pub struct Block<'a> {
    /// Frames, true or not.
    pub frames: u32,
    /// The input port, if there is one; [`port`] makes it.
    pub input: Option<clap_audio_buffer>,
    /// The output port, if there is one.
    pub output: Option<clap_audio_buffer>,
    /// Events that go in, at times that may be impossible; without them there is no list.
    pub events: Option<&'a [*const clap_event_header]>,
    /// What the host's steady clock says, if it has one.
    pub steady_time: Option<i64>,
    /// Whether the host has room for a parameter's value that comes out (and what is no value it takes); without it
    /// there is no list.
    pub takes: Option<&'a mut dyn FnMut(u32, f64) -> bool>,
}

impl<'idle> Careless<'idle> {
    /// Starts to process.
    ///
    /// # Errors
    /// If the plug-in refuses.
    pub fn start(idle: &'idle mut Idle) -> Result<Self, Error> {
        let plugin = idle.raw();
        // SAFETY: the plug-in is active and stopped, and this thread is its audio thread, since it borrows `Idle`.
        let start = || unsafe { (*plugin).start_processing.is_none_or(|start| start(plugin)) };
        as_audio_thread(start).then_some(Self { plugin, idle: PhantomData }).ok_or(Error::Start)
    }

    /// Processes the block; whether the plug-in says that it did.
    ///
    /// # Safety
    /// What the ports and events point to must be as good as the plug-in may take it to be: pointers are null or
    /// good for as much as their counts say.
    pub unsafe fn process(&mut self, block: Block<'_>) -> bool {
        // SAFETY: the plug-in processes on this thread; the caller answers for the rest.
        unsafe { call(self.plugin, block) }
    }

    /// What another thread may call with, as no host should.
    pub fn intruder(&self) -> Intruder {
        Intruder(self.plugin)
    }
}

/// A second audio thread in an instance that has one.
#[derive(Clone, Copy)]
pub struct Intruder(*const clap_plugin);

// SAFETY: a plug-in has to bear calls on any thread; who calls answers for it being there.
unsafe impl Send for Intruder {}

impl Intruder {
    /// As [`Careless::process`].
    ///
    /// # Safety
    /// As there, and the instance must still process.
    pub unsafe fn process(self, block: Block<'_>) -> bool {
        // SAFETY: promised by the caller.
        unsafe { call(self.0, block) }
    }
}

/// # Safety
/// The instance must process; the block as for [`Careless::process`].
unsafe fn call(plugin: *const clap_plugin, mut block: Block<'_>) -> bool {
    let mut events = block.events;
    let events = events.as_mut().map(|events| clap_input_events {
        ctx: ptr::from_mut(events).cast(),
        size: Some(size),
        get: Some(get),
    });
    let sent = block
        .takes
        .as_mut()
        .map(|takes| clap_output_events { ctx: ptr::from_mut(takes).cast(), try_push: Some(try_push) });
    let process = clap_process {
        steady_time: block.steady_time.unwrap_or(-1),
        frames_count: block.frames,
        transport: ptr::null(),
        audio_inputs: block.input.as_ref().map_or(ptr::null(), ptr::from_ref),
        audio_outputs: block.output.as_mut().map_or(ptr::null_mut(), ptr::from_mut),
        audio_inputs_count: block.input.is_some().into(),
        audio_outputs_count: block.output.is_some().into(),
        in_events: events.as_ref().map_or(ptr::null(), ptr::from_ref),
        out_events: sent.as_ref().map_or(ptr::null(), ptr::from_ref),
    };
    as_audio_thread(|| {
        // SAFETY: the plug-in processes, all that the block points to is alive, and the caller
        // answers for what that points to.
        unsafe {
            let call = (*plugin).process;
            call.is_some_and(|call| call(plugin, &raw const process) != CLAP_PROCESS_ERROR)
        }
    })
}

impl Drop for Careless<'_> {
    fn drop(&mut self) {
        as_audio_thread(|| {
            // SAFETY: it was started on this thread.
            unsafe {
                if let Some(stop) = (*self.plugin).stop_processing {
                    stop(self.plugin);
                }
            }
        });
    }
}

/// A port with so many channels, which begin where `channels` points to; or it lies.
pub fn port(channels: *mut *mut f32, channel_count: u32) -> clap_audio_buffer {
    audio::port(channels, channel_count)
}

/// An event that sets a parameter, at any time.
pub fn value(time: u32, id: u32, value: f64) -> clap_event_param_value {
    clap_event_param_value {
        header: header::<clap_event_param_value>(time, CLAP_EVENT_PARAM_VALUE),
        param_id: id,
        cookie: ptr::null_mut(),
        note_id: -1,
        port_index: -1,
        channel: -1,
        key: -1,
        value,
    }
}

type Events<'a> = &'a [*const clap_event_header];
type Takes<'a> = &'a mut dyn FnMut(u32, f64) -> bool;

unsafe extern "C" fn size(list: *const clap_input_events) -> u32 {
    // SAFETY: `process` gives its events as the context.
    let events = unsafe { *(*list).ctx.cast::<Events<'_>>() };
    events.len() as u32
}

unsafe extern "C" fn get(list: *const clap_input_events, index: u32) -> *const clap_event_header {
    // SAFETY: as in `size`.
    let events = unsafe { *(*list).ctx.cast::<Events<'_>>() };
    events.get(index as usize).copied().unwrap_or(ptr::null())
}

unsafe extern "C" fn try_push(list: *const clap_output_events, event: *const clap_event_header) -> bool {
    // SAFETY: `process` gives its function as the context; the event is as long as its type says.
    unsafe {
        let takes = &mut *(*list).ctx.cast::<Takes<'_>>();
        if (*event).type_ != CLAP_EVENT_PARAM_VALUE {
            return true;
        }
        let event = &*event.cast::<clap_event_param_value>();
        takes(event.param_id, event.value)
    }
}
