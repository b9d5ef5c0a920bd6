//! Watching: what comes into the folder while it is open is told, and growth of one's own journal is not.

use std::fs;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::time::Duration;

use intercoder::id::Writer;
use intercoder::store::snapshot::{Change, Snapshot};
use intercoder::store::watch::{Arrival, Watch};

use super::{Desk, Three, said, save, words};

/// Longer than any look takes; nothing waits so long unless the watcher is broken.
const LONG: Duration = Duration::from_secs(60);

/// What changed for a writer while something was done to a desk.
fn changed(desk: &Desk, own: Option<&Writer>, deed: impl FnOnce()) -> Change {
    let before = Snapshot::of(&desk.folder).unwrap();
    deed();
    let after = Snapshot::of(&desk.folder).unwrap();
    before.change_to(&after, own)
}

#[test]
fn nothing_done_is_no_change() {
    let three = Three::new();
    let read = || drop(fs::read(three.journal()).unwrap());
    assert_eq!(changed(&three.desk, None, read), Change::Nothing);
}

#[test]
fn growth_of_the_own_journal_is_no_change_and_growth_of_another_is() {
    let desk = Desk::new();
    let (mut ana, mut ben) = (desk.acquire("ana"), desk.acquire("ben"));
    let own = ana.writer().clone();
    for word in ["one", "two"] {
        let begun = changed(&desk, Some(&own), || drop(save(&mut ana, word)));
        assert_eq!(begun, Change::Nothing, "{word}");
        let others = changed(&desk, Some(&own), || drop(save(&mut ben, word)));
        assert_eq!(others, Change::Journals, "{word}");
    }
    let unknown = changed(&desk, None, || drop(save(&mut ana, "three")));
    assert_eq!(unknown, Change::Journals);
}

#[test]
fn an_own_journal_that_shrank_went_or_was_copied_is_a_change() {
    let three = Three::new();
    let (desk, journal) = (&three.desk, three.journal());
    let check = |deed: &dyn Fn()| {
        assert_eq!(changed(desk, Some(&three.writer), deed), Change::Journals);
    };
    check(&|| fs::write(&journal, &three.lines[0]).unwrap());
    let copy = desk.folder.journal().join("conflict copy of ana.jsonl");
    check(&|| assert_ne!(fs::copy(&journal, &copy).unwrap(), 0));
    let below = desk.folder.journal().join("old");
    check(&|| {
        fs::create_dir(&below).unwrap();
        fs::rename(&copy, below.join("ana.jsonl")).unwrap();
    });
    check(&|| fs::remove_file(&journal).unwrap());
}

#[test]
fn a_text_or_a_codebook_that_came_is_told_apart_from_a_journal() {
    let desk = Desk::new();
    for part in [desk.folder.texts(), desk.folder.codebooks()] {
        let came = || fs::write(part.join("I01.3fa9c1d2.txt"), "words").unwrap();
        assert_eq!(changed(&desk, None, came), Change::Files);
    }
    let gone = || fs::remove_dir_all(desk.folder.texts()).unwrap();
    assert_eq!(changed(&desk, None, gone), Change::Files);
}

fn watched(desk: &Desk) -> (Watch, Receiver<Arrival>) {
    let (sender, arrivals) = mpsc::channel();
    let tell = move |arrival| drop(sender.send(arrival));
    let watch = Watch::begin(desk.folder.clone(), Box::new(tell)).unwrap();
    (watch, arrivals)
}

#[test]
fn what_others_save_arrives_and_the_thread_ends_with_the_watch() {
    let desk = Desk::new();
    let mut ben = desk.acquire("ben");
    save(&mut ben, "one");
    let (watch, arrivals) = watched(&desk);
    let mut expected = words(["one"]);
    let arrive = |expected| loop {
        match arrivals.recv_timeout(LONG).unwrap() {
            Arrival::Journals(journals) if said(&journals.lines) == expected => break,
            // A look in the middle of a write sees less.
            Arrival::Journals(_) => {}
            other => panic!("{other:?}"),
        }
    };
    arrive(expected.clone());
    for word in ["two", "three"] {
        save(&mut ben, word);
        expected.insert(word.to_owned());
        arrive(expected.clone());
    }
    drop(watch);
    // The sender goes with the thread, so this ends only if the thread does.
    let over = loop {
        if let Err(over) = arrivals.recv_timeout(LONG) {
            break over;
        }
    };
    assert_eq!(over, RecvTimeoutError::Disconnected);
}
