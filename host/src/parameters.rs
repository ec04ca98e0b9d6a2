//! An instance's parameters, as its main thread sees them.

use std::ffi::CStr;

use clack_extensions::params::{ParamInfoBuffer, ParamInfoFlags, PluginParams};
use clack_host::{
    events::io::{EventBuffer, InputEvents, OutputEvents},
    utils::ClapId,
};

use crate::{Error, Instance, What, push_value};

/// A parameter as the plug-in describes it.
#[derive(Clone, Debug, PartialEq)]
pub struct Parameter {
    /// Its number, for ever.
    pub id: u32,
    /// For people.
    pub name: String,
    /// The group that it is shown in.
    pub module: String,
    /// What can be done with it.
    pub flags: ParamInfoFlags,
    /// The least and the greatest value.
    pub range: (f64, f64),
    /// The value of a new instance.
    pub default: f64,
}

impl Instance {
    fn params(&self) -> Result<PluginParams, Error> {
        self.known("parameters")
    }

    /// All of them, in the plug-in's order.
    ///
    /// # Errors
    /// If the plug-in can't list them.
    pub fn parameters(&mut self) -> Result<Vec<Parameter>, Error> {
        let params = self.params()?;
        let plugin = self.plugin.plugin_handle();
        let mut buffer = ParamInfoBuffer::new();
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        let describe = |index| {
            let info = params.get_info(&plugin, index, &mut buffer).ok_or(Error::Undescribed(index))?;
            Ok(Parameter {
                id: info.id.get(),
                name: text(info.name),
                module: text(info.module),
                flags: info.flags,
                range: (info.min_value, info.max_value),
                default: info.default_value,
            })
        };
        (0..params.count(&plugin)).map(describe).collect()
    }

    /// The number of the parameter that is called so.
    ///
    /// # Errors
    /// If none is.
    pub fn parameter(&mut self, name: &str) -> Result<u32, Error> {
        let found = self.parameters()?.into_iter().find(|parameter| parameter.name == name);
        found.map(|parameter| parameter.id).ok_or_else(|| Error::NoParameter(name.to_owned()))
    }

    /// The value of a parameter.
    ///
    /// # Errors
    /// If the plug-in has no such parameter.
    pub fn value(&mut self, id: u32) -> Result<f64, Error> {
        let params = self.params()?;
        let value = clap_id(id).and_then(|known| params.get_value(&self.plugin.plugin_handle(), known));
        value.ok_or(Error::NoValue(id))
    }

    /// Sets a parameter while the plug-in is inactive. While it is active, events in its blocks do.
    ///
    /// # Errors
    /// If it is active, or has no parameters.
    pub fn set(&mut self, id: u32, value: f64) -> Result<(), Error> {
        let mut changes = EventBuffer::new();
        push_value(&mut changes, 0, id, value);
        self.flush(&changes).map(drop)
    }

    /// Lets events go in and out while the plug-in is inactive; what came out.
    ///
    /// # Errors
    /// If it is active, or has no parameters, or sends what it shouldn't.
    pub fn flush(&mut self, changes: &EventBuffer) -> Result<Vec<What>, Error> {
        let params = self.params()?;
        let mut plugin = self.plugin.inactive_plugin_handle().ok_or(Error::Active)?;
        let mut sent = EventBuffer::new();
        params.flush(
            &mut plugin,
            &InputEvents::from_buffer(changes),
            &mut OutputEvents::from_buffer(&mut sent),
        );
        let what =
            |event| What::of(event).ok_or_else(|| Error::Event(format!("{:?}", event.as_core_event())));
        sent.iter().map(what).collect()
    }

    /// What the plug-in calls a value of a parameter.
    ///
    /// # Errors
    /// If it has no words for it.
    pub fn text(&mut self, id: u32, value: f64) -> Result<String, Error> {
        let params = self.params()?;
        let mut buffer = [0; 64];
        let plugin = self.plugin.plugin_handle();
        let text = clap_id(id).and_then(|id| params.value_to_text(&plugin, id, value, &mut buffer).ok());
        text.map(|text| String::from_utf8_lossy(text).into_owned()).ok_or(Error::NoText(id))
    }

    /// The value that a text stands for, which the plug-in reads.
    ///
    /// # Errors
    /// If it can't.
    pub fn read_text(&mut self, id: u32, text: &CStr) -> Result<f64, Error> {
        let params = self.params()?;
        let plugin = self.plugin.plugin_handle();
        clap_id(id).and_then(|id| params.text_to_value(&plugin, id, text)).ok_or(Error::NoValue(id))
    }
}

/// None for the number that CLAP keeps for "no parameter".
fn clap_id(id: u32) -> Option<ClapId> {
    ClapId::from_raw(id)
}
