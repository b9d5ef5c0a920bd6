//! `codebook split`: several codes instead of one, and who has to look again at what they coded with it.

use crate::change::code::{self, Leaves, Split, added};
use crate::cli::context::{self, Context, joined};
use crate::cli::failure::Failure;
use crate::cli::reference;
use crate::codebook::Code;
use crate::coding::Coding;
use crate::filter::View;
use crate::id::{CodeRef, check_handle};
use crate::number::counted;
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
    let new = new_codes((&view, old), &args)?;
    let moves = moves(&view, (&args, &new), old.id)?;
    let is_below = !args.beside && !args.retire;
    let (id, parent) = (old.id, if is_below { Some(old.id) } else { old.parent });
    let moved = moves.len();
    let split = Split {
        old: id,
        into: new.iter().map(|code| added(code, parent)).collect(),
        leaves: match args.retire {
            true => Leaves::Retired,
            false => Leaves::Container,
        },
        moves,
    };
    let change = code::split(&view, &coder, split)?;
    drop(view);
    session.record(|draft| change.write(draft))?;
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
        "{} is split into {} and {became}; {} of yours moved",
        args.code,
        handles.join(", "),
        counted(moved, "coding")
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

/// The codings that move at once, each with the place of its new code.
fn moves<'v>(
    view: &View<'v>,
    (args, new): (&Args, &[Code]),
    old: CodeRef,
) -> Result<Vec<(&'v Coding, usize)>, Failure> {
    let each = args.moves.iter().map(|written| {
        let (name, handle) = written
            .split_once('=')
            .ok_or_else(|| Failure::wrong_use(format!("“{written}” is not REF=CODE")))?;
        let place = new.iter().position(|code| code.id == handle);
        let place = place
            .ok_or_else(|| Failure::wrong_use(format!("{handle} is not one of the new codes")))?;
        let coding = reference::coding(view, name, |coding| coding.code == old)?;
        Ok((coding, place))
    });
    each.collect()
}
