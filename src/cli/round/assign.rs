//! `round assign`: documents for coders of an open round.

use rand::SeedableRng as _;
use rand::seq::SliceRandom as _;
use rand_chacha::ChaCha8Rng;

use crate::cli::context::{Context, document, lead};
use crate::cli::failure::Failure;
use crate::cli::round::{AssignArgs, coders, round};
use crate::event::Event;
use crate::event::round::RoundAssign;
use crate::id::DocumentRef;
use crate::round::Round;

pub fn assign(context: &mut Context, args: AssignArgs) -> Result<(), Failure> {
    let mut session = context.open()?;
    lead(&session)?;
    let view = session.view();
    let round = match &args.round {
        Some(name) => round(&view, name)?,
        None => view
            .rounds()
            .iter()
            .rev()
            .find(|round| round.close.is_none())
            .ok_or_else(|| {
                Failure::new("no round is open")
                    .hint("open one first: intercoder round new --open --documents … --coders …")
            })?,
    };
    if round.close.is_some() {
        return Err(
            Failure::refused(format!("round {} is closed", round.name)).hint("open a new one")
        );
    }
    let coders = if args.coders.is_empty() {
        round.coders()
    } else {
        coders(&view, &args.coders)?
    };
    let in_rounds: Vec<DocumentRef> = view.rounds().iter().flat_map(Round::documents).collect();
    let mut documents: Vec<DocumentRef> = match args.rest {
        true => view
            .documents()
            .map(|document| document.id)
            .filter(|id| !in_rounds.contains(id))
            .collect(),
        false => args
            .documents
            .iter()
            .map(|handle| document(&view, handle).map(|d| d.id))
            .collect::<Result<_, _>>()?,
    };
    if documents.is_empty() {
        return Err(Failure::wrong_use("there is nothing to assign")
            .hint("name --documents, or --rest for those in no round"));
    }
    documents.shuffle(&mut ChaCha8Rng::seed_from_u64(args.seed));
    let shared = documents.split_off(documents.len().saturating_sub(if args.single {
        args.drift
    } else {
        documents.len()
    }));
    let (id, name) = (round.id, round.name.clone());
    let mut events: Vec<RoundAssign> = Vec::new();
    if !shared.is_empty() {
        events.push(RoundAssign {
            round: id,
            documents: shared,
            coders: coders.clone(),
        });
    }
    for (at, coder) in coders.iter().enumerate() {
        let own: Vec<DocumentRef> = documents
            .iter()
            .copied()
            .skip(at)
            .step_by(coders.len())
            .collect();
        if !own.is_empty() {
            events.push(RoundAssign {
                round: id,
                documents: own,
                coders: vec![coder.clone()],
            });
        }
    }
    let said: Vec<String> = events
        .iter()
        .map(|event| {
            let handles = event
                .documents
                .iter()
                .filter_map(|id| view.document(*id))
                .map(|document| document.handle.as_str());
            let who: Vec<&str> = event.coders.iter().map(|coder| coder.0.as_str()).collect();
            format!(
                "round {name}: {} for {}",
                handles.collect::<Vec<_>>().join(", "),
                who.join(", ")
            )
        })
        .collect();
    drop(view);
    session.record(|draft| {
        events
            .into_iter()
            .try_for_each(|event| draft.add(Event::RoundAssign(event)).map(|_| ()))
    })?;
    said.iter().try_for_each(|line| context.out.line(line))
}
