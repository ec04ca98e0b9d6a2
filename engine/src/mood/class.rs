//! Mood classes as regions of the valence-arousal plane.

use models::Contract;
use thiserror::Error;

use super::MoodClass;

/// Degrees by which neighbouring regions may miss each other: the rounding of the contract's numbers.
const TOLERANCE: f64 = 1e-3;

/// Why the contract's regions are refused.
#[derive(Clone, Debug, Error, PartialEq)]
pub enum ClassTableError {
    /// A region has a name that no class has, or that of the centre.
    #[error("the contract's classes hold a region '{0}'; a region is one of {names}", names = region_names())]
    Name(String),
    /// Two regions have one class.
    #[error("the contract's classes hold more than one region '{0}'; a class has one region")]
    Twice(&'static str),
    /// The borders of a region aren't numbers, or it isn't between nothing and the whole circle.
    #[error("region '{name}' goes from {from}° to {to}°; it has to rise by more than 0° and at most 360°")]
    Span {
        /// Its class.
        name: &'static str,
        /// In degrees, as the contract has it.
        from: f32,
        /// In degrees, as the contract has it.
        to: f32,
    },
    /// Directions that belong to no region.
    #[error(
        "no region holds the directions from {from}° to {to}°; together regions have to cover the circle"
    )]
    Gap {
        /// In degrees, [0, 360).
        from: f64,
        /// In degrees.
        to: f64,
    },
    /// Directions that belong to two regions.
    #[error("regions '{first}' and '{second}' overlap; each direction has one class")]
    Overlap {
        /// A class.
        first: &'static str,
        /// The other one.
        second: &'static str,
    },
    /// A size that is no distance within the plane.
    #[error("the contract's classes.{field} is {found}; expected 0 to 1")]
    Size {
        /// Name of the field.
        field: &'static str,
        /// Its value.
        found: f32,
    },
}

fn region_names() -> String {
    MoodClass::ALL[1..].iter().map(|class| class.name()).collect::<Vec<_>>().join(", ")
}

/// The regions: the centre is Neutral, and around it lie sectors that cover the circle.
#[derive(Clone, Debug, PartialEq)]
pub struct ClassTable {
    neutral_radius: f64,
    hysteresis: f64,
    /// By rising `from`.
    sectors: Vec<Sector>,
}

/// Directions from `from` (inclusive) over `width`, in degrees counter-clockwise from +valence.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Sector {
    class: MoodClass,
    /// [0, 360).
    from: f64,
    /// (0, 360].
    width: f64,
}

impl ClassTable {
    /// The contract's regions.
    ///
    /// # Errors
    /// [`ClassTableError`] if they don't give each point of the plane exactly one class.
    pub fn new(contract: &Contract) -> Result<Self, ClassTableError> {
        let classes = &contract.classes;
        let sectors = classes.regions.iter().map(Sector::new).collect::<Result<Vec<_>, _>>()?;
        let table = Self {
            neutral_radius: size("neutral_radius", classes.neutral_radius)?,
            hysteresis: size("hysteresis", classes.hysteresis)?,
            sectors,
        };
        table.ordered()
    }

    /// The class of a point, without hysteresis. A direction on a border belongs to the region that begins there.
    /// What is no number is Neutral.
    pub fn classify(&self, valence: f32, arousal: f32) -> MoodClass {
        self.class_at(Point::new(valence, arousal))
    }

    /// Sorts the sectors and checks that each begins where the one before it ends.
    fn ordered(mut self) -> Result<Self, ClassTableError> {
        self.sectors.sort_by(|one, other| one.from.total_cmp(&other.from));
        let Some(last) = self.sectors.last().copied() else {
            return Err(ClassTableError::Gap { from: 0.0, to: 360.0 });
        };
        let mut before = Sector { from: last.from - 360.0, ..last };
        for (index, sector) in self.sectors.iter().enumerate() {
            if self.sectors[..index].iter().any(|other| other.class == sector.class) {
                return Err(ClassTableError::Twice(sector.class.name()));
            }
            let end = before.from + before.width;
            if end < sector.from - TOLERANCE {
                return Err(ClassTableError::Gap { from: end.rem_euclid(360.0), to: sector.from });
            }
            if end > sector.from + TOLERANCE {
                let (first, second) = (before.class.name(), sector.class.name());
                return Err(ClassTableError::Overlap { first, second });
            }
            before = *sector;
        }
        Ok(self)
    }

