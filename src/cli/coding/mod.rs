//! `coding`: codes on excerpts, one by one or from a file; turns to which none applies, and excerpts to quote.

mod list;
mod pass;
mod quotable;

use std::collections::BTreeMap;
use std::path::PathBuf;

use crate::change::Change;
use crate::change::coding::{self, Hand, check};
use crate::cli::context::{Context, code, document, joined, lead};
use crate::cli::failure::Failure;
use crate::cli::reference;
use crate::document::Document;
use crate::event::Event;
use crate::event::coding::CodingAdd;
use crate::filter::View;
use crate::id::Ref;
use crate::import::codings::{Plan, Told, find, plan_all, quoted};
use crate::problem::Problem;
use crate::progress::{Finished, is_done, say_done};
use crate::session::Session;
use crate::text::span::{Position, Span};
use crate::texts::{Passage, Texts};

/// Put codes on excerpts, take them off, list them, read them from a file; pass turns, mark quotes
///
/// Example: intercoder coding add I12 --quote "Nobody told him off." --code str-relapse
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, clap::Subcommand)]
enum Action {
    Add(AddArgs),
    /// Take a coding of yours off
    Remove {
        /// The coding's ref, or its name as `ana:42`.
        coding: String,
    },
    Pass(pass::Args),
    Quotable(quotable::Args),
    List(list::Args),
    Import(ImportArgs),
}

/// Put a code on an excerpt
#[derive(Debug, clap::Args)]
pub struct AddArgs {
    /// The document.
    document: String,
    /// The words, which must stand there once.
    #[arg(long, conflicts_with_all = ["span", "turn"], required_unless_present_any = ["span", "turn"])]
    quote: Option<String>,
    /// Which occurrence of the words, from 1.
    #[arg(long, requires = "quote", value_name = "N")]
    occurrence: Option<usize>,
    /// The excerpt by Unicode characters from 0, the end not included.
    #[arg(long, value_name = "A:B", conflicts_with = "turn")]
    span: Option<String>,
    /// A whole turn, counted from 1.
    #[arg(long, value_name = "N")]
    turn: Option<usize>,
    /// The code.
    #[arg(long)]
    code: String,
    /// A label of the code's scale.
    #[arg(long)]
    value: Option<String>,
}

/// Read codings from JSON lines, CSV, brat or Label Studio
///
/// A line of JSON is `{"coder","document"?,"code","quote" or "start","end","round"?,"occurrence"?}`, and a sheet has these words or
/// those of other programs as its heads; brat's .ann files and Label Studio's JSON come as they are. Without a document, the
/// file's name says which. Words that are told with their place must stand there or once in the document. A coding that cannot be
/// placed is reported and the rest goes in; what is there already is not made again.
#[derive(Debug, clap::Args)]
pub struct ImportArgs {
    /// The files.
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// Mark the documents as finished for the coders of the file.
    #[arg(long)]
    done: bool,
    /// Whose the codings are, where a file does not say.
    #[arg(long, value_name = "CODER")]
    coder: Option<String>,
    /// The document, whatever the file or its name says.
    #[arg(long, value_name = "DOC")]
    document: Option<String>,
    /// Who a coder of the file is here, for example "1=ana"; can be given several times.
    #[arg(long = "user", value_name = "NAME=CODER")]
    users: Vec<String>,
}

pub fn run(context: &mut Context, args: Args) -> Result<(), Failure> {
    match args.action {
        Action::Add(args) => add(context, args),
        Action::Remove { coding } => remove(context, &coding),
        Action::Pass(args) => pass::run(context, args),
        Action::Quotable(args) => quotable::run(context, args),
        Action::List(args) => list::run(context, args),
        Action::Import(args) => import(context, args),
    }
}

