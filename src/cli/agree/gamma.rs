//! `agree --measure gamma`: agreement on free stretches, document by document, with everything it takes to repeat it.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use serde_json::{Value, json};

use crate::agreement::bootstrap::SEED;
use crate::agreement::figure::{Figure, Undefined, mean};
use crate::agreement::gamma::dissimilarity::{Categories, Dissimilarity};
use crate::agreement::gamma::{Gamma, Sampling, gamma};
use crate::agreement::marking::{Marking, Markings, markings};
use crate::agreement::measure::Measure;
use crate::agreement::report::Report;
use crate::agreement::scope::Scope;
use crate::cli::agree::Args;
use crate::cli::failure::Failure;
use crate::filter::View;
use crate::table::{Cell, Row, Table};
use crate::texts::Texts;

const SAMPLER: &str = "random continua: each coder's number of stretches, their gaps, lengths and codes drawn from those of all coders of the document (Mathet et al. 2015)";

/// How long nothing need be said of how far it is.
const PATIENCE: Duration = Duration::from_secs(1);

type Found = (Marking, Result<Gamma, Undefined>);

/// How random continua are drawn, as asked for.
pub fn sampling(args: &Args) -> Result<Sampling, Failure> {
    let usual = Sampling::with_seed(args.seed.unwrap_or(SEED));
    let precision = args.precision.unwrap_or(usual.precision);
    if !(precision > 0.0 && precision <= 1.0) {
        return Err(Failure::wrong_use(
            "--precision is a share of the expected disorder, above 0 and up to 1",
        )
        .hint("such as --precision 0.02"));
    }
    Ok(Sampling { precision, ..usual })
}

/// Refuses what only gamma takes where something else is asked for.
pub fn only_for_gamma(args: &Args) -> Result<(), Failure> {
    let is_gamma = args.measure.as_deref() == Some("gamma");
    if args.precision.is_some() && !is_gamma && args.ratings.is_none() {
        return Err(Failure::wrong_use("--precision is for --measure gamma"));
    }
    if args.distance.is_some() && !is_gamma {
        return Err(Failure::wrong_use("--distance is for --measure gamma"));
    }
    Ok(())
}

