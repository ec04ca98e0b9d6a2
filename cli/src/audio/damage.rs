//! What was lost of a file, and the silence that stands for it.

use symphonia::core::{codecs::CodecInfo, packet::Packet};

use super::Warning;

/// Places of damage that are told one by one; the others are told together.
const TOLD: usize = 16;
/// Seconds that a bad packet lasts at most: what a damaged file says of its lengths isn't believed.
const LONGEST_PACKET: f64 = 1.0;

/// Bytes of a packet that may be blank; shorter ones may be silence as it is coded.
const SHORTEST_BLANK: usize = 32;

/// Whether a packet was overwritten by zeros: some decoders take them for silence. Of PCM they are.
pub fn is_blank(packet: &Packet, codec: &CodecInfo) -> bool {
    let pcm = codec.short_name.starts_with("pcm");
    !pcm && packet.data.len() >= SHORTEST_BLANK && packet.data.iter().all(|byte| *byte == 0)
}

/// Counts what is lost while a file is decoded.
#[derive(Debug, Default)]
pub struct Damage {
    /// What is to be told.
    pub warnings: Vec<Warning>,
    /// Seconds of silence that are due before the next block.
    pub owed: f64,
    /// Bad packets: where the first was, how many, and how long they were.
    packets: Option<(f64, u64, f64)>,
    /// What isn't told one by one: where the first was, and how long it was together.
    untold: Option<(f64, f64)>,
}

impl Damage {
    /// Of a file whose header has this damage.
    pub fn new(header: Option<Warning>) -> Self {
        Self { warnings: header.into_iter().collect(), ..Self::default() }
    }

    /// A packet at `seconds` that can't be decoded.
    pub fn packet(&mut self, seconds: f64, lost: f64) {
        let lost = lost.min(LONGEST_PACKET);
        let packets = self.packets.get_or_insert((seconds, 0, 0.0));
        packets.1 += 1;
        packets.2 += lost;
        self.owed += lost;
    }

    /// Whether a packet was bad.
    pub fn has_packets(&self) -> bool {
        self.packets.is_some()
    }

    /// Something between packets, at `seconds`, that isn't there any more.
    pub fn hole(&mut self, seconds: f64, lost: f64, sure: bool) {
        self.owed += lost;
        if self.warnings.len() < TOLD {
            self.warnings.push(Warning::Lost { seconds, lost, sure });
        } else {
            self.untold.get_or_insert((seconds, 0.0)).1 += lost;
        }
    }

    /// Tells what was only counted.
    pub fn tell(&mut self) {
        if let Some((seconds, packets, lost)) = self.packets.take() {
            self.warnings.push(Warning::Skipped { seconds, packets, lost });
        }
        if let Some((seconds, lost)) = self.untold.take() {
            self.warnings.push(Warning::Lost { seconds, lost, sure: false });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_thousand_holes_are_a_few_lines_and_no_second_is_left_out() {
        let mut damage = Damage::default();
        (0..1_000).for_each(|at| damage.hole(f64::from(at), 0.5, true));
        damage.packet(1_000.0, 0.1);
        damage.packet(1_001.0, 1e9);
        damage.tell();
        assert_eq!(damage.warnings.len(), TOLD + 2);
        let lost = damage.warnings.iter().map(|warning| match warning {
            Warning::Lost { lost, .. } | Warning::Skipped { lost, .. } => *lost,
            other => panic!("{other}"),
        });
        assert!((lost.sum::<f64>() - 501.1).abs() < 1e-9 && (damage.owed - 501.1).abs() < 1e-9);
    }
}
