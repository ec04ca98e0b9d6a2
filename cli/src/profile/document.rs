//! The report as a whole, as it stands in profile.json.

use engine::telemetry::Stage;
use serde::{Deserialize, Serialize};

use super::{
    figures::{Case, Times},
    machine::Machine,
    moods::Moods,
    peers::Peers,
    results::Row,
    scenario::Scenario,
    spread::Spread,
};

/// Everything that was measured.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Document {
    /// [`Document::VERSION`].
    pub version: u32,
    /// Of the product.
    pub product_version: String,
    /// The commit that was built; “with changes” where more than it was.
    pub commit: Option<String>,
    /// The cargo profile that it was built in.
    pub build: Option<String>,
    /// When it was begun: universal time after ISO 8601.
    pub date: String,
    /// How long all of it took.
    pub minutes: f64,
    /// Where.
    pub machine: Machine,
    /// Targets and results.
    pub results: Vec<Row>,
    /// Whether all heard the same.
    pub agreements: Vec<Agreement>,
    /// What was measured.
    pub cases: Vec<Case>,
    /// What each update took in all cases of a crowd together.
    pub crowd: Vec<Times>,
    /// What others take, if that was measured.
    #[serde(default)]
    pub peers: Option<Peers>,
    /// Cases that failed.
    pub failures: Vec<Failure>,
}

/// Whether a case heard what the first case of its sample rate heard.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Agreement {
    /// The case.
    pub case: String,
    /// The one that it is compared with: none if it is the first.
    pub with: Option<String>,
    /// Rows that both have.
    pub rows: u64,
    /// Their sum in the case.
    pub sum: String,
    /// Whether they are the same in both, and in all instances of the case.
    pub same: bool,
    /// Why they need not be, if so: frames were dropped.
    pub excuse: Option<String>,
}

/// A case without figures.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    /// Its name.
    pub case: String,
    /// Why.
    pub error: String,
}

impl Document {
    /// The version of the format that is written here. Fields may be added within a version.
    pub const VERSION: u32 = 1;

    /// Cases that heard something else, and had no reason to.
    pub fn disagreements(&self) -> impl Iterator<Item = &Agreement> {
        self.agreements.iter().filter(|agreement| !agreement.same && agreement.excuse.is_none())
    }
}

/// Compares what the cases heard.
pub fn agreements(cases: &[Case]) -> Vec<Agreement> {
    let heard = || cases.iter().filter_map(|case| Some((case, case.moods.as_ref()?)));
    let compare = |(case, moods): (&Case, &Moods)| {
        let (first, expected) = heard().find(|(first, _)| first.sample_rate == case.sample_rate)?;
        let alone = first.plan == case.plan;
        let (rows, same) = expected.agree(moods).unwrap_or((0, false));
        let dropped = case.counters.dropped_frames;
        Some(Agreement {
            case: case.plan.to_string(),
            with: (!alone).then(|| first.plan.to_string()),
            rows,
            sum: moods.sum_of(rows).to_owned(),
            same: same && case.other_moods == 0,
            excuse: (dropped > 0).then(|| format!("{dropped} frames were dropped")),
        })
    };
    heard().filter_map(compare).collect()
}

/// What happens once an update, of all instances of all cases of a crowd.
pub fn crowd(cases: &[Case]) -> Vec<Times> {
    let crowd = || cases.iter().filter(|case| case.plan.scenario == Scenario::Crowd);
    let pooled = |stage: Stage| {
        let spread = Spread::pooled(crowd().filter_map(|case| case.time(stage.name())));
        (spread.count > 0).then(|| Times { what: stage.name().to_owned(), spread })
    };
    [Stage::Inference, Stage::Post, Stage::Pipeline, Stage::Visible].into_iter().filter_map(pooled).collect()
}

#[cfg(test)]
pub mod tests {
    use std::time::Duration;

