//! `import`: transcripts, people and sessions become part of the study.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use encoding_rs::Encoding;
use indicatif::{ProgressBar, ProgressStyle};
use rayon::prelude::*;

use crate::cli::context::{Context, joined};
use crate::cli::failure::Failure;
use crate::id::Digest;
use crate::import::people::{PersonRow, SessionRow, read_people, read_sessions};
use crate::import::plan::{Plan, ReadFile, plan};
use crate::import::{Options, Source, Speakers, read};
use crate::number::counted;
use crate::problem::Problem;
use crate::session::Session;
use crate::store::outside;
use crate::store::texts::{Kept, Kind};

/// Import transcripts
///
/// Reads .txt, .md, .docx, .vtt and .srt by their content, finds speakers' turns and says what it made of them. A file that
/// cannot be read is listed and the rest goes in; a document that is there is never overwritten.
///
/// Example: intercoder import transcripts/ --people participants.csv --documents sessions.csv
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Files, or folders of files.
    #[arg(required_unless_present_any = ["people", "documents"])]
    files: Vec<PathBuf>,
    /// A CSV of people: a handle and attributes a row.
    #[arg(long, value_name = "CSV")]
    people: Option<PathBuf>,
    /// A CSV of documents: id, type, participants, facilitators and attributes a row.
    #[arg(long, value_name = "CSV")]
    documents: Option<PathBuf>,
    /// How speakers are found: auto, none, or a pattern at the start of a line whose first group is the label.
    #[arg(long, default_value = "auto", value_name = "auto|none|REGEX")]
    speakers: String,
    /// The files' encoding, where the guess is wrong: windows-1252, utf-16le, …
    #[arg(long, value_name = "NAME")]
    encoding: Option<String>,
    /// The document's handle, for one file.
    #[arg(long, value_name = "HANDLE")]
    id: Option<String>,
    /// Do not keep a copy of the files as they came.
    #[arg(long)]
    no_sources: bool,
    /// Say what would happen, and change nothing.
    #[arg(long)]
    dry_run: bool,
}

impl Args {
    /// Files and nothing else: speakers are guessed.
    pub fn of(files: Vec<PathBuf>) -> Self {
        Self {
            files,
            people: None,
            documents: None,
            speakers: "auto".to_owned(),
            encoding: None,
            id: None,
            no_sources: false,
            dry_run: false,
        }
    }
}

pub fn run(context: &mut Context, args: Args) -> Result<(), Failure> {
    let options = options(&args)?;
    let mut session = context.open()?;
    joined(&session)?;
    let (people, sessions) = tables(context, &args)?;
    let (files, mut unread) = gather(&args)?;
    if args.id.is_some() && files.len() != 1 {
        return Err(Failure::wrong_use(
            "--id names one document, so give it one file",
        ));
    }
    let read = read_all(&files, (&options, &args));
    let mut sources: BTreeMap<Digest, Vec<u8>> = BTreeMap::new();
    let mut transcripts = Vec::new();
    for outcome in read {
        match outcome {
            Ok((file, bytes)) => {
                sources.insert(file.sha256, bytes);
                transcripts.push(file);
            }
            Err(problem) => unread.push(problem),
        }
    }
    let view = session.view();
    let mut plan = plan(&view, transcripts, (people, &sessions));
    drop(view);
    let outcome = if args.dry_run {
        Saved::Nothing
    } else {
        Saved::All
    };
    if outcome == Saved::All {
        save(&mut session, &plan, (!args.no_sources).then_some(&sources))?;
    }
    plan.problems.extend(unread.iter().cloned());
    report(context, &plan, outcome)?;
    if plan.documents.is_empty() && plan.known.is_empty() && !unread.is_empty() {
        return Err(Failure::new("nothing was imported").hint("see the notes above, one a file"));
    }
    Ok(())
}

fn options(args: &Args) -> Result<Options, Failure> {
    let speakers = match args.speakers.as_str() {
        "auto" => Speakers::Auto,
        "none" => Speakers::None,
        pattern => Speakers::Pattern(regex::Regex::new(pattern).map_err(|_| {
            Failure::wrong_use(format!("“{pattern}” is no pattern"))
                .hint("example: '^([A-Z]+\\d*):'")
        })?),
    };
    let encoding = match &args.encoding {
        None => None,
        Some(name) => Some(Encoding::for_label(name.as_bytes()).ok_or_else(|| {
            Failure::wrong_use(format!("there is no encoding {name}"))
                .hint("for example utf-8, windows-1252, utf-16le")
        })?),
    };
    Ok(Options { speakers, encoding })
}

fn tables(
    context: &mut Context,
    args: &Args,
) -> Result<(Vec<PersonRow>, Vec<SessionRow>), Failure> {
    let (mut people, mut sessions) = (Vec::new(), Vec::new());
    if let Some(path) = &args.people {
        let (rows, problems) = read_people(&file_name(path), &context.read_text(path)?);
        context.out.problems(&problems)?;
        people = rows;
    }
    if let Some(path) = &args.documents {
        let (rows, problems) = read_sessions(&file_name(path), &context.read_text(path)?);
        context.out.problems(&problems)?;
        sessions = rows;
    }
    Ok((people, sessions))
}

/// The files named, folders opened; what cannot be listed is a problem.
fn gather(args: &Args) -> Result<(Vec<PathBuf>, Vec<Problem>), Failure> {
    let (mut files, mut problems) = (Vec::new(), Vec::new());
    for path in &args.files {
        match outside::files(path) {
            Ok(found) => files.extend(found),
            Err(cause) => problems.push(Problem::new(
                path.display().to_string(),
                cause.to_string(),
                "",
            )),
        }
    }
    Ok((files, problems))
}

