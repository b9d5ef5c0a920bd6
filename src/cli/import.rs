//! `import`: transcripts, people and sessions become part of the study.

mod files;
mod preview;
mod unmet;
mod who;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use encoding_rs::Encoding;
use indicatif::{ProgressBar, ProgressStyle};
use rayon::prelude::*;
use serde_json::Value;

use crate::cli::context::{Context, joined};
use crate::cli::failure::Failure;
use crate::cli::project;
use crate::cli::survey;
use crate::id::{Digest, check_handle};
use crate::import::people::{PersonRow, SessionRow, read_people_file, read_sessions_file};
use crate::import::plan::{Given, Plan, ReadFile, plan};
use crate::import::{Options, Source, Speakers, read};
use crate::number::counted;
use crate::problem::Problem;
use crate::session::{NotSaved, Session};
use crate::store::outside::{self, file_name};
use crate::store::texts::{Kept, Kind};

/// Import transcripts
///
/// Reads text, Markdown, Word, OpenDocument, RTF, web pages, subtitles, what meetings leave behind (transcripts of Zoom, Teams and
/// Google Meet, Zoom's chats and captions), what transcribers and machines write (f4, MAXQDA, NVivo, Otter, Rev, Descript, Sonix,
/// Trint, Whisper, noScribe), and tables of turns (CSV, Excel, LibreOffice) by their content, finds
/// speakers' turns and says what it made of them; --dry-run shows how each was read. --survey reads a table of answers: a row
/// is a person, and each open question becomes a document. A file that cannot be read is listed and the rest
/// goes in; a document that is there is never overwritten. A project of another program
/// (.qdpx) comes in whole, with its coders, codes, codings, people and memos; the same project twice changes nothing. Built
/// with --features sqlite, so do a .sqlite3 of Taguette and the project folders of QualCoder (.qda) and qualitative-coding.
///
/// Example: intercoder import transcripts/ --people participants.csv --documents sessions.csv
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Files, or folders of files.
    #[arg(required_unless_present_any = ["people", "documents"])]
    files: Vec<PathBuf>,
    /// A table of people, CSV or a workbook: a handle and attributes a row.
    #[arg(long, value_name = "TABLE")]
    people: Option<PathBuf>,
    /// A table of documents, CSV or a workbook: id, type, participants, facilitators and attributes a row.
    #[arg(long, value_name = "TABLE")]
    documents: Option<PathBuf>,
    /// How speakers are found: auto, none, or a pattern at the start of a line whose first group is the label.
    #[arg(long, default_value = "auto", value_name = "auto|none|REGEX")]
    speakers: String,
    /// Whom a label stands for, for example "Interviewer1=interviewer" or "Ana=P07", in all files; can be given several times.
    #[arg(long = "alias", value_name = "LABEL=WHO")]
    aliases: Vec<String>,
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
    #[command(flatten)]
    survey: survey::SurveyArgs,
    #[command(flatten)]
    project: project::ProjectArgs,
}

impl Args {
    /// Files and nothing else: speakers are guessed.
    pub fn of(files: Vec<PathBuf>) -> Self {
        Self {
            files,
            people: None,
            documents: None,
            speakers: "auto".to_owned(),
            aliases: Vec::new(),
            encoding: None,
            id: None,
            no_sources: false,
            dry_run: false,
            survey: survey::SurveyArgs::default(),
            project: project::ProjectArgs::default(),
        }
    }
}

