//! `init`: makes a folder a study.

use std::path::PathBuf;

use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::event::study::CoderRole;
use crate::id::{CoderId, check_handle};
use crate::session::{Session, first_events};

/// Make a folder a study
///
/// The folder may hold other files; they stay as they are. Share it in any way: every installation writes only its own journal.
///
/// Example: intercoder init recovery --title "Recovery and parenting" --coder ana --lead
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The folder; made if it is not there.
    dir: PathBuf,
    /// The study's title.
    #[arg(long)]
    title: String,
    /// Your handle as its first coder.
    #[arg(long)]
    coder: String,
    /// You lead the study: open and close rounds, freeze the codebook, import others' codings.
    #[arg(long)]
    lead: bool,
}

impl Args {
    /// A new study led by its first coder.
    pub fn lead_of((dir, title): (&str, &str), coder: &str) -> Self {
        Self {
            dir: PathBuf::from(dir),
            title: title.to_owned(),
            coder: coder.to_owned(),
            lead: true,
        }
    }
}

pub fn run(context: &mut Context, args: Args) -> Result<(), Failure> {
    check_handle(&args.coder).map_err(|cause| Failure::wrong_use(cause.to_string()))?;
    let coder = CoderId::from(args.coder.as_str());
    let role = if args.lead {
        CoderRole::Lead
    } else {
        CoderRole::Coder
    };
    let host = context.host();
    let session = Session::create(
        host,
        &args.dir,
        &first_events(&args.title, &coder, role),
        coder.clone(),
    )?;
    context.out.problems(&session.problems)?;
    if context.out.is_json() {
        let root = session.folder().root.display().to_string();
        return context.out.json(
            &serde_json::json!({ "study": session.folder().study, "folder": root, "coder": coder }),
        );
    }
    context.out.line(format!(
        "{} is a study now, with {coder} as its first coder.",
        args.dir.display()
    ))?;
    context.out.line(format!(
        "next: intercoder import FILES --study {}",
        args.dir.display()
    ))
}
