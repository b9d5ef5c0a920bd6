//! `document revise`: a whole text is corrected from a file.

use std::path::PathBuf;

use encoding_rs::Encoding;

use crate::cli::context::{Context, document, joined};
use crate::cli::document::answers::{is_question, read_again, siblings};
use crate::cli::document::correct::{Trial, carry_out, plan};
use crate::cli::document::passage_of;
use crate::cli::failure::Failure;
use crate::correction::edit::Revised;
use crate::document::{Document, fold_label};
use crate::event::Event;
use crate::filter::View;
use crate::import::{Options, Source, Speakers, Transcript, read};
use crate::texts::Passage;

/// Correct a document's text from a file
///
/// The file is read as import reads it, with what was said of speakers and encoding then. A question of a survey is read from its
/// column of the sheet, and who answered meanwhile comes in. Every coder's excerpts move along, also with a paragraph that was put
/// elsewhere. Says how many are unmoved, moved, changed (to be looked at again) and orphaned (not counted, never deleted); --dry-run
/// stops there.
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
    /// Of a survey: the column of the question, where it is called otherwise now.
    #[arg(long, value_name = "COL", conflicts_with = "speakers")]
    answers: Option<String>,
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
    let passage = passage_of(context, &session, document)?;
    let source = Source {
        name: &name,
        bytes: &bytes,
    };
    let (transcript, newcomers) = words((&view, document, &passage), &source, args)?;
    context.out.problems(&transcript.problems)?;
    if passage.text == transcript.text && passage.turns == transcript.turns.turns {
        return context.out.line(format!(
            "{} has these words already, nothing to do",
            document.handle
        ));
    }
    let labels = transcript.labels.iter().map(|of| of.label.as_str());
    let after = match is_question(document) {
        true => of_survey(&view, document, &newcomers),
        false => of_strangers(document, labels),
    };
    let revised = Revised::of(&passage, transcript.text, transcript.turns);
    let (mut correction, fates) = plan(&view, document, (&passage, &revised))?;
    correction.others.extend(newcomers);
    drop(view);
    carry_out(
        context,
        &mut session,
        (vec![(correction, fates)], args.trial),
    )?;
    match context.out.is_json() {
        true => Ok(()),
        false => after.iter().try_for_each(|line| context.out.line(line)),
    }
}

/// The words of the file, with what has to be said beside them.
fn words(
    (view, document, passage): (&View<'_>, &Document, &Passage),
    source: &Source<'_>,
    args: &Args,
) -> Result<(Transcript, Vec<Event>), Failure> {
    let options = options(document, args)?;
    if is_question(document) {
        let asked = (options.encoding, args.answers.as_deref());
        let again = read_again((view, document, passage), source, asked)?;
        return Ok((again.transcript, again.newcomers));
    }
    if args.answers.is_some() {
        return Err(
            Failure::wrong_use(format!("{} is no question of a survey", document.handle))
                .hint("leave out --answers"),
        );
    }
    Ok((read(source, &options)?, Vec::new()))
}

/// Who came in with a survey, and what else the sheet may have news of.
fn of_survey(view: &View<'_>, document: &Document, newcomers: &[Event]) -> Vec<String> {
    let is_person = |event: &&Event| matches!(event, Event::PersonAdd(_));
    let people = newcomers.iter().filter(is_person).count();
    let came = (people > 0).then(|| format!("  with {} of the sheet", counted_new(people)));
    let others = siblings(view, document);
    let others = (!others.is_empty()).then(|| {
        format!(
            "  the same sheet answers {}; correct them from it too",
            others.join(", ")
        )
    });
    came.into_iter().chain(others).collect()
}

fn counted_new(people: usize) -> String {
    match people {
        1 => "1 new person".to_owned(),
        n => format!("{n} new people"),
    }
}

/// The labels that stand for nobody yet.
fn of_strangers<'t>(document: &Document, labels: impl Iterator<Item = &'t str>) -> Vec<String> {
    let unknown = labels.filter(|label| !document.speakers.contains_key(&fold_label(label)));
    let unknown: Vec<String> = unknown.map(|label| format!("“{label}”")).collect();
    let ask = format!(
        "  who is {}? say it with: intercoder document speakers {} LABEL PERSON",
        unknown.join(", "),
        document.handle
    );
    (!unknown.is_empty()).then_some(ask).into_iter().collect()
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
