//! Projects of other programs become part of the study: what `import` does with them.
//!
//! A project is read whole and merged by content; what it would add is said before anything is written, and everything that was
//! not taken over is listed. All of it is one action, so that one undo takes it back.

use std::collections::BTreeMap;
use std::io::{BufReader, Read as _};
use std::path::{Path, PathBuf};

use clap::ValueEnum;
use serde_json::Value;

use crate::cli::context::{Context, joined, lead, unblinded};
use crate::cli::failure::Failure;
use crate::foreign::{self, Files};
use crate::id::check_handle;
use crate::import::plan as documents;
use crate::number::counted;
use crate::problem::Problem;
use crate::project::merge::merge;
use crate::project::plan::{Done, Origins, Plan};
use crate::project::{Coder, Project};
use crate::refi;
use crate::refi::read::Taken;
use crate::session::{NotSaved, Session};
use crate::store::outside::{self, file_name};
use crate::store::texts::{Kept, Kind};

/// Projects up to here are kept beside the study as they came: larger ones are mostly sound and pictures.
const KEPT: u64 = 64 << 20;

/// How many unknown labels are listed one by one: texts of other programs are often no talk at all.
const LISTED: usize = 8;

#[derive(Debug, Default, clap::Args)]
pub struct ProjectArgs {
    /// Of a project: whoever coded in a document has finished it. Agreement compares only what both have finished.
    #[arg(long)]
    done: bool,
    /// Of a project: which way of counting places is taken, where two do about as well.
    #[arg(long, value_enum, default_value = "best", value_name = "best|other")]
    reading: Reading,
    /// Of a project: who a user of it is here, for example "Jane Doe=ana"; can be given several times.
    #[arg(long = "user", value_name = "NAME=CODER")]
    users: Vec<String>,
}

#[derive(Clone, Copy, Debug, Default, ValueEnum)]
enum Reading {
    #[default]
    Best,
    Other,
}

/// What is kept of a project.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keep {
    /// Nothing: it is only told.
    Nothing,
    /// What it adds to the study.
    All,
    /// That, and the file as it came.
    AllAndSource,
}

/// The largest database that is read.
const LARGEST_DATABASE: u64 = 512 << 20;

/// The largest file beside a database that is read.
const LARGEST_TEXT: u64 = crate::text::LARGEST as u64;

/// The most files of a folder that are looked at.
const FILES: usize = 10_000;

/// Whether a file is a project of another program.
pub fn is_one(path: &Path) -> bool {
    is_folder(path) || is_database(path) || is_archive(path)
}

/// Whether a folder is a project of another program: it holds a database, or settings that name one.
pub fn is_folder(path: &Path) -> bool {
    database_in(path).is_some()
}

fn is_archive(path: &Path) -> bool {
    outside::open(path).is_ok_and(|file| refi::archive::is_project(BufReader::new(file)))
}

fn is_database(path: &Path) -> bool {
    let mut beginning = Vec::new();
    let read = outside::open(path).map(|file| file.take(16).read_to_end(&mut beginning));
    matches!(read, Ok(Ok(_))) && foreign::is_database(&beginning)
}

/// The database of a project that is a folder.
fn database_in(folder: &Path) -> Option<PathBuf> {
    let of_qualcoder = folder.join(foreign::QUALCODER);
    if is_database(&of_qualcoder) {
        return Some(of_qualcoder);
    }
    let settings = outside::read(&folder.join(foreign::SETTINGS), LARGEST_TEXT).ok()?;
    let database = folder.join(foreign::database_of(&settings)?);
    is_database(&database).then_some(database)
}

/// Takes a project in, or says what it would add; gives what programs are told of it.
pub fn import(
    context: &mut Context,
    session: &mut Session,
    (path, args, keep): (&Path, &ProjectArgs, Keep),
) -> Result<Value, Failure> {
    let coder = joined(session)?;
    let name = file_name(path);
    let file = database_in(path).unwrap_or_else(|| path.to_owned());
    let (mut project, importer) = read((path, &file), args)?;
    rename(&mut project, &args.users)?;
    let sha256 = outside::digest(&file).map_err(|cause| Failure::new(cause.to_string()))?;
    let origins = Origins {
        name: &name,
        sha256,
        importer,
    };
    let done = match args.done {
        true => Done::WhoeverCoded,
        false => Done::AsSaid,
    };
    let view = session.view();
    let mut plan = merge(&view, &project, (&origins, done));
    drop(view);
    if plan.speaks_for_others(&coder) {
        lead(session)?;
        unblinded(session)?;
    }
    if keep != Keep::Nothing && !plan.is_empty() {
        let unkept = save(session, &plan, (&file, keep))?;
        plan.problems.extend(unkept);
    }
    report(context, (&project, &plan), keep)?;
    Ok(written((&project, &plan), keep))
}

