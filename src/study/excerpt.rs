//! Step 7 of the fold, second half: where excerpts lie now.
//!
//! A coding keeps the revision it was made on. Its excerpt is carried along the tree of revisions, up to the common ancestor and
//! down to the current text, through the kept ranges; the worst fate on the way is its fate.

use crate::coding::Excerpt;
use crate::document::kept::Fate;
use crate::document::kept::{self, Kept};
use crate::document::{Document, Revision};
use crate::id::{DocumentRef, RefMap, RevisionRef};
use crate::text::span::Span;

/// The setting that says how many characters of an excerpt a correction may change without its coder looking again.
pub const TYPOS: &str = "typos";

/// From one revision to the next.
#[derive(Clone, Debug, Default)]
struct Step {
    kept: Vec<Kept>,
    /// Whether words were taken back there.
    takes_back: bool,
}

/// The way from every revision of every document to its current text.
#[derive(Debug, Default)]
pub struct Routes {
    routes: RefMap<RevisionRef, (DocumentRef, Vec<Step>)>,
}

impl Routes {
    /// Lays the routes out.
    pub fn of(documents: &[Document]) -> Self {
        let mut routes = RefMap::default();
        for document in documents {
            for revision in &document.revisions {
                routes.insert(
                    revision.id,
                    (
                        document.id,
                        route(&document.revisions, revision.id, document.current),
                    ),
                );
            }
        }
        Self { routes }
    }

    /// Where a stretch of a revision lies in the current text of its document; nothing for an unknown revision, and where all its words
    /// were taken back.
    pub fn carry(&self, revision: RevisionRef, span: Span) -> Option<Excerpt> {
        let (document, steps) = self.routes.get(&revision)?;
        let mut at = (span, Fate::Exact);
        for step in steps {
            let (next, fate) = kept::translate(&step.kept, at.0);
            if fate == Fate::Orphaned && step.takes_back {
                return None;
            }
            if fate == Fate::Orphaned {
                return Some(Excerpt {
                    document: *document,
                    span,
                    fate,
                });
            }
            at = (next, at.1.max(fate));
        }
        let came_back = at.1 == Fate::Moved && at.0 == span;
        let fate = if came_back { Fate::Exact } else { at.1 };
        Some(Excerpt {
            document: *document,
            span: at.0,
            fate,
        })
    }
}

/// The way from one revision of a document to another, laid out once.
#[derive(Clone, Debug, Default)]
pub struct Way(Vec<Step>);

impl Way {
    /// The way between two revisions.
    pub fn between(document: &Document, from: RevisionRef, to: RevisionRef) -> Self {
        if from == to {
            Self::default()
        } else {
            Self(route(&document.revisions, from, to))
        }
    }

    /// How many characters of a stretch are other at the end of the way, step by step; nothing where no word of it was there.
    pub fn edits(&self, span: Span) -> Option<u32> {
        let mut at = span;
        let mut edits = 0;
        for step in &self.0 {
            edits += kept::edits(&step.kept, at)?;
            at = kept::translate(&step.kept, at).0;
        }
        Some(edits)
    }

    /// Where a stretch lies at the end of the way; nothing where no word of it was there.
    pub fn carry(&self, span: Span) -> Option<Span> {
        self.0
            .iter()
            .try_fold(span, |at, step| match kept::translate(&step.kept, at) {
                (_, Fate::Orphaned) => None,
                (next, _) => Some(next),
            })
    }
}

/// Whether corrections of a stretch of a revision are so small, all together, that they hold by themselves: at most so many
/// characters, as the lead has set it.
pub fn is_small(document: &Document, (revision, span): (RevisionRef, Span), limit: u32) -> bool {
    let edits = || Way::between(document, revision, document.current).edits(span);
    limit > 0 && edits().is_some_and(|edits| edits <= limit)
}

/// The kept ranges to translate through, one revision to the next.
fn route(revisions: &[Revision], from: RevisionRef, to: RevisionRef) -> Vec<Step> {
    let (up, down) = (lineage(revisions, from), lineage(revisions, to));
    let meeting = up
        .iter()
        .position(|r| down.iter().any(|d| d.id == r.id))
        .unwrap_or(up.len());
    let above = up.get(meeting).map(|r| r.id);
    let rising = up.iter().take(meeting).map(|r| Step {
        kept: kept::inverted(&r.kept),
        takes_back: false,
    });
    let falling = down
        .iter()
        .take_while(|r| Some(r.id) != above)
        .map(|r| Step {
            kept: r.kept.clone(),
            takes_back: r.takes_back,
        });
    let falling: Vec<Step> = falling.collect();
    rising.chain(falling.into_iter().rev()).collect()
}

/// A revision and its ancestors, nearest first.
fn lineage(revisions: &[Revision], start: RevisionRef) -> Vec<&Revision> {
    let mut line: Vec<&Revision> = Vec::new();
    let mut at = Some(start);
    while let Some(revision) = at.and_then(|id| revisions.iter().find(|r| r.id == id)) {
        if line.iter().any(|r| r.id == revision.id) {
            break;
        }
        line.push(revision);
        at = revision.parent;
    }
    line
}
