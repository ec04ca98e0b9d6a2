//! What can go wrong between a host and a plug-in.

use std::{io, path::PathBuf};

use clack_extensions::{render::PluginRenderError, state::StateError};
use clack_host::{entry::PluginEntryError, plugin::PluginInstanceError};
use thiserror::Error;

/// Why the host couldn't do what it should. Any thread.
#[derive(Debug, Error)]
pub enum Error {
    /// Nothing is where the bundle should be.
    #[error("cannot load the plug-in {}: there is no such file", .0.display())]
    NoFile(PathBuf),
    /// The bundle can't be found out where it is.
    #[error("cannot load the plug-in {}", .path.display())]
    Unreachable {
        /// Where it should be.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// The file is no CLAP bundle, or one that doesn't work.
    #[error("cannot load the plug-in {}", .path.display())]
    Load {
        /// Where it is.
        path: PathBuf,
        /// What is wrong with it.
        source: PluginEntryError,
    },
    /// The bundle is empty.
    #[error("there is no plug-in in the bundle")]
    NoPlugin,
    /// There is a plug-in, but no instance of it.
    #[error("the plug-in can't be created")]
    Create(#[source] PluginInstanceError),
    /// It refuses to be activated, or is active.
    #[error("the plug-in can't be activated")]
    Activate(#[source] PluginInstanceError),
    /// Parameters are flushed on the main thread only while nothing is processed.
    #[error("the plug-in is active, so its parameters are set by events in a block")]
    Active,
    /// It is active, but refuses to start.
    #[error("the plug-in doesn't start to process")]
    Start,
    /// It says that a block failed.
    #[error("the plug-in fails to process")]
    Process(#[source] PluginInstanceError),
    /// It sent an event for a time that isn't in the block.
    #[error("the plug-in sent an event at frame {offset} of a block of {frames}")]
    Beyond {
        /// The event's frame in the block.
        offset: usize,
        /// The block's frames.
        frames: usize,
    },
    /// It sent an event that this host doesn't know.
    #[error("the plug-in sent an event that nobody expects: {0}")]
    Event(String),
    /// It has no such extension.
    #[error("the plug-in doesn't know {0}")]
    Unknown(&'static str),
    /// It has no layout with so many channels, or none now.
    #[error("the plug-in refuses a layout of {0} channels")]
    Layout(u32),
    /// It doesn't take its render mode.
    #[error("the plug-in refuses the render mode")]
    Render(#[source] PluginRenderError),
    /// No parameter has this name.
    #[error("the plug-in has no parameter {0:?}")]
    NoParameter(String),
    /// It lists a parameter that it can't describe.
    #[error("the plug-in doesn't describe its parameter at {0}")]
    Undescribed(u32),
    /// It has no such parameter, or no such value of it.
    #[error("the plug-in gives no value for its parameter {0}")]
    NoValue(u32),
    /// It has no words for a value.
    #[error("the plug-in gives no text for its parameter {0}")]
    NoText(u32),
    /// It can't save itself, or refuses what it should load.
    #[error("the plug-in refuses the session's state")]
    State(#[source] StateError),
    /// It is another plug-in.
    #[error("the plug-in gives no reports: it is not AI-Mixtapes")]
    NoReports,
    /// It has the extension, but says nothing.
    #[error("the plug-in gave no report")]
    NoReport,
    /// The report can't be read.
    #[error("the plug-in gave a report of another version")]
    ForeignReport(#[source] serde_json::Error),
}
