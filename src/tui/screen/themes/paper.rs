//! The theme table on its way into a paper: which file, and what small groups leave of its split.

use std::path::PathBuf;

use crate::disclosure::NO_GUARANTEE;
use crate::disclosure::group::{everybody, smallest_shown, split, warning};
use crate::export::format::Format;
use crate::filter::View;
use crate::quotes::attribution::Attribution;
use crate::quotes::exemplar::{Exemplars, Spread};
use crate::theme_table::{Form, Quoted, theme_table};
use crate::themes::themes;
use crate::tui::message::Effect;
use crate::tui::model::Model;
use crate::tui::over::{Asking, Over};
use crate::tui::widget::line::Input;

/// How many quotes each theme gets.
const QUOTES: usize = 1;

/// What must be said of small groups on the screen.
pub fn warned(view: &View<'_>, by: &[String]) -> Option<String> {
    warning(view, &everybody(view), (by, smallest_shown(view)))
}

/// Asks for the file.
pub fn ask(model: &mut Model) {
    if let Some(why) = model.not_for_paper() {
        model.warn(why);
        return;
    }
    let mut input = Input::new("write the theme table to (docx, xlsx, csv, md, html, tex)");
    input.words = "themes.docx".to_owned();
    model.over = Some(Over::Line(input, Asking::TableFile));
}

/// Writes the table as it is shown, with a quote for each theme, split by what singles nobody out.
pub fn write(model: &mut Model, view: &View<'_>, name: &str) -> Vec<Effect> {
    let path = PathBuf::from(name);
    let Some(format) = Format::of(&path) else {
        model.warn(format!(
            "{name} has no ending that says how to write it: docx, xlsx, csv, md, html or tex"
        ));
        return Vec::new();
    };
    let (screen, k) = (&model.themes, smallest_shown(view));
    let asked = screen.by.as_slice();
    let found_split = split(view, &everybody(view), (asked, k));
    let depth = screen.depth;
    let mut found = themes(
        (view, &model.texts),
        &screen.layer,
        (depth, &found_split.by),
    );
    found.rows.retain(|row| row.people >= screen.fewest());
    let exemplars = Exemplars::of(view, &model.texts);
    let codebook = view.codebook_in_use();
    let keys: Vec<String> = found.rows.iter().map(|row| row.key.clone()).collect();
    let spread = Spread::over(&exemplars, &codebook, (&keys, QUOTES));
    let quoted = spread.people();
    let by = Attribution::By(vec![
        asked.first().map_or("role", String::as_str).to_owned(),
    ]);
    let (by, of_quotes) = by.screened(view, (&quoted, k));
    let quotes = Quoted::of(view, (&exemplars, &codebook), (&found, QUOTES, &by));
    let why = found_split.why.clone();
    found.notes.extend(found_split.why);
    found.notes.extend(of_quotes.why);
    if screen.fewest() > 0 {
        let fewest = screen.fewest();
        found
            .notes
            .push(format!("themes of fewer than {fewest} people are left out"));
    }
    let without: Vec<&str> = spread.without().collect();
    if !without.is_empty() {
        let without = without.join(", ");
        found
            .notes
            .push(format!("no quote is chosen for {without}"));
    }
    found.notes.push(NO_GUARANTEE.to_owned());
    found.notes.extend(view.said_hidden());
    let form = match format.is_sheet() {
        true => Form::Sheet,
        false => Form::Page,
    };
    let table = theme_table(&found, (&found_split.by, Some(&quotes)), form);
    match format.write(&[table]) {
        Ok(bytes) => vec![Effect::Write(path, bytes, why)],
        Err(cause) => {
            model.warn(cause.to_string());
            Vec::new()
        }
    }
}
