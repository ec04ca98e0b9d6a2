//! How the host calls, as far as a block tells it.

use std::{sync::atomic::Ordering, time::Instant};

use clap_sys::{
    events::{CLAP_TRANSPORT_HAS_SECONDS_TIMELINE, CLAP_TRANSPORT_IS_PLAYING},
    fixedpoint::CLAP_SECTIME_FACTOR,
    process::clap_process,
};
use engine::telemetry::Call;

use crate::shared::Shared;

/// Looks whether calls were missing before this one, and at the pace of all of them. Audio thread, alone in the block.
///
/// # Safety
/// `block` must be a host's block.
pub(super) unsafe fn watch(shared: &Shared, block: &clap_process) {
    let (Some(monitor), Ok(mut calls)) = (shared.monitor.get(), shared.calls.try_borrow_mut()) else {
        return;
    };
    let rate = calls.rate();
    if !(rate.is_finite() && rate > 0.0) {
        return;
    }
    if shared.is_starting() {
        calls.forget();
    }
    // SAFETY: promised by the caller.
    let transport = unsafe { block.transport.as_ref() };
    let has = |flag| transport.filter(|transport| transport.flags & flag != 0);
    let playing = has(CLAP_TRANSPORT_IS_PLAYING);
    let song = playing.and(has(CLAP_TRANSPORT_HAS_SECONDS_TIMELINE));
    let fault = calls.call(Call {
        at: Instant::now(),
        seconds: f64::from(block.frames_count) / rate,
        steady: (block.steady_time >= 0).then_some(block.steady_time as f64 / rate),
        song: song.map(|song| song.song_pos_seconds as f64 / CLAP_SECTIME_FACTOR as f64),
        live: !shared.offline() && (transport.is_none() || playing.is_some()),
        may_have_slept: shared.settled.load(Ordering::Relaxed),
    });
    fault.inspect(|fault| monitor.note_call(*fault));
}
