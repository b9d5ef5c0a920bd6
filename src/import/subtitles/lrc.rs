//! LRC, the format of lyrics, which Whisper writes too: `[mm:ss.xx] words`, below lines such as `[ti:title]`.
//!
//! A line says when it begins; it ends where the next one begins.

use crate::import::stamp;
use crate::import::subtitles::cue::{Cue, Cues, Flavour};

/// Whether every line with words is one of LRC, and two of them have a time.
pub fn is_one(text: &str) -> bool {
    let mut timed = 0;
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        match cut(line) {
            Some(_) => timed += 1,
            None if is_about(line) => {}
            None => return false,
        }
    }
    timed > 1
}

/// The cues of such lines.
pub fn cues(text: &str) -> Cues<'_> {
    let mut cues = Cues::none(Flavour::Plain);
    for (number, line) in (1..).zip(text.split('\n')) {
        let Some((start, words)) = cut(line.trim()) else {
            let about = Some(line).filter(|line| !line.trim().is_empty());
            cues.header.extend(about);
            continue;
        };
        if let Some((from, end)) = cues.cues.last_mut().and_then(|last| last.ms.as_mut()) {
            *end = start.max(*from);
        }
        cues.cues.push(Cue {
            line: number,
            ms: Some((start, start)),
            lines: vec![words],
        });
    }
    cues
}

/// The time of a line and its words; of several times, for words that come again, the first counts.
fn cut(line: &str) -> Option<(u64, &str)> {
    let (start, mut rest) = cut_stamp(line)?;
    while let Some((_, words)) = cut_stamp(rest) {
        rest = words;
    }
    Some((start, rest.trim()))
}

/// `[12:34.56]`; two or three digits behind the point, since transcribers write one.
fn cut_stamp(line: &str) -> Option<(u64, &str)> {
    let (stamp, rest) = line.strip_prefix('[')?.split_once(']')?;
    let (whole, fraction) = stamp.split_once('.')?;
    let (minutes, seconds) = whole.split_once(':')?;
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let looks = (2..=3).contains(&fraction.len())
        && seconds.len() == 2
        && (2..=4).contains(&minutes.len())
        && [fraction, minutes, seconds].into_iter().all(digits);
    looks
        .then(|| stamp::milliseconds(stamp))
        .flatten()
        .map(|ms| (ms, rest))
}

/// `[ti:title]`, `[offset:+500]` and the like.
fn is_about(line: &str) -> bool {
    let inner = line
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'));
    let key = inner.and_then(|inner| inner.split_once(':'));
    key.is_some_and(|(key, _)| {
        (1..=8).contains(&key.len())
            && key
                .bytes()
                .all(|byte| byte.is_ascii_alphabetic() || byte == b'#')
    })
}