/// Reads a project from the file that holds it, and says what read it.
fn read(
    (path, file): (&Path, &Path),
    args: &ProjectArgs,
) -> Result<(Project, &'static str), Failure> {
    let name = file_name(path);
    let refused = |problem: Problem| {
        let failure = Failure::new(format!("{}: {}", problem.place, problem.what));
        failure.hint(problem.advice)
    };
    if is_database(file) {
        let files = gather((name, file))?;
        let files = with_wanted(files, file).map_err(refused)?;
        let importer = foreign::Program::of(&files.database).map_or("", foreign::Program::importer);
        let project = foreign::project(&files).map_err(refused)?;
        return Ok((project, importer));
    }
    let taken = match args.reading {
        Reading::Best => Taken::Best,
        Reading::Other => Taken::Other,
    };
    let archive = outside::open(file).map_err(|cause| Failure::new(cause.to_string()))?;
    let project = refi::read::project(BufReader::new(archive), (&name, taken)).map_err(refused)?;
    Ok((project, "refi-qda"))
}

/// A database, and the settings beside it where there are any.
fn gather((name, file): (String, &Path)) -> Result<Files, Failure> {
    let database =
        outside::read(file, LARGEST_DATABASE).map_err(|cause| Failure::new(cause.to_string()))?;
    let settings = outside::read(&file.with_file_name(foreign::SETTINGS), LARGEST_TEXT);
    let others = settings
        .into_iter()
        .map(|bytes| (foreign::SETTINGS.to_owned(), bytes));
    Ok(Files {
        name,
        database,
        others: others.collect(),
    })
}

/// Adds the other files that the project needs; which of them are not there, its reader tells.
fn with_wanted(mut files: Files, file: &Path) -> Result<Files, Problem> {
    let wanted = foreign::wanted(&files)?;
    let paths = wanted
        .into_iter()
        .flat_map(|path| match path.strip_suffix('/') {
            Some(folder) => files_in(file, folder),
            None => vec![path],
        });
    let there = paths.filter_map(|path| {
        let bytes = outside::read(&file.with_file_name(&path), LARGEST_TEXT).ok()?;
        Some((path, bytes))
    });
    let there: BTreeMap<String, Vec<u8>> = there.collect();
    files.others.extend(there);
    Ok(files)
}

/// The files of a folder beside a database, by their paths from there.
fn files_in(database: &Path, folder: &str) -> Vec<String> {
    let found = outside::files(&database.with_file_name(folder)).unwrap_or_default();
    let found = found
        .iter()
        .take(FILES)
        .map(|path| format!("{folder}/{}", file_name(path)));
    found.collect()
}

fn rename(project: &mut Project, users: &[String]) -> Result<(), Failure> {
    for user in users {
        let (name, coder) = user.split_once('=').ok_or_else(|| {
            Failure::wrong_use(format!("“{user}” does not say who is who"))
                .hint("write it as --user \"Jane Doe=ana\"")
        })?;
        let (name, coder) = (name.trim(), coder.trim());
        check_handle(coder).map_err(|cause| Failure::wrong_use(cause.to_string()))?;
        let is_them = |user: &&mut Coder| user.name == name || user.handle.as_deref() == Some(name);
        let mut named = project.coders.iter_mut().filter(is_them).peekable();
        if named.peek().is_none() {
            let what = format!("the project has no user “{name}”");
            return Err(Failure::wrong_use(what).hint("import --dry-run lists its users"));
        }
        named.for_each(|user| user.told = Some(coder.to_owned()));
    }
    Ok(())
}

/// Writes what a project adds, and keeps its file; gives what is to be told where the file is not kept.
fn save(
    session: &mut Session,
    plan: &Plan,
    (file, keep): (&Path, Keep),
) -> Result<Option<Problem>, Failure> {
    let mut kept = files(&plan.documents);
    let source = match keep {
        Keep::AllAndSource => Some(outside::read(file, KEPT)),
        Keep::Nothing | Keep::All => None,
    };
    let ending = match is_archive(file) {
        true => "qdpx".into(),
        false => file.extension().unwrap_or_default().to_string_lossy(),
    };
    if let Some(Ok(bytes)) = &source {
        kept.push(Kept {
            kind: Kind::Source(&ending),
            bytes,
        });
    }
    let saved = session.record_with(&kept, |draft| plan.write(draft));
    saved.map_err(|cause| match cause {
        NotSaved::TooLong(cause) => Failure::new(format!("{}: {cause}", plan.file))
            .hint("nothing of it was imported; shorten it in the program it comes from, and import it again"),
        cause => cause.into(),
    })?;
    Ok(source.and_then(Result::err).map(|cause| {
        let what = format!("no copy of it is kept with the study: {cause}");
        Problem::new(&plan.file, what, "keep the file as it came yourself")
    }))
}

