//! Headers in two lines: a name on one and a time on the other, where no single line says both.
//!
//! `**Anna**` above `[00:00:07] What she said`, as people write it in Markdown; and the times of Word documents of the older Teams,
//! `0:0:0.273 --> 0:0:8.990`, above a name, with the words below both. Either must hold all the way down, or it is none.

use crate::import::label;
use crate::import::line::Line;
use crate::import::opening::Opening;
use crate::import::otter::bold;
use crate::import::stamp::{self, Form, Time};

/// What was seen of such headers, line by line without the blank ones.
#[derive(Debug, Default)]
pub struct Parted {
    bold: Vec<Opening>,
    timed: Vec<Opening>,
    above: Above,
    /// Whether a bold name or a time stood where nothing of its sort followed.
    is_broken: (bool, bool),
    /// Whether a time was written as only Teams writes it, without leading noughts.
    is_of_teams: bool,
}

/// What the line above was.
#[derive(Debug, Default)]
enum Above {
    #[default]
    Nothing,
    Bold(Opening),
    Times(Opening),
    /// Times and then a name: words must follow.
    Named(Opening),
}

impl Parted {
    /// Takes in the next line that has words.
    pub fn take(&mut self, line: &Line<'_>) {
        let times = times(line.words.trim());
        let is_stamped = stamp::leading(line.words.trim_start())
            .is_some_and(|stamp| stamp.form != Form::Bare && matches!(stamp.time, Time::Clear(_)));
        match std::mem::take(&mut self.above) {
            Above::Bold(opening) if is_stamped => self.bold.push(opening),
            Above::Bold(_) => self.is_broken.0 = true,
            Above::Named(opening) if times.is_none() => {
                self.timed.push(opening);
                return;
            }
            Above::Named(_) => self.is_broken.1 = true,
            Above::Times(times) => {
                match label::cut_before(line.words, (line.words.trim(), "")) {
                    Some(cut) => {
                        self.above = Above::Named(Opening {
                            line: times.line,
                            ms: times.ms,
                            ..Opening::new(line, &cut)
                        });
                    }
                    None => self.is_broken.1 = true,
                }
                return;
            }
            Above::Nothing => {}
        }
        let name = bold(line.words).and_then(|name| label::cut_before(line.words, (name, "")));
        if let Some(cut) = name {
            self.above = Above::Bold(Opening::new(line, &cut));
        } else if let Some((from, is_of_teams)) = times {
            self.is_of_teams |= is_of_teams;
            self.above = Above::Times(Opening {
                line: line.start,
                label: crate::text::span::Span::between(line.start, line.start),
                body: line.start,
                ms: Some(from),
            });
        }
    }

    /// Where turns begin, if all such headers are whole.
    pub fn openings(mut self) -> Vec<Opening> {
        match self.above {
            Above::Bold(_) => self.is_broken.0 = true,
            Above::Times(_) | Above::Named(_) => self.is_broken.1 = true,
            Above::Nothing => {}
        }
        match (self.is_broken, self.is_of_teams) {
            ((_, false), true) => self.timed,
            ((false, _), _) => self.bold,
            _ => Vec::new(),
        }
    }
}

/// From when words are said, where a line says from when to when and nothing else; and whether only Teams writes it so.
fn times(line: &str) -> Option<(u64, bool)> {
    let (from, to) = line.split_once(" --> ")?;
    let time = |words: &str| {
        let three = words.split(':').count() == 3 && words.contains('.');
        three.then(|| stamp::milliseconds(words))?
    };
    let (from_ms, to_ms) = (time(from)?, time(to)?);
    let is_short = |words: &str| words.split(['.', ':']).take(2).any(|part| part.len() == 1);
    let uneven = from.split_once(':').is_some_and(|(_, low)| is_short(low));
    (to_ms >= from_ms).then_some((from_ms, uneven))
}
