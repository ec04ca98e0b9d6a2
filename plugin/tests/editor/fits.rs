//! The page of the routing has room for all of it.

use ai_mixtapes::{
    editor::state::made_up::MadeUp,
    session::settings::{Page, SMALLEST_FULL, Settings},
};

use crate::shown::{Shown, show};

/// What stands under one another, from the top, in each column.
const COLUMNS: [&[&str]; 3] = [
    &["undo", "macro-1", "macro-2", "macro-3", "macro-4", "macro-5", "macro-6", "macro-7", "macro-8"],
    &[
        "source",
        "source-Now",
        "blend",
        "least",
        "greatest",
        "from",
        "to",
        "curve",
        "rise",
        "fall",
        "gate",
        "mode-Read",
        "macro_1",
    ],
    &[
        "learn",
        "route-1",
        "route-2",
        "route-3",
        "route-4",
        "route-5",
        "route-6",
        "route-7",
        "route-8",
        "feed",
        "cc_channel",
        "cc_valence",
        "bits-7 bit",
        "deadband",
        "rate",
        "panic",
        "notes",
        "note_channel",
        "base",
        "program",
    ],
];

/// The same on the page of what goes out beside the host, where a column is a panel.
const OUTSIDE: [&[&str]; 3] = [
    &["preset-back", "preset-1", "preset-6", "preset-load", "preset-save", "preset-told"],
    &[
        "osc-on",
        "osc-host-text",
        "osc-port-text",
        "osc-rate-text",
        "osc-prefix-text",
        "osc-name-text",
        "part-mood",
        "part-change",
        "osc-told",
        "osc-fault",
    ],
    &["log", "log-format-CSV", "log-told", "log-file", "log-fault"],
];

/// Shows a page in the smallest window, and looks at its columns.
fn fits(page: Page, columns: [&[&str]; 3], least: f32) -> Shown {
    let (width, height) = SMALLEST_FULL;
    let settings = Settings { width, height, page, ..Settings::default() };
    let mut shown = show(MadeUp::new(300), settings, 1.0);
    shown.screen.picture();
    let mut right = 0.0;
    for column in columns {
        let bounds: Vec<_> =
            column.iter().map(|id| shown.screen.bounds(id).unwrap_or_else(|| panic!("no {id}"))).collect();
        for (id, pair) in column.iter().zip(bounds.windows(2)) {
            let (above, below) = (pair[0], pair[1]);
            assert!(above.3 >= least, "{id} is {} high", above.3);
            assert!(above.1 + above.3 <= below.1 + 0.5, "{id}: {above:?} lies on {below:?}");
        }
        let left = bounds.iter().map(|bounds| bounds.0).fold(f32::MAX, f32::min);
        assert!(left > right, "a column begins at {left}, the last ended at {right}");
        right = bounds.iter().map(|bounds| bounds.0 + bounds.2).fold(0.0, f32::max);
        let bottom = bounds.iter().map(|bounds| bounds.1 + bounds.3).fold(0.0, f32::max);
        assert!(right <= width - 18.0 && bottom <= height - 16.0, "{right} {bottom}");
    }
    shown
}

#[test]
fn in_the_smallest_window_nothing_overlaps_and_nothing_is_cut_off() {
    let mut shown = fits(Page::Routing, COLUMNS, 17.0);
    let (rate, panic) = (shown.screen.bounds("rate").unwrap(), shown.screen.bounds("panic").unwrap());
    assert!(panic.1 - (rate.1 + rate.3) >= 26.0, "one panel ends, and another begins: {rate:?} {panic:?}");
}

#[test]
fn the_page_of_what_goes_out_has_room_too() {
    // Lines without a text have no height.
    fits(Page::Outside, OUTSIDE, 0.0);
}
