//! Who says what in subtitles.
//!
//! A name stands in a `<v Name>` tag or, where there is none in the whole file, before a colon at the start of a cue's line.
//! A cue without a name is still the speaker's before. Cues a little out of order are put in order of time; where time
//! starts again, two recordings were joined, and their order is kept.

use std::collections::HashSet;

use crate::document::fold_label;
use crate::import::grammar::Grammar;
use crate::import::label::{self, Cut, Hold};
use crate::import::opening::Tally;
use crate::import::speeches::{self, Joining, Making, Speech, append};
use crate::import::subtitles::cue::Cues;
use crate::import::subtitles::tag::{Piece, pieces};
use crate::import::{Question, Speakers, Transcript};
use crate::problem::Problem;

/// How far back a cue may start to be only out of order; further back, time has started again.
const LATE: u64 = 5 * 60 * 1000;

/// What is said in one cue by one speaker.
#[derive(Clone, Debug)]
struct Said {
    speech: Speech,
    cue: usize,
}

/// A line of a cue, or the part of one after a `<v Name>` tag.
#[derive(Clone, Debug)]
struct Utterance {
    voice: Option<String>,
    words: String,
    cue: usize,
    line: u32,
    ms: Option<(u64, u64)>,
}

/// Subtitles on their way to a transcript.
pub struct Script<'c, 't> {
    name: &'c str,
    cues: &'c Cues<'t>,
    utterances: Vec<Utterance>,
    said: Vec<Said>,
    questions: Vec<Question>,
    problems: Vec<Problem>,
    formats: usize,
}

impl<'c, 't> Script<'c, 't> {
    /// Takes the tags out of all cues.
    pub fn new(name: &'c str, cues: &'c Cues<'t>) -> Self {
        let mut script = Self {
            name,
            cues,
            utterances: Vec::new(),
            said: Vec::new(),
            questions: Vec::new(),
            problems: Vec::new(),
            formats: 0,
        };
        for (place, cue) in cues.cues.iter().enumerate() {
            for (number, line) in (cue.line + 1..).zip(&cue.lines) {
                let mut utterance = Utterance {
                    voice: None,
                    words: String::new(),
                    cue: place,
                    line: number,
                    ms: cue.ms,
                };
                for piece in pieces(line, cues.flavour) {
                    match piece {
                        Piece::Voice(name) => {
                            script.keep(utterance.clone());
                            utterance.voice = Some(name);
                            utterance.words.clear();
                        }
                        Piece::Words(words) => utterance.words.push_str(&words),
                        Piece::Format => script.formats += 1,
                    }
                }
                script.keep(utterance);
            }
        }
        script
    }

    fn keep(&mut self, utterance: Utterance) {
        if utterance.voice.is_some() || !utterance.words.trim().is_empty() {
            self.utterances.push(utterance);
        }
    }

    /// Reports what is no part of the text to be put together.
    pub fn report_left_out(&mut self) {
        let header = self.cues.header.len();
        let timeless = self.cues.cues.iter().filter(|cue| cue.ms.is_none()).count();
        let notes = self.cues.notes as usize;
        for (number, what) in [
            (header, "lines before the first cue, left out"),
            (notes, "notes or style blocks left out"),
            (self.formats, "formatting tags left out, their words kept"),
            (
                timeless,
                "cues without a time that can be read, their words kept",
            ),
        ] {
            self.report(number, what, "");
        }
    }

    fn report(&mut self, number: usize, what: &str, advice: &str) {
        if number > 0 {
            self.problems
                .push(Problem::new(self.name, format!("{what}: {number}"), advice));
        }
    }

