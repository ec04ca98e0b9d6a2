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

use super::{input::InputFilter, instance::Instance};
use crate::shared::Shared;

/// Audio thread. Gives the block to nice-plug with our own lists of events around it, and then the events that were
/// collected to the host.
pub(super) unsafe extern "C" fn process(
    plugin: *const clap_plugin,
    block: *const clap_process,
) -> clap_process_status {
    // SAFETY: the host's pointers.
    let (Some(instance), Some(block)) = (unsafe { Instance::of(plugin) }, unsafe { block.as_ref() }) else {
        return CLAP_PROCESS_ERROR;
    };
    // Taken only if the host calls from two threads at once.
    let Ok(mut events) = instance.shared.events.try_borrow_mut() else { return CLAP_PROCESS_ERROR };
    events.begin();
    drop(events);

    // SAFETY: the host's events.
    let filter = unsafe { InputFilter::new(block.in_events, block.frames_count) };
    let input = filter.as_ref().map(InputFilter::list);
    let output = clap_output_events {
        ctx: ptr::from_ref::<Shared>(&instance.shared).cast_mut().cast(),
        try_push: Some(try_push),
    };
    let inner_block = clap_process {
        in_events: input.as_ref().map_or(ptr::null(), ptr::from_ref),
        out_events: &raw const output,
        ..*block
    };
    // SAFETY: the host's block.
    let status = unsafe {
        if is_whole(block, instance.shared.channels()) {
            let status =
                instance.inner.process.map_or(CLAP_PROCESS_ERROR, |process| process(plugin, &inner_block));
            // What goes through unchanged is as constant as it was.
            (*block.audio_outputs).constant_mask = (*block.audio_inputs).constant_mask;
            status
        } else {
            pass_what_is_there(block);
            if let Some(flush) = instance.params.flush {
                flush(plugin, block.in_events, inner_block.out_events);
            }
            let settled = instance.shared.settled.load(Ordering::Relaxed);
            if settled { CLAP_PROCESS_CONTINUE_IF_NOT_QUIET } else { CLAP_PROCESS_CONTINUE }
        }
    };

    if let Ok(mut events) = instance.shared.events.try_borrow_mut() {
        // SAFETY: the host's list.
        let all_taken = events.finish(|event| unsafe { send(block.out_events, event) });
        if !all_taken {
            // A host that would let the plug-in sleep now never heard the end.
            instance.shared.settled.store(false, Ordering::Relaxed);
        }
    }
    status
}

/// Whether the host took the event.
///
/// # Safety
/// `list` must be null or the host's list, `event` an event.
unsafe fn send(list: *const clap_output_events, event: *const clap_event_header) -> bool {
    // SAFETY: promised by the caller.
    unsafe { list.as_ref().and_then(|list| list.try_push).is_some_and(|try_push| try_push(list, event)) }
}

/// Takes nice-plug's events.
unsafe extern "C" fn try_push(list: *const clap_output_events, event: *const clap_event_header) -> bool {
    // SAFETY: `process` has made the list, and lends the instance's own block for the call.
    let shared = unsafe { &*(*list).ctx.cast::<Shared>() };
    // SAFETY: nice-plug's event.
    shared.events.try_borrow_mut().is_ok_and(|mut events| unsafe { events.push_raw(event) })
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
