//! The valence-arousal plane: its regions, the points of both horizons, and the way that they came.

use engine::mood::{ClassTable, Horizon, MoodClass, Moods, State};

use super::source::{Glance, Moment};

/// Seconds that the trail reaches back.
pub const TRAIL: f64 = 60.0;

/// Valence and arousal.
pub type Point = (f32, f32);

/// A sector of the plane.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Region {
    /// What it is called.
    pub class: MoodClass,
    /// Degrees counter-clockwise from +valence.
    pub from: f32,
    /// Degrees, greater than `from`.
    pub to: f32,
}

impl Region {
    /// Where its name may stand: in the middle of its directions, at `distance` from the centre along the nearer
    /// side of the square.
    pub fn label_at(&self, distance: f32) -> Point {
        let (sin, cos) = ((self.from + self.to) / 2.0).to_radians().sin_cos();
        let reach = distance / sin.abs().max(cos.abs());
        (cos * reach, sin * reach)
    }
}

/// The regions of a class table.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Regions {
    /// Around the centre lies Neutral.
    pub neutral_radius: f32,
    /// The sectors around it, by rising direction.
    pub sectors: Vec<Region>,
}

impl Regions {
    /// Of the table of the model that is heard.
    pub fn new(table: &ClassTable) -> Self {
        let sectors = table.sectors().map(|(class, from, to)| Region { class, from, to }).collect();
        Self { neutral_radius: table.neutral_radius(), sectors }
    }
}

/// What the plane shows. It moves with what is detected, not with the outputs.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PlaneView {
    /// Where the last minute went on the horizon that drives the outputs, oldest first, each with its age, [0, 1] of
    /// the trail; a gap where there was no mood.
    pub trail: Vec<Option<(Point, f32)>>,
    /// The last 2 s, and the last 12 s.
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

    #[test]
    fn regions_cover_the_circle_and_their_names_stand_in_them() {
        let table = made_up::classes();
        let regions = Regions::new(&table);
        assert_eq!(regions.sectors.len(), MoodClass::ALL.len() - 1);
        let covered: f32 = regions.sectors.iter().map(|region| region.to - region.from).sum();
        assert!((covered - 360.0).abs() < 1e-3);
        for region in &regions.sectors {
            let (valence, arousal) = region.label_at(0.7);
            assert_eq!(table.classify(valence, arousal), region.class);
            assert!(valence.abs() <= 0.71 && arousal.abs() <= 0.71);
        }
    }
}