type Outcome = Result<(ReadFile, Vec<u8>), Problem>;

fn read_all(files: &[PathBuf], (options, args): (&Options, &Args)) -> Vec<Outcome> {
    let bar = ProgressBar::new(files.len() as u64);
    if let Ok(style) = ProgressStyle::with_template("reading {wide_bar} {pos}/{len}  {eta} left") {
        bar.set_style(style);
    }
    let outcomes = files.par_iter().map(|path| {
        let outcome = read_one(path, (options, args));
        bar.inc(1);
        outcome
    });
    let outcomes = outcomes.collect();
    bar.finish_and_clear();
    outcomes
}

fn read_one(path: &Path, (options, args): (&Options, &Args)) -> Outcome {
    let name = file_name(path);
    let bytes = outside::read(path, crate::text::LARGEST as u64).map_err(|cause| {
        Problem::new(name.clone(), cause.to_string(), "the other files were read")
    })?;
    let transcript = read(
        &Source {
            name: &name,
            bytes: &bytes,
        },
        options,
    )?;
    let mut told = BTreeMap::new();
    if args.speakers != "auto" {
        told.insert("speakers".to_owned(), args.speakers.clone());
    }
    if let Some(encoding) = options.encoding {
        told.insert("encoding".to_owned(), encoding.name().to_owned());
    }
    let (handle, sha256) = (args.id.clone(), Digest::of(&bytes));
    Ok((
        ReadFile {
            name,
            handle,
            sha256,
            options: told,
            transcript,
        },
        bytes,
    ))
}

/// Writes the files first, then the lines that name them, as one action.
fn save(
    session: &mut Session,
    plan: &Plan,
    sources: Option<&BTreeMap<Digest, Vec<u8>>>,
) -> Result<(), Failure> {
    let mut kept: Vec<Kept<'_>> = Vec::new();
    for document in &plan.documents {
        kept.push(Kept {
            kind: Kind::Text(&document.handle),
            bytes: document.text.as_str().as_bytes(),
        });
        kept.push(Kept {
            kind: Kind::Turns(&document.handle),
            bytes: document.turns_file.as_bytes(),
        });
        let source = &document.source;
        if let Some(bytes) = sources.and_then(|sources| sources.get(&source.sha256)) {
            let name = source.name.as_deref().unwrap_or_default();
            let extension = name
                .rsplit_once('.')
                .map_or("bin", |(_, extension)| extension);
            kept.push(Kept {
                kind: Kind::Source(extension),
                bytes,
            });
        }
    }
    session.keep(&kept)?;
    session.record(|draft| plan.write(draft))?;
    Ok(())
}

/// Whether a plan was carried out, or is only told.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Saved {
    All,
    Nothing,
}

fn report(context: &mut Context, plan: &Plan, saved: Saved) -> Result<(), Failure> {
    context.out.problems(&plan.problems)?;
    if context.out.is_json() {
        return context.out.json(&written(plan, saved));
    }
    list_documents(context, plan)?;
    ask(context, plan)?;
    let people = match plan.people.len() {
        1 => "1 person".to_owned(),
        people => format!("{people} people"),
    };
    let verb = match saved {
        Saved::All => "imported",
        Saved::Nothing => "would be imported",
    };
    context.out.line(format!(
        "{} and {people} {verb}",
        counted(plan.documents.len(), "document")
    ))
}

fn written(plan: &Plan, saved: Saved) -> serde_json::Value {
    let documents: Vec<_> = plan.documents.iter().map(|document| {
        let turns = document.turns.turns.len();
        serde_json::json!({ "id": document.handle, "kind": document.kind, "turns": turns, "importer": document.source.importer })
    }).collect();
    let known: Vec<&str> = plan.known.iter().map(|(name, _)| name.as_str()).collect();
    serde_json::json!({
        "documents": documents, "known": known, "people": plan.people.len(), "problems": plan.problems,
        "dry_run": saved == Saved::Nothing
    })
}

fn list_documents(context: &mut Context, plan: &Plan) -> Result<(), Failure> {
    for document in &plan.documents {
        let (turns, importer) = (document.turns.turns.len(), &document.source.importer);
        let labels: Vec<String> = document
            .speakers
            .iter()
            .map(|(label, role)| format!("{label} = {}", crate::history::role(role)))
            .collect();
        let kind = document.kind.as_str();
        context.out.line(format!(
            "  {:<10} {kind:<12} {turns:>4} turns  {importer:<5} {}",
            document.handle,
            labels.join(", ")
        ))?;
    }
    for (name, handle) in &plan.known {
        context
            .out
            .line(format!("  {name}: the words of {handle}, nothing to do"))?;
    }
    Ok(())
}

/// Asks people what only they can know: whether a guess was right, and who speaks.
fn ask(context: &mut Context, plan: &Plan) -> Result<(), Failure> {
    for (name, encoding, lines) in &plan.guesses {
        context.out.line(format!("  {name} was read as {encoding}, which is a guess; --encoding says otherwise. It reads:"))?;
        for line in lines {
            context
                .out
                .line(format!("    {}", line.chars().take(90).collect::<String>()))?;
        }
    }
    for (handle, label, turns) in &plan.unbound {
        context.out.line(format!(
            "  who is “{label}” in {handle} ({turns} turns)? say it with: intercoder document speakers {handle} \"{label}\" PERSON"
        ))?;
    }
    for (handle, question) in &plan.questions {
        context.out.line(format!(
            "  {handle} line {}: “{}:” stands there once and was left as text; --speakers can say otherwise",
            question.line, question.label
        ))?;
    }
    Ok(())
}

fn file_name(path: &Path) -> String {
    path.file_name()
        .unwrap_or(path.as_os_str())
        .to_string_lossy()
        .into_owned()
}
