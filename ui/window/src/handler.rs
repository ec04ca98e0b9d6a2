//! A window at work: baseview calls it, on the window's thread.

use std::{
    cell::RefCell,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use baseview::{
    DamageArea, Event, EventStatus, HandlerError, TimerHandle, WindowContext, WindowEvent, WindowHandler,
    WindowSize as BaseSize,
};

use crate::{
    content::Content,
    fault::{Font, guard},
    host::Resize,
    link::Link,
    scene::{FRAME, Scene},
};

/// What baseview calls. All of it ends here when it panics: beyond is a host's code.
pub(crate) struct Handler {
    window: WindowContext,
    link: Arc<Link>,
    scene: RefCell<Option<Scene>>,
    /// Something came from another thread.
    woken: Arc<AtomicBool>,
    /// On X11 baseview 0.4.2 forgets a timer whose handle is dropped.
    _timer: TimerHandle,
}

impl Handler {
    /// Fills the window with the content that `make` gives.
    pub fn new(
        window: WindowContext,
        link: Arc<Link>,
        resize: Resize,
        font: Option<Font>,
        make: impl FnOnce() -> Box<dyn Content>,
    ) -> Result<Self, HandlerError> {
        let woken = Arc::new(AtomicBool::new(false));
        let (waker, flag) = (window.waker(), Arc::clone(&woken));
        let wake = Arc::new(move || {
            flag.store(true, Ordering::Release);
            waker.request_poll();
        });
        let scene = Scene::new(window.clone(), Arc::clone(&link), resize, font, wake, make)?;
        let timer = window.create_timer(FRAME)?;
        Ok(Self { window, link, scene: RefCell::new(Some(scene)), woken, _timer: timer })
    }

    /// Runs `work` on the scene. None if it panicked, or if this is a call within a call, as some systems make them.
    fn with<T>(&self, work: impl FnOnce(&mut Scene) -> T) -> Option<T> {
        let mut scene = self.scene.try_borrow_mut().ok()?;
        let scene = scene.as_mut()?;
        let done = guard(|| work(scene));
        if done.is_none() {
            scene.fail();
        }
        done
    }
}

impl WindowHandler for Handler {
    fn draw(&self) -> Result<(), HandlerError> {
        self.with(Scene::draw);
        Ok(())
    }

    fn damage(&self, _area: DamageArea<'_>) {
        self.with(Scene::expose);
    }

    fn poll(&self) {
        if Link::is(&self.link.closing) {
            self.window.request_close();
            return;
        }
        let host_keys = self.with(Scene::host_keys).unwrap_or_default();
        if self.woken.swap(false, Ordering::Acquire) || host_keys {
            self.with(Scene::settle);
        }
    }

    fn resized(&self, size: BaseSize) -> Result<(), HandlerError> {
        self.with(|scene| scene.resize(size)).unwrap_or(Ok(()))
    }

    fn on_event(&self, event: Event) -> EventStatus {
        if matches!(event, Event::Window(WindowEvent::WillClose)) {
            self.close();
            return EventStatus::Ignored;
        }
        let used = self.with(|scene| scene.event(event)).unwrap_or_default();
        // Outside of the scene: the system may tell us that we have the focus before it returns.
        if self.with(Scene::take_focus_request).unwrap_or_default() {
            let _ = self.window.focus();
        }
        if used { EventStatus::Captured } else { EventStatus::Ignored }
    }

    fn on_timer(&self, _timer: &TimerHandle) {
        self.with(Scene::tick);
    }
}

impl Handler {
    fn close(&self) {
        if let Ok(mut scene) = self.scene.try_borrow_mut() {
            let scene = scene.take();
            guard(|| drop(scene));
        }
    }
}

impl Drop for Handler {
    fn drop(&mut self) {
        self.close();
    }
}
