//! Verifying: whether what a manuscript quotes was said like this.
//!
//! Words are compared, not their letters' case, not the marks between them. A quotation is found where its words stand in one
//! document in this order without a gap; words left out, and words put in, must be marked with […], … or square brackets. Where that
//! fails, the passage that shares the most runs of three words is shown with what differs.

use std::collections::{BTreeSet, HashMap};

use serde::Serialize;
use similar::{Algorithm, DiffTag, capture_diff_slices};

use crate::disclosure::kept_in;
use crate::document::Document;
use crate::filter::View;
use crate::id::{DocumentRef, PersonId};
use crate::quotes::edit;
use crate::quotes::manuscript::{FEWEST_WORDS, Manuscript, Quotation};
use crate::text::Text;
use crate::text::span::{Position, Span};
use crate::texts::Texts;
use crate::themes::speakers_at;

/// How far apart two pieces of one quotation may stand, in words.
const WIDEST_GAP: usize = 400;

/// The share of a quotation's runs of three words that a passage must have to be shown as what was meant.
const LEAST_LIKE: f64 = 0.3;

/// What became of a quotation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Said like this.
    Found,
    /// Said otherwise.
    Differs,
    /// Not said.
    NotFound,
    /// Too few words to be looked for.
    Short,
}

/// A place where manuscript and transcript differ.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// What the manuscript has; empty where it lacks something.
    pub manuscript: String,
    /// What was said; empty where nothing was.
    pub transcript: String,
}

/// One quotation, verified.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Verified {
    /// The line or the paragraph it begins on.
    pub at: usize,
    /// Its words.
    pub quote: String,
    /// What became of it.
    pub state: State,
    /// Whether it says that words were left out or put in.
    pub is_edited: bool,
    /// Where it was said: the document and the first turn.
    pub document: Option<String>,
    pub turn: Option<usize>,
    /// Who says it there.
    pub people: BTreeSet<PersonId>,
    /// What differs.
    pub differences: Vec<Difference>,
    /// By whom it is said to be, where it says.
    pub attribution: Option<String>,
    /// Why that cannot be.
    pub attribution_differs: Option<String>,
    /// Whether it names nobody and nothing that the study knows, so that it was held against nothing.
    pub attribution_unknown: bool,
    /// Who of them must not be quoted.
    pub kept_in: Vec<PersonId>,
}

/// All quotations of a manuscript against everything that was said.
/// Marks that nothing closes come along by their places.
pub fn verify(
    view: &View<'_>,
    texts: &Texts,
    manuscript: &Manuscript,
) -> (Vec<Verified>, Vec<usize>) {
    let said = Said::of(view, texts);
    let (quotations, unclosed) = manuscript.quotations();
    let quotations = quotations.into_iter();
    let verified = quotations.map(|quotation| verified((view, texts), &said, quotation));
    (verified.collect(), unclosed)
}

fn verified((view, texts): (&View<'_>, &Texts), said: &Said<'_>, quotation: Quotation) -> Verified {
    let found = said.find(&quotation.words);
    let place = found.place.map(|(at, from, to)| {
        let spoken = &said.documents[at];
        let start = spoken
            .words
            .get(from)
            .map_or(Position(0), |word| word.span.start());
        let end = spoken
            .words
            .get(to - 1)
            .map_or(start, |word| word.span.end());
        (
            spoken.document,
            spoken.words[from].turn,
            Span::between(start, end),
        )
    });
    let stretch = place.map(|(document, _, span)| (document.id, span));
    let people = stretch.map(|place| speakers_at(view, texts, place));
    let people = people.unwrap_or_default();
    let differs = quotation
        .attribution
        .as_deref()
        .filter(|_| place.is_some())
        .and_then(|words| misattributed(view, words, &people));
    Verified {
        at: quotation.at,
        is_edited: found.is_edited,
        state: found.state,
        document: place.map(|(document, ..)| document.handle.clone()),
        turn: place.map(|(_, turn, _)| turn),
        differences: found.differences,
        attribution_unknown: place.is_some()
            && quotation
                .attribution
                .as_deref()
                .is_some_and(|words| differs.is_none() && names_nothing(view, words)),
        attribution_differs: differs,
        attribution: quotation.attribution,
        kept_in: stretch.map_or_else(Vec::new, |place: (DocumentRef, Span)| {
            kept_in(view, texts, place)
        }),
        people,
        quote: quotation.words,
    }
}

/// A word that was said.
struct Word {
    turn: usize,
    span: Span,
}

struct Spoken<'v> {
    document: &'v Document,
    text: &'v Text,
    words: Vec<Word>,
    /// The number of each of them among all words.
    numbers: Vec<u32>,
}

