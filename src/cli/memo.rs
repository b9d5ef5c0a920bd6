//! `memo`: notes, questions and answers beside the coding.

use std::path::PathBuf;

use crate::cli::context::{Context, code, document, joined};
use crate::cli::failure::Failure;
use crate::cli::reference::{Named, coding_or_memo};
use crate::coding::{Memo, MemoState, On};
use crate::event::Event;
use crate::event::coding::MemoWrite;
use crate::filter::View;
use crate::history::on;
use crate::id::{CoderId, MemoRef, PersonId};
use crate::import::comments::{self, Comment};
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
    Import(ImportArgs),
}

/// Take in the comments of a reader from a CSV: about, comment, name
///
/// About is the handle of a code or theme, or the name of a memo as the reader's page prints it (ana:42). A comment on a code
/// becomes a note on it, one on a question its answer. Rows without a comment are left out, and what was taken in before is not
/// taken in again.
///
/// Example: intercoder memo import comments.csv
#[derive(Debug, clap::Args)]
pub struct ImportArgs {
    /// The CSV.
    file: PathBuf,
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
        Action::Import(args) => import(context, &args),
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

fn import(context: &mut Context, args: &ImportArgs) -> Result<(), Failure> {
    let name = args.file.display().to_string();
    let comments = comments::read(&name, &context.read_text(&args.file)?)?;
    let mut session = context.open()?;
    joined(&session)?;
    let view = session.view();
    let mut events: Vec<MemoWrite> = Vec::new();
    let mut known = 0;
    for comment in &comments {
        let event = commented(&view, &name, comment)?;
        let is_same = |memo: &&Memo| memo.on == event.on && memo.text == event.text;
        match view.memos().any(|memo| is_same(&memo)) || events.contains(&event) {
            true => known += 1,
            false => events.push(event),
        }
    }
    drop(view);
    if !events.is_empty() {
        session.record(|draft| {
            events.iter().try_for_each(|event| {
                draft
                    .add(Event::MemoWrite(Box::new(event.clone())))
                    .map(|_| ())
            })
        })?;
    }
    let n = events.len();
    match context.out.is_json() {
        true => context
            .out
            .json(&serde_json::json!({ "comments": n, "known": known })),
        false => context.out.line(format!(
            "{} taken in, {known} known already",
            counted(n, "comment")
        )),
    }
}

/// A comment as the memo it becomes: an answer to a memo, else a note on a code.
fn commented(view: &View<'_>, file: &str, comment: &Comment) -> Result<MemoWrite, Failure> {
    let (on, reply_to) = match view.code_called(&comment.about) {
        Some(code) => (On::Code(code.id), None),
        None => match coding_or_memo(view, &comment.about) {
            Ok(Named::Memo(memo)) => (memo.on.clone(), Some(memo.id)),
            Ok(Named::Coding(_)) | Err(_) => {
                return Err(Failure::new(format!(
                    "{file} line {}: “{}” is neither a code nor a question of this study; nothing was taken in",
                    comment.line, comment.about
                ))
                .hint("write the handle of a theme, or the name of a question as the page prints it"));
            }
        },
    };
    Ok(MemoWrite {
        memo: None,
        on,
        text: match comment.name.as_str() {
            "" => comment.words.clone(),
            name => format!("{} ({name})", comment.words),
        },
        to: None,
        state: match reply_to {
            Some(_) => MemoState::Answer,
            None => MemoState::Note,
        },
        reply_to,
    })
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
