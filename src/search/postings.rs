//! Postings: where the index has the words that a wording asks for.
//!
//! Words are looked up per segment as pairs of entry and word number; from there on the wording itself says what stands in a row
//! and what is near, as it does for the plain evaluator.

use rayon::prelude::*;
use tantivy::postings::{Postings as _, TermInfo};
use tantivy::schema::Field;
use tantivy::schema::IndexRecordOption::{Basic, WithFreqs, WithFreqsAndPositions};
use tantivy::{DocSet as _, SegmentReader, TERMINATED, Term};

use crate::query::relevance::Counts;
use crate::query::word::{Language, fold, lower};
use crate::query::wording::{Matcher, Wording};
use crate::search::IndexError;
use crate::search::ground::Ground;
use crate::search::schema::Fields;

/// Entry and word number of a word, in order.
type Places = Vec<(u32, u32)>;

/// The lists of the index that hold the places of one matcher.
struct Lists {
    all: Vec<(Field, TermInfo)>,
    /// Whether a place may stand in two of them.
    overlap: bool,
}

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
    let matchers = wording.matchers().into_iter();
    let lists: Result<Vec<Lists>, IndexError> = matchers
        .map(|matcher| lists_of(matcher, (segment, fields), languages))
        .collect();
    let lists = lists?;
    if let ([lists], Wording::Row(_)) = (lists.as_slice(), wording)
        && !lists.overlap
    {
        return frequencies(segment, lists);
    }
    let with_word = lists.iter().map(|lists| entries_of(segment, lists));
    let with_word: Vec<Vec<u32>> = with_word.collect::<Result<_, _>>()?;
    let entries = entries(wording, &mut with_word.into_iter());
    let places = lists
        .iter()
        .map(|lists| places_in(segment, lists, &entries));
    let places: Vec<Places> = places.collect::<Result<_, _>>()?;
    let mut behind = vec![0; places.len()];
    let mut found = Vec::new();
    for entry in entries {
        let mut here = places.iter().zip(&mut behind).map(|(places, behind)| {
            let run = places[*behind..]
                .iter()
                .take_while(|place| place.0 == entry);
            let numbers: Vec<u32> = run.map(|place| place.1).collect();
            *behind += numbers.len();
            numbers
        });
        let times = wording.stretches(&mut here).len() as u32;
        // What was not asked for here is left behind all the same.
        here.for_each(drop);
        if times > 0 {
            found.push((entry, times));
        }
    }
    Ok(found)
}

/// The entries in which a wording may stand: those that have all of its words, or one of several.
fn entries(wording: &Wording, with_word: &mut dyn Iterator<Item = Vec<u32>>) -> Vec<u32> {
    match wording {
        Wording::Row(row) => {
            let each = with_word.take(row.len());
            each.reduce(|one, other| both(&one, &other))
                .unwrap_or_default()
        }
        Wording::Any(several) => {
            let each = several.iter().flat_map(|one| entries(one, with_word));
            let mut all: Vec<u32> = each.collect();
            all.sort();
            all.dedup();
            all
        }
        Wording::Near(left, right, _) => {
            let left = entries(left, with_word);
            both(&left, &entries(right, with_word))
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

fn lists_of(
    matcher: &Matcher,
    (segment, fields): (&SegmentReader, &Fields),
    languages: &[Language],
) -> Result<Lists, IndexError> {
    let mut all = Vec::new();
    for &language in languages {
        if let Some(own) = matcher.stem(language) {
            let term = Term::from_field_text(fields.stem, &language.marked(&own));
            let index = segment.inverted_index(fields.stem)?;
            all.extend(index.get_term_info(&term)?.map(|info| (fields.stem, info)));
        }
    }
    let stems = all.len();
    for info in written(matcher, segment, fields)? {
        all.push((fields.written, info));
    }
    // A document has one language and a place one word, so that only a stem and a word can meet.
    let overlap = stems > 0 && all.len() > stems;
    Ok(Lists { all, overlap })
}

/// The words as written that a matcher takes and its stem does not, from the segment's list of words.
fn written(
    matcher: &Matcher,
    segment: &SegmentReader,
    fields: &Fields,
) -> Result<Vec<TermInfo>, IndexError> {
    let index = segment.inverted_index(fields.written)?;
    let exactly = |word: &str| index.get_term_info(&Term::from_field_text(fields.written, word));
    match matcher {
        Matcher::Stemmed(word) => {
            let folded = fold(word);
            let accented = segment.inverted_index(fields.accented)?;
            let also = Term::from_field_text(fields.accented, &folded);
            // A word that is spelled in one way has one stem, and is in the list of that.
            match folded == lower(word) && accented.get_term_info(&also)?.is_none() {
                true => Ok(Vec::new()),
                false => Ok(exactly(&folded)?.into_iter().collect()),
            }
        }
        Matcher::Written(word) => Ok(exactly(word)?.into_iter().collect()),
        Matcher::Shape(_) | Matcher::Like(..) => {
            let begins = match matcher {
                Matcher::Shape(shape) => shape.begins.as_bytes(),
                _ => &[],
            };
            let is_over = |word: &[u8]| !begins.is_empty() && !word.starts_with(begins);
            let mut found = Vec::new();
            let mut words = index.terms().range().ge(begins).into_stream()?;
            while words.advance() && !is_over(words.key()) {
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

/// How often a word stands in each entry, where no place is in two lists.
fn frequencies(segment: &SegmentReader, lists: &Lists) -> Result<Vec<(u32, u32)>, IndexError> {
    let mut times = vec![0; segment.max_doc() as usize];
    for (field, info) in &lists.all {
        let index = segment.inverted_index(*field)?;
        let mut postings = index.read_postings_from_terminfo(info, WithFreqs)?;
        let mut entry = postings.doc();
        while entry != TERMINATED {
            times[entry as usize] += postings.term_freq();
            entry = postings.advance();
        }
    }
    let counted = (0..).zip(times).filter(|(_, times)| *times > 0);
    Ok(counted.collect())
}

/// The entries in which a word stands.
fn entries_of(segment: &SegmentReader, lists: &Lists) -> Result<Vec<u32>, IndexError> {
    let mut entries = Vec::new();
    for (field, info) in &lists.all {
        let index = segment.inverted_index(*field)?;
        let mut postings = index.read_postings_from_terminfo(info, Basic)?;
        let mut entry = postings.doc();
        while entry != TERMINATED {
            entries.push(entry);
            entry = postings.advance();
        }
    }
    if lists.all.len() > 1 {
        entries.sort();
        entries.dedup();
    }
    Ok(entries)
}

/// Where a word stands in some entries.
fn places_in(
    segment: &SegmentReader,
    lists: &Lists,
    entries: &[u32],
) -> Result<Places, IndexError> {
    let (mut places, mut numbers) = (Places::new(), Vec::new());
    for (field, info) in &lists.all {
        let index = segment.inverted_index(*field)?;
        let mut postings = index.read_postings_from_terminfo(info, WithFreqsAndPositions)?;
        for &entry in entries {
            if postings.doc() < entry {
                postings.seek(entry);
            }
            if postings.doc() == entry {
                postings.positions(&mut numbers);
                places.extend(numbers.iter().map(|&number| (entry, number)));
            }
        }
    }
    if lists.all.len() > 1 {
        places.sort();
        places.dedup();
    }
    Ok(places)
}
