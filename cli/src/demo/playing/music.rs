//! From a file of any kind to blocks for the plug-in.

use std::sync::mpsc::SyncSender;

use anyhow::Result;

use super::BLOCK_FRAMES;
use crate::audio::{Decoder, Resampler, Stream, Warning};

/// A left and a right channel of one length.
pub type Stereo = [Vec<f32>; 2];

/// A file's stream that becomes stereo at the host's rate.
pub struct Music {
    stream: Stream,
    resampler: Resampler,
}

impl Music {
    /// Any file's, for a host at `rate` hertz.
    ///
    /// # Errors
    /// If its rate can't become the host's.
    pub fn new(decoder: Decoder, rate: u32) -> Result<Self> {
        let stream = Stream::new(decoder);
        let resampler = Resampler::new(stream.sample_rate(), rate)?;
        Ok(Self { stream, resampler })
    }

    /// Sends it all in blocks, until nobody takes them any more; returns what was not right with the file.
    ///
    /// # Errors
    /// If resampling fails.
    pub fn feed(mut self, blocks: &SyncSender<Stereo>) -> Result<Vec<Warning>> {
        let (mut stereo, mut ready) = (Stereo::default(), Stereo::default());
        loop {
            let more = self.read(&mut stereo, &mut ready)?;
            let shortest = if more { BLOCK_FRAMES } else { 1 };
            while ready[0].len() >= shortest {
                let frames = ready[0].len().min(BLOCK_FRAMES);
                let block = ready.each_mut().map(|channel| channel.drain(..frames).collect());
                if blocks.send(block).is_err() {
                    return Ok(Vec::new());
                }
            }
            if !more {
                return Ok(self.stream.decoder().warnings().to_vec());
            }
        }
    }

    /// All of it, in memory.
    ///
    /// # Errors
    /// If resampling fails.
    pub fn whole(mut self) -> Result<Stereo> {
        let (mut stereo, mut ready) = (Stereo::default(), Stereo::default());
        while self.read(&mut stereo, &mut ready)? {}
        Ok(ready)
    }

    /// Appends the next part to `ready`; whether there is more.
    fn read(&mut self, stereo: &mut Stereo, ready: &mut Stereo) -> Result<bool> {
        let Some(block) = self.stream.next_block()? else {
            self.resampler.finish(ready)?;
            return Ok(false);
        };
        // Mono goes to both sides.
        let sides = stereo.iter_mut().zip(block.iter().cycle());
        sides.for_each(|(side, channel)| side.clone_from(channel));
        self.resampler.process(stereo, ready)?;
        Ok(true)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::sync_channel;

    use super::*;
    use crate::{audio::Source, demo::playing::SAMPLE_RATE};

    #[test]
    fn music_comes_in_blocks_as_long_as_it_is() {
        for (name, bytes, frames) in [
            ("tone.opus", &include_bytes!("../../../tests/fixtures/tone.opus")[..], 48_000),
            ("tone.ogg", &include_bytes!("../../../tests/fixtures/tone.ogg")[..], 48_000),
            ("tone.aiff", &include_bytes!("../../../tests/fixtures/tone.aiff")[..], 24_000),
        ] {
            let decoder = Decoder::open(&Source::Embedded { name, bytes }).unwrap();
            let (sender, receiver) = sync_channel(1000);
            let warnings = Music::new(decoder, SAMPLE_RATE).unwrap().feed(&sender).unwrap();
            drop(sender);
            assert_eq!(warnings, []);
            let blocks: Vec<Stereo> = receiver.iter().collect();
            let (last, others) = blocks.split_last().unwrap();
            assert!(others.iter().all(|[left, right]| (left.len(), right.len()) == (512, 512)));
            assert!((1..=512).contains(&last[0].len()));
            assert_eq!(blocks.iter().map(|block| block[0].len()).sum::<usize>(), frames, "{name}");
            let decoder = Decoder::open(&Source::Embedded { name, bytes }).unwrap();
            let whole = Music::new(decoder, SAMPLE_RATE).unwrap().whole().unwrap();
            let joined =
                [0, 1].map(|side| blocks.iter().flat_map(|block| block[side].clone()).collect::<Vec<_>>());
            assert_eq!(whole, joined);
        }
    }

    #[test]
    fn who_takes_no_blocks_gets_no_more() {
        let bytes = include_bytes!("../../../tests/fixtures/tone.ogg");
        let decoder = Decoder::open(&Source::Embedded { name: "tone.ogg", bytes }).unwrap();
        let (sender, receiver) = sync_channel(1);
        drop(receiver);
        assert!(Music::new(decoder, SAMPLE_RATE).unwrap().feed(&sender).is_ok());
    }
}
