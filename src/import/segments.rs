//! Segments: what machines write down as JSON, a list of stretches with their times, their words and perhaps a speaker.
//!
//! Whisper, WhisperX and whisper.cpp, and whoever writes alike: the list is looked for under the names they use. A JSON without
//! such a list is refused, since nobody can tell which of its words were spoken.

use serde_json::Value;

use crate::import::grammar::Grammar;
use crate::import::speeches::{self, Joining, Making, Speech, name_as_asked};
use crate::import::stamp::{self, Unit};
use crate::import::{Speakers, Transcript};
use crate::problem::Problem;

/// The names under which the list may stand, the most telling first.
const LISTS: [&str; 10] = [
    "speakers",
    "segments",
    "utterances",
    "chunks",
    "transcription",
    "entries",
    "monologues",
    "transcript",
    "results",
    "data",
];

const WORDS: [&str; 6] = [
    "text",
    "transcript",
    "content",
    "caption",
    "sentence",
    "words",
];
const SPEAKER: [&str; 8] = [
    "speaker",
    "speaker_name",
    "speakerName",
    "speakerDisplayName",
    "speaker_label",
    "speakerId",
    "speaker_id",
    "name",
];
const START: [&str; 8] = [
    "start",
    "start_time",
    "startTime",
    "startOffset",
    "begin",
    "from",
    "ts",
    "offset",
];
const END: [&str; 6] = ["end", "end_time", "endTime", "endOffset", "stop", "to"];

/// Longer than this in seconds no recording is: the numbers are milliseconds.
const LONGEST: f64 = 172_800.0;

/// Whether a text is JSON with something in it: an object, or a list of them.
pub fn is_json(text: &str) -> bool {
    let start = text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    let object = match start.strip_prefix('[') {
        Some(rest) => rest.trim_start().starts_with('{'),
        None => start.starts_with('{'),
    };
    object && serde_json::from_str::<serde::de::IgnoredAny>(start).is_ok()
}

/// Reads the segments of a JSON.
pub fn read((name, text): (&str, &str), speakers: &Speakers) -> Result<Transcript, Problem> {
    let value: Value =
        serde_json::from_str(text.trim_start_matches('\u{feff}')).map_err(|cause| {
            let what = format!("the JSON cannot be read, from line {} on", cause.line());
            Problem::new(name, what, "check that it was downloaded completely")
        })?;
    let list = list(&value, 0).ok_or_else(|| {
        Problem::new(
            name,
            "this JSON holds no list of segments with their words",
            "save the transcript as vtt, srt or plain text in the program that made it, and import that",
        )
    })?;
    let unit = unit(list);
    let mut speeches: Vec<Speech> = list.iter().map(|row| speech(row, unit)).collect();
    let mut problems = left_out(name, list, (&speeches, unit));
    name_as_asked(&mut speeches, speakers);
    problems.extend(carry_on(name, &mut speeches));
    let making = Making {
        name,
        importer: "json",
        grammar: Grammar::Segments,
        joining: Joining::Runs,
    };
    let transcript = speeches::transcript(speeches, making).ok_or_else(|| {
        Problem::new(
            name,
            "no segment of this JSON holds words",
            "check that the transcript was finished when it was saved",
        )
    })?;
    problems.extend(transcript.problems);
    Ok(Transcript {
        problems,
        ..transcript
    })
}

/// The list of segments: a list of objects most of which have words.
fn list(value: &Value, depth: u8) -> Option<&[Value]> {
    match value {
        Value::Array(rows) => {
            let worded = rows.iter().filter(|row| words(row).is_some()).count();
            (worded * 2 > rows.len()).then_some(rows.as_slice())
        }
        Value::Object(fields) if depth < 3 => LISTS
            .iter()
            .filter_map(|key| fields.get(*key))
            .find_map(|inner| list(inner, depth + 1)),
        _ => None,
    }
}

fn field<'v>(row: &'v Value, names: &[&str]) -> Option<&'v Value> {
    let found = names.iter().filter_map(|name| row.get(*name));
    found.into_iter().find(|value| !value.is_null())
}

fn words(row: &Value) -> Option<&str> {
    let mut named = WORDS.iter().filter_map(|name| row.get(*name)?.as_str());
    named.next()
}

