//! Writing a cell of the framework: its words on a page, kept with the excerpts that were read when the page was opened.

use crate::change::summary::{self, Cell};
use crate::coding::Case;
use crate::filter::{Layer, View};
use crate::id::CodeRef;
use crate::matrix::case::Place;
use crate::matrix::framework;
use crate::number::counted;
use crate::tui::memo;
use crate::tui::message::{Effect, Then, Wanted};
use crate::tui::model::Model;
use crate::tui::over::{Over, Sheet, Writing};
use crate::tui::screen::matrix::figures::{Showing, summaries};
use crate::tui::widget::flow::one_line;

/// A cell that is written, and the excerpts its writer had before them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// Whom or what it is about.
    pub on: Case,
    /// The theme.
    pub theme: CodeRef,
    /// Whose codings.
    pub layer: Layer,
    /// The excerpts.
    pub excerpts: Vec<Place>,
}

/// The marked cell as it would be written; said why where it cannot be.
fn meant(model: &mut Model, view: &View<'_>) -> Option<Written> {
    if view.viewer().is_none() {
        model.warn("only coders who have joined write summaries");
        return None;
    }
    let screen = &model.matrix;
    if screen.asked.showing == Showing::Crosstab {
        model.say("a group has no summary; t goes on to the framework, whose cells have");
        return None;
    }
    let found = screen.found.as_ref()?;
    let (case, theme) = found.crossing((screen.line.at, screen.column.at))?;
    Some(Written {
        on: case.on.clone(),
        theme: theme.code,
        layer: screen.asked.layer.clone(),
        excerpts: found.places(&case.on, theme.code),
    })
}

/// Opens the summary of the marked cell.
pub fn open(model: &mut Model, view: &View<'_>) {
    let Some(written) = meant(model, view) else {
        return;
    };
    let Some((case, theme)) = model.matrix.keys() else {
        return;
    };
    let stands_on = counted(written.excerpts.len(), "excerpt");
    let title = format!(
        "{case} under {theme}, on {stands_on}, layer {}",
        written.layer
    );
    let before = before(view, &written);
    model.over = Some(Over::Words(Box::new(Sheet {
        words: memo::sheet(before.split('\n').map(str::to_owned).collect()),
        title,
        writing: Writing::Summary {
            written: Box::new(written),
            before,
        },
    })));
}

/// What was written of a cell, if anything was.
fn before(view: &View<'_>, written: &Written) -> String {
    let summary = summaries(view, &written.on, written.theme).pop();
    summary.map_or_else(String::new, |summary| summary.text.clone())
}

/// Keeps the words; none clear the cell. What others wrote meanwhile is not written over unseen.
pub fn write(model: &mut Model, view: &View<'_>, (sheet, text): (Sheet, String)) -> Vec<Effect> {
    let Writing::Summary { written, before } = &sheet.writing else {
        return Vec::new();
    };
    if text == before.trim() {
        model.say(match text.is_empty() {
            true => "nothing was written",
            false => "as it was; y says that a stale summary still holds",
        });
        return Vec::new();
    }
    let now = self::before(view, written);
    if now != *before {
        let writing = Writing::Summary {
            written: written.clone(),
            before: now.clone(),
        };
        let title = match now.is_empty() {
            true => "the cell was cleared meanwhile".to_owned(),
            false => format!("meanwhile somebody wrote: {}", one_line(&now)),
        };
        model.warn("changed meanwhile, see above: Esc again writes yours, Ctrl-c leaves theirs");
        model.over = Some(Over::Words(Box::new(Sheet {
            writing,
            title,
            ..sheet
        })));
        return Vec::new();
    }
    keep(model, view, (written, &text))
}

/// Says that the summary of the marked cell holds for the excerpts that are there now.
pub fn confirm(model: &mut Model, view: &View<'_>) -> Vec<Effect> {
    let Some(written) = meant(model, view) else {
        return Vec::new();
    };
    let is_open = |cell: &framework::Cell| cell.stale || cell.disputed;
    match before(view, &written) {
        text if text.is_empty() => model.say("nothing was written of this cell; e writes"),
        _ if !model.matrix.cell().is_some_and(is_open) => {
            model.say("the summary is not stale: it stands on the excerpts that are there");
        }
        text => return keep(model, view, (&written, &text)),
    }
    Vec::new()
}

fn keep(model: &mut Model, view: &View<'_>, (written, text): (&Written, &str)) -> Vec<Effect> {
    let known = summaries(view, &written.on, written.theme);
    let cell = Cell {
        on: &written.on,
        theme: written.theme,
        layer: &written.layer,
        excerpts: &written.excerpts,
        known: &known,
    };
    let (change, said) = match text {
        "" => (summary::clear(&cell), "cleared; u brings it back"),
        text => (
            summary::write(view, &cell, text),
            "written; u brings back what was there",
        ),
    };
    let Some(change) = change else {
        model.say("it says that already, on these excerpts");
        return Vec::new();
    };
    model.want(Wanted {
        change,
        said: said.to_owned(),
        then: Then::Nothing,
    })
}
