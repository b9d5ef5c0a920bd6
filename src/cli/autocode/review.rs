//! `autocode --review`: verdicts that were filled in in a spreadsheet.
//!
//! The file is what `--list --csv` gave, with `y`, `n`, `s` or another code in its column `verdict`. A line that cannot be taken is
//! told and the rest goes in; the words beside a place must be those that stand there, so that no corrected text is miscoded.

use std::collections::BTreeMap;
use std::path::Path;

use crate::autocode::runs::{judgements, tally, to_reconcile};
use crate::change::Change;
use crate::change::autocode::{Said, judge};
use crate::cli::autocode::sitting::Sitting;
use crate::cli::autocode::words::{self, judged};
use crate::cli::context::{Context, document, joined};
use crate::cli::failure::Failure;
use crate::document::Document;
use crate::filter::View;
use crate::id::{CoderId, DocumentRef};
use crate::import::sheet::{Row, Sheet, place as column};
use crate::number::counted;
use crate::problem::Problem;
use crate::round::Unit;
use crate::run::{Run, Verdict};
use crate::session::Session;
use crate::text::cell::unguarded;
use crate::text::span::{Position, Span};
use crate::texts::Texts;

/// A line of the file, by its columns.
type Line = BTreeMap<String, String>;

/// The same with its number.
type Numbered = (usize, Line);

/// What a run is about: its query, code and unit.
type Subject = (String, String, String);

/// A line of the file by its number, its stretch, and what it says of it.
type Placed = (usize, (DocumentRef, Span), Said);

/// What came of a file.
#[derive(Default)]
struct Taken {
    verdicts: usize,
    known: usize,
    blank: usize,
    left_out: usize,
    /// Codings of its runs that wait to be reconciled, by the names of rounds.
    to_reconcile: BTreeMap<String, usize>,
}

/// Takes a file's verdicts.
pub fn run(context: &mut Context, path: &Path) -> Result<(), Failure> {
    let text = context.read_text(path)?;
    let name = path.display().to_string();
    let (lines, problems) = lines(&name, &text)?;
    context.out.problems(&problems)?;
    let mut session = context.open()?;
    let coder = joined(&session)?;
    let texts = context.texts(&session)?;
    let mut taken = Taken {
        left_out: problems.len(),
        ..Taken::default()
    };
    let mut subjects: BTreeMap<Subject, Vec<Numbered>> = BTreeMap::new();
    for (number, line) in lines {
        if cell(&line, "verdict").is_empty() {
            taken.blank += 1;
            continue;
        }
        let of = |column: &str| unguarded(cell(&line, column));
        let subject = (of("query"), of("code"), of("unit"));
        subjects.entry(subject).or_default().push((number, line));
    }
    let mut said = Vec::new();
    for (subject, lines) in subjects {
        let told = take(
            &mut session,
            (&coder, &texts),
            (&name, &subject, &lines),
            &mut taken,
        );
        let (problems, run) = told?;
        context.out.problems(&problems)?;
        if let Some(run) = run {
            let view = session.view();
            for (round, count) in to_reconcile(&view, run.id) {
                *taken.to_reconcile.entry(round).or_default() += count;
            }
            said.push(format!(
                "{} “{}”: {}",
                subject.1,
                subject.0,
                judged(run.unit, tally(&view, run.id))
            ));
        }
    }
    said.extend(words::to_reconcile(&taken.to_reconcile));
    finish(context, (&taken, &said))
}

fn finish(context: &mut Context, (taken, said): (&Taken, &[String])) -> Result<(), Failure> {
    let Taken {
        verdicts,
        known,
        blank,
        left_out,
        to_reconcile,
    } = taken;
    match context.out.is_json() {
        true => context.out.json(&serde_json::json!({
            "taken": verdicts, "known": known, "blank": blank, "not_taken": left_out,
            "to_reconcile": to_reconcile,
        }))?,
        false => {
            context.out.line(format!(
                "{} taken, {known} there already, {blank} blank, {left_out} not taken",
                counted(*verdicts, "verdict")
            ))?;
            said.iter().try_for_each(|line| context.out.line(line))?;
        }
    }
    if *left_out == 0 {
        return Ok(());
    }
    context.out.flush()?;
    let was = if *left_out == 1 { "was" } else { "were" };
    let lines = counted(*left_out, "line");
    Err(Failure::new(format!("{lines} {was} not taken"))
        .hint("each is named above: mend it and give the file again; what was taken is known"))
}

