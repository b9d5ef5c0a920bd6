//! Tables of what was charted: the framework matrix, the presence matrix and the crosstab, as commands and screens write them.

use crate::matrix::framework::{self, Charted, Framework};
use crate::matrix::occurrence::{Crosstab, CrosstabRow, values};
use crate::matrix::presence::{Presence, Stated, Total};
use crate::number::counted as many;
use crate::table::{Cell, Row, Table};
use crate::themes::TalliedUnit;

/// Cases by themes, with some attributes after the case.
pub fn framework(found: &Framework, by: &[String]) -> Table {
    let line = |case: &Charted| {
        let attributes = by.iter().map(|name| {
            let values = case.attributes.get(name).map(|values| values.join("; "));
            values.map_or(Cell::Blank, Cell::Text)
        });
        let cells = case.cells.iter().map(words);
        Row {
            label: case.case.clone(),
            values: attributes.chain(cells).collect(),
        }
    };
    let heads = found.themes.iter().map(|theme| theme.name.clone());
    Table {
        title: format!("{} (layer: {})", found.title, found.layer),
        unit: found.unit.to_owned(),
        columns: by.iter().cloned().chain(heads).collect(),
        stub: "case".to_owned(),
        rows: found.cases.iter().map(line).collect(),
        notes: found.notes.clone(),
    }
}

/// A cell in words: its summary, else how many excerpts wait for one.
fn words(cell: &framework::Cell) -> Cell {
    let marks = [(cell.stale, "(stale) "), (cell.disputed, "(disputed) ")];
    let marks: String = marks
        .iter()
        .filter_map(|(is, word)| is.then_some(*word))
        .collect();
    match (&cell.summary, cell.n_excerpts) {
        (Some(summary), _) => Cell::Text(format!("{marks}{summary}")),
        (None, 0) => Cell::Blank,
        (None, n) => Cell::Text(format!("{}, no summary", many(n, "excerpt"))),
    }
}

/// Cases by themes, with the totals of each theme last.
pub fn presence(found: &Presence) -> Table {
    let line = |case: &Stated| {
        let states = case.cells.iter().map(|cell| cell.state.as_str());
        Row {
            label: case.case.clone(),
            values: states.map(Cell::from).collect(),
        }
    };
    let total = |label: &str, count: fn(&Total) -> usize| {
        let counts = found.totals.iter().map(count);
        Row {
            label: label.to_owned(),
            values: counts.map(|count| Cell::Count(count as u64)).collect(),
        }
    };
    let totals = [
        total("total present", |total| total.present),
        total("total absent", |total| total.absent),
        total("total not stated", |total| total.not_stated),
    ];
    Table {
        title: format!("{} (layer: {})", found.title, found.layer),
        unit: found.unit.to_owned(),
        columns: found
            .themes
            .iter()
            .map(|theme| theme.name.clone())
            .collect(),
        stub: "case".to_owned(),
        rows: found.cases.iter().map(line).chain(totals).collect(),
        notes: found.notes.clone(),
    }
}

/// Codes by the values of attributes.
pub fn crosstab(found: &Crosstab) -> Table {
    let splits: Vec<(&str, String)> = found
        .attributes
        .iter()
        .flat_map(|attribute| {
            let values = values(attribute, &found.rows).into_iter();
            values.map(|value| (attribute.name.as_str(), value))
        })
        .collect();
    let several = found.attributes.len() > 1;
    let head = |(attribute, value): &(&str, String)| match several {
        true => format!("{attribute}: {value}"),
        false => value.clone(),
    };
    let line = |row: &CrosstabRow| {
        let count = |(attribute, value): &(&str, String)| {
            let counts = row.by.get(*attribute);
            counts
                .and_then(|counts| counts.get(value))
                .copied()
                .unwrap_or(0)
        };
        let counts = std::iter::once(row.total).chain(splits.iter().map(count));
        Row {
            label: format!("{}{}", "  ".repeat(row.depth), row.key),
            values: counts.map(|count| Cell::Count(count as u64)).collect(),
        }
    };
    let names: Vec<&str> = found.attributes.iter().map(|of| of.name.as_str()).collect();
    Table {
        title: match names.is_empty() {
            true => format!("Codes (layer: {})", found.layer),
            false => format!("Codes by {} (layer: {})", names.join(", "), found.layer),
        },
        unit: word(found.unit).to_owned(),
        columns: std::iter::once("all".to_owned())
            .chain(splits.iter().map(head))
            .collect(),
        stub: "code".to_owned(),
        rows: found.rows.iter().map(line).collect(),
        notes: found.notes.clone(),
    }
}

/// What a crosstab counts, and how many of all have each value.
pub fn counted(found: &Crosstab) -> String {
    let unit = word(found.unit);
    let all = found.attributes.iter().map(|attribute| {
        let values = values(attribute, &[]).into_iter();
        let values: Vec<String> = values
            .map(|value| {
                format!(
                    "{value} ({})",
                    attribute.all.get(&value).copied().unwrap_or(0)
                )
            })
            .collect();
        format!(
            "{} of all {}: {}",
            attribute.name,
            word(attribute.of),
            values.join(", ")
        )
    });
    let said = format!("counted: distinct {unit}; a code takes in all below it");
    std::iter::once(said)
        .chain(all)
        .collect::<Vec<_>>()
        .join("; ")
}

fn word(unit: TalliedUnit) -> &'static str {
    match unit {
        TalliedUnit::People => "people",
        TalliedUnit::Documents => "documents",
        TalliedUnit::Excerpts => "excerpts",
    }
}
