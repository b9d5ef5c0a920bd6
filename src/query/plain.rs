//! The plain evaluator: a query asked of one stretch of talk, over the words themselves.
//!
//! It is slow and obvious, and what the index answers is held against it. It also asks of stretches that are no turns, such as
//! sentences, answers for documents that the index does not know yet, and finds what is to be marked in a snippet.

use std::ops::Range;

use crate::id::{CodeRef, DocumentRef};
use crate::person::Role;
use crate::query::Query;
use crate::query::facts::{Facts, Source};
use crate::query::filter::{Filter, Spot};
use crate::query::word::{Forms, Language, Speller};
use crate::query::wording::{Wording, places_of};
use crate::text::span::Span;

/// A stretch of talk by one speaker.
pub struct Spoken<'t> {
    /// Its document.
    pub source: &'t Source,
    /// Who speaks.
    pub role: &'t Role,
    /// Where it lies.
    pub span: Span,
    /// Its words as they stand.
    pub text: &'t str,
    spot: Option<Spot>,
    ranges: Vec<Range<usize>>,
    forms: Vec<Forms>,
}

impl<'t> Spoken<'t> {
    /// Takes a stretch apart; the speller must be of the document's language.
    pub fn new(
        (source, role): (&'t Source, &'t Role),
        (span, text): (Span, &'t str),
        speller: &mut Speller,
    ) -> Self {
        let (ranges, forms) = speller.spell(text).into_iter().unzip();
        Self {
            source,
            role,
            span,
            text,
            spot: None,
            ranges,
            forms,
        }
    }

    /// The same stretch, with where its turn stands: without it no filter of places in the talk takes it.
    pub fn at(self, spot: Spot) -> Self {
        let spot = Some(spot);
        Self { spot, ..self }
    }

    /// How many words it has.
    pub fn words(&self) -> u32 {
        self.forms.len() as u32
    }
}

/// Whether a query holds for a stretch.
pub fn holds(query: &Query, facts: &Facts, spoken: &Spoken<'_>) -> bool {
    match query {
        Query::All(parts) => parts.iter().all(|part| holds(part, facts, spoken)),
        Query::Any(parts) => parts.iter().any(|part| holds(part, facts, spoken)),
        Query::Not(part) => !holds(part, facts, spoken),
        Query::Says(_) | Query::Text(_) => times(query, spoken) > 0,
        Query::Filter(Filter::Coded(codings)) => {
            let here = facts.coded_in(spoken.source.id).iter();
            let mut touching = here.filter(|coded| coded.span.touches(spoken.span));
            touching.any(|coded| codings.take(coded))
        }
        Query::Filter(filter @ (Filter::Turns(_) | Filter::Questions(_))) => {
            let takes = spoken.spot.and_then(|spot| filter.takes_spot(spot));
            takes.unwrap_or(false)
        }
        Query::Filter(filter) => filter
            .takes_speaker(facts, spoken.source, spoken.role)
            .unwrap_or(false),
    }
}

/// How often what is sought is said in a stretch; 0 for whatever is not sought in words.
pub fn times(query: &Query, spoken: &Spoken<'_>) -> u32 {
    match query {
        Query::Says(_) | Query::Text(_) => places(query, spoken).len() as u32,
        Query::All(_) | Query::Any(_) | Query::Not(_) | Query::Filter(_) => 0,
    }
}

/// Where what is sought by words stands in a stretch: bytes of its text, in order, overlaps joined.
pub fn marked(query: &Query, spoken: &Spoken<'_>) -> Vec<Range<usize>> {
    let sought = query.sought();
    let mut found: Vec<Range<usize>> = sought
        .iter()
        .flat_map(|part| match part {
            Query::Says(wording) => marked_words(wording, spoken),
            other => places(other, spoken),
        })
        .collect();
    found.sort_by_key(|range| (range.start, range.end));
    joined(found.into_iter())
}

/// Ranges in order, with those that meet made one.
fn joined(ranges: impl Iterator<Item = Range<usize>>) -> Vec<Range<usize>> {
    let mut joined: Vec<Range<usize>> = Vec::new();
    for range in ranges {
        match joined.last_mut().filter(|last| last.end >= range.start) {
            Some(last) => last.end = last.end.max(range.end),
            None => joined.push(range),
        }
    }
    joined
}

fn places(query: &Query, spoken: &Spoken<'_>) -> Vec<Range<usize>> {
    match query {
        Query::Says(wording) => {
            let stretches = stretches(wording, &spoken.forms, spoken.source.language);
            stretches
                .into_iter()
                .map(|(from, to)| spoken.ranges[from].start..spoken.ranges[to - 1].end)
                .collect()
        }
        Query::Text(expression) => expression
            .find_iter(spoken.text)
            .map(|found| found.range())
            .collect(),
        Query::All(_) | Query::Any(_) | Query::Not(_) | Query::Filter(_) => Vec::new(),
    }
}

fn stretches(wording: &Wording, forms: &[Forms], language: Language) -> Vec<(usize, usize)> {
    let matchers = wording.matchers();
    let mut places = matchers
        .into_iter()
        .map(|matcher| places_of(matcher, forms, language));
    wording
        .stretches(&mut places)
        .into_iter()
        .map(|stretch| (stretch.from as usize, stretch.to as usize))
        .collect()
}

/// What stands between two words that are near each other is not marked.
fn marked_words(wording: &Wording, spoken: &Spoken<'_>) -> Vec<Range<usize>> {
    let within = stretches(wording, &spoken.forms, spoken.source.language);
    let single = match wording {
        Wording::Near(left, right, _) => {
            let mut both = marked_words(left, spoken);
            both.extend(marked_words(right, spoken));
            both
        }
        Wording::Any(several) => several
            .iter()
            .flat_map(|one| marked_words(one, spoken))
            .collect(),
        Wording::Row(_) => {
            let range =
                |&(from, to): &(usize, usize)| spoken.ranges[from].start..spoken.ranges[to - 1].end;
            return within.iter().map(range).collect();
        }
    };
    // Stretches come in order, and there may be as many as words: joined, the last that begins before a word tells.
    let bytes = |&(from, to): &(usize, usize)| spoken.ranges[from].start..spoken.ranges[to - 1].end;
    let within = joined(within.iter().map(bytes));
    let is_inside = |range: &Range<usize>| {
        let begun = within.partition_point(|one| one.start <= range.start);
        begun > 0 && range.end <= within[begun - 1].end
    };
    single.into_iter().filter(is_inside).collect()
}

/// The codes on a stretch of a document, each once, in the order they begin.
pub fn codes_on(facts: &Facts, (document, span): (DocumentRef, Span)) -> Vec<CodeRef> {
    let mut codes = Vec::new();
    for coded in facts.coded_in(document) {
        if coded.span.touches(span) && !codes.contains(&coded.code) {
            codes.push(coded.code);
        }
    }
    codes
}
