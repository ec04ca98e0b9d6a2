//! The values that a mood consists of.

use std::array;

use strum::{EnumString, IntoStaticStr, VariantArray};

use super::State;

/// A region of the valence-arousal plane, by Russell's circumplex. Its name can be parsed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, EnumString, IntoStaticStr, VariantArray)]
#[repr(u8)]
pub enum MoodClass {
    /// The centre.
    #[default]
    Neutral,
    /// High arousal.
    Energetic,
    /// Positive valence.
    Happy,
    /// Positive valence, low arousal.
    Relaxed,
    /// Negative valence, low arousal.
    Melancholic,
    /// Negative valence, high arousal.
    Tense,
}

impl MoodClass {
    /// All classes, each at its index.
    pub const ALL: [Self; Self::VARIANTS.len()] = *Self::VARIANTS.as_array().expect("its own length");

    /// The name that users and the contract know it by.
    pub fn name(self) -> &'static str {
        self.into()
    }

    /// The class with this index, if there is one.
    pub fn from_index(index: u8) -> Option<Self> {
        Self::ALL.get(usize::from(index)).copied()
    }

    /// The number that parameters and files carry, from 0 to 5; it never changes its meaning.
    pub fn index(self) -> u8 {
        self as u8
    }
}

/// A quadrant of the valence-arousal plane.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, IntoStaticStr, VariantArray)]
pub enum Quadrant {
    /// Positive valence, high arousal.
    Q1,
    /// Negative valence, high arousal.
    Q2,
    /// Negative valence, low arousal.
    Q3,
    /// Positive valence, low arousal.
    Q4,
}

impl Quadrant {
    /// All quadrants, in the order of [`Mood::quadrants`].
    pub const ALL: [Self; Self::VARIANTS.len()] = *Self::VARIANTS.as_array().expect("its own length");

    /// The most likely quadrant; of equally likely ones the first.
    pub fn argmax(probabilities: &[f32; 4]) -> Self {
        let mut best = 0;
        for (index, probability) in probabilities.iter().enumerate() {
            if *probability > probabilities[best] {
                best = index;
            }
        }
        Self::ALL[best]
    }

    /// The most likely quadrant; none if others are as likely, or one of them is NaN.
    pub fn likeliest(probabilities: &[f32; 4]) -> Option<Self> {
        let best = Self::argmax(probabilities);
        let highest = probabilities[best as usize];
        (probabilities.iter().filter(|&&probability| probability >= highest).count() == 1).then_some(best)
    }

    /// "Q1" to "Q4".
    pub fn name(self) -> &'static str {
        self.into()
    }
}

/// What is heard over one horizon.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Mood {
    /// From unpleasant to pleasant, [-1, 1]; 0 is the middle of the listeners' scale.
    pub valence: f32,
    /// From calm to excited, [-1, 1]; 0 is the middle of the listeners' scale.
    pub arousal: f32,
    /// From loose to tense, [-1, 1]; 0 is the middle of the listeners' scale.
    pub tension: f32,
    /// Probabilities of Q1 to Q4; their sum is 1.
    pub quadrants: [f32; 4],
    /// The region of the valence-arousal plane.
    pub class: MoodClass,
    /// Probability that the most likely quadrant is right, times a gate for "this is music at all"; [0, 1].
    pub confidence: f32,
}

impl Mood {
    /// See [`Moods::towards`].
    fn towards(&self, heard: &Self, share: f32) -> Self {
        if share >= 1.0 {
            return *heard;
        }
        let way = |from: f32, to: f32| from + share * (to - from);
        Self {
            valence: way(self.valence, heard.valence),
            arousal: way(self.arousal, heard.arousal),
            tension: way(self.tension, heard.tension),
            quadrants: array::from_fn(|index| way(self.quadrants[index], heard.quadrants[index])),
            class: if share > 0.0 { heard.class } else { self.class },
            confidence: heard.confidence,
        }
    }

    /// The quadrant that counts: the most likely one, whatever the signs of valence and arousal.
    pub fn quadrant(&self) -> Quadrant {
        Quadrant::argmax(&self.quadrants)
    }
}

/// What a mood speaks of, and how soon it follows a change of the music. How far back it listens for that is the
/// model's affair.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Horizon {
    /// What plays at the moment: follows within about 2 s.
    #[default]
    Now,
    /// The section of the music: follows within about 12 s.
    Section,
}

/// The mood on both horizons.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Moods {
    /// On [`Horizon::Now`].
    pub now: Mood,
    /// On [`Horizon::Section`].
    pub section: Mood,
}

impl Moods {
    /// These moods, `share` of the way [0, 1] to `heard`; class and confidence are those of `heard`, the class only if
    /// they go there at all.
    pub(crate) fn towards(&self, heard: &Self, share: f32) -> Self {
        Self {
            now: self.now.towards(&heard.now, share),
            section: self.section.towards(&heard.section, share),
        }
    }

