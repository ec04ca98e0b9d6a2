//! What happens in an open window, and when.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use baseview::{Event, HandlerError, WindowContext, WindowSize as BaseSize};
use keyboard_types::KeyState;
use vizia_core::prelude::WindowEvent;

use crate::{
    content::Content,
    desktop::Desktop,
    drawing::{Drawing, Waker},
    events::Events,
    fault::{Fault, Font, guard},
    host::Resize,
    input,
    link::Link,
    present::Presenter,
};

/// From one look at the content to the next.
pub(crate) const FRAME: Duration = Duration::from_nanos(1_000_000_000 / 30);
/// From one picture to the next at least: a frame less what timers are late by.
const DRAW_INTERVAL: Duration = Duration::from_millis(30);
/// Frames from one look at whether the window can be seen to the next.
const LOOK_EVERY: u32 = 8;
/// After so many frames without news the content is asked less often.
const QUIET_AFTER: u32 = 30;
/// Frames from one look at a quiet content to the next.
const QUIET_EVERY: u32 = 3;

/// A window with its content.
pub(crate) struct Scene {
    /// None once even the message of a failure has failed.
    drawing: Option<Drawing>,
    events: Events,
    screen: Presenter,
    desktop: Option<Desktop>,
    window: WindowContext,
    link: Arc<Link>,
    resize: Resize,
    /// For the message of a failure.
    font: Option<Font>,
    waker: Waker,
    failed: bool,
    shown: bool,
    /// The window lost its picture, or never had it.
    exposed: bool,
    drawn: Instant,
    frames: u32,
    /// Frames since the last news.
    quiet: u32,
    takes_text: bool,
    wants_focus: bool,
}

impl Scene {
    pub fn new(
        window: WindowContext,
        link: Arc<Link>,
        resize: Resize,
        font: Option<Font>,
        waker: Waker,
        make: impl FnOnce() -> Box<dyn Content>,
    ) -> Result<Self, HandlerError> {
        let mut scene = Self {
            drawing: None,
            events: Events::default(),
            screen: Presenter::new(&window)?,
            desktop: Desktop::new(&window),
            link,
            resize,
            font,
            waker,
            failed: false,
            shown: false,
            exposed: true,
            drawn: Instant::now(),
            frames: 0,
            quiet: 0,
            takes_text: false,
            wants_focus: false,
            window,
        };
        scene.link.size.set_scale(scene.window.scale_factor());
        match guard(|| scene.drawing(make())) {
            Some(drawing) => scene.drawing = Some(drawing?),
            None => scene.fail(),
        }
        Ok(scene)
    }

    fn drawing(&self, content: Box<dyn Content>) -> Result<Drawing, HandlerError> {
        let size = physical(self.window.size());
        Ok(Drawing::new(content, size, self.window.scale_factor(), Arc::clone(&self.waker))?)
    }

    /// After a panic: what there was is thrown away, and a message stands in its place.
    pub fn fail(&mut self) {
        let broken = self.drawing.take();
        guard(|| drop(broken));
        if !self.failed {
            self.failed = true;
            nice_plug::nice_error!("The editor has failed; the audio goes on");
            self.drawing = guard(|| self.drawing(Box::new(Fault(self.font)))).and_then(Result::ok);
        }
        Link::set(&self.link.takes_text, false);
        self.exposed = true;
        self.request_draw();
    }

    /// Time for another look at the content.
    pub fn tick(&mut self) {
        if self.frames.is_multiple_of(LOOK_EVERY) {
            let viewable = self.desktop.as_ref().is_none_or(Desktop::viewable);
            self.shown = viewable && !Link::is(&self.link.hidden);
        }
        self.frames = self.frames.wrapping_add(1);
        if !self.shown {
            return;
        }
        if Link::take(&self.link.reloaded) {
            self.follow_state();
        }
        if Link::take(&self.link.news) {
            self.quiet = 0;
        }
        if self.quiet < QUIET_AFTER || self.frames.is_multiple_of(QUIET_EVERY) {
            self.update();
        }
    }

    fn update(&mut self) {
        let window = &self.window;
        self.quiet = self.quiet.saturating_add(1);
        if let Some(drawing) = &mut self.drawing
            && (drawing.update(|event| obey(event, window)) || drawing.moving())
        {
            self.quiet = 0;
        }
        self.after_work();
    }