    use super::*;
    use crate::profile::{
        moods::MoodSum,
        peers::tests::PRINTED,
        results::rows,
        scenario::{Plan, plan},
    };

    fn moods(rows: &[&str]) -> Moods {
        let mut sum = MoodSum::default();
        rows.iter().for_each(|row| sum.add(row));
        sum.finish()
    }

    /// A whole run in which all went well; times are made up.
    pub fn document() -> Document {
        let case = |(index, plan): (usize, Plan)| {
            let rate = if plan.scenario == Scenario::Hires { 192_000 } else { 48_000 };
            let mut case = Case::new(plan, rate, 512);
            (case.seconds, case.audio_seconds, case.cpu.process) = (plan.seconds, plan.seconds, Some(1.0));
            let times: Vec<_> = (1..=1_000 + index as u64).map(Duration::from_micros).collect();
            Stage::ALL.iter().for_each(|stage| case.push(stage.name(), Spread::of(&times)));
            (case.memory.peak, case.memory.curve) = (5_000_000, vec![(0.0, 4_000_000), (1.0, 4_100_000)]);
            case.moods = Some(moods(&["a,0.5,warming,,,", "a,1.0,live,,,"]));
            case
        };
        let cases: Vec<_> = plan(&[], 10.0, false).into_iter().enumerate().map(case).collect();
        let peers: Option<Peers> = serde_json::from_str(PRINTED).unwrap();
        Document {
            version: Document::VERSION,
            product_version: "1.2.3".into(),
            commit: Some("abc".into()),
            build: Some("release".into()),
            date: "2026-01-01 00:00 UTC".into(),
            minutes: 10.0,
            machine: Machine { processor: "a | b".into(), cores: 2, system: "some".into() },
            results: rows(&cases, Some(10.0), peers.as_ref()),
            agreements: agreements(&cases),
            crowd: crowd(&cases),
            cases,
            peers,
            failures: Vec::new(),
        }
    }

    #[test]
    fn a_document_survives_its_way_through_json() {
        let json = serde_json::to_string(&document()).unwrap();
        assert_eq!(serde_json::from_str::<Document>(&json).unwrap(), document());
    }

    #[test]
    fn updates_are_pooled_over_the_crowd() {
        let Document { cases, crowd, .. } = document();
        let all = cases.iter().filter(|case| case.plan.scenario == Scenario::Crowd);
        let counts: u64 = all.map(|case| case.time("inference").unwrap().count).sum();
        assert_eq!((crowd[0].what.as_str(), crowd[0].spread.count), ("inference", counts));
        assert!(crowd[0].spread.p999_us.is_none() && counts < 10_000);
    }

    #[test]
    fn cases_of_one_rate_have_to_hear_the_same() {
        let mut document = document();
        assert_eq!(document.disagreements().count(), 0);
        let find = |document: &Document, scenario| {
            document.cases.iter().position(|case| case.plan.scenario == scenario)
        };
        let [tight, hires, starved] = [Scenario::Tight, Scenario::Hires, Scenario::Starved]
            .map(|scenario| find(&document, scenario).unwrap());
        let other = moods(&["a,0.5,live,,,", "a,1.0,live,,,"]);
        document.cases[hires].moods = Some(other.clone());
        assert!(agreements(&document.cases).iter().all(|agreement| agreement.same), "another rate");
        document.cases[tight].moods = Some(other.clone());
        document.cases[starved].moods = Some(other);
        document.cases[starved].counters.dropped_frames = 7;
        document.agreements = agreements(&document.cases);
        let named: Vec<_> = document.disagreements().map(|agreement| agreement.case.as_str()).collect();
        assert_eq!(named, ["tight"], "who dropped frames is excused");
    }

    #[test]
    fn instances_of_a_crowd_have_to_hear_the_same() {
        let mut document = document();
        document.cases.last_mut().unwrap().other_moods = 1;
        document.agreements = agreements(&document.cases);
        assert_eq!(document.disagreements().count(), 1);
    }
}
