//! Obeying a withdrawal: whose word a machine takes for it, what it never erases, and that nothing of the words is left behind.

use std::path::{Path, PathBuf};

use intercoder::event::Event;
use intercoder::event::document::{DocumentChange, DocumentSet};
use intercoder::event::study::{FileGone, Withdraw, WithdrawDone, WithdrawMode, WriterOpen};
use intercoder::id::{CoderId, DocumentRef, Ref, Writer};
use intercoder::journal::{self, Head, Line, first_prev};
use intercoder::store::journals;
use intercoder::store::layout::Folder;

use crate::pen::Pen;
use crate::program::Place;
use crate::trust::planted::{plant, work};

/// The lines of a study's folder, without repeats.
fn lines(place: &Place) -> Vec<Line> {
    let folder = Folder::open(&place.path("s")).unwrap();
    let mut lines: Vec<Line> = Vec::new();
    for line in journals::read(&folder).unwrap().lines {
        if !lines.iter().any(|known| known.hash == line.hash) {
            lines.push((*line).clone());
        }
    }
    lines
}

/// The lines that hold words of a kind, or of all kinds.
fn full(place: &Place, kind: &str) -> Vec<Ref> {
    let is_it = |line: &&Line| {
        let event = line.event();
        event.is_some_and(|event| kind.is_empty() || event.kind() == kind)
    };
    lines(place).iter().filter(is_it).map(Line::id).collect()
}

/// Puts valid lines into the folder that no program of ours wrote, as another installation; gives their refs.
fn forge(place: &Place, (writer, coder): (&str, &str), events: &[Event]) -> Vec<Ref> {
    let folder = Folder::open(&place.path("s")).unwrap();
    let writer = Writer::from(writer);
    let clock = lines(place).iter().map(|line| line.head.clock).max();
    let mut head = Head {
        v: 1,
        seq: 1,
        prev: first_prev(&folder.study, &writer),
        clock: clock.unwrap_or(0) + 1,
        at: "2026-11-23T08:00:00Z".into(),
        batch: None,
        over: [].into(),
        writer,
    };
    let open = Event::WriterOpen(WriterOpen {
        coder: CoderId::from(coder),
        program: "none".to_owned(),
    });
    let (mut text, mut refs) = (String::new(), Vec::new());
    for event in [&[open], events].concat() {
        let (line, hash) = journal::render(&folder.study, &head, [0; 16], &event).unwrap();
        text.push_str(&line);
        refs.push(hash.line_ref());
        (head.seq, head.prev, head.clock) = (head.seq + 1, hash, head.clock + 1);
    }
    place.write(&format!("s/journal/{}.1.jsonl", head.writer), text);
    refs
}

fn withdraw(refs: Vec<Ref>) -> Event {
    Event::Withdraw(Box::new(Withdraw {
        documents: Vec::new(),
        people: Vec::new(),
        refs,
        mode: WithdrawMode::Delete,
        revisions: Vec::new(),
        files: Vec::new(),
    }))
}

/// The files below a folder whose names begin so, with their bytes.
fn files(folder: &Path, begin: &str) -> Vec<(PathBuf, Vec<u8>)> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.is_dir() {
            files.extend(self::files(&path, begin));
        } else if name.starts_with(begin) {
            files.push((path.clone(), std::fs::read(path).unwrap()));
        }
    }
    files.sort();
    files
}

/// A study with somebody's words in it, and a coder at work on this machine.
fn at_work() -> Place {
    let place = Place::new();
    plant(&place);
    work(&place, "machine", "ana", 0);
    place
}

fn status(place: &Place) -> String {
    place.ok(&["status", "--study", "s", "--as", "ana"])
}

#[test]
fn a_withdrawal_by_somebody_who_is_no_lead_erases_nothing_and_is_told() {
    let place = at_work();
    let journals = || {
        let mut all = files(&place.path("s/journal"), "ana-");
        all.extend(files(&place.path("s/texts"), ""));
        all.extend(files(&place.path("s/sources"), ""));
        all.extend(files(&place.path(".state-machine"), "ana-"));
        all
    };
    let before = journals();
    let everything = full(&place, "");
    forge(&place, ("mal-aaaaaa", "mal"), &[withdraw(everything)]);
    let told = status(&place);
    assert!(journals() == before, "everything stays as it was");
    assert!(
        told.contains("by mal (mal:2), who is no lead")
            && told.contains("this computer keeps the words"),
        "{told}"
    );
    let run = place.run(&["doctor", "--study", "s"]);
    let told = String::from_utf8_lossy(&run.stdout).into_owned();
    assert!(
        told.contains("mal:2") && told.contains("mal is no lead"),
        "{told}"
    );
}