/// Gamma of every document of the scope, for programs and for people.
pub fn answer(
    (report, scope): (&Report, &Scope<'_>),
    (beside, measure): ((&View<'_>, &Texts), &Measure),
    args: &Args,
) -> Result<(Value, Vec<Table>), Failure> {
    let sampling = sampling(args)?;
    let of = markings(scope, beside, measure);
    let is_tree = args.distance.as_deref() == Some("tree");
    let categories = if is_tree {
        of.tree.clone()
    } else {
        Categories::Apart
    };
    let by = Dissimilarity {
        categories,
        ..Dissimilarity::default()
    };
    let distance = if is_tree {
        "steps in the codebook's tree as a share of the longest way"
    } else {
        "different codes lie 1 apart"
    };
    let found = measured(of, (&by, sampling));
    let said = (distance, sampling);
    Ok((
        written(report, &found, said),
        vec![table(report, &found, said)],
    ))
}

/// Measures document after document, and says how far it is where that takes long.
fn measured(of: Markings, (by, sampling): (&Dissimilarity, Sampling)) -> Vec<Found> {
    let bar = ProgressBar::with_draw_target(
        Some(of.documents.len() as u64),
        ProgressDrawTarget::hidden(),
    );
    if let Ok(style) = ProgressStyle::with_template("measuring {wide_bar} {pos}/{len}  {eta} left")
    {
        bar.set_style(style);
    }
    let documents = of.documents.into_iter().map(|marking| {
        let found = gamma(&marking.marked, by, sampling);
        if bar.is_hidden() && bar.elapsed() > PATIENCE {
            bar.set_draw_target(ProgressDrawTarget::stderr());
        }
        bar.inc(1);
        (marking, found)
    });
    let documents = documents.collect();
    bar.finish_and_clear();
    documents
}

fn category(found: &Result<Gamma, Undefined>) -> Figure {
    Ok(found.as_ref().map_err(|reason| *reason)?.category?.value)
}

/// The mean over the documents where the figure is defined, and how many those are.
fn over_documents(figures: impl Iterator<Item = Figure>) -> (Option<f64>, usize) {
    let defined: Vec<f64> = figures.filter_map(Result::ok).collect();
    (mean(&defined), defined.len())
}

fn means(found: &[Found]) -> [(Option<f64>, usize); 2] {
    let values = found.iter().map(|(_, of)| match of {
        Ok(of) => Ok(of.value),
        Err(reason) => Err(*reason),
    });
    [
        over_documents(values),
        over_documents(found.iter().map(|(_, of)| category(of))),
    ]
}

fn written(report: &Report, found: &[Found], (distance, sampling): (&str, Sampling)) -> Value {
    let row = |(marking, of): &Found| {
        let (known, cat) = (of.as_ref().ok(), category(of));
        let units: Vec<usize> = marking.marked.iter().map(Vec::len).collect();
        json!({
            "document": marking.document,
            "coders": marking.coders,
            "units": units,
            "left_out": marking.left_out,
            "gamma": known.map(|of| of.value),
            "gamma_reason": of.as_ref().err().map(|reason| reason.as_str()),
            "gamma_cat": cat.ok(),
            "gamma_cat_reason": cat.err().map(Undefined::as_str),
            "observed_disorder": known.map(|of| of.observed),
            "expected_disorder": known.map(|of| of.expected),
            "samples": known.map(|of| of.samples),
            "precision": known.map(|of| of.precision),
        })
    };
    let [whole, cat] = means(found);
    json!({
        "measure": "gamma",
        "unit": "stretch",
        "scope": report.scope,
        "distance": distance,
        "sampler": SAMPLER,
        "seed": sampling.seed,
        "precision": sampling.precision,
        "rows": found.iter().map(row).collect::<Vec<Value>>(),
        "mean": {
            "gamma": whole.0,
            "n_documents": whole.1,
            "gamma_cat": cat.0,
            "n_documents_cat": cat.1,
        },
    })
}

fn table(report: &Report, found: &[Found], (distance, sampling): (&str, Sampling)) -> Table {
    let row = |(marking, of): &Found| {
        let known = of.as_ref().ok();
        let units = marking.coders.iter().zip(&marking.marked);
        let units: Vec<String> = units
            .map(|(coder, own)| format!("{coder} {}", own.len()))
            .collect();
        let mut why: Vec<String> = Vec::new();
        why.extend(of.as_ref().err().map(ToString::to_string));
        let cat_only = of.is_ok().then(|| category(of).err()).flatten();
        why.extend(cat_only.map(|reason| format!("no gamma-cat: {reason}")));
        if marking.left_out > 0 {
            why.push(format!(
                "{} stretches not judged by all, left out",
                marking.left_out
            ));
        }
        Row {
            label: marking.document.clone(),
            values: vec![
                Cell::figure(known.map(|of| of.value)),
                Cell::figure(category(of).ok()),
                Cell::Text(units.join(", ")),
                known.map_or(Cell::Blank, |of| Cell::Count(of.samples as u64)),
                known.map_or(Cell::Blank, |of| Cell::Text(format!("{:.3}", of.precision))),
                Cell::Text(why.join("; ")),
            ],
        }
    };
    let heads = [
        "gamma",
        "gamma-cat",
        "stretches",
        "samples",
        "precision",
        "note",
    ];
    let mut notes = Vec::new();
    for (name, (value, n)) in ["gamma", "gamma-cat"].into_iter().zip(means(found)) {
        let value = value.map_or_else(|| "undefined".to_owned(), |value| format!("{value:.2}"));
        let noun = if n == 1 { "document" } else { "documents" };
        notes.push(format!("mean {name} over {n} {noun}: {value}"));
    }
    let coders: Vec<&str> = report
        .scope
        .coders
        .iter()
        .map(|coder| coder.0.as_str())
        .collect();
    notes.push(format!(
        "all codes at once; {distance}   coders: {}",
        coders.join(" ")
    ));
    notes.push(format!(
        "{SAMPLER}; seed {}, drawn until the expected disorder is known to {} of itself (95 %)",
        sampling.seed, sampling.precision
    ));
    Table {
        title: "Agreement on where and what".to_owned(),
        unit: "stretch".to_owned(),
        columns: heads.map(str::to_owned).to_vec(),
        stub: "document".to_owned(),
        rows: found.iter().map(row).collect(),
        notes,
    }
}
