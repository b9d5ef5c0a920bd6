//! The greatest numbers: whatever a line written by hand says of its place, everybody goes on, and is told.

use std::fs;

use intercoder::event::Event;
use intercoder::event::study::{Run, Seen, StudySet, WriterOpen};
use intercoder::id::{Hash, Writer};
use intercoder::journal::{self, Head, LAST_CLOCK, first_prev};
use intercoder::round::Sight;
use intercoder::session::Session;
use intercoder::store::layout::Folder;

use crate::trust::sealed::Team;

/// Somebody who never joined writes these events by hand, the last of them with this clock.
fn written_by_hand(team: &Team, clock: u64, event: &Event) {
    let folder = Folder::open(&team.temp.path().join("study")).unwrap();
    let writer = Writer::from("mal-aaaaaa");
    let opening = Event::WriterOpen(WriterOpen {
        coder: "mal".into(),
        program: "a hand".to_owned(),
    });
    let head = |seq: u64, prev: Hash, clock: u64| Head {
        v: 1,
        writer: writer.clone(),
        seq,
        prev,
        clock,
        at: "2026-01-02T03:04:05Z".into(),
        batch: None,
        over: [].into(),
    };
    let first = head(1, first_prev(&folder.study, &writer), 1);
    let (mut text, hash) = journal::render(&folder.study, &first, [1; 16], &opening).unwrap();
    let second = head(2, hash, clock);
    text += &journal::render(&folder.study, &second, [2; 16], event)
        .unwrap()
        .0;
    fs::write(folder.journal().join("mal-aaaaaa.1.jsonl"), text).unwrap();
}

fn told(session: &Session) -> String {
    let all = session.view().contradictions();
    let said: Vec<String> = all.iter().map(|one| one.problem.to_string()).collect();
    said.join("\n")
}

#[test]
fn a_line_with_the_last_clock_keeps_nobody_from_coding_and_is_named() {
    let team = Team::new(Sight::Open);
    let (key, value) = ("title".to_owned(), "mine".to_owned());
    written_by_hand(&team, LAST_CLOCK, &Event::StudySet(StudySet { key, value }));
    for coder in ["ana", "ben", "ana"] {
        team.code(coder, 3);
    }
    let lead = team.open("lee");
    assert_eq!(lead.view().codings().len(), 6, "ana's are the same twice");
    let said = told(&lead);
    assert_eq!(
        said.lines()
            .filter(|line| line.contains("no study reaches"))
            .count(),
        1,
        "{said}"
    );
    assert!(said.contains("mal-aaaaaa:2"), "{said}");
}

#[test]
fn a_number_beyond_all_lines_makes_nothing_fall_over() {
    let team = Team::new(Sight::Open);
    team.code("ana", 3);
    let ana = team
        .lines()
        .iter()
        .find(|line| line.head.writer.0.starts_with("ana"))
        .unwrap()
        .head
        .writer
        .clone();
    for last in [LAST_CLOCK, LAST_CLOCK + 1, u64::MAX] {
        let runs = [(
            ana.clone(),
            vec![Run {
                first: 1,
                last,
                end: team.lines()[0].id(),
            }],
        )]
        .into();
        written_by_hand(&team, 900, &Event::Seen(Seen { runs }));
        let path = Folder::open(&team.temp.path().join("study"))
            .unwrap()
            .journal()
            .join(format!("{ana}.1.jsonl"));
        let bytes = fs::read(&path).unwrap();
        fs::write(&path, [&bytes[..], b"{\"hash\":\"0\"}\n"].concat()).unwrap();
        team.open("ana").view().completeness();
        team.code("ben", 1);
        fs::write(&path, bytes).unwrap();
    }
}
