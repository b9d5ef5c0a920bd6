//! Changes of the codebook: add, edit, move, merge, split, retire.

use std::collections::HashMap;

use crate::change::code as change;
use crate::change::coding::again;
use crate::cli::codebook::exchange::{code_add, field};
use crate::cli::context::{self, Context, joined};
use crate::cli::failure::Failure;
use crate::cli::reference;
use crate::codebook::{Code, Use};
use crate::event::Event;
use crate::event::codebook::CodeChange;
use crate::event::coding::{CodingAdd, CodingRemove};
use crate::filter::View;
use crate::id::{CodeRef, check_handle};

/// The six fields of a code.
#[derive(Debug, Default, clap::Args)]
pub struct Fields {
    /// The full name.
    #[arg(long)]
    name: Option<String>,
    /// Where it came from: deductive, inductive, in vivo.
    #[arg(long)]
    origin: Option<String>,
    /// What it means.
    #[arg(long)]
    definition: Option<String>,
    /// When to use it.
    #[arg(long)]
    use_when: Option<String>,
    /// When not to, and what to use instead.
    #[arg(long)]
    not_when: Option<String>,
    /// A typical excerpt.
    #[arg(long)]
    example: Option<String>,
    /// theme, or process: housekeeping that stays out of theme tables and agreement.
    #[arg(long = "use", value_parser = ["theme", "process"])]
    use_: Option<String>,
    /// Whether it may be applied; a container may not.
    #[arg(long, value_name = "true|false")]
    assignable: Option<bool>,
    /// Ordered labels of values a coding may carry, separated by semicolons.
    #[arg(long)]
    scale: Option<String>,
}

/// Add a code
#[derive(Debug, clap::Args)]
pub struct AddArgs {
    /// Its handle: what everybody will type.
    code: String,
    /// The code above it.
    #[arg(long)]
    below: Option<String>,
    #[command(flatten)]
    fields: Fields,
}

/// Change fields of a code
#[derive(Debug, clap::Args)]
pub struct EditArgs {
    /// The code.
    code: String,
    /// A new handle.
    #[arg(long)]
    handle: Option<String>,
    #[command(flatten)]
    fields: Fields,
}

/// Split a code: new codes, and your own codings moved to them by document
///
/// Others' codings stay as they are; a lead moves them in the final layer.
#[derive(Debug, clap::Args)]
pub struct SplitArgs {
    /// The code.
    code: String,
    /// The new codes, by handle; they stand where the old one stands.
    #[arg(long, value_delimiter = ',', required = true)]
    into: Vec<String>,
    /// Move this coding of yours to one of them, as REF=CODE; may be given several times.
    #[arg(long = "move", value_name = "REF=CODE")]
    moves: Vec<String>,
}

impl Fields {
    fn changes(&self) -> Vec<CodeChange> {
        let words = [
            ("name", &self.name),
            ("origin", &self.origin),
            ("definition", &self.definition),
            ("use_when", &self.use_when),
            ("not_when", &self.not_when),
            ("example", &self.example),
            ("use", &self.use_),
            ("scale", &self.scale),
        ];
        let changes = words
            .into_iter()
            .filter_map(|(name, value)| field(name, value.as_ref()?));
        changes
            .chain(self.assignable.map(CodeChange::Assignable))
            .collect()
    }
}

pub fn add(context: &mut Context, args: AddArgs) -> Result<(), Failure> {
    check_handle(&args.code).map_err(|cause| Failure::wrong_use(cause.to_string()))?;
    let mut session = context.open()?;
    joined(&session)?;
    let view = session.view();
    if view.code_called(&args.code).is_some() {
        return Err(
            Failure::new(format!("there is a code {} already", args.code))
                .hint("intercoder codebook edit changes it"),
        );
    }
    let parent = args
        .below
        .as_deref()
        .map(|below| context::code(&view, below))
        .transpose()?
        .map(|code| code.id);
    drop(view);
    let f = args.fields;
    let text = |value: Option<String>| value.unwrap_or_default();
    let code = Code {
        name: f.name.unwrap_or_else(|| args.code.clone()),
        id: args.code,
        parent: None,
        origin: text(f.origin),
        definition: text(f.definition),
        use_when: text(f.use_when),
        not_when: text(f.not_when),
        example: text(f.example),
        assignable: f.assignable.unwrap_or(true),
        use_: if f.use_.as_deref() == Some("process") {
            Use::Process
        } else {
            Use::Theme
        },
        scale: f
            .scale
            .iter()
            .flat_map(|s| s.split(';'))
            .map(|label| label.trim().to_owned())
            .filter(|l| !l.is_empty())
            .collect(),
    };
    let id =
        session.record(|draft| draft.add(Event::CodeAdd(Box::new(code_add(&code, parent)))))?;
    context.out.line(format!("{} added  ({id})", code.id))
}

