//! vizia at work without a window: events go in, pixels come out.

use std::{
    cell::Cell,
    collections::VecDeque,
    rc::Rc,
    sync::{Arc, Mutex, PoisonError},
};

use skia_safe::{AlphaType, ColorType, ImageInfo, Surface, surfaces};
use vizia_core::{
    backend::{BackendContext, WindowDescription},
    context::EventProxy,
    events::EventManager,
    prelude::*,
};

use crate::{clipboard, content::Content};

/// The largest side of a picture, in physical pixels.
const MAX_SIDE: u32 = 16_384;

/// A picture can't be had in this size.
#[derive(Clone, Copy, Debug, thiserror::Error)]
#[error("expected a picture of 1 to {MAX_SIDE} pixels a side, got {0} x {1}")]
pub struct SizeError(pub u32, pub u32);

/// Called from any thread when there is something to do for the drawing's own.
pub(crate) type Waker = Arc<dyn Fn() + Send + Sync>;

/// A content with the vizia context that it lives in, and the picture that it draws.
pub(crate) struct Drawing {
    cx: BackendContext,
    events: EventManager,
    /// Events from other threads.
    inbox: Inbox,
    content: Box<dyn Content>,
    picture: Surface,
    /// vizia copies the picture here when it has drawn; we read the picture itself.
    unused: Surface,
    size: (u32, u32),
    moving: bool,
    /// The text field that was last begun to be edited and isn't left yet.
    typing: Rc<Cell<Entity>>,
}

impl Drawing {
    /// Builds the content at a size in physical pixels, `scale` of them to a logical one.
    pub fn new(
        content: Box<dyn Content>,
        size: (u32, u32),
        scale: f64,
        waker: Waker,
    ) -> Result<Self, SizeError> {
        let (width, height) = (f64::from(size.0) / scale, f64::from(size.1) / scale);
        let description = WindowDescription {
            inner_size: WindowSize::new(width.round() as u32, height.round() as u32),
            ..WindowDescription::default()
        };
        let mut cx = clipboard::context();
        let inbox = Inbox { events: Arc::default(), waker };
        cx.set_event_proxy(inbox.make_clone());
        cx.renegotiate_language();
        cx.0.add_built_in_styles();
        cx.add_main_window(Entity::root(), &description, scale as f32);
        cx.add_window(RootView);
        let window = WindowState { window_description: description, ..WindowState::default() };
        cx.0.windows.insert(Entity::root(), window);
        let mut drawing = Self {
            cx,
            events: EventManager::new(),
            inbox,
            content,
            picture: surface((1, 1))?,
            unused: surface((1, 1))?,
            size: (1, 1),
            moving: false,
            typing: Rc::new(Cell::new(Entity::null())),
        };
        drawing.watch_text_fields();
        drawing.content.build(drawing.cx.context());
        drawing.resize(size, scale)?;
        // Another drawing on this thread must find nothing of ours in the queue that they share.
        drawing.settle(|_| ());
        Ok(drawing)
    }

    /// The picture's size in physical pixels.
    pub fn size(&self) -> (u32, u32) {
        self.size
    }

    /// Everything is laid out and drawn anew at another size. On an error it stays as it was.
    pub fn resize(&mut self, size: (u32, u32), scale: f64) -> Result<(), SizeError> {
        self.picture = surface(size)?;
        self.size = size;
        self.cx.set_scale_factor(scale);
        self.cx.set_window_size(Entity::root(), size.0 as f32, size.1 as f32);
        self.refresh();
        Ok(())
    }

    /// All of the picture is to be drawn anew.
    pub fn refresh(&mut self) {
        self.cx.needs_refresh(Entity::root());
    }

    /// Something happened in the window; its effects come with [`settle`](Self::settle).
    pub fn send(&mut self, event: WindowEvent) {
        self.cx.emit_window_event(Entity::root(), event);
    }

    /// Which modifier keys are held from now on.
    pub fn set_modifiers(&mut self, modifiers: Modifiers) {
        *self.cx.modifiers() = modifiers;
    }

