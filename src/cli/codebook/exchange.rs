//! Codebooks from files and to files.

use std::collections::HashMap;
use std::io::Cursor;
use std::path::Path;

use crate::change::code::added;
use crate::cli::context::{Context, joined};
use crate::cli::failure::Failure;
use crate::codebook::{Code, Codebook, Use};
use crate::event::Event;
use crate::event::codebook::{CodeChange, CodePoint, CodeSet, Pointer};
use crate::export;
use crate::filter::View;
use crate::foreign;
use crate::foreign::codebook::Book;
use crate::id::CodeRef;
use crate::import::codebook::{Change, Difference, Read, compare, read_file};
use crate::import::workbook;
use crate::number::counted;
use crate::problem::Problem;
use crate::project::book;
use crate::refi;
use crate::study::draft::{Draft, TooLong};

pub fn import(context: &mut Context, file: &Path, yes: bool) -> Result<(), Failure> {
    let bytes = context.read(file)?;
    let mut session = context.open()?;
    joined(&session)?;
    let view = session.view();
    let mut read = read_any(&view, (&file.display().to_string(), &bytes));
    if read.codes.is_empty() {
        return Err(no_codes(file, read.problems.first()));
    }
    context.out.problems(&read.problems)?;
    let new = Codebook::new(std::mem::take(&mut read.codes));
    let mut difference = compare(&view.codebook(), &new);
    read.keep_told(&mut difference);
    let left_alone = without_gone(&view, &mut difference);
    show(context, &difference)?;
    context.out.problems(&left_alone)?;
    let question = format!(
        "take over these {} fields? [y/N] ",
        difference.changed.len()
    );
    let take_over = !difference.changed.is_empty() && (yes || context.says_yes(&question)?);
    let known = known(&view);
    drop(view);
    let added = &difference.added;
    let changes = match take_over {
        true => difference.changed.as_slice(),
        false => &[],
    };
    session.record(|draft| {
        let refs = add_all(draft, known, added)?;
        changes
            .iter()
            .try_for_each(|change| write(draft, &refs, change))
    })?;
    let changed = changes.len();
    if context.out.is_json() {
        return context.out.json(&serde_json::json!({ "added": added.len(), "changed": changed, "differs": difference.changed }));
    }
    if difference.changed.len() > changed {
        context.out.line(format!(
            "kept as the study has it: {}; --yes takes the file's",
            counted(difference.changed.len(), "field")
        ))?;
    }
    context.out.line(format!(
        "{} added, {} changed",
        counted(added.len(), "code"),
        counted(changed, "field")
    ))
}

/// Takes codes out of a difference that the study had and has no more; tells each.
fn without_gone(view: &View<'_>, difference: &mut Difference) -> Vec<Problem> {
    let gone = gone(view);
    let why = |code: &Code| gone.get(&code.id.to_lowercase());
    let left_alone = difference
        .added
        .extract_if(.., |code| why(code).is_some())
        .collect::<Vec<_>>();
    let told = left_alone.iter().filter_map(|code| {
        let what = format!("{} in this study and is left alone", why(code)?);
        Some(Problem::new(&code.id, what, ""))
    });
    told.collect()
}

/// A codebook of ours in any of its shapes, or one of another program.
fn read_any(view: &View<'_>, (name, bytes): (&str, &[u8])) -> Read {
    if refi::archive::is_project(Cursor::new(bytes)) {
        let what = "this is a whole project, not a codebook";
        let advice = format!("take it in, codes and all, with: intercoder import {name}");
        return Read::of(Vec::new(), vec![Problem::new(name, what, advice)], &[]);
    }
    let start = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    if workbook::is_one(bytes) || !start.trim_ascii_start().starts_with(b"<") {
        let by_hand = std::str::from_utf8(bytes).ok();
        return match by_hand.and_then(|text| foreign::codebook::read(name, text)) {
            None => read_file(name, bytes),
            Some(Ok(Book::Ours(read))) => read,
            Some(Ok(Book::Named(codes, problems, fields))) => {
                Read::by_hand(book::codes(view, &codes), problems, &fields)
            }
            Some(Err(problem)) => Read::of(Vec::new(), vec![problem], &[]),
        };
    }
    match refi::read::codebook(bytes, (name, &refi::write::codebook::own(view))) {
        Ok((codes, problems)) => {
            let told = codes.iter().any(|code| code.more.is_some());
            let fields: &[&str] = match told {
                true => &[
                    "name",
                    "parent",
                    "definition",
                    "use_when",
                    "not_when",
                    "example",
                    "origin",
                    "assignable",
                ],
                false => &["name", "parent", "definition", "assignable"],
            };
            Read::of(book::codes(view, &codes), problems, fields)
        }
        Err(problem) => Read::of(Vec::new(), vec![problem], &[]),
    }
}

fn no_codes(file: &Path, problem: Option<&Problem>) -> Failure {
    let why = problem.map_or("it has no codes", |problem| problem.what.as_str());
    let hint = problem.map_or("compare it with codebooks/codebook-tier.json", |problem| {
        problem.advice.as_str()
    });
    Failure::new(format!("{}: {why}", file.display())).hint(hint)
}

