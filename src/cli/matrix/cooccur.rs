//! `matrix cooccur`: which codes lie together, as a list of pairs or as a square.

use std::collections::BTreeSet;

use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::cli::matrix::{Asked, ScopeArgs, row, say};
use crate::cli::output::TableFormat;
use crate::matrix::cooccurrence::{Cooccurrence, Pair};
use crate::matrix::within::Within;
use crate::number::counted;
use crate::table::{Cell, Row, Table};

/// Show which codes lie together, how often, and how closely they belong together
///
/// Two codes are together where one coder put both, or the final layer holds both: on the same excerpt, on overlapping excerpts, in
/// the same turn, or within so many turns. Two coders' codes on one place are agreement, not co-occurrence. What is counted are
/// distinct excerpts (`excerpt`, `overlap`) or turns, each once however many coders marked it. "Together" is the smaller of two
/// counts: places of the first that have the second near, and places of the second that have the first. So c = together / (first +
/// second - together) lies between 0, never together, and 1, never apart. At the level of codes a parent does not count its
/// children; themes take in all below them.
///
/// Example: intercoder matrix cooccur --within turn --min 3 --layer final
#[derive(Debug, clap::Args)]
pub struct Args {
    /// How close: the same excerpt, an overlap of a character, the same turn, or so many turns apart.
    #[arg(long, default_value = "overlap", value_name = "excerpt|overlap|turn|N")]
    within: String,
    /// Only pairs that are together at least so often; 0 shows those that never are, too.
    #[arg(long, default_value_t = 1, value_name = "N")]
    min: u32,
    /// Only pairs of this code with others; of several codes, only pairs among them.
    #[arg(long = "code", value_name = "CODE", value_delimiter = ',')]
    codes: Vec<String>,
    /// A square of the codes instead of a list of pairs: how often together, or c.
    #[arg(long, value_name = "count|c", num_args = 0..=1, default_missing_value = "count", value_parser = ["count", "c"])]
    square: Option<String>,
    #[command(flatten)]
    scope: ScopeArgs,
    #[command(flatten)]
    format: TableFormat,
}

pub fn run(context: &mut Context, asked: &Asked, args: &Args) -> Result<(), Failure> {
    let view = asked.session.view();
    let within = Within::parse(&args.within).ok_or_else(|| {
        Failure::wrong_use(format!("nothing lies within {}", args.within))
            .hint("use excerpt, overlap, turn or a number of turns, as in --within 2")
    })?;
    let request = args.scope.request(&view)?;
    let found = Cooccurrence::of((&view, &asked.texts), &request, within);
    let named = args
        .codes
        .iter()
        .map(|code| row(&view, found.all_rows(), code));
    let named: BTreeSet<usize> = named.collect::<Result<_, _>>()?;
    let mut pairs = found.pairs(args.min);
    pairs.retain(|pair| is_asked(pair, &named));
    let mut notes = notes(&found);
    notes.extend(asked.provisos.iter().cloned());
    let json = written(&found, &pairs, &notes);
    let mut table = match args.square.as_deref() {
        None => list(&found, &pairs),
        Some(figure) => square(&found, (&pairs, &named), figure),
    };
    if pairs.is_empty() {
        table.notes.push(format!(
            "no two codes are together {} at least {} times: try --within overlap, turn or 2",
            within.words(),
            args.min
        ));
    }
    table.notes.extend(notes);
    say(context, (json, vec![table]), &args.format)
}

/// Whether a pair has the one code named, or both of its codes are named.
fn is_asked(pair: &Pair, named: &BTreeSet<usize>) -> bool {
    let (first, second) = (named.contains(&pair.rows.0), named.contains(&pair.rows.1));
    match named.len() {
        0 => true,
        1 => first || second,
        _ => first && second,
    }
}

fn notes(found: &Cooccurrence) -> Vec<String> {
    let unit = found.within.unit();
    let scope = found.scope();
    let whose = match scope.coders.is_empty() {
        true => "",
        false => ", both by the same coder",
    };
    let mut notes = vec![format!(
        "counted: distinct {unit}s, each once; together: {}{whose}; c = together / (first + second - together)",
        found.within.words()
    )];
    notes.extend(scope.notes.iter().cloned());
    notes
}

