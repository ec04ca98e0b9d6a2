//! Where the model comes from, and what becomes of one that is refused.

use std::{panic::catch_unwind, path::PathBuf, sync::Arc};

use models::{Contract, Model, ModelError};
use thiserror::Error;

use crate::{
    mood::{ClassTable, ClassTableError},
    telemetry::{ModelReport, ModelStatus},
};

/// The environment variable that names the folder of a user's own model.
pub const MODEL_VARIABLE: &str = "AI_MIXTAPES_MODEL";

/// Where the model comes from. All instances with the same source share one worker.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum ModelSource {
    /// The model that is part of this binary.
    #[default]
    Builtin,
    /// A folder with a contract and the ONNX file that it names. If it is refused, the built-in model is served.
    Folder(PathBuf),
}

/// Why there is no model from a source.
#[derive(Debug, Error)]
pub enum Refusal {
    /// It can't be loaded.
    #[error(transparent)]
    Model(#[from] ModelError),
    /// Its classes don't cover the plane.
    #[error(transparent)]
    Classes(#[from] ClassTableError),
    /// The loader panicked.
    #[error("the file made the loader fail")]
    Panicked,
}

impl ModelSource {
    /// Loads the model, this one or none. Takes a while, and allocates.
    ///
    /// # Errors
    /// [`Refusal`] says what is wrong with it.
    pub fn load(&self) -> Result<Arc<Model>, Refusal> {
        let load = || -> Result<Model, Refusal> {
            let model = match self {
                Self::Builtin => Model::builtin()?,
                Self::Folder(folder) => Model::from_folder(folder)?,
            };
            ClassTable::new(model.contract())?;
            Ok(model)
        };
        catch_unwind(load).unwrap_or(Err(Refusal::Panicked)).map(Arc::new)
    }

    /// What reports say of the model with this contract.
    fn report(&self, contract: &Contract) -> ModelReport {
        let folder = match self {
            Self::Builtin => None,
            Self::Folder(folder) => Some(folder.to_string_lossy().into_owned()),
        };
        ModelReport { name: contract.name.clone(), folder }
    }
}

/// What a worker serves.
pub(crate) struct Served {
    /// None if not even the built-in model could be loaded.
    pub model: Option<Arc<Model>>,
    /// What reports say of it.
    pub report: Option<ModelReport>,
    /// Why the model that was asked for isn't the one that is served.
    pub refusal: Option<String>,
}

impl Served {
    /// No model at all.
    #[cfg(test)]
    pub fn nothing() -> Self {
        Self { model: None, report: None, refusal: None }
    }

    /// What monitors tell of it.
    pub fn status(&self) -> ModelStatus {
        let classes = self.model.as_ref().and_then(|model| ClassTable::new(model.contract()).ok());
        ModelStatus { served: self.report.clone(), classes, refusal: self.refusal.clone() }
    }

    /// Loads the model of `source`, else the built-in one.
    pub fn load(source: &ModelSource) -> Self {
        match source.load() {
            Ok(model) => {
                let report = Some(source.report(model.contract()));
                Self { model: Some(model), report, refusal: None }
            }
            Err(refusal) => {
                let refusal = Some(refusal.to_string());
                match source {
                    ModelSource::Builtin => Self { model: None, report: None, refusal },
                    ModelSource::Folder(_) => Self { refusal, ..Self::load(&ModelSource::Builtin) },
                }
            }
        }
    }
}
