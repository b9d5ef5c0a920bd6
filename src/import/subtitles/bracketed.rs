//! The lines Whisper prints while it listens: `[43.810 --> 47.850]  words`, with or without hours and minutes.

use crate::import::stamp;
use crate::import::subtitles::cue::{Cue, Cues, Flavour, is_timing};

/// Whether the first line with words is such a line.
pub fn begins(text: &str) -> bool {
    let first = text.lines().find(|line| !line.trim_start().is_empty());
    first.is_some_and(|line| cut(line).is_some())
}

/// The cues of such lines; a line without times goes on with the cue before.
pub fn cues(text: &str) -> Cues<'_> {
    let mut cues = Cues::none(Flavour::Plain);
    for (number, line) in (1..).zip(text.split('\n')) {
        match (cut(line), cues.cues.last_mut()) {
            (Some((ms, words)), _) => cues.cues.push(Cue {
                line: number,
                ms,
                lines: vec![words],
            }),
            (None, _) if line.trim_start().is_empty() => {}
            (None, Some(last)) => last.lines.push(line),
            (None, None) => cues.header.push(line),
        }
    }
    cues
}

/// The times of a line, where they can be read, and its words.
type Timed<'l> = (Option<(u64, u64)>, &'l str);

fn cut(line: &str) -> Option<Timed<'_>> {
    let (times, words) = line.trim_start().strip_prefix('[')?.split_once(']')?;
    if !is_timing(times) {
        return None;
    }
    let (start, end) = times.split_once("-->")?;
    let start = stamp::milliseconds(start.trim());
    let end = stamp::milliseconds(end.trim());
    let ms = start.zip(end).map(|(start, end)| (start, end.max(start)));
    Some((ms, words))
}
