//! The command line: one file a command, thin over the layers below.
//!
//! Commands read through a view and write through the session; what they print goes through [`output`]. A command never touches
//! another command. Help texts are the doc comments of the arguments; their examples are run by tests.

pub mod failure;
pub mod redact;
pub mod fallen;
pub mod output;
pub mod context;
pub mod reference;
pub mod standing;
pub mod guard;
pub mod theme_table;
pub mod ready;
mod reach;
pub mod project;
pub mod survey;
pub mod screen;
pub mod sample;

mod agree;
mod autocode;
mod code;
mod codebook;
mod coder;
mod coding;
mod compare;
mod conflicts;
mod demo;
mod doctor;
mod document;
mod export;
mod import;
mod init;
mod log;
mod manual;
mod matrix;
mod memo;
mod people;
mod progress;
mod quotes;
mod recode;
mod reconcile;
mod report;
mod round;
mod saturation;
mod search;
mod similar;
mod status;
mod study;
mod table;
mod themes;
mod tutor;
mod undo;
mod verify;
mod withdraw;

use std::path::PathBuf;

use clap::{CommandFactory as _, FromArgMatches as _, Parser, Subcommand};

use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::cli::redact::RedactArgs;
use crate::session::Host;
use crate::text::visible::acts_on_a_terminal;
use crate::tui::run::{Start, theme};
use crate::tui::welcome::{Choice, choose};

/// Code interviews with several coders, in a shared folder, and say how far you agree
///
/// A study is a folder of plain text. Every coder works in a copy of it or in the same one; any way of sharing folders will do.
///
/// Example: intercoder demo my-first-study --no-tui
#[derive(Debug, Parser)]
#[command(name = "intercoder", version, max_term_width = 100)]
pub struct Cli {
    #[command(flatten)]
    globals: Globals,
    #[command(subcommand)]
    command: Option<Command>,
}

/// What every command understands.
#[derive(Clone, Debug, Default, clap::Args)]
pub struct Globals {
    /// The study's folder; without it, this folder or the nearest one above that is a study.
    #[arg(
        id = "study-dir",
        long = "study",
        global = true,
        value_name = "DIR",
        help_heading = "Everywhere"
    )]
    pub study: Option<PathBuf>,
    /// The coder at the keys; without it, whoever last wrote to the study from this machine.
    #[arg(
        id = "as-coder",
        long = "as",
        global = true,
        value_name = "CODER",
        help_heading = "Everywhere"
    )]
    pub coder: Option<String>,
    /// Answer in JSON, for programs.
    #[arg(long, global = true, help_heading = "Everywhere")]
    pub json: bool,
    /// Report although the folder lacks something that it names; the answer says what.
    #[arg(long, global = true, help_heading = "Everywhere")]
    pub allow_incomplete: bool,
}

#[derive(Debug, Subcommand)]
enum Command {
    Init(init::Args),
    Demo(demo::Args),
    Tutor(tutor::Args),
    Import(import::Args),
    Coder(coder::Args),
    #[command(name = "study")]
    Settings(study::Args),
    Document(document::Args),
    People(people::Args),
    Codebook(codebook::Args),
    Code(code::Args),
    Coding(coding::Args),
    Done(progress::DoneArgs),
    Reopen(progress::ReopenArgs),
    Memo(memo::Args),
    Round(round::Args),
    Agree(Box<agree::Args>),
    Reconcile(reconcile::Args),
    Compare(compare::Args),
    Recode(recode::Args),
    Search(search::Args),
    Similar(similar::Args),
    Autocode(autocode::Args),
    Themes(themes::Args),
    Quotes(quotes::Args),
    Saturation(saturation::Args),
    Matrix(matrix::Args),
    Table(table::Args),
    Report(report::Args),
    Status(status::Args),
    Log(log::Args),
    Undo(undo::UndoArgs),
    Redo(undo::RedoArgs),
    Conflicts(conflicts::Args),
    Verify(verify::Args),
    Doctor(doctor::Args),
    Export(export::Args),
    Completions(manual::CompletionsArgs),
    Man(manual::ManArgs),
}

impl Cli {
    /// What the command line asks for, and what is to be taken out of every answer; a command line that nobody understands ends the
    /// program with a sentence.
    pub fn asked() -> (Self, RedactArgs) {
        let asked = Self::command().try_get_matches();
        let asked = asked.unwrap_or_else(|cause| refused(cause));
        let cli = Self::from_arg_matches(&asked).unwrap_or_else(|cause| refused(cause));
        (cli, RedactArgs::of(&asked))
    }
}

/// Ends the program with what the command line is told: in colours, unless it quotes words that would act on the terminal.
fn refused(cause: clap::Error) -> ! {
    let mut words = std::env::args_os();
    if !words.any(|word| word.to_string_lossy().contains(acts_on_a_terminal)) {
        cause.exit()
    }
    output::warn(&cause.render().to_string());
    std::process::exit(cause.exit_code())
}

