//! Several instances on one audio thread, as on one bus of a host.

use std::time::{Duration, Instant};

use crate::{Clock, Error, EventBuffer, Idle, Pace, Running};

/// What is played through a rack, and how: a signal that begins anew where it ends.
#[derive(Clone, Copy, Debug)]
pub struct Loop<'a> {
    /// Hertz.
    pub rate: f64,
    /// Channels of one length that isn't 0.
    pub signal: &'a [Vec<f32>],
    /// Frames.
    pub block: usize,
    /// How fast.
    pub pace: Pace,
}

/// What one instance did with one block.
#[derive(Clone, Copy, Debug)]
pub struct Called {
    /// Which instance.
    pub instance: usize,
    /// How long its process call took, as its host sees it.
    pub took: Duration,
    /// Whether the sound came out as it went in, to the bit.
    pub unaltered: bool,
    /// Events that it sent.
    pub events: u32,
    /// Frames of the stream up to the end of the block.
    pub frames: u64,
}

/// Plays `music` through all of them, a block of each in turn, when it has been played; `called` is told of each call,
/// and says whether to go on. The transport plays. This thread is the audio thread. It stops at the end of a block of
/// all.
///
/// # Errors
/// If an instance fails.
pub fn stream(
    idles: Vec<Idle>,
    music: Loop<'_>,
    mut called: impl FnMut(Called) -> bool,
) -> Result<Vec<Idle>, Error> {
    let Loop { rate, signal, block, pace } = music;
    let mut instances = idles.into_iter().map(Running::start).collect::<Result<Vec<_>, _>>()?;
    instances.iter_mut().for_each(|running| running.set_playing(true));
    let (no_events, clock) = (EventBuffer::new(), Clock::start(rate));
    let length = signal.iter().map(Vec::len).min().unwrap_or(0);
    let mut source = vec![vec![0.0; block]; signal.len()];
    let mut channels = source.clone();
    let (mut from, mut frames, mut goes_on) = (0, 0, length > 0 && block > 0);
    while goes_on {
        source
            .iter_mut()
            .zip(signal)
            .for_each(|(block, channel)| copy_round(&channel[..length], from, block));
        frames += block as u64;
        // As from a sound card: a block is there when its last sample has been heard.
        if pace == Pace::Realtime {
            clock.wait_for(frames);
        }
        for (instance, running) in instances.iter_mut().enumerate() {
            channels.iter_mut().zip(&source).for_each(|(channel, source)| channel.copy_from_slice(source));
            let in_place = channels.iter_mut().map(Vec::as_mut_slice);
            let began = Instant::now();
            running.process_in_place(Some(frames - block as u64), &no_events, in_place)?;
            let took = began.elapsed();
            let unaltered = channels.iter().zip(&source).all(|(channel, source)| same(channel, source));
            let events = running.sent().len();
            goes_on &= called(Called { instance, took, unaltered, events, frames });
        }
        from = (from + block) % length;
    }
    Ok(instances.into_iter().map(Running::stop).collect())
}

/// Fills `block` with what begins at `from` of a channel that begins anew where it ends.
fn copy_round(channel: &[f32], from: usize, block: &mut [f32]) {
    let mut rest = block;
    let mut from = from;
    while !rest.is_empty() {
        let (part, after) = rest.split_at_mut(rest.len().min(channel.len() - from));
        part.copy_from_slice(&channel[from..from + part.len()]);
        (rest, from) = (after, 0);
    }
}

fn same(one: &[f32], other: &[f32]) -> bool {
    one.len() == other.len() && one.iter().zip(other).all(|(one, other)| one.to_bits() == other.to_bits())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_loop_goes_on_at_its_beginning_in_blocks_of_any_length() {
        let channel = [0.0, 1.0, 2.0];
        for (from, expected) in
            [(0, [0.0, 1.0, 2.0, 0.0, 1.0, 2.0, 0.0]), (2, [2.0, 0.0, 1.0, 2.0, 0.0, 1.0, 2.0])]
        {
            let mut block = [f32::NAN; 7];
            copy_round(&channel, from, &mut block);
            assert_eq!(block, expected);
        }
        let mut short = [f32::NAN; 2];
        copy_round(&channel, 1, &mut short);
        assert_eq!(short, [1.0, 2.0]);
    }
}
