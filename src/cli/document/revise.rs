//! `document revise`: a whole text is corrected from a file.

use std::path::PathBuf;

use encoding_rs::Encoding;

use crate::cli::context::{Context, document, joined};
use crate::cli::document::correct::{Trial, carry_out, plan};
use crate::cli::document::passage_of;
use crate::cli::failure::Failure;
use crate::correction::edit::Revised;
use crate::document::{Document, fold_label};
use crate::import::{Options, Source, Speakers, read};

/// Correct a document's text from a file
///
/// The file is read as import reads it, with what was said of speakers and encoding then. Every coder's excerpts move along, also
/// with a paragraph that was put elsewhere. Says how many are unmoved, moved, changed (to be looked at again) and orphaned (not
/// counted, never deleted); --dry-run stops there.
///
/// Example: intercoder document revise I12 transcripts/I12.txt --dry-run
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The document.
    document: String,
    /// The corrected file.
    file: PathBuf,
    /// How speakers are found: auto, none, or a pattern whose first group is the label; without it as at the import.
    #[arg(long, value_name = "auto|none|REGEX")]
    speakers: Option<String>,
    /// The file's encoding; without it as at the import.
    #[arg(long, value_name = "NAME")]
    encoding: Option<String>,
    #[command(flatten)]
    trial: Trial,
}

pub fn run(context: &mut Context, args: &Args) -> Result<(), Failure> {
    let bytes = context.read(&args.file)?;
    let name = args.file.file_name().unwrap_or_default().to_string_lossy();
    let mut session = context.open()?;
    joined(&session)?;
    let view = session.view();
    let document = document(&view, &args.document)?;
    let source = Source {
        name: &name,
        bytes: &bytes,
    };
    let transcript = read(&source, &options(document, args)?)?;
    context.out.problems(&transcript.problems)?;
    let passage = passage_of(context, &session, document)?;
    if passage.text == transcript.text && passage.turns == transcript.turns.turns {
        return context.out.line(format!(
            "{} has these words already, nothing to do",
            document.handle
        ));
    }
    let strangers = strangers(
        document,
        transcript.labels.iter().map(|of| of.label.as_str()),
    );
    let revised = Revised::of(&passage, transcript.text, transcript.turns);
    let planned = plan(&view, document, (&passage, &revised))?;
    let handle = document.handle.clone();
    drop(view);
    carry_out(context, &mut session, (vec![planned], args.trial))?;
    if strangers.is_empty() || context.out.is_json() {
        return Ok(());
    }
    context.out.line(format!(
        "  who is {}? say it with: intercoder document speakers {handle} LABEL PERSON",
        strangers.join(", ")
    ))
}

/// Labels that stand for nobody yet.
fn strangers<'t>(document: &Document, labels: impl Iterator<Item = &'t str>) -> Vec<String> {
    let unknown = labels.filter(|label| !document.speakers.contains_key(&fold_label(label)));
    unknown.map(|label| format!("“{label}”")).collect()
}

/// What is said now, else what was said at the import.
fn options(document: &Document, args: &Args) -> Result<Options, Failure> {
    let then = |name: &str| document.source.options.get(name).cloned();
    let speakers = args.speakers.clone().or_else(|| then("speakers"));
    let speakers = match speakers.as_deref() {
        None | Some("auto") => Speakers::Auto,
        Some("none") => Speakers::None,
        Some(pattern) => Speakers::Pattern(regex::Regex::new(pattern).map_err(|_| {
            Failure::wrong_use(format!("“{pattern}” is no pattern"))
                .hint("example: '^([A-Z]+\\d*):'")
        })?),
    };
    let encoding = match args.encoding.clone().or_else(|| then("encoding")) {
        None => None,
        Some(name) => Some(Encoding::for_label(name.as_bytes()).ok_or_else(|| {
            Failure::wrong_use(format!("there is no encoding {name}"))
                .hint("for example utf-8, windows-1252, utf-16le")
        })?),
    };
    let aliases = then("alias").unwrap_or_default();
    let labels = aliases.lines().filter_map(|alias| alias.rsplit_once('='));
    Ok(Options {
        speakers,
        encoding,
        named: labels.map(|(label, _)| label.to_owned()).collect(),
    })
}
