//! `matrix proximity`: what comes before and after the excerpts of a code.

use crate::agreement::figure::median;
use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::cli::matrix::{Asked, ScopeArgs, row, say};
use crate::cli::output::TableFormat;
use crate::filter::View;
use crate::matrix::proximity::{Nearness, Neighbours, Proximity};
use crate::matrix::scope::Gathered;
use crate::number::counted;
use crate::table::{Cell, Row, Table};

/// Show how often other codes come before a code, in the same turn, and after it
///
/// A pair is an excerpt of each, by the same coder and in the same document; a pair that several coders made counts once. The distance is
/// in turns, interviewers' counted too. With a second code, the distances and the pairs themselves are listed.
///
/// Example: intercoder matrix proximity rel-crisis str-relapse --turns 4
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The code that distances are from.
    first: String,
    /// Only this code; without it, every code.
    second: Option<String>,
    /// How many turns away is still near.
    #[arg(long, default_value_t = 3, value_name = "N")]
    turns: u32,
    #[command(flatten)]
    scope: ScopeArgs,
    #[command(flatten)]
    format: TableFormat,
}

pub fn run(context: &mut Context, asked: &Asked, args: &Args) -> Result<(), Failure> {
    let view = asked.session.view();
    let gathered = Gathered::of(&view, &asked.texts, &args.scope.request(&view)?);
    let first = row(&view, &gathered.rows, &args.first)?;
    let second = args.second.as_deref();
    let second = second
        .map(|code| row(&view, &gathered.rows, code))
        .transpose()?;
    if second == Some(first) {
        return Err(Failure::wrong_use("a code has no distance from itself")
            .hint("name two codes, or one alone to see all others"));
    }
    let rows = (first, second);
    let Some(found) = Proximity::of((&view, &asked.texts), &gathered, rows, args.turns) else {
        return Err(Failure::new(format!("there is no code {}", args.first)));
    };
    let mut notes = notes(&found, &gathered);
    notes.extend(gathered.scope.notes.iter().cloned());
    notes.extend(asked.provisos.iter().cloned());
    let written = found.rows.iter().map(|row| written(&view, row));
    let json = serde_json::json!({
        "code": found.first.key,
        "n_excerpts": found.excerpts,
        "turns": found.turns,
        "unit": "pair of excerpts",
        "scope": gathered.scope,
        "codes": written.collect::<Vec<_>>(),
        "notes": notes,
    });
    let mut tables = Vec::new();
    if let (Some(_), Some(row)) = (second, found.rows.first()) {
        tables.push(distances(&found, row));
        tables.push(places(&view, &found, row));
    }
    let shown = match second {
        Some(_) => found.rows.iter().collect(),
        None => ranked(&found),
    };
    let mut table = sides(&found, &shown);
    table.notes.extend(notes);
    tables.insert(0, table);
    say(context, (json, tables), &args.format)
}

fn notes(found: &Proximity, gathered: &Gathered) -> Vec<String> {
    let whose = match gathered.coders.is_empty() {
        true => "",
        false => ", both by the same coder",
    };
    let mut notes = vec![format!(
        "counted: pairs of an excerpt of {} and one of the other code{whose}, at most {} apart; each pair once",
        found.first.key,
        counted(found.turns as usize, "turn")
    )];
    if found.nowhere > 0 {
        let nowhere = found.nowhere;
        notes.push(format!(
            "{nowhere} codings lie in no turn, or their text is not here: left out"
        ));
    }
    notes
}

/// All that have a pair, the most often first.
fn ranked(found: &Proximity) -> Vec<&Nearness> {
    let rows = found.rows.iter().filter(|row| !row.pairs.is_empty());
    let mut rows: Vec<&Nearness> = rows.collect();
    rows.sort_by_key(|row| std::cmp::Reverse(row.pairs.len()));
    rows
}

