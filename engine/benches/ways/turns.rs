//! Measuring in turns: `cargo xtask bench` asks several programs for a round of one way after another.
//!
//! A program writes a line for each way that it knows, `way NAME` or `without NAME: REASON`, then `ready`. For each
//! name that it reads on a line it writes how many microseconds one unit took (a hop, a block, a frame) on a line, in
//! the second of two rounds.

use std::{
    io::{self, BufRead, Write},
    time::Duration,
};

/// A way to do something: its name, the units of a round, and the round.
pub struct Way {
    pub name: &'static str,
    pub units: usize,
    pub round: Result<Box<dyn FnMut()>, String>,
}

impl Way {
    pub fn new(name: &'static str, units: usize, round: impl FnMut() + 'static) -> Self {
        Self { name, units, round: Ok(Box::new(round)) }
    }
}

/// Answers until standard input ends.
///
/// # Errors
/// If nobody reads the answers.
pub fn serve(mut ways: Vec<Way>) -> io::Result<()> {
    let mut out = io::stdout().lock();
    for Way { name, round, .. } in &ways {
        match round {
            Ok(_) => writeln!(out, "way {name}")?,
            Err(reason) => writeln!(out, "without {name}: {reason}")?,
        }
    }
    writeln!(out, "ready")?;
    out.flush()?;
    for asked in io::stdin().lock().lines() {
        let asked = asked?;
        let way = ways.iter_mut().find(|way| way.name == asked);
        let Some(Way { units, round: Ok(round), .. }) = way else {
            return Err(io::Error::other(format!("there is no way {asked}")));
        };
        // What had its turn since has the caches; a short round would be no more than getting them back.
        round();
        let start = processor_time();
        round();
        let micros = (processor_time() - start).as_secs_f64() * 1e6 / *units as f64;
        writeln!(out, "{micros}")?;
        out.flush()?;
    }
    Ok(())
}

/// Time that this thread has had a processor for.
#[cfg(unix)]
pub fn processor_time() -> Duration {
    let mut time = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    // SAFETY: the time is there to be written.
    unsafe { libc::clock_gettime(libc::CLOCK_THREAD_CPUTIME_ID, &raw mut time) };
    Duration::new(time.tv_sec as u64, time.tv_nsec as u32)
}

/// Time, since the system tells no better.
#[cfg(not(unix))]
pub fn processor_time() -> Duration {
    thread_local!(static START: std::time::Instant = std::time::Instant::now());
    START.with(std::time::Instant::elapsed)
}
