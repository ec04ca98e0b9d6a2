//! Mood classes as regions of the valence-arousal plane.

mod error;
#[cfg(test)]
mod tests;
mod tracker;

use models::Contract;

pub use self::{error::ClassTableError, tracker::ClassTracker};
use super::{Mood, MoodClass, Quadrant};

/// Degrees by which neighbouring regions may miss each other: the rounding of the contract's numbers.
const TOLERANCE: f64 = 1e-3;

/// Degrees of a quadrant.
const RIGHT_ANGLE: f64 = 90.0;

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

    /// The regions of the built-in model; none only if the contract that was built in is broken.
    pub fn builtin() -> Option<Self> {
        Self::new(&Contract::builtin().ok()?).ok()
    }

    /// Within this distance from the centre a point is Neutral.
    pub fn neutral_radius(&self) -> f32 {
        self.neutral_radius as f32
    }

    /// The sectors around the centre: class, and directions from and to, in degrees counter-clockwise from +valence;
    /// the first in [0, 360), the second up to 360 more.
    pub fn sectors(&self) -> impl Iterator<Item = (MoodClass, f32, f32)> {
        let sector =
            |sector: &Sector| (sector.class, sector.from as f32, (sector.from + sector.width) as f32);
        self.sectors.iter().map(sector)
    }

    /// The class of a mood, without hysteresis: the region of its point, seen from within its most likely quadrant.
    ///
    /// So class and quadrant never contradict each other where regions end at the axes, as the built-in model's do. A
    /// point that lies across an axis from its quadrant counts as if it lay on that axis, as far from the centre; where
    /// no quadrant is the most likely one, it counts where it lies.
    pub fn class_of(&self, mood: &Mood) -> MoodClass {
        self.class_at(Point::of(mood))
    }

    /// The class of a point, without hysteresis. A direction on a border belongs to the region that begins there.
    /// NaN is Neutral.
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
        // Written so that NaN is Neutral too.
        if point.radius() >= self.neutral_radius { self.sector_at(point) } else { MoodClass::Neutral }
    }

    /// The class of a direction, whatever the distance.
    fn sector_at(&self, point: Point) -> MoodClass {
        let angle = point.degrees();
        let begun = self.sectors.iter().rev().find(|sector| sector.from <= angle);
        // Directions before the first sector's begin belong to the last one, which goes on past 360°.
        begun.or(self.sectors.last()).map_or(MoodClass::Neutral, |sector| sector.class)
    }

    /// Whether some direction of the quadrant belongs to the class; that of the centre belongs to all.
    fn reaches(&self, class: MoodClass, quadrant: Quadrant) -> bool {
        let Some(sector) = self.sectors.iter().find(|sector| sector.class == class) else {
            return true;
        };
        let into = |start: f64, other: f64| (start - other).rem_euclid(360.0);
        let begin = first_degree(quadrant);
        into(sector.from, begin) < RIGHT_ANGLE - TOLERANCE
            || into(begin, sector.from) < sector.width - TOLERANCE
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
        // Written so that NaN is refused too.
        if !(width > 0.0 && width <= 360.0) {
            return Err(ClassTableError::Span { name: class.name(), from: region.from, to: region.to });
        }
        Ok(Self { class, from: f64::from(region.from).rem_euclid(360.0), width })
    }
}

fn size(field: &'static str, found: f32) -> Result<f64, ClassTableError> {
    if (0.0..=1.0).contains(&found) { Ok(found.into()) } else { Err(ClassTableError::Size { field, found }) }
}

/// The direction that a quadrant begins with, in degrees counter-clockwise from +valence.
fn first_degree(quadrant: Quadrant) -> f64 {
    match quadrant {
        Quadrant::Q1 => 0.0,
        Quadrant::Q2 => 90.0,
        Quadrant::Q3 => 180.0,
        Quadrant::Q4 => 270.0,
    }
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

    /// The point of a mood, turned into its most likely quadrant if it lies outside.
    fn of(mood: &Mood) -> Self {
        let point = Self::new(mood.valence, mood.arousal);
        Quadrant::likeliest(&mood.quadrants).map_or(point, |quadrant| point.turned_into(quadrant))
    }

    /// The nearest direction of the quadrant, at the same distance from the centre.
    fn turned_into(self, quadrant: Quadrant) -> Self {
        let begin = first_degree(quadrant);
        let beyond = (self.degrees() - begin).rem_euclid(360.0);
        if beyond < RIGHT_ANGLE {
            return self;
        }
        // The direction in which the quadrant ends belongs to the next one.
        let nearest = if beyond < (RIGHT_ANGLE + 360.0) / 2.0 { RIGHT_ANGLE - TOLERANCE } else { 0.0 };
        let (sin, cos) = (begin + nearest).to_radians().sin_cos();
        Self { valence: self.radius() * cos, arousal: self.radius() * sin }
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
