//! Subtitles: WebVTT as Zoom and Teams write it, and SubRip.
//!
//! They have cues and no text, so a text is put together, one line a turn: `Label: body`. Consecutive cues of one speaker
//! join with a blank; times and cue numbers are no part of the text but become the start and end of the turn.

mod cue;
mod speech;
mod tag;

use crate::import::subtitles::cue::{Cues, Flavour};
use crate::import::subtitles::speech::Script;
use crate::import::{Speakers, Transcript};
use crate::problem::Problem;
use crate::text::Text;

/// Whether a text is WebVTT.
pub fn begins_as_vtt(text: &str) -> bool {
    let start = text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    start
        .strip_prefix("WEBVTT")
        .is_some_and(|rest| rest.is_empty() || rest.starts_with(char::is_whitespace))
}

/// Whether a text is SubRip: it begins with the times of a cue, or with a number and then the times.
pub fn begins_as_srt(text: &str) -> bool {
    let mut lines = text.lines().filter(|line| !line.trim_start().is_empty());
    let (Some(first), second) = (lines.next(), lines.next()) else {
        return false;
    };
    let number = |line: &str| line.len() < 12 && line.trim().bytes().all(|b| b.is_ascii_digit());
    cue::is_timing(first) || (number(first) && second.is_some_and(cue::is_timing))
}

/// Reads WebVTT.
pub fn read_vtt(name: &str, text: &Text, speakers: &Speakers) -> Result<Transcript, Problem> {
    read(name, &cue::cues(text.as_str(), Flavour::Vtt), speakers).map(|transcript| Transcript {
        importer: "vtt",
        ..transcript
    })
}

/// Reads SubRip.
pub fn read_srt(name: &str, text: &Text, speakers: &Speakers) -> Result<Transcript, Problem> {
    read(name, &cue::cues(text.as_str(), Flavour::Srt), speakers)
}

fn read(name: &str, cues: &Cues<'_>, speakers: &Speakers) -> Result<Transcript, Problem> {
    let mut script = Script::new(name, cues);
    script.report_left_out();
    script.name_speakers(speakers);
    script.put_in_order();
    script.into_transcript()
}
