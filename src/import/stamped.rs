//! Stamps among the words of a text: which of them are times of the recording, and what that says about the turns.
//!
//! A stamp stays in the text and belongs to no body. One before a turn's words says when it begins; one behind them, as f4
//! writes it, says when it ends and the next begins. A single thing in brackets may be anything; two of a kind are stamps.

use std::collections::HashMap;

use crate::document::Turn;
use crate::import::label;
use crate::import::line::{Forward, Line, count, lines, trimmed};
use crate::import::stamp::{self, Form, Stamp, Time};
use crate::problem::Problem;
use crate::text::Text;
use crate::text::span::{Position, Span};

/// The stamps of a text.
#[derive(Clone, Debug, Default)]
pub struct Stamps {
    /// How many there are of each form.
    counts: HashMap<Form, usize>,
    /// What short forms mean, by where they stand; only those that can mean one thing.
    shorts: HashMap<u32, u64>,
}

/// A stamp that counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mark {
    /// When it says it is, or begins, in milliseconds.
    pub ms: u64,
    /// Until when, where it says so.
    pub until: Option<u64>,
    /// How many bytes it takes.
    pub bytes: usize,
}

/// Looks for stamps at the start and the end of every line, and behind its label.
pub fn find(text: &Text) -> Stamps {
    let mut stamps = Stamps::default();
    let mut leading = Vec::new();
    for line in lines(text) {
        let core = line.words.trim();
        let lead = stamp::leading(core);
        if let Some(stamp) = lead {
            let before = line.words.len() - line.words.trim_start().len();
            let before = line.words.get(..before).unwrap_or_default();
            leading.push((line.start.0 + count(before), stamp));
        }
        let whole = lead.is_some_and(|stamp| stamp.bytes == core.len());
        let tail = stamp::trailing(core).filter(|_| !whole);
        let label = label::cut(core).and_then(|cut| stamp::leading(cut.rest.trim_start()));
        let spoken = || stamp::leading(cut_spoken(core)?.mark.trim_start());
        let timed = cut_timed(core).map(|(_, stamp)| stamp).or_else(spoken);
        for stamp in [lead, tail, label, timed].into_iter().flatten() {
            if let Time::Clear(_) = stamp.time {
                *stamps.counts.entry(stamp.form).or_default() += 1;
            }
        }
    }
    stamps.shorts = shorts(&leading);
    stamps
}

/// What short forms mean: the one reading that lies between the times before and behind.
fn shorts(leading: &[(u32, Stamp)]) -> HashMap<u32, u64> {
    let mut after = vec![None; leading.len()];
    let mut next = None;
    for (slot, (_, stamp)) in after.iter_mut().zip(leading).rev() {
        *slot = next;
        if let Time::Clear(ms) = stamp.time {
            next = Some(ms);
        }
    }
    let mut before = None;
    let mut found = HashMap::new();
    for (&(at, stamp), after) in leading.iter().zip(after) {
        match stamp.time {
            Time::Clear(ms) => before = Some(ms),
            Time::Short(digits) => {
                let (Some(least), Some(most)) = (before, after) else {
                    continue;
                };
                let seconds = Some(digits);
                let minutes =
                    (digits > 99 && digits % 100 < 60).then(|| digits / 100 * 60 + digits % 100);
                let mut fit = [seconds, minutes]
                    .into_iter()
                    .flatten()
                    .map(|seconds| seconds * 1000)
                    .filter(|ms| (least..=most).contains(ms));
                if let (Some(ms), None) = (fit.next(), fit.next()) {
                    found.insert(at, ms);
                    before = Some(ms);
                }
            }
        }
    }
    found
}

/// A line cut where its label ends, with the time that stands in brackets behind the label: `Speaker 1 (00:12): text`, and in
/// Markdown `**Ana (0:12):** text` or `**Ana** (0:12): text`.
pub fn cut_timed(line: &str) -> Option<(label::Cut<'_>, Stamp)> {
    let (bold, core) = label::unbold_start(line.trim_start());
    let open = core
        .char_indices()
        .take(2 * label::LONGEST)
        .find(|&(_, c)| c == '(' || c == '[')
        .map(|(at, _)| at)?;
    let stamp = stamp::leading(core.get(open..)?)?;
    let mut closed = 0;
    let name = core.get(..open)?.trim_end();
    let name = without(name.strip_suffix(bold), name, &mut closed).trim_end();
    let after = core.get(open + stamp.bytes..)?.trim_start();
    let after = without(after.strip_prefix(bold), after, &mut closed);
    let rest = after.trim_start().strip_prefix([':', '：'])?;
    let rest = without(rest.strip_prefix(bold), rest, &mut closed);
    let cut = label::cut_before(line, (name, rest))?;
    let closed = bold.is_empty() || closed == 1;
    (closed && matches!(stamp.time, Time::Clear(_))).then_some((cut, stamp))
}