/// Handles that the study has no more, with what became of them: adding them again would undo a merge by accident.
fn gone(view: &View<'_>) -> HashMap<String, String> {
    let codes = view.codes().filter_map(|code| {
        let into = code
            .merged_into
            .map(|into| format!("was merged into {}", crate::history::code(view, into)));
        let why = into.or_else(|| code.retired.then(|| "is retired".to_owned()))?;
        Some((code.code.id.to_lowercase(), why))
    });
    codes.collect()
}

fn show(context: &mut Context, difference: &Difference) -> Result<(), Failure> {
    if context.out.is_json() {
        return Ok(());
    }
    for change in &difference.changed {
        context.out.line(format!(
            "  {} {}: “{}” -> “{}”",
            change.handle, change.field, change.old, change.new
        ))?;
    }
    Ok(())
}

fn known(view: &View<'_>) -> HashMap<String, CodeRef> {
    let codes = view.codes().filter(|code| code.merged_into.is_none());
    codes.map(|code| (code.code.id.clone(), code.id)).collect()
}

/// Adds codes in tree order, so that every parent is there before its children.
pub fn add_all(
    draft: &mut Draft<'_>,
    mut refs: HashMap<String, CodeRef>,
    codes: &[Code],
) -> Result<HashMap<String, CodeRef>, TooLong> {
    for code in codes {
        let parent = code
            .parent
            .as_ref()
            .and_then(|parent| refs.get(parent))
            .copied();
        let id = draft.add(Event::CodeAdd(Box::new(added(code, parent))))?;
        refs.insert(code.id.clone(), CodeRef(id));
    }
    Ok(refs)
}

fn write(
    draft: &mut Draft<'_>,
    refs: &HashMap<String, CodeRef>,
    change: &Change,
) -> Result<(), TooLong> {
    let Some(&code) = refs.get(&change.handle) else {
        return Ok(());
    };
    if change.field == "parent" {
        let to = Pointer::Parent(refs.get(&change.new).copied());
        return draft
            .add(Event::CodePoint(CodePoint { code, to }))
            .map(|_| ());
    }
    let change = field(change.field, &change.new);
    change.map_or(Ok(()), |change| {
        draft
            .add(Event::CodeSet(CodeSet { code, change }))
            .map(|_| ())
    })
}

/// A field's change from its name and its value as words.
pub fn field(name: &str, value: &str) -> Option<CodeChange> {
    let words = value.to_owned();
    Some(match name {
        "name" => CodeChange::Name(words),
        "origin" => CodeChange::Origin(words),
        "definition" => CodeChange::Definition(words),
        "use_when" => CodeChange::UseWhen(words),
        "not_when" => CodeChange::NotWhen(words),
        "example" => CodeChange::Example(words),
        "use" => CodeChange::Use(if value == "process" {
            Use::Process
        } else {
            Use::Theme
        }),
        "assignable" => CodeChange::Assignable(value == "true"),
        "scale" => CodeChange::Scale(
            value
                .split(';')
                .map(|label| label.trim().to_owned())
                .filter(|l| !l.is_empty())
                .collect(),
        ),
        _ => return None,
    })
}

pub fn export(
    context: &mut Context,
    (format, number): (Option<&str>, Option<u32>),
    output: Option<&Path>,
) -> Result<(), Failure> {
    let format = written_as(format, output)?;
    let session = context.open()?;
    let view = session.view();
    let codebook = match number {
        None => view.codebook(),
        Some(number) => super::review::version(&session, &view, number)?,
    };
    let title = view.setting("title").unwrap_or("codebook");
    let written = match format {
        "csv" => export::codebook::csv(&codebook),
        "qdc" => {
            let lost = refi::write::codebook::losses(&codebook).into_iter();
            let lost = lost.map(|what| Problem::new("the codebook", what, ""));
            context.out.problems(&lost.collect::<Vec<_>>())?;
            let bytes = refi::write::codebook::qdc(&view, &codebook);
            String::from_utf8_lossy(&bytes).into_owned()
        }
        _ => export::codebook::json(title, number, &codebook),
    };
    match output {
        None => context.out.text(&written),
        Some(path) => {
            context.out.save(path, written.as_bytes())?;
            context.out.line(format!("written: {}", path.display()))
        }
    }
}

/// The formats that a codebook is written in, as files of them end.
const FORMATS: [&str; 3] = ["json", "csv", "qdc"];

/// The format asked for, else the one that the file's ending says; an ending that promises another one is refused.
fn written_as<'f>(format: Option<&'f str>, output: Option<&Path>) -> Result<&'f str, Failure> {
    let Some(path) = output else {
        return Ok(format.unwrap_or("json"));
    };
    let ending = path.extension().and_then(std::ffi::OsStr::to_str);
    let of = |ending: &str| {
        FORMATS
            .into_iter()
            .find(|of| ending.eq_ignore_ascii_case(of))
    };
    match (format, ending.and_then(of)) {
        (Some(format), Some(of)) if of != format => Err(Failure::wrong_use(format!(
            "the ending of {} is not of the format asked for, {format}",
            path.display()
        ))
        .hint("leave --format away, or end the file in what it says")),
        (Some(format), _) => Ok(format),
        (None, Some(of)) => Ok(of),
        (None, None) => Err(Failure::wrong_use(format!(
            "the ending of {} names no format that a codebook is written in",
            path.display()
        ))
        .hint(
            "end it in .json, .csv or .qdc, or say --format; for people to read: intercoder codebook table -o codebook.xlsx",
        )),
    }
}
