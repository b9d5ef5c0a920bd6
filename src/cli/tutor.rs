//! `tutor`: a lesson of five minutes in the reader itself, on a study that is thrown away afterwards.

use crate::cli::context::{Context, document};
use crate::cli::failure::Failure;
use crate::cli::sample;
use crate::cli::screen::{is_on_screen, on_screen};
use crate::tui::coach::{Coach, LESSON};
use crate::tui::message::Landing;
use crate::tui::run::Start;

/// Learn to code by keyboard in five minutes
///
/// The lesson runs in the reader, on a copy of the sample study that is thrown away afterwards; each step waits until you have done
/// it. Without a terminal its steps are printed.
///
/// Example: intercoder tutor
#[derive(Debug, clap::Args)]
pub struct Args {}

pub fn run(context: &mut Context, _: Args) -> Result<(), Failure> {
    let coach = Coach::new(LESSON);
    if !is_on_screen(context) {
        for (at, step) in coach.steps.iter().enumerate() {
            context.out.line(format!("{}. {}", at + 1, step.words))?;
        }
        return context
            .out
            .line("Run intercoder tutor in a terminal to do them.");
    }
    let place = tempfile::tempdir()
        .map_err(|cause| Failure::new(format!("no temporary folder can be made: {cause}")))?;
    let mut host = context.host();
    host.state = place.path().join("state");
    let session = sample::write(&place.path().join("lesson"), host)?;
    let view = session.view();
    let id = document(&view, "I01")?.id;
    drop(view);
    let start = Start {
        document: Some((id, Landing::Uncoded)),
        coach: Some(coach),
        ..Start::default()
    };
    on_screen(context, session, start)?;
    context.out.line("The lesson's study is thrown away. intercoder demo keeps one; intercoder init starts your own.")
}
