//! What a confidence is worth.

/// Marks on the scale of a confidence, [0, 1].
#[derive(Clone, Copy, Debug)]
pub struct Confidence;

impl Confidence {
    /// A confidence under this is low.
    pub const LOW: f32 = 0.3;
    /// The most that a mood has while it is warming.
    pub const WARMING: f32 = 0.5;

    /// Whether the mood is little more than a guess.
    pub fn is_low(confidence: f32) -> bool {
        confidence < Self::LOW
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn confidence_is_low_under_three_tenths() {
        assert!(Confidence::is_low(0.0) && Confidence::is_low(0.299));
        assert!(!Confidence::is_low(0.3) && !Confidence::is_low(1.0));
    }
}