    /// Works off what has happened to the content.
    pub fn settle(&mut self) {
        self.quiet = 0;
        let window = &self.window;
        if let Some(drawing) = &mut self.drawing {
            drawing.settle(|event| obey(event, window));
        }
        self.after_work();
    }

    fn after_work(&mut self) {
        let takes_text = self.drawing.as_ref().is_some_and(Drawing::takes_text);
        if takes_text != self.takes_text {
            self.takes_text = takes_text;
            Link::set(&self.link.takes_text, takes_text);
            self.wants_focus = takes_text;
            if let Some(desktop) = &mut self.desktop {
                if takes_text { desktop.remember_focus() } else { desktop.return_focus() }
            }
        }
        if self.exposed || self.drawing.as_ref().is_some_and(Drawing::dirty) {
            self.request_draw();
        }
    }

    fn request_draw(&self) {
        // On X11 baseview 0.4.2 never hears the answer to what it asks for before the window is there, and waits for
        // it with all further pictures.
        if self.shown {
            self.window.request_redraw();
        }
    }

    /// Whether the window should take the keyboard; said once.
    pub fn take_focus_request(&mut self) -> bool {
        std::mem::take(&mut self.wants_focus)
    }

    /// A state was loaded: the window takes the size that stands in it.
    fn follow_state(&mut self) {
        let (width, height) = self.link.size.get();
        let logical = self.window.size().logical;
        if (logical.width as f32 - width).abs() >= 1.0 || (logical.height as f32 - height).abs() >= 1.0 {
            (self.resize)(width, height);
        }
    }

    /// Shows what has changed since the last picture.
    pub fn draw(&mut self) {
        if !self.shown {
            return;
        }
        let dirty = self.drawing.as_ref().is_some_and(Drawing::dirty);
        if !dirty && !self.exposed {
            return;
        }
        let since = self.drawn.elapsed();
        if !self.exposed && since < DRAW_INTERVAL {
            self.window.request_redraw_after(DRAW_INTERVAL - since);
            return;
        }
        let shown = match &mut self.drawing {
            Some(drawing) => {
                if dirty {
                    drawing.draw();
                    self.drawn = Instant::now();
                }
                self.screen.show(drawing)
            }
            None => self.screen.clear(physical(self.window.size())),
        };
        // If not, the window is about to go, or the next frame succeeds.
        self.exposed = shown.is_err();
    }

    /// The window lost a part of its picture. So it can be seen.
    pub fn expose(&mut self) {
        self.exposed = true;
        self.shown = true;
    }

    /// The window has another size, or another scale.
    pub fn resize(&mut self, size: BaseSize) -> Result<(), HandlerError> {
        let scale = self.window.scale_factor();
        if let Some(drawing) = &mut self.drawing {
            drawing.resize(physical(size), scale)?;
        }
        let logical = size.physical.to_logical::<f32>(scale);
        self.link.size.set(logical.width, logical.height);
        self.link.size.set_scale(scale);
        self.exposed = true;
        self.settle();
        Ok(())
    }

    /// The mouse or a key. True if the host shouldn't use it too.
    pub fn event(&mut self, event: Event) -> bool {
        self.quiet = 0;
        let Some(drawing) = &mut self.drawing else { return false };
        let key = if let Event::Keyboard(key) = &event { Some(key.state == KeyState::Down) } else { None };
        let window = &self.window;
        let used = self.events.handle(event, drawing, |event| obey(event, window));
        if let (Some(down), Some(desktop)) = (key, &mut self.desktop) {
            desktop.key(down, !used);
        }
        self.after_work();
        used
    }

    /// Keys that the host got for us. True if there were any.
    pub fn host_keys(&mut self) -> bool {
        let keys = self.link.take_keys();
        let Some(drawing) = &mut self.drawing else { return false };
        for key in &keys {
            self.events.host_key(*key, drawing);
        }
        !keys.is_empty()
    }
}

/// Does what a view asks of the window.
fn obey(event: &WindowEvent, window: &WindowContext) {
    if let WindowEvent::SetCursor(icon) = event {
        // A theme may lack the shape; then the pointer stays as it was.
        let _ = window.set_mouse_cursor(input::cursor(*icon));
    }
}

fn physical(size: BaseSize) -> (u32, u32) {
    (size.physical.width.max(1), size.physical.height.max(1))
}
