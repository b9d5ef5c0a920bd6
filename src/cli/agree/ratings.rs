//! `agree --ratings`: the figures of a file that anybody brings along, without a study.

use std::path::Path;

use serde_json::{Map, Value};

use crate::agreement::bootstrap::{Draw, REPLICATES_TO_KEEP, SEED};
use crate::agreement::figure::{Figure, Undefined};
use crate::agreement::metric::Metric;
use crate::agreement::ratings::answer::{Answer, Found, Line};
use crate::agreement::ratings::{Asked, Ratings, answer};
use crate::cli::agree::{Args, gamma};
use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::import::ratings;
use crate::table::{Cell, Row, Table};

/// Prints the figures of a file; where not one has a value, the command also fails and says why.
pub fn print(context: &mut Context, file: &Path, args: &Args) -> Result<(), Failure> {
    let read = ratings::read(&file.display().to_string(), &context.read_text(file)?)?;
    let asked = Asked {
        metric: args.metric.as_deref().and_then(Metric::parse),
        draw: Draw {
            replicates: args.replicates.unwrap_or(REPLICATES_TO_KEEP),
            seed: args.seed.unwrap_or(SEED),
        },
        sampling: gamma::sampling(args)?,
    };
    if args.precision.is_some() && !matches!(read.ratings, Ratings::SpansFree(_)) {
        return Err(
            Failure::wrong_use("--precision is for gamma").hint("the JSON kind spans_free has it")
        );
    }
    allowed(&read, asked.metric)?;
    let has_documents = matches!(read.ratings, Ratings::UnitsInDocuments(_));
    match args.interval.as_deref() {
        Some("block") => {
            return Err(Failure::wrong_use(
                "blocks of turns are known in a study, not in a file",
            ));
        }
        Some(_) if !has_documents => {
            return Err(Failure::wrong_use(
                "an interval is over documents, and this file names none",
            )
            .hint("the JSON kind units_in_documents has an interval over them"));
        }
        _ => {}
    }
    let found =
        answer(&read.ratings, asked).map_err(|(message, hint)| Failure::new(message).hint(hint))?;
    context.out.problems(&read.notes)?;
    let into_file = args.format.is_given();
    if context.out.is_json_for(&args.format) {
        context.out.value(&object(&found.lines), &args.format)?;
    } else if into_file || found.nothing().is_none() {
        let detail = if args.format.for_sheets() {
            Detail::All
        } else {
            Detail::Coefficients
        };
        context.out.tables(&tables(&found, detail), &args.format)?;
    }
    match found.nothing() {
        None => Ok(()),
        Some(reason) => Err(Failure::new(format!(
            "{} holds nothing to compute: {reason}",
            file.display()
        ))
        .hint(advice(reason))),
    }
}

/// Refuses a metric of numbers for words.
fn allowed(read: &ratings::Read, metric: Option<Metric>) -> Result<(), Failure> {
    let Some(metric) = metric.filter(|metric| *metric != Metric::Nominal) else {
        return Ok(());
    };
    match &read.ratings {
        Ratings::Matrix(matrix) if matrix.scale.numbers.is_some() => Ok(()),
        Ratings::Matrix(matrix) => {
            let word = (matrix.scale.names.iter()).find(|name| name.parse::<f64>().is_err());
            let word = word.map_or("", String::as_str);
            let place = read
                .notes
                .first()
                .map_or_else(String::new, |note| format!(" ({})", note.place));
            Err(Failure::new(format!(
                "the {} metric needs numbers, and “{word}” is none{place}",
                metric.as_str()
            ))
            .hint("code the values as numbers, or use --metric nominal"))
        }
        _ => Err(Failure::wrong_use(
            "--metric is for units by coders with one value each",
        )),
    }
}

fn advice(reason: Undefined) -> &'static str {
    match reason {
        Undefined::NoPairableUnits => "at least one unit must be rated by two coders",
        Undefined::FewerThanTwoCoders => "give the ratings of two coders or more",
        _ => "see what the file holds",
    }
}

/// The figures as a JSON object; what has no value is null beside a reason.
fn object(lines: &[Line]) -> Value {
    let mut map = Map::new();
    for (name, found) in lines {
        let (value, reason) = written(found);
        map.insert(name.clone(), value);
        if let Some(reason) = reason {
            map.insert(format!("{name}_reason"), reason.as_str().into());
        }
    }
    Value::Object(map)
}