/// Everything that was said, word by word.
struct Said<'v> {
    numbers: HashMap<String, u32>,
    documents: Vec<Spoken<'v>>,
}

/// What was found of a quotation: the document, and its first word and the one after its last.
struct Found {
    state: State,
    is_edited: bool,
    place: Option<(usize, usize, usize)>,
    differences: Vec<Difference>,
}

impl<'v> Said<'v> {
    fn of(view: &View<'v>, texts: &'v Texts) -> Self {
        let mut said = Self {
            numbers: HashMap::new(),
            documents: Vec::new(),
        };
        for document in view.documents() {
            let Some(passage) = texts.current(document) else {
                continue;
            };
            let (mut words, mut numbers) = (Vec::new(), Vec::new());
            for (at, turn) in passage.turns.iter().enumerate() {
                let first = passage.text.byte_of(turn.body.start());
                for (from, to, word) in tokens(passage.text.slice(turn.body)) {
                    let next = said.numbers.len() as u32;
                    let number = *said.numbers.entry(word).or_insert(next);
                    let start = passage.text.position_of_byte(first + from);
                    let end = passage.text.position_of_byte(first + to);
                    numbers.push(number);
                    words.push(Word {
                        turn: at + 1,
                        span: Span::between(start, end),
                    });
                }
            }
            said.documents.push(Spoken {
                document,
                text: &passage.text,
                words,
                numbers,
            });
        }
        said
    }

    /// The number of each word of a text; a word that nobody said has one that is nobody's.
    fn numbered(&self, text: &str) -> Vec<u32> {
        let words = tokens(text).into_iter();
        words
            .map(|(_, _, word)| self.numbers.get(&word).copied().unwrap_or(u32::MAX))
            .collect()
    }

    fn find(&self, quote: &str) -> Found {
        let whole = edit::pieces(quote);
        let all: usize = whole.iter().map(|piece| tokens(piece).len()).sum();
        if all < FEWEST_WORDS {
            return Found {
                state: State::Short,
                is_edited: false,
                place: None,
                differences: Vec::new(),
            };
        }
        let shortened = edit::is_shortened(quote);
        // Square brackets may be the transcript's own; where they are not, they are words put in.
        if let Some(place) = self.place_of(&whole) {
            return Found::at(place, shortened);
        }
        let without: Vec<&str> = whole
            .iter()
            .flat_map(|piece| around_brackets(piece))
            .collect();
        let is_bracketed = without != whole;
        if let Some(place) = self.place_of(&without).filter(|_| is_bracketed) {
            return Found::at(place, true);
        }
        self.likest(quote, shortened || is_bracketed)
    }

    /// Where the pieces stand one after another.
    fn place_of(&self, pieces: &[&str]) -> Option<(usize, usize, usize)> {
        let numbered: Vec<Vec<u32>> = pieces
            .iter()
            .map(|piece| self.numbered(piece))
            .filter(|words| !words.is_empty())
            .collect();
        let first = numbered.first()?;
        let each = self.documents.iter().enumerate();
        each.filter_map(|(at, spoken)| {
            let words = &spoken.numbers;
            let begins = words.windows(first.len()).enumerate();
            let mut begins = begins
                .filter(|(_, window)| window == first)
                .map(|(from, _)| from);
            begins.find_map(|from| {
                let mut to = from + first.len();
                for piece in &numbered[1..] {
                    let ahead = &words[to..words.len().min(to + WIDEST_GAP)];
                    let next = ahead
                        .windows(piece.len())
                        .position(|window| window == piece)?;
                    to += next + piece.len();
                }
                Some((at, from, to))
            })
        })
        .next()
    }