    fn class_at(&self, point: Point) -> MoodClass {
        // Written so that what is no number is Neutral too.
        if point.radius() >= self.neutral_radius { self.sector_at(point) } else { MoodClass::Neutral }
    }

    /// The class of a direction, whatever the distance.
    fn sector_at(&self, point: Point) -> MoodClass {
        let angle = point.degrees();
        let begun = self.sectors.iter().rev().find(|sector| sector.from <= angle);
        // Directions before the first sector's begin belong to the last one, which goes on past 360°.
        begun.or(self.sectors.last()).map_or(MoodClass::Neutral, |sector| sector.class)
    }

    /// How far a point lies outside the region of a class; 0 within it.
    fn distance(&self, class: MoodClass, point: Point) -> f64 {
        let Some(sector) = self.sectors.iter().find(|sector| sector.class == class) else {
            return (point.radius() - self.neutral_radius).max(0.0);
        };
        if self.sector_at(point) == class {
            return (self.neutral_radius - point.radius()).max(0.0);
        }
        let borders = [sector.from, sector.from + sector.width];
        borders
            .map(|degrees| point.distance_to_ray(degrees, self.neutral_radius))
            .into_iter()
            .fold(f64::MAX, f64::min)
    }
}

impl Sector {
    fn new(region: &models::Region) -> Result<Self, ClassTableError> {
        let named = MoodClass::ALL[1..].iter().find(|class| class.name() == region.name);
        let class = *named.ok_or_else(|| ClassTableError::Name(region.name.clone()))?;
        let width = f64::from(region.to) - f64::from(region.from);
        // Written so that what is no number is refused too.
        if !(width > 0.0 && width <= 360.0) {
            return Err(ClassTableError::Span { name: class.name(), from: region.from, to: region.to });
        }
        Ok(Self { class, from: f64::from(region.from).rem_euclid(360.0), width })
    }
}

fn size(field: &'static str, found: f32) -> Result<f64, ClassTableError> {
    if (0.0..=1.0).contains(&found) { Ok(found.into()) } else { Err(ClassTableError::Size { field, found }) }
}

/// A point of the plane.
#[derive(Clone, Copy, Debug)]
struct Point {
    valence: f64,
    arousal: f64,
}

impl Point {
    fn new(valence: f32, arousal: f32) -> Self {
        Self { valence: valence.into(), arousal: arousal.into() }
    }

    fn radius(self) -> f64 {
        self.valence.hypot(self.arousal)
    }

    /// Counter-clockwise from +valence, [0, 360].
    fn degrees(self) -> f64 {
        self.arousal.atan2(self.valence).to_degrees().rem_euclid(360.0)
    }

    /// Distance to the ray that leaves the centre at `degrees`, from `start` on outwards.
    fn distance_to_ray(self, degrees: f64, start: f64) -> f64 {
        let (sin, cos) = degrees.to_radians().sin_cos();
        let along = (self.valence * cos + self.arousal * sin).max(start);
        (self.valence - along * cos).hypot(self.arousal - along * sin)
    }
}

/// The class of a moving point: one class is left for another only when the point is far enough beyond its border,
/// so that a point on a border doesn't flicker.
#[derive(Clone, Debug)]
pub struct ClassTracker {
    table: ClassTable,
    class: Option<MoodClass>,
}

impl ClassTracker {
    /// A tracker that has seen no point yet.
    pub fn new(table: ClassTable) -> Self {
        Self { table, class: None }
    }

    /// The class of the next point; the first one has no past. What is no number leaves the class as it is.
    pub fn update(&mut self, valence: f32, arousal: f32) -> MoodClass {
        let point = Point::new(valence, arousal);
        let class = match self.class {
            None => self.table.class_at(point),
            Some(class) if point.radius().is_nan() => class,
            Some(class) if self.table.distance(class, point) < self.table.hysteresis => class,
            Some(_) => self.table.class_at(point),
        };
        self.class = Some(class);
        class
    }

