//! `autocode`: a query proposes excerpts for a code, and a person decides each.

mod ask;
mod review;
mod runs;
mod sitting;
mod words;

use std::path::PathBuf;

use crate::cli::autocode::sitting::Sitting;
use crate::cli::context::{Context, joined};
use crate::cli::failure::Failure;
use crate::cli::output::TableFormat;
use crate::cli::ready::{ready, unanswered, unparsed, waited};
use crate::cli::screen::is_on_screen;
use crate::query::LANGUAGE;
use crate::query::parse::parse;
use crate::round::Unit;
use crate::run::Order;

/// Let a query propose excerpts for a code, and decide each: nothing is coded without a yes
///
/// Participants' turns, sentences or paragraphs in which the query holds are proposed, as long as they do not carry your code
/// already. In a terminal each is asked about; elsewhere, or with --list, they are listed and nothing is written. What you accept
/// is your coding and keeps the query; the same query and code again go on where you left, and what you skipped comes again then,
/// after all others.
///
/// Example: intercoder autocode "phone OR called" --code rel-crisis --list --limit 3
#[derive(Debug, clap::Args)]
#[command(
    group(clap::ArgGroup::new("what").required(true).args(["query", "review", "runs", "undo", "redo"])),
    after_help = format!("The language of queries:\n{LANGUAGE}")
)]
pub struct Args {
    /// What is looked for; several words are one line. Put -- before one that begins with a hyphen.
    #[arg(value_name = "QUERY", requires = "code")]
    query: Vec<String>,
    /// The code that is proposed.
    #[arg(long)]
    code: Option<String>,
    /// What is proposed; without it, sentences, or what the run has.
    #[arg(long, value_enum)]
    unit: Option<Proposed>,
    /// What comes first: what your verdicts so far leave most open, what says most of it, or as spoken.
    #[arg(long, value_enum)]
    order: Option<Ordered>,
    /// How many are shown; 0 is all. Without it 200.
    #[arg(long, value_name = "N")]
    limit: Option<u32>,
    /// List the proposals and write nothing.
    #[arg(long)]
    list: bool,
    /// Take the verdicts of a file made by --list --csv: y, n, s or another code in its column `verdict`.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["query", "code"])]
    review: Option<PathBuf>,
    /// List the runs: how each was judged, and what was taken back.
    #[arg(long)]
    runs: bool,
    /// Take a whole run of yours back.
    #[arg(long, value_name = "RUN")]
    undo: Option<String>,
    /// Put a run back that was taken back whole.
    #[arg(long, value_name = "RUN")]
    redo: Option<String>,
    #[command(flatten)]
    format: TableFormat,
}

/// The units of proposals.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Proposed {
    /// Whole turns.
    Turn,
    /// Sentences.
    Sentence,
    /// Lines of a turn.
    Paragraph,
}

impl From<Proposed> for Unit {
    fn from(proposed: Proposed) -> Self {
        match proposed {
            Proposed::Turn => Self::Turn,
            Proposed::Sentence => Self::Sentence,
            Proposed::Paragraph => Self::Paragraph,
        }
    }
}

/// The orders of proposals.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Ordered {
    /// What lies nearest between accepted and refused; relevance until there are five of each.
    Uncertain,
    /// What says most of it.
    Relevance,
    /// As imported and spoken.
    Document,
}

impl From<Ordered> for Order {
    fn from(ordered: Ordered) -> Self {
        match ordered {
            Ordered::Uncertain => Self::Uncertain,
            Ordered::Relevance => Self::Relevance,
            Ordered::Document => Self::Document,
        }
    }
}

pub fn run(context: &mut Context, args: Args) -> Result<(), Failure> {
    if args.runs {
        return runs::list(context, &args.format);
    }
    if let Some(name) = &args.undo {
        return runs::undo(context, name);
    }
    if let Some(name) = &args.redo {
        return runs::redo(context, name);
    }
    match &args.review {
        Some(path) => review::run(context, path),
        None => propose(context, &args),
    }
}

fn propose(context: &mut Context, args: &Args) -> Result<(), Failure> {
    let session = context.open()?;
    let coder = joined(&session)?;
    let line = args.query.join(" ").trim().to_owned();
    let asked = (args.unit.map(Unit::from), args.order.map(Order::from));
    let code = args.code.as_deref().unwrap_or_default();
    let view = session.view();
    let sitting = Sitting::of(&view, (&coder, &line, code), (asked, args.limit))?;
    let mut ready = ready(context, &session, "all")?;
    let query = parse(&line, &ready.facts).map_err(|cause| unparsed(&line, &cause))?;
    let (waiting, problems) =
        waited(|| sitting.waiting(&view, (&mut ready, &query))).map_err(unanswered)?;
    drop(view);
    context.out.problems(&problems)?;
    let is_table = args.format.is_given();
    match args.list || is_table || !is_on_screen(context) {
        true => words::list(
            context,
            (&session, &ready),
            (&sitting, &waiting, &args.format),
        ),
        false => ask::run(context, (session, ready), (sitting, waiting)),
    }
}
