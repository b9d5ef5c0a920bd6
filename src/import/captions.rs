//! Captions as Zoom saves them: `[Ana Lopez] 14:02:24` on a line, and what was heard below it.
//!
//! A machine cuts them where it likes, so what one speaker says without a break is one turn, as of subtitles; the text is put
//! together, one line a turn.

use crate::import::daytime::Since;
use crate::import::grammar::Grammar;
use crate::import::speeches::{self, Joining, Making, Speech, append, name_as_asked};
use crate::import::stamp;
use crate::import::{Speakers, Transcript};
use crate::problem::Problem;

/// Whether the first line with words heads a caption.
pub fn begin(text: &str) -> bool {
    let first = text.lines().find(|line| !line.trim_start().is_empty());
    first.is_some_and(|line| head(line).is_some())
}

/// Reads captions.
pub fn read((name, text): (&str, &str), speakers: &Speakers) -> Result<Transcript, Problem> {
    let mut since = Since::default();
    let mut speeches: Vec<Speech> = Vec::new();
    for line in text.lines() {
        if let Some((speaker, time)) = head(line) {
            let start = since.count(time);
            if let Some((_, end)) = speeches.last_mut().and_then(|last| last.ms.as_mut()) {
                *end = start.max(*end);
            }
            speeches.push(Speech {
                speaker: Some(speaker.to_owned()).filter(|name| !name.is_empty()),
                words: String::new(),
                ms: Some((start, start)),
            });
        } else if let Some(last) = speeches.last_mut() {
            append(&mut last.words, line);
        }
    }
    name_as_asked(&mut speeches, speakers);
    let making = Making {
        name,
        importer: "captions",
        grammar: Grammar::Cues,
        joining: Joining::Runs,
    };
    let transcript = speeches::transcript(speeches, making).ok_or_else(|| {
        let advice = "check that the file was saved after the meeting and is whole";
        Problem::new(name, "the captions hold no words", advice)
    })?;
    let day = (
        "its captions",
        "the counted ones fit a recording only if it began with the first caption",
    );
    let mut problems: Vec<Problem> = since.told(name, day).into_iter().collect();
    problems.extend(transcript.problems);
    Ok(Transcript {
        problems,
        ..transcript
    })
}

/// The name and the time of a head.
fn head(line: &str) -> Option<(&str, u64)> {
    let (name, time) = line.trim().strip_prefix('[')?.rsplit_once(']')?;
    let time = time.trim();
    let named = !name.starts_with(|c: char| c.is_ascii_digit()) && !name.contains(['[', ']']);
    let whole = time.matches(':').count() == 2 && named;
    whole
        .then(|| stamp::clock(time))
        .flatten()
        .map(|ms| (name.trim(), ms))
}
