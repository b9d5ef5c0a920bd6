//! `agree --trend`: alpha of each code from closed round to closed round, and each coder's kappa with the others.

use serde_json::{Value, json};

use crate::agreement::measure::Level;
use crate::agreement::passage::Frequency;
use crate::agreement::report::{Report, Row, report};
use crate::agreement::scope::{Scope, Source};
use crate::agreement::target::{Verdict, verdict};
use crate::agreement::trend::{Drift, Trend, drift, trend};
use crate::cli::agree::Args;
use crate::cli::agree::asked::{FINAL, closed, request};
use crate::cli::agree::words::EXPLORATORY;
use crate::cli::agree::{is_exploratory, measure};
use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::number::counted;
use crate::round::Round;
use crate::session::Session;
use crate::table::{self, Cell, Table};
use crate::texts::Texts;

/// A closed round with its figures.
struct Shown<'v> {
    round: &'v Round,
    report: Report,
    /// Whether they are others than the round's own measure, which its target is for.
    exploratory: bool,
}

/// What became of alpha, or why that cannot be told.
enum Became {
    Told(Trend),
    /// The two rounds are measured in different units.
    OtherUnit,
}

impl Became {
    fn as_str(&self) -> &'static str {
        match self {
            Self::Told(trend) => trend.as_str(),
            Self::OtherUnit => "other_unit",
        }
    }
}

/// Every closed round's figures, oldest first, and what they say one after another.
pub fn answer(
    context: &mut Context,
    session: &Session,
    texts: &Texts,
    args: &Args,
) -> Result<(Value, Vec<Table>), Failure> {
    let view = session.view();
    if args.coders.iter().any(|name| name == FINAL) {
        return Err(Failure::wrong_use(
            "final has no trend: the team stands by one layer, not by one a round",
        )
        .hint("leave final out, or hold one round against it: --round NAME --coders CODER,final"));
    }
    let request = request(&view, args)?;
    let level = match args.level.as_deref() {
        Some("theme") => Level::Theme,
        _ => Level::Code,
    };
    let mut shown: Vec<Shown<'_>> = Vec::new();
    for round in closed(&view) {
        let Some(then) = session.closed_round(round.id) else {
            continue;
        };
        let texts = session.texts_then(&then, texts)?;
        let sources = [Source::of_round(&then, round)];
        let scope = Scope::of(&sources, &texts, &request);
        context.out.problems(&scope.problems)?;
        if scope.judgements.is_empty() {
            continue;
        }
        let mut measure = measure((&view, &then), &[round], (args, &texts))?;
        measure.levels = vec![level];
        shown.push(Shown {
            round,
            exploratory: is_exploratory(&[round], (args, &measure)),
            report: report(&scope, (&view, &texts), &measure),
        });
    }
    if shown.is_empty() {
        return Err(Failure::new(
            "no closed round holds what was asked for, so nothing rises or falls",
        )
        .hint("see intercoder round status"));
    }
    let drifts: Vec<Vec<Drift>> = shown.iter().map(|of| drift(&of.report)).collect();
    Ok((
        written(&shown, level, &drifts),
        vec![codes(&shown, level), coders(&shown, &drifts)],
    ))
}

