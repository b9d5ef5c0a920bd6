//! `report memberpack`: what one person said, for that person to check.

use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::cli::report::{Asked, PaperArgs};
use crate::id::PersonId;
use crate::report::memberpack::pack;

/// Write a participant's own pack: their quotes, a summary of themes in plain words, room for their comments
///
/// Nobody else's words are in it: an excerpt that crosses turns is cut to the person's own. No document and no other person is
/// named. Whose attribute may_quote is no gets the summary without words.
///
/// Example: intercoder report memberpack --person P07 -o P07.docx
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The person, by handle.
    #[arg(long, value_name = "PERSON")]
    person: String,
    #[command(flatten)]
    written: PaperArgs,
}

pub fn run(context: &mut Context, asked: &Asked, args: &Args) -> Result<(), Failure> {
    let view = asked.session.view();
    let person = PersonId::from(args.person.as_str());
    let known = view.person(&person).filter(|known| !known.retired);
    let known = known.ok_or_else(|| {
        Failure::new(format!("there is no person {person}"))
            .hint("see them with: intercoder people list")
    })?;
    let layer = asked.layer(&view, args.written.layer.as_deref())?;
    let basis = asked.unmeasured(&view, layer);
    args.written.write(context, &pack(&basis, &known.handle))
}
