//! `memo`: notes, questions and answers beside the coding.

use crate::cli::context::{Context, code, document, joined};
use crate::cli::failure::Failure;
use crate::cli::reference::{Named, coding_or_memo};
use crate::coding::{Memo, MemoState, On};
use crate::event::Event;
use crate::event::coding::MemoWrite;
use crate::filter::View;
use crate::history::on;
use crate::id::{CoderId, MemoRef, PersonId};
use crate::number::counted;

/// Write memos and list them
///
/// Example: intercoder memo add --code rel-crisis --text "Is a text at night enough?" --to lee
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, clap::Subcommand)]
enum Action {
    Add(AddArgs),
    /// List memos
    List {
        /// Only what is addressed to you and not settled.
        #[arg(long)]
        mine: bool,
    },
}

/// Write a memo
#[derive(Debug, clap::Args)]
#[command(group(clap::ArgGroup::new("place").required(true).args(["document", "code", "person", "on_ref"])))]
pub struct AddArgs {
    /// On a document.
    #[arg(long)]
    document: Option<String>,
    /// On a code.
    #[arg(long)]
    code: Option<String>,
    /// On a person.
    #[arg(long)]
    person: Option<String>,
    /// On a coding, or in answer to a memo, by ref or name as `ana:42`.
    #[arg(long = "ref", value_name = "REF")]
    on_ref: Option<String>,
    /// Its words.
    #[arg(long)]
    text: String,
    /// Ask this coder: the memo is a question then.
    #[arg(long, value_name = "CODER")]
    to: Option<String>,
}

pub fn run(context: &mut Context, args: Args) -> Result<(), Failure> {
    match args.action {
        Action::Add(args) => add(context, args),
        Action::List { mine: true } => list(context, Whose::Mine),
        Action::List { mine: false } => list(context, Whose::All),
    }
}

fn add(context: &mut Context, args: AddArgs) -> Result<(), Failure> {
    let mut session = context.open()?;
    joined(&session)?;
    let view = session.view();
    if args.text.trim().is_empty() {
        return Err(Failure::wrong_use("a memo needs words"));
    }
    let to = args.to.as_deref().map(CoderId::from);
    if let Some(to) = to
        .as_ref()
        .filter(|to| view.coders().iter().all(|coder| coder.handle != **to))
    {
        return Err(Failure::new(format!("coder {to} has not joined")));
    }
    let (on, reply_to) = place(&view, &args)?;
    let state = match (&to, reply_to) {
        (_, Some(_)) => MemoState::Answer,
        (Some(_), None) => MemoState::Question,
        (None, None) => MemoState::Note,
    };
    drop(view);
    let event = MemoWrite {
        memo: None,
        on,
        text: args.text,
        to,
        reply_to,
        state,
    };
    let id = session.record(|draft| draft.add(Event::MemoWrite(Box::new(event))))?;
    match context.out.is_json() {
        true => context.out.json(&serde_json::json!({ "ref": id })),
        false => context
            .out
            .line(format!("{} saved  ({id})", state.as_str())),
    }
}

fn place(view: &View<'_>, args: &AddArgs) -> Result<(On, Option<MemoRef>), Failure> {
    if let Some(handle) = &args.document {
        return Ok((On::Document(document(view, handle)?.id), None));
    }
    if let Some(handle) = &args.code {
        return Ok((On::Code(code(view, handle)?.id), None));
    }
    if let Some(handle) = &args.person {
        let person = PersonId::from(handle.as_str());
        let known = view.person(&person).map(|person| person.handle.clone());
        return Ok((
            On::Person(known.ok_or_else(|| Failure::new(format!("there is no person {handle}")))?),
            None,
        ));
    }
    let name = args.on_ref.as_deref().unwrap_or_default();
    match coding_or_memo(view, name)? {
        Named::Coding(coding) => Ok((On::Coding(coding.id), None)),
        Named::Memo(memo) => Ok((memo.on.clone(), Some(memo.id))),
    }
}

/// Which memos are listed.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Whose {
    /// Those one may see.
    All,
    /// Questions to oneself that are not settled.
    Mine,
}

fn list(context: &mut Context, whose: Whose) -> Result<(), Failure> {
    let session = context.open()?;
    let view = session.view();
    let me = view.viewer();
    let wanted = |memo: &&Memo| {
        whose == Whose::All || (memo.to.as_ref() == me && memo.state == MemoState::Question)
    };
    let memos: Vec<_> = view.memos().filter(wanted).collect();
    if context.out.is_json() {
        let written: Vec<_> = memos.iter().map(|memo| serde_json::json!({
            "ref": memo.id, "coder": memo.coder, "on": on(&view, &memo.on), "text": memo.text, "to": memo.to,
            "reply_to": memo.reply_to, "state": memo.state, "at": memo.at
        })).collect();
        return context.out.json(&serde_json::json!({ "memos": written }));
    }
    for memo in &memos {
        let to = memo
            .to
            .as_ref()
            .map_or_else(String::new, |to| format!(" to {to}"));
        context.out.line(format!(
            "{} {}{to} on {}: {}",
            memo.coder,
            memo.state.as_str(),
            on(&view, &memo.on),
            memo.text
        ))?;
    }
    context.out.line(counted(memos.len(), "memo"))
}
