//! Changes of the codebook: add, edit, move, merge, retire.

use crate::change::code::{self as change, added};
use crate::cli::codebook::exchange::field;
use crate::cli::context::{self, Context, joined};
use crate::cli::failure::Failure;
use crate::codebook::{Code, Use};
use crate::event::Event;
use crate::event::codebook::CodeChange;
use crate::id::check_handle;
use crate::number::counted;

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
        color: None,
    };
    let id = session.record(|draft| draft.add(Event::CodeAdd(Box::new(added(&code, parent)))))?;
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
        "{handle}: {} changed; frozen versions stay as they are",
        counted(count, "field")
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
