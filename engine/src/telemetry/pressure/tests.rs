use super::*;

const NONE: PressureLevel = PressureLevel::None;
const MODERATE: PressureLevel = PressureLevel::Moderate;
const CRITICAL: PressureLevel = PressureLevel::Critical;

fn stalled(some: f64, full: f64) -> Need {
    Need { stalled: Some(Stalled { some, full }), ..Need::default() }
}

fn used(bytes_in_use: u64) -> Need {
    Need { bytes_in_use, budget: Some(100), ..Need::default() }
}

/// The levels of looks five seconds apart.
fn levels(needs: impl IntoIterator<Item = Need>) -> Vec<PressureLevel> {
    let (mut watch, begun) = (PressureWatch::default(), Instant::now());
    let look = |(index, need): (u32, Need)| watch.look(begun + Duration::from_secs(5) * index, &need).level;
    (0..).zip(needs).map(look).collect()
}

#[test]
fn what_linux_tells_is_read_and_nothing_else_is() {
    let text = "some avg10=12.34 avg60=0.00 avg300=0.03 total=32472419\n\
                full avg10=1.50 avg60=0.00 avg300=0.02 total=10698358\n";
    assert_eq!(Stalled::parse(text), Some(Stalled { some: 12.34, full: 1.5 }));
    for wrong in
        ["", "some avg10=1.0", "some avg10=x\nfull avg10=1", "some avg10=-1\nfull avg10=1", "MemTotal: 1"]
    {
        assert_eq!(Stalled::parse(wrong), None, "{wrong}");
    }
    assert_eq!(Stalled::parse(&text.replace("1.50", "NaN")), None);
}

#[test]
fn it_comes_at_once_and_goes_step_by_step_after_half_a_minute_each() {
    let calm = stalled(4.9, 0.0);
    let needs = [stalled(0.0, 0.0), stalled(60.0, 20.0)].into_iter().chain([calm; 15]);
    let expected = [vec![NONE, CRITICAL], vec![CRITICAL; 6], vec![MODERATE; 6], vec![NONE; 3]].concat();
    assert_eq!(levels(needs), expected);
}

#[test]
fn what_hovers_below_the_threshold_keeps_the_level() {
    assert_eq!(levels([stalled(9.9, 0.0); 20]), vec![NONE; 20]);
    let needs = [stalled(10.0, 0.0)].into_iter().chain([stalled(5.0, 0.0); 20]);
    assert_eq!(levels(needs), vec![MODERATE; 21]);
    // Calm that doesn't last begins anew.
    let waves = (0..40).map(|look| if look % 5 == 0 { stalled(30.0, 0.0) } else { stalled(0.0, 0.0) });
    assert_eq!(levels(waves), vec![MODERATE; 40]);
}

#[test]
fn a_budget_counts_what_is_used() {
    assert_eq!(levels([89, 90, 99, 100].map(used)), [NONE, MODERATE, MODERATE, CRITICAL]);
    let needs = [used(100)].into_iter().chain([used(80); 13]);
    let expected = [vec![CRITICAL; 7], vec![MODERATE; 6], vec![NONE]].concat();
    assert_eq!(levels(needs), expected);
    let mut watch = PressureWatch::default();
    let both = Need { stalled: Some(Stalled { some: 20.0, full: 0.0 }), ..used(100) };
    let expected = Pressure { level: CRITICAL, source: PressureSource::Budget };
    assert_eq!(watch.look(Instant::now(), &both), expected);
}

#[test]
fn where_nobody_says_anything_there_is_enough() {
    let need = Need { bytes_in_use: u64::MAX, ..Need::default() };
    assert_eq!(levels([need; 3]), vec![NONE; 3]);
}
