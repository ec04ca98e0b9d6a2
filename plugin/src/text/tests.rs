use nice_plug::prelude::{ParamPtr, Params};
use proptest::prelude::*;

use super::*;
use crate::{outputs::Output, session::params::MoodParams};

#[test]
fn numbers_are_read_as_people_write_them() {
    for (quantity, text, value) in [
        (Quantity::SECONDS, "0,5 s", 0.5),
        (Quantity::SECONDS, "0.5S", 0.5),
        (Quantity::SECONDS, "0.5", 0.5),
        (Quantity::SECONDS, "０．５\u{3000}ｓ", 0.5),
        (Quantity::SECONDS, "\u{FEFF}0,5\u{202F}s\u{200B}", 0.5),
        (Quantity::SECONDS, "250 ms", 0.25),
        (Quantity::SECONDS, "5.", 5.0),
        (Quantity::LEVEL, "−0,25", -0.25),
        (Quantity::LEVEL, "- 0.25", -0.25),
        (Quantity::LEVEL, "–,25", -0.25),
        (Quantity::LEVEL, "+0.25", 0.25),
        (Quantity::LEVEL, "＋0.25", 0.25),
        (Quantity::SHARE, "50,0 %", 0.5),
        (Quantity::SHARE, "50.0%", 0.5),
        (Quantity::SHARE, "50\u{A0}％", 0.5),
        (Quantity::SHARE, "50", 0.5),
        (Quantity::FACTOR, "1,5 X", 1.5),
        (Quantity::FACTOR, "1.5×", 1.5),
        (Quantity::CHANNEL, " 16 ", 16.0),
        (Quantity::CONTROLLER, "CC74", 74.0),
        (Quantity::CONTROLLER, "cc 74", 74.0),
        (Quantity::CONTROLLER, "74,0", 74.0),
        (Quantity::CONTROLLER, "OFF", 0.0),
        (Quantity::SWITCH, "on", 1.0),
        (Quantity::SWITCH, "0", 0.0),
    ] {
        assert_eq!(quantity.read(text), Ok(value), "{text:?}");
    }
}

#[test]
fn what_can_be_two_numbers_is_refused_with_that_reason() {
    for text in ["1,234.5", "1.234,5", "1,2,3", "1.2.3", "1 000", "0,5,", "1'000", "1 0 s"] {
        let refused = Quantity::SECONDS.read(text).unwrap_err();
        assert_eq!(refused, Misread::Ambiguous(format!("“{text}”")));
        assert!(refused.to_string().ends_with("can be two numbers: write one point or comma"));
    }
}

#[test]
fn what_is_no_value_is_refused_with_what_would_be_one() {
    for (quantity, text, reason) in [
        (Quantity::SECONDS, "soon", "expected 0 to 10 s, got “soon”"),
        (Quantity::SECONDS, " ", "expected 0 to 10 s, got nothing"),
        (Quantity::SECONDS, "20 s", "expected 0 to 10 s, got “20 s”"),
        (Quantity::SECONDS, "5 %", "expected 0 to 10 s, got “5 %”"),
        (Quantity::LEVEL, "--1", "expected -1 to 1, got “--1”"),
        (Quantity::LEVEL, "NaN", "expected -1 to 1, got “NaN”"),
        (Quantity::LEVEL, "inf", "expected -1 to 1, got “inf”"),
        (Quantity::LEVEL, ".", "expected -1 to 1, got “.”"),
        (Quantity::SHARE, "101 %", "expected 0 to 100 %, got “101 %”"),
        (Quantity::CHANNEL, "1,5", "expected 1 to 16, got “1,5”"),
        (Quantity::CHANNEL, "0", "expected 1 to 16, got “0”"),
        (Quantity::CONTROLLER, "CC 120", "expected CC 1 to CC 119, or Off, got “CC 120”"),
        (Quantity::SWITCH, "maybe", "expected On or Off, got “maybe”"),
        (Quantity::SWITCH, "maybe another time", "expected On or Off, got “maybe another ti…”"),
    ] {
        assert_eq!(quantity.read(text).unwrap_err().to_string(), reason);
    }
}

#[test]
fn every_parameter_has_its_quantity() {
    for (id, pointer, _) in MoodParams::default().param_map() {
        if matches!(pointer, ParamPtr::EnumParam(_)) {
            continue;
        }
        let quantity = Quantity::of_param(&id).expect(&id);
        for (normalized, end) in [(0.0, quantity.range.0), (1.0, quantity.range.1)] {
            // SAFETY: the pointer is used while its owner, a temporary of the loop, is alive.
            let plain = unsafe { pointer.preview_plain(normalized) };
            assert!((f64::from(plain) - end).abs() < 1e-5, "{id}: {plain} and {end}");
        }
    }
}

/// Some ways to write what is shown.
fn written(shown: &str, way: usize) -> String {
    match way % 7 {
        0 => shown.to_owned(),
        1 => shown.replace('.', ","),
        2 => shown.replace('-', "−"),
        3 => shown.replace(' ', "\u{A0}"),
        4 => shown.replace(' ', "").to_uppercase(),
        5 => shown.chars().map(full_width).collect(),
        _ => format!("\u{2009}{}\u{3000}", shown.to_lowercase()),
    }
}

fn full_width(c: char) -> char {
    match c {
        ' ' => '\u{3000}',
        '!'..='~' => char::from_u32(u32::from(c) + 0xFEE0).unwrap(),
        c => c,
    }
}

proptest! {
    #[test]
    fn what_a_parameter_shows_is_read_back(normalized in 0.0_f32..=1.0, way in 0_usize..7) {
        let params = MoodParams::default();
        for (id, pointer, _) in params.param_map() {
            if matches!(pointer, ParamPtr::EnumParam(_)) {
                continue;
            }
            // SAFETY: the parameters outlive the loop.
            unsafe {
                let shown = pointer.normalized_value_to_string(normalized, true);
                let read = pointer.string_to_normalized_value(&written(&shown, way));
                let read = read.unwrap_or_else(|| panic!("{id}: {shown} in way {way}"));
                prop_assert_eq!(pointer.normalized_value_to_string(read, true), shown);
            }
        }
    }

    #[test]
    fn what_an_output_shows_is_read_back(share in 0.0_f64..=1.0, way in 0_usize..7) {
        for output in Output::ALL {
            let (least, greatest) = output.range();
            let shown = output.to_text(least + share * (greatest - least));
            let read = output.from_text(&written(&shown, way));
            let read = read.unwrap_or_else(|error| panic!("{shown} in way {way}: {error}"));
            prop_assert_eq!(output.to_text(read), shown);
        }
    }

    #[test]
    fn no_text_does_harm(text in "\\PC*") {
        for id in ["bypass", "smoothing", "valence_offset", "valence_range", "cc_channel", "cc_valence"] {
            let quantity = Quantity::of_param(id).unwrap();
            if let Ok(value) = quantity.read(&text) {
                prop_assert!((quantity.range.0..=quantity.range.1).contains(&value));
            }
        }
    }
}
