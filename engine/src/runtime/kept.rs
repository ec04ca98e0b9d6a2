//! The output values that outlive streams and activations.

use std::array;

use atoms::{Kept, Values};

use crate::{
    mood::{MoodClass, State},
    outputs::{MACROS, Outputs, ROUTES},
};

/// The newest output values, for any thread to read; those that a bounce puts aside; and those that a session brings
/// back. Allocates nothing, never waits.
#[derive(Debug, Default)]
pub struct KeptOutputs(Kept<NUMBERS>);

/// Valence, arousal, tension, confidence, macros and routes.
const NUMBERS: usize = 4 + MACROS + ROUTES;

/// What is kept of output values: all but the state.
fn packed(outputs: &Outputs) -> Values<NUMBERS> {
    let Outputs { valence, arousal, tension, confidence, class, macros, routes, .. } = *outputs;
    let mut numbers = [0.0; NUMBERS];
    let all = [valence, arousal, tension, confidence].into_iter().chain(macros).chain(routes);
    for (number, value) in numbers.iter_mut().zip(all) {
        *number = value;
    }
    Values { numbers, class: class.index() }
}

fn unpacked(values: Values<NUMBERS>) -> Option<Outputs> {
    let class = MoodClass::from_index(values.class)?;
    let [valence, arousal, tension, confidence, rest @ ..] = values.numbers;
    let (macros, routes) =
        (array::from_fn(|index| rest[index]), array::from_fn(|index| rest[MACROS + index]));
    Some(Outputs { valence, arousal, tension, confidence, class, state: State::default(), macros, routes })
}

/// For any thread.
impl KeptOutputs {
    /// The newest output values; none before there were any.
    pub fn get(&self) -> Option<Outputs> {
        self.0.get().and_then(unpacked)
    }

    /// Brings values back, as a session does: an instance takes them with its next block, or its next activation. Main
    /// thread.
    pub fn restore(&self, outputs: &Outputs) {
        self.0.restore(packed(outputs));
    }

    /// There is no confidence in the values any more. Audio thread.
    pub fn distrust(&self) {
        if let Some(outputs) = self.get() {
            self.set(&Outputs { confidence: 0.0, ..outputs });
        }
    }
}

/// For the audio thread.
impl KeptOutputs {
    pub(super) fn set(&self, outputs: &Outputs) {
        self.0.set(packed(outputs));
    }

    pub(super) fn rendering(&self) -> bool {
        self.0.rendering()
    }

    /// A render begins: what was played is put aside.
    pub(super) fn put_aside(&self) {
        self.0.put_aside();
    }

    /// The render is over: what was played before it, if anything was.
    pub(super) fn take_back(&self) -> Option<Outputs> {
        self.0.take_back().and_then(unpacked)
    }

    /// How often something was restored.
    pub(super) fn restorations(&self) -> u32 {
        self.0.restorations()
    }

    /// What was restored last.
    pub(super) fn restored(&self) -> Option<Outputs> {
        self.0.restored().and_then(unpacked)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outputs(valence: f32) -> Outputs {
        let (macros, routes) = ([0.1; MACROS], array::from_fn(|index| index as f32 / 10.0));
        Outputs { valence, confidence: 0.5, class: MoodClass::Happy, macros, routes, ..Outputs::default() }
    }

    #[test]
    fn a_render_leaves_the_played_values_as_they_were() {
        let kept = KeptOutputs::default();
        assert_eq!(kept.get(), None);
        kept.set(&outputs(0.25));
        assert_no_alloc::assert_no_alloc(|| kept.put_aside());
        kept.set(&outputs(-0.75));
        assert!(kept.rendering());
        assert_eq!(kept.take_back(), Some(outputs(0.25)));
        assert_eq!((kept.get(), kept.rendering()), (Some(outputs(0.25)), false));
    }

    #[test]
    fn what_was_never_there_is_not_brought_back() {
        let kept = KeptOutputs::default();
        kept.put_aside();
        kept.set(&outputs(-0.75));
        assert_eq!((kept.take_back(), kept.get()), (None, None));
    }

    #[test]
    fn a_session_brings_values_back_whatever_is_shown_meanwhile() {
        let kept = KeptOutputs::default();
        let before = kept.restorations();
        kept.restore(&outputs(0.5));
        assert_eq!(kept.get(), Some(outputs(0.5)));
        kept.set(&outputs(-0.5));
        assert_ne!(kept.restorations(), before);
        assert_eq!(kept.restored(), Some(outputs(0.5)));
        kept.distrust();
        assert_eq!(kept.get(), Some(Outputs { confidence: 0.0, ..outputs(-0.5) }));
    }
}
