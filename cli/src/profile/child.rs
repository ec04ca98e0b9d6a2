//! A case in a process of its own.

use std::{
    env,
    fs::File,
    io::{self, Read, Seek, SeekFrom},
    path::Path,
    process::{Child, Command, ExitStatus, Stdio},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};
use engine::{
    inference::MODEL_VARIABLE,
    telemetry::{BUDGET_VARIABLE, STALL_VARIABLE},
};
use host::screen::Screen;

use super::{
    figures::Case,
    pool::BUDGET_MEGABYTES,
    scenario::{Plan, Scenario},
};
use crate::say::say;

/// A case that takes three times as long as planned, and this, hangs.
const PATIENCE: Duration = Duration::from_secs(120);

/// Lets this program do the case, and reads what came of it.
///
/// # Errors
/// If it fails or hangs, with its own words.
pub fn run(plugin: &Path, plan: Plan) -> Result<Case> {
    let screen = (plan.scenario == Scenario::Editor).then(Screen::start).transpose();
    let screen = screen.context("it needs Xvfb (package xvfb)")?;
    let [mut output, mut errors] = [tempfile::tempfile()?, tempfile::tempfile()?];
    let program = env::current_exe().context("this program can't find itself")?;
    let mut command = Command::new(program);
    command
        .args(["profile", "--case", &serde_json::to_string(&plan)?, "--plugin"])
        .arg(plugin)
        // The built-in model, even where the user has one of their own.
        .env(MODEL_VARIABLE, "")
        .env(BUDGET_VARIABLE, "")
        .stdin(Stdio::null())
        .stdout(output.try_clone()?)
        .stderr(errors.try_clone()?);
    if let Some(screen) = &screen {
        command.env("DISPLAY", &screen.display);
    }
    let folder = tempfile::tempdir()?;
    if plan.scenario == Scenario::Pressure {
        command
            .env(BUDGET_VARIABLE, BUDGET_MEGABYTES.to_string())
            .env(STALL_VARIABLE, folder.path().join("memory"));
    }
    let status = wait(command.spawn()?, Duration::from_secs_f64(3.0 * plan.seconds) + PATIENCE)?;
    let told = text(&mut errors)?;
    told.lines().for_each(|line| say(format_args!("{plan}: {line}")));
    if !status.success() {
        let reason = told.lines().last().unwrap_or_default();
        bail!("{} ({status})", reason.strip_prefix("error: ").unwrap_or(reason));
    }
    serde_json::from_str(&text(&mut output)?).context("it gave figures that can't be read")
}

/// Waits for its end; kills it when it has had its time.
fn wait(mut child: Child, limit: Duration) -> Result<ExitStatus> {
    let began = Instant::now();
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(status);
        }
        if began.elapsed() > limit {
            child.kill()?;
            child.wait()?;
            bail!("it did not end within {:.0} s", limit.as_secs_f64());
        }
        thread::sleep(Duration::from_millis(20));
    }
}

fn text(file: &mut File) -> io::Result<String> {
    let mut text = Vec::new();
    file.seek(SeekFrom::Start(0))?;
    file.read_to_end(&mut text)?;
    Ok(String::from_utf8_lossy(&text).into_owned())
}
