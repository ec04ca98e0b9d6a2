//! One block.

use std::{ptr, slice, sync::atomic::Ordering};

use clap_sys::{
    audio_buffer::clap_audio_buffer,
    events::{clap_event_header, clap_output_events},
    plugin::clap_plugin,
    process::{
        CLAP_PROCESS_CONTINUE, CLAP_PROCESS_CONTINUE_IF_NOT_QUIET, CLAP_PROCESS_ERROR, clap_process,
        clap_process_status,
    },
};
use engine::span;

use super::{calls, door::on_any_thread, input::InputFilter, instance::Instance};
use crate::shared::Shared;

/// Audio thread. Gives the block to nice-plug with our own lists of events around it, and then the events that were
/// collected to the host.
pub(super) unsafe extern "C" fn process(
    plugin: *const clap_plugin,
    block: *const clap_process,
) -> clap_process_status {
    span!("process");
    let work = |instance: &Instance| {
        // SAFETY: the host's pointer.
        let Some(block) = (unsafe { block.as_ref() }) else { return CLAP_PROCESS_ERROR };
        let Some(_alone) = instance.shared.enter_block() else {
            // Nothing of the instance's is touched: it is another thread's.
            // SAFETY: the host's block.
            instance.shared.audio_piece("passing a block", || unsafe { pass_what_is_there(block) });
            return CLAP_PROCESS_CONTINUE;
        };
        // SAFETY: as the host has called us.
        let heard = unsafe { instance.hear(plugin, block) };
        // SAFETY: as the host has called us.
        heard.unwrap_or_else(|_| unsafe { instance.pass(plugin, block, block.out_events) })
    };
    // SAFETY: the host's pointer.
    unsafe { on_any_thread(plugin, "process", CLAP_PROCESS_ERROR, work) }
}

/// Our part of a block has failed, now or since the last activation.
struct HasFailed;

impl Instance {
    /// The block in three parts: what we do before nice-plug, nice-plug's own, and what we do after it.
    ///
    /// # Safety
    /// `plugin` must be the host's pointer to this instance, `block` its block.
    unsafe fn hear(
        &self,
        plugin: *const clap_plugin,
        block: &clap_process,
    ) -> Result<clap_process_status, HasFailed> {
        let shared = &*self.shared;
        if shared.has_failed() {
            return Err(HasFailed);
        }
        let before = || {
            // Taken only if the host flushes beside a block.
            shared.events.try_borrow_mut().ok()?.begin();
            // SAFETY: the host's block.
            unsafe { calls::watch(shared, block) };
            // SAFETY: the host's block, and its events.
            unsafe {
                let filter = InputFilter::new(shared, block.in_events, block.frames_count);
                Some((filter, is_whole(block, shared.channels())))
            }
        };
        let Some((filter, whole)) = shared.audio_piece("before a block", before).ok_or(HasFailed)? else {
            return Ok(CLAP_PROCESS_ERROR);
        };

        let input = filter.as_ref().map(InputFilter::list);
        let output = clap_output_events {
            ctx: ptr::from_ref::<Shared>(shared).cast_mut().cast(),
            try_push: Some(try_push),
        };
        let inner_block = clap_process {
            in_events: input.as_ref().map_or(ptr::null(), ptr::from_ref),
            out_events: &raw const output,
            ..*block
        };
        // SAFETY: the host's block, and our lists, which live until the end of the function.
        let status = unsafe {
            if whole {
                self.inner.process.map_or(CLAP_PROCESS_ERROR, |process| process(plugin, &inner_block))
            } else {
                self.pass(plugin, block, inner_block.out_events)
            }
        };

        let after = || {
            if whole {
                // What goes through unchanged is as constant as it was.
                // SAFETY: a whole block has both ports.
                unsafe { (*block.audio_outputs).constant_mask = (*block.audio_inputs).constant_mask };
            }
            if let Ok(mut events) = shared.events.try_borrow_mut() {
                // SAFETY: the host's list.
                if !events.finish(|event| unsafe { send(block.out_events, event) }) {
                    // A host that would let the plug-in sleep now never heard the end.
                    shared.settled.store(false, Ordering::Relaxed);
                }
            }
        };
        shared.audio_piece("after a block", after).ok_or(HasFailed)?;
        if shared.edits().is_some_and(|edits| edits.take_ask()) {
            self.ask_for_call();
        }
        if shared.has_failed() { Err(HasFailed) } else { Ok(status) }
    }

