//! A listing over a screen: its keys, and the way into a transcript and back to it.

use crate::tui::action::{Action, Along, Screen};
use crate::tui::message::{Effect, Landing};
use crate::tui::model::Model;
use crate::tui::over::Over;
use crate::tui::update::body;

/// What a key does to a listing.
pub fn act(model: &mut Model, action: Action) -> Vec<Effect> {
    let rows = usize::from(body(model).height.saturating_sub(2)).max(1);
    let Some(Over::Listing(listing)) = &mut model.over else {
        return Vec::new();
    };
    let size = (listing.rows.len(), rows);
    match action {
        Action::Step(along) => listing.marked.step(along, size),
        Action::Page(along) => listing.marked.page(along, size),
        Action::Edge(along) => listing.marked.edge(along, size),
        Action::Cancel => model.over = None,
        Action::Open => return open(model),
        _ => {}
    }
    Vec::new()
}

/// Wheels through a listing.
pub fn wheel(model: &mut Model, by: isize) {
    let along = if by > 0 { Along::Next } else { Along::Before };
    for _ in 0..by.unsigned_abs() {
        act(model, Action::Step(along));
    }
}

/// Opens the transcript that the marked line leads to.
fn open(model: &mut Model) -> Vec<Effect> {
    let Some(Over::Listing(listing)) = model.over.take() else {
        return Vec::new();
    };
    let lead = listing
        .rows
        .get(listing.marked.at)
        .and_then(|row| row.leads);
    let Some(lead) = lead else {
        return Vec::new();
    };
    model.left = Some((model.screen, listing));
    vec![Effect::Open(lead.document, Landing::At(lead.at))]
}

/// The listing that led away from a screen lies over it again.
pub fn come_back(model: &mut Model, screen: Screen) {
    let left = model.left.take().filter(|(of, _)| *of == screen);
    model.over = left.map(|(_, listing)| Over::Listing(listing));
}