    /// The mood on one horizon.
    pub fn on(&self, horizon: Horizon) -> &Mood {
        match horizon {
            Horizon::Now => &self.now,
            Horizon::Section => &self.section,
        }
    }
}

/// What is detected at a multiple of half a second since its stream began.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Update {
    /// Hops of its stream that it speaks of, a multiple of 25: its audio ends where the last of them does.
    pub hops: u64,
    /// Where its stream began, in seconds since the last reset: a stream begins with a reset, and with the first sound
    /// after a silence.
    pub begun: f64,
    /// The state that the audio is in.
    pub state: State,
    /// How far what was heard is music at all, [0, 1]; at 0 it moves nothing. 1 where nothing was judged.
    pub music: f32,
    /// The music has moved to another place, a new song or a new section; told once, at the update that finds it. If
    /// it is found within 2.5 s (88 % of hard cuts) that is 1.4 s after the cut in median, 1.7 s at the 90th percentile;
    /// cross-fades are found less often (figures: the model's card). The next one is told 4 s later at the earliest.
    /// Music after silence, after what was no music or after a reset is a beginning and no change.
    pub change: bool,
    /// The detected values, the last ones where the state keeps new ones from coming; none if no mood was heard
    /// since the last reset.
    pub moods: Option<Moods>,
}

impl Update {
    /// An update of a stream that began with a reset, by music.
    pub fn new(hops: u64, state: State, moods: Option<Moods>) -> Self {
        Self { hops, begun: 0.0, state, music: 1.0, change: false, moods }
    }

    /// Seconds of audio since the last reset that it speaks of.
    pub fn seconds(&self) -> f64 {
        // Hops are a whole number a second, and a division rounds better than a product with 0.02.
        self.begun + self.hops as f64 / (1.0 / models::HOP_SECONDS).round()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MOOD: Mood = Mood {
        valence: 0.4,
        arousal: 0.2,
        tension: 0.1,
        quadrants: [0.1, 0.2, 0.6, 0.1],
        class: MoodClass::Happy,
        confidence: 0.6,
    };

    #[test]
    fn an_update_ends_at_a_multiple_of_half_a_second_of_its_stream() {
        for halves in [0_u64, 1, 3, 7, 100_003] {
            let update = Update::new(halves * models::STEP_HOPS as u64, State::Live, None);
            assert_eq!(update.seconds(), halves as f64 / 2.0);
            assert_eq!(Update { begun: 3.25, ..update }.seconds(), 3.25 + halves as f64 / 2.0);
        }
    }

    #[test]
    fn the_quadrant_that_counts_is_the_argmax_not_the_signs() {
        assert_eq!(MOOD.quadrant(), Quadrant::Q3);
        for (index, quadrant) in Quadrant::ALL.into_iter().enumerate() {
            let mut quadrants = [0.2; 4];
            quadrants[index] = 0.4;
            assert_eq!(Mood { quadrants, ..MOOD }.quadrant(), quadrant);
            assert_eq!(quadrant.name(), format!("Q{}", index + 1));
        }
    }

    #[test]
    fn of_equally_likely_quadrants_the_first_counts() {
        assert_eq!(Quadrant::argmax(&[0.25; 4]), Quadrant::Q1);
        assert_eq!(Quadrant::argmax(&[0.1, 0.4, 0.4, 0.1]), Quadrant::Q2);
    }

    #[test]
    fn each_horizon_has_its_own_mood() {
        let moods = Moods { now: MOOD, section: Mood { valence: -0.4, ..MOOD } };
        assert_eq!(moods.on(Horizon::Now).valence, 0.4);
        assert_eq!(moods.on(Horizon::Section).valence, -0.4);
    }

    #[test]
    fn moods_follow_what_is_half_music_half_the_way_and_what_is_none_not_at_all() {
        let (before, heard) = (MOOD, Mood { valence: 0.0, class: MoodClass::Tense, confidence: 0.1, ..MOOD });
        let half = before.towards(&heard, 0.5);
        assert_eq!((half.valence, half.class, half.confidence), (0.2, MoodClass::Tense, 0.1));
        assert_eq!(before.towards(&heard, 0.0), Mood { confidence: 0.1, ..before });
        assert_eq!(before.towards(&heard, 1.0), heard);
    }

    #[test]
    fn classes_keep_their_index_and_name() {
        let names = MoodClass::ALL.map(MoodClass::name);
        assert_eq!(names, ["Neutral", "Energetic", "Happy", "Relaxed", "Melancholic", "Tense"]);
        for (index, class) in (0..).zip(MoodClass::ALL) {
            assert_eq!((class.index(), MoodClass::from_index(index)), (index, Some(class)));
            assert_eq!(class.name().parse(), Ok(class));
        }
        assert_eq!(MoodClass::from_index(6), None);
    }
}