fn list(found: &Cooccurrence, pairs: &[Pair]) -> Table {
    let handle = |row: usize| found.rows().get(row).map_or("", |row| row.key.as_str());
    let line = |pair: &Pair| Row {
        label: handle(pair.rows.0).to_owned(),
        values: vec![
            Cell::from(handle(pair.rows.1)),
            Cell::Count(pair.together.into()),
            Cell::Count(pair.alone.0.into()),
            Cell::Count(pair.alone.1.into()),
            c(pair),
            match pair.nested {
                true => Cell::from("one above the other"),
                false => Cell::Blank,
            },
        ],
    };
    let columns = ["second", "together", "n first", "n second", "c", "note"];
    Table {
        title: format!("Codes together {}", found.within.words()),
        unit: found.within.unit().to_owned(),
        columns: columns.map(str::to_owned).to_vec(),
        stub: "first".to_owned(),
        rows: pairs.iter().map(line).collect(),
        notes: Vec::new(),
    }
}

fn c(pair: &Pair) -> Cell {
    match pair.c {
        Ok(c) => Cell::Figure(c),
        Err(why) => Cell::Text(format!("undefined: {why}")),
    }
}

/// The codes of the pairs against each other; on the diagonal how many places each has.
fn square(
    found: &Cooccurrence,
    (pairs, named): (&[Pair], &BTreeSet<usize>),
    figure: &str,
) -> Table {
    let paired = pairs.iter().flat_map(|pair| [pair.rows.0, pair.rows.1]);
    // A code that was asked for by name is not left out, whatever it lies with.
    let rows: BTreeSet<usize> = paired.chain(named.iter().copied()).collect();
    let shown: BTreeSet<(usize, usize)> = pairs.iter().map(|pair| pair.rows).collect();
    let cell = |one: usize, other: usize| {
        let pair = found.pair(one, other);
        match figure {
            _ if one == other => Cell::Count(found.alone(one).into()),
            _ if !shown.contains(&pair.rows) => Cell::Blank,
            "c" => c(&pair),
            _ => Cell::Count(pair.together.into()),
        }
    };
    let handle = |row: &usize| {
        found
            .rows()
            .get(*row)
            .map_or_else(String::new, |row| row.key.clone())
    };
    let line = |one: &usize| Row {
        label: handle(one),
        values: rows.iter().map(|other| cell(*one, *other)).collect(),
    };
    let said = match figure {
        "c" => "c, and",
        _ => "how often together, and",
    };
    Table {
        title: format!("Codes together {}", found.within.words()),
        unit: found.within.unit().to_owned(),
        columns: rows.iter().map(handle).collect(),
        stub: "code".to_owned(),
        rows: rows.iter().map(line).collect(),
        notes: std::iter::once(format!(
            "{said} on the diagonal the {}s of each code; blank: less often than asked for",
            found.within.unit()
        ))
        .chain(left_out(found.rows().len() - rows.len(), named))
        .collect(),
    }
}

/// How many codes a square leaves out, and how they are seen; where several are named, those are all.
fn left_out(count: usize, named: &BTreeSet<usize>) -> Option<String> {
    if count == 0 || named.len() > 1 {
        return None;
    }
    let (codes, are) = (
        counted(count, "code"),
        if count == 1 { "is" } else { "are" },
    );
    Some(format!(
        "{codes} {are} left out: in no pair that is together so often; --min 0 shows all"
    ))
}

fn written(found: &Cooccurrence, pairs: &[Pair], notes: &[String]) -> serde_json::Value {
    let handle = |row: usize| found.rows().get(row).map(|row| row.key.as_str());
    let pairs = pairs.iter().map(|pair| {
        serde_json::json!({
            "first": handle(pair.rows.0),
            "second": handle(pair.rows.1),
            "together": pair.together,
            "first_with_second": pair.near.0,
            "second_with_first": pair.near.1,
            "n_first": pair.alone.0,
            "n_second": pair.alone.1,
            "c": pair.c.ok(),
            "c_undefined": pair.c.err().map(|why| why.as_str()),
            "nested": pair.nested,
        })
    });
    let codes = found.rows().iter().enumerate().map(|(at, row)| {
        serde_json::json!({
            "key": row.key, "name": row.name, "depth": row.depth, "n": found.alone(at),
        })
    });
    serde_json::json!({
        "within": found.within,
        "unit": found.within.unit(),
        "scope": found.scope(),
        "codes": codes.collect::<Vec<_>>(),
        "pairs": pairs.collect::<Vec<_>>(),
        "notes": notes,
    })
}
