//! Set-up: what the machine must have beside Rust and its linker. On Debian and Ubuntu it is installed, elsewhere
//! it is named. Where everything is there nothing is run and nothing said.

use std::{
    collections::BTreeSet,
    env, io,
    path::Path,
    process::{Command, Stdio},
};

use anyhow::{Result, bail};

use crate::project::run;

/// The Python that tests make their virtual environment with.
pub const PYTHON: &str = if cfg!(windows) { "python" } else { "python3" };

/// What something is needed for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Building the CLAP and the program `ai-mixtapes`.
    Build,
    /// Building the VST3.
    Vst3,
    /// Building the standalone program.
    Standalone,
    /// Running the tests.
    Test,
    /// Opening windows on a screen that nobody sees.
    Screen,
    /// Running the tests in DAWs too.
    Hosts,
    /// Measuring beside others' libraries.
    Peers,
    /// Counting instructions.
    Counts,
    /// Building for the systems that this one isn't, and running tests of theirs.
    Portable,
}

/// Whether Wine runs programs for 64-bit PCs here; on Apple's processors with Apple's own translation.
pub const WINE: bool = cfg!(all(unix, any(target_arch = "x86_64", target_os = "macos")));

/// How to see that something is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Check {
    /// A program on the path.
    Program(&'static str),
    /// A library with its headers, as pkg-config knows it.
    Library(&'static str),
    /// A shared library, by its file name, as programs load it while they run.
    Shared(&'static str),
    /// Python modules.
    Python(&'static str),
    /// A program of MinGW's, by its name without the system's.
    Mingw(&'static str),
}

/// The names of a package for each package manager, in the order of [`MANAGERS`]; empty: none is needed there.
type Packages = [&'static str; 4];

/// A package manager and the words that install with it.
const MANAGERS: [(&str, &str); 4] = [
    ("apt-get", "apt-get install -y --no-install-recommends"),
    ("dnf", "dnf install"),
    ("pacman", "pacman -S"),
    ("brew", "brew install"),
];
const APT: usize = 0;

/// Something that is needed.
struct Need {
    purpose: Purpose,
    name: &'static str,
    check: Check,
    packages: Packages,
}

const fn need(purpose: Purpose, name: &'static str, check: Check, packages: Packages) -> Need {
    Need { purpose, name, check, packages }
}

/// Everything that is needed on this system.
fn needs() -> Vec<Need> {
    use Check::{Library, Mingw, Program, Python, Shared};
    use Purpose::{Build, Counts, Hosts, Peers, Portable, Screen, Standalone, Test, Vst3};
    let python = ["python3-venv", "python3", "python", "python"];
    let mut needs = vec![
        // CMake builds libopus.
        need(Build, "CMake", Program("cmake"), ["cmake"; 4]),
        need(Test, "Python 3 with venv and pip", Python("venv, ensurepip"), python),
        need(Peers, "Python 3 with venv and pip", Python("venv, ensurepip"), python),
        // It hears what nothing built in does, and makes such files for the tests.
        need(Test, "ffmpeg", Program("ffmpeg"), ["ffmpeg", "ffmpeg-free", "ffmpeg", "ffmpeg"]),
    ];
    if cfg!(unix) {
        needs.push(need(Build, "make", Program("make"), ["make"; 4]));
        // The VST3 wrapper is C++. Rust's linker on Windows comes with a C++ compiler.
        needs.push(need(Vst3, "a C++ compiler", Program("c++"), ["g++", "gcc-c++", "gcc", "gcc"]));
    }
    if cfg!(target_os = "linux") {
        let config = ["pkg-config", "pkgconf-pkg-config", "pkgconf", "pkgconf"];
        needs.push(need(Standalone, "pkg-config", Program("pkg-config"), config));
        let alsa = ["libasound2-dev", "alsa-lib-devel", "alsa-lib", ""];
        needs.push(need(Standalone, "ALSA's headers", Library("alsa"), alsa));
        let jack = ["libjack-jackd2-dev", "jack-audio-connection-kit-devel", "jack2", "jack"];
        needs.push(need(Standalone, "JACK's headers", Library("jack"), jack));
        let fftw = ["libfftw3-single3", "fftw-libs-single", "fftw", ""];
        needs.push(need(Peers, "FFTW", Shared("libfftw3f.so.3"), fftw));
        needs.push(need(Counts, "valgrind", Program("valgrind"), ["valgrind"; 4]));
        // A network of its own for what must find no name server.
        let ip = ["iproute2", "iproute", "iproute2", ""];
        needs.push(need(Hosts, "ip", Program("ip"), ip));
        needs.push(need(Hosts, "QLC+", Program("qlcplus"), ["qlcplus", "qlcplus", "qlcplus", ""]));
        // The editor's window loads these when it opens, the last for the keyboard's layout.
        let xlib = ["libx11-6", "libX11", "libx11", ""];
        needs.push(need(Screen, "Xlib", Shared("libX11.so.6"), xlib));
        let xcb = ["libx11-xcb1", "libX11-xcb", "libx11", ""];
        needs.push(need(Screen, "Xlib's way to XCB", Shared("libX11-xcb.so.1"), xcb));
        let keyboard = ["libxkbcommon-x11-0", "libxkbcommon-x11", "libxkbcommon-x11", ""];
        needs.push(need(Screen, "xkbcommon for X11", Shared("libxkbcommon-x11.so.0"), keyboard));
        let screen = ["xvfb", "xorg-x11-server-Xvfb", "xorg-server-xvfb", ""];
        needs.push(need(Screen, "Xvfb, a screen for windows", Program("Xvfb"), screen));
        needs.push(need(Hosts, "Ardour", Program("ardour"), ["ardour", "ardour8", "ardour", ""]));
        needs.push(need(Hosts, "a window manager", Program("openbox"), ["openbox"; 4]));
        let clang = ["clang", "clang", "clang", "llvm"];
        needs.push(need(Portable, "Clang, which compiles for macOS", Program("clang"), clang));
        needs.push(need(Portable, "LLVM's archiver", Program("llvm-ar"), ["llvm"; 4]));
    }
    if cfg!(unix) {
        let packages = ["g++-mingw-w64-x86-64-posix", "mingw64-gcc-c++", "mingw-w64-gcc", "mingw-w64"];
        needs.push(need(Portable, "MinGW, which compiles for Windows", Mingw("g++"), packages));
    }
    if WINE {
        let wine = ["wine", "wine-core", "wine", "wine-stable"];
        needs.push(need(Portable, "Wine", Program("wine"), wine));
    }
    needs
}

/// A program of MinGW's: `gcc` or `g++`. Debian has each for two kinds of threads, and C++ needs the one of POSIX;
/// elsewhere there is no other.
pub fn mingw(program: &str) -> String {
    let kind = if is_there(Check::Program(MANAGERS[APT].0)) { "-posix" } else { "" };
    format!("x86_64-w64-mingw32-{program}{kind}")
}

/// Makes sure that everything for `purposes` is there, or says what to install.
pub fn ensure(purposes: &[Purpose]) -> Result<()> {
    let needs = needs();
    let absent = || missing(&needs, purposes, is_there);
    if absent().is_empty() {
        return Ok(());
    }
    if is_there(Check::Program(MANAGERS[APT].0)) {
        apt_install(&packages(&absent(), APT))?;
    }
    let absent = absent();
    if !absent.is_empty() {
        bail!("{}", advice(&absent, MANAGERS.iter().position(|(name, _)| is_there(Check::Program(name)))));
    }
    Ok(())
}

/// The needs for `purposes` that `is_there` denies.
fn missing<'a>(needs: &'a [Need], purposes: &[Purpose], is_there: impl Fn(Check) -> bool) -> Vec<&'a Need> {
    needs.iter().filter(|need| purposes.contains(&need.purpose) && !is_there(need.check)).collect()
}

/// The packages that hold `needs` for a package manager, each once, sorted.
fn packages(needs: &[&Need], manager: usize) -> Vec<&'static str> {
    let names = needs.iter().map(|need| need.packages[manager]).filter(|name| !name.is_empty());
    names.collect::<BTreeSet<_>>().into_iter().collect()
}

/// What the user must install by hand.
fn advice(needs: &[&Need], manager: Option<usize>) -> String {
    let names = needs.iter().map(|need| need.name).collect::<Vec<_>>().join(", ");
    let how = match manager {
        Some(manager) => format!(":\n  {} {}", MANAGERS[manager].1, packages(needs, manager).join(" ")),
        None => String::from("."),
    };
    format!("{names} not found. Please install and run this command again{how}")
}

/// Installs Debian packages, as root or through sudo. Standard output stays clean: rows may go there later.
fn apt_install(packages: &[&str]) -> Result<()> {
    eprintln!("installing {}", packages.join(" "));
    let root = Command::new("id").arg("-u").output().is_ok_and(|id| id.stdout.trim_ascii() == b"0");
    if !root && !is_there(Check::Program("sudo")) {
        bail!("not root and no sudo here. As root, run:\n  {} {}", MANAGERS[APT].1, packages.join(" "));
    }
    let apt = |arguments: &[&str]| {
        // env, since sudo passes no variables on.
        let words = ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get"];
        let mut command = Command::new(if root { "env" } else { "sudo" });
        command.args(&words[usize::from(root)..]).args(arguments).stdout(Stdio::from(io::stderr()));
        run(&mut command)
    };
    apt(&["update"])?;
    let install: Vec<_> = MANAGERS[APT].1.split(' ').skip(1).chain(packages.iter().copied()).collect();
    apt(&install)
}

/// Whether the machine has something.
fn is_there(check: Check) -> bool {
    let succeeds = |program: &str, arguments: &[&str]| {
        let quiet = || Stdio::null();
        let mut command = Command::new(program);
        command.args(arguments).stdin(quiet()).stdout(quiet()).stderr(quiet());
        command.status().is_ok_and(|status| status.success())
    };
    match check {
        Check::Program(name) => on_path(name),
        Check::Library(name) => succeeds("pkg-config", &["--exists", name]),
        Check::Shared(name) => loadable(name),
        Check::Python(modules) => succeeds(PYTHON, &["-c", &format!("import {modules}")]),
        Check::Mingw(name) => on_path(&mingw(name)),
    }
}

/// Whether the system's loader knows a shared library. Where there is no list of them nobody can tell.
fn loadable(library: &str) -> bool {
    // It isn't on every user's path.
    let list = |program| Command::new(program).arg("-p").output().ok();
    let Some(list) = list("ldconfig").or_else(|| list("/sbin/ldconfig")) else { return true };
    String::from_utf8_lossy(&list.stdout).split_whitespace().any(|word| word == library)
}

/// Whether a folder of the path has a program.
pub fn on_path(program: &str) -> bool {
    let file = format!("{program}{}", env::consts::EXE_SUFFIX);
    let folders = env::var_os("PATH").unwrap_or_default();
    env::split_paths(&folders).any(|folder| Path::new(&folder).join(&file).is_file())
}

#[cfg(test)]
mod tests {
    use super::*;

    const NEEDS: [Need; 3] = [
        need(Purpose::Build, "a compiler", Check::Program("c++"), ["g++", "gcc-c++", "gcc", ""]),
        need(Purpose::Build, "headers", Check::Library("alsa"), ["g++", "alsa-devel", "alsa", "alsa"]),
        need(Purpose::Test, "Python", Check::Python("venv"), ["python3-venv", "python3", "python", "python"]),
    ];

    #[test]
    fn only_what_is_missing_for_the_purpose_is_installed() {
        let bare = |_| false;
        assert_eq!(packages(&missing(&NEEDS, &[Purpose::Test], bare), APT), ["python3-venv"]);
        assert_eq!(missing(&NEEDS, &[Purpose::Build, Purpose::Test], bare).len(), 3);
        let compiler_only = |check| check == Check::Program("c++");
        assert_eq!(packages(&missing(&NEEDS, &[Purpose::Build], compiler_only), 1), ["alsa-devel"]);
        assert!(missing(&NEEDS, &[Purpose::Build, Purpose::Test], |_| true).is_empty());
    }

    #[test]
    fn a_package_is_named_once_and_an_empty_one_never() {
        let all: Vec<_> = NEEDS.iter().collect();
        assert_eq!(packages(&all, APT), ["g++", "python3-venv"]);
        assert_eq!(packages(&all, 3), ["alsa", "python"]);
    }

    #[test]
    fn advice_is_a_command_to_copy_where_the_package_manager_is_known() {
        let all: Vec<_> = NEEDS.iter().collect();
        assert!(
            advice(&all, Some(1)).ends_with("dnf install alsa-devel gcc-c++ python3"),
            "{}",
            advice(&all, Some(1))
        );
        let unknown = advice(&all, None);
        assert!(unknown.starts_with("a compiler, headers, Python not found"), "{unknown}");
    }

    #[test]
    fn every_need_has_a_debian_package() {
        assert!(needs().iter().all(|need| !need.packages[APT].is_empty()));
    }

    #[test]
    fn checks_tell_what_is_there() {
        assert!(is_there(Check::Program("cargo")));
        assert!(!is_there(Check::Program("no-such-program-at-all")));
        assert!(!is_there(Check::Library("no-such-library-at-all")));
        assert!(!is_there(Check::Python("no_such_module_at_all")));
        if cfg!(all(target_os = "linux", target_env = "gnu")) {
            assert!(is_there(Check::Shared("libc.so.6")));
            assert!(!is_there(Check::Shared("libno-such-library-at-all.so.1")));
        }
    }
}
