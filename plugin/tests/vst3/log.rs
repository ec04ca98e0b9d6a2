//! What the plug-in writes into a host's terminal.

use std::{env, process::Command};

/// clap-wrapper's own line at each instantiation, which it has no switch for.
const BUSSES: &str = "\tAUDIO in: 1, out: 1";

/// Runs another story of this program and looks at all that was written.
#[test]
fn nothing_is_written_to_the_terminal_but_one_line_for_each_instance() {
    let story = "mono::a_host_chooses_between_stereo_and_mono_as_often_as_it_likes";
    let told = Command::new(env::current_exe().unwrap())
        .args(["--exact", story, "--nocapture", "--test-threads=1"])
        .output()
        .unwrap();
    assert!(told.status.success(), "{told:?}");
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    let (out, err) = (text(&told.stdout), text(&told.stderr));
    // Test programs say what they run and how it went.
    let ours =
        |line: &&str| !line.is_empty() && !line.starts_with("running 1 test") && !line.starts_with("test ");
    assert_eq!(out.lines().filter(ours).collect::<Vec<_>>(), [] as [&str; 0]);
    assert_eq!(err.lines().collect::<Vec<_>>(), [BUSSES]);
}