pub fn run(context: &mut Context, args: Args) -> Result<(), Failure> {
    let options = options(&args)?;
    let mut session = context.open()?;
    joined(&session)?;
    let mut tables = tables(context, &args)?;
    let named = files::gather(&args.files);
    let mut unread = named.unread;
    let (projects, files): (Vec<_>, Vec<_>) =
        (named.found.into_iter()).partition(|path| project::is_one(path));
    let alone = files.is_empty() && unread.is_empty() && !projects.is_empty();
    context.out.problems(&named.passed)?;
    context
        .out
        .problems(&unmet::for_projects(&projects, (alone, &args))?)?;
    let (taken, refused) = import_projects(context, &mut session, (&projects, &args))?;
    if alone && args.people.is_none() && args.documents.is_none() {
        return answer_projects(context, (taken, &refused));
    }
    unread.extend(refused);
    if args.id.is_some() && files.len() != 1 {
        return Err(Failure::wrong_use(
            "--id names one document, so give it one file",
        ));
    }
    let read = match args.survey.answers() {
        None => read_all(&files, (&options, &args)),
        Some(answers) => {
            let (answered, read) = survey::read_all(&session.view(), &files, (&options, &answers));
            tables.0.extend(answered);
            read
        }
    };
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
    let outcome = if args.dry_run {
        Saved::Nothing
    } else {
        Saved::All
    };
    let mut plan = planned((context, outcome), &session, (transcripts, tables))?;
    if outcome == Saved::All {
        save(&mut session, &plan, (!args.no_sources).then_some(&sources))?;
    }
    plan.problems.extend(unread.iter().cloned());
    let again = unmet::read_otherwise(&session, (&plan, &files, &args));
    report(context, (&plan, taken), (outcome, &again))?;
    if plan.documents.is_empty() && plan.known.is_empty() && !unread.is_empty() {
        return Err(nothing_came(&plan));
    }
    Ok(())
}

fn nothing_came(plan: &Plan) -> Failure {
    let what = match plan.people.len() + plan.attributes.len() {
        0 => "nothing was imported",
        _ => "no document was imported",
    };
    Failure::new(what).hint("see the notes above, one a file")
}

/// Takes projects in one after another; gives what programs are told of each, and those that were refused. One alone fails with its
/// own sentence.
fn import_projects(
    context: &mut Context,
    session: &mut Session,
    (projects, args): (&[PathBuf], &Args),
) -> Result<(Vec<Value>, Vec<Problem>), Failure> {
    let keep = match (args.dry_run, args.no_sources) {
        (true, _) => project::Keep::Nothing,
        (false, true) => project::Keep::All,
        (false, false) => project::Keep::AllAndSource,
    };
    let (mut taken, mut refused) = (Vec::new(), Vec::new());
    for path in projects {
        match project::import(context, session, (path, &args.project, keep)) {
            Ok(told) => taken.push(told),
            Err(failure) if args.files.len() == 1 && projects.len() == 1 => return Err(failure),
            Err(failure) => refused.push(Problem::new(
                file_name(path),
                failure.message,
                failure.hint.unwrap_or_default(),
            )),
        }
    }
    Ok((taken, refused))
}

/// The answer where there was nothing but projects: one is told by itself, several in a list.
fn answer_projects(
    context: &mut Context,
    (taken, refused): (Vec<Value>, &[Problem]),
) -> Result<(), Failure> {
    context.out.problems(refused)?;
    if taken.is_empty() {
        return Err(Failure::new("nothing was imported").hint("see the notes above, one a file"));
    }
    if !context.out.is_json() {
        return Ok(());
    }
    match (taken.as_slice(), refused) {
        ([only], []) => context.out.json(only),
        _ => {
            let all = serde_json::json!({ "projects": taken, "problems": refused });
            context.out.json(&all)
        }
    }
}

type Tables = (Vec<PersonRow>, Vec<SessionRow>);

/// What the files would add; who speaks under labels that nobody stands behind is asked where somebody can answer.
fn planned(
    (context, outcome): (&mut Context, Saved),
    session: &Session,
    (mut transcripts, (people, sessions)): (Vec<ReadFile>, Tables),
) -> Result<Plan, Failure> {
    let view = session.view();
    if outcome == Saved::Nothing || !who::can_ask(context) {
        return Ok(plan(&view, transcripts, (people, &sessions)));
    }
    let first = plan(&view, transcripts.clone(), (people.clone(), &sessions));
    match who::ask(context, &first, &mut transcripts)? {
        true => Ok(plan(&view, transcripts, (people, &sessions))),
        false => Ok(first),
    }
}

fn options(args: &Args) -> Result<Options, Failure> {
    if let Some(handle) = &args.id {
        check_handle(handle).map_err(|cause| Failure::wrong_use(cause.to_string()))?;
    }
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
    Ok(Options {
        speakers,
        encoding,
        named: who::aliases(&args.aliases)?.labels,
    })
}

fn tables(context: &mut Context, args: &Args) -> Result<Tables, Failure> {
    let (mut people, mut sessions) = (Vec::new(), Vec::new());
    if let Some(path) = &args.people {
        let (rows, problems) = read_people_file(&file_name(path), &context.read(path)?)?;
        context.out.problems(&problems)?;
        people = rows;
    }
    if let Some(path) = &args.documents {
        let (rows, problems) = read_sessions_file(&file_name(path), &context.read(path)?)?;
        context.out.problems(&problems)?;
        sessions = rows;
    }
    Ok((people, sessions))
}

