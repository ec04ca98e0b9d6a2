//! Rates and channels.

use symphonia::core::audio::Channels;

/// What a block looks like.
#[derive(Clone, Debug, PartialEq)]
pub struct StreamLayout {
    /// Hertz.
    pub sample_rate: u32,
    /// Which channels there are, in their order.
    pub channels: Channels,
}