    /// The sound of a block that nice-plug can't have, and its parameter changes.
    ///
    /// # Safety
    /// As for [`hear`](Self::hear); `out_events` must be null or a list.
    unsafe fn pass(
        &self,
        plugin: *const clap_plugin,
        block: &clap_process,
        out_events: *const clap_output_events,
    ) -> clap_process_status {
        // SAFETY: the host's block.
        self.shared.audio_piece("passing a block", || unsafe { pass_what_is_there(block) });
        if let Some(flush) = self.params.flush {
            // SAFETY: as the host has called us.
            unsafe { flush(plugin, block.in_events, out_events) };
        }
        let settled = self.shared.has_failed() || self.shared.settled.load(Ordering::Relaxed);
        if settled { CLAP_PROCESS_CONTINUE_IF_NOT_QUIET } else { CLAP_PROCESS_CONTINUE }
    }
}

/// Whether the host took the event.
///
/// # Safety
/// `list` must be null or the host's list, `event` an event.
pub(super) unsafe fn send(list: *const clap_output_events, event: *const clap_event_header) -> bool {
    // SAFETY: promised by the caller.
    unsafe { list.as_ref().and_then(|list| list.try_push).is_some_and(|try_push| try_push(list, event)) }
}

/// Takes nice-plug's events.
unsafe extern "C" fn try_push(list: *const clap_output_events, event: *const clap_event_header) -> bool {
    // SAFETY: `process` has made the list, and lends the instance's own block for the call.
    let shared = unsafe { &*(*list).ctx.cast::<Shared>() };
    let work = || {
        // SAFETY: nice-plug's event.
        shared.events.try_borrow_mut().is_ok_and(|mut events| unsafe { events.push_raw(event) })
    };
    shared.audio_piece("taking an event", work).unwrap_or(false)
}

/// Whether the block has what nice-plug takes for granted: exactly the main ports' channels, all of them there, and
/// at least one sample.
///
/// # Safety
/// `block` must be a host's block.
unsafe fn is_whole(block: &clap_process, channels: usize) -> bool {
    // SAFETY: promised by the caller.
    let whole = |port: Option<&clap_audio_buffer>| unsafe {
        let pointers = port.and_then(|port| channel_pointers(port));
        pointers.is_some_and(|pointers| {
            pointers.len() == channels && pointers.iter().all(|channel| !channel.is_null())
        })
    };
    // SAFETY: promised by the caller.
    block.frames_count > 0 && channels > 0 && unsafe { whole(input_port(block)) && whole(output_port(block)) }
}

/// Copies the channels that are there and silences outputs without an input.
///
/// # Safety
/// `block` must be a host's block.
unsafe fn pass_what_is_there(block: &clap_process) {
    let frames = block.frames_count as usize;
    // SAFETY: promised by the caller: channels are as long as the block, and may be the same for input and output.
    unsafe {
        let Some(outputs) = output_port(block).and_then(|port| channel_pointers(port)) else { return };
        let inputs = input_port(block).and_then(|port| channel_pointers(port)).unwrap_or_default();
        for (index, output) in outputs.iter().enumerate().filter(|(_, output)| !output.is_null()) {
            match inputs.get(index).filter(|input| !input.is_null()) {
                Some(input) => ptr::copy(*input, *output, frames),
                None => ptr::write_bytes(*output, 0, frames),
            }
        }
    }
}

/// # Safety
/// `block` must be a host's block.
unsafe fn input_port(block: &clap_process) -> Option<&clap_audio_buffer> {
    // SAFETY: promised by the caller.
    unsafe { block.audio_inputs.as_ref().filter(|_| block.audio_inputs_count > 0) }
}

/// # Safety
/// `block` must be a host's block.
unsafe fn output_port(block: &clap_process) -> Option<&clap_audio_buffer> {
    // SAFETY: promised by the caller.
    unsafe { block.audio_outputs.as_ref().filter(|_| block.audio_outputs_count > 0) }
}

/// # Safety
/// `port` must be a host's.
unsafe fn channel_pointers(port: &clap_audio_buffer) -> Option<&[*mut f32]> {
    if port.data32.is_null() {
        return None;
    }
    // SAFETY: promised by the caller.
    Some(unsafe { slice::from_raw_parts(port.data32, port.channel_count as usize) })
}
