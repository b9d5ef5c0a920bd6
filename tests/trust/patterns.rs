//! Patterns that people type: whatever they are, a search answers or refuses them in a sentence, within bounds of memory and of the
//! processor's time.

use std::process::Command;

use crate::program::Place;
use crate::trust::proof::{say, tries};

/// Patterns that bring other engines to their knees, or that no engine can read.
fn hostile() -> Vec<String> {
    let words = |count: usize| {
        (0..count)
            .map(|at| format!("word{at}"))
            .collect::<Vec<_>>()
            .join("|")
    };
    let mut all: Vec<String> = [
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
        "(?s).*?.*?.*?.*?.*?b",
        "\\b\\b\\b\\B\\B",
        "^^^^$$$$",
        "()*",
        "(|)*",
        "(?:)+",
    ]
    .map(str::to_owned)
    .to_vec();
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

/// Kilobytes of memory and seconds of the processor: a debug build takes several times what people wait.
const BOUNDS: &str = "ulimit -v 3145728; ulimit -t 30; exec \"$@\"";

fn check(place: &Place, args: &[&str]) -> bool {
    let output = Command::new("sh")
        .args(["-c", BOUNDS, "sh", env!("CARGO_BIN_EXE_intercoder")])
        .args(args)
        .args(["--study", "study", "--as", "ana"])
        .current_dir(place.dir.path())
        .env("INTERCODER_STATE", place.path(".state-machine"))
        .output()
        .unwrap();
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

#[test]
fn no_pattern_takes_more_than_its_share() {
    let place = Place::new();
    place.ok(&["init", "study", "--title", "x", "--coder", "ana", "--lead"]);
    // Answers take longer by the length of the text; a debug build takes ten times as long for each character.
    let long = "a".repeat(if cfg!(debug_assertions) {
        3_000
    } else {
        100_000
    });
    place.write(
        "T1.txt",
        format!("INT1: {long}\nP01: {}\n", "word7999 ".repeat(300)),
    );
    place.ok(&["import", "T1.txt", "--study", "study"]);
    let (mut answered, mut refused) = (0, 0);
    let mut count = |is_answered| {
        if is_answered {
            answered += 1
        } else {
            refused += 1
        }
    };
    let all = hostile();
    // A few of every kind in the ordinary run; they stand in the order of their kinds.
    let step = all.len().div_ceil(tries(16, all.len() as u64) as usize);
    let all: Vec<String> = all.into_iter().step_by(step).collect();
    for pattern in &all {
        count(check(&place, &["search", &format!("/{pattern}/")]));
        count(check(
            &place,
            &[
                "import",
                "T1.txt",
                "--dry-run",
                "--speakers",
                &format!("({pattern})"),
            ],
        ));
    }
    // Each of them is within what one may take; all together are not.
    let many = vec!["/\\pL{80}/"; 300].join(" OR ");
    count(check(&place, &["search", &many]));
    say(
        "patterns",
        &format!(
            "{} hostile patterns for a search and for labels, and 300 in one query: {answered} answered, {refused} refused in a sentence, 0 ran out of memory or time",
            all.len()
        ),
    );
}
