//! Patterns that people type: whatever they are, a search answers or refuses them in a sentence, within bounds of memory and of the
//! processor's time.

use std::process::{Command, Output};

use crate::program::Place;
use crate::trust::proof::{say, tries};

/// Patterns that bring other engines to their knees.
const GREEDY: [&str; 29] = [
    "(a+)+b",
    "(a*)*b",
    "(a|a)*b",
    "(a|aa)+$",
    "(.*)*x",
    "(.*a){20}",
    "(a?){50}a{50}",
    "^(([a-z])+.)+[A-Z]([a-z])+$",
    "(x+x+)+y",
    "(a{1000}){1000}",
    "((a{100}){100}){100}",
    "(((((a{50}){50}){50}){50}){50}){50}",
    "a{4294967295}",
    "a{99999999999}",
    "(a{0,1000}){0,1000}",
    "\\w{2000}",
    "\\pL{2000}",
    "(\\pL|\\pN|\\pS){500}",
    "[^x]{5000}",
    "(?i)\\pL{1000}",
    ".{10000}",
    "(.|\\s){3000}",
    "[\\s\\S]{3000}b",
    "(?s).*?.*?.*?.*?.*?b",
    "\\b\\b\\b\\B\\B",
    "^^^^$$$$",
    "()*",
    "(|)*",
    "(?:)+",
];

/// Patterns that no engine can read, or only some.
const BROKEN: [&str; 16] = [
    "(",
    ")",
    "[",
    "a{",
    "*",
    "+?+?+",
    "(?=a)a",
    "(?<!a)b",
    "(a)\\1",
    "\\",
    "[z-a]",
    "\\p{Nothing}",
    "(?P<n>a)(?P<n>b)",
    "\\x{110000}",
    "\\u{d800}",
    "(?xims-u)\\xff",
];

/// Both, and such as are long or deep.
fn hostile() -> Vec<String> {
    let words = |count: usize| {
        (0..count)
            .map(|at| format!("word{at}"))
            .collect::<Vec<_>>()
            .join("|")
    };
    let mut all: Vec<String> = GREEDY
        .iter()
        .chain(&BROKEN)
        .map(|&one| one.to_owned())
        .collect();
    all.push(words(1_000));
    all.push(words(8_000));
    for deep in [100, 1_000, 10_000] {
        all.push(format!("{}a{}", "(".repeat(deep), ")".repeat(deep)));
        all.push(format!("{}a{}", "(?:".repeat(deep), ")*".repeat(deep)));
    }
    all.push("[".repeat(5_000));
    all.push("a?".repeat(5_000) + &"a".repeat(5_000));
    all.push("[a-z&&[^b]]".repeat(500));
    all
}

/// Seconds of the processor that an answer may take; the slowest takes three in a debug build.
const SECONDS: u32 = 10;

/// Kilobytes of addresses that a pattern may take beyond those of a plain word.
const KILOBYTES: u32 = 600 * 1024;

/// How a command ends within bounds: kilobytes of addresses, and the seconds.
fn run(place: &Place, args: &[&str], kilobytes: u32) -> Output {
    let bounds = format!("ulimit -v {kilobytes}; ulimit -t {SECONDS}; exec \"$@\"");
    Command::new("sh")
        .args(["-c", &bounds, "sh", env!("CARGO_BIN_EXE_intercoder")])
        .args(args)
        .args(["--study", "study", "--as", "ana"])
        .current_dir(place.dir.path())
        .env("INTERCODER_STATE", place.path(".state-machine"))
        .output()
        .unwrap()
}

/// What a plain word is found within. Threads, and the addresses that each of them is given, differ from machine to machine.
fn plain(place: &Place) -> u32 {
    let tried = std::iter::successors(Some(128 * 1024), |size| Some(size / 4 * 5));
    let mut tried = tried.take_while(|size| *size < 64 * 1024 * 1024);
    let is_enough = |size: &u32| run(place, &["search", "word7999"], *size).status.success();
    tried.find(is_enough).unwrap()
}

/// Whether it answers; where it does not, it says why in a sentence.
fn check(place: &Place, args: &[&str], kilobytes: u32) -> bool {
    let output = run(place, args, kilobytes);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    let pattern: String = args.concat().chars().take(80).collect();
    match output.status.code() {
        Some(0) => true,
        Some(1..=3) => {
            assert!(said.trim().len() > 10, "{pattern}: {said}");
            false
        }
        code => panic!("{pattern}: {code:?} {said}"),
    }
}

/// A study with a very long word and with many words, ready to be searched.
fn long() -> Place {
    let place = Place::new();
    place.ok(&["init", "study", "--title", "x", "--coder", "ana", "--lead"]);
    // Answers take longer by the length of the text; a debug build takes ten times as long for each character.
    let letters = "a".repeat(if cfg!(debug_assertions) {
        3_000
    } else {
        30_000
    });
    let words = "word7999 ".repeat(300);
    place.write("T1.txt", format!("INT1: {letters}\nP01: {words}\n"));
    place.ok(&["import", "T1.txt", "--study", "study"]);
    place.ok(&["search", "word7999", "--study", "study", "--as", "ana"]);
    place
}

#[test]
fn no_pattern_takes_more_than_its_share() {
    let place = long();
    let most = plain(&place) + KILOBYTES;
    let all = hostile();
    // A few of every kind in the ordinary run; they stand in the order of their kinds.
    let step = all.len().div_ceil(tries(16, all.len() as u64) as usize);
    let all: Vec<String> = all.into_iter().step_by(step).collect();
    let mut answers = Vec::new();
    for pattern in &all {
        let search = ["search", &format!("/{pattern}/")];
        answers.push(check(&place, &search, most));
        let labels = ["--speakers", &format!("({pattern})")];
        let import = ["import", "T1.txt", "--dry-run", labels[0], labels[1]];
        answers.push(check(&place, &import, most));
    }
    // Each of them is within what one may take; all together are not.
    let many = vec!["/\\pL{80}/"; 300].join(" OR ");
    answers.push(check(&place, &["search", &many], most));
    let answered = answers.iter().filter(|is_answered| **is_answered).count();
    let refused = answers.len() - answered;
    say(
        "patterns",
        &format!(
            "{} hostile patterns for a search and for labels, and 300 in one query: {answered} answered, {refused} refused in a sentence, 0 ran out of {SECONDS} s or of {} MB",
            all.len(),
            KILOBYTES / 1024
        ),
    );
}
