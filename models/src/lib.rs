//! The mood model: the contract that the front end and the graph agree on, the graph itself, and its loader.
//!
//! [`Contract`] is `contract.toml`, read; [`Model`] is a graph that was checked against a contract and is ready
//! to run. The built-in pair is part of the binary; another one may stand in a folder of the user's. The sizes that
//! shape data structures ([`FEATURES`], [`STEP_HOPS`] …) are constants, made from the same file when this crate is
//! built.

mod cells;
mod check;
mod contract;
mod convolution;
mod error;
mod folder;
mod model;

pub use contract::{
    COLUMNS, Calibration, Chroma, Classes, Contract, FrontEnd, Graph, Horizon, Region, Steps, Stream,
};
pub use error::{ContractError, ModelError, RunError};
pub use model::{Model, RawMood, Runs};

include!(concat!(env!("OUT_DIR"), "/contract.rs"));