pub fn edit(context: &mut Context, args: EditArgs) -> Result<(), Failure> {
    let mut session = context.open()?;
    joined(&session)?;
    let view = session.view();
    let code = context::code(&view, &args.code)?;
    let mut changes = args.fields.changes();
    changes.extend(args.handle.map(CodeChange::Handle));
    if changes.is_empty() {
        return Err(
            Failure::wrong_use("say which field to change").hint("for example --not-when \"…\"")
        );
    }
    let (handle, count) = (code.code.id.clone(), changes.len());
    let change = change::edit(&view, code.id, changes)?;
    drop(view);
    session.record(|draft| change.write(draft))?;
    context.out.line(format!(
        "{handle}: {count} fields changed; frozen versions stay as they are"
    ))
}

pub fn shift(context: &mut Context, handle: &str, below: Option<&str>) -> Result<(), Failure> {
    let mut session = context.open()?;
    joined(&session)?;
    let view = session.view();
    let code = context::code(&view, handle)?;
    let parent = below.map(|below| context::code(&view, below)).transpose()?;
    let change = change::shift(&view, code.id, parent.map(|parent| parent.id))?;
    let place = parent.map_or_else(
        || "at the root".to_owned(),
        |parent| format!("below {}", parent.code.id),
    );
    drop(view);
    session.record(|draft| change.write(draft))?;
    context.out.line(format!("{handle} stands {place}"))
}

pub fn merge(context: &mut Context, handle: &str, into: &str) -> Result<(), Failure> {
    let mut session = context.open()?;
    joined(&session)?;
    let view = session.view();
    let (code, target) = (context::code(&view, handle)?, context::code(&view, into)?);
    let change = change::merge(&view, code.id, target.id)?;
    let codings = change::codings_of(&view, code.id);
    drop(view);
    session.record(|draft| change.write(draft))?;
    context.out.line(format!("{handle} counts as {into} now: {codings} codings; intercoder undo takes it back as if it had never been"))
}

pub fn split(context: &mut Context, args: SplitArgs) -> Result<(), Failure> {
    let mut session = context.open()?;
    let coder = joined(&session)?;
    let view = session.view();
    let old = context::code(&view, &args.code)?;
    for handle in &args.into {
        check_handle(handle).map_err(|cause| Failure::wrong_use(cause.to_string()))?;
        if view.code_called(handle).is_some() {
            return Err(Failure::new(format!("there is a code {handle} already")));
        }
    }
    let moves = moves(&view, &args, old.id)?;
    if let Some(other) = moves.iter().find(|(add, _, _)| add.coder != coder) {
        return Err(Failure::refused(format!(
            "that coding is {}'s; only they move it",
            other.0.coder
        )));
    }
    let new: Vec<Code> = args
        .into
        .iter()
        .map(|handle| Code {
            id: handle.clone(),
            name: handle.clone(),
            ..old.code.clone()
        })
        .collect();
    let parent = old.parent;
    drop(view);
    let moved = moves.len();
    session.record(|draft| {
        let mut refs: HashMap<String, CodeRef> = HashMap::new();
        for code in &new {
            let id = draft.add(Event::CodeAdd(Box::new(code_add(code, parent))))?;
            refs.insert(code.id.clone(), CodeRef(id));
        }
        for (mut add, remove, handle) in moves {
            add.code = refs[&handle];
            draft.add(Event::CodingRemove(remove))?;
            draft.add(Event::CodingAdd(Box::new(add)))?;
        }
        Ok(())
    })?;
    context.out.line(format!(
        "{} is split into {}; {moved} codings of yours moved; the rest stays with {}",
        args.code,
        args.into.join(", "),
        args.code
    ))
}

type Move = (CodingAdd, CodingRemove, String);

fn moves(view: &View<'_>, args: &SplitArgs, old: CodeRef) -> Result<Vec<Move>, Failure> {
    args.moves
        .iter()
        .map(|written| {
            let (name, handle) = written
                .split_once('=')
                .ok_or_else(|| Failure::wrong_use(format!("“{written}” is not REF=CODE")))?;
            if !args.into.iter().any(|into| into == handle) {
                return Err(Failure::wrong_use(format!(
                    "{handle} is not one of the new codes"
                )));
            }
            let coding = reference::coding(view, name, |coding| coding.code == old)?;
            let add = again(coding);
            Ok((add, CodingRemove { coding: coding.id }, handle.to_owned()))
        })
        .collect()
}

pub fn retire(context: &mut Context, handle: &str) -> Result<(), Failure> {
    let mut session = context.open()?;
    joined(&session)?;
    let view = session.view();
    let change = change::retire(&view, context::code(&view, handle)?.id)?;
    drop(view);
    session.record(|draft| change.write(draft))?;
    context.out.line(format!(
        "{handle} is retired: what is coded with it stays, nothing new can be"
    ))
}
