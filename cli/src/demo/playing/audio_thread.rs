//! The audio thread: one process call after the other.

use std::sync::{
    atomic::{AtomicU64, Ordering},
    mpsc::Receiver,
};

use host::{Clock, Error, EventBuffer, Idle, Pace, Running};

use super::{SAMPLE_RATE, music::Stereo};

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
    idle: Idle,
    blocks: &Receiver<Stereo>,
    pace: Pace,
    position: &AtomicU64,
) -> Result<(Idle, Streamed), Error> {
    let mut running = Running::start(idle)?;
    let mut streamed = Streamed::default();
    let mut output = Stereo::default();
    let no_events = EventBuffer::new();
    let clock = Clock::start(SAMPLE_RATE.into());
    for mut input in blocks {
        let frames = input[0].len();
        output.iter_mut().for_each(|channel| channel.resize(frames, f32::NAN));
        // As from a sound card: a block is there when its last sample has been heard.
        if pace == Pace::Realtime {
            clock.wait_for(streamed.frames + frames as u64);
        }
        let (source, target) = (input.iter_mut(), output.iter_mut());
        let [source, target] = [source, target].map(|channels| channels.map(Vec::as_mut_slice));
        running.process(Some(streamed.frames), &no_events, source, target)?;
        streamed.altered_samples += altered(&input, &output);
        streamed.output_events += u64::from(running.sent().len());
        streamed.frames += frames as u64;
        position.store(streamed.frames, Ordering::Relaxed);
    }
    Ok((running.stop(), streamed))
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
