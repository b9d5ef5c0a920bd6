//! The final layer in the reader: the coding keys act on what the team stands by, and every change is a decision.
//!
//! What the layer holds is shown like one's own codings. Its marks were made by no single line, so that they are numbered here.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use crate::change::decision::{Recast, recast};
use crate::coding::{Coding, Excerpt};
use crate::document::kept::Fate;
use crate::filter::View;
use crate::id::{CodingRef, Ref};
use crate::layer::{Mark, held_in};
use crate::reconcile::may_decide;
use crate::texts::Texts;
use crate::tui::message::{Effect, Then, Wanted};
use crate::tui::model::Model;
use crate::tui::screen::reader::{Layer, Reader};

/// What the final layer holds in the document, as codings of whoever reads.
pub fn held(view: &View<'_>, reader: &Reader) -> Vec<Coding> {
    let Some(hand) = &reader.hand else {
        return Vec::new();
    };
    let held = held_in(view, &texts(reader), reader.document);
    held.into_iter()
        .map(|mark| Coding {
            id: number(&mark),
            coder: hand.coder.clone(),
            code: mark.code,
            applied: mark.code,
            excerpt: Excerpt {
                document: mark.document,
                span: mark.span,
                fate: Fate::Exact,
            },
            revision: reader.revision,
            made_at: mark.span,
            round: None,
            codebook: None,
            value: mark.value.map(String::into_boxed_str),
            origin: None,
        })
        .collect()
}

/// A mark keeps its number as long as it is the same code on the same stretch, whatever comes and goes beside it.
fn number(mark: &Mark) -> CodingRef {
    let mut hasher = DefaultHasher::new();
    (mark.code, mark.span, mark.document).hash(&mut hasher);
    CodingRef(Ref::new(hasher.finish()))
}

/// The words that the reader shows.
fn texts(reader: &Reader) -> Texts {
    let mut texts = Texts::default();
    texts.insert(reader.revision, std::sync::Arc::clone(&reader.passage));
    texts
}

/// From one's own layer to the final one, or back.
pub fn toggle(model: &mut Model, view: &View<'_>) {
    let Some(reader) = &mut model.reader else {
        return;
    };
    if reader.layer == Layer::Own && !may_decide(view) {
        model.warn("leads code in the final layer; yours is yours");
        return;
    }
    reader.release();
    reader.layer = match reader.layer {
        Layer::Own => Layer::Final,
        Layer::Final => Layer::Own,
    };
    reader.renew(view);
    let said = match reader.layer {
        Layer::Final => {
            "layer: final. The keys that code make decisions here; nobody's codings change. F goes back"
        }
        Layer::Own => "layer: your own codings",
    };
    model.say(said);
}

/// Recasts what the final layer holds here.
pub fn change(
    model: &mut Model,
    view: &View<'_>,
    (recasting, said, then): (Recast, String, Then),
) -> Vec<Effect> {
    let Some(reader) = &model.reader else {
        return Vec::new();
    };
    let current = view
        .document(reader.document)
        .map(|document| document.current);
    if current != Some(reader.revision) {
        model.warn("the text was corrected and the new words are on their way: wait for them");
        return Vec::new();
    }
    match recast(view, &texts(reader), (reader.document, recasting)) {
        Ok(Some(change)) => model.want(Wanted {
            change,
            said: format!("final layer: {said}"),
            then,
        }),
        Ok(None) => {
            model.say("the final layer holds that already");
            Vec::new()
        }
        Err(problem) => {
            model.warn(problem.to_string());
            Vec::new()
        }
    }
}
