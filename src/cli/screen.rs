//! The screens, opened by a command: only where there is a terminal and a person at it.

use std::io::IsTerminal as _;

use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::session::Session;
use crate::tui::run::{Start, Stopped, run};

/// Whether there is a terminal to draw on and a person at it.
pub fn is_on_screen(context: &Context) -> bool {
    std::io::stdin().is_terminal() && std::io::stdout().is_terminal() && !context.globals.json
}

/// Runs the screens, and says afterwards what is worth saying.
pub fn on_screen(context: &mut Context, session: Session, start: Start) -> Result<(), Failure> {
    if !is_on_screen(context) {
        return Err(Failure::new("there is no terminal here to draw on")
            .hint("intercoder code DOC --linear works line by line; intercoder status tells how far everybody is"));
    }
    if context.out.screen.is_some() {
        return Err(
            Failure::wrong_use("a screen shows words as they are, and takes nothing out")
                .hint("leave --redact away, or ask for something that is printed"),
        );
    }
    for line in run(session, start)? {
        context.out.line(line)?;
    }
    Ok(())
}

impl From<Stopped> for Failure {
    fn from(cause: Stopped) -> Self {
        Self::new(cause.to_string())
    }
}
