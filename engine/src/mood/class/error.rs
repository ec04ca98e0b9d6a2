//! Why a contract's classes are refused.

use thiserror::Error;

use crate::mood::MoodClass;

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
