//! A journal's bytes without the words that were taken back.
//!
//! A line that verifies gives way to its blank, which still verifies. A damaged form of such a line may hold its words too, and gives
//! way to the same blank, where a good form of the line was found to make it from; what else is damaged stays as it is.

use std::collections::{BTreeMap, HashMap, HashSet};

use crate::id::{Ref, StudyId, Writer};
use crate::journal::{self, Body, Line};
use crate::store::damage::{What, judge, pieces, said};

/// The lines whose words go, with what stands in their places then.
pub(crate) struct Blanks<'o> {
    study: &'o StudyId,
    lines: &'o HashSet<Ref>,
    /// The blanks by writer and number, as far as a good form of the line was found: damaged forms are told by these alone.
    known: HashMap<(Writer, u64), String>,
}

/// A file without the words.
#[derive(Default)]
pub(crate) struct Blanked {
    /// What stands in it then.
    pub bytes: Vec<u8>,
    /// How many lines lost their words.
    pub count: u64,
    /// How many keep them, by their writers.
    pub waiting: BTreeMap<Writer, u64>,
}

impl<'o> Blanks<'o> {
    /// None is known yet.
    pub fn of(study: &'o StudyId, lines: &'o HashSet<Ref>) -> Self {
        Self {
            study,
            lines,
            known: HashMap::new(),
        }
    }

    /// Remembers the blanks of the lines in a file.
    pub fn note(&mut self, bytes: &[u8]) {
        for piece in pieces(bytes) {
            let judged = judge(self.study, piece);
            let line = judged.line.filter(|line| self.lines.contains(&line.id()));
            let words = std::str::from_utf8(judged.words).ok();
            let blank = words.and_then(|words| journal::blank(words).ok());
            if let Some((line, blank)) = line.zip(blank) {
                let place = (line.head.writer, line.head.seq);
                self.known.insert(place, blank);
            }
        }
    }

    /// The bytes of a file without the words of the writers that may be blanked in it.
    pub fn out_of(&self, bytes: &[u8], may: impl Fn(&Writer) -> bool) -> Blanked {
        let mut blanked = Blanked::default();
        let mut next: Option<(Writer, u64)> = None;
        for piece in pieces(bytes) {
            let judged = judge(self.study, piece);
            let place = match (&judged.line, &judged.damage) {
                (Some(line), _) => Some((line.head.writer.clone(), line.head.seq)),
                // Whose it was is guessed from what can still be read of it, else from the line before.
                (None, Some(What::MarkOfGit)) => None,
                (None, Some(_)) => match said(judged.words) {
                    (Some(writer), Some(seq)) => Some((writer, seq)),
                    _ => next.clone(),
                },
                (None, None) => None,
            };
            let blank = match (&judged.line, &place) {
                (Some(line), _) => self.of_line(line, judged.words),
                (None, Some(place)) => self.known.get(place).cloned(),
                (None, None) => None,
            };
            if let Some((writer, seq)) = &place {
                next = Some((writer.clone(), seq.saturating_add(1)));
            }
            match place.map(|(writer, _)| writer).zip(blank) {
                Some((writer, blank)) if may(&writer) => {
                    blanked.count += 1;
                    blanked.bytes.extend_from_slice(blank.as_bytes());
                    blanked.bytes.push(b'\n');
                }
                Some((writer, _)) => {
                    *blanked.waiting.entry(writer).or_default() += 1;
                    blanked.bytes.extend_from_slice(piece);
                }
                None => blanked.bytes.extend_from_slice(piece),
            }
        }
        blanked
    }

    /// The blank of a line that still holds words which go.
    fn of_line(&self, line: &Line, words: &[u8]) -> Option<String> {
        let goes = self.lines.contains(&line.id()) && line.body != Body::Blank;
        let words = std::str::from_utf8(words).ok().filter(|_| goes)?;
        journal::blank(words).ok()
    }
}

/// The bytes of a journal without the words that were taken back, whoever wrote them.
pub fn without_words(study: &StudyId, bytes: &[u8], lines: &HashSet<Ref>) -> Vec<u8> {
    let mut blanks = Blanks::of(study, lines);
    blanks.note(bytes);
    blanks.out_of(bytes, |_| true).bytes
}
