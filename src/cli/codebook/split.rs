//! `codebook split`: several codes instead of one, and who has to look again at what they coded with it.

use std::collections::HashMap;

use crate::change::coding::again;
use crate::cli::codebook::exchange::code_add;
use crate::cli::context::{self, Context, joined};
use crate::cli::failure::Failure;
use crate::cli::reference;
use crate::codebook::Code;
use crate::event::Event;
use crate::event::codebook::{CodeChange, CodeSet};
use crate::event::coding::{CodingAdd, CodingRemove};
use crate::filter::View;
use crate::id::{CodeRef, CoderId, check_handle};
use crate::recode::{Between, Queue, Until};
use crate::study::CodeNow;

/// Split a code into several, which stand below it; it becomes a container
///
/// What is coded with the old code stays until somebody looks at it again: after the next freeze it waits for its coders in
/// `intercoder recode`. The new codes begin with the fields of the old one.
///
/// Example: intercoder codebook split rel-crisis --into crisis-call="Calls at night",crisis-visit="Visits"
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The code.
    code: String,
    /// The new codes: handles, each with a name where it has one.
    #[arg(
        long,
        value_delimiter = ',',
        required = true,
        value_name = "HANDLE[=NAME]"
    )]
    into: Vec<String>,
    /// The new codes stand beside the old one, not below it.
    #[arg(long)]
    beside: bool,
    /// The old code is retired; the new ones stand where it stood.
    #[arg(long)]
    retire: bool,
    /// Move this coding of yours to one of them at once, as REF=CODE; may be given several times.
    #[arg(long = "move", value_name = "REF=CODE")]
    moves: Vec<String>,
}

pub fn run(context: &mut Context, args: Args) -> Result<(), Failure> {
    let mut session = context.open()?;
    let coder = joined(&session)?;
    let view = session.view();
    let old = context::code(&view, &args.code)?;
    if old.retired {
        return Err(Failure::new(format!("{} is retired already", args.code)));
    }
    let new = new_codes((&view, old), &args)?;
    let moves = moves(&view, (&args, &new), (old.id, &coder))?;
    let is_below = !args.beside && !args.retire;
    let (id, parent) = (old.id, if is_below { Some(old.id) } else { old.parent });
    let moved = moves.len();
    drop(view);
    session.record(|draft| {
        let mut refs: HashMap<String, CodeRef> = HashMap::new();
        for code in &new {
            let id = draft.add(Event::CodeAdd(Box::new(code_add(code, parent))))?;
            refs.insert(code.id.clone(), CodeRef(id));
        }
        let change = match args.retire {
            true => CodeChange::Retired(true),
            false => CodeChange::Assignable(false),
        };
        draft.add(Event::CodeSet(CodeSet { code: id, change }))?;
        for (mut add, remove, handle) in moves {
            add.code = refs[&handle];
            draft.add(Event::CodingRemove(remove))?;
            draft.add(Event::CodingAdd(Box::new(add)))?;
        }
        Ok(())
    })?;
    let view = session.view();
    let (texts, _) = session.texts([])?;
    let between = Between {
        from: None,
        to: Until::Draft,
    };
    let mut queue = Queue::of(&view, &texts, between);
    queue.waiting.retain(|waiting| waiting.coding.code == id);
    let handles: Vec<&str> = new.iter().map(|code| code.id.as_str()).collect();
    if context.out.is_json() {
        return context.out.json(&serde_json::json!({
            "code": args.code, "into": handles, "moved": moved, "to_recode": queue.coders(),
        }));
    }
    let became = match args.retire {
        true => "is retired",
        false => "is a container now",
    };
    context.out.line(format!(
        "{} is split into {} and {became}; {moved} codings of yours moved",
        args.code,
        handles.join(", ")
    ))?;
    if queue.waiting.is_empty() {
        return Ok(());
    }
    context.out.line(format!(
        "{} to look at again once this is frozen: intercoder codebook freeze, then intercoder recode",
        queue.spread()
    ))
}

/// The new codes as they were asked for, none of which may be there already.
fn new_codes((view, old): (&View<'_>, &CodeNow), args: &Args) -> Result<Vec<Code>, Failure> {
    let mut new: Vec<Code> = Vec::new();
    for written in &args.into {
        let (handle, name) = written.split_once('=').unwrap_or((written, written));
        let (handle, name) = (handle.trim(), name.trim());
        check_handle(handle).map_err(|cause| Failure::wrong_use(cause.to_string()))?;
        let is_named = |code: &Code| code.id.eq_ignore_ascii_case(handle);
        if view.code_called(handle).is_some() || new.iter().any(is_named) {
            return Err(Failure::new(format!("there is a code {handle} already")));
        }
        if name.is_empty() {
            return Err(Failure::wrong_use(format!("{handle} has an empty name"))
                .hint("write it as HANDLE=\"Name\", or leave the name out"));
        }
        new.push(Code {
            id: handle.to_owned(),
            name: name.to_owned(),
            parent: None,
            assignable: true,
            ..old.code.clone()
        });
    }
    Ok(new)
}

type Move = (CodingAdd, CodingRemove, String);

/// One's own codings that move at once.
fn moves(
    view: &View<'_>,
    (args, new): (&Args, &[Code]),
    (old, coder): (CodeRef, &CoderId),
) -> Result<Vec<Move>, Failure> {
    let each = args.moves.iter().map(|written| {
        let (name, handle) = written
            .split_once('=')
            .ok_or_else(|| Failure::wrong_use(format!("“{written}” is not REF=CODE")))?;
        if new.iter().all(|code| code.id != handle) {
            return Err(Failure::wrong_use(format!(
                "{handle} is not one of the new codes"
            )));
        }
        let coding = reference::coding(view, name, |coding| coding.code == old)?;
        if coding.coder != *coder {
            let whose = format!("that coding is {}'s; only they move it", coding.coder);
            return Err(Failure::refused(whose));
        }
        let removed = CodingRemove { coding: coding.id };
        Ok((again(coding), removed, handle.to_owned()))
    });
    each.collect()
}
