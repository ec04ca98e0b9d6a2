//! How large a window is and may be.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use nice_plug::{editor::dpi::NativeSize, params::persist::PersistentField, prelude::ResizeHint};

/// A window's size in logical pixels, whether it is open or not.
///
/// Copies share the size. The plug-in keeps one in its parameters, so that states save it (`#[persist = "…"]`, as
/// two numbers), and gives another to the [`WindowEditor`](crate::WindowEditor). Any thread may read and set it.
#[derive(Clone, Debug)]
pub struct WindowSize(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    /// Width and height, as the bits of two `f32`.
    size: AtomicU64,
    /// Physical pixels to a logical one, as the bits of an `f64`: as the window had it when it was last open.
    scale: AtomicU64,
}

impl WindowSize {
    /// The size that a window opens with for the first time.
    pub fn new(width: f32, height: f32) -> Self {
        Self(Arc::new(Shared {
            size: AtomicU64::new(pack(width, height)),
            scale: AtomicU64::new(1.0_f64.to_bits()),
        }))
    }

    /// Width and height.
    pub fn get(&self) -> (f32, f32) {
        let bits = self.0.size.load(Ordering::Relaxed);
        (f32::from_bits((bits >> 32) as u32), f32::from_bits(bits as u32))
    }

    /// The size for the next opening. A window that is open stays as it is until the host says that the state has
    /// changed; to resize it, ask the [`Host`](crate::Host).
    pub fn set(&self, width: f32, height: f32) {
        if [width, height].iter().all(|side| side.is_finite() && *side >= 1.0) {
            self.0.size.store(pack(width, height), Ordering::Relaxed);
        }
    }

    pub(crate) fn scale(&self) -> f64 {
        f64::from_bits(self.0.scale.load(Ordering::Relaxed))
    }

    pub(crate) fn set_scale(&self, scale: f64) {
        self.0.scale.store(scale.to_bits(), Ordering::Relaxed);
    }

    /// In what the system counts windows in.
    pub(crate) fn native(&self) -> NativeSize<u32> {
        native(self.get(), self.scale())
    }
}

impl PersistentField<'_, (f32, f32)> for WindowSize {
    fn set(&self, (width, height): (f32, f32)) {
        WindowSize::set(self, width, height);
    }

    fn map<F, R>(&self, f: F) -> R
    where
        F: Fn(&(f32, f32)) -> R,
    {
        f(&self.get())
    }
}

/// How small and how large a window may be, in logical pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Limits {
    /// The least width and height.
    pub min: (f32, f32),
    /// The greatest width and height.
    pub max: (f32, f32),
}

impl Limits {
    /// The nearest size within the limits.
    pub fn clamp(&self, size: (f32, f32)) -> (f32, f32) {
        // `max` and then `min` rather than `clamp`: limits in the wrong order are no reason to panic in a host.
        (size.0.max(self.min.0).min(self.max.0), size.1.max(self.min.1).min(self.max.1))
    }

    pub(crate) fn hint(&self) -> ResizeHint {
        let horizontally = self.min.0 < self.max.0;
        let vertically = self.min.1 < self.max.1;
        ResizeHint {
            can_resize: horizontally || vertically,
            can_resize_horizontally: horizontally,
            can_resize_vertically: vertically,
            ..ResizeHint::NON_RESIZABLE
        }
    }

    /// The nearest size within the limits, in what the system counts windows in.
    pub(crate) fn adjust(&self, size: NativeSize<u32>, scale: f64) -> NativeSize<u32> {
        let logical = size.cast::<f64>().to_logical(scale);
        let asked = (logical.width as f32, logical.height as f32);
        let allowed = self.clamp(asked);
        // Unless it must change it stays exact: rounding twice could move it by a pixel.
        if allowed == asked { size } else { native(allowed, scale) }
    }
}

fn native(size: (f32, f32), scale: f64) -> NativeSize<u32> {
    let logical = nice_plug::editor::dpi::LogicalSize::new(f64::from(size.0), f64::from(size.1));
    NativeSize::from_size(logical.into(), scale)
}

fn pack(width: f32, height: f32) -> u64 {
    u64::from(width.to_bits()) << 32 | u64::from(height.to_bits())
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMITS: Limits = Limits { min: (360.0, 120.0), max: (1920.0, 1200.0) };

    #[test]
    fn copies_share_the_size() {
        let size = WindowSize::new(960.0, 600.0);
        size.clone().set(400.0, 200.0);
        assert_eq!(size.get(), (400.0, 200.0));
    }

    #[test]
    fn a_state_with_no_size_that_a_window_can_have_changes_nothing() {
        let size = WindowSize::new(960.0, 600.0);
        for bad in [(f32::NAN, 600.0), (960.0, f32::INFINITY), (0.0, 0.0), (-5.0, 10.0)] {
            PersistentField::set(&size, bad);
        }
        assert_eq!(size.map(|size| *size), (960.0, 600.0));
    }

    #[test]
    fn sizes_are_brought_within_the_limits() {
        assert_eq!(LIMITS.adjust(NativeSize::new(100, 5000), 1.0), NativeSize::new(360, 1200));
        assert_eq!(LIMITS.adjust(NativeSize::new(801, 601), 1.0), NativeSize::new(801, 601));
    }

    #[cfg(not(target_os = "macos"))]
    #[test]
    fn limits_are_logical_and_hosts_speak_of_physical_pixels() {
        assert_eq!(LIMITS.adjust(NativeSize::new(100, 100), 2.0), NativeSize::new(720, 240));
        assert_eq!(LIMITS.adjust(NativeSize::new(1001, 501), 1.5), NativeSize::new(1001, 501));
    }

    #[test]
    fn only_what_has_room_can_be_resized() {
        assert!(LIMITS.hint().can_resize_horizontally && LIMITS.hint().can_resize_vertically);
        assert!(!Limits { max: LIMITS.min, ..LIMITS }.hint().can_resize);
    }
}
