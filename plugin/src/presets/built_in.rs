//! The presets that everybody has.

/// What they are called, and the text of each.
pub const ALL: [(&str, &str); 6] = [
    ("Energy to a dimmer", include_str!("built_in/energy-to-a-dimmer.json")),
    ("Energy opens a filter", include_str!("built_in/energy-opens-a-filter.json")),
    ("Calm opens a reverb", include_str!("built_in/calm-opens-a-reverb.json")),
    ("Cues for a light desk", include_str!("built_in/cues-for-a-light-desk.json")),
    ("Film of the set", include_str!("built_in/film-of-the-set.json")),
    ("Everything on controllers", include_str!("built_in/everything-on-controllers.json")),
];
