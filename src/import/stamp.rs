//! Time stamps as transcribing programs write them.
//!
//! Subtitles write hours or leave them out, with a dot or a comma before the fraction, and some write no time at all
//! (`--:--:--`); Otter and Teams put minutes and seconds behind a name; f4, NVivo and others put stamps among the words. Where
//! a stamp says from when to when, it says both.

use crate::import::label::{self, Hold};

/// Milliseconds of `1:02:03.500`, `02:03,5`, `0:0:0.000` or `63.5`; nothing if it is no time.
pub fn milliseconds(words: &str) -> Option<u64> {
    let (whole, fraction) = match words.split_once(['.', ',']) {
        Some((whole, fraction)) => (whole, thousandths(fraction)?),
        None => (words, 0),
    };
    let mut seconds: u64 = 0;
    for (place, part) in whole.split(':').enumerate() {
        if place > 2 {
            return None;
        }
        seconds = seconds.checked_mul(60)?.checked_add(number(part)?)?;
    }
    seconds.checked_mul(1000)?.checked_add(fraction)
}

/// Milliseconds of `0:03` or `1:02:03`, the way a stamp stands behind a name.
pub fn clock(words: &str) -> Option<u64> {
    let (_, rest) = words.split_once(':')?;
    let even = rest.split(':').all(|part| part.len() == 2);
    (even && words.len() <= 9 && !words.contains(['.', ',']))
        .then(|| milliseconds(words))
        .flatten()
}

/// What a number counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Seconds, with or without a fraction.
    Seconds,
    /// Milliseconds.
    Milliseconds,
}

/// Milliseconds of a number; nothing if it is negative, or longer than any recording.
pub fn of_number(number: f64, unit: Unit) -> Option<u64> {
    let ms = match unit {
        Unit::Seconds => number * 1000.0,
        Unit::Milliseconds => number,
    };
    // Far below where a float stops holding every whole number, so the rounding loses nothing.
    (0.0..1e12).contains(&ms).then(|| ms.round() as u64)
}

/// How a stamp among words is marked off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Form {
    /// `#00:00:05-3#`, as f4, easytranscript and MAXQDA write it.
    Hash,
    /// `[00:12]`
    Square,
    /// `(00:12)`
    Round,
    /// Not at all.
    Bare,
}

/// When a stamp says it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Time {
    /// So many milliseconds.
    Clear(u64),
    /// The short form of NVivo, digits alone: seconds, or minutes and two digits of seconds.
    Short(u64),
}

/// A stamp at an end of some words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stamp {
    /// How it is marked off.
    pub form: Form,
    /// When it says it is, or begins.
    pub time: Time,
    /// Until when, where it says so.
    pub until: Option<u64>,
    /// How many bytes it takes, with its marks.
    pub bytes: usize,
}

/// The longest stamp between its marks, in bytes: `00:00:12.000 --> 00:00:20.000` with some blanks.
const LONGEST: usize = 32;

/// The longest time without marks, in bytes.
const LONGEST_BARE: usize = 16;

/// What stands between the two ends of a stretch of time.
const BETWEEN: [&str; 6] = ["-->", "->", "→", "–", "—", "-"];

/// The stamp that some words begin with.
pub fn leading(words: &str) -> Option<Stamp> {
    let form = match words.chars().next()? {
        '#' => Form::Hash,
        '[' => Form::Square,
        '(' => Form::Round,
        c if c.is_ascii_digit() => return leading_bare(words),
        _ => return None,
    };
    let inner = words.get(1..)?;
    let close = inner
        .bytes()
        .take(LONGEST + 1)
        .position(|byte| byte == closing(form))?;
    marked(form, inner.get(..close)?)
}

/// The stamp that some words end with; one without marks must have a line of its own.
pub fn trailing(words: &str) -> Option<Stamp> {
    let last = words.chars().next_back()?;
    if last.is_ascii_digit() {
        let line = words.rsplit('\n').next()?;
        let stamp = leading_bare(line.trim_start())?;
        return (stamp.bytes == line.trim_start().len()).then_some(stamp);
    }
    let form = match last {
        '#' => Form::Hash,
        ']' => Form::Square,
        ')' => Form::Round,
        _ => return None,
    };
    let inner = words.get(..words.len().checked_sub(1)?)?;
    let length = inner
        .bytes()
        .rev()
        .take(LONGEST + 1)
        .position(|byte| byte == opening(form))?;
    let from = inner.len().checked_sub(length)?;
    let last = inner.get(from..)?;
    if form == Form::Square
        && let Some(stamp) = ending_and_length(inner.get(..from)?, last)
    {
        return Some(stamp);
    }
    marked(form, last)
}

/// The stamp that Trint writes behind words: when they end, and how many seconds they took, `[00:00:06][3.0]`.
fn ending_and_length(before: &str, length: &str) -> Option<Stamp> {
    let (seconds, fraction) = length.split_once('.')?;
    number(seconds)?;
    number(fraction)?;
    let end = trailing(before.strip_suffix('[')?)?;
    let is_end = end.form == Form::Square && end.until.is_none();
    (is_end && matches!(end.time, Time::Clear(_))).then(|| Stamp {
        bytes: end.bytes + length.len() + 2,
        ..end
    })
}