/// Takes the lines of one run as one action.
fn take(
    session: &mut Session,
    (coder, texts): (&CoderId, &Texts),
    (name, subject, lines): (&str, &Subject, &[Numbered]),
    taken: &mut Taken,
) -> Result<(Vec<Problem>, Option<Run>), Failure> {
    let (query, code, unit) = subject;
    let view = session.view();
    let sitting = sitting(&view, (coder, query, code), unit);
    let mut placed: Vec<Placed> = Vec::new();
    let mut problems = Vec::new();
    let first = lines.first().map_or(0, |(number, _)| *number);
    let mut sitting = match sitting {
        Ok(sitting) => sitting,
        Err(failure) => {
            taken.left_out += lines.len();
            return Ok((vec![told(name, first, failure)], None));
        }
    };
    for (number, line) in lines {
        match place(&view, texts, line)
            .and_then(|at| Ok((at, meant(&view, cell(line, "verdict"))?)))
        {
            Ok((at, said)) => placed.push((*number, at, said)),
            Err(failure) => problems.push(told(name, *number, failure)),
        }
    }
    drop(view);
    problems.extend(take_out_judged_twice(&mut placed, name));
    taken.left_out += lines.len() - placed.len();
    if placed.is_empty() {
        return Ok((problems, None));
    }
    let run = sitting.begun(session)?;
    let view = session.view();
    let mut changes: Vec<Change> = Vec::new();
    for (number, at, said) in placed {
        if is_known(&view, &run, (at, &said)) {
            taken.known += 1;
            continue;
        }
        match judge(&view, &run, at, &said) {
            Ok(change) => changes.push(change),
            Err(problem) => {
                taken.left_out += 1;
                problems.push(told(name, number, Failure::from(problem)));
            }
        }
    }
    taken.verdicts += changes.len();
    drop(view);
    session.record(|draft| {
        changes
            .iter()
            .try_for_each(|change| change.write(draft).map(drop))
    })?;
    Ok((problems, Some(run)))
}

/// Takes out the stretches that more than one line judges, and says which lines: nobody can tell which of them counts.
fn take_out_judged_twice(placed: &mut Vec<Placed>, name: &str) -> Vec<Problem> {
    let mut by_place: BTreeMap<(DocumentRef, Span), Vec<usize>> = BTreeMap::new();
    for (number, at, _) in placed.iter() {
        by_place.entry(*at).or_default().push(*number);
    }
    by_place.retain(|_, numbers| numbers.len() > 1);
    placed.retain(|(_, at, _)| !by_place.contains_key(at));
    let problem = |numbers: Vec<usize>| {
        let numbers: Vec<String> = numbers.iter().map(usize::to_string).collect();
        Problem::new(
            format!("{name} lines {}", numbers.join(" and ")),
            "they judge the same stretch",
            "leave the verdict in one of them",
        )
    };
    by_place.into_values().map(problem).collect()
}

/// Why a line could not be taken.
fn told(name: &str, number: usize, failure: Failure) -> Problem {
    let hint = failure.hint.unwrap_or_default();
    Problem::new(format!("{name} line {number}"), failure.message, hint)
}

fn sitting(
    view: &View<'_>,
    (coder, query, code): (&CoderId, &str, &str),
    unit: &str,
) -> Result<Sitting, Failure> {
    let unit = Unit::parse(unit).filter(|unit| crate::autocode::proposal::UNITS.contains(unit));
    let unit = unit.ok_or_else(|| {
        Failure::wrong_use("its unit is none of turn, sentence and paragraph")
            .hint("leave the columns as --list --csv wrote them")
    })?;
    Sitting::of(view, (coder, query, code), ((Some(unit), None), None))
}