    /// The passage that shares the most runs of three words, with what differs there.
    fn likest(&self, quote: &str, is_edited: bool) -> Found {
        let nowhere = Found {
            state: State::NotFound,
            is_edited,
            place: None,
            differences: Vec::new(),
        };
        let own = self.numbered(quote);
        let runs: BTreeSet<&[u32]> = own.windows(3).collect();
        let mut best: Option<(usize, usize, usize)> = None;
        for (at, spoken) in self.documents.iter().enumerate() {
            let hits: Vec<usize> = spoken
                .numbers
                .windows(3)
                .enumerate()
                .filter(|(_, run)| runs.contains(run))
                .map(|(from, _)| from)
                .collect();
            for (first, from) in hits.iter().enumerate() {
                let within = hits[first..]
                    .iter()
                    .take_while(|hit| **hit < from + own.len() * 2);
                let n = within.count();
                if best.is_none_or(|(most, ..)| n > most) {
                    best = Some((n, at, *from));
                }
            }
        }
        let is_like = |n: usize| n as f64 >= LEAST_LIKE * runs.len() as f64;
        let Some((_, at, from)) = best.filter(|(n, ..)| is_like(*n)) else {
            return nowhere;
        };
        let spoken = &self.documents[at];
        // The passage begins about where the quotation would, if all before the first shared run were there.
        let run = spoken.numbers.get(from..from + 3);
        let before = own.windows(3).position(|own| Some(own) == run);
        let before = before.unwrap_or(0);
        let first = from.saturating_sub(before);
        let last = spoken.words.len().min(from + own.len() * 2 - before);
        let there = &spoken.numbers[first..last];
        let Some((differences, from, to)) = compared(quote, &own, (spoken, there, first)) else {
            return nowhere;
        };
        Found {
            state: State::Differs,
            is_edited,
            place: Some((at, from, to)),
            differences,
        }
    }
}

impl Found {
    fn at(place: (usize, usize, usize), is_edited: bool) -> Self {
        Self {
            state: State::Found,
            is_edited,
            place: Some(place),
            differences: Vec::new(),
        }
    }
}

/// What differs between a quotation and a passage, and where the passage begins and ends once what lies around it is off.
fn compared(
    quote: &str,
    own: &[u32],
    (spoken, there, first): (&Spoken<'_>, &[u32], usize),
) -> Option<(Vec<Difference>, usize, usize)> {
    let ops = capture_diff_slices(Algorithm::Myers, own, there);
    let equal = ops.iter().filter(|op| op.tag() == DiffTag::Equal);
    let equal: Vec<_> = equal.map(|op| op.new_range()).collect();
    // What is written otherwise at either end was said there in about as many words.
    let (begins, ends) = (ops.first()?, ops.last()?);
    let before = if begins.tag() == DiffTag::Equal {
        0
    } else {
        begins.old_range().len()
    };
    let after = if ends.tag() == DiffTag::Equal {
        0
    } else {
        ends.old_range().len()
    };
    let from = equal.first()?.start.saturating_sub(before);
    let to = (equal.last()?.end + after).min(there.len());
    let written = tokens(quote);
    let said = |range: std::ops::Range<usize>| {
        let range = range.start.max(from)..range.end.min(to);
        if range.is_empty() {
            return String::new();
        }
        let words = &spoken.words[first + range.start..first + range.end];
        let span = words.first().zip(words.last());
        let span = span.map(|(a, b)| Span::between(a.span.start(), b.span.end()));
        span.map_or_else(String::new, |span| spoken.text.slice(span).to_owned())
    };
    let quoted = |range: std::ops::Range<usize>| match written.get(range.clone()) {
        Some([one]) => quote[one.0..one.1].to_owned(),
        Some([a, .., b]) => quote[a.0..b.1].to_owned(),
        _ => String::new(),
    };
    let differences = ops.iter().filter(|op| op.tag() != DiffTag::Equal);
    let differences = differences.map(|op| Difference {
        manuscript: quoted(op.old_range()),
        transcript: said(op.new_range()),
    });
    let differences =
        differences.filter(|of| !(of.manuscript.is_empty() && of.transcript.is_empty()));
    Some((differences.collect(), first + from, first + to))
}

/// The words of a text: where each begins and ends in bytes, and how it is compared.
fn tokens(text: &str) -> Vec<(usize, usize, String)> {
    let is_of_word = |c: char| c.is_alphanumeric() || matches!(c, '\'' | '’');
    let mut found = Vec::new();
    let mut from = None;
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        match (from, is_of_word(c)) {
            (None, true) => from = Some(at),
            (Some(start), false) => {
                let word = text[start..at].to_lowercase().replace('’', "'");
                let word = word.trim_matches('\'');
                if !word.is_empty() {
                    found.push((start, at, word.to_owned()));
                }
                from = None;
            }
            _ => {}
        }
    }
    found
}

