//! Logs as they are, and as they are when something went wrong.

use proptest::prelude::*;

use super::{
    heard::Heard,
    page,
    read::{Row, Rows},
    tally::{Shares, extremes, minutes},
};

const HEADER: &str = "time,song_seconds,tempo,offline,state,class,confidence,valence,arousal,tension,energy,change,\
                      now_valence,now_arousal,now_tension,now_class,now_confidence,section_valence,section_arousal,\
                      section_tension,section_class,section_confidence,macro_1";

/// A row of CSV, half a second after the one before.
fn csv(number: usize, class: &str, arousal: f32) -> String {
    let (seconds, millis) = (number / 2, number % 2 * 500);
    let time =
        format!("2026-11-30T{:02}:{:02}:{:02}.{millis:03}Z", seconds / 3600, seconds / 60 % 60, seconds % 60);
    let mood = format!("0.1000,{arousal:.4},-0.2000,{class},0.8000");
    format!("{time},,,0,live,{class},0.8000,0.1000,{arousal:.4},-0.2000,0.5000,0,{mood},{mood},0.0000")
}

fn json(number: usize, class: &str, arousal: f32) -> String {
    let csv = csv(number, class, arousal);
    let member = |(name, cell): (&str, &str)| {
        let value = if cell.is_empty() {
            "null".to_owned()
        } else if cell.parse::<f64>().is_ok() {
            cell.to_owned()
        } else {
            format!("\"{cell}\"")
        };
        format!("\"{name}\":{value}")
    };
    let members: Vec<_> = HEADER.split(',').zip(csv.split(',')).map(member).collect();
    format!("{{{}}}", members.join(","))
}

fn read(text: impl AsRef<[u8]>) -> Rows {
    let mut rows = Rows::default();
    rows.read_lines(text.as_ref()).unwrap();
    rows
}

/// A log of minutes, each of a class and an arousal.
fn set(minutes: &[(&str, f32)]) -> String {
    let rows = (0..120 * minutes.len()).map(|number| {
        let (class, arousal) = minutes[number / 120];
        csv(number, class, arousal)
    });
    [HEADER.to_owned()].into_iter().chain(rows).collect::<Vec<_>>().join("\n")
}

#[test]
fn statistics_beside_a_log_are_no_rows_and_no_damage() {
    let statistics = "time,kind,heard_seconds,cause,text\n2026-11-30T00:00:00.000Z,statistics,,,\n\
                      2026-11-30T00:00:00.000Z,anomaly,1.5,slow,\"fft took 61 ms, more than 50 ms\"\n";
    let json = r#"{"time":"2026-11-30T00:00:00.000Z","kind":"statistics","heard_seconds":null}"#;
    let rows = read(format!("{statistics}{json}\n{HEADER}\n{}\n{json}\n", csv(0, "Happy", 0.25)));
    assert_eq!((rows.rows.len(), rows.damaged), (1, 0));
}

#[test]
fn both_formats_say_the_same() {
    let from_csv = read(format!("{HEADER}\n{}\n{}\n", csv(0, "Happy", 0.25), csv(1, "Tense", -1.0)));
    let from_json = read(format!("{}\n{}\n", json(0, "Happy", 0.25), json(1, "Tense", -1.0)));
    assert_eq!((from_csv.rows.len(), from_csv.damaged), (2, 0));
    assert_eq!(from_csv.rows, from_json.rows);
    let Row { time, offline, state, section, .. } = &from_csv.rows[1];
    assert_eq!((*time % 86_400.0, *offline, state.name()), (0.5, false, "live"));
    assert_eq!(section.unwrap().arousal, -1.0);
}

#[test]
fn a_line_that_is_no_row_loses_itself_only() {
    let rows: Vec<_> = (0..5).map(|number| csv(number, "Happy", 0.5)).collect();
    let half = &rows[4][..rows[4].len() / 2];
    let text = format!(
        "\u{feff}{HEADER}\r\n{}\r\n\"a quote that never ends\n{}\n\n{}{}\n{}\n{half}",
        rows[0],
        rows[1],
        "x".repeat(200_000),
        "\0",
        rows[2],
    );
    let read = read(text);
    assert_eq!((read.rows.len(), read.damaged), (3, 3));
}

#[test]
fn numbers_out_of_range_and_unknown_words_are_no_mood() {
    let good = csv(0, "Happy", 0.5);
    for (from, to) in
        [("0.5000,-0.2000,Happy", "NaN,-0.2000,Happy"), ("Happy,0.8000,0.0000", "Furious,0.8000,0.0000")]
    {
        let row = good.replace(from, to);
        assert_ne!(row, good);
        let read = read(format!("{HEADER}\n{row}\n"));
        assert!(read.rows[0].section.is_none(), "{row}");
    }
    let read = read(format!("{HEADER}\n{}\n", good.replace(",live,", ",dancing,")));
    assert_eq!((read.rows.len(), read.damaged), (0, 1));
}

