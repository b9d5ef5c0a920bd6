//! Saturation: how many codes each further document brings that no document before it had.
//!
//! Theme-use codes only, everybody's codings, documents in import order. A curve that flattens is no proof that nothing new is
//! left to hear; it says that these documents, in this order, brought nothing new.

use std::collections::BTreeSet;

use serde::Serialize;

use crate::codebook::Use;
use crate::filter::{Layer, View};
use crate::id::{CodeRef, DocumentRef};
use crate::layer::marks;
use crate::texts::Texts;

/// What one document brings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Step {
    /// The document, by handle.
    pub document: String,
    /// Codes that no document before it had.
    pub new_codes: usize,
    /// Codes so far.
    pub total: usize,
}

/// The curve over all documents, in import order.
pub fn curve(view: &View<'_>, texts: &Texts, layer: &Layer) -> Vec<Step> {
    let is_theme = |code: CodeRef| {
        view.code(code)
            .is_some_and(|code| code.code.use_ == Use::Theme)
    };
    let found = marks(view, texts, layer);
    let used: BTreeSet<(DocumentRef, CodeRef)> = found
        .marks
        .iter()
        .map(|mark| (mark.document, mark.code))
        .collect();
    let mut known: BTreeSet<CodeRef> = BTreeSet::new();
    let step = |document: &crate::document::Document| {
        let here = used
            .iter()
            .filter(|(of, code)| *of == document.id && is_theme(*code));
        let new_codes = here.filter(|(_, code)| known.insert(*code)).count();
        Step {
            document: document.handle.clone(),
            new_codes,
            total: known.len(),
        }
    };
    view.documents().map(step).collect()
}
