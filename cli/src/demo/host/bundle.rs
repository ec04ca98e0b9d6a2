//! Loading the plug-in.

use std::path::Path;

use anyhow::{Context, Result, bail, ensure};
use clack_host::{
    entry::PluginEntry, factory::plugin::PluginFactory, host::HostInfo, plugin::PluginInstance,
};

use super::{
    Music, Pace,
    handlers::{DemoHost, MainThread, Shared},
    session::{self, LiveMood, Played},
};

/// A loaded CLAP bundle.
pub struct Bundle {
    entry: PluginEntry,
    info: HostInfo,
}

impl Bundle {
    /// Loads the bundle (a file, on macOS a folder).
    ///
    /// # Errors
    /// If there is none, or it isn't what it should be.
    pub fn load(path: &Path) -> Result<Self> {
        let told = || format!("cannot load the plug-in {}", path.display());
        ensure!(path.exists(), "{}: there is no such file", told());
        // A bare file name would be looked for in the system's folders.
        let path = path.canonicalize().with_context(told)?;
        // SAFETY: the user names the file as a plug-in to be loaded; it is trusted as any host trusts its plug-ins.
        let entry = unsafe { PluginEntry::load(&path) }.with_context(told)?;
        let info = HostInfo::new("AI-Mixtapes demo", "AI-Mixtapes", "", env!("CARGO_PKG_VERSION"))?;
        Ok(Self { entry, info })
    }

    /// Plays music through a new instance; `watch` is told now and then where the music is and what the mood is.
    ///
    /// # Errors
    /// If the plug-in refuses to, or has no report to give.
    pub fn play(&self, music: Music, pace: Pace, watch: impl FnMut(f64, &LiveMood)) -> Result<Played> {
        let factory: PluginFactory<'_> =
            self.entry.get_factory().context("there is no plug-in in the bundle")?;
        let Some(id) = factory.plugin_descriptors().find_map(|descriptor| descriptor.id()) else {
            bail!("there is no plug-in in the bundle");
        };
        let mut instance =
            PluginInstance::<DemoHost>::new(|_| Shared::new(), |_| MainThread, &self.entry, id, &self.info)
                .context("the plug-in can't be created")?;
        session::play(&mut instance, music, pace, watch)
    }
}
