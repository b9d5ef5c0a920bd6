//! What coders look at again: codings whose words a correction changed or took away.
//!
//! A coding leaves the queue when its coder says where it lies in the text as it is, or takes it off. Nobody does that for somebody
//! else. Where the lead has set how many characters a typing error may be long, a coding of which no more were corrected holds by
//! itself: no line says so in its coder's name, and it waits again where the lead sets less.

use std::collections::{BTreeMap, HashMap};

use crate::coding::Coding;
use crate::document::kept::Fate;
use crate::document::{Document, Revision};
use crate::filter::View;
use crate::id::{CoderId, DocumentRef};
use crate::study::excerpt::{TYPOS, is_small};
use crate::texts::Texts;

/// The codings that wait, in the order of the documents and their texts.
pub fn waiting<'v>(view: &View<'v>) -> Vec<&'v Coding> {
    let mut waiting = touched(view);
    waiting.retain(|coding| !holds(view, coding));
    waiting
}

/// The codings of one coder that hold by themselves, because so little of them was corrected.
pub fn holding<'v>(view: &View<'v>, coder: &CoderId) -> Vec<&'v Coding> {
    let mut holding = touched(view);
    holding.retain(|coding| coding.coder == *coder && holds(view, coding));
    holding
}

/// How many characters of an excerpt may be corrected without its coder looking again; none unless the lead has said so.
pub fn limit(view: &View<'_>) -> u32 {
    let set = view.setting(TYPOS).and_then(|most| most.parse().ok());
    set.unwrap_or(0)
}

fn holds(view: &View<'_>, coding: &Coding) -> bool {
    let made = (coding.revision, coding.made_at);
    let document = view.document(coding.excerpt.document);
    coding.excerpt.fate == Fate::Changed
        && document.is_some_and(|document| is_small(document, made, limit(view)))
}

/// The codings whose words are other or gone.
fn touched<'v>(view: &View<'v>) -> Vec<&'v Coding> {
    let order: HashMap<DocumentRef, usize> = view
        .documents()
        .enumerate()
        .map(|(at, document)| (document.id, at))
        .collect();
    let is_here = |coding: &&Coding| {
        let is_touched = matches!(coding.excerpt.fate, Fate::Changed | Fate::Orphaned);
        is_touched && order.contains_key(&coding.excerpt.document)
    };
    let mut touched: Vec<&Coding> = view.codings().iter().copied().filter(is_here).collect();
    touched.sort_by_key(|coding| {
        let place = order.get(&coding.excerpt.document);
        (place, coding.excerpt.span, coding.id)
    });
    touched
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
