//! How clips combine.

/// How a clip combines with the one that is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClipOp {
    /// What is outside of the new one remains.
    Difference,
    /// What is inside of both remains.
    Intersect,
}
