//! Renewal: what the screens take up when the study has changed, and the words they need that are not here yet.
//!
//! What is worked out from the whole study is outdated at once and worked out again where it is looked at; words are asked for once.

use crate::filter::View;
use crate::id::{CodeRef, DocumentRef, RevisionRef};
use crate::text::span::{Position, Span};
use crate::tui::action::Screen;
use crate::tui::message::{Effect, Landing};
use crate::tui::model::Model;
use crate::tui::screen::reader::Reader;
use crate::tui::screen::{
    agreement, cooccurrence, documents, history, matrix, recode, reconcile, review, themes,
};

/// A text that was corrected meanwhile is loaded anew, the cursor where its words are now.
pub fn corrected(model: &Model, view: &View<'_>) -> Vec<Effect> {
    reload(model, view, Landing::Corrected)
}

/// So is one that the coder corrected, or brought back: what was said of that stays said.
pub fn rewritten(model: &Model, view: &View<'_>) -> Vec<Effect> {
    reload(model, view, Landing::Rewritten)
}

fn reload(model: &Model, view: &View<'_>, landing: fn(Position) -> Landing) -> Vec<Effect> {
    let Some(reader) = &model.reader else {
        return Vec::new();
    };
    let current = view
        .document(reader.document)
        .map(|document| document.current);
    if current.is_none_or(|current| current == reader.revision) {
        return Vec::new();
    }
    let here = Span::between(reader.head, Position(reader.head.0 + 1));
    let there = view.routes().carry(reader.revision, here);
    let place = there.map_or(reader.head, |excerpt| excerpt.span.start());
    vec![Effect::Open(reader.document, landing(place))]
}

/// Takes up what has changed in the study.
pub fn renew(model: &mut Model, view: &View<'_>) {
    model.documents.outdate();
    if let Some(reader) = &mut model.reader {
        reader.renew(view);
    }
    let is_gone = |reader: &mut Reader| {
        view.document(reader.document)
            .is_none_or(|document| document.retired)
    };
    if model.reader.take_if(is_gone).is_some() {
        model.behind.retain(|screen| *screen != Screen::Reader);
        if model.screen == Screen::Reader {
            documents::enter(model, view);
            model.screen = Screen::Documents;
        }
    }
    model.codebook.outdate();
    model.agreement.outdate();
    model.heat.outdate();
    model.themes.outdate();
    model.matrix.outdate();
    renew_figures(model, view);
    if model.screen == Screen::History {
        let rows = history::rows_shown(model);
        model.history.renew(view, rows);
    }
    let applies = |code: &CodeRef| {
        view.code(*code)
            .is_some_and(|code| !code.retired && code.merged_into.is_none())
    };
    model.recents.retain(applies);
    model.last.retain(applies);
}

/// Takes up what has changed in what the screen shows.
pub fn renew_figures(model: &mut Model, view: &View<'_>) {
    match model.screen {
        Screen::Reconcile => model.reconcile.renew(view, &model.texts),
        Screen::Agreement => model.agreement.renew(view, &model.texts),
        Screen::Recode => model.recode.renew(view, &model.texts),
        Screen::Review => model.review.renew(view, &model.texts),
        Screen::Cooccurrence => cooccurrence::enter(model, view),
        Screen::Themes => themes::enter(model, view),
        Screen::Matrix => matrix::enter(model, view),
        _ => {}
    }
}

/// Words that the screen needs and that were not asked for yet.
pub fn ungathered(model: &mut Model, view: &View<'_>) -> Vec<Effect> {
    let documents = match model.screen {
        Screen::Reconcile => reconcile::needed(model, view),
        Screen::Agreement => agreement::needed(model, view),
        Screen::Recode => recode::needed(model),
        Screen::Review => review::needed(model).0,
        Screen::Cooccurrence => cooccurrence::needed(model, view),
        Screen::Themes => themes::needed(view),
        Screen::Matrix => matrix::needed(view),
        _ => Vec::new(),
    };
    let documents = documents.into_iter();
    let known = documents.filter_map(|id| view.document(id));
    let new: Vec<DocumentRef> = known
        .filter(|document| model.gathered.insert(document.current))
        .map(|document| document.id)
        .collect();
    let measures = match model.screen {
        Screen::Agreement => agreement::wanted(model, view),
        _ => Vec::new(),
    };
    let earlier = match model.screen {
        Screen::Review => review::needed(model).1,
        _ => Vec::new(),
    };
    let earlier: Vec<(DocumentRef, RevisionRef)> = earlier
        .into_iter()
        .filter(|(_, revision)| model.gathered.insert(*revision))
        .collect();
    let recalls = (!earlier.is_empty()).then_some(Effect::Recall(earlier));
    // Whatever is gathered brings every frozen codebook along.
    let versions = view.versions().len();
    let is_read = std::mem::replace(&mut model.versions, versions) == versions;
    let gathers = (!new.is_empty() || !is_read).then_some(Effect::Gather(new));
    gathers.into_iter().chain(recalls).chain(measures).collect()
}
