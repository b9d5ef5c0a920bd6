//! `code --linear`: the reader as lines of text.

use std::io::BufRead as _;

use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::id::DocumentRef;
use crate::session::Session;
use crate::tui::linear::Linear;

/// Reads lines until there are no more, and answers each.
pub fn run(context: &mut Context, session: Session, document: DocumentRef) -> Result<(), Failure> {
    let mut linear = Linear::new(session, document);
    if let Some(why) = linear.refusal() {
        return Err(Failure::damaged(why).hint("intercoder verify says what is missing"));
    }
    for line in linear.greeting() {
        context.out.line(line)?;
    }
    context.out.flush()?;
    for line in std::io::stdin().lock().lines() {
        let line =
            line.map_err(|cause| Failure::new(format!("the keys could not be read: {cause}")))?;
        for answer in linear.hear(&line) {
            context.out.line(answer)?;
        }
        context.out.flush()?;
        if linear.is_over {
            break;
        }
    }
    for line in linear.farewell() {
        context.out.line(line)?;
    }
    Ok(())
}