/// How often each code comes before, with and after the first.
fn sides(found: &Proximity, rows: &[&Nearness]) -> Table {
    let line = |row: &&Nearness| {
        let (before, same, after) = row.sides();
        let apart: Vec<f64> = row
            .pairs
            .iter()
            .map(|pair| pair.distance.unsigned_abs() as f64)
            .collect();
        let counts = [before, same, after, row.pairs.len(), row.with];
        let counts = counts.map(|count| Cell::Count(count as u64));
        let note = match row.nested {
            true => Cell::from("one above the other"),
            false => Cell::Blank,
        };
        let tail = [Cell::figure(median(&apart)), note];
        Row {
            label: row.row.key.clone(),
            values: counts.into_iter().chain(tail).collect(),
        }
    };
    let with = format!("of {} {}", found.excerpts, found.first.key);
    let columns = [
        "before",
        "same turn",
        "after",
        "pairs",
        &with,
        "median turns apart",
        "note",
    ];
    Table {
        title: format!(
            "Codes within {} of {}",
            counted(found.turns as usize, "turn"),
            found.first.key
        ),
        unit: "pair of excerpts".to_owned(),
        columns: columns.map(str::to_owned).to_vec(),
        stub: "code".to_owned(),
        rows: rows.iter().map(line).collect(),
        notes: Vec::new(),
    }
}

fn distances(found: &Proximity, row: &Nearness) -> Table {
    let line = |(distance, pairs): (i64, usize)| Row {
        label: format!("{distance:+}").replace("+0", "0"),
        values: vec![Cell::Count(pairs as u64)],
    };
    Table {
        title: format!(
            "How many turns {} comes after {}",
            row.row.key, found.first.key
        ),
        unit: "pair of excerpts".to_owned(),
        columns: vec!["pairs".to_owned()],
        stub: "turns".to_owned(),
        rows: row.distances().into_iter().map(line).collect(),
        notes: vec!["negative: before it".to_owned()],
    }
}

fn places(view: &View<'_>, found: &Proximity, row: &Nearness) -> Table {
    let line = |pair: &Neighbours| {
        let ((one, other), (first, second)) = (pair.turns, pair.excerpts);
        let coders: Vec<&str> = pair.coders.iter().map(|coder| coder.0.as_str()).collect();
        Row {
            label: handle(view, pair),
            values: vec![
                Cell::Count(one.into()),
                Cell::Text(format!("{}-{}", first.start().0, first.end().0)),
                Cell::Count(other.into()),
                Cell::Text(format!("{}-{}", second.start().0, second.end().0)),
                Cell::Text(format!("{:+}", pair.distance).replace("+0", "0")),
                Cell::Text(coders.join(", ")),
            ],
        }
    };
    let (one, other) = (&found.first.key, &row.row.key);
    let columns = [
        "turn".to_owned(),
        one.clone(),
        "turn".to_owned(),
        other.clone(),
        "turns apart".to_owned(),
        "coders".to_owned(),
    ];
    Table {
        title: format!("Where {one} and {other} are near each other"),
        unit: "pair of excerpts".to_owned(),
        columns: columns.to_vec(),
        stub: "document".to_owned(),
        rows: row.pairs.iter().map(line).collect(),
        notes: vec![
            "turn: the first that the excerpt touches; places: first character and the one after the last".to_owned(),
        ],
    }
}

fn handle(view: &View<'_>, pair: &Neighbours) -> String {
    view.document(pair.document)
        .map_or_else(String::new, |document| document.handle.clone())
}

fn written(view: &View<'_>, row: &Nearness) -> serde_json::Value {
    let (before, same, after) = row.sides();
    let distances = row.distances().into_iter();
    let distances: Vec<_> = distances
        .map(|(turns, pairs)| serde_json::json!({ "turns": turns, "pairs": pairs }))
        .collect();
    let pairs = row.pairs.iter().map(|pair| {
        let (first, second) = pair.excerpts;
        serde_json::json!({
            "document": handle(view, pair),
            "first": { "start": first.start(), "end": first.end(), "turn": pair.turns.0 },
            "second": { "start": second.start(), "end": second.end(), "turn": pair.turns.1 },
            "distance": pair.distance,
            "coders": pair.coders,
        })
    });
    serde_json::json!({
        "code": row.row.key,
        "nested": row.nested,
        "before": before,
        "same_turn": same,
        "after": after,
        "excerpts_of_first": row.with,
        "distances": distances,
        "pairs": pairs.collect::<Vec<_>>(),
    })
}
