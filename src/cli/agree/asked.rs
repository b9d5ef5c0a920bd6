//! What `agree` is asked about: rounds, documents and coders, each of which must be there and open to the reader.

use crate::agreement::scope::{Company, Request, Scope, Seat, Seated, Source};
use crate::cli::agree::Args;
use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::cli::standing::{how_to_close, not_closed, round_called};
use crate::document::Document;
use crate::filter::View;
use crate::id::{CoderId, DocumentRef};
use crate::layer::seat;
use crate::number::counted;
use crate::round::{Round, State};
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

/// The name that the final layer stands under.
pub const FINAL: &str = "final";

/// The final layer's seats beside the coders of each source, where it was named as one of them.
pub fn seats(
    (view, texts): (&View<'_>, &Texts),
    sources: &[Source<'_>],
    args: &Args,
) -> Result<Vec<Seat>, Failure> {
    if args.coders.iter().all(|name| name != FINAL) {
        return Ok(Vec::new());
    }
    if args.like.is_some() {
        return Err(
            Failure::wrong_use("NVivo compares coders, and final is none").hint("leave --like out"),
        );
    }
    let views: Vec<&View<'_>> = sources.iter().map(|source| source.view).collect();
    let mut seats = seat::seats((view, texts), &views, &CoderId::from(FINAL));
    let is_asked = |document: &Document| {
        let mut handles = args.documents.iter();
        args.documents.is_empty()
            || handles.any(|handle| handle.to_lowercase() == document.handle.to_lowercase())
    };
    for (seat, source) in seats.iter_mut().zip(sources) {
        // What is said of the layer is said of the documents that it is compared in.
        let finished = source.view.seen_progress().filter(|progress| {
            let in_round = source.round.is_none() || progress.round == source.round;
            in_round
                && progress.state == State::Done
                && args.coders.iter().any(|asked| *asked == progress.coder.0)
        });
        let finished: Vec<DocumentRef> = finished.map(|progress| progress.document).collect();
        seat.documents.retain(|id, _| {
            finished.contains(id) && source.view.document(*id).is_some_and(is_asked)
        });
    }
    Ok(seats)
}

/// What must be read with figures beside the final layer.
pub fn beside_final(seats: &[Seat]) -> Option<String> {
    if seats.is_empty() {
        return None;
    }
    let seated: Vec<&Seated> = seats
        .iter()
        .flat_map(|seat| seat.documents.values())
        .collect();
    let missing: usize = seated.iter().map(|seated| seated.missing.len()).sum();
    let noun = if missing == 1 { "stretch" } else { "stretches" };
    Some(format!(
        "final: what the team stands by in {}; {missing} {noun} without its word (undecided, kept, or judged by nobody) are missing for it, not absent; coded and passages are of all units, the other figures of those on which two have a word",
        counted(seated.len(), "document"),
    ))
}

/// One request a document of the scope.
pub fn each_document(
    sources: &[Source<'_>],
    texts: &Texts,
    (request, company): (&Request, Company<'_>),
) -> Vec<Request> {
    let scope = Scope::with(sources, texts, (request, company));
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
    for name in args.coders.iter().filter(|name| *name != FINAL) {
        crate::cli::context::coder(view, name)?;
    }
    if args.coders.iter().all(|name| name == FINAL) && !args.coders.is_empty() {
        return Err(Failure::wrong_use("final stands beside a coder")
            .hint("name one, such as --coders ana,final"));
    }
    let coders = args
        .coders
        .iter()
        .filter(|name| *name != FINAL)
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
