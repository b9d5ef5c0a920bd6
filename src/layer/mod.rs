//! Layers: which marks a report counts - everybody's, one coder's, or what the team stands by.
//!
//! What a coder marked is theirs and never changes; the final layer, which stands on decisions and on what coders agree on, is
//! worked out in a module of its own. What is undecided there is left out, and counted, so that every table can say so.

mod settled;
pub mod seat;
pub mod judged;

use std::collections::BTreeMap;

use crate::document::kept::Fate;
use crate::filter::{Layer, View};
use crate::id::{CodeRef, CoderId, DocumentRef, Ref};
use crate::text::span::Span;
use crate::texts::Texts;

/// A code on a stretch of a document's current text, whoever put it there.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Mark {
    /// The document.
    pub document: DocumentRef,
    /// The stretch.
    pub span: Span,
    /// The code.
    pub code: CodeRef,
    /// Who put it there; nobody alone in the final layer.
    pub coder: Option<CoderId>,
    /// Its label on the code's scale.
    pub value: Option<String>,
}

/// The marks of a layer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Marks {
    /// All marks, equal ones of one coder once.
    pub marks: Vec<Mark>,
    /// Disagreements that nobody has decided: what their coders do not share is left out.
    pub undecided: usize,
    /// Disagreements that were kept as such, and left out.
    pub kept: usize,
    /// Where those lie, and turns that nobody judged: the final layer has no word there, not even that nothing applies.
    pub left_out: Vec<(DocumentRef, Span)>,
    /// The documents that the final layer speaks for, with the codebook version of the round it stands on and the coder whose
    /// marks it repeats, where it is one of those.
    pub spoken_for: BTreeMap<DocumentRef, (Option<Ref>, Option<CoderId>)>,
}

impl Marks {
    /// What must be read with any figure over the marks of a layer: what the final layer leaves out.
    pub fn provisos(&self, layer: &Layer) -> Vec<String> {
        if *layer != Layer::Final {
            return Vec::new();
        }
        let noun = match self.undecided {
            1 => "disagreement",
            _ => "disagreements",
        };
        let undecided = self.undecided;
        let mut provisos = vec![format!(
            "{undecided} {noun} undecided, left out but for what all coders share there"
        )];
        if self.kept > 0 {
            let kept = self.kept;
            provisos.push(format!("{kept} kept as disagreements, left out"));
        }
        provisos
    }
}

/// The marks of a layer, as the viewer may see them.
pub fn marks(view: &View<'_>, texts: &Texts, layer: &Layer) -> Marks {
    let of_coder = |coder: Option<&CoderId>| {
        let counted = view
            .codings()
            .iter()
            .filter(|coding| coding.excerpt.fate != Fate::Orphaned);
        let own = counted.filter(|coding| coder.is_none_or(|coder| coding.coder == *coder));
        let in_force = own.filter(|coding| {
            view.document(coding.excerpt.document)
                .is_some_and(|d| !d.retired)
        });
        let marks = in_force.map(|coding| Mark {
            document: coding.excerpt.document,
            span: coding.excerpt.span,
            code: coding.code,
            coder: Some(coding.coder.clone()),
            value: coding.value.as_deref().map(str::to_owned),
        });
        Marks {
            marks: marks.collect(),
            ..Marks::default()
        }
    };
    match layer {
        Layer::All => of_coder(None),
        Layer::Coder(coder) => of_coder(Some(coder)),
        Layer::Final => settled::marks(view, texts),
    }
}

/// What the final layer holds in one document, in the order of the text.
pub fn held_in(view: &View<'_>, texts: &Texts, document: DocumentRef) -> Vec<Mark> {
    let mut held = settled::marks(view, texts).marks;
    held.retain(|mark| mark.document == document);
    held
}
