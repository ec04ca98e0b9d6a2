use engine::mood::State;

use super::{super::made_up, *};

fn browser(count: usize) -> Browser {
    let mut browser = Browser::default();
    browser.extend(&made_up::moments(count));
    browser
}

#[test]
fn a_minute_has_a_column_for_each_update_up_to_the_right_edge() {
    let view = browser(500).view(Zoom::Minute, Clock::Elapsed, Horizon::Now);
    assert_eq!(view.columns.len(), 120);
    assert!(view.columns.is_sorted_by(|one, next| one.x < next.x));
    assert!(view.columns[0].x < 0.01 && view.columns[119].x > 0.99);
    let newest = made_up::moment(499).moods.unwrap().now;
    assert_eq!(view.columns[119].values, Some((newest.valence, newest.arousal)));
}

#[test]
fn curves_keep_their_form_as_time_goes_on() {
    let mut browser = browser(3000);
    let before = browser.view(Zoom::TenMinutes, Clock::Elapsed, Horizon::Now);
    browser.extend(&[made_up::moment(3000), made_up::moment(3001)]);
    let after = browser.view(Zoom::TenMinutes, Clock::Elapsed, Horizon::Now);
    let values = |view: &HistoryView| view.columns.iter().map(|column| column.values).collect::<Vec<_>>();
    assert_eq!(values(&before)[1..], values(&after)[..599]);
}

#[test]
fn an_hour_is_kept_and_no_more() {
    let browser = browser(20_000);
    assert_eq!(browser.moments.len(), KEPT);
    let view = browser.view(Zoom::Hour, Clock::Elapsed, Horizon::Now);
    assert_eq!(view.columns.len(), 600);
}

#[test]
fn silence_leaves_a_gap_in_curves_and_ribbon() {
    let mut moments = made_up::moments(120);
    moments[50..60].iter_mut().for_each(|moment| moment.state = State::Silent);
    let mut browser = Browser::default();
    browser.extend(&moments);
    let view = browser.view(Zoom::Minute, Clock::Elapsed, Horizon::Now);
    assert_eq!(view.columns.iter().filter(|column| column.values.is_none()).count(), 10);
    let silent: Vec<_> = view.ribbon.iter().filter(|stretch| stretch.class.is_none()).collect();
    assert_eq!(silent.len(), 1);
    assert!((silent[0].to - silent[0].from - 10.0 / 120.0).abs() < 1e-3);
}

#[test]
fn the_ribbon_has_no_holes() {
    let view = browser(900).view(Zoom::Minute, Clock::Elapsed, Horizon::Section);
    assert!(view.ribbon.windows(2).all(|pair| (pair[0].to - pair[1].from).abs() < 1e-3));
    assert!(view.ribbon.windows(2).all(|pair| pair[0].class != pair[1].class));
}

#[test]
fn the_mouse_reads_the_moment_under_it() {
    let mut browser = browser(120);
    browser.point_at(Some(0.5));
    let view = browser.view(Zoom::Minute, Clock::Elapsed, Horizon::Now);
    let hover = view.hover.unwrap();
    let mood = made_up::moment(59).moods.unwrap().now;
    assert!((hover.x - 0.5).abs() < 0.01);
    assert!(hover.text.starts_with("0:30   "), "{}", hover.text);
    assert!(hover.text.contains(&text::signed(mood.valence)), "{}", hover.text);
    browser.point_at(None);
    assert_eq!(browser.view(Zoom::Minute, Clock::Elapsed, Horizon::Now).hover, None);
}

#[test]
fn times_are_elapsed_or_the_hosts() {
    let browser = browser(240);
    let times = |clock| {
        let ticks = browser.view(Zoom::Minute, clock, Horizon::Now).ticks;
        ticks.into_iter().map(|tick| tick.text).collect::<Vec<_>>()
    };
    assert_eq!(times(Clock::Elapsed), ["1:00", "1:10", "1:20", "1:30", "1:40", "1:50", "2:00"]);
    assert_eq!(times(Clock::Host), ["1:30", "1:40", "1:50", "2:00", "2:10", "2:20", "2:30"]);
}

#[test]
fn held_it_stands_still_and_then_catches_up() {
    let mut browser = browser(240);
    let before = browser.view(Zoom::Minute, Clock::Elapsed, Horizon::Now);
    browser.toggle_hold();
    browser.extend(&(240..300).map(made_up::moment).collect::<Vec<_>>());
    let held = browser.view(Zoom::Minute, Clock::Elapsed, Horizon::Now);
    assert_eq!(HistoryView { held: false, ..held }, before);
    browser.toggle_hold();
    assert_ne!(browser.view(Zoom::Minute, Clock::Elapsed, Horizon::Now), before);
}

#[test]
fn shrunk_it_shows_the_newest_and_gives_the_memory_of_the_others_back() {
    let mut browser = browser(7_000);
    let before = browser.view(Zoom::TenMinutes, Clock::Host, Horizon::Now);
    browser.toggle_hold();
    browser.shrink(8_000);
    assert_eq!(browser.moments.len(), 7_000);
    browser.shrink(3_600);
    assert!(browser.moments.len() == 3_600 && browser.moments.capacity() < 4_000);
    let view = browser.view(Zoom::TenMinutes, Clock::Host, Horizon::Now);
    assert_eq!(HistoryView { held: false, ..view }, before);
}

#[test]
fn cleared_it_is_empty() {
    let mut browser = browser(240);
    browser.clear();
    let view = browser.view(Zoom::Minute, Clock::Host, Horizon::Now);
    assert!(view.empty && view.columns.is_empty() && view.ribbon.is_empty());
}
