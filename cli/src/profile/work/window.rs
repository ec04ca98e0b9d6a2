//! The plug-in's window, in one of an X server.

use std::{collections::HashSet, thread, time::Duration};

use anyhow::{Context, Result, ensure};
use host::{
    Instance,
    gui::{GuiApiType, GuiConfiguration},
};
use x11rb::{
    COPY_DEPTH_FROM_PARENT,
    connection::Connection,
    protocol::xproto::{ConnectionExt, CreateWindowAux, ImageFormat, WindowClass},
    rust_connection::RustConnection,
};

use crate::profile::figures::Case;

/// A picture has more colours than this if an editor is drawn.
const BLANK: usize = 50;

/// An open editor, and the host's window around it.
pub struct Window {
    connection: RustConnection,
    parent: u32,
    size: (u16, u16),
}

impl Window {
    /// Opens it, at the size that the plug-in wants.
    ///
    /// # Errors
    /// If there is no X server, or the plug-in has no window for it.
    pub fn open(instance: &mut Instance) -> Result<Self> {
        let (connection, screen) = x11rb::connect(None).context("no X server answers")?;
        let root = connection.setup().roots.get(screen).context("the X server has no screen")?.root;
        let parent = connection.generate_id()?;
        let configuration = GuiConfiguration { api_type: GuiApiType::X11, is_floating: false };
        let size = instance.gui(|gui, plugin| -> Result<_> {
            gui.create(plugin, configuration)?;
            gui.set_scale(plugin, 1.0)?;
            let size = gui.get_size(plugin).context("the editor has no size")?;
            let size = (size.width as u16, size.height as u16);
            let (class, settings) = (WindowClass::INPUT_OUTPUT, CreateWindowAux::new());
            connection
                .create_window(
                    COPY_DEPTH_FROM_PARENT,
                    parent,
                    root,
                    0,
                    0,
                    size.0,
                    size.1,
                    0,
                    class,
                    0,
                    &settings,
                )?
                .check()?;
            connection.map_window(parent)?.check()?;
            // SAFETY: the parent lives as long as the connection.
            unsafe { gui.set_parent(plugin, host::gui::Window::from_x11_handle(parent.into())) }?;
            gui.show(plugin)?;
            Ok(size)
        })??;
        instance.idle();
        Ok(Self { connection, parent, size })
    }

    /// Sees that the editor was there, and closes it.
    ///
    /// # Errors
    /// If nothing is drawn.
    pub fn close(self, instance: &mut Instance, case: &mut Case) -> Result<()> {
        let colours = self.colours()?;
        instance.gui(|gui, plugin| gui.destroy(plugin))?;
        ensure!(colours > BLANK, "the editor drew nothing: its window has {colours} colours");
        case.remarks.push(format!("the window shows {colours} colours at its end"));
        thread::sleep(Duration::from_millis(50));
        instance.idle();
        Ok(())
    }

    fn colours(&self) -> Result<usize> {
        let (width, height) = self.size;
        let image = self
            .connection
            .get_image(ImageFormat::Z_PIXMAP, self.parent, 0, 0, width, height, u32::MAX)?
            .reply()?;
        Ok(image.data.chunks_exact(4).collect::<HashSet<_>>().len())
    }
}
