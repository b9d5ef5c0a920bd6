//! `reconcile`: disagreements, one by one, into the final layer.

mod decide;
mod export;
mod list;
mod summary;

use crate::agreement::scope::Request;
use crate::cli::context::{Context, coder, document};
use crate::cli::failure::Failure;
use crate::cli::screen::{is_on_screen, on_screen};
use crate::cli::standing::{how_to_close, not_closed, round_called};
use crate::filter::View;
use crate::reconcile::queue::Queue;
use crate::round::Round;
use crate::texts::Texts;
use crate::tui::action::Screen;
use crate::tui::run::Start;

/// Settle where coders differ, one disagreement after another
///
/// Decisions build the final layer; the coders' own codings stay as they are, and so does agreement before decisions. A
/// disagreement is named by its document and place, as in the list.
///
/// Example: intercoder reconcile --round 1 list --undecided
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    scope: ScopeArgs,
    #[command(subcommand)]
    action: Option<Action>,
}

/// Which disagreements.
#[derive(Debug, Default, clap::Args)]
struct ScopeArgs {
    /// Those of a closed round; without it, of all that several coders finished (the screen begins with the latest round).
    #[arg(long, global = true)]
    round: Option<String>,
    /// Only in these documents.
    #[arg(long, value_delimiter = ',', global = true)]
    documents: Vec<String>,
    /// Only between these coders.
    #[arg(long, value_delimiter = ',', global = true)]
    coders: Vec<String>,
}

impl ScopeArgs {
    /// Whether all documents and coders are meant: the screen narrows with its own keys.
    fn is_whole(&self) -> bool {
        self.documents.is_empty() && self.coders.is_empty()
    }
}

#[derive(Debug, clap::Subcommand)]
enum Action {
    List(list::Args),
    Decide(decide::Args),
    Reopen(decide::ReopenArgs),
    Summary(summary::Args),
    Export(export::Args),
}

pub fn run(context: &mut Context, args: Args) -> Result<(), Failure> {
    match args.action {
        None if is_on_screen(context) && args.scope.is_whole() => screen(context, &args.scope),
        None => list::run(context, &args.scope, list::Args::default()),
        Some(Action::List(of)) => list::run(context, &args.scope, of),
        Some(Action::Decide(of)) => decide::run(context, &args.scope, of),
        Some(Action::Reopen(of)) => decide::reopen(context, &args.scope, of),
        Some(Action::Summary(of)) => summary::run(context, &args.scope, of),
        Some(Action::Export(of)) => export::run(context, &args.scope, of),
    }
}

/// The screen where disagreements are settled one after another.
fn screen(context: &mut Context, scope: &ScopeArgs) -> Result<(), Failure> {
    let session = context.open()?;
    let view = session.view();
    let round = round_of(&view, scope)?.map(|round| round.id);
    drop(view);
    let start = Start {
        screen: Some((Screen::Reconcile, round)),
        ..Start::default()
    };
    on_screen(context, session, start)
}

/// The round that a scope names, which must be closed.
fn round_of<'v>(view: &View<'v>, scope: &ScopeArgs) -> Result<Option<&'v Round>, Failure> {
    let Some(name) = &scope.round else {
        return Ok(None);
    };
    let round = round_called(view, name)?;
    match not_closed(view, round) {
        None => Ok(Some(round)),
        Some(why) => Err(Failure::refused(why).hint(how_to_close(round))),
    }
}

/// The queue of a scope.
fn queue(
    (view, texts): (&View<'_>, &Texts),
    (scope, round): (&ScopeArgs, Option<&Round>),
) -> Result<Queue, Failure> {
    for handle in &scope.documents {
        document(view, handle)?;
    }
    let coders = scope.coders.iter().map(|name| coder(view, name).cloned());
    let request = Request {
        documents: scope.documents.clone(),
        coders: coders.collect::<Result<_, _>>()?,
    };
    Ok(Queue::of_round((view, texts), round, &request))
}
