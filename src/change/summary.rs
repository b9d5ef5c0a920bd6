//! Changes of the framework matrix: a cell is written, or cleared.

use crate::change::Change;
use crate::coding::{Case, Summary};
use crate::event::Event;
use crate::event::quote::Stretch;
use crate::event::summary::SummaryWrite;
use crate::filter::{Layer, View};
use crate::id::CodeRef;
use crate::matrix::case::Place;
use crate::matrix::framework::is_stale;

/// A cell: the case, the theme, where the theme lies for it in a layer now, and what was written of it.
pub struct Cell<'c> {
    /// Whom or what it is about.
    pub on: &'c Case,
    /// The theme.
    pub theme: CodeRef,
    /// Whose codings.
    pub layer: &'c Layer,
    /// The excerpts.
    pub excerpts: &'c [Place],
    /// The summaries: several where codes were merged that had one each.
    pub known: &'c [&'c Summary],
}

/// Writes a cell; nothing where it says the same already and stands on the same excerpts.
pub fn write(view: &View<'_>, cell: &Cell<'_>, text: &str) -> Option<Change> {
    if let [known] = cell.known
        && known.text == text
        && known.layer == cell.layer.to_string()
        && !known.is_disputed
        && !is_stale(known, cell.excerpts.iter().copied())
    {
        return None;
    }
    let stretch = |(document, span): &Place| {
        Some(Stretch {
            document: *document,
            revision: view.document(*document)?.current,
            span: *span,
        })
    };
    let written = SummaryWrite {
        text: text.to_owned(),
        excerpts: cell.excerpts.iter().filter_map(stretch).collect(),
        ..cleared(cell, cell.theme)
    };
    let others = cell.known.iter().map(|known| known.written_for);
    let others = others.filter(|theme| *theme != cell.theme);
    let events = std::iter::once(written).chain(others.map(|theme| cleared(cell, theme)));
    Some(Change::Events(events.map(event).collect()))
}

/// Clears a cell; nothing where it is empty.
pub fn clear(cell: &Cell<'_>) -> Option<Change> {
    let themes = cell.known.iter().map(|known| known.written_for);
    let events: Vec<Event> = themes.map(|theme| event(cleared(cell, theme))).collect();
    (!events.is_empty()).then_some(Change::Events(events))
}

fn cleared(cell: &Cell<'_>, theme: CodeRef) -> SummaryWrite {
    SummaryWrite {
        on: cell.on.clone(),
        theme,
        text: String::new(),
        layer: cell.layer.to_string(),
        excerpts: Vec::new(),
    }
}

fn event(written: SummaryWrite) -> Event {
    Event::SummaryWrite(Box::new(written))
}