/// A line cut behind its label and the time when its words begin, where it ends with the time when they end and how long they took:
/// `Anna [00:00:03] Text [00:00:06][3.0]`, as Trint writes it. Without that end it may be prose.
pub fn cut_spoken(line: &str) -> Option<label::Cut<'_>> {
    let (before, length) = line.trim_end().strip_suffix(']')?.rsplit_once("][")?;
    stamp::trailing(&format!("{before}][{length}]"))
        .filter(|stamp| stamp.bytes > length.len() + 2)?;
    let core = line.trim_start();
    let open = core.find('[')?;
    let stamp = stamp::leading(core.get(open..)?)?;
    let rest = core.get(open + stamp.bytes..)?;
    let is_clear = matches!(stamp.time, Time::Clear(_)) && !rest.starts_with('[');
    let name = core.get(..open)?.trim_end();
    let cut = label::cut_before(line, (name, rest))?;
    (is_clear && !name.contains([':', '：'])).then_some(cut)
}

/// What is left of some words where asterisks were taken off them, which is counted.
fn without<'l>(stripped: Option<&'l str>, words: &'l str, closed: &mut usize) -> &'l str {
    match stripped {
        Some(stripped) => {
            *closed += 1;
            stripped
        }
        None => words,
    }
}

impl Stamps {
    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.counts.is_empty()
    }

    /// The stamp that some words, which start at a position, begin with.
    pub fn leading(&self, words: &str, at: Position) -> Option<Mark> {
        self.judge(stamp::leading(words)?, at)
    }

    /// Takes the stamp that some words end with off; they, and what is left of them, end at a position.
    fn cut_end<'t>(
        &self,
        (words, end): (&'t str, Position),
    ) -> Option<((&'t str, Position), Mark)> {
        let core = words.trim_end();
        let stamp = stamp::trailing(core)?;
        let rest = core.get(..core.len().checked_sub(stamp.bytes)?)?;
        let after = count(words.get(rest.len()..)?);
        let at = Position(end.0.saturating_sub(after));
        let mark = self.judge(stamp, at)?;
        Some(((rest, at), mark))
    }

    fn judge(&self, stamp: Stamp, at: Position) -> Option<Mark> {
        let number = self.counts.get(&stamp.form).copied().unwrap_or(0);
        let enough = number > 1 || (number == 1 && stamp.form == Form::Hash);
        let ms = match stamp.time {
            Time::Clear(ms) => ms,
            Time::Short(_) => *self.shorts.get(&at.0)?,
        };
        enough.then_some(Mark {
            ms,
            until: stamp.until,
            bytes: stamp.bytes,
        })
    }

    /// The words of a line behind the stamp it begins with, and where they start; all of them if it begins with none.
    pub fn after_leading<'t>(&self, line: &Line<'t>) -> Line<'t> {
        let core = line.words.trim_start();
        let blanks = line.words.len() - core.len();
        let at = Position(line.start.0 + count(line.words.get(..blanks).unwrap_or_default()));
        match self.leading(core, at) {
            None => *line,
            Some(mark) => {
                let words = core.get(mark.bytes..).unwrap_or_default();
                let stamp = core.get(..mark.bytes).unwrap_or_default();
                Line {
                    start: Position(at.0 + count(stamp)),
                    words,
                    number: line.number,
                }
            }
        }
    }
}

/// What stamps said about turns.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Told {
    /// How many stamps stand in the middle of bodies, where they count as words.
    pub inside: usize,
    /// How many turns begin before the one before them.
    pub back: usize,
}

impl Told {
    /// Says it.
    pub fn problems(&self, name: &str) -> Vec<Problem> {
        let inside = (
            self.inside,
            "time stamps in the middle of turns stay among their words",
            "each counts as a word; put a label on its line if a turn begins there",
        );
        let back = (
            self.back,
            "turns whose time stamp is earlier than that of the turn before",
            "look for a mistyped stamp if the times matter",
        );
        [inside, back]
            .into_iter()
            .filter(|&(number, ..)| number > 0)
            .map(|(number, what, advice)| Problem::new(name, format!("{what}: {number}"), advice))
            .collect()
    }
}

