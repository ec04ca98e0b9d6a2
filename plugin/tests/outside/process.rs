//! Stories that end a process, or need a system of their own: each plays in a process of its own, as an ignored test that
//! does nothing unless another one has started it.

use std::{
    env,
    fs::{self, File},
    io::Write,
    net::UdpSocket,
    path::{Path, PathBuf},
    process::{Child, Command, Output, Stdio},
    thread,
    time::{Duration, Instant},
};

use host::{
    Take,
    rig::{Rig, load_bundle, play},
    signals::music,
};

use super::{
    RATE, live,
    log::{files, rows},
    set, threads, wait_for,
};

/// Where a story writes.
const FOLDER: &str = "AI_MIXTAPES_TEST_FOLDER";

/// Starts one of the ignored tests, by a shell that does `before` first, in a space of its own if it needs one.
fn start(test: &str, folder: &Path, namespace: Option<(&str, &str)>) -> Child {
    let program = env::current_exe().unwrap();
    let mut command = match namespace {
        None => Command::new(program),
        Some((flags, before)) => {
            let mut command = Command::new("unshare");
            command.args([flags, "sh", "-c", &format!("{before} && exec \"$@\""), "sh"]).arg(program);
            command
        }
    };
    command
        .args(["--ignored", "--exact", test, "--test-threads=1", "--nocapture"])
        .env(FOLDER, folder)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

/// Where a story writes; none where it wasn't started as a part of another test.
fn folder() -> Option<PathBuf> {
    env::var_os(FOLDER).map(PathBuf::from)
}

fn assert_ends_well(output: &Output) {
    assert_eq!(output.status.code(), Some(0), "{output:?}");
}

#[test]
#[ignore = "a part of another test"]
fn logs_until_it_is_killed() {
    let Some(folder) = folder() else { return };
    let mut rigs = [Rig::load(), Rig::load()];
    set(&mut rigs[1], r#"{"log":{"format":"jsonl"}}"#);
    rigs.iter().for_each(|rig| rig.start_log(&folder));
    let [first, second] = &mut rigs;
    let (one, other) = (first.activate(RATE, 512), second.activate(RATE, 512));
    let input = music(RATE, 120.0, 2, 1);
    thread::scope(|scope| {
        scope.spawn(|| play(one, &live(), &input));
        play(other, &live(), &input);
    });
}

#[test]
fn every_row_that_was_written_survives_a_kill() {
    let folder = tempfile::tempdir().unwrap();
    let mut process = start("process::logs_until_it_is_killed", folder.path(), None);
    // The header and the first flush, and some rows that are on their way when the kill comes.
    let lengths = || -> Vec<usize> {
        files(folder.path())
            .into_iter()
            .map(|file| fs::read_to_string(file).unwrap().lines().count())
            .collect()
    };
    wait_for("rows of both", || {
        assert!(process.try_wait().unwrap().is_none(), "it has ended");
        let lengths = lengths();
        lengths.len() == 2 && lengths.iter().all(|lines| *lines > 5)
    });
    thread::sleep(Duration::from_secs(2));
    let before = lengths();
    process.kill().unwrap();
    process.wait().unwrap();
    let found = files(folder.path());
    assert_eq!(found.len(), 2);
    let written: usize = found.iter().map(|file| rows(file).len()).sum();
    // One of the lines is the CSV's header.
    assert_eq!(written, before.iter().sum::<usize>() - 1);
    println!("{written} rows survived");
}

#[test]
#[ignore = "a part of another test"]
fn fills_a_disk() {
    let Some(folder) = folder() else { return };
    let mut filler = File::create(folder.join("filler")).unwrap();
    // All but 16 kB of the disk.
    let mut left = 48;
    while left > 0 && filler.write_all(&[0; 1024]).is_ok() {
        left -= 1;
    }
    drop(filler);
    let mut rig = Rig::load();
    rig.set_offline(true);
    rig.start_log(&folder.join("sets"));
    let idle = rig.activate(RATE, 512);
    // Some 300 bytes a row: 60 kB.
    let (idle, print) = play(idle, &Take::new(RATE, 512), &music(RATE, 100.0, 2, 1));
    assert!(!print.events.is_empty());
    wait_for("a word of it", || rig.outside().log.phase == "failing");
    let status = rig.outside().log;
    println!("{}", status.fault.unwrap().text);
    let file = status.file.unwrap();
    let whole = rows(Path::new(&file)).len();
    // The plug-in goes on, and so does the log when there is room again: nothing was lost.
    fs::remove_file(folder.join("filler")).unwrap();
    let (idle, print) = play(idle, &Take::new(RATE, 512), &music(RATE, 5.0, 2, 1));
    assert!(!print.events.is_empty());
    wait_for("room", || rig.outside().log.phase == "writing");
    rig.stop_log();
    wait_for("the end", || rig.outside().log.phase == "off");
    rig.deactivate(idle);
    let status = rig.outside().log;
    let found = rows(Path::new(&file)).len();
    assert!(found > whole, "{whole}, then {found}");
    // An update for each half second of both takes, but the last one, which would take effect after the end.
    assert_eq!((found as u64, status.rows, status.dropped), (209, 209, 0));
}

#[test]
#[ignore = "takes a file system of its own"]
fn a_full_disk_is_told_and_nothing_is_lost_once_there_is_room() {
    let folder = tempfile::tempdir().unwrap();
    let mount = format!("mount -t tmpfs -o size=80k none {}", folder.path().display());
    let process = start("process::fills_a_disk", folder.path(), Some(("-rm", &mount)));
    let output = process.wait_with_output().unwrap();
    assert_ends_well(&output);
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(said.contains("can't be written: No space left on device"), "{said}");
}

#[test]
#[ignore = "a part of another test"]
fn leaves_while_a_name_is_looked_up() {
    if folder().is_none() {
        return;
    }
    // All that ever asks for a name asks here, and gets no answer.
    let server = UdpSocket::bind("127.0.0.1:53").unwrap();
    server.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    let module = load_bundle();
    let mut rig = Rig::of(&module);
    set(&mut rig, r#"{"osc":{"on":true,"host":"lights.example.org"}}"#);
    let idle = rig.activate(RATE, 512);
    let (idle, print) = play(idle, &live(), &music(RATE, 2.0, 2, 1));
    assert!(!print.events.is_empty());
    assert_eq!(rig.outside().osc.phase, "looking_up");
    let question = server.recv(&mut [0; 512]).unwrap();
    assert!(question > 12);
    rig.deactivate(idle);
    let start = Instant::now();
    drop(rig);
    println!("destroying took {:?}", start.elapsed());
    assert!(start.elapsed() < Duration::from_secs(1), "destroying took {:?}", start.elapsed());
    drop(module);
    // The publisher and the log's thread have ended, as soon as the system has put them away; who looks the name up
    // waits on.
    threads::assert_ours_within(Duration::from_secs(1), 1);
    assert_eq!(threads::ours(), ["ai-mixtapes-dns"]);
    drop(server);
    wait_for("its end", || threads::ours().is_empty());
}

#[test]
#[ignore = "takes a network of its own"]
fn a_name_server_that_never_answers_holds_nobody_up() {
    let folder = tempfile::tempdir().unwrap();
    let resolver = folder.path().join("resolv.conf");
    fs::write(&resolver, "nameserver 127.0.0.1\noptions timeout:3 attempts:2\n").unwrap();
    let before = format!("mount --bind {} /etc/resolv.conf && ip link set lo up", resolver.display());
    let process = start("process::leaves_while_a_name_is_looked_up", folder.path(), Some(("-rmn", &before)));
    let output = process.wait_with_output().unwrap();
    assert_ends_well(&output);
}