fn add(context: &mut Context, args: AddArgs) -> Result<(), Failure> {
    let mut session = context.open()?;
    let coder = joined(&session)?;
    let view = session.view();
    let (document, code) = (document(&view, &args.document)?, code(&view, &args.code)?);
    check(code, args.value.as_deref())?;
    let (texts, problems) = session.texts([document])?;
    context.out.problems(&problems)?;
    let span = stretch(&args, document, &texts)?;
    let hand = Hand::at(&view, &coder, document.id)
        .ok_or_else(|| Failure::new(format!("{} is not here any more", document.handle)))?;
    if hand.held(&view, code.id, span).is_some() {
        return context
            .out
            .line(format!("{} is on that excerpt already", code.code.id));
    }
    let event = CodingAdd {
        value: args.value.map(String::into_boxed_str),
        ..hand.coding(code.id, span)
    };
    let said = format!(
        "{} on {} {}-{}",
        code.code.id,
        document.handle,
        span.start().0,
        span.end().0
    );
    drop(view);
    let id = session.record(|draft| draft.add(Event::CodingAdd(event)))?;
    match context.out.is_json() {
        true => context
            .out
            .json(&serde_json::json!({ "ref": id, "start": span.start(), "end": span.end() })),
        false => context.out.line(format!("{said}  ({id})")),
    }
}

fn stretch(args: &AddArgs, document: &Document, texts: &Texts) -> Result<Span, Failure> {
    let passage = words(document, texts)?;
    let span = if let Some(quote) = &args.quote {
        find(&passage.text, quote, args.occurrence).map_err(|why| {
            let (what, _) = quoted(why, document);
            Failure::new(what.replacen("its quote", "the quote", 1))
                .hint("give a longer quote, or --occurrence N")
        })?
    } else if let Some(number) = args.turn {
        body(document, passage, number)?
    } else {
        let written = args.span.as_deref().unwrap_or_default();
        let ends = written
            .split_once(':')
            .and_then(|(a, b)| Some((a.parse().ok()?, b.parse().ok()?)));
        let (start, end) = ends.ok_or_else(|| {
            Failure::wrong_use(format!("“{written}” is no span")).hint("write it as 120:164")
        })?;
        let span = Span::new(Position(start), Position(end)).filter(|span| !span.is_empty());
        span.ok_or_else(|| {
            Failure::wrong_use(format!("“{written}” ends before it starts, or is empty"))
        })?
    };
    if !passage.text.contains(span) {
        let length = passage.text.len().0;
        return Err(Failure::new(format!(
            "that span lies outside {}, which has {length} characters",
            document.handle
        )));
    }
    Ok(passage.text.snap(span))
}

/// The words that a document has now.
fn words<'t>(document: &Document, texts: &'t Texts) -> Result<&'t Passage, Failure> {
    let absent = || {
        Failure::damaged(format!("the text of {} is not here", document.handle))
            .hint("intercoder verify")
    };
    texts.current(document).ok_or_else(absent)
}

/// The body of a turn, by its number from 1.
fn body(document: &Document, passage: &Passage, number: usize) -> Result<Span, Failure> {
    let turn = number.checked_sub(1).and_then(|at| passage.turns.get(at));
    let absent = || {
        let turns = passage.turns.len();
        Failure::new(format!(
            "{} has turns 1 to {turns}, not {number}",
            document.handle
        ))
    };
    Ok(turn.ok_or_else(absent)?.body)
}

/// Writes a change; where there is none, nothing is written at all.
fn write(session: &mut Session, change: Option<Change>) -> Result<Vec<Ref>, Failure> {
    match change {
        None => Ok(Vec::new()),
        Some(change) => Ok(session.record(|draft| change.write(draft))?),
    }
}

fn remove(context: &mut Context, name: &str) -> Result<(), Failure> {
    let mut session = context.open()?;
    let coder = joined(&session)?;
    let view = session.view();
    let coding = reference::coding(&view, name, |_| true)?;
    if coding.coder != coder {
        return Err(Failure::refused(format!(
            "that coding is {}'s; only they take it off",
            coding.coder
        ))
        .hint("a lead decides in the final layer, which leaves it as it is"));
    }
    let change = coding::remove(coding);
    drop(view);
    session.record(|draft| change.write(draft))?;
    context
        .out
        .line("taken off; intercoder undo brings it back")
}

