//! A screen that nobody sees, for windows of plug-ins.

use std::{
    io::{self, BufRead, BufReader},
    process::{Child, Command, Stdio},
};

/// An X server without a display, Xvfb. It ends with its last connection, and when this is dropped.
#[derive(Debug)]
pub struct Screen {
    server: Child,
    /// What `DISPLAY` has to be for programs that are to draw there.
    pub display: String,
}

impl Screen {
    /// Starts one.
    ///
    /// # Errors
    /// If there is no Xvfb, or it doesn't come up.
    pub fn start() -> io::Result<Self> {
        let mut server = Command::new("Xvfb")
            .args(["-displayfd", "1", "-screen", "0", "1280x1024x24", "-nolisten", "tcp", "-terminate"])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()?;
        let mut number = String::new();
        if let Some(output) = server.stdout.take() {
            BufReader::new(output).read_line(&mut number)?;
        }
        let screen = Self { server, display: format!(":{}", number.trim()) };
        match number.trim().parse::<u32>() {
            Ok(_) => Ok(screen),
            Err(_) => Err(io::Error::other("Xvfb ended before it had a display")),
        }
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        // One that has ended by itself is as good.
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}
