//! What somebody else writes into the journal by hand: lines that verify, with sequences where the program itself never puts words of
//! people's.

use std::fs;

use intercoder::event::Event;
use intercoder::event::study::{CoderJoin, CoderRole, StudySet, WriterOpen};
use intercoder::id::{CoderId, Hash, Writer};
use intercoder::journal::{self, Head, first_prev};
use intercoder::store::layout::Folder;
use sha2::{Digest as _, Sha256};

use crate::program::Place;
use crate::trust::terminal::hostile::with;
use crate::trust::terminal::sequences;

/// A writer by hand of every sequence, whose lines have it in all that a line says beside its words.
pub fn forge(place: &Place) {
    let folder = Folder::open(&place.path("study")).unwrap();
    let all = sequences::all();
    let mut lines: String = all
        .iter()
        .map(|sequence| written(&folder, sequence))
        .collect();
    // Values apart from those of the study are what people must decide.
    let whole = all.join(" x ");
    lines += &titled(&folder, &with("apart", &whole));
    fs::write(folder.journal().join("mal-aaaaaa.1.jsonl"), lines).unwrap();
}

/// Lines of one writer, each with its number and the hash of the one before.
struct Hand<'f> {
    folder: &'f Folder,
    head: Head,
    lines: String,
}

impl<'f> Hand<'f> {
    fn new(folder: &'f Folder, (writer, at): (&str, &str)) -> Self {
        let writer = Writer::from(writer);
        let prev = first_prev(&folder.study, &writer);
        let head = Head {
            v: 1,
            writer,
            seq: 1,
            prev,
            clock: 1,
            at: at.into(),
            batch: None,
            over: [].into(),
        };
        Self {
            folder,
            head,
            lines: String::new(),
        }
    }

    fn write(&mut self, event: &Event) {
        let (line, hash) = journal::render(&self.folder.study, &self.head, [7; 16], event).unwrap();
        self.went_on(&line, hash);
    }

    /// A line of a kind that no program knows: the words of a known one go, and the hash is made anew.
    fn write_unknown(&mut self, kind: &str) {
        let (head, salt) = (serde_json::to_string(&self.head).unwrap(), "07".repeat(16));
        let body = serde_json::json!({ kind: {} }).to_string();
        let commitment = Sha256::new()
            .chain_update(&salt)
            .chain_update(&body)
            .finalize();
        let study = Sha256::new()
            .chain_update(&self.folder.study.0)
            .chain_update("\n");
        let whole = study
            .chain_update(&head)
            .chain_update(commitment)
            .finalize();
        let hash = Hash(whole[..16].try_into().unwrap());
        let line = format!(
            "{{\"hash\":\"{hash}\",\"head\":{head},\"salt\":\"{salt}\",\"body\":{body}}}\n"
        );
        self.went_on(&line, hash);
    }

    fn went_on(&mut self, line: &str, hash: Hash) {
        journal::verify(&self.folder.study, line.trim_end_matches('\n')).unwrap();
        self.lines += line;
        self.head.seq += 1;
        self.head.clock += 1;
        self.head.prev = hash;
    }
}

fn written(folder: &Folder, sequence: &str) -> String {
    let mut hand = Hand::new(
        folder,
        (&with("writer", sequence), &with("moment", sequence)),
    );
    let coder = CoderId::from(with("handle", sequence).as_str());
    let program = with("program", sequence);
    hand.write(&Event::WriterOpen(WriterOpen {
        coder: coder.clone(),
        program,
    }));
    hand.write(&Event::CoderJoin(CoderJoin {
        coder,
        role: CoderRole::Coder,
        name: None,
    }));
    // A line that is not there: whose it is gets told.
    (hand.head.seq, hand.head.prev) = (hand.head.seq + 1, Hash([9; 16]));
    hand.write_unknown(&with("kind", sequence));
    hand.lines
}

fn titled(folder: &Folder, value: &str) -> String {
    let mut hand = Hand::new(folder, ("mal-aaaaaa", "2026-01-02T03:04:05Z"));
    let opening = WriterOpen {
        coder: "mal".into(),
        program: "a hand".to_owned(),
    };
    hand.write(&Event::WriterOpen(opening));
    let (key, value) = ("title".to_owned(), value.to_owned());
    hand.write(&Event::StudySet(StudySet { key, value }));
    hand.lines
}
