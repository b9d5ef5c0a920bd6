//! Postings: where the index has the words that a wording asks for.
//!
//! Words are looked up per segment as pairs of entry and word number; from there on the wording itself says what stands in a row
//! and what is near, as it does for the plain evaluator.

use rayon::prelude::*;
use tantivy::postings::{Postings as _, TermInfo};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocSet as _, SegmentReader, TERMINATED, Term};

use crate::query::relevance::Counts;
use crate::query::word::Language;
use crate::query::wording::{Matcher, Wording};
use crate::search::IndexError;
use crate::search::ground::Ground;
use crate::search::schema::{Fields, stem};

/// Entry and word number of a word, in order.
type Places = Vec<(u32, u32)>;

/// How often a wording stands in each turn that the index knows.
pub fn counts(
    ground: &Ground,
    wording: &Wording,
    languages: &[Language],
) -> Result<Counts, IndexError> {
    let Some((searcher, fields)) = &ground.searcher else {
        return Ok(Counts::new());
    };
    let segments: Vec<_> = searcher.segment_readers().iter().enumerate().collect();
    let counted: Vec<Result<Counts, IndexError>> = segments
        .into_par_iter()
        .map(|(number, segment)| {
            let found = in_segment((segment, fields), wording, languages)?;
            let turns = found
                .into_iter()
                .filter_map(|(entry, times)| Some((ground.turn(number, entry)?, times)));
            Ok(turns.collect())
        })
        .collect();
    let mut all = Counts::new();
    for counts in counted {
        all.append(&mut counts?);
    }
    Ok(all)
}

fn in_segment(
    (segment, fields): (&SegmentReader, &Fields),
    wording: &Wording,
    languages: &[Language],
) -> Result<Vec<(u32, u32)>, IndexError> {
    let mut places = Vec::new();
    for matcher in wording.matchers() {
        places.push(places_of(matcher, (segment, fields), languages)?);
    }
    if let ([places], Wording::Row(_)) = (places.as_slice(), wording) {
        let times = places.chunk_by(|one, other| one.0 == other.0);
        return Ok(times.map(|run| (run[0].0, run.len() as u32)).collect());
    }
    let entries = entries(wording, &mut places.iter());
    let mut behind = vec![0; places.len()];
    let mut found = Vec::new();
    for entry in entries {
        let mut here = places.iter().zip(&mut behind).map(|(places, behind)| {
            let ahead = &places[*behind..];
            *behind += ahead.partition_point(|place| place.0 < entry);
            let run = places[*behind..]
                .iter()
                .take_while(|place| place.0 == entry);
            run.map(|place| place.1).collect()
        });
        let times = wording.stretches(&mut here).len() as u32;
        if times > 0 {
            found.push((entry, times));
        }
    }
    Ok(found)
}

/// The entries in which a wording may stand: those that have all of its words, or one of several.
fn entries(wording: &Wording, places: &mut dyn Iterator<Item = &'_ Places>) -> Vec<u32> {
    match wording {
        Wording::Row(row) => {
            let each = places.take(row.len()).map(|places| {
                let mut entries: Vec<u32> = places.iter().map(|place| place.0).collect();
                entries.dedup();
                entries
            });
            each.reduce(|one, other| both(&one, &other))
                .unwrap_or_default()
        }
        Wording::Any(several) => {
            let each = several.iter().flat_map(|one| entries(one, places));
            let mut all: Vec<u32> = each.collect();
            all.sort();
            all.dedup();
            all
        }
        Wording::Near(left, right, _) => {
            let left = entries(left, places);
            both(&left, &entries(right, places))
        }
    }
}

fn both(one: &[u32], other: &[u32]) -> Vec<u32> {
    let (few, many) = if one.len() < other.len() {
        (one, other)
    } else {
        (other, one)
    };
    let mut behind = 0;
    let mut found = Vec::with_capacity(few.len());
    for &entry in few {
        behind += many[behind..].partition_point(|&other| other < entry);
        if many.get(behind) == Some(&entry) {
            found.push(entry);
        }
    }
    found
}

fn places_of(
    matcher: &Matcher,
    (segment, fields): (&SegmentReader, &Fields),
    languages: &[Language],
) -> Result<Places, IndexError> {
    let mut places = Places::new();
    let mut lists = 0;
    for &language in languages {
        if let Some(own) = matcher.stem(language) {
            let term = Term::from_field_text(fields.stem, &stem(language, &own));
            let postings = segment.inverted_index(fields.stem)?;
            if let Some(info) = postings.get_term_info(&term)? {
                lists += read(segment, (fields.stem, &info), &mut places)?;
            }
        }
    }
    for info in written(matcher, segment, fields)? {
        lists += read(segment, (fields.written, &info), &mut places)?;
    }
    if lists > 1 {
        places.sort();
        places.dedup();
    }
    Ok(places)
}

/// The words as written that a matcher takes, from the segment's list of words.
fn written(
    matcher: &Matcher,
    segment: &SegmentReader,
    fields: &Fields,
) -> Result<Vec<TermInfo>, IndexError> {
    let index = segment.inverted_index(fields.written)?;
    let exactly = |word: &str| index.get_term_info(&Term::from_field_text(fields.written, word));
    match matcher {
        Matcher::Stemmed(word) => Ok(exactly(&crate::query::word::fold(word))?
            .into_iter()
            .collect()),
        Matcher::Written(word) => Ok(exactly(word)?.into_iter().collect()),
        Matcher::Shape(_) | Matcher::Like(..) => {
            let mut found = Vec::new();
            let mut words = index.terms().stream()?;
            while words.advance() {
                let is_meant =
                    std::str::from_utf8(words.key()).is_ok_and(|word| matcher.takes_written(word));
                if is_meant {
                    found.push(words.value().clone());
                }
            }
            Ok(found)
        }
    }
}

fn read(
    segment: &SegmentReader,
    (field, info): (Field, &TermInfo),
    places: &mut Places,
) -> Result<usize, IndexError> {
    let index = segment.inverted_index(field)?;
    let mut postings =
        index.read_postings_from_terminfo(info, IndexRecordOption::WithFreqsAndPositions)?;
    let mut numbers = Vec::new();
    let mut entry = postings.doc();
    while entry != TERMINATED {
        postings.positions(&mut numbers);
        places.extend(numbers.iter().map(|&number| (entry, number)));
        entry = postings.advance();
    }
    Ok(1)
}