    /// Forgets where the point was.
    pub fn reset(&mut self) {
        self.class = None;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Neutral within 0.2, hysteresis 0.05, and the four regions of this list in the contract's order.
    fn contract(regions: &[(&str, f32, f32)]) -> Contract {
        let mut contract = Contract::builtin().unwrap();
        contract.classes.neutral_radius = 0.2;
        contract.classes.hysteresis = 0.05;
        contract.classes.regions = regions
            .iter()
            .map(|(name, from, to)| models::Region { name: (*name).into(), from: *from, to: *to })
            .collect();
        contract
    }

    const CROSS: [(&str, f32, f32); 4] = [
        ("Happy", -45.0, 45.0),
        ("Energetic", 45.0, 135.0),
        ("Melancholic", 135.0, 225.0),
        ("Relaxed", 225.0, 315.0),
    ];

    fn cross() -> ClassTable {
        ClassTable::new(&contract(&CROSS)).unwrap()
    }

    fn refusal(regions: &[(&str, f32, f32)]) -> ClassTableError {
        ClassTable::new(&contract(regions)).unwrap_err()
    }

    #[test]
    fn each_class_is_a_region_of_the_plane() {
        let table = ClassTable::new(&Contract::builtin().unwrap()).unwrap();
        let points = [
            (0.05, -0.05, MoodClass::Neutral),
            (0.1, 0.8, MoodClass::Energetic),
            (0.8, 0.3, MoodClass::Happy),
            (0.4, -0.6, MoodClass::Relaxed),
            (-0.5, -0.5, MoodClass::Melancholic),
            (-0.5, 0.5, MoodClass::Tense),
        ];
        for (valence, arousal, class) in points {
            assert_eq!(table.classify(valence, arousal), class, "({valence}, {arousal})");
        }
    }

    #[test]
    fn a_border_belongs_to_the_region_that_begins_there_and_the_rim_of_the_centre_to_its_direction() {
        let quarters = [
            ("Happy", 0.0, 90.0),
            ("Tense", 90.0, 180.0),
            ("Melancholic", 180.0, 270.0),
            ("Relaxed", 270.0, 360.0),
        ];
        let table = ClassTable::new(&contract(&quarters)).unwrap();
        assert_eq!(table.classify(0.5, 0.0), MoodClass::Happy);
        assert_eq!(table.classify(0.0, 0.5), MoodClass::Tense);
        assert_eq!(table.classify(-0.5, 0.0), MoodClass::Melancholic);
        assert_eq!(table.classify(0.0, -0.5), MoodClass::Relaxed);
        assert_eq!(table.classify(0.2, 0.0), MoodClass::Happy);
        assert_eq!(table.classify(0.199, 0.0), MoodClass::Neutral);
    }

    #[test]
    fn what_is_no_number_is_neutral_and_keeps_a_tracked_class() {
        assert_eq!(cross().classify(f32::NAN, 0.5), MoodClass::Neutral);
        let mut tracker = ClassTracker::new(cross());
        tracker.update(0.8, 0.0);
        assert_eq!(tracker.update(f32::NAN, 0.9), MoodClass::Happy);
    }

    #[test]
    fn a_class_is_left_only_beyond_the_hysteresis() {
        let mut tracker = ClassTracker::new(cross());
        assert_eq!(tracker.update(0.5, 0.49), MoodClass::Happy);
        // 0.049 and 0.051 beyond the diagonal that is their border.
        let beyond = |distance: f32| 0.5 + distance * 2.0_f32.sqrt();
        assert_eq!(tracker.update(0.5, beyond(0.049)), MoodClass::Happy);
        assert_eq!(tracker.update(0.5, beyond(0.051)), MoodClass::Energetic);
        assert_eq!(tracker.update(beyond(0.049), 0.5), MoodClass::Energetic);
        assert_eq!(tracker.update(beyond(0.051), 0.5), MoodClass::Happy);
    }

    #[test]
    fn the_centre_is_entered_and_left_only_beyond_the_hysteresis() {
        let mut tracker = ClassTracker::new(cross());
        let steps = [
            (0.19, MoodClass::Neutral),
            (0.24, MoodClass::Neutral),
            (0.26, MoodClass::Happy),
            (0.16, MoodClass::Happy),
            (0.14, MoodClass::Neutral),
        ];
        for (valence, class) in steps {
            assert_eq!(tracker.update(valence, 0.0), class, "{valence}");
        }
    }

    #[test]
    fn a_jump_over_the_centre_changes_the_class_at_once() {
        let mut tracker = ClassTracker::new(cross());
        tracker.update(0.5, 0.0);
        assert_eq!(tracker.update(-0.5, 0.0), MoodClass::Melancholic);
    }

    #[test]
    fn a_point_that_trembles_on_a_border_does_not_flicker() {
        let mut tracker = ClassTracker::new(cross());
        let classes = (0..100).map(|step| {
            let tremble = if step % 2 == 0 { 0.03 } else { -0.03 };
            tracker.update(0.5, 0.5 + tremble)
        });
        let mut classes = classes.collect::<Vec<_>>();
        classes.dedup();
        assert_eq!(classes.len(), 1, "{classes:?}");
    }

    #[test]
    fn after_a_reset_a_class_has_no_past() {
        let mut tracker = ClassTracker::new(cross());
        tracker.update(0.5, 0.49);
        tracker.reset();
        assert_eq!(tracker.update(0.5, 0.51), MoodClass::Energetic);
    }

    #[test]
    fn regions_have_the_names_of_classes_each_once() {
        let mut regions = CROSS;
        regions[1].0 = "Joyful";
        let error = refusal(&regions);
        assert_eq!(error, ClassTableError::Name("Joyful".into()));
        assert!(error.to_string().contains("Energetic, Happy, Relaxed, Melancholic, Tense"), "{error}");
        regions[1].0 = "Neutral";
        assert_eq!(refusal(&regions), ClassTableError::Name("Neutral".into()));
        regions[1].0 = "Happy";
        assert_eq!(refusal(&regions), ClassTableError::Twice("Happy"));
    }

    #[test]
    fn gaps_and_overlaps_are_refused() {
        assert_eq!(refusal(&[]), ClassTableError::Gap { from: 0.0, to: 360.0 });
        let mut regions = CROSS;
        regions[1].2 = 130.0;
        assert_eq!(refusal(&regions), ClassTableError::Gap { from: 130.0, to: 135.0 });
        regions[1].2 = 140.0;
        assert_eq!(refusal(&regions), ClassTableError::Overlap { first: "Energetic", second: "Melancholic" });
        let mut regions = CROSS;
        regions[3].2 = 320.0;
        assert_eq!(refusal(&regions), ClassTableError::Overlap { first: "Relaxed", second: "Happy" });
        assert_eq!(refusal(&CROSS[..3]), ClassTableError::Gap { from: 225.0, to: 315.0 });
    }

    #[test]
    fn borders_and_sizes_that_make_no_sense_are_refused() {
        for (from, to) in [(45.0, 45.0), (45.0, -45.0), (0.0, 361.0), (f32::NAN, 45.0), (0.0, f32::INFINITY)]
        {
            assert!(matches!(refusal(&[("Happy", from, to)]), ClassTableError::Span { name: "Happy", .. }));
        }
        for wrong in [-0.1, 1.1, f32::NAN] {
            let mut radius = contract(&CROSS);
            radius.classes.neutral_radius = wrong;
            let field =
                |error| matches!(error, ClassTableError::Size { field, .. } if field == "neutral_radius");
            assert!(field(ClassTable::new(&radius).unwrap_err()));
            let mut hysteresis = contract(&CROSS);
            hysteresis.classes.hysteresis = wrong;
            assert!(!field(ClassTable::new(&hysteresis).unwrap_err()));
        }
    }

    proptest! {
        #[test]
        fn a_tracked_class_is_that_of_the_point_or_within_the_hysteresis_of_it(
            path in prop::collection::vec((-1.0_f32..1.0, -1.0_f32..1.0), 1..50),
        ) {
            let table = cross();
            let mut tracker = ClassTracker::new(table.clone());
            for (valence, arousal) in path {
                let class = tracker.update(valence, arousal);
                let around = (0..360).map(|degrees| {
                    let (sin, cos) = (degrees as f32).to_radians().sin_cos();
                    table.classify(valence + 0.051 * cos, arousal + 0.051 * sin)
                });
                prop_assert!(table.classify(valence, arousal) == class || around.into_iter().any(|near| near == class));
            }
        }
    }
}