/// The keys of all rounds, in the order of the latest that has them.
fn keys(shown: &[Shown<'_>]) -> Vec<String> {
    let mut keys: Vec<String> = Vec::new();
    for row in shown.iter().rev().flat_map(|of| &of.report.rows) {
        if !keys.contains(&row.key) {
            keys.push(row.key.clone());
        }
    }
    keys
}

fn row_of<'r>(shown: &'r Shown<'_>, key: &str) -> Option<&'r Row> {
    shown.report.rows.iter().find(|row| row.key == key)
}

/// What became of alpha in the latest round, against the latest before it that has the row.
fn latest(shown: &[Shown<'_>], key: &str) -> Option<Became> {
    let (last, before) = shown.split_last()?;
    let mut before = before.iter().rev();
    let (round, earlier) = before.find_map(|round| Some((round, row_of(round, key)?)))?;
    let trend = trend(earlier, row_of(last, key)?)?;
    Some(match round.report.unit == last.report.unit {
        true => Became::Told(trend),
        // Alpha falls and rises with the unit, so an arrow across units would tell of the unit.
        false => Became::OtherUnit,
    })
}

/// What a row says of its round's target: nothing where the figures are not the round's own, or too rare.
fn judged(shown: &Shown<'_>, row: &Row) -> Option<Verdict> {
    let target = shown.round.target.filter(|_| !shown.exploratory)?;
    (row.frequency() != Frequency::Rare).then(|| verdict(target, &row.interval))
}

fn written(shown: &[Shown<'_>], level: Level, drifts: &[Vec<Drift>]) -> Value {
    let of_round = |round: &Shown<'_>, key: &str| {
        let row = row_of(round, key)?;
        Some(json!({
            "round": round.round.written_name(),
            "unit": round.report.unit,
            "exploratory": round.exploratory,
            "documents": round.report.scope.documents,
            "n_pairable": round.report.n_pairable,
            "passages": row.passages,
            "alpha": row.alpha,
            "alpha_reason": row.alpha_reason,
            "alpha_ci": row.alpha_ci,
            "alpha_ci_reason": row.alpha_ci_reason,
            "target": round.round.target,
            "verdict": judged(round, row).map(|verdict| verdict.as_str()),
        }))
    };
    let rows = keys(shown).into_iter().map(|key| {
        let rounds: Vec<Value> = shown
            .iter()
            .filter_map(|round| of_round(round, &key))
            .collect();
        let trend = latest(shown, &key).map(|trend| trend.as_str());
        json!({ "level": level, "key": key, "rounds": rounds, "trend": trend })
    });
    let drift = shown.iter().zip(drifts).flat_map(|(of_round, drifts)| {
        drifts.iter().map(|of| {
            json!({
                "round": of_round.round.written_name(),
                "coder": of.coder,
                "cohen_mean": of.kappa.ok(),
                "reason": of.kappa.err().map(|reason| reason.as_str()),
                "n": of.n,
            })
        })
    });
    json!({
        "rows": rows.collect::<Vec<Value>>(),
        "drift": drift.collect::<Vec<Value>>(),
    })
}

fn codes(shown: &[Shown<'_>], level: Level) -> Table {
    let rows = keys(shown).into_iter().map(|key| {
        let mut values = Vec::new();
        for round in shown {
            let row = row_of(round, &key);
            let counts = row.filter(|row| row.frequency() != Frequency::Rare);
            let interval = counts.and_then(|row| row.alpha_ci);
            let why = match row {
                None => "not used",
                Some(row) if row.frequency() == Frequency::Rare => "rare",
                Some(_) => "",
            };
            values.push(Cell::figure(counts.and_then(|row| row.alpha)));
            values.push(interval.map_or(Cell::from(why), |(low, high)| {
                Cell::Text(format!("{low:.2} to {high:.2}"))
            }));
        }
        let sign = latest(shown, &key).map(|of| match of {
            Became::Told(trend) => format!("{} {}", trend.sign(), trend.as_str()),
            Became::OtherUnit => "other unit".to_owned(),
        });
        values.push(sign.map_or(Cell::Blank, Cell::Text));
        table::Row { label: key, values }
    });
    let heads = shown.iter().flat_map(|of| {
        [
            format!("alpha, round {}", of.round.name),
            "95 % interval".to_owned(),
        ]
    });
    let mut notes: Vec<String> = Vec::new();
    for Shown {
        round,
        report,
        exploratory,
    } in shown
    {
        let target = match (round.target, exploratory) {
            (_, true) => EXPLORATORY.to_owned(),
            (None, false) => "no target".to_owned(),
            (Some(target), false) => format!("target {target}"),
        };
        let coders: Vec<&str> = report
            .scope
            .coders
            .iter()
            .map(|coder| coder.0.as_str())
            .collect();
        notes.push(format!(
            "round {}: {target}, {} judged by at least two of {}, documents {}",
            round.name,
            counted(report.n_pairable, report.unit.as_str()),
            coders.join(" "),
            report.scope.documents.join(" ")
        ));
    }
    notes.push(
        "up and down only where the two intervals do not meet; ≈: other documents, few of them"
            .to_owned(),
    );
    Table {
        title: format!(
            "Alpha from round to round, {} by {}",
            level.as_str(),
            level.as_str()
        ),
        unit: units(shown),
        columns: heads.chain(["trend".to_owned()]).collect(),
        stub: level.as_str().to_owned(),
        rows: rows.collect(),
        notes,
    }
}

fn coders(shown: &[Shown<'_>], drifts: &[Vec<Drift>]) -> Table {
    let mut names: Vec<&str> = drifts
        .iter()
        .flatten()
        .map(|of| of.coder.0.as_str())
        .collect();
    names.sort_unstable();
    names.dedup();
    let rows = names.into_iter().map(|name| {
        let values = drifts.iter().flat_map(|drifts| {
            let of = drifts.iter().find(|of| of.coder.0 == name);
            let kappa = of.and_then(|of| of.kappa.ok());
            [
                Cell::figure(kappa),
                of.map_or(Cell::Blank, |of| Cell::Count(of.n as u64)),
            ]
        });
        table::Row {
            label: name.to_owned(),
            values: values.collect(),
        }
    });
    let heads = shown
        .iter()
        .flat_map(|of| [format!("kappa, round {}", of.round.name), "n".to_owned()]);
    Table {
        title: "Each coder with the others".to_owned(),
        unit: units(shown),
        columns: heads.collect(),
        stub: "coder".to_owned(),
        rows: rows.collect(),
        notes: vec![
            "mean of Cohen's kappa with each other coder over what has three passages or more; n: pairs of code and other coder".to_owned(),
        ],
    }
}

fn units(shown: &[Shown<'_>]) -> String {
    let mut units: Vec<&str> = shown.iter().map(|of| of.report.unit.as_str()).collect();
    units.dedup();
    units.join(", then ")
}