    /// Gives every utterance its speaker; what follows in the same cue joins it.
    pub fn name_speakers(&mut self, speakers: &Speakers) {
        let tagged = self.utterances.iter().any(|said| said.voice.is_some());
        let known = match speakers {
            Speakers::Auto if !tagged => self.known_labels(),
            _ => HashSet::new(),
        };
        let mut current = None;
        let mut nameless = HashSet::new();
        for said in std::mem::take(&mut self.utterances) {
            let named = match speakers {
                Speakers::None => None,
                Speakers::Auto if tagged => said
                    .voice
                    .as_deref()
                    .map(|name| (name, said.words.as_str())),
                Speakers::Auto => label::cut(&said.words)
                    .filter(|cut| known.contains(&fold_label(cut.name)))
                    .map(|cut| (cut.name, cut.rest)),
                Speakers::Pattern(pattern) => {
                    label::cut_by(pattern, &said.words).map(|cut: Cut<'_>| (cut.name, cut.rest))
                }
            };
            let (new, words) = match named {
                Some((name, rest)) => (Some(name.to_owned()), rest),
                None => (None, said.words.as_str()),
            };
            let last = self.said.last_mut().filter(|last| last.cue == said.cue);
            match (new, last) {
                (None, Some(last)) => append(&mut last.speech.words, words),
                (new, _) => {
                    if new.is_none() {
                        nameless.insert(said.cue);
                    }
                    current = new.or(current);
                    self.said.push(Said {
                        speech: Speech {
                            speaker: current.clone(),
                            words: words.trim().to_owned(),
                            ms: said.ms,
                        },
                        cue: said.cue,
                    });
                }
            }
        }
        self.report_nameless(nameless.len());
        self.said.retain(|said| !said.speech.words.is_empty());
    }

    /// The folded labels before a colon that are seen at least twice; the others become questions.
    fn known_labels(&mut self) -> HashSet<String> {
        let mut tally = Tally::default();
        let mut firm = Vec::new();
        for said in &self.utterances {
            let cut = label::cut(&said.words).filter(|cut| cut.hold == Hold::Firm);
            if let Some(cut) = cut {
                tally.add(cut.name);
                firm.push((cut.name.to_owned(), said.line));
            }
        }
        let mut known = HashSet::new();
        for (label, line) in firm {
            let key = fold_label(&label);
            if tally.turns_of(&key) > 1 {
                known.insert(key);
            } else {
                self.questions.push(Question { label, key, line });
            }
        }
        known
    }

    fn report_nameless(&mut self, nameless: usize) {
        let nobody = |said: &&Said| said.speech.speaker.is_none();
        if self.said.iter().all(|said| nobody(&said)) {
            self.report(
                nameless,
                "no cue names a speaker, so each is a turn of its own; cues",
                "write the names into the file, or assign the turns after importing",
            );
            return;
        }
        self.report(
            nameless,
            "cues without a name, given to the speaker before",
            "check the turns where the speaker changes",
        );
        let first = self.said.iter().take_while(nobody).count();
        self.report(
            first,
            "cues before the first name, in a turn without a speaker",
            "assign that turn after importing",
        );
    }

    /// Puts cues that are a little out of order into the order of time.
    pub fn put_in_order(&mut self) {
        let (mut part, mut latest, mut last) = (0_usize, 0_u64, 0_u64);
        let mut moved = 0;
        let mut keyed: Vec<((usize, u64), Said)> = Vec::with_capacity(self.said.len());
        for said in std::mem::take(&mut self.said) {
            let start = said.speech.ms.map_or(last, |(start, _)| start);
            if start.saturating_add(LATE) < latest {
                part += 1;
                latest = 0;
            }
            moved += usize::from(start < latest);
            latest = latest.max(start);
            last = start;
            keyed.push(((part, start), said));
        }
        keyed.sort_by_key(|&(key, _)| key);
        self.said = keyed.into_iter().map(|(_, said)| said).collect();
        self.report(moved, "cues out of order, put in order of time", "");
        self.report(
            part,
            "places where the clock starts again, the order of the file kept",
            "if two recordings were joined, consider importing them as two documents",
        );
    }

    /// Puts the text together, one line a turn.
    pub fn into_transcript(self, importer: &'static str) -> Result<Transcript, Problem> {
        let making = Making {
            name: self.name,
            importer,
            grammar: Grammar::Cues,
            joining: Joining::Runs,
        };
        let speeches = self.said.into_iter().map(|said| said.speech).collect();
        let transcript = speeches::transcript(speeches, making).ok_or_else(|| {
            Problem::new(
                self.name,
                "the subtitles hold no words",
                "check that the file was saved or downloaded completely",
            )
        })?;
        let mut problems = self.problems;
        problems.extend(transcript.problems);
        Ok(Transcript {
            questions: self.questions,
            problems,
            ..transcript
        })
    }
}