/// Runs a command.
pub fn run(
    (cli, redaction): (Cli, RedactArgs),
    host: Box<dyn Fn() -> Host>,
) -> Result<(), Failure> {
    let mut context = Context::new(cli.globals, host);
    let context = &mut context;
    context.out.screen = redaction.screen()?;
    match cli.command {
        None => run_bare(context)?,
        Some(Command::Init(args)) => init::run(context, args)?,
        Some(Command::Tutor(args)) => tutor::run(context, args)?,
        Some(Command::Demo(args)) => demo::run(context, args)?,
        Some(Command::Import(args)) => import::run(context, args)?,
        Some(Command::Coder(args)) => coder::run(context, args)?,
        Some(Command::Settings(args)) => study::run(context, args)?,
        Some(Command::Document(args)) => document::run(context, args)?,
        Some(Command::People(args)) => people::run(context, args)?,
        Some(Command::Codebook(args)) => codebook::run(context, args)?,
        Some(Command::Code(args)) => code::run(context, args)?,
        Some(Command::Coding(args)) => coding::run(context, args)?,
        Some(Command::Done(args)) => progress::done(context, args)?,
        Some(Command::Reopen(args)) => progress::reopen(context, args)?,
        Some(Command::Memo(args)) => memo::run(context, args)?,
        Some(Command::Round(args)) => round::run(context, args)?,
        Some(Command::Reconcile(args)) => reconcile::run(context, args)?,
        Some(Command::Compare(args)) => compare::run(context, args)?,
        Some(Command::Recode(args)) => recode::run(context, args)?,
        Some(Command::Agree(args)) => agree::run(context, *args)?,
        Some(Command::Search(args)) => search::run(context, args)?,
        Some(Command::Similar(args)) => similar::run(context, args)?,
        Some(Command::Autocode(args)) => autocode::run(context, args)?,
        Some(Command::Themes(args)) => themes::run(context, &args)?,
        Some(Command::Quotes(args)) => quotes::run(context, args)?,
        Some(Command::Saturation(args)) => saturation::run(context, args)?,
        Some(Command::Matrix(args)) => matrix::run(context, args)?,
        Some(Command::Table(args)) => table::run(context, args)?,
        Some(Command::Report(args)) => report::run(context, args)?,
        Some(Command::Status(args)) => status::run(context, args)?,
        Some(Command::Log(args)) => log::run(context, args)?,
        Some(Command::Undo(args)) => undo::undo(context, args)?,
        Some(Command::Redo(args)) => undo::redo(context, args)?,
        Some(Command::Conflicts(args)) => conflicts::run(context, args)?,
        Some(Command::Verify(args)) => verify::run(context, args)?,
        Some(Command::Doctor(args)) => doctor::run(context, args)?,
        Some(Command::Export(args)) => export::run(context, args)?,
        Some(Command::Completions(args)) => manual::completions(context, args)?,
        Some(Command::Man(args)) => manual::man(context, args)?,
    }
    context.note_written()?;
    context.out.flush()
}

/// Without a command: a study is opened, and outside one it is said how to begin.
fn run_bare(context: &mut Context) -> Result<(), Failure> {
    match (
        manual::is_in_a_study(context)?,
        screen::is_on_screen(context),
    ) {
        (true, true) => {
            let session = context.open()?;
            screen::on_screen(context, session, Start::default())
        }
        (true, false) => status::run(context, status::Args::default()),
        (false, true) => begin(context),
        (false, false) => manual::welcome(context),
    }
}

/// Outside a study, on a terminal: what to begin with.
fn begin(context: &mut Context) -> Result<(), Failure> {
    let host = context.host();
    match choose(theme(&host.environment))? {
        Choice::Leave => Ok(()),
        Choice::Demo => demo::run(context, demo::Args::default()),
        Choice::Begin {
            folder,
            title,
            coder,
        } => {
            init::run(context, init::Args::lead_of((&folder, &title), &coder))?;
            go_on(context, folder)
        }
        Choice::Import {
            files,
            folder,
            coder,
        } => {
            let title = folder.clone();
            init::run(context, init::Args::lead_of((&folder, &title), &coder))?;
            context.globals.study = Some(PathBuf::from(&folder));
            import::run(context, import::Args::of(files))?;
            go_on(context, folder)
        }
    }
}

/// Opens the study that was just made, and says afterwards where it lies.
fn go_on(context: &mut Context, folder: String) -> Result<(), Failure> {
    context.out.flush()?;
    context.globals.study = Some(PathBuf::from(&folder));
    let session = context.open()?;
    screen::on_screen(context, session, Start::default())?;
    context.out.line(format!(
        "The study is in {folder}: plain text, yours. Go on with: intercoder --study {folder}"
    ))
}
