//! The frame around the plug-in's window, and the loop in which a Linux host calls it.

use std::{
    cell::RefCell,
    ffi::c_void,
    time::{Duration, Instant},
};

use vst3::{
    Class, ComPtr, ComRef, ComWrapper,
    Steinberg::{
        IPlugFrame, IPlugFrameTrait, IPlugView, IPlugViewTrait,
        Linux::{
            FileDescriptor, IEventHandler, IRunLoop, IRunLoopTrait, ITimerHandler, ITimerHandlerTrait,
            TimerInterval,
        },
        ViewRect,
        Vst::{IEditControllerTrait, ViewType},
        kNotImplemented, kPlatformTypeX11EmbedWindowID, kResultOk, tresult,
    },
};

use super::Plugin;

struct Timer {
    handler: ComPtr<ITimerHandler>,
    every: Duration,
    due: Instant,
}

/// What the plug-in's window asks of its host.
#[derive(Default)]
struct Frame {
    timers: RefCell<Vec<Timer>>,
}

/// The plug-in's window in a window of the host's.
pub struct Window {
    frame: ComWrapper<Frame>,
    view: ComPtr<IPlugView>,
}

impl Window {
    /// Opens it in an X11 window, as hosts do: view, frame, size, parent.
    pub fn open(plugin: &Plugin, parent: u32) -> Self {
        let frame = ComWrapper::new(Frame::default());
        let interface = frame.to_com_ptr::<IPlugFrame>().unwrap();
        let mut size = ViewRect { left: 0, top: 0, right: 0, bottom: 0 };
        // SAFETY: what is lent outlives the view, which `drop` takes down first.
        let view = unsafe {
            let view = ComPtr::from_raw(plugin.controller.createView(ViewType::kEditor)).expect("a view");
            assert_eq!(view.isPlatformTypeSupported(kPlatformTypeX11EmbedWindowID), kResultOk);
            assert_eq!(view.setFrame(interface.as_ptr()), kResultOk);
            assert_eq!(view.getSize(&raw mut size), kResultOk);
            let parent = std::ptr::without_provenance_mut::<c_void>(parent as usize);
            assert_eq!(view.attached(parent, kPlatformTypeX11EmbedWindowID), kResultOk);
            view
        };
        Self { frame, view }
    }

    /// Runs the timers that are due; whether there were any.
    pub fn idle(&self) -> bool {
        let now = Instant::now();
        let mut timers = self.frame.timers.borrow_mut();
        let due: Vec<_> = timers.iter_mut().filter(|timer| timer.due <= now).collect();
        let handlers: Vec<_> = due
            .into_iter()
            .map(|timer| {
                timer.due = now + timer.every;
                timer.handler.clone()
            })
            .collect();
        drop(timers);
        for handler in &handlers {
            // SAFETY: it is counted.
            unsafe { handler.onTimer() };
        }
        !handlers.is_empty()
    }
}

impl Drop for Window {
    fn drop(&mut self) {
        // SAFETY: the view is there.
        unsafe {
            assert_eq!(self.view.removed(), kResultOk);
        }
    }
}

impl Class for Frame {
    type Interfaces = (IPlugFrame, IRunLoop);
}

impl IPlugFrameTrait for Frame {
    unsafe fn resizeView(&self, view: *mut IPlugView, size: *mut ViewRect) -> tresult {
        // SAFETY: the plug-in's view and size.
        unsafe { ComRef::from_raw(view).unwrap().onSize(size) }
    }
}

impl IRunLoopTrait for Frame {
    unsafe fn registerEventHandler(&self, _handler: *mut IEventHandler, _file: FileDescriptor) -> tresult {
        // Our window watches its own connection.
        kNotImplemented
    }

    unsafe fn unregisterEventHandler(&self, _handler: *mut IEventHandler) -> tresult {
        kNotImplemented
    }

    unsafe fn registerTimer(&self, handler: *mut ITimerHandler, milliseconds: TimerInterval) -> tresult {
        // SAFETY: the plug-in's handler.
        let handler = unsafe { ComRef::from_raw(handler) }.unwrap().to_com_ptr();
        let every = Duration::from_millis(milliseconds);
        self.timers.borrow_mut().push(Timer { handler, every, due: Instant::now() + every });
        kResultOk
    }

    unsafe fn unregisterTimer(&self, handler: *mut ITimerHandler) -> tresult {
        self.timers.borrow_mut().retain(|timer| timer.handler.as_ptr() != handler);
        kResultOk
    }
}
