//! Silence: no command and no screen calls a network, starts another program, or writes outside of the study, its own state and the
//! file that was asked for. Every call to the system is watched where `strace` is there; elsewhere the lists of packages alone say so.

use std::path::{Path, PathBuf};
use std::process::Command;

use portable_pty::CommandBuilder;

use crate::program::Place;
use crate::trust::archive::sound;
use crate::trust::proof::say;
use crate::trust::terminal::at_the_keys;

/// What is watched: everything of networks, programs started, and files opened.
const WATCHED: &str = "trace=%network,execve,execveat,open,openat,openat2,creat";

/// A day's work in a study, from the first command to the last.
const TOUR: [&str; 44] = [
    "init study --title Quiet --coder ana --lead",
    "import T1.txt",
    "import turns.xlsx",
    "people import people.csv",
    "codebook add plan --definition 'A plan'",
    "coding add T1 --turn 2 --code plan",
    "memo add --document T1 --text CANARYMEMO",
    "search CANARYWORD",
    "similar plan",
    "document print T1",
    "document scan T1",
    "codebook freeze",
    "codebook table -o codes.docx",
    "codebook table -o codes.xlsx",
    "round new --documents T1 --coders ana --open",
    "round status",
    "agree",
    "themes",
    "themes -o themes.docx",
    "themes -o themes.csv",
    "matrix cooccur",
    "quotes",
    "report html -o report.html",
    "report methods",
    "verify --anchor report.html",
    "export refi -o project.qdpx",
    "export excerpts -o excerpts.csv",
    "codebook export --format qdc -o codes.qdc",
    "import project.qdpx --dry-run",
    "import T2.docx",
    "log --export trail.csv",
    "status",
    "log",
    "verify",
    "doctor",
    "doctor --fix --yes",
    "undo",
    "redo",
    "conflicts",
    "people withdraw P01 --yes",
    "document withdraw T1 --yes",
    "status --json",
    "completions bash",
    "man",
];

/// A command of the tour as it is typed; most are about the study.
fn typed(command: &str) -> Vec<String> {
    let mut words = shlex::split(command).unwrap();
    if !["init", "completions", "man"].contains(&words[0].as_str()) {
        words.extend(["--study", "study"].map(str::to_owned));
    }
    words
}

/// What was counted over the calls of all runs.
#[derive(Default)]
struct Count {
    runs: u64,
    calls: u64,
    written: u64,
}

fn watched(place: &Place) -> Vec<String> {
    let log = place.path("calls.log");
    let args = [
        "-f",
        "-qq",
        "-s",
        "4096",
        "-e",
        WATCHED,
        "-e",
        "signal=none",
        "-o",
    ];
    let mut args: Vec<String> = args.map(str::to_owned).to_vec();
    args.push(log.display().to_string());
    args
}

/// Where a call opens a file that may be written.
fn written(call: &str) -> Option<&str> {
    let may_write = ["O_WRONLY", "O_RDWR", "O_CREAT", "creat("]
        .iter()
        .any(|sign| call.contains(sign));
    may_write.then(|| call.split('"').nth(1)).flatten()
}

/// Looks at every call of a run.
fn look(place: &Place, asked: &str, count: &mut Count) {
    let calls = std::fs::read_to_string(place.path("calls.log")).unwrap();
    let mut programs = 0;
    for call in calls.lines() {
        count.calls += 1;
        let name = call
            .split_once(' ')
            .map_or("", |(_, call)| call.trim_start());
        let name = name.split('(').next().unwrap();
        match name {
            "execve" | "execveat" => programs += 1,
            // Two ends of one pipe inside of the program: how a signal wakes its loop.
            "socketpair" => assert!(call.contains("AF_UNIX"), "{asked}: {call}"),
            "socket" | "connect" | "bind" | "listen" | "sendmsg" | "accept4" => {
                panic!("{asked}: {call}")
            }
            _ => {}
        }
        let Some(path) = written(call) else { continue };
        assert!(!path.contains("CANARY"), "{asked}: {call}");
        let path = Path::new(path);
        let own = place.dir.path().canonicalize().unwrap();
        let is_own =
            path.is_relative() || path.starts_with(&own) || path.starts_with(place.dir.path());
        let is_terminal = path.starts_with("/dev");
        assert!(is_own || is_terminal, "{asked}: {call}");
        count.written += 1;
    }
    assert_eq!(programs, 1, "{asked} starts another program: {calls}");
    count.runs += 1;
}

/// What lies in the folder for what is only there for a while.
fn left_over(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap();
    entries.map(|entry| entry.unwrap().path()).collect()
}

#[test]
fn a_day_s_work_calls_no_network_starts_no_program_and_writes_nowhere_else() {
    if Command::new("strace").arg("-V").output().is_err() {
        say(
            "silence",
            "strace is not here: no call was watched; that no package speaks to a network is another promise",
        );
        return;
    }
    let place = Place::new();
    place.write(
        "T1.txt",
        "INT1: How was it?\nP01: CANARYWORD, and the plan held.\n",
    );
    place.write("people.csv", "id,role\nP01,parent\n");
    place.write("T2.docx", sound("docx"));
    place.write("turns.xlsx", sound("xlsx"));
    let temporary = place.path("tmp");
    std::fs::create_dir(&temporary).unwrap();
    let mut count = Count::default();
    for command in TOUR {
        let args = typed(command);
        let output = Command::new("strace")
            .args(watched(&place))
            .arg(env!("CARGO_BIN_EXE_intercoder"))
            .args(&args)
            .current_dir(place.dir.path())
            .env("INTERCODER_STATE", place.path(".state-machine"))
            .env("TMPDIR", &temporary)
            .output()
            .unwrap();
        assert!(
            output.status.code().is_some_and(|code| code < 4),
            "{args:?}: {}",
            String::from_utf8_lossy(&output.stderr)
        );
        look(&place, command, &mut count);
    }
    let mut command = CommandBuilder::new("strace");
    command.args(watched(&place));
    command.args([
        env!("CARGO_BIN_EXE_intercoder"),
        "code",
        "T1",
        "--study",
        "study",
    ]);
    command.cwd(place.dir.path());
    command.env("INTERCODER_STATE", place.path(".state-machine"));
    command.env("TMPDIR", &temporary);
    // To a turn, its code, a search, the codebook, the history.
    at_the_keys(command, &["j", "x", "\r", "plan", "\r", " c", "j", " h"]);
    look(&place, "the screens", &mut count);
    let left = left_over(&temporary);
    assert!(left.is_empty(), "{left:?}");
    let Count {
        runs,
        calls,
        written,
    } = count;
    say(
        "silence",
        &format!(
            "{runs} runs watched by strace, {calls} calls: 0 to a network, 0 other programs started, {written} files opened for \
             writing, all of them the study's, the state's or asked for; 0 left in the folder for temporary files"
        ),
    );
}
