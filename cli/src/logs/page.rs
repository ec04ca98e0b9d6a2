//! The page: HTML with everything in it.

use std::fmt::Write;

use engine::mood::MoodClass;

use super::{
    heard::{Heard, date_time},
    strip,
    tally::{Minute, Shares, extremes, minutes},
};
use crate::timeline::{Timeline, clock, escape, palette};

const STYLE: &str = include_str!("page.css");
/// The colour of what is no music.
const NO_MUSIC: &str = "#3c4558";

/// The whole page.
pub fn draw(title: &str, heard: &Heard<'_>, damaged: usize) -> String {
    let shares = Shares::of(heard);
    let title = escape(title);
    let subtitle = escape(&subtitle(heard, damaged));
    let picture = Timeline {
        title: "Mood",
        subtitle: if heard.rendered { "as it was rendered" } else { "universal time where a stretch begins" },
        seconds: heard.seconds,
        updates: &heard.updates,
        sections: &heard.sections,
        marks: &heard.marks,
    };
    let (picture, tension) = (picture.to_svg(), strip::draw(heard));
    let (shares, minutes) = (draw_shares(&shares), draw_minutes(heard));
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n<title>{title}</title>\n\
         <style>\n{STYLE}</style>\n</head>\n<body>\n<main>\n<h1>{title}</h1>\n<p>{subtitle}</p>\n\
         {picture}{tension}{shares}{minutes}</main>\n</body>\n</html>\n"
    )
}

fn subtitle(heard: &Heard<'_>, damaged: usize) -> String {
    let (first, last) = (&heard.rows[0].1, &heard.rows[heard.rows.len() - 1].1);
    let mut text = if heard.rendered {
        format!("rendered on {} UTC", date_time(first.time))
    } else {
        format!("{} to {} UTC", date_time(first.time), date_time(last.time))
    };
    let _ = write!(text, " · {} updates", heard.rows.len());
    if heard.left_out > 0 {
        let _ = write!(text, " · {} of renders are left out", heard.left_out);
    }
    if damaged > 0 {
        let _ = write!(text, " · {damaged} lines could not be read");
    }
    text
}

/// A bar of all classes, and a table of them.
fn draw_shares(shares: &Shares) -> String {
    let total = shares.total().max(1);
    let mut list: Vec<_> = MoodClass::ALL
        .into_iter()
        .map(|class| (class.name(), palette::class(class), shares.classes[usize::from(class.index())]))
        .collect();
    list.sort_by_key(|(.., count)| std::cmp::Reverse(*count));
    list.push(("no music", NO_MUSIC, shares.others));
    list.retain(|(.., count)| *count > 0);
    let (mut bar, mut table) = (String::new(), String::new());
    for (name, colour, count) in list {
        let percent = 100.0 * count as f64 / total as f64;
        let length = clock(count as f64 / 2.0);
        let _ = write!(
            bar,
            "<i style=\"flex:{count} 1 0;background:{colour}\" title=\"{name}, {percent:.0} %\"></i>"
        );
        let _ = writeln!(
            table,
            "<tr><td><span class=\"dot\" style=\"background:{colour}\"></span>{name}</td>\
             <td class=\"number\">{percent:.1} %</td><td class=\"number\">{length}</td></tr>"
        );
    }
    format!(
        "<section>\n<h2>Shares of classes</h2>\n<div class=\"bar\">{bar}</div>\n<table>\n\
         <tr><th>class</th><th class=\"number\">share</th><th class=\"number\">time</th></tr>\n{table}</table>\n\
         <p style=\"margin:12px 0 0\">The music changed {} times.</p>\n</section>\n",
        shares.changes
    )
}

/// The calmest and the liveliest minutes, side by side.
fn draw_minutes(heard: &Heard<'_>) -> String {
    let [calmest, liveliest] = extremes(minutes(heard));
    if calmest.is_empty() {
        return String::new();
    }
    let tables = [("Calmest minutes", calmest), ("Liveliest minutes", liveliest)]
        .map(|(name, minutes)| draw_table(name, &minutes, heard.rendered));
    format!("<div class=\"pair\">\n{}</div>\n", tables.concat())
}

fn draw_table(name: &str, minutes: &[Minute], rendered: bool) -> String {
    let mut rows = String::new();
    for minute in minutes {
        let Minute { seconds, time, arousal, valence, tension, class } = minute;
        let at = if rendered { clock(*seconds) } else { date_time(*time) };
        let (colour, class) = (palette::class(*class), class.name());
        let _ = writeln!(
            rows,
            "<tr><td>{at}</td><td><span class=\"dot\" style=\"background:{colour}\"></span>{class}</td>\
             <td class=\"number\">{arousal:+.2}</td><td class=\"number\">{valence:+.2}</td>\
             <td class=\"number\">{tension:+.2}</td></tr>"
        );
    }
    format!(
        "<section>\n<h2>{name}</h2>\n<table>\n<tr><th>begins</th><th>class</th><th class=\"number\">arousal</th>\
         <th class=\"number\">valence</th><th class=\"number\">tension</th></tr>\n{rows}</table>\n</section>\n"
    )
}
