//! `agree`: how far coders agree, with everything it was measured on.

use crate::agreement::passage::Frequency;
use crate::agreement::question::{Level, ProcessCodes};
use crate::agreement::report::{Measure, Report, Row, report};
use crate::agreement::scope::{Request, Scope, Source};
use crate::agreement::target::{Verdict, verdict};
use crate::agreement::unit::{InterviewerTurns, default_unit};
use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::cli::output::TableFormat;
use crate::document::texts::Texts;
use crate::filter::View;
use crate::id::{CoderId, RoundRef};
use crate::round::{Round, Unit};
use crate::session::Session;
use crate::table::{self, Cell, Table};

/// Compute inter-coder agreement
///
/// Per code and per theme: Krippendorff's alpha with a jackknife interval over documents, percent and positive agreement, counts.
/// Undefined figures say why. A closed round's figures never change. Files and --json also hold AC1, Brennan-Prediger, Cohen's
/// kappa per pair; AC1 and Brennan-Prediger are high whenever a code is rare.
///
/// Example: intercoder agree --round 2 --unit turn --level theme
#[derive(Debug, Default, clap::Args)]
pub struct Args {
    /// A round, at the moment it closed.
    #[arg(long, conflicts_with = "rounds")]
    round: Option<String>,
    /// Several rounds, pooled.
    #[arg(long, value_delimiter = ',')]
    rounds: Vec<String>,
    /// Only these documents.
    #[arg(long, value_delimiter = ',')]
    documents: Vec<String>,
    /// Only these coders.
    #[arg(long, value_delimiter = ',')]
    coders: Vec<String>,
    /// The unit of analysis; without it the round's, else turns (sentences where turns are long).
    #[arg(long, value_name = "UNIT")]
    unit: Option<String>,
    /// Only codes, or only themes.
    #[arg(long, value_parser = ["code", "theme"])]
    level: Option<String>,
    /// Split the figures: pair by pair of coders, or document by document.
    #[arg(long, value_parser = ["pair", "document"])]
    by: Option<String>,
    /// Process codes have rows too.
    #[arg(long)]
    process: bool,
    /// Interviewers' turns are units too.
    #[arg(long)]
    interviewer_turns: bool,
    #[command(flatten)]
    format: TableFormat,
}

impl Args {
    /// Themes of one round, or of several pooled.
    pub fn themes_of(rounds: &[&str]) -> Self {
        let rounds = rounds.iter().map(|round| (*round).to_owned()).collect();
        Self {
            rounds,
            level: Some("theme".to_owned()),
            ..Self::default()
        }
    }
}

pub fn run(context: &mut Context, args: Args) -> Result<(), Failure> {
    let session = context.open()?;
    let incomplete = context.completeness(&session)?;
    let texts = context.texts(&session)?;
    print(context, &session, (&texts, incomplete), &args)
}

/// Prints the report; `demo` uses it too.
pub fn print(
    context: &mut Context,
    session: &Session,
    (texts, incomplete): (&Texts, Option<String>),
    args: &Args,
) -> Result<(), Failure> {
    let view = session.view();
    let rounds = rounds(&view, args)?;
    let views = views(session, &view, &rounds)?;
    let frontier_texts = frontier_texts(session, &views, texts)?;
    let sources: Vec<Source> = match rounds.is_empty() {
        true => vec![Source {
            view: &view,
            round: None,
        }],
        false => views
            .iter()
            .map(|(round, view)| Source {
                view,
                round: Some(*round),
            })
            .collect(),
    };
    for handle in &args.documents {
        crate::cli::context::document(&view, handle)?;
    }
    let coders = args
        .coders
        .iter()
        .map(|coder| CoderId::from(coder.as_str()))
        .collect();
    let request = Request {
        documents: args.documents.clone(),
        coders,
    };
    let measure = measure(&view, &rounds, (args, texts))?;
    let by_document = args.by.as_deref() == Some("document");
    let requests = if by_document {
        each_document(&sources, &frontier_texts, &request)
    } else {
        vec![request]
    };
    for request in requests {
        let scope = Scope::of(&sources, &frontier_texts, &request);
        context.out.problems(&scope.problems)?;
        let current = sources.last().map_or(&view, |source| source.view);
        let report = report(&scope, (current, &frontier_texts), &measure);
        if report.scope.documents.is_empty() {
            return Err(
                Failure::new("no document has been finished by two coders in this scope")
                    .hint("each coder says so with: intercoder done DOCUMENT"),
            );
        }
        if context.out.is_json() {
            context.out.json(&with_notes(&report, &incomplete)?)?;
        } else {
            let target = rounds
                .first()
                .filter(|_| rounds.len() == 1)
                .and_then(|round| round.target);
            let exploratory = rounds.iter().any(|round| round.unit != measure.unit);
            let words = Words {
                target,
                exploratory,
                incomplete: incomplete.clone(),
                by_pair: args.by.as_deref() == Some("pair"),
            };
            for line in head(&report, &rounds, &words) {
                context.out.line(line)?;
            }
            for level in &measure.levels {
                context
                    .out
                    .table(&table(&report, *level, &words), &args.format)?;
            }
        }
    }
    Ok(())
}

