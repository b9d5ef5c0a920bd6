//! `round assign`: documents for coders, in an open round or, for all that is left, in a new one.

use rand::SeedableRng as _;
use rand::seq::SliceRandom as _;
use rand_chacha::ChaCha8Rng;

use crate::cli::context::{Context, document, lead};
use crate::cli::failure::Failure;
use crate::cli::round::{AssignArgs, coders, next_name, round};
use crate::event::Event;
use crate::event::round::{RoundAssign, RoundOpen};
use crate::filter::View;
use crate::id::{CoderId, DocumentRef, RoundRef};
use crate::round::{Round, Sight};

pub fn assign(context: &mut Context, args: AssignArgs) -> Result<(), Failure> {
    let mut session = context.open()?;
    lead(&session)?;
    let view = session.view();
    let target = target(&view, &args)?;
    let coders = match args.coders.is_empty() {
        true => target.coders(),
        false => coders(&view, &args.coders)?,
    };
    let shares = shares(documents(&view, &args)?, &coders, &args);
    let name = target.name().to_owned();
    let said: Vec<String> = shares
        .iter()
        .map(|share| spoken(&view, &name, share))
        .collect();
    let (known, opens) = match target {
        Target::Open(round) => (Some(round.id), None),
        Target::New(event, _) => (None, Some(event)),
    };
    drop(view);
    session.record(|draft| {
        let round = match (known, opens) {
            (_, Some(event)) => RoundRef(draft.add(Event::RoundOpen(Box::new(event)))?),
            (known, None) => known.expect("a round is either known or opened"),
        };
        shares.into_iter().try_for_each(|(documents, coders)| {
            let event = RoundAssign {
                round,
                documents,
                coders,
            };
            draft.add(Event::RoundAssign(event)).map(|_| ())
        })
    })?;
    said.iter().try_for_each(|line| context.out.line(line))
}

/// The round that documents go to.
enum Target<'v> {
    /// One that is open.
    Open(&'v Round),
    /// A new one, like the round before it.
    New(RoundOpen, &'v Round),
}

impl Target<'_> {
    fn coders(&self) -> Vec<CoderId> {
        match self {
            Self::Open(round) | Self::New(_, round) => round.coders(),
        }
    }

    fn name(&self) -> &str {
        match self {
            Self::Open(round) => &round.name,
            Self::New(event, _) => &event.name,
        }
    }
}

fn target<'v>(view: &View<'v>, args: &AssignArgs) -> Result<Target<'v>, Failure> {
    let open = match &args.round {
        Some(name) => Some(round(view, name)?),
        None => view
            .rounds()
            .iter()
            .rev()
            .find(|round| round.close.is_none()),
    };
    if let Some(round) = open {
        if round.close.is_some() {
            return Err(
                Failure::refused(format!("round {} is closed", round.name)).hint("open a new one")
            );
        }
        return Ok(Target::Open(round));
    }
    match (view.rounds().last(), view.versions().last()) {
        (Some(last), Some(version)) if args.rest => {
            let event = RoundOpen {
                name: next_name(view),
                documents: Vec::new(),
                coders: Vec::new(),
                codebook: version.id,
                sight: Sight::Blind,
                unit: last.unit,
                coefficient: last.coefficient,
                target: last.target,
            };
            Ok(Target::New(event, last))
        }
        _ => Err(Failure::new("no round is open")
            .hint("open one first: intercoder round new --documents … --coders …")),
    }
}

fn documents(view: &View<'_>, args: &AssignArgs) -> Result<Vec<DocumentRef>, Failure> {
    let in_rounds: Vec<DocumentRef> = view.rounds().iter().flat_map(Round::documents).collect();
    let found: Vec<DocumentRef> = match args.rest {
        true => view
            .documents()
            .map(|document| document.id)
            .filter(|id| !in_rounds.contains(id))
            .collect(),
        false => args
            .documents
            .iter()
            .map(|handle| document(view, handle).map(|d| d.id))
            .collect::<Result<_, _>>()?,
    };
    if found.is_empty() {
        return Err(Failure::wrong_use("there is nothing to assign")
            .hint("name --documents, or --rest for those in no round"));
    }
    Ok(found)
}

type Share = (Vec<DocumentRef>, Vec<CoderId>);

/// Who gets what: everything to everybody, or each document to one coder in turn and a few, drawn, to all.
fn shares(mut documents: Vec<DocumentRef>, coders: &[CoderId], args: &AssignArgs) -> Vec<Share> {
    if !args.single {
        return vec![(documents, coders.to_vec())];
    }
    documents.shuffle(&mut ChaCha8Rng::seed_from_u64(args.seed));
    let shared = documents.split_off(documents.len().saturating_sub(args.drift));
    let own = coders.iter().enumerate().map(|(at, coder)| {
        let every_nth = documents.iter().copied().skip(at).step_by(coders.len());
        (every_nth.collect(), vec![coder.clone()])
    });
    let all = std::iter::once((shared, coders.to_vec())).chain(own);
    all.filter(|(documents, _)| !documents.is_empty()).collect()
}

fn spoken(view: &View<'_>, round: &str, (documents, coders): &Share) -> String {
    let handles = documents
        .iter()
        .filter_map(|id| view.document(*id))
        .map(|document| document.handle.as_str());
    let who: Vec<&str> = coders.iter().map(|coder| coder.0.as_str()).collect();
    format!(
        "round {round}: {} for {}",
        handles.collect::<Vec<_>>().join(", "),
        who.join(", ")
    )
}
