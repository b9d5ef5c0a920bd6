//! What was ever written, whatever became of it since: what an import compares itself with, so that nothing that was taken off,
//! moved or written over here comes back with the same file.

use crate::coding::On;
use crate::event::Event;
use crate::id::{CodeRef, CoderId, CodingRef, RevisionRef};
use crate::study::Study;
use crate::study::retained::in_force;
use crate::study::work::{coder_of, removed};
use crate::text::span::Span;

/// A coding as it was first written, wherever it is now.
#[derive(Clone, Copy, Debug)]
pub struct Written<'s> {
    /// The coding.
    pub id: CodingRef,
    /// Whose it is.
    pub coder: &'s CoderId,
    /// The code that it counts as now.
    pub code: CodeRef,
    /// The revision it was made on.
    pub revision: RevisionRef,
    /// The stretch of that revision.
    pub span: Span,
    /// Whether its coder took it off since.
    pub is_removed: bool,
}

/// Every coding in force as it was first written: those taken off since, moved, and without a place too.
pub fn codings(study: &Study) -> impl Iterator<Item = Written<'_>> {
    let removed = removed(study);
    let lines = in_force((&study.set, &study.forces), study.set.codings());
    lines.filter_map(move |(_, line, event)| {
        let Event::CodingAdd(event) = event else {
            return None;
        };
        let id = CodingRef(line.id());
        let applied = CodeRef(study.identity.canonical(event.code.0));
        let merged = study.code(applied).and_then(|code| code.merged_into);
        Some(Written {
            id,
            coder: &event.coder,
            code: merged.unwrap_or(applied),
            revision: RevisionRef(study.identity.canonical(event.revision.0)),
            span: event.span,
            is_removed: removed.contains(&id),
        })
    })
}

/// What a coder has ever put into memos, and on what: what was written over or taken off since too.
pub fn memos<'s>(study: &'s Study, coder: &CoderId) -> impl Iterator<Item = (&'s On, &'s str)> {
    let lines = in_force((&study.set, &study.forces), study.set.others());
    lines.filter_map(move |(_, line, event)| match event {
        Event::MemoWrite(event) if coder_of(study, line) == *coder => {
            Some((&event.on, event.text.as_str()))
        }
        _ => None,
    })
}
