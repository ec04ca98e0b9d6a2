//! Where the model comes from, and what becomes of one that is refused.

use std::{fmt, panic::catch_unwind, path::PathBuf, sync::Arc};

use models::{Contract, Model, ModelError};
use thiserror::Error;

use crate::mood::{ClassTable, ClassTableError};

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

    /// What the model with this contract is called.
    fn name(&self, contract: &Contract) -> ModelName {
        let folder = match self {
            Self::Builtin => None,
            Self::Folder(folder) => Some(folder.to_string_lossy().into_owned()),
        };
        ModelName { name: contract.name.clone(), folder }
    }
}

/// A model, by its name and its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ModelName {
    /// What its contract calls it.
    pub name: Option<String>,
    /// The folder that it was loaded from; none for the built-in model.
    pub folder: Option<String>,
}

impl fmt::Display for ModelName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let place = self.folder.as_deref().unwrap_or("built-in");
        match &self.name {
            Some(name) => write!(f, "{name} ({place})"),
            None => f.write_str(place),
        }
    }
}

/// What is known of the model that an instance hears with.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ModelStatus {
    /// The model that is served, as soon as there is one.
    pub served: Option<ModelName>,
    /// Its mood classes.
    pub classes: Option<ClassTable>,
    /// Why the model that was asked for is not served, if it was refused.
    pub refusal: Option<String>,
}

/// What a worker serves.
pub(crate) struct Served {
    /// None if not even the built-in model could be loaded.
    pub model: Option<Arc<Model>>,
    /// What it is called.
    pub name: Option<ModelName>,
    /// Why the model that was asked for isn't the one that is served.
    pub refusal: Option<String>,
}

impl Served {
    /// No model at all.
    #[cfg(test)]
    pub fn nothing() -> Self {
        Self { model: None, name: None, refusal: None }
    }

    /// What monitors tell of it.
    pub fn status(&self) -> ModelStatus {
        let classes = self.model.as_ref().and_then(|model| ClassTable::new(model.contract()).ok());
        ModelStatus { served: self.name.clone(), classes, refusal: self.refusal.clone() }
    }

    /// Loads the model of `source`, else the built-in one.
    pub fn load(source: &ModelSource) -> Self {
        match source.load() {
            Ok(model) => {
                let name = Some(source.name(model.contract()));
                Self { model: Some(model), name, refusal: None }
            }
            Err(refusal) => {
                let refusal = Some(refusal.to_string());
                match source {
                    ModelSource::Builtin => Self { model: None, name: None, refusal },
                    ModelSource::Folder(_) => Self { refusal, ..Self::load(&ModelSource::Builtin) },
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_model_is_told_by_name_and_place() {
        let told = |name: Option<&str>, folder: Option<&str>| {
            ModelName { name: name.map(str::to_owned), folder: folder.map(str::to_owned) }.to_string()
        };
        assert_eq!(told(Some("AI-Mixtapes"), None), "AI-Mixtapes (built-in)");
        assert_eq!(told(Some("Mine"), Some("/a/b")), "Mine (/a/b)");
        assert_eq!(told(None, Some("/a/b")), "/a/b");
    }
}
