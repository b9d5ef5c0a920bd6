//! `export refi`: the study as a project that other programs open.

use std::path::PathBuf;

use clap::ValueEnum;

use crate::cli::context::{Context, layer, reader};
use crate::cli::failure::Failure;
use crate::cli::standing::provisos;
use crate::number::counted;
use crate::refi::write::target::Target;
use crate::refi::write::{Asked, Desk, Written, losses, project};

/// Export a project for NVivo, ATLAS.ti, MAXQDA and others (REFI-QDA 1.5, .qdpx)
///
/// Texts, codebook, codings with their coders, people with attributes, and memos. What the standard has no place for is listed
/// first, with what becomes of it. The project is read back and compared before it is kept. Coders go by their handles; no path
/// and no name of this machine goes along. The transcripts go whole: it is for the team, not for publication.
///
/// Example: intercoder export refi --for nvivo -o study.qdpx
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The program that is to read it, where that is known.
    #[arg(
        long = "for",
        value_enum,
        default_value = "standard",
        value_name = "PROGRAM"
    )]
    program: Program,
    /// Whose codings: all, final (what the team stands by), or one coder's.
    #[arg(long, default_value = "all", value_name = "all|final|CODER")]
    layer: String,
    /// Say what would be lost, and write nothing.
    #[arg(long)]
    dry_run: bool,
    /// Write to this file; a file that is there is not overwritten.
    #[arg(short, long, required_unless_present = "dry_run")]
    output: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Program {
    Standard,
    Nvivo,
    Atlas,
    Maxqda,
}

impl Program {
    fn target(self) -> Target {
        match self {
            Self::Standard => Target::Standard,
            Self::Nvivo => Target::Nvivo,
            Self::Atlas => Target::Atlas,
            Self::Maxqda => Target::Maxqda,
        }
    }
}

pub fn run(context: &mut Context, args: &Args) -> Result<(), Failure> {
    let session = context.open()?;
    let outsider = reader(&session)?;
    let (texts, incomplete) = context.whole(&session)?;
    let view = session.view();
    let layer = layer(&view, &args.layer)?;
    let asked = Asked {
        view: &view,
        texts: &texts,
        layer: &layer,
        target: args.program.target(),
    };
    let desk = Desk::of(asked);
    let mut told = losses::losses(&desk);
    told.extend(provisos(&view, incomplete.into_iter().chain(outsider)));
    if !context.out.is_json() {
        for line in &told {
            context.out.line(format!("  {line}"))?;
        }
        context.out.flush()?;
    }
    let Some(path) = args.output.as_deref().filter(|_| !args.dry_run) else {
        let asked = serde_json::json!({ "dry_run": true, "losses": told });
        return match context.out.is_json() {
            true => context.out.json(&asked),
            false => context.out.line("nothing was written"),
        };
    };
    let written = project(desk).map_err(|problem| {
        Failure::new(format!("{}: {}", problem.place, problem.what)).hint(problem.advice)
    })?;
    context.out.save(path, &written.bytes)?;
    let name = path.display().to_string();
    match context.out.is_json() {
        true => context.out.json(&serde_json::json!({
            "written": name, "for": asked.target.name(), "layer": args.layer, "losses": told, "read_back": written.counts
        })),
        false => context.out.line(format!("written: {name}  for {}; read back and compared: {}", asked.target.name(), said(&written))),
    }
}

fn said(written: &Written) -> String {
    let counts = written.counts;
    let people = counted(counts.people, "person");
    [
        counted(counts.documents, "document"),
        counted(counts.codes, "code"),
        counted(counts.excerpts, "excerpt"),
        counted(counts.codings, "coding"),
        counted(counts.coders, "coder"),
        people,
    ]
    .join(", ")
}
