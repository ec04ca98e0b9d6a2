//! A model of the user's own in a real host. The environment is the process's, and the model is chosen once in it, so
//! each story plays in a process of its own.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

use engine::inference::MODEL_VARIABLE;
use host::{
    Take,
    rig::Rig,
    signals::{bits, music},
};
use report::Report;
use tempfile::TempDir;

const RATE: f64 = 48_000.0;
/// Where the process that plays leaves its report.
const REPORT_VARIABLE: &str = "AI_MIXTAPES_TEST_REPORT";

#[test]
#[ignore = "a part of the other tests"]
fn plays() {
    let input = music(RATE, 3.2, 2, 9);
    let mut reports = Vec::new();
    let mut rigs = [(); 2].map(|()| Rig::load());
    for rig in &mut rigs {
        rig.set_offline(true);
        let print = rig.play(&Take::new(RATE, 480), &input);
        assert_eq!(bits(&print.audio), bits(&input));
        reports.push(rig.report().unwrap());
        // The folder is looked for once only.
        // SAFETY: no other thread of this process reads or writes the environment: the worker never does.
        unsafe { env::set_var(MODEL_VARIABLE, "elsewhere") };
    }
    assert_eq!((&reports[0].model, &reports[0].updates), (&reports[1].model, &reports[1].updates));
    fs::write(env::var_os(REPORT_VARIABLE).unwrap(), serde_json::to_vec(&reports[0]).unwrap()).unwrap();
}

/// What the plug-in reports with these variables, after it has passed its music bit for bit.
fn played(variables: &[(&str, &Path)]) -> Report {
    let folder = tempfile::tempdir().unwrap();
    let report = folder.path().join("report.json");
    let output = Command::new(env::current_exe().unwrap())
        .args(["--ignored", "--exact", "plays", "--test-threads=1"])
        .env_remove(MODEL_VARIABLE)
        .envs(variables.iter().copied())
        .env(REPORT_VARIABLE, &report)
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
    serde_json::from_slice(&fs::read(report).unwrap()).unwrap()
}

/// A copy of the built-in model, called *Mine*, with `from` as `to` in its contract.
fn copy_model(folder: PathBuf, from: &str, to: &str) -> PathBuf {
    let models = Path::new(env!("CARGO_MANIFEST_DIR")).join("../models");
    let contract = fs::read_to_string(models.join("contract.toml")).unwrap();
    assert!(contract.contains(from), "{from}");
    fs::create_dir_all(&folder).unwrap();
    let contract = contract.replacen("\"AI-Mixtapes\"", "\"Mine\"", 1).replacen(from, to, 1);
    fs::write(folder.join("contract.toml"), contract).unwrap();
    fs::copy(models.join("mood.onnx"), folder.join("mood.onnx")).unwrap();
    folder
}

fn folder() -> TempDir {
    tempfile::tempdir().unwrap()
}

#[test]
fn a_good_model_hears_for_all_instances() {
    let folder = folder();
    let own = copy_model(folder.path().join("mine"), "", "");
    let report = played(&[(MODEL_VARIABLE, &own)]);
    assert_eq!(report.model.unwrap().to_string(), format!("Mine ({})", own.display()));
    assert_eq!((report.state.as_str(), report.model_refusal), ("live", None));
    let builtin = played(&[(MODEL_VARIABLE, Path::new(""))]);
    assert_eq!(report.updates, builtin.updates, "it is a copy");
}

#[test]
fn a_wrong_model_is_refused_and_the_built_in_one_hears() {
    let folder = folder();
    let builtin = played(&[(MODEL_VARIABLE, Path::new(""))]);
    let copy = |name: &str, from, to| copy_model(folder.path().join(name), from, to);
    for (own, reason) in [
        (folder.path().join("none"), "contract.toml can't be read: "),
        (copy("sum", "sha256 = \"", "sha256 = \"0"), "mood.onnx has the SHA-256 "),
        (copy("hops", "context_hops = 50", "context_hops = 75"), "steps.context_hops is 75"),
        (copy("width", "embedding = 165", "embedding = 64"), "the graph's embedding has shape "),
        (copy("place", "file = \"", "file = \"../"), "graph.file is "),
    ] {
        let report = played(&[(MODEL_VARIABLE, &own)]);
        let refusal = report.model_refusal.unwrap_or_default();
        assert!(refusal.contains(reason), "{refusal}");
        assert_eq!(report.model.unwrap().to_string(), "AI-Mixtapes (built-in)");
        assert_eq!((report.reason, report.counters.degraded), (None, 0));
        assert_eq!(report.updates, builtin.updates, "{refusal}");
    }
}

#[test]
#[cfg(target_os = "linux")]
fn a_model_in_the_users_configuration_is_found() {
    let config = folder();
    let builtin = played(&[("XDG_CONFIG_HOME", config.path())]);
    assert_eq!((builtin.model.unwrap().folder, builtin.model_refusal), (None, None));
    let own = copy_model(config.path().join("ai-mixtapes/model"), "", "");
    let report = played(&[("XDG_CONFIG_HOME", config.path())]);
    assert_eq!(report.model.unwrap().to_string(), format!("Mine ({})", own.display()));
}