fn written(found: &Found) -> (Value, Option<Undefined>) {
    match found {
        Found::Figure(Ok(value)) => (Value::from(*value), None),
        Found::Row(Ok(values)) => (Value::from(values.clone()), None),
        Found::Figure(Err(reason)) | Found::Row(Err(reason)) => (Value::Null, Some(*reason)),
        Found::Count(count) => (Value::from(*count), None),
        Found::Word(word) => (Value::from(word.as_str()), None),
        Found::Group(lines) => (object(lines), None),
        Found::List(groups) => (groups.iter().map(|lines| object(lines)).collect(), None),
    }
}

/// How much a table holds.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Detail {
    /// Coefficients under the names that people read.
    Coefficients,
    /// Also what they are made of, all under the names that programs read.
    All,
}

/// The figures as tables: single figures first, then one table for each group of them.
fn tables(answer: &Answer, detail: Detail) -> Vec<Table> {
    let is_part = |name: &str| {
        ["pe_", "Do_", "De_"]
            .iter()
            .any(|start| name.starts_with(start))
    };
    let named = |name: &str| match detail {
        Detail::All => name.to_owned(),
        Detail::Coefficients => label(name),
    };
    let mut tables = Vec::new();
    let single = |found: &Found| !matches!(found, Found::Group(_) | Found::List(_));
    let lines = answer.lines.iter().filter(|(_, found)| single(found));
    let rows: Vec<Row> = lines
        .filter(|(name, _)| name != "reason")
        .filter(|(name, _)| detail == Detail::All || !is_part(name))
        .map(|(name, found)| Row {
            label: named(name),
            values: cells(found),
        })
        .collect();
    let scope = format!("computed over: {}", answer.scope.join(", "));
    if !rows.is_empty() {
        tables.push(Table {
            title: "Agreement".to_owned(),
            unit: answer.unit.to_owned(),
            columns: vec!["value".to_owned(), "why there is none".to_owned()],
            stub: "coefficient".to_owned(),
            rows,
            notes: vec![scope.clone()],
        });
    }
    for (name, found) in &answer.lines {
        let rows = match found {
            Found::Group(lines) => lines.iter().map(|(name, found)| row(name, found)).collect(),
            Found::List(groups) => groups.iter().map(|lines| listed(lines)).collect(),
            _ => continue,
        };
        let rows: Vec<(String, Vec<Line>)> = rows;
        tables.push(grouped(&named(name), &rows, (answer.unit, &scope)));
    }
    tables
}

fn row(name: &str, found: &Found) -> (String, Vec<Line>) {
    match found {
        Found::Group(lines) => (name.to_owned(), flattened("", lines)),
        other => (name.to_owned(), vec![("value".to_owned(), other.clone())]),
    }
}

/// The words of a group are its label, the rest its figures.
fn listed(lines: &[Line]) -> (String, Vec<Line>) {
    let words = lines.iter().filter_map(|(_, found)| match found {
        Found::Word(word) => Some(word.as_str()),
        _ => None,
    });
    let label = words.collect::<Vec<_>>().join(" ");
    let rest = lines
        .iter()
        .filter(|(_, found)| !matches!(found, Found::Word(_)));
    (label, rest.cloned().collect())
}

/// Figures of groups within groups, under the names of both.
fn flattened(before: &str, lines: &[Line]) -> Vec<Line> {
    let mut flat = Vec::new();
    for (name, found) in lines {
        let name = format!("{before}{name}");
        match found {
            Found::Group(lines) => flat.extend(flattened(&format!("{name} "), lines)),
            other => flat.push((name, other.clone())),
        }
    }
    flat
}

fn grouped(title: &str, rows: &[(String, Vec<Line>)], (unit, scope): (&str, &str)) -> Table {
    let first = rows.first().map_or(&[][..], |(_, lines)| lines);
    let drawn = |(label, lines): &(String, Vec<Line>)| Row {
        label: label.clone(),
        values: lines
            .iter()
            .map(|(_, found)| match found {
                Found::Figure(Err(reason)) => {
                    Cell::Text(format!("({})", reason.as_str().replace('_', " ")))
                }
                other => cells(other).into_iter().next().unwrap_or(Cell::Blank),
            })
            .collect(),
    };
    Table {
        title: title.to_owned(),
        unit: unit.to_owned(),
        columns: first
            .iter()
            .map(|(name, _)| name.replace('_', " "))
            .collect(),
        stub: String::new(),
        rows: rows.iter().map(drawn).collect(),
        notes: vec![scope.to_owned()],
    }
}