fn rounds<'v>(view: &View<'v>, args: &Args) -> Result<Vec<&'v Round>, Failure> {
    let names = args.round.iter().chain(&args.rounds);
    names
        .map(|name| {
            let known = view.round_called(name);
            known.ok_or_else(|| {
                Failure::new(format!("there is no round {name}"))
                    .hint("see intercoder round status")
            })
        })
        .collect()
}

/// Each round at its frontier, or as it stands where it is open and the viewer may see it.
fn views<'s>(
    session: &'s Session,
    view: &View<'_>,
    rounds: &[&Round],
) -> Result<Vec<(RoundRef, View<'s>)>, Failure> {
    let of = |round: &&Round| {
        if round.closed_twice {
            return Err(Failure::refused(format!(
                "round {} was closed twice by people who did not know of each other",
                round.name
            ))
            .hint("a lead closes it once more; until then it has no figures"));
        }
        if view.hiding().iter().any(|hidden| hidden.id == round.id) {
            return Err(
                Failure::refused(format!("round {} is blind until it closes", round.name))
                    .hint("see who is how far with: intercoder round status"),
            );
        }
        Ok((
            round.id,
            session
                .closed_round(round.id)
                .unwrap_or_else(|| session.view()),
        ))
    };
    rounds.iter().map(of).collect()
}

