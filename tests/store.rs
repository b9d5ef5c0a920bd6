//! The store: what stands on disk is read whole or named as damaged, and what was acknowledged is never lost.

mod append;
mod files;
mod folder;
mod reading;
mod repair;
mod state;
mod watching;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use intercoder::event::Event;
use intercoder::event::study::StudySet;
use intercoder::id::{CoderId, Writer};
use intercoder::journal::Line;
use intercoder::store::journals::{self, Journals};
use intercoder::store::layout::Folder;
use intercoder::store::mend::Mend;
use intercoder::store::state::{Present, State};
use intercoder::store::writer::OpenWriter;
use intercoder::study::set::Set;
use tempfile::TempDir;

use crate::pen::{Pen, study_id};

/// A study's folder and this machine's state, both gone when the test ends.
struct Desk {
    temp: TempDir,
    folder: Folder,
    state: State,
}

impl Desk {
    fn new() -> Self {
        let temp = TempDir::new().unwrap();
        let (folder, problems) = Folder::create(&temp.path().join("study"), study_id()).unwrap();
        assert_eq!(problems, []);
        let state = State::at(&temp.path().join("state"), &folder);
        Self {
            temp,
            folder,
            state,
        }
    }

    fn path(&self) -> &Path {
        self.temp.path()
    }

    fn read(&self) -> Journals {
        journals::read(&self.folder).unwrap()
    }

    fn acquire(&self, coder: &str) -> OpenWriter {
        acquire(&self.folder, &self.state, coder)
    }

    fn segment(&self, writer: &Writer, number: u32) -> PathBuf {
        self.folder
            .journal()
            .join(format!("{writer}.{number}.jsonl"))
    }

    /// Everything that was ever set aside, as it was.
    fn set_aside(&self) -> Vec<Vec<u8>> {
        let mut found = Vec::new();
        for writer in fs::read_dir(self.state.place().join("writers")).unwrap() {
            let torn = writer.unwrap().path().join("torn");
            let files = fs::read_dir(torn).into_iter().flatten();
            found.extend(files.map(|file| fs::read(file.unwrap().path()).unwrap()));
        }
        found
    }
}

/// A desk with three saved lines, which can be brought back to them.
struct Three {
    desk: Desk,
    writer: Writer,
    lines: Vec<String>,
}

impl Three {
    fn new() -> Self {
        let desk = Desk::new();
        let mut open = desk.acquire("ana");
        let lines = ["one", "two", "three"].map(|word| save(&mut open, word));
        Self {
            writer: open.writer().clone(),
            lines: lines.to_vec(),
            desk,
        }
    }

    fn journal(&self) -> PathBuf {
        self.desk.segment(&self.writer, 1)
    }

    fn shadow(&self) -> PathBuf {
        let home = self.desk.state.place().join("writers");
        let name = format!("{}.1.jsonl", self.writer);
        home.join(&self.writer.0).join("shadow").join(name)
    }

    /// Brings the saved lines back, puts these bytes where the journal was, and opens it.
    fn reopened(&self, bytes: &[u8]) -> OpenWriter {
        fs::write(self.shadow(), self.lines.concat()).unwrap();
        fs::write(self.journal(), bytes).unwrap();
        let torn = self.shadow().with_file_name("../torn");
        if torn.exists() {
            fs::remove_dir_all(torn).unwrap();
        }
        let open = self.desk.acquire("ana");
        assert_eq!(open.writer(), &self.writer);
        assert_eq!(open.tip().seq, 3);
        open
    }
}

fn acquire(folder: &Folder, state: &State, coder: &str) -> OpenWriter {
    let journals = journals::read(folder).unwrap();
    let forks = Set::of(journals.lines.iter().cloned()).forks();
    let present = Present::of(&journals, forks.into_iter().map(|fork| fork.writer));
    let coder = CoderId::from(coder);
    // Random enough for tests: names grow with the number of those that are there.
    let mut random = present.last.len() as u32 * 64;
    let mut next = || {
        random += 1;
        random
    };
    state.acquire(&coder, &present, &mut next).unwrap()
}

/// A line that goes on from where the writer is, saying something of its own.
fn next_line(open: &OpenWriter, words: &str) -> String {
    let mut pen = Pen::silent("nobody", 0);
    pen.tip = open.tip();
    pen.write(title(words));
    pen.text
}

fn title(words: &str) -> Event {
    Event::StudySet(StudySet {
        key: "title".to_owned(),
        value: words.to_owned(),
    })
}

fn save(open: &mut OpenWriter, words: &str) -> String {
    let line = next_line(open, words);
    open.append(&line).unwrap();
    line
}

/// What the lines say, each once.
fn said(lines: &[Arc<Line>]) -> BTreeSet<String> {
    let word = |line: &Arc<Line>| match line.event() {
        Some(Event::StudySet(set)) => set.value.clone(),
        other => panic!("the tests write titles only, not {other:?}"),
    };
    lines.iter().map(word).collect()
}

fn words<const N: usize>(words: [&str; N]) -> BTreeSet<String> {
    words.into_iter().map(str::to_owned).collect()
}

fn writers(lines: &[Arc<Line>]) -> BTreeSet<Writer> {
    lines.iter().map(|line| line.head.writer.clone()).collect()
}

fn restored(mends: &[Mend]) -> u64 {
    let lines = mends.iter().map(|mend| match mend {
        Mend::Restored { lines, .. } => *lines,
        _ => 0,
    });
    lines.sum()
}
