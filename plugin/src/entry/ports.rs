//! The audio ports: nice-plug's, in the layout that the host has chosen.
//!
//! A CLAP host chooses one by its number. A VST3 host names the channels that it wants, and clap-wrapper only looks
//! whether they are the ports' now; so while that question lasts, the layout with these channels is chosen.

use clap_sys::{
    ext::{
        audio_ports::{CLAP_EXT_AUDIO_PORTS, clap_audio_port_info, clap_plugin_audio_ports},
        audio_ports_config::{
            CLAP_EXT_AUDIO_PORTS_CONFIG, clap_audio_ports_config, clap_plugin_audio_ports_config,
        },
    },
    id::clap_id,
    plugin::clap_plugin,
};
use nice_plug::prelude::Plugin;

use super::{
    door::on_main_thread,
    instance::{Instance, extension},
    wrapped,
};
use crate::AiMixtapes;

pub(super) static PORTS: clap_plugin_audio_ports =
    clap_plugin_audio_ports { count: Some(count), get: Some(get) };

pub(super) static CONFIGS: clap_plugin_audio_ports_config = clap_plugin_audio_ports_config {
    count: Some(count_configs),
    get: Some(get_config),
    select: Some(select),
};

/// Main thread.
unsafe extern "C" fn count(plugin: *const clap_plugin, is_input: bool) -> u32 {
    let work = |instance: &Instance| instance.count_ports(plugin, is_input);
    // SAFETY: the host's pointer.
    unsafe { on_main_thread(plugin, "audio_ports.count", 0, work) }
}

/// Main thread.
unsafe extern "C" fn get(
    plugin: *const clap_plugin,
    index: u32,
    is_input: bool,
    info: *mut clap_audio_port_info,
) -> bool {
    let work = |instance: &Instance| {
        if info.is_null() || index >= instance.count_ports(plugin, is_input) {
            return false;
        }
        if let Some(config) = wrapped::wanted_channels().and_then(config_with) {
            // What can't be had now is seen from the answer.
            instance.select_config(plugin, config);
        }
        let get = instance.ports().and_then(|ports| ports.get);
        // SAFETY: as the host has called us.
        get.is_some_and(|get| unsafe { get(plugin, index, is_input, info) })
    };
    // SAFETY: the host's pointer.
    unsafe { on_main_thread(plugin, "audio_ports.get", false, work) }
}

/// Main thread.
unsafe extern "C" fn count_configs(plugin: *const clap_plugin) -> u32 {
    let work = |instance: &Instance| instance.count_configs(plugin);
    // SAFETY: the host's pointer.
    unsafe { on_main_thread(plugin, "audio_ports_config.count", 0, work) }
}

/// Main thread.
unsafe extern "C" fn get_config(
    plugin: *const clap_plugin,
    index: u32,
    config: *mut clap_audio_ports_config,
) -> bool {
    let work = |instance: &Instance| {
        if config.is_null() || index >= instance.count_configs(plugin) {
            return false;
        }
        let get = instance.configs().and_then(|configs| configs.get);
        // SAFETY: as the host has called us.
        get.is_some_and(|get| unsafe { get(plugin, index, config) })
    };
    // SAFETY: the host's pointer.
    unsafe { on_main_thread(plugin, "audio_ports_config.get", false, work) }
}

/// Main thread.
unsafe extern "C" fn select(plugin: *const clap_plugin, config: clap_id) -> bool {
    let work = |instance: &Instance| instance.select_config(plugin, config);
    // SAFETY: the host's pointer.
    unsafe { on_main_thread(plugin, "audio_ports_config.select", false, work) }
}

/// nice-plug's number of the layout with so many channels.
fn config_with(channels: u32) -> Option<clap_id> {
    let main = |layout: &nice_plug::prelude::AudioIOLayout| layout.main_input_channels.map(u32::from);
    let index = AiMixtapes::AUDIO_IO_LAYOUTS.iter().position(|layout| main(layout) == Some(channels))?;
    clap_id::try_from(index).ok()
}

/// Each with the host's pointer to the instance, on the main thread.
impl Instance {
    fn count_ports(&self, plugin: *const clap_plugin, is_input: bool) -> u32 {
        let count = self.ports().and_then(|ports| ports.count);
        // SAFETY: as the host has called us.
        count.map_or(0, |count| unsafe { count(plugin, is_input) })
    }

    fn count_configs(&self, plugin: *const clap_plugin) -> u32 {
        let count = self.configs().and_then(|configs| configs.count);
        // SAFETY: as the host has called us.
        count.map_or(0, |count| unsafe { count(plugin) })
    }

    /// Refused while active: the blocks that are on their way have the channels agreed upon.
    fn select_config(&self, plugin: *const clap_plugin, config: clap_id) -> bool {
        if self.shared.channels() > 0 || config as usize >= AiMixtapes::AUDIO_IO_LAYOUTS.len() {
            return false;
        }
        let select = self.configs().and_then(|configs| configs.select);
        // SAFETY: as the host has called us.
        select.is_some_and(|select| unsafe { select(plugin, config) })
    }

    /// nice-plug's own ports.
    fn ports(&self) -> Option<clap_plugin_audio_ports> {
        // SAFETY: that is the extension's type.
        unsafe { extension(&self.inner, CLAP_EXT_AUDIO_PORTS) }
    }

    /// nice-plug's own layouts.
    fn configs(&self) -> Option<clap_plugin_audio_ports_config> {
        // SAFETY: that is the extension's type.
        unsafe { extension(&self.inner, CLAP_EXT_AUDIO_PORTS_CONFIG) }
    }
}