/// Whether the same was said of the same stretch already.
fn is_known(view: &View<'_>, run: &Run, (at, said): ((DocumentRef, Span), &Said)) -> bool {
    let mut before = judgements(view, run.id);
    before.any(|known| {
        let is_here = (known.excerpt.document, known.excerpt.span) == at;
        let coded = known.coding.and_then(|id| {
            let coding = view.codings().iter().find(|coding| coding.id == id)?;
            Some((coding.code, &coding.value))
        });
        is_here
            && match said {
                Said::Yes(None) => known.verdict == Verdict::Yes && coded.is_some(),
                Said::Yes(value) => {
                    known.verdict == Verdict::Yes
                        && coded.is_some_and(|coded| coded.1.as_deref() == value.as_deref())
                }
                Said::No => known.verdict == Verdict::No,
                Said::Skip => known.verdict == Verdict::Skip,
                Said::Other(code) => {
                    known.verdict == Verdict::Other && coded.is_some_and(|coded| coded.0 == *code)
                }
            }
    })
}

/// What a verdict in words means: `y` with or without a label of the code's scale, `n` or `x`, `s`, or another code.
pub fn meant(view: &View<'_>, word: &str) -> Result<Said, Failure> {
    let word = &*unguarded(word.trim());
    let (first, rest) = word.split_once(char::is_whitespace).unwrap_or((word, ""));
    let value = Some(rest.trim().to_owned()).filter(|value| !value.is_empty());
    Ok(match first.to_lowercase().as_str() {
        "y" | "yes" => Said::Yes(value),
        "n" | "x" | "no" if value.is_none() => Said::No,
        "s" | "skip" if value.is_none() => Said::Skip,
        _ => Said::Other(crate::cli::context::code(view, word)?.id),
    })
}

/// The stretch of a line, if the words that it gives stand there.
fn place(view: &View<'_>, texts: &Texts, line: &Line) -> Result<(DocumentRef, Span), Failure> {
    let document: &Document = document(view, &unguarded(cell(line, "document")))?;
    let end = |column: &str| {
        let number = cell(line, column).parse().map(Position);
        number.map_err(|_| Failure::new(format!("its {column} is no whole number")))
    };
    let span = Span::new(end("start")?, end("end")?).filter(|span| !span.is_empty());
    let span = span.ok_or_else(|| Failure::new("it ends before it starts, or is empty"))?;
    let passage = texts
        .current(document)
        .ok_or_else(|| Failure::damaged(format!("the text of {} is not here", document.handle)))?;
    let is_inside = passage.text.contains(span);
    let is_it = |quote: &str| bare(quote) == bare(passage.text.slice(span));
    match is_inside && is_it(&unguarded(cell(line, "quote"))) {
        true => Ok((document.id, span)),
        false => Err(Failure::new(format!(
            "the words at {}-{} of {} are not its quote",
            span.start().0,
            span.end().0,
            document.handle
        ))
        .hint("list the proposals again and judge these anew")),
    }
}

/// Words without what a spreadsheet does to white space.
fn bare(words: &str) -> String {
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn cell<'l>(line: &'l Line, column: &str) -> &'l str {
    line.get(column).map_or("", String::as_str)
}

/// The lines of a file by their columns, each with its number; and what is wrong with the others.
fn lines(name: &str, text: &str) -> Result<(Vec<Numbered>, Vec<Problem>), Failure> {
    let (sheet, problems) = Sheet::read(name, text)?.without_overlong(name);
    let columns = sheet.columns();
    let needed = [
        "document", "start", "end", "quote", "code", "unit", "query", "verdict",
    ];
    if let Some(absent) = needed
        .iter()
        .find(|&&needed| column(&columns, &[needed]).is_none())
    {
        return Err(Failure::new(format!("{name} has no column {absent}")).hint(
            "fill in what this wrote: intercoder autocode QUERY --code CODE --list --csv -o FILE",
        ));
    }
    let line = |row: Row| (row.number, columns.iter().cloned().zip(row.cells).collect());
    Ok((sheet.rows.into_iter().map(line).collect(), problems))
}
