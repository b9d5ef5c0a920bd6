//! Disagreements: where coders who finished a document coded it differently.
//!
//! One disagreement is a maximal group of overlapping codings whose sets of place and code differ between the finished coders of
//! one round, or of none. Only what the view shows is compared, so a blind round has none until it closes.

use std::collections::{BTreeMap, BTreeSet};

use crate::coding::Coding;
use crate::coding::Excerpt;
use crate::document::kept::Fate;
use crate::filter::View;
use crate::id::{CodeRef, CoderId, DocumentRef, RoundRef};
use crate::round::State;
use crate::text::span::Span;

/// A stretch that finished coders coded differently.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Disagreement {
    /// From the first edge of the group to the last.
    pub span: Span,
    /// The round, or none.
    pub round: Option<RoundRef>,
    /// Every finished coder with what they put there; some put nothing.
    pub sides: BTreeMap<CoderId, Vec<(Span, CodeRef)>>,
}

/// The disagreements of a document, in the order of the text.
pub fn disagreements(view: &View<'_>, document: DocumentRef) -> Vec<Disagreement> {
    let mut finished: BTreeMap<Option<RoundRef>, BTreeSet<&CoderId>> = BTreeMap::new();
    for progress in view.seen_progress() {
        if progress.document == document && progress.state == State::Done {
            finished
                .entry(progress.round)
                .or_default()
                .insert(&progress.coder);
        }
    }
    let mut found = Vec::new();
    for (round, coders) in finished.iter().filter(|(_, coders)| coders.len() > 1) {
        let counts = |coding: &&&Coding| {
            let Excerpt {
                document: of, fate, ..
            } = coding.excerpt;
            let here = of == document && fate != Fate::Orphaned;
            here && coding.round == *round && coders.contains(&coding.coder)
        };
        let mut codings: Vec<&Coding> = view.codings().iter().filter(counts).copied().collect();
        codings.sort_by_key(|coding| (coding.excerpt.span.start(), coding.excerpt.span.end()));
        found.extend(groups(&codings).filter_map(|group| disagreement((*round, coders), group)));
    }
    found.sort_by_key(|disagreement| disagreement.span);
    found
}

/// Codings that hang together by overlapping, in order of their places.
fn groups<'c>(codings: &'c [&'c Coding]) -> impl Iterator<Item = &'c [&'c Coding]> {
    let mut end = None;
    let mut starts: Vec<usize> = Vec::new();
    for (at, coding) in codings.iter().enumerate() {
        let span = coding.excerpt.span;
        if end.is_none_or(|end| span.start() >= end) {
            starts.push(at);
        }
        end = end.max(Some(span.end()));
    }
    let ends = starts.clone().into_iter().skip(1).chain([codings.len()]);
    let bounds: Vec<(usize, usize)> = starts.into_iter().zip(ends).collect();
    bounds
        .into_iter()
        .filter_map(|(from, to)| codings.get(from..to))
}

fn disagreement(
    (round, coders): (Option<RoundRef>, &BTreeSet<&CoderId>),
    group: &[&Coding],
) -> Option<Disagreement> {
    let mut sides: BTreeMap<CoderId, Vec<(Span, CodeRef)>> = coders
        .iter()
        .map(|&coder| (coder.clone(), Vec::new()))
        .collect();
    for coding in group {
        sides
            .entry(coding.coder.clone())
            .or_default()
            .push((coding.excerpt.span, coding.code));
    }
    for side in sides.values_mut() {
        side.sort_unstable();
        side.dedup();
    }
    let first = group.first()?.excerpt.span;
    let end = group.iter().map(|coding| coding.excerpt.span.end()).max()?;
    let mut all = sides.values();
    let one = all.next()?;
    all.any(|other| other != one).then(|| Disagreement {
        span: Span::between(first.start(), end),
        round,
        sides: sides.clone(),
    })
}