/// From when to when, in milliseconds, if that is all that some words say: `0:12 - 0:20` or `[0:12-0:20]`.
pub fn stretch(words: &str) -> Option<(u64, u64)> {
    let words = words.trim();
    let inner = [("[", "]"), ("(", ")"), ("#", "#")]
        .into_iter()
        .find_map(|(open, close)| words.strip_prefix(open)?.strip_suffix(close));
    let inner = inner.unwrap_or(words).trim();
    let (from, to, bytes) = leading_stretch(inner)?;
    (bytes == inner.len()).then_some((from, to))
}

/// A stamp between its marks.
fn marked(form: Form, inner: &str) -> Option<Stamp> {
    let (time, until) = match time(inner) {
        Some(time) => (time, None),
        None => {
            let (from, to) = stretch(inner)?;
            (Time::Clear(from), Some(to))
        }
    };
    Some(Stamp {
        form,
        time,
        until,
        bytes: inner.len() + 2,
    })
}

/// The stretch of time that some words begin with: from when to when, and how many bytes it takes.
fn leading_stretch(words: &str) -> Option<(u64, u64, usize)> {
    let cut = |words: &str| {
        let other = |byte: u8| !(byte.is_ascii_digit() || b":.,".contains(&byte));
        let end = words.bytes().position(other).unwrap_or(words.len());
        let digits = words.get(..end.min(LONGEST_BARE))?;
        let digits = digits.trim_end_matches([':', '.', ',']);
        match time(digits)? {
            Time::Clear(ms) => Some((ms, digits.len())),
            Time::Short(_) => None,
        }
    };
    let (from, bytes) = cut(words)?;
    let rest = words.get(bytes..)?.trim_start_matches(' ');
    let rest = BETWEEN.iter().find_map(|mark| rest.strip_prefix(mark))?;
    let rest = rest.trim_start_matches(' ');
    let (to, bytes) = cut(rest)?;
    let behind = rest.get(bytes..)?;
    (to >= from).then_some((from, to, words.len() - behind.len()))
}

/// A stamp without marks: from when to when, hours, minutes and seconds, a fraction of a second,
/// all there is on the line, or before a label.
fn leading_bare(words: &str) -> Option<Stamp> {
    if let Some((from, to, bytes)) = leading_stretch(words) {
        return Some(Stamp {
            form: Form::Bare,
            time: Time::Clear(from),
            until: Some(to),
            bytes,
        });
    }
    let end = words
        .bytes()
        .position(|byte| !(byte.is_ascii_digit() || b":.,-".contains(&byte)));
    let digits = words.get(..end.unwrap_or(words.len()).min(LONGEST_BARE))?;
    let digits = digits.trim_end_matches([':', '.', ',', '-']);
    let Time::Clear(ms) = time(digits)? else {
        return None;
    };
    let rest = words.get(digits.len()..)?;
    // Minutes and seconds alone may be prose, unless somebody's label stands behind them.
    let labelled = || {
        let label = rest.strip_prefix([' ', '\t']).and_then(label::cut);
        label.is_some_and(|cut| cut.hold == Hold::Firm)
    };
    let sure =
        digits.matches(':').count() == 2 || digits.contains('.') || rest.is_empty() || labelled();
    sure.then_some(Stamp {
        form: Form::Bare,
        time: Time::Clear(ms),
        until: None,
        bytes: digits.len(),
    })
}

fn opening(form: Form) -> u8 {
    match form {
        Form::Hash => b'#',
        Form::Square => b'[',
        Form::Round | Form::Bare => b'(',
    }
}

fn closing(form: Form) -> u8 {
    match form {
        Form::Hash => b'#',
        Form::Square => b']',
        Form::Round | Form::Bare => b')',
    }
}

/// `1:02:03`, `02:03.5`, `00:00:05-3` or, short, `9203`.
fn time(words: &str) -> Option<Time> {
    let words = words.trim();
    let short = (1..=6).contains(&words.len());
    if short && let Some(digits) = number(words) {
        return Some(Time::Short(digits));
    }
    let (whole, fraction) = match words.split_once(['.', ',', '-']) {
        Some((whole, fraction)) => (whole, thousandths(fraction)?),
        None => (words, 0),
    };
    let (_, low) = whole.split_once(':')?;
    let even = |part: &str| part.len() == 2 && part < "60";
    let seconds = (whole.len() <= 9 && low.split(':').all(even)).then(|| milliseconds(whole))?;
    Some(Time::Clear(seconds?.checked_add(fraction)?))
}

fn number(digits: &str) -> Option<u64> {
    let plain = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    plain.then(|| digits.parse().ok()).flatten()
}

fn thousandths(digits: &str) -> Option<u64> {
    number(digits)?;
    let three: String = digits.chars().chain("00".chars()).take(3).collect();
    number(&three)
}
