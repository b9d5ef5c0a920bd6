//! `coder`: who codes in the study.

use crate::cli::context::{Context, joined, lead};
use crate::cli::failure::Failure;
use crate::event::Event;
use crate::event::study::{CoderChange, CoderJoin, CoderRole, CoderSet};
use crate::id::{CoderId, check_handle};

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
    let mut session = context.open()?;
    match args.action {
        Action::Add {
            coder,
            lead: leads,
            name,
        } => {
            lead(&session)?;
            check_handle(&coder).map_err(|cause| Failure::wrong_use(cause.to_string()))?;
            let handle = CoderId::from(coder.as_str());
            let role = if leads {
                CoderRole::Lead
            } else {
                CoderRole::Coder
            };
            let view = session.view();
            let known = view.coders().iter().find(|known| known.handle == handle);
            let set = |change| {
                Event::CoderSet(CoderSet {
                    coder: handle.clone(),
                    change,
                })
            };
            let events = match known {
                None => vec![Event::CoderJoin(CoderJoin {
                    coder: handle.clone(),
                    role,
                    name,
                })],
                Some(known) if known.active && known.role == role => {
                    return context.out.line(format!("{coder} has joined already"));
                }
                Some(_) => vec![set(CoderChange::Active(true)), set(CoderChange::Role(role))],
            };
            session.record(|draft| {
                events
                    .into_iter()
                    .try_for_each(|event| draft.add(event).map(|_| ()))
            })?;
            context.out.line(format!(
                "{coder} has joined; their commands say --as {coder} once on their machine"
            ))
        }
        Action::List => {
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
        Action::Leave => {
            let coder = joined(&session)?;
            let event = Event::CoderSet(CoderSet {
                coder: coder.clone(),
                change: CoderChange::Active(false),
            });
            session.record(|draft| draft.add(event))?;
            context
                .out
                .line(format!("{coder} has left; what {coder} coded stays"))
        }
    }
}
