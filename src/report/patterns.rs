//! The patterns of a report: themes that lie together, codes that each document brought, and people by themes.

use crate::agreement::measure::Level;
use crate::chart::{heat, steps};
use crate::codebook::Depth;
use crate::export::html;
use crate::matrix::case::{Kind, Which, columns};
use crate::matrix::cooccurrence::Cooccurrence;
use crate::matrix::framework;
use crate::matrix::scope::Request;
use crate::matrix::within::Within;
use crate::number::counted;
use crate::report::Basis;
use crate::report::page::{note, paragraph};
use crate::saturation::{Counted, Rule, found};
use crate::table::{Cell, Row, Table};

/// Themes against each other: on how many excerpts they lie together.
pub fn cooccurrence(basis: &Basis<'_>) -> String {
    let mut request = Request::of(basis.layer.clone());
    request.level = Level::Theme;
    let found = Cooccurrence::of((basis.view, basis.texts), &request, Within::Overlap);
    let alone = |at: usize| found.alone(at);
    let used: Vec<usize> = (0..found.rows().len())
        .filter(|at| alone(*at) > 0)
        .collect();
    if used.len() < 2 {
        return paragraph("Fewer than two themes are in use, so that none can lie together.");
    }
    let row = |at: &usize| (found.rows()[*at].key.clone(), alone(*at));
    let rows: Vec<(String, u32)> = used.iter().map(row).collect();
    let together = |one: usize, other: usize| match (used.get(one), used.get(other)) {
        (Some(one), Some(other)) => {
            let pair = found.pair(*one, *other);
            (!pair.nested).then_some(pair.together)
        }
        _ => None,
    };
    let map = heat::plot(
        "Themes that lie together",
        &rows,
        together,
        "excerpts together",
    );
    let said = note(&format!(
        "In a cell: distinct excerpts of one theme that overlap an excerpt of the other{}, the smaller of the two counts. A dot: one \
         theme stands above the other. In a frame: all excerpts of the theme.",
        match found.scope().coders.is_empty() {
            true => "",
            false => " by the same coder",
        }
    ));
    let notes = found.scope().notes.iter().map(|words| note(words));
    map + &said + &notes.collect::<String>()
}

/// How many codes each document brought that none before it had, and where that comes to rest.
pub fn saturation(basis: &Basis<'_>) -> String {
    let found = found((basis.view, basis.texts), &basis.layer, Counted::All);
    let order: Vec<usize> = (0..found.documents.len()).collect();
    let drawn: Vec<steps::Step> = found
        .curve(basis.view, &order)
        .into_iter()
        .map(|step| (step.document, step.new_codes, step.total))
        .collect();
    let row = |(document, new, total): &steps::Step| Row {
        label: document.clone(),
        values: vec![Cell::Count(*new as u64), Cell::Count(*total as u64)],
    };
    let mut notes = vec![
        format!(
            "Documents in the order they were imported; layer {}. A curve that flattens says that these documents, in this order, \
             brought nothing new; it is no proof that nothing new is left to hear.",
            basis.layer
        ),
        format!(
            "Saturation {}.",
            saturation_in_words(basis).unwrap_or_default()
        ),
    ];
    notes.extend(found.notes);
    let table = Table {
        title: "New codes by document".to_owned(),
        unit: "theme code".to_owned(),
        columns: vec!["new codes".to_owned(), "total".to_owned()],
        stub: "document".to_owned(),
        rows: drawn.iter().map(row).collect(),
        notes,
    };
    steps::plot("Codes known after each document", "codes", &drawn) + &html::table(&table)
}

/// Where saturation is reached by the usual rule, or why it is not; nothing where no code is in use.
pub fn saturation_in_words(basis: &Basis<'_>) -> Option<String> {
    let found = found((basis.view, basis.texts), &basis.layer, Counted::All);
    let order: Vec<usize> = (0..found.documents.len()).collect();
    let new = found.new_codes(&order);
    new.iter().any(|new| *new > 0).then(|| {
        let rule = Rule::default();
        let by = format!(
            "by a base of {} documents, runs of {} and at most {} % new codes (Guest, Namey & Chen 2020; order of import, layer {})",
            rule.base, rule.run, rule.threshold, basis.layer
        );
        match rule.reached(&new) {
            Ok(documents) => format!("was reached after {documents} of {} documents, {by}", new.len()),
            Err(why) => format!("is not claimed: {why} ({by})"),
        }
    })
}

/// People against themes, with the summaries that the team wrote; nothing is said until there are any.
pub fn framework(basis: &Basis<'_>) -> Option<String> {
    let (columns, _) = columns(basis.view, &Which::At(Depth::Lowest));
    let request = framework::Request {
        layer: basis.layer.clone(),
        kind: Kind::People,
        columns,
    };
    let found = framework::framework((basis.view, basis.texts), &request);
    if found.filled == 0 {
        return None;
    }
    let words = |cell: &framework::Cell| match &cell.summary {
        Some(summary) => {
            let stale = if cell.stale {
                " (the coding has changed since)"
            } else {
                ""
            };
            Cell::Text(format!("{}{stale}", basis.release.written(summary)))
        }
        None if cell.n_excerpts > 0 => Cell::Text(format!(
            "{}, no summary",
            counted(cell.n_excerpts, "excerpt")
        )),
        None => Cell::Blank,
    };
    let row = |case: &framework::Charted| Row {
        label: case.case.clone(),
        values: case.cells.iter().map(words).collect(),
    };
    let mut notes = found.notes.clone();
    notes.push(format!(
        "{} × {}, {} filled, {} stale",
        found.cases.len(),
        found.themes.len(),
        counted(found.filled, "cell"),
        found.stale
    ));
    let table = Table {
        title: found.title.clone(),
        unit: found.unit.to_owned(),
        columns: found.themes.iter().map(|head| head.name.clone()).collect(),
        stub: "case".to_owned(),
        rows: found.cases.iter().map(row).collect(),
        notes,
    };
    Some(html::table(&table))
}
