//! People: the participants table from a spec, and what is odd about who speaks and what is known of them.

use std::collections::{BTreeMap, BTreeSet};

use crate::filter::View;
use crate::number::counted;
use crate::person::{Attributes, Role, Value};
use crate::problem::Problem;
use crate::table::{Cell, ColumnSpec, Row, RowSpec, Table, TableSpec, TableUnit};
use crate::texts::Texts;
use crate::themes::BLANK;

/// The spec that is used where the study names none: the columns of a two-program evaluation.
const BUILT_IN: &str = include_str!("participants.json");

/// The built-in spec of the participants table.
pub fn built_in_spec() -> TableSpec {
    serde_json::from_str(BUILT_IN).expect("the built-in spec is read by a test")
}

/// Why there is no table of a spec.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoTable {
    /// Its total is not as it says.
    #[error("the table adds up to {found}, but its spec says {wanted}")]
    WrongTotal {
        /// What it adds up to.
        found: u64,
        /// What it must.
        wanted: u64,
    },
    /// It asks for an attribute that nobody has: a spelling that differs would count as zeros.
    #[error("no {unit} has an attribute “{name}”, which the spec asks for")]
    NoAttribute {
        /// The attribute.
        name: String,
        /// What is counted.
        unit: &'static str,
    },
}

/// Why there is no spec of a study's participants table.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoSpec {
    /// The study's own is none.
    #[error("the setting participants_table is no table spec: {0}")]
    NotReadable(String),
    /// Nothing to put into rows and columns is known of people.
    #[error("there are no two attributes of people to make a table of")]
    FewAttributes,
}

/// The study's own spec, else the built-in one where every person has a place in it, else the first two attributes.
pub fn spec(view: &View<'_>) -> Result<TableSpec, NoSpec> {
    if let Some(written) = view.setting("participants_table") {
        return TableSpec::read(written).map_err(NoSpec::NotReadable);
    }
    let built_in = built_in_spec();
    let people = view.people().count() as u64;
    let total = |table: &Table| table.rows.last().and_then(|row| row.values.last().cloned());
    let fits = table(view, (&built_in, Naming::Nobody))
        .is_ok_and(|table| total(&table) == Some(Cell::Count(people)));
    if fits && people > 0 {
        return Ok(built_in);
    }
    let mut attributes: Vec<&String> = Vec::new();
    for name in view.people().flat_map(|person| person.attributes.keys()) {
        if !attributes.contains(&name) {
            attributes.push(name);
        }
    }
    let [by, across, ..] = attributes.as_slice() else {
        return Err(NoSpec::FewAttributes);
    };
    let values = view.people().flat_map(|person| person.values(across));
    let values: BTreeSet<&str> = values.map(Value::as_str).collect();
    let column = |value: &str| ColumnSpec {
        label: value.to_owned(),
        where_: [((*across).clone(), value.to_owned())].into(),
    };
    Ok(TableSpec {
        title: "Participants".to_owned(),
        unit: TableUnit::Person,
        rows: RowSpec { by: (*by).clone() },
        columns: values.into_iter().map(column).collect(),
        totals: true,
        assert: None,
    })
}

/// Whether a table's notes name people and documents.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Naming {
    /// By their handles: for the team.
    Handles,
    /// It counts them: for a paper.
    Nobody,
}

/// The table of a spec.
pub fn table(view: &View<'_>, (spec, naming): (&TableSpec, Naming)) -> Result<Table, NoTable> {
    let cases: Vec<(String, &Attributes)> = match spec.unit {
        TableUnit::Person => view
            .people()
            .map(|person| (person.handle.0.clone(), &person.attributes))
            .collect(),
        TableUnit::Document => view
            .documents()
            .map(|d| (d.handle.clone(), &d.attributes))
            .collect(),
    };
    check_attributes(&cases, spec)?;
    let labels: BTreeSet<String> = cases
        .iter()
        .flat_map(|(_, attributes)| row_labels(attributes, &spec.rows.by))
        .collect();
    let mut rows: Vec<Row> = Vec::new();
    for label in labels {
        let own = cases
            .iter()
            .filter(|(_, attributes)| row_labels(attributes, &spec.rows.by).contains(&label));
        let own: Vec<&Attributes> = own.map(|(_, attributes)| *attributes).collect();
        rows.push(row(label, &own, spec));
    }
    let all: Vec<&Attributes> = cases.iter().map(|(_, attributes)| *attributes).collect();
    if spec.totals {
        rows.push(row("total".to_owned(), &all, spec));
    }
    let found = all
        .iter()
        .filter(|attributes| in_any(attributes, spec))
        .count() as u64;
    if let Some(wanted) = spec
        .assert
        .as_ref()
        .and_then(|assert| assert.total)
        .filter(|wanted| *wanted != found)
    {
        return Err(NoTable::WrongTotal { found, wanted });
    }
    let columns = spec.columns.iter().map(|column| column.label.clone());
    Ok(Table {
        title: spec.title.clone(),
        unit: spec.unit.as_str().to_owned(),
        columns: columns
            .chain(spec.totals.then(|| "total".to_owned()))
            .collect(),
        stub: spec.rows.by.clone(),
        rows,
        notes: notes(&cases, (spec, naming)),
    })
}

/// Refuses a spec that asks for an attribute nobody has.
fn check_attributes(cases: &[(String, &Attributes)], spec: &TableSpec) -> Result<(), NoTable> {
    let mut asked = spec
        .columns
        .iter()
        .flat_map(|column| column.where_.keys())
        .chain([&spec.rows.by]);
    let is_unknown = |name: &&String| {
        cases
            .iter()
            .all(|(_, attributes)| !attributes.contains_key(*name))
    };
    match asked.find(is_unknown).filter(|_| !cases.is_empty()) {
        Some(name) => Err(NoTable::NoAttribute {
            name: name.clone(),
            unit: spec.unit.as_str(),
        }),
        None => Ok(()),
    }
}

