//! What coders look at again: codings whose words a correction changed or took away.
//!
//! A coding leaves the queue when its coder says where it lies in the text as it is, or takes it off. Nobody does that for somebody
//! else.

use std::collections::{BTreeMap, HashMap};

use crate::coding::Coding;
use crate::document::kept::Fate;
use crate::document::{Document, Revision};
use crate::filter::View;
use crate::id::{CoderId, DocumentRef};
use crate::texts::Texts;

/// The codings that wait, in the order of the documents and their texts.
pub fn waiting<'v>(view: &View<'v>) -> Vec<&'v Coding> {
    let order: HashMap<DocumentRef, usize> = view
        .documents()
        .enumerate()
        .map(|(at, document)| (document.id, at))
        .collect();
    let waits = |coding: &&Coding| {
        let is_touched = matches!(coding.excerpt.fate, Fate::Changed | Fate::Orphaned);
        is_touched && order.contains_key(&coding.excerpt.document)
    };
    let mut waiting: Vec<&Coding> = view.codings().iter().copied().filter(waits).collect();
    waiting.sort_by_key(|coding| {
        let place = order.get(&coding.excerpt.document);
        (place, coding.excerpt.span, coding.id)
    });
    waiting
}

/// What waits for one coder.
pub fn of_coder<'v>(view: &View<'v>, coder: &CoderId) -> Vec<&'v Coding> {
    let mut waiting = waiting(view);
    waiting.retain(|coding| coding.coder == *coder);
    waiting
}

/// How many codings wait for whom.
pub fn coders<'v>(view: &View<'v>) -> BTreeMap<&'v CoderId, usize> {
    let mut coders = BTreeMap::new();
    for coding in waiting(view) {
        *coders.entry(&coding.coder).or_default() += 1;
    }
    coders
}

/// The text that a coding was made on.
pub fn revision<'d>(document: &'d Document, coding: &Coding) -> Option<&'d Revision> {
    let mut revisions = document.revisions.iter();
    revisions.find(|revision| revision.id == coding.revision)
}

/// The words that were coded; nothing where that text is not here.
pub fn words_then<'t>(texts: &'t Texts, coding: &Coding) -> Option<&'t str> {
    let passage = texts.passage(coding.revision)?;
    let is_there = passage.text.contains(coding.made_at);
    is_there.then(|| passage.text.slice(coding.made_at))
}

/// The words where it lies now; nothing for an orphan, and where the text is not here.
pub fn words_now<'t>(view: &View<'_>, texts: &'t Texts, coding: &Coding) -> Option<&'t str> {
    let document = view.document(coding.excerpt.document)?;
    let passage = texts.current(document)?;
    (coding.excerpt.fate != Fate::Orphaned).then(|| passage.text.slice(coding.excerpt.span))
}
