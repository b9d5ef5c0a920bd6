//! The codebook and the themes of a report: what each code means, and how many people, documents and excerpts it stands on.

use std::collections::BTreeMap;

use crate::chart::bars;
use crate::export::html;
use crate::report::Basis;
use crate::report::page::{heading, note, paragraph, quotation};
use crate::report::quotes::{Printed, quotes};
use crate::table::{Cell, Row, Table};
use crate::themes::TalliedRow;

/// The codebook as it counts now: the fields that coders went by, and how often each code was used.
pub fn codebook(basis: &Basis<'_>) -> Table {
    let codebook = basis.view.codebook_in_use();
    let rows: BTreeMap<&str, &TalliedRow> = by_key(basis);
    let row = |code: &crate::codebook::Code| {
        let written = |words: &str| Cell::from(basis.release.written(words));
        let tally = rows.get(code.id.as_str()).map(|row| &row.tally);
        let count = |of: Option<usize>| of.map_or(Cell::Blank, |n| Cell::Count(n as u64));
        Row {
            label: format!("{}{}", "  ".repeat(codebook.depth(&code.id)), code.id),
            values: vec![
                Cell::from(code.name.as_str()),
                count(tally.map(|tally| tally.people.len())),
                count(tally.map(|tally| tally.documents.len())),
                count(tally.map(|tally| tally.excerpts.len())),
                written(&code.definition),
                written(&code.use_when),
                written(&code.not_when),
                written(&code.example),
            ],
        }
    };
    let columns = [
        "name",
        "people",
        "documents",
        "excerpts",
        "definition",
        "use when",
        "not when",
        "example",
    ];
    Table {
        title: format!("Codebook, {}", basis.codebook_version()),
        unit: format!(
            "distinct excerpt, document and person; layer {}",
            basis.layer
        ),
        columns: columns.map(str::to_owned).to_vec(),
        stub: "code".to_owned(),
        rows: codebook.codes().iter().map(row).collect(),
        notes: vec![
            "A code takes in all below it; codes for housekeeping have no counts.".to_owned(),
        ],
    }
}

/// The theme table: people, documents and excerpts, never split by what is known of people.
///
/// A split tells who said something, so that it goes through the guard of small cells and nowhere else: it belongs between here
/// and the columns, and none is made until somebody asks for one.
pub fn themes(basis: &Basis<'_>) -> Table {
    let codebook = basis.view.codebook_in_use();
    let rows = basis.tallied.rows.iter().map(|row| {
        let definition = codebook
            .get(&row.key)
            .map_or("", |code| code.definition.as_str());
        let tally = &row.tally;
        let counts = [
            tally.people.len(),
            tally.documents.len(),
            tally.excerpts.len(),
            tally.codings,
        ];
        let counts = counts.map(|count| Cell::Count(count as u64));
        let words = [
            Cell::from(row.name.as_str()),
            Cell::from(basis.release.written(definition)),
        ];
        Row {
            label: format!("{}{}", "  ".repeat(row.depth), row.key),
            values: words.into_iter().chain(counts).collect(),
        }
    });
    let columns = [
        "name",
        "definition",
        "people",
        "documents",
        "excerpts",
        "codings",
    ];
    let mut notes = vec![
        "People are the distinct speakers of the excerpts' turns; an excerpt is a distinct stretch of a document; a theme takes \
         in all codes below it, so that rows must not be added up."
            .to_owned(),
    ];
    notes.extend(basis.marks.provisos(&basis.layer));
    notes.extend(basis.tallied.notes(basis.view));
    Table {
        title: format!("Themes (layer: {})", basis.layer),
        unit: "as headed".to_owned(),
        columns: columns.map(str::to_owned).to_vec(),
        stub: "code".to_owned(),
        rows: rows.collect(),
        notes,
    }
}

/// The theme table with bars of the people behind each theme.
pub fn section(basis: &Basis<'_>) -> String {
    let roots = basis.tallied.rows.iter().filter(|row| row.depth == 0);
    let people: Vec<(String, usize)> = roots
        .map(|row| (row.key.clone(), row.tally.people.len()))
        .collect();
    let bars = bars::plot("People behind each theme", "people", &people);
    bars + &html::table(&themes(basis))
}

/// The chosen quotes below their themes, in the order of the codebook, and which themes have none.
pub fn quoted(basis: &Basis<'_>) -> String {
    let (printed, withheld) = quotes(basis.view, basis.texts);
    let codebook = basis.view.codebook_in_use();
    let mut by_theme: BTreeMap<String, Vec<&Printed>> = BTreeMap::new();
    for quote in &printed {
        let handle = quote.theme.clone().unwrap_or_default();
        by_theme.entry(handle).or_default().push(quote);
    }
    let mut section = String::new();
    if printed.is_empty() {
        section.push_str(&paragraph("No quote is chosen yet."));
    }
    let handles = codebook.codes().iter().map(|code| code.id.as_str());
    for handle in handles.chain([""]) {
        let Some(quotes) = by_theme.remove(handle) else {
            continue;
        };
        let name = codebook
            .get(handle)
            .map_or("For no code", |code| code.name.as_str());
        section.push_str(&heading(if name.is_empty() { handle } else { name }));
        for quote in quotes {
            section.push_str(&quotation(&quote.words, &quote.attribution));
        }
    }
    if withheld > 0 {
        section.push_str(&note(&format!(
            "{withheld} chosen quotes are not printed: their speakers are not to be quoted"
        )));
    }
    section
}

/// The tallied rows by their handles.
pub fn by_key<'b>(basis: &'b Basis<'_>) -> BTreeMap<&'b str, &'b TalliedRow> {
    let rows = basis.tallied.rows.iter();
    rows.map(|row| (row.key.as_str(), row)).collect()
}