fn import(context: &mut Context, args: ImportArgs) -> Result<(), Failure> {
    let mut session = context.open()?;
    let coder = joined(&session)?;
    let texts = context.texts(&session)?;
    let (files, unread) = read_files(context, &args.files)?;
    let view = session.view();
    let users = users(&args.users)?;
    let told = Told {
        coder: args.coder.as_deref(),
        document: args.document.as_deref(),
        users: &users,
    };
    let plans = plan_all(&view, &texts, (&files, told));
    let of_another = |plan: &Plan| plan.touched.iter().any(|(_, of, _)| *of != coder);
    if plans.iter().any(of_another) {
        lead(&session)?;
    }
    let mut finished = match args.done {
        true => newly_finished(&view, &plans),
        false => Vec::new(),
    };
    drop(view);
    let (mut added, mut known, mut left_out) = (0, 0, unread);
    for (at, plan) in plans.into_iter().enumerate() {
        added += plan.codings.len();
        known += plan.known;
        left_out += plan.unplaced;
        context.out.problems(&plan.problems)?;
        let by_it: Vec<_> = finished.extract_if(.., |(file, _)| *file == at).collect();
        session.record(|draft| {
            for coding in plan.codings {
                draft.add(Event::CodingAdd(coding))?;
            }
            by_it
                .into_iter()
                .try_for_each(|(_, finished)| say_done(draft, finished, None))
        })?;
    }
    match context.out.is_json() {
        true => context
            .out
            .json(&serde_json::json!({ "added": added, "known": known, "not_placed": left_out }))?,
        false => context.out.line(format!(
            "{added} codings added, {known} there already, {left_out} not placed"
        ))?,
    }
    if added + known == 0 && left_out > 0 {
        context.out.flush()?;
        return Err(Failure::new("no coding could be placed"));
    }
    Ok(())
}

/// The names of coders there and here.
fn users(said: &[String]) -> Result<Vec<(String, String)>, Failure> {
    let users = said.iter().map(|user| {
        let (there, here) = user.split_once('=').ok_or_else(|| {
            Failure::wrong_use(format!("“{user}” does not say who is who"))
                .hint("write it as --user \"1=ana\"")
        })?;
        Ok((there.trim().to_owned(), here.trim().to_owned()))
    });
    users.collect()
}

type NamedText = (String, String);

/// The files that can be read, each with its name, and how many cannot, which are told as problems.
fn read_files(
    context: &mut Context,
    paths: &[PathBuf],
) -> Result<(Vec<NamedText>, usize), Failure> {
    let (mut files, mut unread) = (Vec::new(), 0);
    for path in paths {
        match context.read_text(path) {
            Ok(content) => {
                let name = path.file_name().unwrap_or_default().to_string_lossy();
                files.push((name.into_owned(), content));
            }
            Err(failure) => {
                unread += 1;
                let place = path.display().to_string();
                context
                    .out
                    .problems(&[Problem::new(place, failure.message, "")])?;
            }
        }
    }
    Ok((files, unread))
}

/// Whose documents the files finish that they had not finished before, each with the place of the last file that speaks of it.
fn newly_finished(view: &View<'_>, plans: &[Plan]) -> Vec<(usize, Finished)> {
    let mut last = BTreeMap::new();
    for (at, plan) in plans.iter().enumerate() {
        last.extend(plan.touched.iter().map(|touched| (touched, at)));
    }
    let open = last
        .into_iter()
        .filter(|((document, coder, round), _)| !is_done(view, (*document, coder, *round)));
    open.filter_map(|((document, coder, round), at)| {
        let revision = view.document(*document)?.current;
        Some((at, (*document, revision, coder.clone(), *round)))
    })
    .collect()
}
