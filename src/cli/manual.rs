//! The welcome outside a study, shell completions and the manual page.

use std::path::Path;

use clap::CommandFactory as _;

use crate::cli::Cli;
use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::store::layout::{Folder, FolderError};

/// Print completions for a shell
///
/// Example: intercoder completions bash
#[derive(Debug, clap::Args)]
pub struct CompletionsArgs {
    /// The shell.
    shell: clap_complete::Shell,
}

/// Print the manual page
///
/// Example: intercoder man
#[derive(Debug, clap::Args)]
pub struct ManArgs {}

pub fn completions(context: &mut Context, args: CompletionsArgs) -> Result<(), Failure> {
    let mut written = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "intercoder", &mut written);
    context.out.text(&String::from_utf8_lossy(&written))
}

pub fn man(context: &mut Context, _args: ManArgs) -> Result<(), Failure> {
    let mut written = Vec::new();
    let drawn = clap_mangen::Man::new(Cli::command()).render(&mut written);
    drawn
        .map_err(|cause| Failure::new(format!("the manual page could not be written: {cause}")))?;
    context.out.text(&String::from_utf8_lossy(&written))
}

/// Whether the folder asked for is a study; refused where it is one that cannot be opened as it stands.
pub fn is_in_a_study(context: &Context) -> Result<bool, Failure> {
    let asked = context.globals.study.as_deref();
    match Folder::find(asked.unwrap_or(Path::new("."))) {
        Ok(_) => Ok(true),
        Err(FolderError::NoStudy { .. } | FolderError::Disk(_)) => Ok(false),
        Err(cause) => Err(cause.into()),
    }
}

/// Three ways to begin, said outside a study.
pub fn welcome(context: &mut Context) -> Result<(), Failure> {
    context.out.line("No study here. Three ways to begin:")?;
    context
        .out
        .line("  intercoder demo my-first-study                       try the sample study")?;
    context
        .out
        .line("  intercoder init DIR --title \"…\" --coder NAME --lead   start a study")?;
    context
        .out
        .line("  intercoder import FILES --study DIR                  import transcripts into it")
}
