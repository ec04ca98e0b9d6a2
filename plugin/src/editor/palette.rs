//! The colours that views draw with, read from the stylesheet, so that each stands in one place.

use engine::mood::MoodClass;
use vizia_core::prelude::Color;

use crate::session::settings::Theme;

/// The editor's stylesheet. Its first two rules, `.dark` and `.contrast`, define the colours of the two themes.
pub const STYLE: &str = concat!(
    include_str!("style/main.css"),
    include_str!("style/routing.css"),
    include_str!("style/outside.css")
);

/// The colours of one theme.
#[derive(Clone, Copy, Debug, PartialEq)]
#[expect(missing_docs, reason = "the stylesheet says what each is for")]
pub struct Palette {
    pub panel: Color,
    pub well: Color,
    pub grid: Color,
    pub axis: Color,
    pub text: Color,
    pub muted: Color,
    pub accent: Color,
    pub track: Color,
    pub valence: Color,
    pub arousal: Color,
    pub tension: Color,
    pub confidence: Color,
    pub warning: Color,
    classes: [Color; MoodClass::ALL.len()],
}

impl Palette {
    /// The colours of a theme. One that the stylesheet lacks is magenta; a test makes sure that none is.
    pub fn new(theme: Theme) -> Self {
        let color = |name: &str| variable(theme, name).unwrap_or(Color::rgb(255, 0, 255));
        Self {
            panel: color("panel"),
            well: color("well"),
            grid: color("grid"),
            axis: color("axis"),
            text: color("text"),
            muted: color("muted"),
            accent: color("accent"),
            track: color("track"),
            valence: color("valence"),
            arousal: color("arousal"),
            tension: color("tension"),
            confidence: color("confidence"),
            warning: color("warning"),
            classes: MoodClass::ALL.map(|class| color(&class.name().to_lowercase())),
        }
    }

    /// The colour of a mood class.
    pub fn class(&self, class: MoodClass) -> Color {
        self.classes[usize::from(class.index())]
    }
}

/// The value of a custom property, `--name: #rrggbb;`, in the theme's rule.
fn variable(theme: Theme, name: &str) -> Option<Color> {
    let (_, rule) = STYLE.split_once(&format!(".{} {{", theme.class()))?;
    let (rule, _) = rule.split_once('}')?;
    let (_, value) = rule.split_once(&format!("--{name}: #"))?;
    let value = u32::from_str_radix(value.get(..6)?, 16).ok()?;
    let [_, red, green, blue] = value.to_be_bytes();
    Some(Color::rgb(red, green, blue))
}

/// `color` with another opacity, [0, 1].
pub fn faded(color: Color, opacity: f32) -> Color {
    Color::rgba(color.r(), color.g(), color.b(), (opacity.clamp(0.0, 1.0) * 255.0).round() as u8)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Relative luminance by WCAG 2.
    fn luminance(color: Color) -> f64 {
        let linear = |byte: u8| {
            let value = f64::from(byte) / 255.0;
            if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * linear(color.r()) + 0.7152 * linear(color.g()) + 0.0722 * linear(color.b())
    }

    fn contrast(one: Color, other: Color) -> f64 {
        let (one, other) = (luminance(one), luminance(other));
        (one.max(other) + 0.05) / (one.min(other) + 0.05)
    }

    /// Rules of the stylesheet as (selector, body).
    fn rules() -> Vec<(&'static str, &'static str)> {
        let mut rest = STYLE;
        let mut rules = Vec::new();
        while let Some((selector, after)) = rest.split_once('{') {
            let (body, after) = after.split_once('}').expect("a rule ends");
            let selector = selector.rsplit_once("*/").map_or(selector, |(_, selector)| selector);
            rules.push((selector.trim(), body));
            rest = after;
        }
        rules
    }

    /// The custom property that a rule's property refers to.
    fn referred<'a>(body: &'a str, property: &str) -> Option<&'a str> {
        body.split(';').find_map(|line| {
            let (name, value) = line.split_once(':')?;
            (name.trim() == property).then_some(())?;
            value.trim().strip_prefix("var(--")?.strip_suffix(')')
        })
    }

    #[test]
    fn both_themes_have_every_color() {
        for theme in Theme::ALL {
            let names =
                ["ground", "panel", "edge", "well", "grid", "axis", "text", "muted", "accent", "on-accent"];
            let more =
                ["track", "valence", "arousal", "tension", "confidence", "warning", "control", "pressed"];
            let classes = MoodClass::ALL.map(|class| class.name().to_lowercase());
            for name in names.into_iter().chain(more).chain(classes.iter().map(String::as_str)) {
                assert!(variable(theme, name).is_some(), "{theme:?} has no {name}");
            }
        }
    }

    #[test]
    fn the_stylesheet_takes_text_colors_from_the_themes_only() {
        for (selector, body) in rules() {
            for line in body.split(';') {
                if let Some((name, value)) = line.split_once(':')
                    && ["color", "background-color", "caret-color"].contains(&name.trim())
                {
                    let allowed = value.trim().starts_with("var(--") || value.trim() == "transparent";
                    assert!(allowed, "{selector}: {line}");
                }
            }
        }
    }

    #[test]
    fn every_text_stands_out_from_whatever_it_may_lie_on() {
        // What text lies on where a rule doesn't say it itself.
        let grounds = ["ground", "panel", "well"];
        let mut checked = 0;
        for theme in Theme::ALL {
            for (selector, body) in rules() {
                let Some(text) = referred(body, "color") else { continue };
                let own = referred(body, "background-color");
                for ground in own.as_ref().map_or(&grounds[..], std::slice::from_ref) {
                    let found = contrast(variable(theme, text).unwrap(), variable(theme, ground).unwrap());
                    assert!(found >= 4.5, "{theme:?}: {selector}: {text} on {ground}: {found:.2}");
                    checked += 1;
                }
            }
            // Classes are written large in their own colours.
            let palette = Palette::new(theme);
            for class in MoodClass::ALL {
                let found = contrast(palette.class(class), palette.panel);
                assert!(found >= 4.5, "{theme:?}: {class:?}: {found:.2}");
            }
        }
        assert!(checked > 20, "{checked}");
    }

    #[test]
    fn curves_stand_out_from_the_chart() {
        for theme in Theme::ALL {
            let palette = Palette::new(theme);
            for curve in [palette.valence, palette.arousal, palette.tension, palette.confidence] {
                assert!(contrast(curve, palette.well) >= 3.0, "{theme:?}");
            }
        }
    }

    #[test]
    fn classes_can_be_told_from_one_another() {
        for theme in Theme::ALL {
            let palette = Palette::new(theme);
            for one in MoodClass::ALL {
                for other in MoodClass::ALL.into_iter().filter(|other| other.index() > one.index()) {
                    let (a, b) = (palette.class(one), palette.class(other));
                    let distance = [(a.r(), b.r()), (a.g(), b.g()), (a.b(), b.b())];
                    let distance: i32 =
                        distance.map(|(a, b)| (i32::from(a) - i32::from(b)).abs()).into_iter().sum();
                    assert!(distance > 60, "{theme:?}: {one:?} and {other:?}");
                }
            }
        }
    }
}