fn read_all(files: &[PathBuf], (options, args): (&Options, &Args)) -> Vec<survey::Outcome> {
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

fn read_one(path: &Path, (options, args): (&Options, &Args)) -> survey::Outcome {
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
    // That they can be read was found out before any file was.
    let given = Given {
        speakers: who::aliases(&args.aliases).unwrap_or_default().roles,
        ..Given::default()
    };
    if !args.aliases.is_empty() {
        told.insert("alias".to_owned(), args.aliases.join("\n"));
    }
    Ok((
        ReadFile {
            name,
            handle,
            sha256,
            options: told,
            given,
            transcript,
        },
        bytes,
    ))
}

/// Writes the files and the lines that name them, as one action.
fn save(
    session: &mut Session,
    plan: &Plan,
    sources: Option<&BTreeMap<Digest, Vec<u8>>>,
) -> Result<(), Failure> {
    let mut kept = project::files(plan);
    for document in &plan.documents {
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
    let saved = session.record_with(&kept, |draft| plan.write(draft));
    saved.map_err(|cause| match cause {
        NotSaved::TooLong(cause) => Failure::new(cause.to_string())
            .hint("nothing was imported; shorten it in its file or table, and import that again"),
        cause => cause.into(),
    })?;
    Ok(())
}

/// Whether a plan was carried out, or is only told.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Saved {
    All,
    Nothing,
}

fn report(
    context: &mut Context,
    (plan, projects): (&Plan, Vec<Value>),
    (saved, again): (Saved, &BTreeMap<String, String>),
) -> Result<(), Failure> {
    context.out.problems(&plan.problems)?;
    if context.out.is_json() {
        let mut answer = written(plan, saved);
        if !projects.is_empty() {
            answer["projects"] = projects.into();
        }
        return context.out.json(&answer);
    }
    list_documents(context, plan, (saved, again))?;
    ask(context, plan)?;
    let people = counted(plan.people.len(), "person");
    let verb = match saved {
        Saved::All => "imported",
        Saved::Nothing => "would be imported",
    };
    context.out.line(format!(
        "{} and {people} {verb}",
        counted(plan.documents.len(), "document")
    ))
}

fn written(plan: &Plan, saved: Saved) -> Value {
    let documents: Vec<_> = plan.documents.iter().map(|document| {
        let turns = document.turns.turns.len();
        serde_json::json!({ "id": document.handle, "kind": document.kind, "turns": turns, "importer": document.source.importer, "found_by": document.grammar.as_str() })
    }).collect();
    let known: Vec<&str> = plan.known.iter().map(|(name, _)| name.as_str()).collect();
    serde_json::json!({
        "documents": documents, "known": known, "people": plan.people.len(), "problems": plan.problems,
        "dry_run": saved == Saved::Nothing
    })
}

fn list_documents(
    context: &mut Context,
    plan: &Plan,
    (saved, again): (Saved, &BTreeMap<String, String>),
) -> Result<(), Failure> {
    for document in &plan.documents {
        let (turns, importer) = (document.turns.turns.len(), &document.source.importer);
        let labels = document.speakers.iter();
        let mut labels: Vec<String> = labels
            .map(|(label, role)| format!("{label} = {}", crate::history::role(role)))
            .collect();
        if importer == "survey" {
            labels = vec![document.title.clone().unwrap_or_default()];
        }
        let kind = document.kind.as_str();
        context.out.line(format!(
            "  {:<10} {kind:<12} {turns:>4} turns  {importer:<5} {}",
            document.handle,
            labels.join(", ")
        ))?;
        if saved == Saved::Nothing || document.grammar.is_a_guess() {
            preview::show(context, document)?;
        }
    }
    for (name, handle) in &plan.known {
        context.out.line(match again.get(name) {
            None => format!("  {name}: the words of {handle}, nothing to do"),
            Some(command) => format!(
                "  {name}: the words of {handle}; to read its speakers otherwise: {command}"
            ),
        })?;
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
            "  {handle} line {}: “{}:” stands there once and was left as text; --alias \"{}=WHO\" makes it a speaker",
            question.line, question.label, question.label
        ))?;
    }
    Ok(())
}
