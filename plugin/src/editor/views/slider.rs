//! A value as a bar that is dragged.

use std::rc::Rc;

use vizia_core::{
    prelude::*,
    vg::{Canvas, RRect},
};
use vizia_reactive::{Signal, SignalWith};
use window::DRAG_RANGE;

use super::{adjusted::Adjusted, pen};
use crate::editor::palette::Palette;

/// Logical pixels: the height of the bar, and the size of the thumb.
const BAR: f32 = 4.0;
const THUMB: (f32, f32) = (6.0, 14.0);

/// Drag: moves it; with shift: a tenth as far. Wheel and arrow keys: a step. Double-click: the default.
pub struct Slider {
    adjusted: Rc<dyn Adjusted>,
    palette: Signal<Palette>,
}

impl Slider {
    /// Of a value.
    pub fn new<'a>(
        cx: &'a mut Context,
        adjusted: &Rc<dyn Adjusted>,
        palette: Signal<Palette>,
    ) -> Handle<'a, Self> {
        Self { adjusted: Rc::clone(adjusted), palette }
            .build(cx, |_| ())
            .navigable(true)
            .bind(adjusted.shown(), |mut handle| handle.needs_redraw())
            .bind(palette, |mut handle| handle.needs_redraw())
    }

    /// The mouse's place along the bar, such that the bar's length is the whole range.
    fn position(cx: &EventContext<'_>, x: f32) -> f32 {
        x / (cx.bounds().w - THUMB.0 * cx.scale_factor()).max(1.0) * DRAG_RANGE
    }
}

impl View for Slider {
    fn element(&self) -> Option<&'static str> {
        Some("slider-bar")
    }

    fn event(&mut self, cx: &mut EventContext<'_>, event: &mut Event) {
        let control = &self.adjusted;
        let fine = cx.modifiers().contains(Modifiers::SHIFT);
        event.map(|window_event, meta| match window_event {
            WindowEvent::MouseDown(MouseButton::Left) if meta.target == cx.current() => {
                cx.focus();
                cx.capture();
                control.grab(Self::position(cx, cx.mouse().cursor_x));
            }
            WindowEvent::MouseMove(x, _) if control.is_held() => {
                control.drag_to(Self::position(cx, *x), fine)
            }
            WindowEvent::MouseUp(MouseButton::Left) if control.is_held() => {
                control.let_go();
                cx.release();
            }
            WindowEvent::MouseDoubleClick(MouseButton::Left) if meta.target == cx.current() => {
                control.let_go();
                cx.release();
                control.reset();
            }
            WindowEvent::MouseScroll(_, lines) if *lines != 0.0 => {
                control.step(lines.signum(), fine);
                meta.consume();
            }
            WindowEvent::KeyDown(Code::ArrowRight | Code::ArrowUp, _) => {
                control.step(1.0, fine);
                meta.consume();
            }
            WindowEvent::KeyDown(Code::ArrowLeft | Code::ArrowDown, _) => {
                control.step(-1.0, fine);
                meta.consume();
            }
            WindowEvent::KeyDown(Code::Delete | Code::Backspace, _) => {
                control.reset();
                meta.consume();
            }
            _ => {}
        });
    }

    fn draw(&self, cx: &mut DrawContext<'_>, canvas: &Canvas) {
        let (bounds, scale) = (cx.bounds(), cx.scale_factor());
        let palette = self.palette.with_untracked(|palette| *palette);
        let (value, default, idle) =
            self.adjusted.shown().with_untracked(|value| (value.normalized, value.default, value.idle));
        let (thumb, height) = (THUMB.0 * scale, THUMB.1 * scale);
        let place = |value: f32| bounds.x + thumb / 2.0 + value * (bounds.w - thumb);
        let middle = bounds.y + bounds.h / 2.0;
        let bar = |from: f32, to: f32| {
            let half = BAR * scale / 2.0;
            RRect::new_rect_xy(pen::rect(from, middle - half, to - from, 2.0 * half), half, half)
        };
        canvas.draw_rrect(bar(place(0.0), place(1.0)), &pen::fill(palette.track));
        if idle {
            return cx.draw_outline(canvas);
        }
        let (value, default) = (place(value), place(default));
        canvas.draw_rrect(bar(value.min(default), value.max(default)), &pen::fill(palette.accent));
        let tick = pen::rect((default - scale / 2.0).round(), middle - 4.0 * scale, scale, 8.0 * scale);
        canvas.draw_rect(tick, &pen::fill(palette.muted));
        let grip = pen::rect((value - thumb / 2.0).round(), middle - height / 2.0, thumb, height);
        canvas.draw_rrect(RRect::new_rect_xy(grip, 2.0 * scale, 2.0 * scale), &pen::fill(palette.text));
        cx.draw_outline(canvas);
    }
}
