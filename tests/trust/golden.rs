//! Golden states: old studies say for ever what they said, down to the last field.

use std::sync::Arc;

use intercoder::id::StudyId;
use intercoder::journal::{self, Line};
use intercoder::study::Study;

use crate::trust::proof::say;

/// The states as they were first written down. Never edit this file; a study that is added later gets a line at its end.
const STATES: &str = include_str!("../studies/v1/states.txt");

/// The studies, each with the name it was written under.
const STUDIES: [(&str, &str, &str); 5] = [
    (
        "lines",
        "frozen-v1",
        include_str!("../studies/v1/lines.jsonl"),
    ),
    (
        "team",
        "study-of-the-tests",
        include_str!("../studies/v1/team.jsonl"),
    ),
    (
        "copied",
        "study-of-the-tests",
        include_str!("../studies/v1/copied.jsonl"),
    ),
    (
        "partial",
        "study-of-the-tests",
        include_str!("../studies/v1/partial.jsonl"),
    ),
    (
        "taken",
        "study-of-the-tests",
        include_str!("../studies/v1/taken.jsonl"),
    ),
];

fn study(id: &str, journal: &str) -> Study {
    let id = StudyId::from(id);
    let line = |line: &str| Arc::new(journal::verify(&id, line).unwrap());
    let lines: Vec<Arc<Line>> = journal.lines().map(line).collect();
    Study::fold(id, lines)
}

#[test]
fn old_studies_have_the_states_they_had() {
    let mut written = STATES.lines();
    let mut lines = 0;
    for (name, id, journal) in STUDIES {
        let study = study(id, journal);
        lines += study.lines().len();
        let state = study.state();
        assert_eq!(
            written.next(),
            Some(format!("{name} {state}").as_str()),
            "{}",
            study.state_text()
        );
    }
    assert_eq!(written.next(), None);
    say(
        "golden states",
        &format!(
            "{} old studies of {lines} lines, each with the state it had",
            STUDIES.len()
        ),
    );
}

#[test]
fn the_old_studies_hold_what_is_hard() {
    let of = |wanted: &str| {
        let (_, id, journal) = STUDIES.iter().find(|(name, ..)| *name == wanted).unwrap();
        study(id, journal)
    };
    assert!(of("team").completeness.is_complete());
    assert!(of("team").conflicts.len() > 2);
    assert!(!of("copied").forks.is_empty());
    let partial = of("partial");
    assert!(!partial.completeness.gaps.is_empty() && !partial.withdrawn().lines.is_empty());
    let taken = of("taken");
    assert!(!taken.withdrawn().documents.is_empty() && !taken.withdrawn().late.is_empty());
}
