//! `round reveal`: a coder opens their own work in a sealed round that was closed from a computer nobody knew.

use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::cli::round::{RevealArgs, round};
use crate::number::counted;

pub fn reveal(context: &mut Context, args: &RevealArgs) -> Result<(), Failure> {
    let mut session = context.open()?;
    let view = session.view();
    let round = round(&view, &args.round)?;
    let (id, name) = (round.id, round.name.clone());
    if round.close.is_none() {
        return Err(Failure::refused(format!(
            "round {name} is open, and what is sealed in it stays so until it is closed"
        )));
    }
    drop(view);
    let question = format!(
        "was it your lead who closed round {name}? Then everybody can read what you wrote in it [y/N] "
    );
    if !args.yes && !context.says_yes(&question)? {
        return Err(Failure::wrong_use("nothing was told: nobody said yes")
            .hint("ask your lead, then say it with --yes"));
    }
    let keys = session.reveal(id)?;
    if keys == 0 {
        return Err(Failure::new(format!(
            "there is no key of yours for round {name} on this computer"
        )));
    }
    context.out.line(format!(
        "{} for round {name} told to everybody",
        counted(keys, "key")
    ))
}
