//! The audio thread's paths, for a program that counts instructions; `cargo xtask bench --instructions` runs it so.
//!
//! `-- NAME ROUNDS` does so many rounds and nothing else, and says how many units (blocks, hops, ticks, frames) a round
//! has: what more rounds take than fewer is what the units take, with nothing of the start. `-- about` says what the
//! counts depend on.

#[allow(dead_code, reason = "some of it is for the other measurements")]
mod ways;

use std::env;

use engine::{analysis, outputs::Mapping, runtime::BlockInfo};
use ways::{RATE, SECONDS, TICKS_PER_SECOND, analysis, everything, frames, handed_over, music, ticks, whole};

fn main() {
    let words: Vec<_> = env::args().skip(1).collect();
    match words.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["about"] => println!("features {}\nlibc {}", features(), libc_version()),
        [name, rounds] => {
            let rounds: usize = rounds.parse().expect("a number of rounds");
            let (units, mut round) = path(name).expect("a path's name");
            (0..rounds).for_each(|_| round());
            println!("units {units}");
        }
        _ => panic!("expected a path and a number of rounds, or about"),
    }
}

/// The units of a round, and the round.
fn path(name: &str) -> Option<(usize, Box<dyn FnMut()>)> {
    let signal = music(SECONDS);
    let samples = (SECONDS * RATE) as usize;
    // It is in real time, and waits for nobody.
    let live = BlockInfo::default();
    Some(match name {
        "process-64" => (samples / 64, Box::new(whole(signal, 64, live))),
        "process-512" => (samples / 512, Box::new(whole(signal, 512, live))),
        "hop" => (frames(&signal).len(), Box::new(analysis(signal, 512))),
        "outputs" => {
            let mapping = Mapping { drive: everything(), ..Mapping::default() };
            ((SECONDS * TICKS_PER_SECOND) as usize, Box::new(ticks(mapping)))
        }
        "hand-over" => {
            let frames = frames(&signal);
            (frames.len(), Box::new(handed_over(frames)))
        }
        _ => return None,
    })
}

/// Of the processor, those that code here chooses its way by; an emulator's may be fewer than the machine's.
fn features() -> String {
    #[cfg(target_arch = "x86_64")]
    let found = [
        ("avx", is_x86_feature_detected!("avx")),
        ("avx2", is_x86_feature_detected!("avx2")),
        ("fma", is_x86_feature_detected!("fma")),
        ("avx512f", is_x86_feature_detected!("avx512f")),
    ];
    #[cfg(not(target_arch = "x86_64"))]
    let found: [(&str, bool); 0] = [];
    let found = found.iter().filter(|(_, is_there)| *is_there).map(|(name, _)| *name);
    [env::consts::ARCH].into_iter().chain(found).collect::<Vec<_>>().join(" ")
}

#[cfg(all(target_os = "linux", target_env = "gnu"))]
fn libc_version() -> String {
    // SAFETY: it is a text that lives for ever.
    let version = unsafe { std::ffi::CStr::from_ptr(libc::gnu_get_libc_version()) };
    format!("glibc {}", version.to_string_lossy())
}

#[cfg(not(all(target_os = "linux", target_env = "gnu")))]
fn libc_version() -> String {
    env::consts::OS.to_owned()
}