/// The texts as they were at the rounds' frontiers.
fn frontier_texts(
    session: &Session,
    views: &[(RoundRef, View<'_>)],
    texts: &Texts,
) -> Result<Texts, Failure> {
    let documents = views.iter().flat_map(|(_, view)| view.all_documents());
    let revisions = documents.filter(|document| texts.current(document).is_none());
    let mut older: Vec<_> = revisions
        .map(|document| document.revision().clone())
        .collect();
    older.dedup_by_key(|revision| revision.id);
    let (found, _) = if older.is_empty() {
        (Texts::default(), Vec::new())
    } else {
        session.texts_of(older)?
    };
    Ok(texts.with(found))
}

fn each_document(sources: &[Source<'_>], texts: &Texts, request: &Request) -> Vec<Request> {
    let scope = Scope::of(sources, texts, request);
    let mut handles: Vec<String> = scope
        .judgements
        .iter()
        .map(|judgement| judgement.document.handle.clone())
        .collect();
    handles.dedup();
    handles
        .into_iter()
        .map(|handle| Request {
            documents: vec![handle],
            coders: request.coders.clone(),
        })
        .collect()
}

fn measure(
    view: &View<'_>,
    rounds: &[&Round],
    (args, texts): (&Args, &Texts),
) -> Result<Measure, Failure> {
    let of_rounds = rounds
        .first()
        .map(|round| round.unit)
        .filter(|unit| rounds.iter().all(|round| round.unit == *unit));
    let asked = args.unit.as_deref().map(|word| {
        let hint = "use turn, sentence, paragraph, word, character or document";
        Unit::parse(word)
            .ok_or_else(|| Failure::wrong_use(format!("there is no unit {word}")).hint(hint))
    });
    let all = view
        .documents()
        .filter_map(|document| Some((document, texts.current(document)?)));
    let unit = asked
        .transpose()?
        .or(of_rounds)
        .unwrap_or_else(|| default_unit(all));
    let set = view.setting("interviewer_turns") == Some("included");
    Ok(Measure {
        unit,
        interviewers: if set || args.interviewer_turns {
            InterviewerTurns::Included
        } else {
            InterviewerTurns::LeftOut
        },
        levels: match args.level.as_deref() {
            Some("code") => vec![Level::Code],
            Some(_) => vec![Level::Theme],
            None => vec![Level::Code, Level::Theme],
        },
        process: if args.process {
            ProcessCodes::Included
        } else {
            ProcessCodes::LeftOut
        },
    })
}

fn with_notes(report: &Report, incomplete: &Option<String>) -> Result<serde_json::Value, Failure> {
    let mut written = serde_json::to_value(report)
        .map_err(|_| Failure::new("the report cannot be written as JSON"))?;
    if let (Some(note), Some(map)) = (incomplete, written.as_object_mut()) {
        map.insert("incomplete".to_owned(), note.as_str().into());
    }
    Ok(written)
}

/// What the words around the figures depend on.
struct Words {
    target: Option<f64>,
    exploratory: bool,
    incomplete: Option<String>,
    by_pair: bool,
}

/// The lines that say what was measured.
fn head(report: &Report, rounds: &[&Round], words: &Words) -> Vec<String> {
    let scope = &report.scope;
    let named: Vec<&str> = rounds.iter().map(|round| round.name.as_str()).collect();
    let title = if named.is_empty() {
        "agreement outside a round".to_owned()
    } else {
        format!("agreement of round {}", named.join(" and "))
    };
    let coders: Vec<&str> = scope.coders.iter().map(|coder| coder.0.as_str()).collect();
    let versions: Vec<String> = scope.codebook_versions.iter().map(u32::to_string).collect();
    let interviewers = if scope.interviewer_turns == InterviewerTurns::LeftOut {
        "left out"
    } else {
        "included"
    };
    let mut lines = vec![
        title,
        format!(
            "  unit: {}   documents: {}   coders: {}   codebook: {}   interviewer turns {interviewers}",
            report.unit.as_str(),
            scope.documents.join(" "),
            coders.join(" "),
            if versions.is_empty() {
                "not frozen".to_owned()
            } else {
                versions.join(", ")
            },
        ),
        format!(
            "  units: {} in scope, {} judged by at least two finished coders",
            report.n_units, report.n_pairable
        ),
    ];
    if report.unit == Unit::Turn {
        lines.push("  any touch counts: long turns raise agreement".to_owned());
    }
    if words.exploratory {
        lines.push("  exploratory, not this round's measure".to_owned());
    }
    for round in rounds.iter().filter(|round| round.close.is_none()) {
        lines.push(format!(
            "  round {} is not closed: these figures can still change",
            round.name
        ));
    }
    for close in rounds
        .iter()
        .filter_map(|round| round.close.as_ref())
        .filter(|close| !close.without.is_empty())
    {
        let without: Vec<&str> = close.without.iter().map(|coder| coder.0.as_str()).collect();
        lines.push(format!(
            "  closed without {}: {}",
            without.join(", "),
            close.reason.as_deref().unwrap_or_default()
        ));
    }
    lines.extend(words.incomplete.iter().map(|note| format!("  {note}")));
    lines
}

fn table(report: &Report, level: Level, words: &Words) -> Table {
    let mut rows: Vec<&Row> = report
        .rows
        .iter()
        .filter(|row| row.level == level)
        .collect();
    // Worst first; what has no figure comes last, in codebook order.
    rows.sort_by(|a, b| {
        let key = |row: &Row| {
            if row.frequency() == Frequency::Rare {
                f64::MAX
            } else {
                row.alpha.unwrap_or(f64::MAX)
            }
        };
        key(a).total_cmp(&key(b))
    });
    let mut columns: Vec<String> = [
        "alpha",
        "95 % interval",
        "percent",
        "positive",
        "prevalence",
        "coded",
        "passages",
    ]
    .map(str::to_owned)
    .to_vec();
    if words.by_pair {
        let pairs = rows
            .first()
            .map(|row| row.pairs.as_slice())
            .unwrap_or_default();
        columns.extend(
            pairs
                .iter()
                .map(|pair| format!("kappa {}-{}", pair.coders.0, pair.coders.1)),
        );
    }
    columns.push(String::new());
    let word = if level == Level::Code {
        "codes"
    } else {
        "themes"
    };
    let values = |row: &Row| {
        let rare = row.frequency() == Frequency::Rare;
        let interval = row
            .alpha_ci
            .filter(|_| !rare)
            .map(|(low, high)| Cell::Text(format!("{low:.2} to {high:.2}")));
        let mut values = vec![
            Cell::figure(row.alpha.filter(|_| !rare)),
            interval.unwrap_or(Cell::Blank),
            Cell::figure(row.percent),
            Cell::figure(row.holsti),
            Cell::figure(row.prevalence),
            Cell::Count(row.n_coded),
            Cell::Count(row.passages as u64),
        ];
        if words.by_pair {
            values.extend(row.pairs.iter().map(|pair| Cell::figure(pair.cohen)));
        }
        values.push(Cell::Text(remark(report, row, words.target)));
        table::Row {
            label: row.key.clone(),
            values,
        }
    };
    Table {
        title: format!("{word}, worst alpha first"),
        unit: report.unit.as_str().to_owned(),
        columns,
        stub: word.trim_end_matches('s').to_owned(),
        rows: rows.into_iter().map(values).collect(),
        notes: notes(report, level),
    }
}

/// What must be said beside one row.
fn remark(report: &Report, row: &Row, target: Option<f64>) -> String {
    let mut remarks = Vec::new();
    match row.frequency() {
        Frequency::Rare => remarks.push(counted(row)),
        Frequency::Few => remarks.push("few".to_owned()),
        Frequency::Enough => {}
    }
    remarks.extend(row.alpha_reason.map(|reason| reason.replace('_', " ")));
    let users: Vec<usize> = (0..row.said.len()).filter(|at| row.said[*at] > 0).collect();
    if let ([only], true) = (users.as_slice(), report.scope.coders.len() > 1) {
        remarks.push(format!(
            "only {} used it (n={})",
            report.scope.coders[*only], row.said[*only]
        ));
    }
    if let (Some(target), true) = (target, row.frequency() != Frequency::Rare) {
        remarks.push(match verdict(target, &row.interval) {
            Verdict::Met => format!("target {target} met"),
            Verdict::NotMet => format!("target {target} not met"),
            Verdict::CannotTell(_) if row.alpha_ci.is_none() => {
                format!(
                    "target {target}: cannot tell, {} documents",
                    report.scope.documents.len()
                )
            }
            Verdict::CannotTell(_) => {
                format!("target {target}: cannot tell, the interval covers it")
            }
        });
    }
    remarks.join("; ")
}

/// "3 passages: 1 by all, 2 by one".
fn counted(row: &Row) -> String {
    let all = row
        .spread
        .iter()
        .filter(|passage| passage.coded_by == passage.rated_by && passage.rated_by > 1)
        .count();
    let one = row
        .spread
        .iter()
        .filter(|passage| passage.coded_by == 1 && passage.rated_by > 1)
        .count();
    let some = row.spread.len() - all - one;
    let parts = [(all, "by all"), (some, "by some"), (one, "by one")];
    let parts: Vec<String> = parts
        .iter()
        .filter(|(n, _)| *n > 0)
        .map(|(n, who)| format!("{n} {who}"))
        .collect();
    let noun = if row.spread.len() == 1 {
        "passage"
    } else {
        "passages"
    };
    format!("{} {noun}: {}", row.spread.len(), parts.join(", "))
}

fn notes(report: &Report, level: Level) -> Vec<String> {
    let shown = |value: Option<f64>| {
        value.map_or_else(|| "undefined".to_owned(), |value| format!("{value:.2}"))
    };
    let mut notes = Vec::new();
    let first = report.rows.first().map(|row| row.level);
    if first == Some(level) {
        let overall = &report.overall;
        notes.push(format!(
            "alpha over {} rows: median {}, lowest {}, highest {}; {} undefined, {} too rare to count",
            overall.n_defined,
            shown(overall.alpha_median),
            shown(overall.alpha_min),
            shown(overall.alpha_max),
            overall.n_undefined,
            overall.n_rare
        ));
    }
    if report.scope.documents.len() < 4 {
        notes.push(format!(
            "no interval: {} documents, and it takes four",
            report.scope.documents.len()
        ));
    }
    if level == Level::Code && !report.never_used.is_empty() {
        notes.push(format!(
            "never used in scope ({}): {}",
            report.never_used.len(),
            report.never_used.join(", ")
        ));
    }
    if !report.not_in_codebook.is_empty() {
        notes.push(format!(
            "used, but not in the codebook version: {}",
            report.not_in_codebook.join(", ")
        ));
    }
    notes
}
