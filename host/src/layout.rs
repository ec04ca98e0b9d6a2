//! How many channels.

use std::mem;

use clap_sys::ext::audio_ports_config::{
    CLAP_EXT_AUDIO_PORTS_CONFIG, clap_audio_ports_config, clap_plugin_audio_ports_config,
};

use crate::{Error, Instance};

impl Instance {
    /// Selects the plug-in's first layout whose main input has so many channels.
    ///
    /// # Errors
    /// If there is none, or the plug-in refuses, as it does while it is active.
    pub fn select_layout(&mut self, channels: u32) -> Result<(), Error> {
        let plugin = self.raw();
        // SAFETY: the id belongs to the type.
        let layouts =
            unsafe { self.extension::<clap_plugin_audio_ports_config>(CLAP_EXT_AUDIO_PORTS_CONFIG) };
        let functions = layouts.and_then(|layouts| Some((layouts.count?, layouts.get?, layouts.select?)));
        let (count, get, select) = functions.ok_or(Error::Unknown("layouts"))?;
        // SAFETY: we are on the main thread of a plug-in that is alive; a layout is numbers and pointers, which are
        // read only after the plug-in has filled them in.
        let selected = unsafe {
            let with_channels = |index| {
                let mut layout = mem::zeroed::<clap_audio_ports_config>();
                let fits = get(plugin, index, &raw mut layout)
                    && layout.has_main_input
                    && layout.main_input_channel_count == channels;
                fits.then_some(layout.id)
            };
            let layout = (0..count(plugin)).find_map(with_channels);
            layout.is_some_and(|layout| select(plugin, layout))
        };
        selected.then_some(()).ok_or(Error::Layout(channels))
    }
}