#[test]
fn shares_and_minutes_are_those_of_the_music() {
    let mut text = set(&[("Relaxed", -0.5), ("Tense", 0.75), ("Relaxed", 0.0), ("Tense", 0.5)]);
    text += "\n";
    text += &csv(480, "Happy", 0.0).replace(",live,", ",silent,");
    let rows = read(text);
    let heard = Heard::of(&rows).unwrap();
    let shares = Shares::of(&heard);
    assert_eq!((shares.classes, shares.others), ([0, 0, 0, 240, 0, 240], 1));
    let [calmest, liveliest] = extremes(minutes(&heard));
    let arousals = |minutes: &[super::tally::Minute]| -> Vec<f32> {
        minutes.iter().map(|minute| (minute.arousal * 20.0).round() / 20.0).collect()
    };
    assert_eq!((arousals(&calmest), arousals(&liveliest)), (vec![-0.5, 0.0], vec![0.75, 0.5]));
}

#[test]
fn a_gap_is_cut_short_and_renders_are_left_out() {
    let rendered = csv(10, "Happy", 0.5).replace(",0,live,", ",1,live,");
    let text = format!("{HEADER}\n{}\n{rendered}\n{}\n", csv(7200, "Happy", 0.5), csv(0, "Happy", 0.5));
    let rows = read(text);
    let heard = Heard::of(&rows).unwrap();
    assert_eq!((heard.rows.len(), heard.left_out, heard.rendered), (2, 1, false));
    assert!((heard.seconds - 30.5).abs() < 0.6, "{}", heard.seconds);
    assert_eq!(
        heard.marks.iter().map(|mark| mark.name.as_str()).collect::<Vec<_>>(),
        ["00:00:00", "01:00:00"]
    );
    let rows = read(format!("{HEADER}\n{rendered}\n{rendered}\n"));
    let heard = Heard::of(&rows).unwrap();
    assert_eq!((heard.rows.len(), heard.rendered, heard.seconds), (2, true, 1.0));
}

#[test]
fn the_page_needs_nothing_else_and_its_title_breaks_nothing() {
    let rows = read(set(&[("Relaxed", -0.5), ("Tense", 0.75)]));
    let page = page::draw("<script>alert('a')</script>", &Heard::of(&rows).unwrap(), 0);
    for asks in ["<script", "<link", "<img", "src=", "url(", "@import", "href="] {
        assert!(!page.contains(asks), "{asks}");
    }
    for expected in
        ["Shares of classes", "Calmest minutes", "Liveliest minutes", "tension", "50.0 %", "&lt;script&gt;"]
    {
        assert!(page.contains(expected), "{expected}");
    }
}

/// A log of which some bytes were changed, lost or repeated.
fn damaged() -> impl Strategy<Value = Vec<u8>> {
    let whole = |json_lines: bool| {
        let rows = (0..12).map(move |number| {
            if json_lines { json(number, "Happy", 0.1) } else { csv(number, "Melancholic", -0.1) }
        });
        let header = if json_lines { String::new() } else { format!("{HEADER}\n") };
        (header + &rows.collect::<Vec<_>>().join("\n")).into_bytes()
    };
    let harm = (any::<prop::sample::Index>(), 0_u8..4, any::<u8>());
    (any::<bool>(), prop::collection::vec(harm, 0..12)).prop_map(move |(json_lines, harms)| {
        let mut bytes = whole(json_lines);
        for (place, kind, byte) in harms {
            let at = place.index(bytes.len().max(1));
            match kind {
                0 if !bytes.is_empty() => bytes[at] = byte,
                1 => bytes.truncate(at),
                2 => bytes.insert(at, byte),
                _ => {
                    let again = bytes[at.min(bytes.len())..].to_vec();
                    bytes.extend(again);
                }
            }
        }
        bytes
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 10_000, ..ProptestConfig::default() })]

    #[test]
    fn no_log_is_too_damaged_to_be_drawn_or_refused(bytes in damaged()) {
        let lines = bytes.split(|byte| *byte == b'\n').filter(|line| !line.trim_ascii().is_empty()).count();
        let rows = read(&bytes);
        prop_assert!(rows.rows.len() + rows.damaged <= lines);
        if let Some(heard) = Heard::of(&rows) {
            prop_assert!(heard.seconds.is_finite());
            let page = page::draw("fuzzed", &heard, rows.damaged);
            prop_assert!(page.ends_with("</html>\n"));
        }
    }
}
