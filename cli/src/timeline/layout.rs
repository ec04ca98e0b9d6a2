//! Where everything is.

/// A part of the picture that spans all of time.
#[derive(Clone, Copy, Debug)]
pub struct Panel {
    pub top: f64,
    pub bottom: f64,
}

/// Measures of the whole picture, in pixels.
#[derive(Clone, Copy, Debug)]
pub struct Layout {
    pub width: f64,
    pub height: f64,
    pub left: f64,
    pub right: f64,
    /// Baseline of the names of marks.
    pub mark_names: f64,
    pub curves: Panel,
    pub ribbon: Panel,
    pub confidence: Panel,
    pub seconds: f64,
}

impl Layout {
    /// For so many seconds, with room for the names of marks if there are some.
    pub fn new(seconds: f64, marks: bool) -> Self {
        let curves_top = if marks { 136.0 } else { 108.0 };
        let panel =
            |top: f64, height: f64| Panel { top: curves_top + top, bottom: curves_top + top + height };
        let confidence = panel(312.0, 62.0);
        Self {
            width: 1200.0,
            height: confidence.bottom + 52.0,
            left: 76.0,
            right: 1080.0,
            mark_names: curves_top - 12.0,
            curves: panel(0.0, 244.0),
            ribbon: panel(260.0, 36.0),
            confidence,
            seconds: seconds.max(0.5),
        }
    }

    /// Where a second is.
    pub fn x(&self, seconds: f64) -> f64 {
        self.left + (self.right - self.left) * (seconds / self.seconds).clamp(0.0, 1.0)
    }

    /// Where a value in [-1, 1] is among the curves.
    pub fn curve_y(&self, value: f64) -> f64 {
        let Panel { top, bottom } = self.curves;
        let inset = 10.0;
        (top + bottom) / 2.0 - value.clamp(-1.0, 1.0) * ((bottom - top) / 2.0 - inset)
    }

    /// Where a confidence in [0, 1] is.
    pub fn confidence_y(&self, value: f64) -> f64 {
        let Panel { top, bottom } = self.confidence;
        bottom - value.clamp(0.0, 1.0) * (bottom - top - 4.0)
    }
}

/// Minutes and seconds, and hours where there are some.
pub fn clock(seconds: f64) -> String {
    let seconds = seconds.round().max(0.0) as u64;
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    if hours > 0 { format!("{hours}:{minutes:02}:{seconds:02}") } else { format!("{minutes}:{seconds:02}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clocks_show_what_there_is() {
        assert_eq!([0.0, 59.6, 61.0, 600.0].map(clock), ["0:00", "1:00", "1:01", "10:00"]);
        assert_eq!(clock(3_725.0), "1:02:05");
    }

    #[test]
    fn values_beyond_the_scale_stay_in_their_panel() {
        let layout = Layout::new(10.0, false);
        assert_eq!(layout.x(-3.0), layout.left);
        assert_eq!(layout.x(30.0), layout.right);
        assert!(layout.curve_y(9.0) > layout.curves.top && layout.curve_y(-9.0) < layout.curves.bottom);
        assert!(layout.confidence_y(2.0) > layout.confidence.top);
        assert!(layout.confidence.bottom < layout.height);
    }
}
