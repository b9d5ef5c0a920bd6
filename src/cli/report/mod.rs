//! `report`: pages and papers that leave the program, made of what other commands show one by one.

mod coreq;
mod html;
mod memberpack;
mod methods;

use std::path::PathBuf;

use crate::cli::context::{Context, layer, reader};
use crate::cli::failure::Failure;
use crate::cli::redact::RedactArgs;
use crate::cli::standing::provisos;
use crate::compare::is_reflexive;
use crate::export::paper::Paper;
use crate::filter::{Layer, View};
use crate::reconcile::queue::Queue;
use crate::report::audit::Damaged;
use crate::report::team::Made;
use crate::report::{Basis, Closed, usual_layer};
use crate::session::Session;
use crate::texts::Texts;

/// Write the report of the study, its methods paragraph, a checklist, a participant's own pack
///
/// Example: intercoder report html -o report.html
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, clap::Subcommand)]
enum What {
    Html(html::Args),
    Methods(methods::Args),
    Coreq(coreq::Args),
    Memberpack(memberpack::Args),
}

pub fn run(context: &mut Context, args: Args) -> Result<(), Failure> {
    let asked = Asked::open(context)?;
    match args.what {
        What::Html(args) => html::run(context, &asked, &args),
        What::Methods(args) => methods::run(context, &asked, &args),
        What::Coreq(args) => coreq::run(context, &asked, &args),
        What::Memberpack(args) => memberpack::run(context, &asked, &args),
    }
}

/// Whose codings a paper counts, and where it is written.
#[derive(Debug, clap::Args)]
struct PaperArgs {
    /// Whose codings count: all, final, or one coder's; without it, final if it holds anything, else all.
    #[arg(long, value_name = "all|final|CODER")]
    layer: Option<String>,
    /// Write to this file, as .docx, .md or .html; a file that is there is not overwritten.
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    #[command(flatten)]
    redaction: RedactArgs,
}

impl PaperArgs {
    /// Saves a paper in the format of the file's ending, or prints it as Markdown.
    fn write(&self, context: &mut Context, paper: &Paper) -> Result<(), Failure> {
        context.out.paper(paper, self.output.as_deref())
    }
}

/// An open study with all its words.
struct Asked {
    session: Session,
    texts: Texts,
    made: Made,
}

impl Asked {
    fn open(context: &mut Context) -> Result<Self, Failure> {
        let session = context.open()?;
        let outsider = reader(&session)?;
        let (texts, incomplete) = context.whole(&session)?;
        let now = (context.host().now)();
        let day = now.split('T').next().unwrap_or_default();
        let lacks = provisos(&session.view(), incomplete.into_iter().chain(outsider));
        let made = Made {
            on: day.to_owned(),
            lacks: (!lacks.is_empty()).then(|| lacks.join("; ")),
            damaged: Damaged(session.damage.len()),
        };
        Ok(Self {
            session,
            texts,
            made,
        })
    }

    /// The layer that is named, else the final one if it holds anything.
    fn layer(&self, view: &View<'_>, named: Option<&str>) -> Result<Layer, Failure> {
        match named {
            Some(name) => layer(view, name),
            None => Ok(usual_layer(view, &self.texts)),
        }
    }

    /// What a paper is made of that says nothing of rounds.
    fn unmeasured<'a>(&'a self, view: &'a View<'a>, layer: Layer) -> Basis<'a> {
        Basis::of((view, &self.texts), layer, (Vec::new(), Queue::default()))
    }

    /// What a report is made of; every closed round is measured as `agree --round` measures it.
    fn basis<'a>(&'a self, view: &'a View<'a>, layer: Layer) -> Result<Basis<'a>, Failure> {
        let read = (view, &self.texts);
        if is_reflexive(view) {
            return Ok(self.unmeasured(view, layer));
        }
        let rounds = view.rounds().iter().filter(|round| round.close.is_some());
        let closed = rounds.map(|round| {
            let measured = self.session.measured((round, None), &self.texts)?;
            Ok(Closed {
                round,
                report: measured.map(|measured| measured.report),
                queue: Queue::of_round(read, Some(round), &Default::default()),
            })
        });
        let closed: Vec<Closed<'_>> = closed.collect::<Result<_, Failure>>()?;
        let whole = Queue::of_round(read, None, &Default::default());
        Ok(Basis::of(read, layer, (closed, whole)))
    }
}
