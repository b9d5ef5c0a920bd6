//! Codings from brat's standoff files (`.ann`): each line that begins with T is a label on one or more stretches.
//!
//! The file says neither its coder nor its document. Stretches are counted in characters and carry their words, so they are checked
//! where they are placed; a label on several stretches becomes one coding on each. Relations, events and notes are told.

use std::collections::BTreeMap;

use crate::import::codings::entry::{Entry, Found, Why};
use crate::number::counted;
use crate::problem::Problem;

/// Whether a text begins as such a file does.
pub fn is_one(start: &str) -> bool {
    let line = start.lines().next().unwrap_or_default();
    let mut parts = line.split('\t');
    let id = parts.next().unwrap_or_default();
    let number = id.strip_prefix('T').unwrap_or_default();
    let is_id = !number.is_empty() && number.chars().all(|c| c.is_ascii_digit());
    is_id && parts.count() == 2
}

/// Reads a file.
pub fn read(name: &str, content: &str) -> Found {
    let mut found = Found::default();
    let mut others: BTreeMap<&'static str, usize> = BTreeMap::new();
    for (line, number) in content.lines().zip(1..) {
        if line.trim().is_empty() {
            continue;
        }
        let other = match line.chars().next() {
            Some('T') => {
                match stretches(line) {
                    Ok(entries) => {
                        let entries = entries.into_iter().map(|entry| (number, Ok(entry)));
                        found.entries.extend(entries);
                    }
                    Err(why) => found.entries.push((number, Err(why))),
                }
                continue;
            }
            Some('R' | '*') => "relation between labels",
            Some('E') => "event",
            Some('A' | 'M') => "attribute of a label",
            Some('N') => "link to another resource",
            Some('#') => "note of an annotator",
            _ => "line of another kind",
        };
        *others.entry(other).or_default() += 1;
    }
    let told = others.into_iter().map(|(what, count)| {
        let what = format!(
            "{} left out: only labels on words become codings",
            counted(count, what)
        );
        Problem::new(name, what, "")
    });
    found.left_out.extend(told);
    found
}

fn stretches(line: &str) -> Result<Vec<Entry>, Why> {
    let strange = || {
        let advice = "a line of brat reads: T1, tab, the label with start and end, tab, the words";
        ("is no label of brat".to_owned(), advice)
    };
    let mut parts = line.splitn(3, '\t').skip(1);
    let (label, places) = parts
        .next()
        .and_then(|part| part.trim().split_once(' '))
        .ok_or_else(strange)?;
    let mut words = parts.next().unwrap_or_default().chars();
    let mut entries = Vec::new();
    for place in places.split(';') {
        let ends = place.trim().split_once(' ');
        let ends =
            ends.and_then(|(start, end)| Some((start.parse().ok()?, end.trim().parse().ok()?)));
        let (start, end): (u32, u32) = ends
            .filter(|(start, end)| start < end)
            .ok_or_else(strange)?;
        let quote: String = words.by_ref().take((end - start) as usize).collect();
        // One blank stands between the words of two stretches.
        let _blank = words.next();
        entries.push(Entry {
            code: label.to_owned(),
            quote: Some(quote),
            start: Some(start),
            end: Some(end),
            ..Entry::default()
        });
    }
    Ok(entries)
}
