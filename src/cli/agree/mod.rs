//! `agree`: how far coders agree, with everything it was measured on.

mod flat;
mod words;

use crate::agreement::measure::{Level, Measure, ProcessCodes};
use crate::agreement::report::{Report, report};
use crate::agreement::scope::{Request, Scope, Source};
use crate::agreement::unit::{InterviewerTurns, default_unit};
use crate::cli::agree::flat::flat;
use crate::cli::agree::words::{Words, head, table};
use crate::cli::context::{Context, figures, reader};
use crate::cli::failure::Failure;
use crate::cli::output::TableFormat;
use crate::filter::View;
use crate::id::{CoderId, RoundRef};
use crate::round::{Round, Unit};
use crate::session::Session;
use crate::texts::Texts;

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
    figures(&session)?;
    // A closed round is open to everybody; anything else is seen by those who have joined.
    let named_round = args.round.is_some() || !args.rounds.is_empty();
    let outsider = if named_round { None } else { reader(&session)? };
    let (texts, incomplete) = context.whole(&session)?;
    let incomplete = incomplete.or(outsider);
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
    let sources = sources(&view, &views, &rounds);
    let request = request(&view, args)?;
    let setting = sources.first().map_or(&view, |source| source.view);
    let measure = measure((&view, setting), &rounds, (args, texts))?;
    let by_document = args.by.as_deref() == Some("document");
    let requests = if by_document {
        each_document(&sources, &frontier_texts, &request)
    } else {
        vec![request]
    };
    let mut reports = Vec::new();
    for request in requests {
        let scope = Scope::of(&sources, &frontier_texts, &request);
        context.out.problems(&scope.problems)?;
        reports.push(report(&scope, (&view, &frontier_texts), &measure));
    }
    reports.retain(|report| !report.scope.documents.is_empty());
    if reports.is_empty() {
        return Err(nothing_to_compare(&view));
    }
    let exploratory = is_exploratory(&rounds, (args, &measure));
    // A target is set for the round's own measure; no other figure is held against it.
    let judged = rounds.first().filter(|_| rounds.len() == 1 && !exploratory);
    let (target, by_pair) = (
        judged.and_then(|round| round.target),
        args.by.as_deref() == Some("pair"),
    );
    let words = Words {
        target,
        exploratory,
        incomplete,
        by_pair,
    };
    write(context, (&reports, &rounds), (&words, &measure), args)
}

/// Where codings are taken from: the rounds asked for, or the study as the viewer sees it.
fn sources<'v>(
    view: &'v View<'v>,
    views: &'v [(RoundRef, View<'v>)],
    rounds: &[&'v Round],
) -> Vec<Source<'v>> {
    if rounds.is_empty() {
        return vec![Source {
            view,
            round: None,
            without: &[],
        }];
    }
    let source = |((id, view), round): (&'v (RoundRef, View<'v>), &&'v Round)| Source {
        view,
        round: Some(*id),
        without: round
            .close
            .as_ref()
            .map_or(&[], |close| close.without.as_slice()),
    };
    views.iter().zip(rounds).map(source).collect()
}

/// The restrictions asked for, each of which must name something there is.
fn request(view: &View<'_>, args: &Args) -> Result<Request, Failure> {
    for handle in &args.documents {
        crate::cli::context::document(view, handle)?;
    }
    for name in &args.coders {
        if view.coders().iter().all(|coder| coder.handle.0 != *name) {
            return Err(Failure::wrong_use(format!("there is no coder {name}"))
                .hint("see intercoder coder list"));
        }
    }
    let coders = args
        .coders
        .iter()
        .map(|coder| CoderId::from(coder.as_str()))
        .collect();
    Ok(Request {
        documents: args.documents.clone(),
        coders,
    })
}

/// Gives the reports to whoever reads: programs, a spreadsheet, or people.
fn write(
    context: &mut Context,
    (reports, rounds): (&[Report], &[&Round]),
    (words, measure): (&Words, &Measure),
    args: &Args,
) -> Result<(), Failure> {
    if args.format.csv {
        return context.out.table(&flat(reports), &args.format);
    }
    if context.out.is_json() {
        let written = reports
            .iter()
            .map(|report| with_notes(report, &words.incomplete));
        let mut written = written.collect::<Result<Vec<_>, _>>()?;
        return match (args.by.as_deref(), written.pop()) {
            (Some("document"), Some(last)) => {
                written.push(last);
                context
                    .out
                    .json(&serde_json::json!({ "documents": written }))
            }
            (_, only) => context.out.json(&only),
        };
    }
    let mut tables = Vec::new();
    for report in reports {
        let said = head(report, rounds, words);
        let into_file = args.format.md || args.format.output.is_some();
        for (at, level) in measure.levels.iter().enumerate() {
            let mut table = table(report, *level, words);
            if into_file && at == 0 {
                table.notes.splice(0..0, said.iter().cloned());
            }
            tables.push(table);
        }
        if !into_file {
            said.iter().try_for_each(|line| context.out.line(line))?;
            context.out.tables(&tables, &args.format)?;
            tables.clear();
        }
    }
    if tables.is_empty() {
        Ok(())
    } else {
        context.out.tables(&tables, &args.format)
    }
}

/// Why there is nothing to compare: a blind round hides it, or nobody has finished.
fn nothing_to_compare(view: &View<'_>) -> Failure {
    match view.hiding().first() {
        Some(round) => Failure::refused(format!("round {} is blind until it closes", round.name))
            .hint("see who is how far with: intercoder round status"),
        None => Failure::new("no document has been finished by two coders in this scope")
            .hint("each coder says so with: intercoder done DOCUMENT"),
    }
}

/// Whether figures are not the round's own measure: another unit, or a part of it.
fn is_exploratory(rounds: &[&Round], (args, measure): (&Args, &Measure)) -> bool {
    let restricted = !args.documents.is_empty()
        || !args.coders.is_empty()
        || args.by.as_deref() == Some("document");
    let widened = args.process || args.interviewer_turns;
    !rounds.is_empty()
        && (restricted || widened || rounds.iter().any(|round| round.unit != measure.unit))
}

/// The rounds asked for, each once, in the order they opened.
fn rounds<'v>(view: &View<'v>, args: &Args) -> Result<Vec<&'v Round>, Failure> {
    let mut found: Vec<&Round> = Vec::new();
    for name in args.round.iter().chain(&args.rounds) {
        let known = view.round_called(name).ok_or_else(|| {
            Failure::new(format!("there is no round {name}")).hint("see intercoder round status")
        })?;
        if found.iter().all(|round| round.id != known.id) {
            found.push(known);
        }
    }
    found.sort_by_key(|round| round.opened);
    Ok(found)
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
    (view, setting): (&View<'_>, &View<'_>),
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
        .or_else(|| view.setting("unit").and_then(Unit::parse))
        .unwrap_or_else(|| default_unit(all));
    // A closed round was measured as the study was set when it closed.
    let set = setting.setting("interviewer_turns") == Some("included");
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
