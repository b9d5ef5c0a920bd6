//! What `agree` is asked about: rounds, documents and coders, each of which must be there and open to the reader.

use crate::agreement::scope::{Request, Scope, Source};
use crate::cli::agree::Args;
use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::cli::standing::{how_to_close, not_closed, round_called};
use crate::filter::View;
use crate::id::CoderId;
use crate::round::Round;
use crate::session::Session;
use crate::texts::Texts;

/// The rounds asked for, each once, in the order they opened.
pub fn rounds<'v>(view: &View<'v>, args: &Args) -> Result<Vec<&'v Round>, Failure> {
    let mut found: Vec<&Round> = Vec::new();
    for name in args.round.iter().chain(&args.rounds) {
        let known = round_called(view, name)?;
        if found.iter().all(|round| round.id != known.id) {
            found.push(known);
        }
    }
    found.sort_by_key(|round| round.opened);
    Ok(found)
}

/// Each round at its frontier; one that is not closed is refused unless figures that can still change are allowed, and then it is
/// read as it stands, with the sentence to print beside them.
pub fn views<'s>(
    (context, session): (&Context, &'s Session),
    view: &View<'_>,
    rounds: &[&Round],
) -> Result<(Vec<View<'s>>, Option<String>), Failure> {
    let (mut views, mut unfinished) = (Vec::new(), Vec::new());
    for round in rounds {
        if round.closed_twice {
            return Err(Failure::refused(format!(
                "round {} was closed twice by people who did not know of each other",
                round.name
            ))
            .hint("a lead closes it once more; until then it has no figures"));
        }
        if view.hiding().iter().any(|hidden| hidden.id == round.id) {
            return Err(blind(round));
        }
        if let Some(why) = not_closed(view, round) {
            if !context.globals.allow_incomplete {
                return Err(Failure::refused(why).hint(format!(
                    "{}; --allow-incomplete prints figures that can still change, with this sentence",
                    how_to_close(round)
                )));
            }
            unfinished.push(why);
        }
        let closed = session.closed_round(round.id);
        views.push(closed.unwrap_or_else(|| session.view()));
    }
    let said = format!("{}; these figures can still change", unfinished.join("; "));
    Ok((views, (!unfinished.is_empty()).then_some(said)))
}

fn blind(round: &Round) -> Failure {
    Failure::refused(format!("round {} is blind until it closes", round.name))
        .hint("see who is how far with: intercoder round status")
}

/// The closed rounds, in the order they opened; one that was closed twice apart has no figures.
pub fn closed<'v>(view: &View<'v>) -> impl Iterator<Item = &'v Round> + use<'v> {
    let rounds = view.rounds().iter();
    rounds.filter(|round| round.close.is_some() && !round.closed_twice)
}

/// The texts as they were at the rounds' frontiers.
pub fn texts_then(session: &Session, views: &[View<'_>], texts: &Texts) -> Result<Texts, Failure> {
    let mut then = texts.clone();
    for view in views {
        then = session.texts_then(view, &then)?;
    }
    Ok(then)
}

/// One request a document of the scope.
pub fn each_document(sources: &[Source<'_>], texts: &Texts, request: &Request) -> Vec<Request> {
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

/// Where codings are taken from: the rounds asked for, or the study as the viewer sees it.
pub fn sources<'v>(
    view: &'v View<'v>,
    views: &'v [View<'v>],
    rounds: &[&'v Round],
) -> Vec<Source<'v>> {
    if rounds.is_empty() {
        return vec![Source::outside_rounds(view)];
    }
    // A frontier ends before the close itself, so that whom a round was closed without is read from the round as it is.
    let rounds = views.iter().zip(rounds);
    rounds
        .map(|(view, round)| Source::of_round(view, round))
        .collect()
}

/// The restrictions asked for, each of which must name something there is.
pub fn request(view: &View<'_>, args: &Args) -> Result<Request, Failure> {
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

/// Why there is nothing to compare: a blind round hides it, or nobody has finished.
pub fn nothing_to_compare(view: &View<'_>) -> Failure {
    match view.hiding().first() {
        Some(round) => blind(round),
        None => Failure::new("no document has been finished by two coders in this scope")
            .hint("each coder says so with: intercoder done DOCUMENT"),
    }
}
