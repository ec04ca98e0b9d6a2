//! Loading the plug-in.

use std::{
    ffi::{CStr, CString},
    path::Path,
};

use clack_host::{
    entry::PluginEntry, factory::plugin::PluginFactory, host::HostInfo, plugin::PluginDescriptor,
};

use crate::{Error, Instance, LogSeverity};

/// A loaded CLAP bundle, which stays loaded until its last copy and its last instance are gone. Any thread.
#[derive(Clone)]
pub struct Bundle {
    entry: PluginEntry,
    host: HostInfo,
}

/// Who a plug-in says it is. What it leaves open is empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// Unique and for ever.
    pub id: String,
    /// For people.
    pub name: String,
    /// Who makes it.
    pub vendor: String,
    /// What it is good for, in CLAP's words.
    pub features: Vec<String>,
}

impl Bundle {
    /// Loads the bundle (a file, on macOS a folder) for a host that calls itself `host`.
    ///
    /// # Errors
    /// If there is none, or it isn't what it should be.
    pub fn load(path: &Path, host: &CStr) -> Result<Self, Error> {
        if !path.exists() {
            return Err(Error::NoFile(path.to_owned()));
        }
        // A bare file name would be looked for in the system's folders.
        let found = path.canonicalize();
        let found = found.map_err(|source| Error::Unreachable { path: path.to_owned(), source })?;
        // SAFETY: who names the file as a plug-in to be loaded trusts it, as any host trusts its plug-ins.
        let entry = unsafe { PluginEntry::load(&found) };
        let entry = entry.map_err(|source| Error::Load { path: path.to_owned(), source })?;
        let [vendor, version] = ["AI-Mixtapes", env!("CARGO_PKG_VERSION")].map(CString::new);
        let (vendor, version) = (vendor.unwrap_or_default(), version.unwrap_or_default());
        let host = HostInfo::new_from_cstring(host.to_owned(), vendor, CString::default(), version);
        Ok(Self { entry, host })
    }

    /// All plug-ins in it.
    ///
    /// # Errors
    /// If the bundle has no list of them.
    pub fn plugins(&self) -> Result<Vec<Identity>, Error> {
        let text = |text: Option<&CStr>| text.unwrap_or_default().to_string_lossy().into_owned();
        let identity = |plugin: &PluginDescriptor| Identity {
            id: text(plugin.id()),
            name: text(plugin.name()),
            vendor: text(plugin.vendor()),
            features: plugin.features().map(|feature| text(Some(feature))).collect(),
        };
        Ok(self.factory()?.plugin_descriptors().map(identity).collect())
    }

    /// A new instance of the first plug-in in it. This thread becomes the instance's main thread. `log` gets each line
    /// that the plug-in writes into the host's log, on whatever thread it does.
    ///
    /// # Errors
    /// If there is no plug-in, or it refuses.
    pub fn create(&self, log: impl Fn(LogSeverity, &str) + Send + Sync + 'static) -> Result<Instance, Error> {
        let factory = self.factory()?;
        let id = factory.plugin_descriptors().find_map(|plugin| plugin.id()).ok_or(Error::NoPlugin)?;
        Instance::create(&self.entry, id, &self.host, Box::new(log))
    }

    fn factory(&self) -> Result<PluginFactory<'_>, Error> {
        self.entry.get_plugin_factory().ok_or(Error::NoPlugin)
    }
}