fn speech(row: &Value, unit: Unit) -> Speech {
    let (start, end) = times(row, unit);
    Speech {
        speaker: field(row, &SPEAKER).and_then(speaker),
        words: words(row).unwrap_or_default().to_owned(),
        ms: start.map(|start| (start, end.unwrap_or(start).max(start))),
    }
}

/// A name, a number, or an object that has a name.
fn speaker(value: &Value) -> Option<String> {
    match value {
        Value::String(name) => Some(name.clone()),
        Value::Number(number) => Some(format!("Speaker {number}")),
        Value::Object(fields) => fields.get("name")?.as_str().map(str::to_owned),
        _ => None,
    }
}

/// Whole numbers beyond two days of seconds are milliseconds.
fn unit(list: &[Value]) -> Unit {
    let number = |row: &Value| field(row, &END).or(field(row, &START))?.as_f64();
    let numbers: Vec<f64> = list.iter().filter_map(number).collect();
    let whole = numbers.iter().all(|number| number.fract() == 0.0);
    match whole && numbers.iter().any(|number| *number > LONGEST) {
        true => Unit::Milliseconds,
        false => Unit::Seconds,
    }
}

fn times(row: &Value, unit: Unit) -> (Option<u64>, Option<u64>) {
    // whisper.cpp keeps milliseconds beside the times it writes out.
    if let Some(offsets) = row.get("offsets") {
        let of = |key: &str| offsets.get(key).and_then(Value::as_u64);
        return (of("from"), of("to"));
    }
    let pair = row.get("timestamp").and_then(Value::as_array);
    if let Some([start, rest @ ..]) = pair.map(Vec::as_slice) {
        let end = rest.first().and_then(|end| time(end, unit));
        return (time(start, unit), end);
    }
    let of = |names: &[&str]| field(row, names).and_then(|value| time(value, unit));
    (of(&START), of(&END))
}

fn time(value: &Value, unit: Unit) -> Option<u64> {
    match value {
        Value::String(words) => stamp::milliseconds(words.trim().trim_end_matches('s')),
        value => stamp::of_number(value.as_f64()?, unit),
    }
}

/// What a list holds beside words, speakers and times.
fn left_out(name: &str, list: &[Value], (speeches, unit): (&[Speech], Unit)) -> Vec<Problem> {
    let single = |row: &Value| {
        row.get("words")
            .and_then(Value::as_array)
            .map_or(0, Vec::len)
    };
    let single: usize = list.iter().map(single).sum();
    let wordless = speeches
        .iter()
        .filter(|speech| speech.words.trim().is_empty())
        .count();
    let timeless = speeches.iter().filter(|speech| speech.ms.is_none()).count();
    let milliseconds = match unit {
        Unit::Milliseconds => speeches.len(),
        Unit::Seconds => 0,
    };
    let told = [
        (single, "times of single words, left out", ""),
        (wordless, "segments without words, left out", ""),
        (timeless, "segments without a time that can be read", ""),
        (
            milliseconds,
            "segments whose times were taken for milliseconds",
            "check the times of the last turn if they matter",
        ),
    ];
    let told = told.into_iter().filter(|&(number, ..)| number > 0);
    told.map(|(number, what, advice)| Problem::new(name, format!("{what}: {number}"), advice))
        .collect()
}

/// A segment whose speaker the machine could not tell is still the speaker's before.
fn carry_on(name: &str, speeches: &mut [Speech]) -> Option<Problem> {
    let is_named = |speech: &Speech| {
        speech
            .speaker
            .as_deref()
            .is_some_and(|s| !s.trim().is_empty())
    };
    if !speeches.iter().any(is_named) {
        let what = format!(
            "no segment names a speaker, so each is a turn of its own; segments: {}",
            speeches.len()
        );
        let advice = "have the program tell speakers apart, or assign the turns after importing";
        return Some(Problem::new(name, what, advice));
    }
    let mut carried = 0;
    let mut current = None;
    for speech in speeches {
        if is_named(speech) {
            current = speech.speaker.clone();
        } else if !speech.words.trim().is_empty() {
            carried += 1;
            speech.speaker.clone_from(&current);
        }
    }
    let what = format!("segments without a speaker, given to the speaker before: {carried}");
    let advice = "check the turns where the speaker changes";
    (carried > 0).then(|| Problem::new(name, what, advice))
}
