//! Why a contract or a model is refused, or fails.

use std::{io, path::PathBuf};

use thiserror::Error;

/// Why a contract is refused.
#[derive(Debug, Error)]
pub enum ContractError {
    /// It isn't TOML, or a field is missing, unknown or of the wrong type.
    #[error("the contract can't be read: line {line}: {reason}")]
    Format {
        /// Where, from 1 on.
        line: usize,
        /// What the parser says.
        reason: String,
    },
    /// A field has a value that this version can't serve.
    #[error("the contract's {field} is {found}; this version of AI-Mixtapes serves {expected}")]
    Unsupported {
        /// Name of the field.
        field: &'static str,
        /// Its value.
        found: String,
        /// What would be accepted.
        expected: String,
    },
}

/// Why a model can't be loaded. All of it is told in one line.
#[derive(Debug, Error)]
pub enum ModelError {
    /// A file can't be read.
    #[error("{} can't be read: {reason}", file.display())]
    Unreadable {
        /// The file.
        file: PathBuf,
        /// What the system says.
        reason: io::Error,
    },
    /// A file is too large.
    #[error("{} has {found} bytes; at most {limit} are accepted", file.display())]
    TooLarge {
        /// The file.
        file: PathBuf,
        /// Its length in bytes.
        found: u64,
        /// The longest that is accepted.
        limit: u64,
    },
    /// The contract is refused.
    #[error(transparent)]
    Contract(#[from] ContractError),
    /// The file is not the one that the contract was written for.
    #[error("{} has the SHA-256 {found}, its contract says {expected}", file.display())]
    Checksum {
        /// The ONNX file.
        file: PathBuf,
        /// Its sum.
        found: String,
        /// The contract's.
        expected: String,
    },
    /// The file isn't an ONNX graph, or holds an operator that can't be run.
    #[error("the model's {part} can't be loaded: {reason}")]
    Graph {
        /// `file`, `encoder` or `heads`.
        part: &'static str,
        /// What the loader says.
        reason: String,
    },
    /// Contract and graph disagree.
    #[error("the graph's {name} has shape {found}, the contract says {expected}")]
    Shape {
        /// Name of the input or output.
        name: String,
        /// The shape in the graph.
        found: String,
        /// The shape that the contract asks for.
        expected: String,
    },
    /// It could be loaded, but not run on what it has to serve.
    #[error("a trial run of the {part} failed: {reason}")]
    Trial {
        /// `encoder` or `heads`.
        part: &'static str,
        /// What went wrong.
        reason: RunError,
    },
}

/// Why a run gave no result.
#[derive(Debug, Error)]
pub enum RunError {
    /// The graph could not be run.
    #[error("the model failed to run: {0}")]
    Failed(String),
    /// It returned NaN or infinity.
    #[error("the model returned a value that is not finite")]
    NotFinite,
}

/// What others say in several lines.
pub(crate) fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