/// The files of documents to add: their texts and their turns.
pub fn files(plan: &documents::Plan) -> Vec<Kept<'_>> {
    let kept = plan.documents.iter().flat_map(|document| {
        let text = Kept {
            kind: Kind::Text(&document.handle),
            bytes: document.text.as_str().as_bytes(),
        };
        let turns = Kept {
            kind: Kind::Turns(&document.handle),
            bytes: document.turns_file.as_bytes(),
        };
        [text, turns]
    });
    kept.collect()
}

fn report(
    context: &mut Context,
    (project, plan): (&Project, &Plan),
    keep: Keep,
) -> Result<(), Failure> {
    context.out.problems(&plan.problems)?;
    context.out.problems(&plan.documents.problems)?;
    if context.out.is_json() {
        return Ok(());
    }
    let origin = match project.origin.as_str() {
        "" => String::new(),
        origin => format!("  from {origin}"),
    };
    context.out.line(format!("{}{origin}", plan.file))?;
    for line in &project.reading {
        context.out.line(format!("  {line}"))?;
    }
    list(context, plan)?;
    count(context, plan, keep)?;
    if plan.is_left_open {
        context.out.line(
            "nobody is said to have finished what they coded, so agreement has nothing to compare; --done says that they have",
        )?;
    }
    Ok(())
}

fn list(context: &mut Context, plan: &Plan) -> Result<(), Failure> {
    for document in &plan.documents.documents {
        let turns = counted(document.turns.turns.len(), "turn");
        let (handle, kind) = (&document.handle, document.kind.as_str());
        context
            .out
            .line(format!("  {handle:<16} {kind:<12} {turns}"))?;
    }
    let unbound = &plan.documents.unbound;
    for (handle, label, turns) in unbound.iter().take(LISTED) {
        context.out.line(format!(
            "  who is “{label}” in {handle} ({turns} turns)? say it with: intercoder document speakers {handle} \"{label}\" PERSON"
        ))?;
    }
    if unbound.len() > LISTED {
        let more = counted(unbound.len() - LISTED, "label");
        context.out.line(format!(
            "  and {more} that nobody stands behind yet: intercoder document speakers DOC lists them"
        ))?;
    }
    for (user, coder) in plan.users.iter().filter(|(user, coder)| *user != coder.0) {
        context.out.line(format!("  user {user} is {coder} here"))?;
    }
    for coder in &plan.coders {
        let name = coder.name.as_ref();
        let name = name.map_or_else(String::new, |name| format!(" ({name})"));
        context
            .out
            .line(format!("  new coder {}{name}", coder.coder))?;
    }
    Ok(())
}

fn count(context: &mut Context, plan: &Plan, keep: Keep) -> Result<(), Failure> {
    let verb = match keep {
        Keep::Nothing => "would be added",
        Keep::All | Keep::AllAndSource => "added",
    };
    let people = counted(plan.documents.people.len(), "person");
    let documents = counted(plan.documents.documents.len(), "document");
    let mut counts = vec![documents, people];
    let others = plan.counts();
    counts.extend(others.iter().map(|(count, noun)| counted(*count, noun)));
    context.out.line(format!("{}: {verb}", counts.join(", ")))?;
    let known = plan.known;
    context.out.line(format!(
        "there already: {}, {}, {}, {}",
        counted(known.documents, "document"),
        counted(known.codes, "code"),
        counted(known.codings, "coding"),
        counted(known.memos, "memo")
    ))
}

fn written((project, plan): (&Project, &Plan), keep: Keep) -> Value {
    let handles: Vec<&str> = plan
        .documents
        .documents
        .iter()
        .map(|d| d.handle.as_str())
        .collect();
    let coders: Vec<String> = plan
        .coders
        .iter()
        .map(|coder| coder.coder.to_string())
        .collect();
    let counts: serde_json::Map<String, Value> = plan
        .counts()
        .iter()
        .map(|(count, noun)| (format!("{}s", noun.replace(' ', "_")), (*count).into()))
        .collect();
    let mut problems: Vec<&Problem> = plan.problems.iter().collect();
    problems.extend(&plan.documents.problems);
    serde_json::json!({
        "project": plan.file, "origin": project.origin, "reading": project.reading, "documents": handles,
        "people": plan.documents.people.len(), "coders": coders, "added": counts, "known": plan.known,
        "left_out": problems, "dry_run": keep == Keep::Nothing
    })
}
