//! Cues: times, and the lines said between them.
//!
//! Read leniently, since no two programs write alike: a line with times begins a cue whatever stands around it, and a line
//! that is no cue number, header or note is kept as words of the cue before.

use crate::import::stamp;

/// Which sort of format, for what only one of them has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flavour {
    /// WebVTT: notes and styles between the cues, entities in the words.
    Vtt,
    /// SubRip and the like: words and nothing else.
    Plain,
}

/// One cue.
#[derive(Clone, Debug)]
pub struct Cue<'t> {
    /// The line its times stand on, counted from 1.
    pub line: u32,
    /// Start and end in milliseconds, where they can be read.
    pub ms: Option<(u64, u64)>,
    /// The lines said, without blank ones.
    pub lines: Vec<&'t str>,
}

/// The cues of a file and how much was left out beside them.
#[derive(Clone, Debug)]
pub struct Cues<'t> {
    /// In the order of the file.
    pub cues: Vec<Cue<'t>>,
    /// What only this format has.
    pub flavour: Flavour,
    /// The words before the first cue, beside `WEBVTT`.
    pub header: Vec<&'t str>,
    /// How many notes, styles and regions there were.
    pub notes: u32,
}

impl Cues<'_> {
    /// None so far, of a format.
    pub fn none(flavour: Flavour) -> Self {
        Self {
            cues: Vec::new(),
            flavour,
            header: Vec::new(),
            notes: 0,
        }
    }
}

/// Whether a line holds the times of a cue.
pub fn is_timing(line: &str) -> bool {
    let time = |words: &str| {
        !words.is_empty()
            && words
                .chars()
                .all(|c| c.is_ascii_digit() || ":.,-".contains(c))
    };
    line.split_once("-->").is_some_and(|(start, rest)| {
        time(start.trim()) && time(rest.split_whitespace().next().unwrap_or_default())
    })
}

/// The cues of a text whose line ends are LF.
pub fn cues(text: &str, flavour: Flavour) -> Cues<'_> {
    let mut reading = Reading {
        cues: Cues::none(flavour),
        held: None,
        number: None,
        before: Before::Blank,
    };
    for (number, line) in (1..).zip(text.split('\n')) {
        reading.take(number, line);
    }
    reading.let_go();
    reading.cues
}

/// What stands before a line.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Before {
    Blank,
    Words,
    Note,
}

struct Reading<'t> {
    cues: Cues<'t>,
    /// The last line with words: the number of the next cue, if times follow it.
    held: Option<(&'t str, Before)>,
    /// The number of the cue before.
    number: Option<u64>,
    before: Before,
}

impl<'t> Reading<'t> {
    fn take(&mut self, number: u32, line: &'t str) {
        if is_timing(line) {
            self.begin(number, line);
            self.before = Before::Words;
        } else if line.trim_start().is_empty() {
            self.let_go();
            self.before = Before::Blank;
        } else if self.before == Before::Note {
            // A note goes on until a blank line.
        } else if self.before == Before::Blank && self.begins_note(line) {
            self.cues.notes += 1;
            self.before = Before::Note;
        } else {
            self.let_go();
            self.held = Some((line, self.before));
            self.before = Before::Words;
        }
    }

    fn begins_note(&self, line: &str) -> bool {
        let word = line.split([' ', '\t']).next().unwrap_or_default();
        self.cues.flavour == Flavour::Vtt && matches!(word, "NOTE" | "STYLE" | "REGION")
    }

    fn begin(&mut self, number: u32, line: &str) {
        if let Some((words, before)) = self.held {
            if self.is_cue_number(words, before) {
                self.number = words.trim().parse().ok();
                self.held = None;
            }
            self.let_go();
        }
        let (start, rest) = line.split_once("-->").unwrap_or_default();
        let start = stamp::milliseconds(start.trim());
        let end = stamp::milliseconds(rest.split_whitespace().next().unwrap_or_default());
        // Old Teams files write zeros where they know no time.
        let ms = start.zip(end).filter(|&times| times != (0, 0));
        self.cues.cues.push(Cue {
            line: number,
            ms: ms.map(|(start, end)| (start, end.max(start))),
            lines: Vec::new(),
        });
    }

    /// A cue number stands after a blank line and is one word; without the blank line only the number that is due counts,
    /// so that an answer of one number stays.
    fn is_cue_number(&self, words: &str, before: Before) -> bool {
        match before {
            Before::Blank => !words.trim().contains(char::is_whitespace),
            _ => {
                let number = words.trim().parse::<u64>().ok();
                number.is_some() && number == self.number.and_then(|n| n.checked_add(1))
            }
        }
    }

    fn let_go(&mut self) {
        let Some((words, _)) = self.held.take() else {
            return;
        };
        match self.cues.cues.last_mut() {
            Some(cue) => cue.lines.push(words),
            None if words.trim().trim_start_matches('\u{feff}') == "WEBVTT" => {}
            None => self.cues.header.push(words),
        }
    }
}