/// Takes stamps out of the bodies of turns and gives the turns their times.
pub fn time_turns(text: &Text, turns: &mut [Turn], stamps: &Stamps) -> Told {
    let mut told = Told::default();
    let mut reader = Forward::new(text);
    for turn in turns.iter_mut() {
        reader.read_to(turn.body.start());
        let words = reader.read_to(turn.body.end());
        turn.body = without_ends(words, turn.body, stamps);
    }
    let mut reader = Forward::new(text);
    let mut times: Vec<Known> = Vec::with_capacity(turns.len());
    for turn in turns.iter() {
        let first = turn.label.unwrap_or(turn.body).start();
        let between = reader.read_to(first);
        let mut gap = marks_at_end(between, first, stamps);
        if let (Some(&last), Some(before)) = (gap.last(), times.last_mut())
            && before.hear(last, whose(between)) == Whose::Own
        {
            gap.pop();
        }
        let mut start = gap.first().copied();
        if let Some(label) = turn.label {
            reader.read_to(label.end());
            let mark = reader.read_to(turn.body.start());
            let colon = |c: char| c.is_whitespace() || ":：*_".contains(c);
            let mark = mark.trim_end_matches(colon);
            let end = Position(label.end().0 + count(mark));
            let behind = marks_at_end(mark, end, stamps);
            start = behind.first().copied().or(start);
        }
        let body = reader.read_to(turn.body.end());
        told.inside += inside(body, turn.body, stamps);
        let own = turn.ms.map(|(start, _)| start);
        times.push(Known {
            start: own.or(start.map(|mark| mark.ms)),
            until: start.and_then(|mark| mark.until),
            end: None,
        });
    }
    if let Some(last) = times.last_mut() {
        let end = turns.last().map_or(Position(0), |turn| turn.body.end());
        let rest = reader.read_to(text.len());
        let mark = stamps.leading(rest.trim_start(), end);
        if let Some(mark) = mark {
            last.hear(mark, whose(rest));
        }
    }
    told.back = set(turns, &times);
    told
}

/// Whose a stamp behind a body is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Whose {
    /// It stands on the turn's last line and says when that ends.
    Own,
    /// It stands further down: the turn has ended by then.
    Next,
}

fn whose(gap: &str) -> Whose {
    let line = gap.split('\n').next().unwrap_or_default();
    match line.trim().is_empty() {
        true => Whose::Next,
        false => Whose::Own,
    }
}

/// What is known about when a turn begins and ends.
#[derive(Clone, Copy)]
struct Known {
    start: Option<u64>,
    /// Until when a stamp of its own says.
    until: Option<u64>,
    end: Option<(u64, Whose)>,
}

impl Known {
    /// Takes in the first stamp behind a turn's words. A stretch on their line is when they were said, and its own alone; any
    /// other stamp is where the turn ends and the next may begin.
    fn hear(&mut self, mark: Mark, whose: Whose) -> Whose {
        match (mark.until, whose) {
            (Some(until), Whose::Own) => {
                self.start.get_or_insert(mark.ms);
                self.until = Some(until);
                Whose::Own
            }
            _ => {
                self.end = Some((mark.ms, whose));
                Whose::Next
            }
        }
    }
}

/// Sets the times; how many turns begin before the one before them.
fn set(turns: &mut [Turn], times: &[Known]) -> usize {
    let followers = times.iter().skip(1).map(|known| known.start).chain([None]);
    let mut back = 0;
    let mut latest = 0;
    for (place, ((turn, known), next)) in turns.iter_mut().zip(times).zip(followers).enumerate() {
        let own = known.end.filter(|&(_, whose)| whose == Whose::Own);
        let own = own.map(|(end, _)| end);
        // What the first stamp ends began with the recording.
        let start = known.start.or(own.filter(|_| place == 0).map(|_| 0));
        let end = known.until.or(known.end.map(|(end, _)| end)).or(next);
        turn.ms = match (start, own) {
            (Some(start), _) => Some((start, end.unwrap_or(start).max(start))),
            (None, Some(own)) => Some((own, own)),
            (None, None) => None,
        };
        back += usize::from(start.is_some_and(|start| start < latest));
        latest = own.or(start).unwrap_or(latest);
    }
    back
}

/// A body without the stamps it begins and ends with.
fn without_ends(words: &str, body: Span, stamps: &Stamps) -> Span {
    let (mut words, mut at) = (words, body.start());
    let mut next = |words: &mut &str| {
        let core = words.trim_start();
        let blanks = words.get(..words.len() - core.len()).unwrap_or_default();
        let start = Position(at.0 + count(blanks));
        let mark = stamps.leading(core, start)?;
        let stamp = core.get(..mark.bytes)?;
        at = Position(start.0 + count(stamp));
        *words = core.get(mark.bytes..)?;
        Some(())
    };
    while next(&mut words).is_some() {}
    let mut rest = (words, body.end());
    while let Some((shorter, _)) = stamps.cut_end(rest) {
        rest = shorter;
    }
    trimmed(rest.0, at)
}

/// The stamps at the end of some words, the last one first.
fn marks_at_end(words: &str, end: Position, stamps: &Stamps) -> Vec<Mark> {
    let mut rest = (words, end);
    let mut found = Vec::new();
    while let Some((shorter, mark)) = stamps.cut_end(rest) {
        found.push(mark);
        rest = shorter;
    }
    found
}

/// How many lines of a body begin or end with a stamp.
fn inside(words: &str, body: Span, stamps: &Stamps) -> usize {
    let marked = |line: &&str| {
        stamps.leading(line.trim_start(), body.start()).is_some()
            || stamps.cut_end((line, body.end())).is_some()
    };
    words.split('\n').filter(marked).count()
}