/// A value, and why there is none.
fn cells(found: &Found) -> Vec<Cell> {
    let why = |reason: Undefined| vec![Cell::Blank, Cell::from(reason.sentence())];
    let shown = |figure: Figure| match figure {
        Ok(value) => vec![Cell::Figure(value), Cell::Blank],
        Err(reason) => why(reason),
    };
    match found {
        Found::Figure(figure) => shown(*figure),
        Found::Count(count) => vec![Cell::Count(*count), Cell::Blank],
        Found::Word(word) => vec![Cell::Text(word.clone()), Cell::Blank],
        Found::Row(Ok(values)) => {
            let values: Vec<String> = values.iter().map(|value| format!("{value:.3}")).collect();
            vec![Cell::Text(values.join(" ")), Cell::Blank]
        }
        Found::Row(Err(reason)) => why(*reason),
        Found::Group(_) | Found::List(_) => vec![Cell::Blank, Cell::Blank],
    }
}

/// The name of a figure as people read it.
fn label(name: &str) -> String {
    for (ending, words) in [
        ("_linear", ", linear weights"),
        ("_quadratic", ", quadratic weights"),
    ] {
        if let Some(plain) = name.strip_suffix(ending) {
            return format!("{}{words}", label(plain));
        }
    }
    for (start, words) in [
        ("alpha_", "Krippendorff's alpha"),
        ("overall_set_alpha_", "set alpha over all codes"),
    ] {
        if let Some(metric) = name.strip_prefix(start) {
            return format!("{words}, {metric}");
        }
    }
    let known = NAMES.iter().find(|(key, _)| *key == name);
    known.map_or_else(|| name.replace('_', " "), |(_, words)| (*words).to_owned())
}

const NAMES: [(&str, &str); 34] = [
    ("gamma", "gamma: where and what, stretches may overlap"),
    (
        "gamma_cat",
        "gamma-cat: same category on aligned stretches?",
    ),
    ("best_alignment_disorder", "disorder of the best alignment"),
    ("n_unitary_alignments", "groups of stretches in it"),
    ("samples", "random continua drawn"),
    ("percent", "percent agreement"),
    ("fleiss", "Fleiss' kappa"),
    ("conger", "Conger's kappa"),
    ("ac1", "Gwet's AC1 (high whenever a value is rare)"),
    ("ac2", "Gwet's AC2"),
    (
        "brennan_prediger",
        "Brennan-Prediger (high whenever a value is rare)",
    ),
    ("cohen", "Cohen's kappa"),
    ("cohen_mean", "Cohen's kappa, mean over pairs"),
    ("cohen_pairs", "pairs in that mean"),
    (
        "cohen_se_nonnull",
        "standard error of Cohen's kappa (units taken for independent)",
    ),
    ("scott_pi", "Scott's pi"),
    ("holsti", "Holsti (F1, positive agreement)"),
    ("jaccard", "Jaccard (agreement on coded only)"),
    ("n_pairable", "values to compare"),
    ("n_units", "units"),
    ("u_alpha", "u-alpha: where and what"),
    ("bar_u_alpha", "|u-alpha: same stretches marked?"),
    ("cu_alpha", "cu-alpha: same code on them?"),
    ("cu_coverage", "share of the text that cu-alpha stands on"),
    ("k_u_alpha", "(k)u-alpha per value"),
    (
        "k_coverage",
        "share of a value's stretches that another coder marked",
    ),
    ("pooled_kappa", "pooled kappa over codes"),
    (
        "mean_kappa_unweighted",
        "kappa, unweighted mean over documents and codes",
    ),
    (
        "mean_kappa_weighted_by_length",
        "kappa, mean weighted by length",
    ),
    (
        "mean_percent_unweighted",
        "percent, unweighted mean over documents and codes",
    ),
    ("corpus_per_code", "per code over the whole corpus"),
    (
        "ci95_jackknife_t",
        "95 % interval, jackknife over documents",
    ),
    (
        "ci95_cluster_percentile",
        "95 % interval, bootstrap over documents",
    ),
    (
        "ci95_unit_percentile",
        "95 % interval if units were independent (they are not)",
    ),
];