fn row(label: String, cases: &[&Attributes], spec: &TableSpec) -> Row {
    let columns = spec
        .columns
        .iter()
        .map(|column| count(cases, &column.where_));
    let total = spec.totals.then(|| {
        cases
            .iter()
            .filter(|attributes| in_any(attributes, spec))
            .count() as u64
    });
    Row {
        label,
        values: columns.chain(total).map(Cell::Count).collect(),
    }
}

fn notes(cases: &[(String, &Attributes)], (spec, naming): (&TableSpec, Naming)) -> Vec<String> {
    let named = |handles: Vec<&str>, what: &str| {
        let n = handles.len();
        let said = match naming {
            Naming::Handles => format!("{n} {what}: {}", handles.join(", ")),
            Naming::Nobody => format!("{n} {what}"),
        };
        (n > 0).then_some(said)
    };
    let handles = |holds: &dyn Fn(&Attributes) -> bool| {
        let found = cases.iter().filter(|(_, attributes)| holds(attributes));
        found.map(|(handle, _)| handle.as_str()).collect::<Vec<_>>()
    };
    let columns = |attributes: &Attributes| {
        let of = spec.columns.iter();
        of.filter(|column| holds(attributes, &column.where_))
            .count()
    };
    let outside = handles(&|attributes| !in_any(attributes, spec));
    let twice = handles(&|attributes| columns(attributes) > 1);
    let said = [
        named(outside, "in no column"),
        named(twice, "in several columns, once in the total"),
    ];
    said.into_iter().flatten().collect()
}

fn row_labels(attributes: &Attributes, by: &str) -> Vec<String> {
    match attributes.get(by) {
        Some(values) if !values.is_empty() => values
            .iter()
            .map(|value| value.as_str().to_owned())
            .collect(),
        _ => vec![BLANK.to_owned()],
    }
}

fn count(cases: &[&Attributes], where_: &BTreeMap<String, String>) -> u64 {
    cases
        .iter()
        .filter(|attributes| holds(attributes, where_))
        .count() as u64
}

fn in_any(attributes: &Attributes, spec: &TableSpec) -> bool {
    spec.columns.is_empty()
        || spec
            .columns
            .iter()
            .any(|column| holds(attributes, &column.where_))
}

fn holds(attributes: &Attributes, where_: &BTreeMap<String, String>) -> bool {
    let has = |(name, wanted): (&String, &String)| {
        attributes
            .get(name)
            .is_some_and(|values| values.iter().any(|value| value.as_str() == wanted))
    };
    where_.iter().all(has)
}

/// What must be said of cells that are smaller than what the study shows: a participants table is published whole.
pub fn small_cells(table: &Table, k: usize) -> Option<String> {
    let cells = table.rows.iter().flat_map(|row| &row.values);
    let small = cells.filter(|cell| matches!(cell, Cell::Count(n) if (1..k as u64).contains(n)));
    let small = small.count();
    (small > 0).then(|| {
        format!(
            "{} below k = {k}: people may be known by them; print fewer columns where that matters",
            counted(small, "cell")
        )
    })
}

/// What is odd about speakers and people: labels that stand for nobody yet, people who never speak, spellings that differ.
pub fn check(view: &View<'_>, texts: &Texts) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut spoken: BTreeSet<&str> = BTreeSet::new();
    for document in view.documents() {
        spoken.extend(
            document
                .speakers
                .values()
                .chain(document.turn_roles.iter().map(|(_, r)| r))
                .filter_map(|role| role.person().map(|person| person.0.as_str())),
        );
        let labels = texts
            .current(document)
            .map(|passage| passage.labels())
            .unwrap_or_default();
        for label in labels {
            let role = document.speakers.get(&crate::document::fold_label(label));
            if role.is_none_or(|role| *role == Role::Unknown) {
                let advice = format!(
                    "say who: intercoder document speakers {} \"{label}\" PERSON",
                    document.handle
                );
                problems.push(Problem::new(
                    document.handle.clone(),
                    format!("label {label} stands for nobody yet"),
                    advice,
                ));
            }
        }
    }
    for person in view
        .people()
        .filter(|person| !spoken.contains(person.handle.0.as_str()))
    {
        let advice = "bind a label to them, or leave them as a case that was not interviewed";
        problems.push(Problem::new(
            person.handle.0.clone(),
            "speaks in no document",
            advice,
        ));
    }
    problems.extend(spellings(view));
    problems
}

/// Values of one attribute that differ only in case or blanks.
fn spellings(view: &View<'_>) -> Vec<Problem> {
    let mut seen: BTreeMap<(String, String), BTreeSet<String>> = BTreeMap::new();
    for person in view.people() {
        for (name, values) in &person.attributes {
            for value in values
                .iter()
                .filter(|value| matches!(value, Value::Text(_)))
            {
                let folded = crate::document::fold_label(value.as_str()).replace(['_', '-'], "");
                seen.entry((name.clone(), folded))
                    .or_default()
                    .insert(value.as_str().to_owned());
            }
        }
    }
    let several = seen
        .into_iter()
        .filter(|(_, spellings)| spellings.len() > 1);
    several
        .map(|((name, _), spellings)| {
            let list: Vec<String> = spellings.into_iter().collect();
            Problem::new(
                name,
                format!("one value in several spellings: {}", list.join(", ")),
                "choose one in the CSV",
            )
        })
        .collect()
}
