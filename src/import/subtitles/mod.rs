//! Subtitles: WebVTT as Zoom and Teams write it, SubRip, LRC, and the lines Whisper prints.
//!
//! They have cues and no text, so a text is put together, one line a turn: `Label: body`. Consecutive cues of one speaker
//! join with a blank; times and cue numbers are no part of the text but become the start and end of the turn.

mod bracketed;
mod cue;
mod lrc;
mod speech;
mod tag;

use crate::import::subtitles::cue::{Cues, Flavour};
use crate::import::subtitles::speech::Script;
use crate::import::{Speakers, Transcript};
use crate::problem::Problem;
use crate::text::Text;

/// The kinds of subtitles.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// WebVTT.
    Vtt,
    /// SubRip.
    Srt,
    /// Lyrics: `[mm:ss.xx] words`.
    Lrc,
    /// What Whisper prints: `[43.810 --> 47.850]  words`.
    Bracketed,
}

/// What kind of subtitles a text is, if it is any.
pub fn kind(text: &str) -> Option<Kind> {
    let kinds = [
        (Kind::Vtt, begins_as_vtt as fn(&str) -> bool),
        (Kind::Srt, begins_as_srt),
        (Kind::Bracketed, bracketed::begins),
        (Kind::Lrc, lrc::is_one),
    ];
    kinds
        .into_iter()
        .find_map(|(kind, is)| is(text).then_some(kind))
}

/// Reads subtitles of a kind.
pub fn read(
    (name, kind): (&str, Kind),
    text: &Text,
    speakers: &Speakers,
) -> Result<Transcript, Problem> {
    let text = text.as_str();
    match kind {
        Kind::Vtt => put_together((name, "vtt"), &cue::cues(text, Flavour::Vtt), speakers),
        Kind::Srt => put_together((name, "srt"), &cue::cues(text, Flavour::Plain), speakers),
        Kind::Lrc => put_together((name, "lrc"), &lrc::cues(text), speakers),
        Kind::Bracketed => put_together((name, "whisper"), &bracketed::cues(text), speakers),
    }
}

fn begins_as_vtt(text: &str) -> bool {
    let start = text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    start
        .strip_prefix("WEBVTT")
        .is_some_and(|rest| rest.is_empty() || rest.starts_with(char::is_whitespace))
}

/// Whether a text begins with the times of a cue, or with a number and then the times.
fn begins_as_srt(text: &str) -> bool {
    let mut lines = text.lines().filter(|line| !line.trim_start().is_empty());
    let (Some(first), second) = (lines.next(), lines.next()) else {
        return false;
    };
    let number = |line: &str| line.len() < 12 && line.trim().bytes().all(|b| b.is_ascii_digit());
    cue::is_timing(first) || (number(first) && second.is_some_and(cue::is_timing))
}

fn put_together(
    (name, importer): (&str, &'static str),
    cues: &Cues<'_>,
    speakers: &Speakers,
) -> Result<Transcript, Problem> {
    let mut script = Script::new(name, cues);
    script.report_left_out();
    script.name_speakers(speakers);
    script.put_in_order();
    script.into_transcript(importer)
}
