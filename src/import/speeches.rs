//! Speeches: who says what and when, and the text put together from them, one line a turn: `Label: body`.
//!
//! Subtitles, the segments of a machine and the rows of a table have no text of their own. All of them end here, so that one
//! conversation gives one text whatever program wrote it down.

use crate::document::{Turn, Turns, fold_label};
use crate::import::grammar::Grammar;
use crate::import::label;
use crate::import::line::count;
use crate::import::opening::count_labels;
use crate::import::{Speakers, Transcript, declared_utf8};
use crate::problem::Problem;
use crate::text::span::{Position, Span};
use crate::text::{Text, normalise_line_ends};

/// What somebody says without a break.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Speech {
    /// Who, where it is known.
    pub speaker: Option<String>,
    /// What.
    pub words: String,
    /// From when to when, in milliseconds.
    pub ms: Option<(u64, u64)>,
}

/// What makes a turn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Joining {
    /// All that one speaker says before another does, since machines cut speech where they like. Without any speaker every
    /// speech is a turn.
    Runs,
    /// Every speech, since somebody put it into a row of its own.
    Each,
}

/// How speeches become a transcript.
#[derive(Clone, Copy, Debug)]
pub struct Making<'m> {
    /// The file's name, for sentences about it.
    pub name: &'m str,
    /// What reads it.
    pub importer: &'static str,
    /// How its turns were found.
    pub grammar: Grammar,
    /// What makes a turn.
    pub joining: Joining,
}

/// The transcript of speeches; nothing where nobody says a word.
pub fn transcript(speeches: Vec<Speech>, making: Making<'_>) -> Option<Transcript> {
    let mut zeros = 0;
    let cleaned = speeches.into_iter().map(|speech| {
        zeros += speech.words.matches('\0').count();
        clean(speech)
    });
    let said: Vec<Speech> = cleaned.filter(|speech| !speech.words.is_empty()).collect();
    let joined = match making.joining {
        Joining::Each => said,
        Joining::Runs => runs(said),
    };
    if joined.is_empty() {
        return None;
    }
    let (text, turns) = write(&joined);
    let problem = || {
        let what = format!("NUL characters, shown as \u{fffd}: {zeros}");
        Problem::new(making.name, what, "look for damage in the file")
    };
    Some(Transcript {
        labels: count_labels(&text, &turns),
        text,
        turns: Turns { turns },
        importer: making.importer,
        grammar: making.grammar,
        encoding: declared_utf8(),
        metadata: Vec::new(),
        questions: Vec::new(),
        comments: Vec::new(),
        problems: (zeros > 0).then(problem).into_iter().collect(),
    })
}

/// Names speakers as somebody asked for it, whatever the file says: by a pattern, or not at all.
pub fn name_as_asked(speeches: &mut [Speech], speakers: &Speakers) {
    for speech in speeches {
        match speakers {
            Speakers::Auto => {}
            Speakers::None => speech.speaker = None,
            Speakers::Pattern(pattern) => {
                let cut = label::cut_by(pattern, &speech.words);
                if let Some((name, rest)) =
                    cut.map(|cut| (cut.name.to_owned(), cut.rest.to_owned()))
                {
                    (speech.speaker, speech.words) = (Some(name), rest);
                }
            }
        }
    }
}

/// Appends words to others, with a blank between them.
pub fn append(words: &mut String, more: &str) {
    let more = more.trim();
    if !words.is_empty() && !more.is_empty() {
        words.push(' ');
    }
    words.push_str(more);
}

/// A label on one line: white space of any kind becomes one blank.
pub fn on_one_line(name: &str) -> String {
    name.split(|c: char| c.is_whitespace() || c.is_control() || c == '\u{feff}')
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

fn clean(speech: Speech) -> Speech {
    let speaker = speech.speaker.map(|name| {
        let name = on_one_line(&name);
        name.trim_end_matches([':', '：', ' ']).to_owned()
    });
    let words = normalise_line_ends(&speech.words).replace('\0', "\u{fffd}");
    // A mark at the very start would be taken for a byte order mark when the text is read back.
    let words = words.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    Speech {
        speaker: speaker.filter(|name| !name.is_empty()),
        words: words.to_owned(),
        ms: speech.ms,
    }
}

fn runs(speeches: Vec<Speech>) -> Vec<Speech> {
    let nobody = speeches.iter().all(|speech| speech.speaker.is_none());
    let mut joined: Vec<Speech> = Vec::new();
    for speech in speeches {
        let last = joined.last_mut().filter(|last| {
            let same = match (&last.speaker, &speech.speaker) {
                (Some(one), Some(other)) => fold_label(one) == fold_label(other),
                (one, other) => one == other,
            };
            same && !nobody
        });
        match last {
            Some(last) => {
                append(&mut last.words, &speech.words);
                last.ms = span_of(last.ms, speech.ms);
            }
            None => joined.push(speech),
        }
    }
    joined
}

fn span_of(one: Option<(u64, u64)>, other: Option<(u64, u64)>) -> Option<(u64, u64)> {
    match (one, other) {
        (Some((start, end)), Some((from, to))) => Some((start.min(from), end.max(to))),
        (one, other) => one.or(other),
    }
}

/// The text of speeches and the turns in it.
fn write(speeches: &[Speech]) -> (Text, Vec<Turn>) {
    let mut content = String::new();
    let mut turns = Vec::with_capacity(speeches.len());
    let mut at = 0;
    for speech in speeches {
        let mut place = |words: &str, after: &str| {
            let span = Span::between(Position(at), Position(at + count(words)));
            at += count(words) + count(after);
            content.push_str(words);
            content.push_str(after);
            span
        };
        let label = speech.speaker.as_deref().map(|name| place(name, ": "));
        let body = place(&speech.words, "\n");
        turns.push(Turn {
            label,
            body,
            ms: speech.ms,
        });
    }
    (Text::new(content), turns)
}
