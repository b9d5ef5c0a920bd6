//! What `agree` is asked about: rounds, documents and coders, each of which must be there and open to the reader.

use crate::agreement::scope::{Request, Scope, Source};
use crate::cli::agree::Args;
use crate::cli::failure::Failure;
use crate::filter::View;
use crate::id::{CoderId, RoundRef};
use crate::round::Round;
use crate::session::Session;
use crate::texts::Texts;

/// The rounds asked for, each once, in the order they opened.
pub fn rounds<'v>(view: &View<'v>, args: &Args) -> Result<Vec<&'v Round>, Failure> {
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
pub fn views<'s>(
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
pub fn frontier_texts(
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
        Some(round) => Failure::refused(format!("round {} is blind until it closes", round.name))
            .hint("see who is how far with: intercoder round status"),
        None => Failure::new("no document has been finished by two coders in this scope")
            .hint("each coder says so with: intercoder done DOCUMENT"),
    }
}
