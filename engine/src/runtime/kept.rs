//! The output values that outlive streams and activations.

use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

use crate::{
    mood::{MoodClass, State},
    outputs::Outputs,
};

/// The newest output values, for any thread to read; those that a bounce puts aside; and those that a session brings
/// back. Allocates nothing, never waits.
#[derive(Debug, Default)]
pub struct KeptOutputs {
    shown: Slot,
    aside: Slot,
    /// The values come from an offline render; those from before it are aside.
    rendering: AtomicBool,
    restored: Slot,
    /// Rises whenever something is restored.
    restorations: AtomicU32,
}

/// Output values, or none yet. One thread writes at a time. A reader beside it may see some values newer than others.
#[derive(Debug, Default)]
struct Slot {
    values: [AtomicU32; 4],
    /// One more than the index of the class; 0 if there is nothing.
    class: AtomicU32,
}

impl Slot {
    fn set(&self, outputs: Option<&Outputs>) {
        let Some(outputs) = outputs else { return self.class.store(0, Ordering::Release) };
        let values = [outputs.valence, outputs.arousal, outputs.tension, outputs.confidence];
        for (slot, value) in self.values.iter().zip(values) {
            slot.store(value.to_bits(), Ordering::Relaxed);
        }
        self.class.store(1 + u32::from(outputs.class.index()), Ordering::Release);
    }

    fn get(&self) -> Option<Outputs> {
        let index = self.class.load(Ordering::Acquire).checked_sub(1)?;
        let class = MoodClass::from_index(index as u8)?;
        let [valence, arousal, tension, confidence] =
            self.values.each_ref().map(|slot| f32::from_bits(slot.load(Ordering::Relaxed)));
        Some(Outputs { valence, arousal, tension, confidence, class, state: State::default() })
    }
}

/// For any thread.
impl KeptOutputs {
    /// The newest output values; none before there were any.
    pub fn get(&self) -> Option<Outputs> {
        self.shown.get()
    }

    /// Brings values back, as a session does: an instance takes them with its next block, or its next activation. Main
    /// thread.
    pub fn restore(&self, outputs: &Outputs) {
        self.restored.set(Some(outputs));
        self.shown.set(Some(outputs));
        self.restorations.fetch_add(1, Ordering::Release);
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
        self.shown.set(Some(outputs));
    }

    pub(super) fn rendering(&self) -> bool {
        self.rendering.load(Ordering::Relaxed)
    }

    /// A render begins: what was played is put aside.
    pub(super) fn put_aside(&self) {
        self.aside.set(self.shown.get().as_ref());
        self.rendering.store(true, Ordering::Relaxed);
    }

    /// The render is over: what was played before it, if anything was.
    pub(super) fn take_back(&self) -> Option<Outputs> {
        self.rendering.store(false, Ordering::Relaxed);
        let played = self.aside.get();
        self.shown.set(played.as_ref());
        played
    }

    /// How often something was restored.
    pub(super) fn restorations(&self) -> u32 {
        self.restorations.load(Ordering::Acquire)
    }

    /// What was restored last.
    pub(super) fn restored(&self) -> Option<Outputs> {
        self.restored.get()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outputs(valence: f32) -> Outputs {
        Outputs { valence, confidence: 0.5, class: MoodClass::Happy, ..Outputs::default() }
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
