//! `document review`: what corrections changed or took away of one's excerpts is looked at again.

use serde_json::json;

use crate::change::Change;
use crate::change::correction::{accept, attach, take_off};
use crate::cli::context::{Context, document, joined};
use crate::cli::failure::Failure;
use crate::cli::reference;
use crate::coding::Coding;
use crate::correction::candidate::{Candidate, candidates};
use crate::correction::queue::{coders, holding, limit, of_coder, revision, words_now, words_then};
use crate::document::kept::Fate;
use crate::filter::View;
use crate::history::{code, line_name};
use crate::id::DocumentRef;
use crate::number::counted;
use crate::problem::Problem;
use crate::session::Session;
use crate::text::span::Span;
use crate::texts::Texts;

/// Look again at excerpts of yours whose words a correction changed or took away
///
/// Without a flag they are listed: the words as you coded them, as they stand now, and where they may stand where they are gone. Only
/// the coder of an excerpt says what holds of it; undo takes every word of that back.
///
/// Example: intercoder document review I12
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Only of this document.
    document: Option<String>,
    /// List instead what holds by itself, because only a typing error was corrected; a lead sets how long one may be: intercoder study set typos N
    #[arg(long, conflicts_with_all = ["accept", "remove", "attach"])]
    typos: bool,
    /// The code holds on the words as they are now: a ref, or all.
    #[arg(long, value_name = "REF|all", conflicts_with_all = ["remove", "attach"])]
    accept: Option<String>,
    /// The code does not hold any more: take it off.
    #[arg(long, value_name = "REF", conflicts_with = "attach")]
    remove: Option<String>,
    /// The code belongs to another place, which --candidate or --span says.
    #[arg(long, value_name = "REF")]
    attach: Option<String>,
    /// The place by its number in the list.
    #[arg(long, value_name = "N", requires = "attach", conflicts_with = "span")]
    candidate: Option<usize>,
    /// The place by Unicode characters from 0, the end not included.
    #[arg(long, value_name = "A:B", requires = "attach")]
    span: Option<String>,
}

pub fn run(context: &mut Context, args: &Args) -> Result<(), Failure> {
    let mut session = context.open()?;
    let coder = joined(&session)?;
    let view = session.view();
    let only = args.document.as_deref().map(|name| document(&view, name));
    let only = only.transpose()?.map(|document| document.id);
    let mut waiting = match args.typos {
        true => holding(&view, &coder),
        false => of_coder(&view, &coder),
    };
    waiting.retain(|coding| only.is_none_or(|only| coding.excerpt.document == only));
    let (texts, problems) = texts(&session, &view, &waiting)?;
    context.out.problems(&problems)?;
    let changes = if let Some(name) = &args.accept {
        accepted(&view, &waiting, name)?
    } else if let Some(name) = &args.remove {
        vec![take_off(&view, named(&view, &waiting, name)?)?]
    } else if let Some(name) = &args.attach {
        let coding = named(&view, &waiting, name)?;
        let span = place((&view, &texts), coding, args)?;
        vec![attach(&view, coding, span)?]
    } else {
        return list(context, (&view, &texts), (&waiting, only, args.typos));
    };
    let left = waiting.len() - changes.len();
    let count = changes.len();
    drop(view);
    session.record(|draft| {
        changes
            .iter()
            .try_for_each(|change| change.write(draft).map(|_| ()))
    })?;
    context.out.line(format!(
        "{} looked at again; {left} left",
        counted(count, "excerpt")
    ))
}

/// The texts that the excerpts were coded on, and the texts as they are.
fn texts(
    session: &Session,
    view: &View<'_>,
    waiting: &[&Coding],
) -> Result<(Texts, Vec<Problem>), Failure> {
    let mut revisions = Vec::new();
    for coding in waiting {
        if let Some(document) = view.document(coding.excerpt.document) {
            revisions.push(document.revision().clone());
            revisions.extend(revision(document, coding).cloned());
        }
    }
    revisions.sort_by_key(|revision| revision.id);
    revisions.dedup_by_key(|revision| revision.id);
    Ok(session.texts_of(revisions)?)
}

