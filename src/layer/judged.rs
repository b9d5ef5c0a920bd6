//! Which documents a layer has its say on, so that finding nothing there is a finding.
//!
//! What nobody finished is not judged: a code that is not there is missing, not absent.

use std::collections::BTreeSet;

use crate::filter::{Layer, View};
use crate::id::DocumentRef;
use crate::layer::Marks;
use crate::round::State;

/// The documents that a layer has its say on: everybody's, those that anyone finished; a coder's, those they finished; the final
/// layer, those it speaks for. A document of which a coder judged some turns only is none of them.
pub fn judged(view: &View<'_>, (found, layer): (&Marks, &Layer)) -> BTreeSet<DocumentRef> {
    let coder = match layer {
        Layer::Final => return found.spoken_for.keys().copied().collect(),
        Layer::All => None,
        Layer::Coder(coder) => Some(coder),
    };
    let finished = view.seen_progress().filter(|progress| {
        let is_whole = progress.state == State::Done && progress.range.is_none();
        is_whole && coder.is_none_or(|coder| progress.coder == *coder)
    });
    finished.map(|progress| progress.document).collect()
}
