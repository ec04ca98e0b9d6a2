//! The audio thread: one process call after the other.

use std::{
    sync::{
        atomic::{AtomicU64, Ordering},
        mpsc::Receiver,
    },
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, Result};
use clack_host::prelude::*;

use super::{
    Pace, SAMPLE_RATE,
    handlers::{DemoHost, Shared},
    music::Stereo,
};

/// What came out of the plug-in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Streamed {
    /// Frames of the whole stream.
    pub frames: u64,
    /// Samples that came out other than they went in, to the bit.
    pub altered_samples: u64,
    /// Events that the plug-in sent.
    pub output_events: u64,
}

/// Processes all blocks, each when its time has come, and tells `position` in frames.
///
/// # Errors
/// If the plug-in fails.
pub fn stream(
    processor: &mut PluginAudioProcessor<DemoHost>,
    blocks: &Receiver<Stereo>,
    pace: Pace,
    position: &AtomicU64,
) -> Result<Streamed> {
    processor.access_shared_handler(Shared::begin_audio_thread);
    let processor = processor.ensure_processing_started().context("the plug-in doesn't start to process")?;
    let mut streamed = Streamed::default();
    let mut output = Stereo::default();
    let mut input_ports = AudioPorts::with_capacity(2, 1);
    let mut output_ports = AudioPorts::with_capacity(2, 1);
    let mut events = EventBuffer::new();
    let started = Instant::now();
    for mut input in blocks {
        let frames = input[0].len();
        output.iter_mut().for_each(|channel| channel.resize(frames, f32::NAN));
        // As from a sound card: a block is there when its last sample has been heard.
        if pace == Pace::Realtime {
            wait_until(started, streamed.frames + frames as u64);
        }
        events.clear();
        processor
            .process(
                &input_ports.with_input_buffers([AudioPortBuffer {
                    latency: 0,
                    channels: AudioPortBufferType::f32_input_only(
                        input.iter_mut().map(|channel| InputChannel::variable(channel.as_mut_slice())),
                    ),
                }]),
                &mut output_ports.with_output_buffers([AudioPortBuffer {
                    latency: 0,
                    channels: AudioPortBufferType::f32_output_only(output.iter_mut().map(Vec::as_mut_slice)),
                }]),
                &InputEvents::empty(),
                &mut OutputEvents::from_buffer(&mut events),
                Some(streamed.frames),
                None,
            )
            .context("the plug-in fails to process")?;
        streamed.altered_samples += altered(&input, &output);
        streamed.output_events += u64::from(events.len());
        streamed.frames += frames as u64;
        position.store(streamed.frames, Ordering::Relaxed);
    }
    Ok(streamed)
}

fn wait_until(started: Instant, frames: u64) {
    let due = started + Duration::from_secs_f64(frames as f64 / f64::from(SAMPLE_RATE));
    thread::sleep(due.saturating_duration_since(Instant::now()));
}

fn altered(input: &Stereo, output: &Stereo) -> u64 {
    let of_channel = |(input, output): (&Vec<f32>, &Vec<f32>)| {
        input.iter().zip(output).filter(|(before, after)| before.to_bits() != after.to_bits()).count() as u64
    };
    input.iter().zip(output).map(of_channel).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_altered_bit_is_seen() {
        let input = [vec![0.5, -0.0, f32::NAN], vec![1.0, 2.0, 3.0]];
        assert_eq!(altered(&input, &input.clone()), 0);
        let output = [vec![0.5, 0.0, f32::NAN], vec![1.0, 2.0, f32::from_bits(3_f32.to_bits() + 1)]];
        assert_eq!(altered(&input, &output), 2);
    }
}
