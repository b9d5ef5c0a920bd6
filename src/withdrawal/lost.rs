//! What counts no longer once words are taken back, told before anybody says yes: the codings of documents that are gone, and in those
//! that go on the codings whose words are covered.

use std::collections::HashSet;

use crate::change::withdrawal::Covering;
use crate::coding::Coding;
use crate::document::kept::{Fate, translate};
use crate::filter::View;
use crate::id::DocumentRef;
use crate::withdrawal::Plan;

/// How many codings count no longer, by everybody whose work may be seen.
pub struct Lost {
    /// Those in documents that are gone.
    pub gone: usize,
    /// Those in each document that goes on, in the order of the plan.
    pub covered: Vec<usize>,
}

impl Lost {
    /// Counts them as the study will show them.
    pub fn of(view: &View<'_>, plan: &Plan) -> Self {
        let gone = |document: DocumentRef| plan.taken.documents.contains(&document);
        let all = view.codings().iter();
        let coverings = plan.taken.coverings.iter();
        Self {
            gone: all.filter(|coding| gone(coding.excerpt.document)).count(),
            covered: coverings.map(|covering| covered(view, covering)).collect(),
        }
    }

    /// All of them.
    pub fn all(&self) -> usize {
        self.gone + self.covered.iter().sum::<usize>()
    }
}

/// The codings that lie in covered words alone, and those that come to be one with another where only the rest of their words is left.
/// What lay nowhere before is listed as before.
fn covered(view: &View<'_>, covering: &Covering) -> usize {
    let revise = &covering.correction.revise;
    let lies_there = |coding: &&&Coding| {
        let excerpt = &coding.excerpt;
        excerpt.document == revise.document && excerpt.fate != Fate::Orphaned
    };
    let mut left = HashSet::new();
    let all = view.codings().iter().filter(lies_there);
    let lost = all.filter(|coding| {
        let (span, fate) = translate(&revise.kept, coding.excerpt.span);
        fate == Fate::Orphaned || !left.insert((&coding.coder, coding.code, span, coding.round))
    });
    lost.count()
}