    /// Where the view with this identifier lies, in physical pixels.
    pub fn bounds(&mut self, id: &str) -> Option<BoundingBox> {
        let mut cx = EventContext::new(self.cx.context());
        let view = cx.resolve_entity_identifier(id)?;
        Some(cx.with_current(view, |cx| cx.bounds()))
    }

    /// Whether a text field has the keyboard.
    pub fn takes_text(&self) -> bool {
        self.typing.get() == self.cx.focused()
    }

    /// The view that has the keyboard.
    pub fn focused(&self) -> Entity {
        self.cx.focused()
    }

    /// A text field keeps vizia's focus when its editing ends, so the focus alone doesn't say who wants text.
    fn watch_text_fields(&mut self) {
        let typing = Rc::clone(&self.typing);
        self.cx.context().add_global_listener(move |_, event| {
            event.map(|event: &TextEvent, meta| match event {
                TextEvent::StartEdit => typing.set(meta.target),
                TextEvent::EndEdit if typing.get() == meta.target => typing.set(Entity::null()),
                _ => (),
            });
        });
    }

    /// The content looks at what it shows. True if there is something to draw.
    pub fn update(&mut self, requests: impl FnMut(&WindowEvent)) -> bool {
        self.content.update(self.cx.context());
        self.settle(requests)
    }

    /// Works off all events and brings styles and layout up to date. `requests` hears what views ask of the window.
    /// True if there is something to draw.
    pub fn settle(&mut self, requests: impl FnMut(&WindowEvent)) -> bool {
        for event in self.inbox.take() {
            self.cx.send_event(event);
        }
        self.cx.process_timers();
        self.cx.emit_scheduled_events();
        Runtime::drain_pending_work();
        self.events.flush_events(self.cx.context(), requests);
        self.cx.process_style_updates();
        self.moving = self.cx.process_animations();
        self.cx.process_visual_updates();
        // What only assistive technology would read: nobody does here, and it would pile up.
        self.cx.0.tree_updates.clear();
        self.dirty()
    }

    /// Whether an animation is under way, so that the next frame will differ.
    pub fn moving(&self) -> bool {
        self.moving
    }

    /// Whether the picture isn't what the content says.
    pub fn dirty(&self) -> bool {
        let changed = |window: &WindowState| !window.redraw_list.is_empty() || window.dirty_rect.is_some();
        self.cx.0.windows.values().any(changed)
    }

    /// Draws what has changed.
    pub fn draw(&mut self) {
        self.cx.draw(Entity::root(), &mut self.unused, &mut self.picture);
    }

    /// Copies the picture: rows from the top, four bytes to a pixel in the order of `colors`, premultiplied. False if
    /// `pixels` has not the right length.
    pub fn read(&mut self, colors: ColorType, pixels: &mut [u8]) -> bool {
        let (width, height) = self.size;
        let row = width as usize * 4;
        if pixels.len() != row * height as usize {
            return false;
        }
        let info = ImageInfo::new((width as i32, height as i32), colors, AlphaType::Premul, None);
        self.picture.read_pixels(&info, pixels, row, (0, 0))
    }
}

fn surface(size: (u32, u32)) -> Result<Surface, SizeError> {
    let sides = 1..=MAX_SIDE;
    if !sides.contains(&size.0) || !sides.contains(&size.1) {
        return Err(SizeError(size.0, size.1));
    }
    surfaces::raster_n32_premul((size.0 as i32, size.1 as i32)).ok_or(SizeError(size.0, size.1))
}

/// The root of all views.
struct RootView;

impl View for RootView {}

/// Takes events from other threads.
#[derive(Clone)]
struct Inbox {
    events: Arc<Mutex<VecDeque<Event>>>,
    waker: Waker,
}

impl Inbox {
    fn take(&self) -> VecDeque<Event> {
        std::mem::take(&mut *self.events.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl EventProxy for Inbox {
    fn send(&self, event: Event) -> Result<(), ()> {
        self.events.lock().map_err(|_| ())?.push_back(event);
        (self.waker)();
        Ok(())
    }

    fn make_clone(&self) -> Box<dyn EventProxy> {
        Box::new(self.clone())
    }
}
