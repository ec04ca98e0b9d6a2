//! A small editor: a fader, a text field and a meter.

use std::{
    rc::Rc,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU32, AtomicUsize, Ordering},
    },
};

use nice_plug::prelude::{FloatParam, FloatRange, Params};
use vizia_core::{prelude::*, vg};
use window::{Content, Drag, Host, ParamHandle};

/// Where the fader is in a window, in logical pixels from the top left.
pub const FADER: (f32, f32) = (30.0, 60.0);
/// Where the text field is.
pub const FIELD: (f32, f32) = (160.0, 30.0);
/// The panel's size.
pub const SIZE: (f32, f32) = (300.0, 120.0);

/// One parameter.
#[derive(Params)]
pub struct Gain {
    /// From 0 to 1, halfway by default.
    #[id = "gain"]
    pub gain: FloatParam,
}

impl Gain {
    /// As it is at first.
    pub fn new() -> Arc<Self> {
        let range = FloatRange::Linear { min: 0.0, max: 1.0 };
        Arc::new(Self { gain: FloatParam::new("Gain", 0.5, range) })
    }
}

/// What a test and its panel share.
pub struct Shared {
    /// The parameters.
    pub params: Arc<Gain>,
    /// What the meter shows, in per cent.
    pub level: AtomicU32,
    /// How often the panel was built.
    pub built: AtomicUsize,
    /// How often it looked at the level.
    pub updates: AtomicUsize,
    /// How often the meter was drawn.
    pub draws: AtomicUsize,
    /// How often the meter's binding heard of a change.
    pub heard: AtomicUsize,
    /// The level at which the panel panics.
    pub fuse: AtomicU32,
    /// What stands in the text field.
    pub text: Mutex<String>,
    /// The width that the panel asks for at its next update, if not 0.
    pub wish: AtomicU32,
}

impl Shared {
    /// Nothing has happened yet.
    pub fn new() -> Arc<Self> {
        Arc::new(Self {
            params: Gain::new(),
            level: AtomicU32::new(25),
            built: AtomicUsize::new(0),
            updates: AtomicUsize::new(0),
            draws: AtomicUsize::new(0),
            heard: AtomicUsize::new(0),
            fuse: AtomicU32::new(u32::MAX),
            text: Mutex::default(),
            wish: AtomicU32::new(0),
        })
    }

    /// How often the meter was drawn.
    pub fn draws(&self) -> usize {
        self.draws.load(Ordering::Relaxed)
    }

    /// How often the panel looked at the level.
    pub fn updates(&self) -> usize {
        self.updates.load(Ordering::Relaxed)
    }

    /// What stands in the text field.
    pub fn text(&self) -> String {
        self.text.lock().expect("no panic").clone()
    }

    /// Sets what the meter shows.
    pub fn set_level(&self, level: u32) {
        self.level.store(level, Ordering::Relaxed);
    }

    /// The handle of the parameter.
    pub fn gain(&self) -> ParamHandle {
        let params: Arc<dyn Params> = self.params.clone();
        ParamHandle::find(&params, "gain").expect("the panel has this parameter")
    }
}

/// The content.
pub struct Panel {
    shared: Arc<Shared>,
    host: Rc<dyn Host>,
    level: Option<Signal<u32>>,
}

impl Panel {
    /// A panel of these.
    pub fn new(shared: &Arc<Shared>, host: Rc<dyn Host>) -> Self {
        Self { shared: Arc::clone(shared), host, level: None }
    }
}

impl Content for Panel {
    fn build(&mut self, cx: &mut Context) {
        self.shared.built.fetch_add(1, Ordering::Relaxed);
        assert!(self.shared.fuse.load(Ordering::Relaxed) > 0, "a test blew the fuse");
        let level = Signal::new(self.shared.level.load(Ordering::Relaxed));
        self.level = Some(level);
        let (shared, host) = (Arc::clone(&self.shared), Rc::clone(&self.host));
        HStack::new(cx, move |cx| {
            Fader { param: shared.gain(), host, drag: None }
                .build(cx, |_| ())
                .width(Pixels(40.0))
                .height(Pixels(100.0));
            let text = Signal::new(String::new());
            let typed = Arc::clone(&shared);
            Textbox::new(cx, text)
                .on_edit(move |_, text| *typed.text.lock().expect("no panic") = text)
                .width(Pixels(120.0))
                .height(Pixels(30.0));
            let heard = Arc::clone(&shared);
            Meter { shared, level: level.get() }
                .build(cx, |_| ())
                .width(Pixels(40.0))
                .height(Pixels(100.0))
                .bind(level, move |handle| {
                    heard.heard.fetch_add(1, Ordering::Relaxed);
                    handle.modify(move |meter: &mut Meter| meter.level = level.get()).needs_redraw();
                });
        })
        .background_color(Color::rgb(0x30, 0x34, 0x3c))
        .padding(Pixels(10.0))
        .horizontal_gap(Pixels(20.0))
        .size(Stretch(1.0));
    }

    fn update(&mut self, _cx: &mut Context) {
        self.shared.updates.fetch_add(1, Ordering::Relaxed);
        let level = self.shared.level.load(Ordering::Relaxed);
        assert!(level < self.shared.fuse.load(Ordering::Relaxed), "a test blew the fuse");
        let wish = self.shared.wish.swap(0, Ordering::Relaxed);
        if wish > 0 {
            self.host.resize(wish as f32, SIZE.1);
        }
        if let Some(signal) = self.level
            && signal.get() != level
        {
            signal.set(level);
        }
    }
}

struct Fader {
    param: ParamHandle,
    host: Rc<dyn Host>,
    drag: Option<Drag>,
}

impl View for Fader {
    fn element(&self) -> Option<&'static str> {
        Some("fader")
    }

    fn event(&mut self, cx: &mut EventContext<'_>, event: &mut Event) {
        let position = -cx.mouse().cursor_y / cx.scale_factor();
        let fine = cx.modifiers().shift();
        event.map(|event, meta| match event {
            WindowEvent::MouseDown(MouseButton::Left) => {
                self.drag = Some(Drag::begin(&self.param, &self.host, position));
                cx.capture();
                cx.emit(WindowEvent::SetCursor(CursorIcon::NsResize));
            }
            WindowEvent::MouseMove(..) => {
                if let Some(drag) = &mut self.drag {
                    drag.move_to(position, fine);
                }
            }
            WindowEvent::MouseUp(MouseButton::Left) => {
                self.drag = None;
                cx.release();
            }
            WindowEvent::MouseDoubleClick(MouseButton::Left) => self.param.reset(&*self.host),
            WindowEvent::MouseScroll(_, lines) => {
                self.param.set(&*self.host, self.param.stepped(*lines, fine));
            }
            WindowEvent::KeyDown(Code::ArrowUp, _) => {
                self.param.set(&*self.host, self.param.stepped(1.0, fine));
                meta.consume();
            }
            _ => (),
        });
    }
}

struct Meter {
    shared: Arc<Shared>,
    level: u32,
}

impl View for Meter {
    fn draw(&self, cx: &mut DrawContext<'_>, canvas: &Canvas) {
        self.shared.draws.fetch_add(1, Ordering::Relaxed);
        let bounds = cx.bounds();
        let mut paint = vg::Paint::default();
        paint.set_color(Color::rgb(70, 200, 120));
        let height = bounds.h * self.level as f32 / 100.0;
        let bar = vg::Rect::from_xywh(bounds.x, bounds.y + bounds.h - height, bounds.w, height);
        canvas.draw_rect(bar, &paint);
    }
}
