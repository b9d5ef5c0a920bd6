//! Lists over the codebook: the excerpts of a code, from which the reader opens, and what was done to the code.

use std::collections::{BTreeSet, HashMap, HashSet};

use crate::document::kept::Fate;
use crate::filter::View;
use crate::history;
use crate::id::{CodeRef, CoderId};
use crate::tui::model::Model;
use crate::tui::over::{Over, Spot};
use crate::tui::screen::codebook::card::place_name;
use crate::tui::widget::listing::{Listing, Row};
use crate::usage::Place;

/// Who put which codes on a stretch.
type Marks = HashMap<Place, (BTreeSet<CoderId>, BTreeSet<String>)>;

/// Lists the excerpts of the marked code and of those below it, each once.
pub fn list(model: &mut Model, view: &View<'_>) {
    let codebook = &model.codebook;
    let marked = codebook.shown.get(codebook.marked.at).copied();
    let Some((at, entry)) = marked.and_then(|at| Some((at, codebook.book.entries.get(at)?))) else {
        return model.say("there is no code here; a adds one");
    };
    let places = &entry.excerpts;
    let handle = entry.code.id.clone();
    if places.is_empty() {
        return model.say(format!(
            "{handle} has no excerpts yet; Space d, open a document, select, Enter"
        ));
    }
    let below: HashSet<CodeRef> = codebook.book.with_below(at).iter().map(|e| e.id).collect();
    let marks = marks(view, &below);
    let has_below = below.len() > 1;
    let row = |place: &Place| {
        let document = view.document(place.0);
        let glimpse = document.and_then(|document| codebook.glimpse(document.current, place.1));
        let (coders, codes) = marks.get(place).cloned().unwrap_or_default();
        let coders: Vec<String> = coders.into_iter().map(|coder| coder.0.into()).collect();
        let mut columns = vec![place_name(codebook, view, *place), coders.join(" ")];
        if has_below {
            columns.push(codes.into_iter().collect::<Vec<_>>().join(" "));
        }
        columns.push(match glimpse.map(|glimpse| glimpse.words.as_str()) {
            None | Some("") => "its text is not here".to_owned(),
            Some(words) => format!("“{words}”"),
        });
        Row {
            columns,
            leads: Some(Spot {
                document: place.0,
                at: place.1.start(),
            }),
        }
    };
    let rows: Vec<_> = places.iter().map(row).collect();
    let with_below = if has_below {
        " and the codes below it"
    } else {
        ""
    };
    let plural = if rows.len() == 1 {
        "excerpt"
    } else {
        "excerpts"
    };
    let title = format!("{} {plural} of {handle}{with_below}", rows.len());
    let listing = Listing::new((title, "Enter opens the transcript there  Esc back"), rows);
    model.over = Some(Over::Listing(listing));
}

fn marks(view: &View<'_>, codes: &HashSet<CodeRef>) -> Marks {
    let mut marks = Marks::new();
    let placed = view
        .codings()
        .iter()
        .filter(|coding| coding.excerpt.fate != Fate::Orphaned && codes.contains(&coding.code));
    for coding in placed {
        let place = (coding.excerpt.document, coding.excerpt.span);
        let (coders, handles) = marks.entry(place).or_default();
        coders.insert(coding.coder.clone());
        handles.insert(history::code(view, coding.code));
    }
    marks
}

/// Lists what was done to the marked code, the latest first.
pub fn past(model: &mut Model) {
    let Some(entry) = model.codebook.entry() else {
        return model.say("there is no code here; a adds one");
    };
    let steps = model.codebook.book.past(entry.id);
    if steps.is_empty() {
        let words = format!(
            "what was done to {} is hidden until the round closes",
            entry.code.id
        );
        return model.say(words);
    }
    let rows = steps.iter().map(|step| {
        let when = step.at.replace('T', " ").trim_end_matches('Z').to_owned();
        let what = match step.words.is_empty() {
            true => step.what.clone(),
            false => format!("{}: “{}”", step.what, step.words),
        };
        Row {
            columns: vec![when, step.name.clone(), what],
            leads: None,
        }
    });
    let title = format!("history of {}  newest first", entry.code.id);
    let listing = Listing::new((title, "Esc back"), rows.collect());
    model.over = Some(Over::Listing(listing));
}