/// The words around square brackets.
fn around_brackets(piece: &str) -> Vec<&str> {
    let mut around = Vec::new();
    let mut rest = piece;
    while let Some((before, after)) = rest.split_once('[') {
        around.push(before);
        rest = after.split_once(']').map_or("", |(_, after)| after);
    }
    around.push(rest);
    around.retain(|words| !words.trim().is_empty());
    around
}

/// Why a quotation cannot be by whom it is said to be: a person's handle or a value of an attribute that no speaker has.
fn misattributed(view: &View<'_>, words: &str, people: &BTreeSet<PersonId>) -> Option<String> {
    let known = |person: &PersonId| names_of(view, person);
    let of_speakers: BTreeSet<String> = people.iter().flat_map(known).collect();
    let everybody: BTreeSet<String> = view
        .people()
        .flat_map(|person| names_of(view, &person.handle))
        .collect();
    let parts = words.split([',', ';']).map(folded);
    let wrong = parts.flat_map(|part| known_in(&part, &everybody));
    let mut wrong = wrong.filter(|part| !of_speakers.contains(part));
    let part = wrong.next()?;
    let who: Vec<&str> = people.iter().map(|person| person.0.as_str()).collect();
    Some(match who.is_empty() {
        true => format!("“{part}” stands there, but no person of the study says it"),
        false => format!(
            "“{part}” stands there, but it is {} who says it",
            who.join(" and ")
        ),
    })
}

/// Whether an attribution holds no name and no value that anybody has.
fn names_nothing(view: &View<'_>, words: &str) -> bool {
    let all: BTreeSet<String> = view
        .people()
        .flat_map(|person| names_of(view, &person.handle))
        .collect();
    let mut parts = words.split([',', ';']).map(folded);
    parts.all(|part| known_in(&part, &all).is_empty())
}

/// What of everybody's names stands in a part of an attribution: the whole part, else the longest runs of its words.
fn known_in(part: &str, everybody: &BTreeSet<String>) -> Vec<String> {
    let words: Vec<&str> = part.split_whitespace().collect();
    let mut found = Vec::new();
    let mut from = 0;
    while from < words.len() {
        let ends = (from + 1..=words.len()).rev();
        let mut runs = ends.map(|to| (to, words[from..to].join(" ")));
        match runs.find(|(_, run)| everybody.contains(run)) {
            Some((to, run)) => {
                found.push(run);
                from = to;
            }
            None => from += 1,
        }
    }
    found
}

/// Everything a person may be called in an attribution.
fn names_of(view: &View<'_>, id: &PersonId) -> Vec<String> {
    let mut names = vec![folded(&id.0)];
    for (name, values) in view
        .person(id)
        .into_iter()
        .flat_map(|person| &person.attributes)
    {
        for value in values {
            names.push(folded(value.as_str()));
            names.push(folded(&format!("{name} {}", value.as_str())));
        }
    }
    names
}

/// A name as attributions are compared: without article, case, underscores, and zeros before a number.
fn folded(words: &str) -> String {
    let words = words.trim().to_lowercase().replace(['_', '-'], " ");
    let words = ["a ", "an ", "the "]
        .iter()
        .find_map(|article| words.strip_prefix(article))
        .unwrap_or(&words);
    let letters = words.trim_end_matches(|c: char| c.is_ascii_digit());
    let number = &words[letters.len()..];
    match number.trim_start_matches('0') {
        "" => words.to_owned(),
        number => format!("{letters}{number}"),
    }
}
