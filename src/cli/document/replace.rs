//! `document replace`: a typing error, put right where it stands.

use crate::cli::context::{Context, document, joined};
use crate::cli::document::correct::{Trial, carry_out, plan};
use crate::cli::document::passage_of;
use crate::cli::failure::Failure;
use crate::correction::edit::{Edit, Revised, places};
use crate::document::Document;
use crate::number::counted;
use crate::text::span::Span;

/// Put other words in the place of some, in what was said
///
/// The words are found to the letter in the bodies of turns. Every coder's excerpts move along; an excerpt whose words change is
/// looked at again by its coder. Labels are renamed with: intercoder document speakers DOC LABEL --rename NAME
///
/// Example: intercoder document replace I12 --find "told him off" --with "told him of" --dry-run
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The document.
    document: String,
    /// The words as they stand.
    #[arg(long, value_name = "TEXT")]
    find: String,
    /// The words as they should be.
    #[arg(long, value_name = "TEXT")]
    with: String,
    /// Only in this turn, counted from 1.
    #[arg(long, value_name = "N", conflicts_with = "all")]
    turn: Option<usize>,
    /// Wherever they stand.
    #[arg(long)]
    all: bool,
    #[command(flatten)]
    trial: Trial,
}

pub fn run(context: &mut Context, args: &Args) -> Result<(), Failure> {
    let mut session = context.open()?;
    joined(&session)?;
    let view = session.view();
    let document = document(&view, &args.document)?;
    let passage = passage_of(context, &session, document)?;
    if args.find == args.with {
        return Err(Failure::wrong_use("these are the same words"));
    }
    let found = meant(document, places(&passage, &args.find), args)?;
    let edit = |at: Span| Edit {
        at,
        words: args.with.clone(),
    };
    let revised = Revised::by(&passage, found.into_iter().map(edit).collect());
    let planned = plan(&view, document, (&passage, &revised))?;
    drop(view);
    carry_out(context, &mut session, (vec![planned], args.trial))
}

/// The places that are meant, of those where the words stand.
fn meant(
    document: &Document,
    found: Vec<(usize, Span)>,
    args: &Args,
) -> Result<Vec<Span>, Failure> {
    let handle = &document.handle;
    let mut here = found;
    here.retain(|(turn, _)| args.turn.is_none_or(|only| only == *turn));
    if here.is_empty() {
        let place = match args.turn {
            Some(turn) => format!("turn {turn} of {handle}"),
            None => format!("what was said in {handle}"),
        };
        return Err(
            Failure::new(format!("“{}” stands nowhere in {place}", args.find))
                .hint("words are found to the letter; see them with: intercoder document print"),
        );
    }
    if here.len() > 1 && !args.all {
        let mut turns: Vec<String> = here.iter().map(|(turn, _)| turn.to_string()).collect();
        turns.dedup();
        let (places, turns) = (counted(here.len(), "place"), turns.join(", "));
        return Err(Failure::new(format!(
            "“{}” stands at {places} of {handle} (turns {turns})",
            args.find
        ))
        .hint("give more of the words around, or --turn N; --all takes them all"));
    }
    Ok(here.into_iter().map(|(_, span)| span).collect())
}