#[test]
fn who_is_here_and_what_was_withdrawn_keeps_its_words_whoever_names_it() {
    let place = at_work();
    let lee = ["--study", "s", "--as", "lee"];
    place.ok(&[&["people", "withdraw", "P08", "--yes"], &lee[..]].concat());
    let kinds = [
        "writer.open",
        "coder.join",
        "codebook.freeze",
        "withdraw",
        "seen",
    ];
    let before: Vec<Vec<Ref>> = kinds.iter().map(|kind| full(&place, kind)).collect();
    let memos = full(&place, "memo.write");
    let everything = full(&place, "");
    forge(&place, ("lee-aaaaaa", "lee"), &[withdraw(everything)]);
    status(&place);
    for (kind, before) in kinds.iter().zip(before) {
        let now = full(&place, kind);
        assert!(
            !before.is_empty() && before.iter().all(|id| now.contains(id)),
            "{kind}"
        );
    }
    assert!(!memos.is_empty() && full(&place, "memo.write").is_empty());
    let coders = place.ok(&["coder", "list", "--study", "s", "--as", "lee"]);
    assert!(coders.contains("ana") && coders.contains("lee"), "{coders}");
}

#[test]
fn who_obeyed_speaks_for_his_own_lines_alone() {
    let place = at_work();
    let lee = ["--study", "s", "--as", "lee"];
    place.ok(&[&["people", "withdraw", "P08", "--yes"], &lee[..]].concat());
    let memos = full(&place, "memo.write");
    let done = Event::WithdrawDone(WithdrawDone {
        withdrawal: full(&place, "withdraw")[0],
        writers: vec![Writer::from("mal-aaaaaa")],
        refs: memos.clone(),
        may_hold: Vec::new(),
    });
    forge(&place, ("mal-aaaaaa", "mal"), &[done]);
    status(&place);
    assert!(!memos.is_empty());
    assert_eq!(full(&place, "memo.write"), memos);
    let listed = place.ok(&["memo", "list", "--study", "s", "--as", "ana"]);
    assert!(listed.contains("nobody is quoted here"), "{listed}");
}

#[test]
fn a_file_that_is_in_force_stays_whatever_its_name_looks_like() {
    let place = at_work();
    place.write("in2/Int-20240115.txt", "INT: And?\n\nP09: It rained.\n");
    place.ok(&["import", "in2", "--study", "s", "--as", "lee"]);
    let before = files(&place.path("s/texts"), "Int-20240115");
    assert_eq!(before.len(), 2);
    let was = serde_json::from_value(format!("20240115{}", "0".repeat(56)).into()).unwrap();
    let event = Event::Withdraw(Box::new(Withdraw {
        documents: Vec::new(),
        people: Vec::new(),
        refs: Vec::new(),
        mode: WithdrawMode::Delete,
        revisions: Vec::new(),
        files: vec![FileGone { was, now: None }],
    }));
    // A changed text is not what anything names any more, and is still that text and no other one.
    let (text, words) = &before[0];
    std::fs::write(text, [&words[..], b"more"].concat()).unwrap();
    forge(&place, ("lee-aaaaaa", "lee"), &[event]);
    status(&place);
    assert_eq!(files(&place.path("s/texts"), "Int-20240115").len(), 2);
}

#[test]
fn a_computer_that_obeyed_is_said_to_have_and_that_the_others_hear_of_it_with_its_next_change() {
    let place = at_work();
    work(&place, "other", "ben", 30);
    place.ok(&[
        "people", "withdraw", "P07", "--yes", "--study", "s", "--as", "lee",
    ]);
    let by_ben = |args: &[&str]| {
        let all = [args, &["--study", "s", "--as", "ben"]].concat();
        place.ok_on("other", &all)
    };
    let told = by_ben(&["status"]);
    assert!(
        told.contains("obeyed by 3 of 3 installations; this computer obeyed"),
        "{told}"
    );
    assert!(!told.contains("not yet by"), "{told}");
    assert!(status(&place).contains("obeyed by 2 of 3 installations; not yet by ben-"));
    by_ben(&["memo", "add", "--document", "I09", "--text", "later"]);
    assert!(!by_ben(&["status"]).contains("this computer obeyed"));
    assert!(status(&place).contains("obeyed by 3 of 3 installations\n"));
}

#[test]
fn a_handle_that_goes_takes_no_document_with_it() {
    let mut pen = Pen::new("lee", 1);
    let document = pen.add_document("I01");
    let renamed = pen.write(Event::DocumentSet(DocumentSet {
        document: DocumentRef(document),
        change: DocumentChange::Handle("copper-heron".to_owned()),
    }));
    pen.write(withdraw(vec![renamed]));
    let study = pen.study();
    let handles = study.documents.iter().map(|document| &*document.handle);
    assert_eq!(handles.collect::<Vec<_>>(), ["I01"]);
}
