//! A content without a window: for tests, pictures and benchmarks.

use std::sync::Arc;

use skia_safe::ColorType;
use vizia_core::prelude::*;

use crate::{
    content::Content,
    drawing::{Drawing, SizeError},
};

/// A drawn picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    /// In physical pixels.
    pub width: u32,
    /// In physical pixels.
    pub height: u32,
    /// Rows from the top; red, green, blue and alpha of each pixel, premultiplied.
    pub rgba: Vec<u8>,
}

/// A content as if in a window that is always shown. Positions and sizes are in logical pixels.
pub struct Screen {
    drawing: Drawing,
    scale: f64,
}

impl Screen {
    /// Builds the content in a window of this size.
    ///
    /// # Errors
    /// If the size in physical pixels is none that a picture can have.
    pub fn new(content: impl Content, size: (f32, f32), scale: f64) -> Result<Self, SizeError> {
        let drawing = Drawing::new(Box::new(content), physical(size, scale), scale, Arc::new(|| ()))?;
        Ok(Self { drawing, scale })
    }

    /// The window gets another size.
    ///
    /// # Errors
    /// As [`new`](Self::new); then it keeps the one it has.
    pub fn resize(&mut self, size: (f32, f32), scale: f64) -> Result<(), SizeError> {
        self.drawing.resize(physical(size, scale), scale)?;
        self.scale = scale;
        Ok(())
    }

    /// One pass of the content's own update. True if there is something to draw.
    pub fn update(&mut self) -> bool {
        self.drawing.update(|_| ())
    }

    /// Draws what has changed since the last time.
    pub fn draw(&mut self) {
        self.drawing.draw();
    }

    /// All of the picture is to be drawn anew.
    pub fn refresh(&mut self) {
        self.drawing.refresh();
        self.drawing.settle(|_| ());
    }

    /// Updates and draws until nothing changes any more, or a second of frames has passed, and gives the picture.
    pub fn picture(&mut self) -> Picture {
        for _ in 0..30 {
            let dirty = self.update();
            if dirty {
                self.draw();
            }
            if !dirty && !self.drawing.moving() {
                break;
            }
        }
        let (width, height) = self.drawing.size();
        let mut rgba = vec![0; width as usize * height as usize * 4];
        self.drawing.read(ColorType::RGBA8888, &mut rgba);
        Picture { width, height, rgba }
    }

    /// The mouse moves.
    pub fn mouse_move(&mut self, x: f32, y: f32) {
        let scale = self.scale as f32;
        self.send(WindowEvent::MouseMove(x * scale, y * scale));
    }

    /// The left button goes down where the mouse is.
    pub fn press(&mut self) {
        self.send(WindowEvent::MouseDown(MouseButton::Left));
    }

    /// The left button comes up.
    pub fn release(&mut self) {
        self.send(WindowEvent::MouseUp(MouseButton::Left));
    }

    /// Moves there and clicks.
    pub fn click(&mut self, x: f32, y: f32) {
        self.mouse_move(x, y);
        self.press();
        self.release();
    }

    /// Where the view with this identifier lies: left, top, width and height. None if there is no such view.
    pub fn bounds(&mut self, id: &str) -> Option<(f32, f32, f32, f32)> {
        let bounds = self.drawing.bounds(id)?;
        let scale = self.scale as f32;
        Some((bounds.x / scale, bounds.y / scale, bounds.w / scale, bounds.h / scale))
    }

    /// The wheel turns, by so many lines; up is positive.
    pub fn wheel(&mut self, lines: f32) {
        self.send(WindowEvent::MouseScroll(0.0, lines));
    }

    /// These modifier keys are held from now on.
    pub fn hold(&mut self, modifiers: Modifiers) {
        self.drawing.set_modifiers(modifiers);
    }

    /// A key goes down and up.
    pub fn key(&mut self, code: Code, key: Key) {
        self.send(WindowEvent::KeyDown(code, Some(key.clone())));
        self.send(WindowEvent::KeyUp(code, Some(key)));
    }

    /// Text is typed.
    pub fn text(&mut self, text: &str) {
        text.chars().for_each(|character| self.send(WindowEvent::CharInput(character)));
    }

    /// Whether a text field has the keyboard.
    pub fn takes_text(&self) -> bool {
        self.drawing.takes_text()
    }

    fn send(&mut self, event: WindowEvent) {
        self.drawing.send(event);
        self.drawing.settle(|_| ());
    }
}

fn physical(size: (f32, f32), scale: f64) -> (u32, u32) {
    let side = |logical: f32| (f64::from(logical) * scale).round() as u32;
    (side(size.0), side(size.1))
}
