//! The regions of the valence-arousal plane.

use engine::mood::{ClassTable, MoodClass};

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

#[cfg(test)]
mod tests {
    use super::{super::made_up, *};

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
