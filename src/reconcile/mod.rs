//! Reconciling: what each choice would put in the final layer, what became of every disagreement, and how far the team is.
//!
//! Nothing here changes anything: a decision is a line that somebody writes, made in `change`. The coders' own codings are never
//! touched, so that agreement before decisions stays what it was.

pub mod choice;
pub mod gain;
pub mod sentence;
pub mod queue;
pub mod tally;

use crate::event::study::CoderRole;
use crate::filter::View;

/// Whether the viewer decides: leads do, and where a study has none, every coder.
pub fn may_decide(view: &View<'_>) -> bool {
    let mut leads = view
        .coders()
        .iter()
        .filter(|coder| coder.role == CoderRole::Lead)
        .peekable();
    match (view.viewer(), leads.peek()) {
        (None, _) => false,
        (Some(_), None) => true,
        (Some(viewer), Some(_)) => leads.any(|lead| lead.handle == *viewer),
    }
}
