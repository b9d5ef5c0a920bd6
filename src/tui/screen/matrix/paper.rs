//! The matrix as a file: framework and presence as working tables that name their cases, a crosstab split by what singles nobody out.

use std::collections::BTreeSet;
use std::path::PathBuf;

use crate::disclosure::NO_GUARANTEE;
use crate::disclosure::group::{smallest_shown, split};
use crate::export::format::Format;
use crate::filter::View;
use crate::id::PersonId;
use crate::matrix::occurrence::crosstab;
use crate::matrix::tables;
use crate::table::Table;
use crate::themes::TalliedUnit;
use crate::tui::message::Effect;
use crate::tui::model::Model;
use crate::tui::over::{Asking, Over};
use crate::tui::screen::matrix::figures::Showing;
use crate::tui::widget::line::Input;

/// What is said of a table whose rows name cases.
const WORKING: &str = "a working table: its rows name cases; it is not for publication";

/// Asks for the file.
pub fn ask(model: &mut Model) {
    if let Some(why) = model.not_for_paper() {
        model.warn(why);
        return;
    }
    let name = match model.matrix.asked.showing {
        Showing::Framework => "framework.xlsx",
        Showing::Presence => "presence.xlsx",
        Showing::Crosstab => "crosstab.docx",
    };
    let mut input = Input::new("write the matrix to (docx, xlsx, csv, md, html, tex)");
    input.words = name.to_owned();
    model.over = Some(Over::Line(input, Asking::MatrixFile));
}

/// Writes the matrix as it is shown.
pub fn write(model: &mut Model, view: &View<'_>, name: &str) -> Vec<Effect> {
    let path = PathBuf::from(name);
    let Some(format) = Format::of(&path) else {
        model.warn(format!(
            "{name} has no ending that says how to write it: docx, xlsx, csv, md, html or tex"
        ));
        return Vec::new();
    };
    let Some((mut table, said)) = table(model, view) else {
        model.say("there is nothing to write yet");
        return Vec::new();
    };
    table.notes.extend(view.said_hidden());
    match format.write(&[table]) {
        Ok(bytes) => vec![Effect::Write(path, bytes, said)],
        Err(cause) => {
            model.warn(cause.to_string());
            Vec::new()
        }
    }
}

/// The table, and what must be said beside it.
fn table(model: &Model, view: &View<'_>) -> Option<(Table, Option<String>)> {
    let screen = &model.matrix;
    let found = screen.found.as_ref()?;
    let by = screen.asked.by.as_slice();
    match screen.asked.showing {
        Showing::Framework => {
            let table = tables::framework(&found.framework, by);
            Some((table, Some(WORKING.to_owned())))
        }
        Showing::Presence => {
            let table = tables::presence(found.presence.as_ref()?);
            Some((table, Some(WORKING.to_owned())))
        }
        Showing::Crosstab => {
            let shown = found.crosstab.as_ref()?;
            let themes: BTreeSet<&str> = shown.rows.iter().map(|row| row.key.as_str()).collect();
            let people: BTreeSet<PersonId> =
                view.people().map(|person| person.handle.clone()).collect();
            let screened = split(view, &people, (by, smallest_shown(view)));
            let asked = (screened.by.as_slice(), TalliedUnit::People);
            let mut crossed = crosstab((view, &model.texts), &screen.asked.layer, asked);
            crossed.rows.retain(|row| themes.contains(row.key.as_str()));
            crossed.notes.insert(0, tables::counted(&crossed));
            crossed.notes.extend(screened.why.clone());
            crossed.notes.push(NO_GUARANTEE.to_owned());
            Some((tables::crosstab(&crossed), screened.why))
        }
    }
}