fn named<'v>(view: &View<'v>, waiting: &[&'v Coding], name: &str) -> Result<&'v Coding, Failure> {
    let coding = reference::coding(view, name, |_| true)?;
    let is_it = |known: &&&Coding| known.id == coding.id;
    match waiting.iter().find(is_it) {
        Some(coding) => Ok(coding),
        None if view.viewer() != Some(&coding.coder) => Err(Failure::refused(format!(
            "that coding is {}'s; only they say what holds of it",
            coding.coder
        ))),
        None => Err(
            Failure::new(format!("{name} does not wait to be looked at again"))
                .hint("see what does with: intercoder document review"),
        ),
    }
}

/// One excerpt, or every one that still has words.
fn accepted(view: &View<'_>, waiting: &[&Coding], name: &str) -> Result<Vec<Change>, Failure> {
    if name != "all" {
        return Ok(vec![accept(view, named(view, waiting, name)?)?]);
    }
    let changed = waiting
        .iter()
        .filter(|coding| coding.excerpt.fate == Fate::Changed);
    let changes: Vec<Change> = changed
        .map(|coding| accept(view, coding))
        .collect::<Result<_, _>>()?;
    match changes.is_empty() {
        true => Err(Failure::new("no excerpt of yours has other words now")),
        false => Ok(changes),
    }
}

/// Where a coding is to lie.
fn place(
    (view, texts): (&View<'_>, &Texts),
    coding: &Coding,
    args: &Args,
) -> Result<Span, Failure> {
    if let Some(number) = args.candidate {
        let found = found((view, texts), coding);
        let chosen = number.checked_sub(1).and_then(|at| found.get(at));
        return chosen.map(|found| found.span).ok_or_else(|| {
            Failure::new(format!("it has {}", counted(found.len(), "candidate")))
                .hint("see them with: intercoder document review")
        });
    }
    let Some(written) = &args.span else {
        return Err(Failure::wrong_use("say where: --candidate N or --span A:B"));
    };
    let numbers = written.split_once(':');
    let numbers = numbers.and_then(|(from, to)| Some((from.parse().ok()?, to.parse().ok()?)));
    let span = numbers.and_then(|(from, to)| {
        Span::new(
            crate::text::span::Position(from),
            crate::text::span::Position(to),
        )
    });
    let document = view.document(coding.excerpt.document);
    let passage = document.and_then(|document| texts.current(document));
    let there = span
        .zip(passage)
        .filter(|(span, passage)| !span.is_empty() && passage.text.contains(*span));
    there
        .map(|(span, passage)| passage.text.snap(span))
        .ok_or_else(|| {
            Failure::wrong_use(format!("“{written}” is no stretch of the text"))
                .hint("give it as A:B, for example 120:180")
        })
}

/// Where the words may stand now.
fn found((view, texts): (&View<'_>, &Texts), coding: &Coding) -> Vec<Candidate> {
    let document = view.document(coding.excerpt.document);
    let both = document.and_then(|document| {
        let texts = (texts.passage(coding.revision)?, texts.current(document)?);
        Some((document, texts))
    });
    both.map_or_else(Vec::new, |(document, both)| {
        candidates(document, (coding.revision, coding.made_at), both)
    })
}

fn list(
    context: &mut Context,
    (view, texts): (&View<'_>, &Texts),
    (listed, only, is_typos): (&[&Coding], Option<DocumentRef>, bool),
) -> Result<(), Failure> {
    if context.out.is_json() {
        let each = listed.iter().map(|coding| told((view, texts), coding));
        let all: Vec<_> = each.collect();
        let name = if is_typos { "holding" } else { "waiting" };
        return context.out.json(&json!({ name: all }));
    }
    for coding in listed {
        entry(context, (view, texts), coding)?;
    }
    let small = format!(
        "a typing error of at most {}",
        counted(limit(view), "character")
    );
    if is_typos {
        let count = match listed.len() {
            0 => "no excerpt".to_owned(),
            n => counted(n, "excerpt"),
        };
        return context
            .out
            .line(format!("{count} of yours accepted for {small}"));
    }
    context.out.line(match listed.len() {
        0 => "no excerpt of yours waits to be looked at again".to_owned(),
        n => format!(
            "{} of yours: --accept REF (or all), --remove REF, --attach REF --candidate N",
            counted(n, "excerpt")
        ),
    })?;
    let is_asked = |coding: &&Coding| only.is_none_or(|only| coding.excerpt.document == only);
    let own = view.viewer().map(|coder| holding(view, coder));
    match own.unwrap_or_default().into_iter().filter(is_asked).count() {
        0 => {}
        n => context
            .out
            .line(format!("{n} more accepted for {small}: --typos lists them"))?,
    }
    let others = coders(view).into_iter();
    let others = others.filter(|(coder, _)| only.is_none() && Some(*coder) != view.viewer());
    let others: Vec<String> = others.map(|(coder, n)| format!("{coder} {n}")).collect();
    match others.is_empty() {
        true => Ok(()),
        false => context
            .out
            .line(format!("others look at theirs: {}", others.join(", "))),
    }
}

/// An excerpt with its words then and now, or with the places where they may stand.
fn entry(
    context: &mut Context,
    (view, texts): (&View<'_>, &Texts),
    coding: &Coding,
) -> Result<(), Failure> {
    let document = view.document(coding.excerpt.document);
    let handle = document.map_or("", |document| document.handle.as_str());
    let fate = match coding.excerpt.fate {
        Fate::Orphaned => "its words are gone",
        _ => "its words are other",
    };
    let (name, of) = (line_name(view, coding.id.0), code(view, coding.code));
    context
        .out
        .line(format!("{name}  {handle}  {of}: {fate}"))?;
    let then = words_then(texts, coding).unwrap_or("the text as it was is not here");
    let then = on_one_line(then);
    if let Some(now) = words_now(view, texts, coding) {
        let now = on_one_line(now);
        let from = first_shown(&then, &now);
        context
            .out
            .line(format!("  then  {}", clipped(&then, from)))?;
        return context.out.line(format!("  now   {}", clipped(&now, from)));
    }
    context.out.line(format!("  then  {}", clipped(&then, 0)))?;
    for (number, one) in (1..).zip(found((view, texts), coding)) {
        let passage = document.and_then(|document| texts.current(document));
        let words = passage.map_or("", |passage| passage.text.slice(one.span));
        let (how, likeness) = (one.found.as_str(), one.likeness * 100.0);
        let words = clipped(&on_one_line(words), 0);
        context
            .out
            .line(format!("  {number}: {how}, {likeness:.0} % alike  {words}"))?;
    }
    Ok(())
}

fn told((view, texts): (&View<'_>, &Texts), coding: &Coding) -> serde_json::Value {
    let document = view.document(coding.excerpt.document);
    let places = found((view, texts), coding).into_iter().map(|one| {
        json!({ "start": one.span.start(), "end": one.span.end(), "found": one.found.as_str(), "likeness": one.likeness })
    });
    let places: Vec<_> = match coding.excerpt.fate {
        Fate::Orphaned => places.collect(),
        _ => Vec::new(),
    };
    json!({
        "ref": coding.id, "document": document.map(|of| &of.handle), "code": code(view, coding.code),
        "fate": coding.excerpt.fate, "then": words_then(texts, coding), "now": words_now(view, texts, coding),
        "candidates": places,
    })
}

fn on_one_line(words: &str) -> String {
    let words: Vec<&str> = words.split_whitespace().collect();
    words.join(" ")
}

/// So many characters of an excerpt are shown.
const SHOWN: usize = 240;

/// So many of them stand before the first one that is other now.
const BEFORE: usize = 60;

/// From which character on two versions are shown, so that what is other is seen.
fn first_shown(then: &str, now: &str) -> usize {
    let is_short = |words: &str| words.chars().nth(SHOWN).is_none();
    if is_short(then) && is_short(now) {
        return 0;
    }
    let same = then.chars().zip(now.chars());
    let same = same.take_while(|(one, other)| one == other).count();
    same.saturating_sub(BEFORE)
}

/// Some words of one line from a character on, in quotation marks.
fn clipped(words: &str, from: usize) -> String {
    let shown: String = words.chars().skip(from).take(SHOWN).collect();
    let before = if from > 0 { "…" } else { "" };
    let is_cut = words.chars().nth(from + SHOWN).is_some();
    let after = if is_cut { "…" } else { "" };
    format!("“{before}{shown}{after}”")
}
