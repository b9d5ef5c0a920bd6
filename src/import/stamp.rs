//! Time stamps as transcribing programs write them.
//!
//! Subtitles write hours or leave them out, with a dot or a comma before the fraction, and some write no time at all
//! (`--:--:--`); Otter and Teams put minutes and seconds behind a name; f4, NVivo and others put stamps among the words.

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
    /// When it says it is.
    pub time: Time,
    /// How many bytes it takes, with its marks.
    pub bytes: usize,
}

/// The longest stamp between its marks, in bytes.
const LONGEST: usize = 16;

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
    Some(Stamp {
        form,
        time: time(inner.get(..close)?)?,
        bytes: close + 2,
    })
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
    Some(Stamp {
        form,
        time: time(inner.get(from..)?)?,
        bytes: length + 2,
    })
}

/// A stamp without marks: hours, minutes and seconds, or a fraction of a second, or all there is on the line.
fn leading_bare(words: &str) -> Option<Stamp> {
    let end = words
        .bytes()
        .position(|byte| !(byte.is_ascii_digit() || b":.,-".contains(&byte)));
    let digits = words.get(..end.unwrap_or(words.len()).min(LONGEST))?;
    let digits = digits.trim_end_matches([':', '.', ',', '-']);
    let Time::Clear(ms) = time(digits)? else {
        return None;
    };
    let sure =
        digits.matches(':').count() == 2 || digits.contains('.') || digits.len() == words.len();
    sure.then_some(Stamp {
        form: Form::Bare,
        time: Time::Clear(ms),
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
