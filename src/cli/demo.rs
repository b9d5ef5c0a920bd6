//! `demo`: the sample study, opened at its hard passage; a tour of it where there is no terminal.

use std::path::{Path, PathBuf};

use crate::cli::context::{self, Context};
use crate::cli::failure::Failure;
use crate::cli::guard::GuardArgs;
use crate::cli::output::TableFormat;
use crate::cli::theme_table::{self, Asked};
use crate::cli::{agree, people, sample, screen, status};
use crate::import::codings::find;
use crate::session::Session;
use crate::theme_table::ThemeTableSpec;
use crate::tui::coach::{Coach, DEMO};
use crate::tui::message::Landing;
use crate::tui::run::Start;

/// How the hard passage begins.
const HARD_PASSAGE: &str = "There was a night in March.";

/// Write the sample study into a folder and open it
///
/// Fictional: 15 transcripts, 19 people, three coders and their lead, two closed rounds. Nothing leaves your machine. Without a
/// terminal, or with --no-tui, it prints a tour of what is in it.
///
/// Example: intercoder demo my-first-study --no-tui
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The folder; it must not be a study yet.
    #[arg(default_value = "intercoder-demo")]
    dir: PathBuf,
    /// Print the tour.
    #[arg(long)]
    no_tui: bool,
}

impl Default for Args {
    fn default() -> Self {
        Self {
            dir: PathBuf::from("intercoder-demo"),
            no_tui: false,
        }
    }
}

pub fn run(context: &mut Context, args: Args) -> Result<(), Failure> {
    let host = context.host();
    let mut session = sample::write(&args.dir, host)?;
    let folder = session.folder().root.display().to_string();
    if context.out.is_json() {
        return context
            .out
            .json(&serde_json::json!({ "study": session.folder().study, "folder": folder }));
    }
    context.out.line(format!(
        "The sample study is in {folder}: plain text, yours to change and to delete."
    ))?;
    if args.no_tui || !screen::is_on_screen(context) {
        return tour(context, &mut session, &args.dir);
    }
    let start = at_the_hard_passage(&session)?;
    screen::on_screen(context, session, start)?;
    context.out.line(format!(
        "Your work is in {folder}, as plain text. Go on with: cd {} && intercoder",
        args.dir.display()
    ))
}

/// Where the demo begins: at the passage that three coders coded differently.
fn at_the_hard_passage(session: &Session) -> Result<Start, Failure> {
    let view = session.view();
    let document = context::document(&view, "I12")?;
    let (texts, _) = session.texts([document])?;
    let place = texts
        .current(document)
        .and_then(|passage| find(&passage.text, HARD_PASSAGE, None).ok())
        .map_or(Landing::Uncoded, |span| Landing::At(span.start()));
    Ok(Start {
        document: Some((document.id, place)),
        coach: Some(Coach::new(DEMO)),
        ..Start::default()
    })
}

/// What a newcomer should see first.
fn tour(context: &mut Context, session: &mut Session, dir: &Path) -> Result<(), Failure> {
    let texts = context.texts(session)?;
    context.out.line("\n1. The study (intercoder status)")?;
    status::print(context, session, &status::Args::default())?;
    context
        .out
        .line("\n2. The people (intercoder people table)")?;
    people::print(context, &session.view(), (&TableFormat::default(), None))?;
    let tours: [(&str, &[&str]); 3] = [
        ("3. Agreement", &["1"]),
        ("4. Agreement", &["2"]),
        ("5. Agreement, both rounds pooled", &["1", "2"]),
    ];
    for (title, rounds) in tours {
        let flag = if rounds.len() == 1 {
            "--round"
        } else {
            "--rounds"
        };
        context.out.line(format!(
            "\n{title} (intercoder agree {flag} {} --level theme)",
            rounds.join(",")
        ))?;
        agree::print(
            context,
            session,
            (&texts, None),
            &agree::Args::themes_of(rounds),
        )?;
    }
    context
        .out
        .line("\n6. The themes (intercoder themes --by role)")?;
    let spec = ThemeTableSpec {
        layer: "all".to_owned(),
        themes: "codes".to_owned(),
        by: vec!["role".to_owned()],
        ..ThemeTableSpec::default()
    };
    let asked = Asked {
        spec: &spec,
        guard: &GuardArgs::default(),
        format: &TableFormat::default(),
    };
    theme_table::print(context, session, (&texts, None), &asked)?;
    context
        .out
        .line(format!("\nGo on from here: cd {}", dir.display()))?;
    context.out.line("  intercoder document print I12                                            read a transcript")?;
    context.out.line("  intercoder coding add I12 --quote \"Nobody told him off.\" --code str-relapse   code an excerpt as “you”")?;
    context.out.line("  intercoder reconcile --round 2 list --undecided                          see where they differ, and settle it")?;
    context.out.line("  intercoder undo                                                          and take it back")
}
