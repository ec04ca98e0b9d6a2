//! An active instance, as its audio thread sees it.

use std::ptr;

use clack_extensions::tail::PluginTail;
use clack_host::{
    events::{
        event_types::TransportEvent,
        io::{EventBuffer, InputEvents, OutputEvents},
    },
    prelude::{InputAudioBuffers, OutputAudioBuffers},
    process::{ProcessStatus, StartedPluginAudioProcessor, StoppedPluginAudioProcessor},
};
use clap_sys::{
    audio_buffer::clap_audio_buffer,
    events::{
        CLAP_TRANSPORT_HAS_SECONDS_TIMELINE, CLAP_TRANSPORT_HAS_TEMPO, CLAP_TRANSPORT_IS_PLAYING,
        clap_event_transport,
    },
    fixedpoint::CLAP_SECTIME_FACTOR,
    plugin::clap_plugin,
};

use crate::{
    Error,
    handlers::{Handlers, as_audio_thread},
    raw,
};

/// An instance that is active and doesn't process. Goes from the main thread, which activates, to the audio thread,
/// which makes it [`Running`], and back, to be deactivated.
pub struct Idle(StoppedPluginAudioProcessor<Handlers>);

impl Idle {
    pub(crate) fn new(processor: StoppedPluginAudioProcessor<Handlers>) -> Self {
        Self(processor)
    }

    pub(crate) fn into_inner(self) -> StoppedPluginAudioProcessor<Handlers> {
        self.0
    }

    /// The plug-in itself; exclusively the caller's, as far as the audio thread's functions are concerned, as long as
    /// it borrows this.
    pub(crate) fn raw(&mut self) -> *const clap_plugin {
        self.0.plugin_handle().as_raw_ptr()
    }

    /// Audio thread: a new stream begins.
    pub fn reset(&mut self) {
        as_audio_thread(|| self.0.reset());
    }
}

/// An instance that processes. Stays on the audio thread, with those of all other instances that play there.
pub struct Running {
    processor: StartedPluginAudioProcessor<Handlers>,
    tail: Option<PluginTail>,
    /// Where the channels of the block at hand begin; kept for their memory only.
    inputs: Vec<*mut f32>,
    outputs: Vec<*mut f32>,
    sent: EventBuffer,
    /// What the plug-in is told of the transport; nothing until [`set_playing`](Self::set_playing).
    transport: Option<TransportEvent>,
}

impl Running {
    /// Starts to process.
    ///
    /// # Errors
    /// If the plug-in refuses.
    pub fn start(idle: Idle) -> Result<Self, Error> {
        let started = as_audio_thread(|| idle.into_inner().start_processing());
        let processor = started.map_err(|_| Error::Start)?;
        let tail = processor.shared_plugin_handle().get_extension();
        let (inputs, outputs) = (Vec::with_capacity(2), Vec::with_capacity(2));
        Ok(Self { processor, tail, inputs, outputs, sent: EventBuffer::new(), transport: None })
    }

    /// From the next block on the transport plays, or stands still.
    pub fn set_playing(&mut self, playing: bool) {
        let raw = clap_event_transport {
            flags: if playing { CLAP_TRANSPORT_IS_PLAYING } else { 0 },
            ..raw::transport(0)
        };
        self.transport = Some(TransportEvent::from_raw(&raw));
    }

    /// The next block begins at so many seconds of a song of so many beats a minute, which plays.
    pub fn set_song(&mut self, seconds: f64, tempo: f64) {
        let raw = clap_event_transport {
            flags: CLAP_TRANSPORT_IS_PLAYING | CLAP_TRANSPORT_HAS_SECONDS_TIMELINE | CLAP_TRANSPORT_HAS_TEMPO,
            song_pos_seconds: (seconds * CLAP_SECTIME_FACTOR as f64).round() as i64,
            tempo,
            ..raw::transport(0)
        };
        self.transport = Some(TransportEvent::from_raw(&raw));
    }

