//! The codings of a layer by where they stand: one place for a stretch, with every coder and code on it.

use std::collections::{BTreeMap, HashMap};

use crate::filter::Layer;
use crate::id::{CodeRef, CoderId, DocumentRef};
use crate::layer;
use crate::refi::write::Asked;
use crate::text::span::Span;

/// What the layer that nobody alone made is called as a user.
pub const FINAL: &str = "final";

/// A code on a stretch, on its way out.
#[derive(Clone, Debug)]
pub struct Marked {
    /// Who put it there.
    pub coder: CoderId,
    /// The code's handle.
    pub code: String,
    /// Its label on the code's scale.
    pub value: Option<String>,
    /// When, where one line made it.
    pub made: Option<String>,
}

/// By document and stretch, what stands there.
pub type Places = BTreeMap<(DocumentRef, Span), Vec<Marked>>;

type Key = (DocumentRef, Span, CodeRef, CoderId);

/// Gathers the codings of the layer asked for.
pub fn gather(asked: &Asked<'_>) -> Places {
    let view = asked.view;
    let mut made: HashMap<Key, String> = HashMap::new();
    for coding in view.codings() {
        let excerpt = coding.excerpt;
        let key = (
            excerpt.document,
            excerpt.span,
            coding.code,
            coding.coder.clone(),
        );
        let at = view
            .line(coding.id.0)
            .map(|line| line.head.at.as_str().to_owned());
        made.entry(key).or_insert_with(|| at.unwrap_or_default());
    }
    let mut places = Places::new();
    for mark in layer::marks(view, asked.texts, asked.layer).marks {
        let Some(code) = view.code(mark.code) else {
            continue;
        };
        let coder = match asked.layer {
            Layer::Final => CoderId::from(FINAL),
            Layer::All | Layer::Coder(_) => mark.coder.unwrap_or_else(|| CoderId::from(FINAL)),
        };
        let key = (mark.document, mark.span, mark.code, coder.clone());
        let there = places.entry((mark.document, mark.span)).or_default();
        let is_there = |other: &Marked| other.coder == coder && other.code == code.code.id;
        if !there.iter().any(is_there) {
            let made = made.get(&key).cloned();
            there.push(Marked {
                code: code.code.id.clone(),
                value: mark.value,
                coder,
                made,
            });
        }
    }
    for there in places.values_mut() {
        there.sort_by(|one, other| (&one.coder, &one.code).cmp(&(&other.coder, &other.code)));
    }
    places
}
