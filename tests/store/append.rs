//! Appending: an answer of “saved” is kept, and after any other answer the journal is as it was.

use std::fs;
use std::io::{self, Write as _};
use std::sync::{Arc, Mutex};

use intercoder::store::disk::{Disk, Opened, RealDisk};
use intercoder::store::mend::Mend;
use intercoder::store::writer::{AppendError, SEGMENT};

use super::{Desk, Three, next_line, said, save, words};

/// A disk that fails once: after some bytes, or at a sync.
#[derive(Debug)]
struct Failing {
    fault: Mutex<Option<Fault>>,
    /// Whether what was written can be taken off again.
    cuts: Mutex<Cuts>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Fault {
    After(usize),
    AtSync,
    /// The first write and sync succeed, the next write fails: that of the shadow.
    SecondWrite,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Cuts {
    Work,
    FailOnce,
}

impl Failing {
    fn with(fault: Fault, cuts: Cuts) -> Arc<Self> {
        let (fault, cuts) = (Mutex::new(Some(fault)), Mutex::new(cuts));
        Arc::new(Self { fault, cuts })
    }
}

impl Disk for Failing {
    fn write(&self, opened: &mut Opened, bytes: &[u8]) -> io::Result<()> {
        let mut fault = self.fault.lock().unwrap();
        match *fault {
            Some(Fault::After(length)) => {
                *fault = None;
                opened.file.write_all(&bytes[..length])?;
                Err(io::ErrorKind::StorageFull.into())
            }
            Some(Fault::SecondWrite) => {
                *fault = Some(Fault::After(10));
                RealDisk.write(opened, bytes)
            }
            Some(Fault::AtSync) | None => RealDisk.write(opened, bytes),
        }
    }

    fn sync(&self, opened: &Opened) -> io::Result<()> {
        let mut fault = self.fault.lock().unwrap();
        if *fault == Some(Fault::AtSync) {
            *fault = None;
            return Err(io::Error::other("the disk went away"));
        }
        RealDisk.sync(opened)
    }

    fn cut(&self, opened: &Opened, length: u64) -> io::Result<()> {
        let mut cuts = self.cuts.lock().unwrap();
        if *cuts == Cuts::FailOnce {
            *cuts = Cuts::Work;
            return Err(io::Error::other("the disk went away"));
        }
        RealDisk.cut(opened, length)
    }
}

/// Three lines are saved, the next meets a fault, and those after it are saved.
fn check(three: &Three, fault: Fault, cuts: Cuts) {
    let path = three.journal();
    let before = three.lines.concat();
    let open = three.reopened(before.as_bytes());
    let mut open = open.on(Failing::with(fault, cuts));
    let tip = open.tip();
    let error = open.append(&next_line(&open, "lost")).unwrap_err();
    let begins = match cuts {
        Cuts::Work => "not saved: ",
        Cuts::FailOnce => "perhaps not saved: ",
    };
    assert!(error.to_string().starts_with(begins), "{error}");
    assert_eq!(open.tip(), tip);
    if cuts == Cuts::Work {
        assert_eq!(fs::read_to_string(&path).unwrap(), before);
    }
    let line = save(&mut open, "four");
    assert_eq!(fs::read_to_string(&path).unwrap(), before + &line);
    drop(open);
    let mut open = three.desk.acquire("ana");
    assert_eq!(open.take_mends(), []);
    save(&mut open, "five");
    let read = three.desk.read();
    let all = words(["one", "two", "three", "four", "five"]);
    assert_eq!((said(&read.lines), read.damage), (all, vec![]));
}

#[test]
fn a_disk_that_is_full_after_any_number_of_bytes_saves_nothing_and_says_so() {
    let three = Three::new();
    let length = next_line(&three.desk.acquire("ana"), "lost").len();
    for bytes in 0..=length {
        check(&three, Fault::After(bytes), Cuts::Work);
    }
}

#[test]
fn what_a_full_disk_would_not_take_off_is_taken_off_before_the_next_change() {
    let three = Three::new();
    for bytes in [1, 60, 200] {
        check(&three, Fault::After(bytes), Cuts::FailOnce);
    }
}

#[test]
fn a_failed_sync_is_not_saved_even_though_every_byte_was_written() {
    let three = Three::new();
    check(&three, Fault::AtSync, Cuts::Work);
    check(&three, Fault::AtSync, Cuts::FailOnce);
}

#[test]
fn a_line_is_saved_when_only_this_machines_copy_of_it_fails() {
    let desk = Desk::new();
    let open = desk.acquire("ana");
    let mut open = open.on(Failing::with(Fault::SecondWrite, Cuts::FailOnce));
    save(&mut open, "one");
    let mends = open.take_mends();
    assert!(
        matches!(mends[..], [Mend::ShadowBehind { .. }]),
        "{mends:?}"
    );
    save(&mut open, "two");
    let adopted = Mend::Adopted {
        writer: open.writer().clone(),
        lines: 1,
    };
    assert_eq!(open.take_mends(), [adopted]);
    fs::remove_file(desk.segment(open.writer(), 1)).unwrap();
    save(&mut open, "three");
    assert_eq!(said(&desk.read().lines), words(["one", "two", "three"]));
}

#[test]
fn a_change_prepared_for_another_end_is_refused() {
    let desk = Desk::new();
    let mut open = desk.acquire("ana");
    let stale = next_line(&open, "prepared too early");
    save(&mut open, "one");
    let torn = next_line(&open, "two").replace("two", "six");
    for text in [
        stale,
        torn,
        "no line\n".to_owned(),
        next_line(&open, "x").trim_end().to_owned(),
    ] {
        let error = open.append(&text).unwrap_err();
        assert!(matches!(error, AppendError::Stale { .. }), "{error}");
    }
    assert_eq!(said(&desk.read().lines), words(["one"]));
}

#[test]
fn a_journal_goes_on_in_its_next_segment_after_a_mebibyte() {
    let desk = Desk::new();
    let mut open = desk.acquire("ana");
    let long = "long ".repeat(40 * 1024);
    let mut saved = 0;
    while saved <= SEGMENT {
        saved += save(&mut open, &format!("{saved} {long}")).len() as u64;
    }
    let first = desk.segment(open.writer(), 1);
    assert_eq!(fs::metadata(&first).unwrap().len(), saved);
    let line = save(&mut open, "in the second");
    let writer = open.writer().clone();
    assert_eq!(fs::read_to_string(desk.segment(&writer, 2)).unwrap(), line);
    drop(open);
    let mut open = desk.acquire("ana");
    assert_eq!(open.writer(), &writer);
    save(&mut open, "also in the second");
    assert_eq!(fs::metadata(&first).unwrap().len(), saved);
    let runs = intercoder::study::set::Set::of(desk.read().lines).runs();
    assert_eq!(runs[&writer].len(), 1, "one chain over both segments");
}
