//! A model, or why there is none.

use std::{
    path::Path,
    sync::Arc,
    time::{Duration, Instant},
};

use models::{Model, ModelError};

use crate::caught::caught;

/// What came of loading a model.
pub struct Loaded {
    /// The folder, or `built-in`.
    pub name: String,
    /// The model, or in one line why it is refused.
    pub model: Result<Arc<Model>, String>,
    /// From the first byte to the graph being ready to run.
    pub took: Duration,
}

impl Loaded {
    /// The model that is part of this binary.
    pub fn builtin() -> Self {
        Self::new("built-in".to_owned(), Model::builtin)
    }

    /// The model in `folder`.
    pub fn from_folder(folder: &Path) -> Self {
        Self::new(folder.display().to_string(), || Model::from_folder(folder))
    }

    fn new(name: String, load: impl FnOnce() -> Result<Model, ModelError>) -> Self {
        let start = Instant::now();
        let model = match caught(load) {
            Ok(Ok(model)) => Ok(Arc::new(model)),
            Ok(Err(error)) => Err(error.to_string()),
            Err(panic) => Err(panic.to_string()),
        };
        Self { name, model, took: start.elapsed() }
    }
}