    /// Processes a block: as many frames as the shortest channel has. `steady_time` counts the frames of the stream
    /// before it, if the host knows; `events` go in.
    ///
    /// # Errors
    /// If the plug-in fails.
    pub fn process<'a>(
        &mut self,
        steady_time: Option<u64>,
        events: &EventBuffer,
        input: impl IntoIterator<Item = &'a mut [f32]>,
        output: impl IntoIterator<Item = &'a mut [f32]>,
    ) -> Result<ProcessStatus, Error> {
        let frames = point(&mut self.inputs, input).min(point(&mut self.outputs, output));
        // SAFETY: every channel is borrowed for the call, and has so many frames.
        unsafe { self.call(steady_time, events, frames) }
    }

    /// The same with input and output in the same memory.
    ///
    /// # Errors
    /// If the plug-in fails.
    pub fn process_in_place<'a>(
        &mut self,
        steady_time: Option<u64>,
        events: &EventBuffer,
        channels: impl IntoIterator<Item = &'a mut [f32]>,
    ) -> Result<ProcessStatus, Error> {
        let frames = point(&mut self.inputs, channels);
        self.outputs.clone_from(&self.inputs);
        // SAFETY: every channel is borrowed for the call, and has so many frames.
        unsafe { self.call(steady_time, events, frames) }
    }

    /// # Safety
    /// All channels must be good for `frames` frames.
    unsafe fn call(
        &mut self,
        steady_time: Option<u64>,
        events: &EventBuffer,
        frames: u32,
    ) -> Result<ProcessStatus, Error> {
        let [input, output] = [&mut self.inputs, &mut self.outputs];
        let input = [port(input.as_mut_ptr(), input.len() as u32)];
        let mut output = [port(output.as_mut_ptr(), output.len() as u32)];
        self.sent.clear();
        // SAFETY: the ports are those of this block; the caller answers for their channels.
        let processed = as_audio_thread(|| unsafe {
            self.processor.process(
                &InputAudioBuffers::from_raw_buffers(&input, frames),
                &mut OutputAudioBuffers::from_raw_buffers(&mut output, frames),
                &InputEvents::from_buffer(events),
                &mut OutputEvents::from_buffer(&mut self.sent),
                steady_time,
                self.transport.as_ref(),
            )
        });
        processed.map_err(Error::Process)
    }

    /// What the plug-in sent in the last block; [`Event::read`](crate::Event::read) reads one.
    pub fn sent(&self) -> &EventBuffer {
        &self.sent
    }

    /// Frames that still sound after the input has ended, as the plug-in says now; none if it can't say.
    pub fn tail(&mut self) -> u32 {
        let Some(tail) = self.tail else { return 0 };
        as_audio_thread(|| tail.get(&self.processor.plugin_handle())).to_raw()
    }

    /// Stops processing.
    pub fn stop(self) -> Idle {
        Idle(as_audio_thread(|| self.processor.stop_processing()))
    }
}

/// Notes where the channels begin; the frames of the shortest, none where there is no channel.
fn point<'a>(begins: &mut Vec<*mut f32>, channels: impl IntoIterator<Item = &'a mut [f32]>) -> u32 {
    begins.clear();
    let mut shortest = None;
    for channel in channels {
        shortest = Some(channel.len().min(shortest.unwrap_or(usize::MAX)));
        begins.push(channel.as_mut_ptr());
    }
    shortest.unwrap_or(0).try_into().unwrap_or(u32::MAX)
}

/// A port as it is in C.
pub(crate) fn port(channels: *mut *mut f32, channel_count: u32) -> clap_audio_buffer {
    clap_audio_buffer {
        data32: channels,
        data64: ptr::null_mut(),
        channel_count,
        latency: 0,
        constant_mask: 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_block_is_as_long_as_its_shortest_channel() {
        let mut begins = vec![ptr::null_mut(); 9];
        let mut channels = [vec![0.0; 64], vec![0.0; 37]];
        assert_eq!(point(&mut begins, channels.iter_mut().map(Vec::as_mut_slice)), 37);
        assert_eq!(begins, channels.each_mut().map(|channel| channel.as_mut_ptr()));
        assert_eq!(point(&mut begins, []), 0);
        assert!(begins.is_empty());
    }
}
