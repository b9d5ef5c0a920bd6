//! `quotes choose`: an excerpt goes into the paper, in which words and by whom.

use crate::change::quote;
use crate::cli::context::{Context, code, joined};
use crate::cli::failure::Failure;
use crate::cli::reference;
use crate::coding::QuoteState;
use crate::disclosure::kept_in;
use crate::document::kept::Fate;
use crate::history;
use crate::quotes::exemplar::said;
use crate::quotes::{Wording, edit, of_coding};

/// Choose the excerpt of a coding for the paper
///
/// It stands for the coding's code unless another is named. Words may be left out, marked with […] or …; nothing else may change.
///
/// Example: intercoder quotes choose ana:2
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The coding's ref, or its name as `ana:42`; intercoder quotes list shows them.
    coding: String,
    /// The theme or code that it stands for.
    #[arg(long)]
    theme: Option<String>,
    /// Its words as they are to be printed.
    #[arg(long, value_name = "TEXT")]
    edit: Option<String>,
    /// Who said it, in the words of the paper.
    #[arg(long, value_name = "TEXT")]
    attribution: Option<String>,
    /// Take it off again.
    #[arg(long, conflicts_with_all = ["edit", "attribution"])]
    off: bool,
}

pub fn run(context: &mut Context, args: Args) -> Result<(), Failure> {
    let mut session = context.open()?;
    let coder = joined(&session)?;
    let view = session.view();
    let coding = reference::coding(&view, &args.coding, |_| true)?;
    if coding.excerpt.fate == Fate::Orphaned {
        return Err(Failure::new("that coding's excerpt has no words left")
            .hint("intercoder conflicts lists what corrections left without words"));
    }
    let theme = args.theme.as_deref();
    let theme = theme.map(|handle| code(&view, handle)).transpose()?;
    let (document, span, own) = of_coding(coding);
    let marked = (document, span, theme.map(|code| code.id).or(own));
    let known = view.document(document);
    let (texts, _) = session.texts(known)?;
    let refusing = kept_in(&view, &texts, (document, span));
    if let Some(person) = refusing.first().filter(|_| !args.off) {
        return Err(Failure::refused(format!(
            "{person} must not be quoted (may_quote is no)"
        )));
    }
    let passage = known.and_then(|document| texts.current(document));
    let words = passage
        .map(|passage| said(passage, span))
        .unwrap_or_default();
    if let Some(edited) = &args.edit {
        edit::check(edited, &words).map_err(|cause| {
            Failure::new(cause.to_string()).hint(format!("the excerpt says: {words}"))
        })?;
    }
    let chosen = Wording {
        state: QuoteState::Chosen,
        edited: args.edit,
        attribution: args.attribution,
    };
    let (change, said) = match args.off {
        true => (
            quote::drop_marks(&view, &coder, marked),
            "no longer chosen for",
        ),
        false => (quote::choose(&view, &coder, (marked, chosen)), "chosen for"),
    };
    let said = match &change {
        Some(_) => said,
        None if args.off => "was not chosen for",
        None => "chosen already for",
    };
    let handle = known.map_or_else(String::new, |document| document.handle.clone());
    let theme = marked
        .2
        .map_or_else(String::new, |theme| history::code(&view, theme));
    drop(view);
    let refs = match change {
        None => Vec::new(),
        Some(change) => session.record(|draft| change.write(draft))?,
    };
    let (start, end) = (span.start(), span.end());
    match context.out.is_json() {
        true => context.out.json(&serde_json::json!({
            "document": handle, "start": start, "end": end, "theme": theme, "refs": refs,
            "state": if args.off { QuoteState::Dropped } else { QuoteState::Chosen },
        })),
        false => context
            .out
            .line(format!("{handle} {}-{}: {said} {theme}", start.0, end.0)),
    }
}
