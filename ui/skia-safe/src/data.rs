//! Bytes, shared.

use std::ops::Deref;
use std::sync::Arc;

/// Bytes, shared.
#[derive(Clone, Debug)]
pub struct Data(Arc<[u8]>);

impl Data {
    /// A copy of these bytes.
    pub fn new_copy(data: &[u8]) -> Self {
        Self(data.into())
    }

    /// A copy of these bytes.
    ///
    /// # Safety
    /// There is nothing to care for here. In Skia, the bytes must outlive the data.
    pub unsafe fn new_bytes(data: &[u8]) -> Self {
        Self::new_copy(data)
    }

    /// How many bytes.
    pub fn size(&self) -> usize {
        self.0.len()
    }

    /// The bytes.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

impl Deref for Data {
    type Target = [u8];
    fn deref(&self) -> &[u8] {
        &self.0
    }
}
