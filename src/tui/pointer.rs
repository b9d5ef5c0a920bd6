//! The mouse and the clipboard: what they do on whichever screen is shown.

use crate::filter::View;
use crate::text::normalise_line_ends;
use crate::tui::action::Screen;
use crate::tui::answer;
use crate::tui::listing;
use crate::tui::message::{Effect, Pointer};
use crate::tui::model::Model;
use crate::tui::over::{Asking, Over};
use crate::tui::screen::reader;
use crate::tui::screen::{
    agreement, codebook, cooccurrence, documents, history, matrix, recode, reconcile, review,
    search, themes,
};

/// What the mouse does.
pub fn point(
    model: &mut Model,
    view: &View<'_>,
    (pointer, at): (Pointer, (u16, u16)),
) -> Vec<Effect> {
    if let (Some(Over::Listing(_)), Pointer::Wheel(by)) = (&model.over, pointer) {
        listing::wheel(model, by);
    }
    if model.over.is_some() {
        return Vec::new();
    }
    match model.screen {
        Screen::Reader => {
            reader::act::point(model, (pointer, at));
            Vec::new()
        }
        Screen::Documents => documents::point(model, view, (pointer, at)),
        Screen::Codebook => codebook::point(model, view, (pointer, at)),
        Screen::Agreement => agreement::point(model, (pointer, at)),
        Screen::Reconcile => reconcile::point(model, pointer),
        Screen::Recode => recode::point(model, pointer),
        Screen::Review => review::point(model, view, pointer),
        Screen::Search => search::point(model, (pointer, at)),
        Screen::Cooccurrence => cooccurrence::point(model, (pointer, at)),
        Screen::Themes => themes::point(model, view, (pointer, at)),
        Screen::Matrix => matrix::point(model, view, (pointer, at)),
        Screen::History => history::point(model, view, (pointer, at)),
        Screen::Help => Vec::new(),
    }
}

/// What words from the clipboard do: they go into fields and nowhere else.
pub fn paste(model: &mut Model, view: &View<'_>, words: &str) -> Vec<Effect> {
    let words = normalise_line_ends(words);
    let flat: String = words
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    let mut narrowed = None;
    match &mut model.over {
        Some(Over::Words(sheet)) => {
            sheet.words.insert_str(words);
        }
        Some(Over::Picker(picker, _)) => picker.add(&flat),
        Some(Over::Line(input, asking)) => {
            input.words.push_str(&flat);
            let words = input.words.clone();
            match asking {
                Asking::Filter => narrowed = Some(words),
                Asking::Query => return search::typed(model, &words),
                _ => {}
            }
        }
        _ => model.say("paste does nothing here: words go into memos and lists only"),
    }
    if let Some(words) = narrowed {
        answer::narrow(model, view, &words);
    }
    Vec::new()
}
