//! The valence-arousal plane: the points of both horizons, and the way that they came.

use engine::mood::{Horizon, MoodClass, Moods, State};

use super::{
    regions::Point,
    source::{Glance, Moment},
};

/// Seconds that the trail reaches back.
pub const TRAIL: f64 = 60.0;

/// What the plane shows. It moves with what is detected, not with the outputs.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PlaneView {
    /// Where the last minute went on the horizon that drives the outputs, oldest first, each with its age, [0, 1] of
    /// the trail; a gap where there was no mood.
    pub trail: Vec<Option<(Point, f32)>>,
    /// Now, and the section.
    pub points: Option<[Point; 2]>,
    /// Of the horizon that drives the outputs.
    pub class: Option<MoodClass>,
    /// Of that horizon.
    pub confidence: f32,
    /// Which of the points drives the outputs.
    pub driving: usize,
    /// The outputs don't follow.
    pub dimmed: bool,
}

impl PlaneView {
    /// Of the newest moods and the moments before them, oldest first.
    pub fn new<'a>(
        glance: &Glance,
        moods: Option<&Moods>,
        past: impl DoubleEndedIterator<Item = &'a Moment> + Clone,
    ) -> Self {
        let newest = past.clone().next_back().map_or(0.0, |moment| moment.elapsed);
        let trail = past
            .map(|moment| {
                let mood = moment.moods.filter(|_| sounding(moment.state))?;
                let mood = mood.on(glance.horizon);
                Some(((mood.valence, mood.arousal), ((newest - moment.elapsed) / TRAIL) as f32))
            })
            .collect();
        let driving = moods.map(|moods| moods.on(glance.horizon));
        Self {
            trail,
            points: moods.map(|moods| [&moods.now, &moods.section].map(|mood| (mood.valence, mood.arousal))),
            class: driving.map(|mood| mood.class),
            confidence: driving.map_or(0.0, |mood| glance.state.confidence(mood.confidence, mood.confidence)),
            driving: match glance.horizon {
                Horizon::Now => 0,
                Horizon::Section => 1,
            },
            dimmed: !glance.state.moves_outputs(),
        }
    }
}

/// Whether a moment's mood is one of sound.
pub fn sounding(state: State) -> bool {
    matches!(state, State::Warming | State::Live)
}

#[cfg(test)]
mod tests {
    use super::{super::made_up, *};

    #[test]
    fn the_trail_fades_with_age_and_breaks_in_silence() {
        let mut moments = made_up::moments(40);
        moments[20].state = State::Silent;
        let last = moments[39].moods;
        let view = PlaneView::new(&made_up::glance(State::Live), last.as_ref(), moments.iter());
        assert_eq!(view.trail.len(), 40);
        assert_eq!(view.trail[20], None);
        let ages: Vec<_> = view.trail.iter().flatten().map(|(_, age)| *age).collect();
        assert!(ages.is_sorted_by(|older, newer| older > newer));
        assert_eq!(ages.last(), Some(&0.0));
        assert!(!view.dimmed);
    }

    #[test]
    fn without_sound_the_halo_goes_and_the_point_stays() {
        let moods = made_up::moods(0.3, -0.2, 0.8);
        let view = PlaneView::new(&made_up::glance(State::Silent), Some(&moods), [].iter());
        assert_eq!(view.points, Some([(0.3, -0.2), (0.3, -0.2)]));
        assert_eq!((view.confidence, view.dimmed), (0.0, true));
    }
}
