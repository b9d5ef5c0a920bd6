//! `coder`: who codes in the study.

use crate::cli::context::{Context, joined, lead};
use crate::cli::failure::Failure;
use crate::event::Event;
use crate::event::study::{CoderChange, CoderJoin, CoderRole, CoderSet};
use crate::id::{CoderId, check_handle};
use crate::study::Coder;

/// Add coders, list them, or leave
///
/// Example: intercoder coder add ben
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, clap::Subcommand)]
enum Action {
    /// Add a coder, or make one a lead
    Add {
        /// Their handle.
        coder: String,
        /// They lead the study.
        #[arg(long)]
        lead: bool,
        /// Their full name.
        #[arg(long)]
        name: Option<String>,
    },
    /// List the coders
    List,
    /// Leave the study; what you coded stays
    Leave,
}

pub fn run(context: &mut Context, args: Args) -> Result<(), Failure> {
    match args.action {
        Action::Add { coder, lead, name } => {
            let role = if lead {
                CoderRole::Lead
            } else {
                CoderRole::Coder
            };
            add(context, &coder, role, name)
        }
        Action::List => list(context),
        Action::Leave => leave(context),
    }
}

fn add(
    context: &mut Context,
    coder: &str,
    role: CoderRole,
    name: Option<String>,
) -> Result<(), Failure> {
    let mut session = context.open()?;
    lead(&session)?;
    check_handle(coder).map_err(|cause| Failure::wrong_use(cause.to_string()))?;
    let handle = CoderId::from(coder);
    let view = session.view();
    let known = view.coders().iter().find(|known| known.handle == handle);
    let (events, said) = match known {
        None => (
            vec![Event::CoderJoin(CoderJoin {
                coder: handle,
                role,
                name,
            })],
            format!("{coder} has joined; their commands say --as {coder} once on their machine"),
        ),
        Some(known) => {
            let changes = changes(known, role, name);
            let said: Vec<String> = changes.iter().map(spoken).collect();
            let set = |change| {
                let coder = handle.clone();
                Event::CoderSet(CoderSet { coder, change })
            };
            (
                changes.into_iter().map(set).collect(),
                format!("{coder} {}", said.join(", ")),
            )
        }
    };
    drop(view);
    if events.is_empty() {
        return context.out.line(format!("{coder} has joined already"));
    }
    session.record(|draft| {
        events
            .into_iter()
            .try_for_each(|event| draft.add(event).map(|_| ()))
    })?;
    context.out.line(said)
}

/// What adding a known coder again changes: whoever left is back, and a lead is made, but never unmade.
fn changes(known: &Coder, role: CoderRole, name: Option<String>) -> Vec<CoderChange> {
    let mut changes = Vec::new();
    if !known.active {
        changes.push(CoderChange::Active(true));
    }
    if role == CoderRole::Lead && known.role != CoderRole::Lead {
        changes.push(CoderChange::Role(role));
    }
    let new = name.filter(|name| known.name.as_ref() != Some(name));
    changes.extend(new.map(CoderChange::Name));
    changes
}

fn spoken(change: &CoderChange) -> String {
    match change {
        CoderChange::Active(_) => "is back".to_owned(),
        CoderChange::Role(_) => "leads the study".to_owned(),
        CoderChange::Name(name) => format!("is called {name}"),
    }
}

fn list(context: &mut Context) -> Result<(), Failure> {
    let session = context.open()?;
    let view = session.view();
    if context.out.is_json() {
        let coders = view.coders().iter().map(|coder| {
            serde_json::json!({ "coder": coder.handle, "role": coder.role, "name": coder.name, "active": coder.active })
        });
        return context
            .out
            .json(&serde_json::json!({ "coders": coders.collect::<Vec<_>>() }));
    }
    for coder in view.coders() {
        let role = if coder.role == CoderRole::Lead {
            "lead"
        } else {
            "coder"
        };
        let name = coder.name.as_deref().unwrap_or_default();
        let left = if coder.active { "" } else { "  (left)" };
        context
            .out
            .line(format!("{:<12} {role:<6} {name}{left}", coder.handle).trim_end())?;
    }
    Ok(())
}

fn leave(context: &mut Context) -> Result<(), Failure> {
    let mut session = context.open()?;
    let coder = joined(&session)?;
    let view = session.view();
    let leads = |of: &CoderId| {
        view.coders()
            .iter()
            .any(|known| known.handle == *of && known.role == CoderRole::Lead)
    };
    let others = view
        .coders()
        .iter()
        .filter(|known| known.active && known.handle != coder);
    if leads(&coder) && !others.clone().any(|other| leads(&other.handle)) && others.count() > 0 {
        return Err(
            Failure::refused(format!("{coder} is the only lead of this study"))
                .hint("make another one first: intercoder coder add NAME --lead"),
        );
    }
    drop(view);
    let event = Event::CoderSet(CoderSet {
        coder: coder.clone(),
        change: CoderChange::Active(false),
    });
    session.record(|draft| draft.add(event))?;
    context
        .out
        .line(format!("{coder} has left; what {coder} coded stays"))
}
