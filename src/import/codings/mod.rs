//! Codings from files: JSON lines, sheets, brat's standoff files and exports of Label Studio, and what they would add.
//!
//! A quote must occur exactly once in its document, stand where the file says, or be told which occurrence is meant. Every coding that
//! cannot be placed is reported with its line and the rest goes in; one that is there already is not made again.

mod entry;
mod sheet;
mod brat;
mod label_studio;

use std::collections::{BTreeMap, BTreeSet, HashSet};

use memchr::memmem;

use crate::coding::Origin;
use crate::document::Document;
use crate::event::coding::CodingAdd;
use crate::filter::{Held, View};
use crate::id::{CoderId, DocumentRef, RoundRef};
use crate::import::codings::entry::{Entry, Why};
use crate::problem::Problem;
use crate::round::Round;
use crate::study::CodeNow;
use crate::text::Text;
use crate::text::span::{Position, Span};
use crate::texts::Texts;

/// What somebody says of a file that it does not say itself.
#[derive(Clone, Copy, Debug, Default)]
pub struct Told<'t> {
    /// Whose its codings are.
    pub coder: Option<&'t str>,
    /// The document they are in.
    pub document: Option<&'t str>,
    /// Who its coders are here: the name there, and the one here.
    pub users: &'t [(String, String)],
}

/// What a file of codings would add.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    /// The codings to add.
    pub codings: Vec<CodingAdd>,
    /// How many lines say what is there already.
    pub known: usize,
    /// The documents and coders that the file speaks of, with their rounds: what `--done` marks as finished.
    pub touched: BTreeSet<(DocumentRef, CoderId, Option<RoundRef>)>,
    /// How many lines could not be placed.
    pub unplaced: usize,
    /// Why they could not.
    pub problems: Vec<Problem>,
}

/// Works out what a file would add; its name comes first, whose stem is the document where a line names none.
pub fn plan(view: &View<'_>, texts: &Texts, (name, content): (&str, &str)) -> Plan {
    Planner::new(view, texts, Told::default()).file(name, content)
}

/// Works out what each of several files would add after those before it: what two of them say is one coding.
pub fn plan_all(
    view: &View<'_>,
    texts: &Texts,
    (files, told): (&[(String, String)], Told<'_>),
) -> Vec<Plan> {
    let mut planner = Planner::new(view, texts, told);
    let plans = files
        .iter()
        .map(|(name, content)| planner.file(name, content));
    plans.collect()
}

struct Planner<'v> {
    view: &'v View<'v>,
    texts: &'v Texts,
    told: Told<'v>,
    name: String,
    codes: BTreeMap<String, &'v CodeNow>,
    documents: BTreeMap<String, &'v Document>,
    known: HashSet<Held>,
    plan: Plan,
}

impl<'v> Planner<'v> {
    fn new(view: &'v View<'v>, texts: &'v Texts, told: Told<'v>) -> Self {
        let named = view.codes().filter(|code| code.merged_into.is_none());
        let codes = named
            .map(|code| (code.code.id.to_lowercase(), code))
            .collect();
        let documents = view
            .all_documents()
            .iter()
            .map(|document| (document.handle.to_lowercase(), document))
            .collect();
        let known = view.held();
        Self {
            view,
            texts,
            told,
            name: String::new(),
            codes,
            documents,
            known,
            plan: Plan::default(),
        }
    }

    fn file(&mut self, name: &str, content: &str) -> Plan {
        name.clone_into(&mut self.name);
        let found = match entry::read(name, content) {
            Ok(found) => found,
            Err(problem) => {
                self.plan.problems.push(problem);
                self.plan.unplaced = 1;
                return std::mem::take(&mut self.plan);
            }
        };
        self.plan.problems.extend(found.left_out);
        let mut unplaced: Vec<(usize, Why)> = Vec::new();
        for (number, entry) in found.entries {
            if let Err(why) = entry.and_then(|entry| self.place(entry)) {
                unplaced.push((number, why));
            }
        }
        let noun = found.noun.said();
        // Neighbouring lines with one reason are told in one sentence; no line goes untold.
        for group in unplaced.chunk_by(|a, b| a.0 + 1 == b.0 && a.1 == b.1) {
            let (Some((first, (what, advice))), Some((last, _))) = (group.first(), group.last())
            else {
                continue;
            };
            let lines = if first == last {
                format!("{noun} {first}")
            } else {
                format!("{noun}s {first}-{last}")
            };
            let place = format!("{name} {lines}");
            self.plan
                .problems
                .push(Problem::new(place, what.clone(), *advice));
        }
        self.plan.unplaced = unplaced.len();
        std::mem::take(&mut self.plan)
    }

    fn place(&mut self, entry: Entry) -> Result<(), Why> {
        let coder = self.coder(&entry)?;
        let document = self.document(&entry)?;
        let code = self.code(&entry)?;
        let round = self.round(&entry)?;
        let text = self.texts.current(document).map(|passage| &passage.text);
        let text = text.ok_or((
            format!("the text of {} is not here", document.handle),
            "run intercoder verify",
        ))?;
        let span = stretch(&entry, text, document)?;
        let round_id = round.map(|round| round.id);
        let held = (coder.clone(), code.id, document.id, span, round_id);
        let is_known = self.known.contains(&held);
        if !is_known {
            applicable(code)?;
            takes_codings(round)?;
        }
        if round.is_none_or(|round| round.close.is_none()) {
            let touched = (document.id, coder.clone(), round_id);
            self.plan.touched.insert(touched);
        }
        if is_known {
            self.plan.known += 1;
            return Ok(());
        }
        self.known.insert(held);
        let codebook = round.map(|round| round.codebook);
        self.plan.codings.push(CodingAdd {
            coder,
            code: code.id,
            document: document.id,
            revision: document.current,
            span,
            round: round_id,
            codebook: codebook.or_else(|| self.view.versions().last().map(|version| version.id)),
            value: entry.value.map(String::into_boxed_str),
            origin: Some(Box::new(Origin::Import(self.name.clone()))),
        });
        Ok(())
    }

    fn coder(&self, entry: &Entry) -> Result<CoderId, Why> {
        let said = entry.coder.as_deref().or(self.told.coder).ok_or((
            "it names no coder".to_owned(),
            "say whose it is with --coder NAME",
        ))?;
        let mut users = self.told.users.iter();
        let meant = users.find(|(there, _)| there == said);
        let coder = CoderId::from(meant.map_or(said, |(_, here)| here));
        let joined = self.view.coders().iter().any(|known| known.handle == coder);
        let advice = "add the coder first: intercoder coder add NAME; or say who it is here with --user \"NAME=CODER\"";
        if joined {
            Ok(coder)
        } else {
            Err((format!("coder {coder} has not joined the study"), advice))
        }
    }

    /// The document that is told, or that the coding names with or without an ending, or that its file is named after.
    fn document(&self, entry: &Entry) -> Result<&'v Document, Why> {
        let named = self.told.document.or(entry.document.as_deref());
        let name = named.unwrap_or(&self.name);
        let name = name.rsplit(['/', '\\']).next().unwrap_or(name);
        let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
        let handle = match named {
            Some(_) => name,
            None => stem,
        };
        let called = |handle: &str| self.documents.get(&handle.to_lowercase()).copied();
        let known = called(handle).or_else(|| called(stem));
        let advice = "name it in the line as \"document\" or for all of them with --document, or import it first";
        known.ok_or((format!("there is no document {handle}"), advice))
    }

    /// The code of that handle, else the only one of that name.
    fn code(&self, entry: &Entry) -> Result<&'v CodeNow, Why> {
        let wanted = entry.code.to_lowercase();
        let by_handle = self.codes.get(&wanted).copied();
        let is_named = |code: &&CodeNow| code.code.name.to_lowercase() == wanted;
        let mut by_name = self.codes.values().copied().filter(is_named);
        let code = by_handle.or_else(|| by_name.next().filter(|_| by_name.next().is_none()));
        code.ok_or((
            format!("there is no code {}", entry.code),
            "see intercoder codebook tree",
        ))
    }

    fn round(&self, entry: &Entry) -> Result<Option<&'v Round>, Why> {
        let name = match &entry.round {
            None | Some(serde_json::Value::Null) => return Ok(None),
            Some(serde_json::Value::String(name)) => name.clone(),
            Some(other) => other.to_string(),
        };
        if name == "0" {
            return Ok(None);
        }
        let round = self.view.round_called(&name).ok_or((
            format!("there is no round {name}"),
            "see intercoder round status",
        ));
        round.map(Some)
    }
}

/// Whether a code can be put on anything new.
fn applicable(code: &CodeNow) -> Result<(), Why> {
    let handle = &code.code.id;
    if code.retired {
        let what = format!("{handle} is retired and cannot be applied");
        return Err((
            what,
            "use a code that is in force: intercoder codebook tree",
        ));
    }
    if !code.code.assignable {
        let what = format!("{handle} is a container and cannot be applied");
        return Err((what, "use one of the codes below it"));
    }
    Ok(())
}

/// Whether a round takes codings: a closed one has its figures, and no line put in later is in them.
fn takes_codings(round: Option<&Round>) -> Result<(), Why> {
    match round.filter(|round| round.close.is_some()) {
        Some(round) => Err((
            format!(
                "round {} is closed: a coding would be late for ever",
                round.name
            ),
            "code the document in a new round",
        )),
        None => Ok(()),
    }
}

fn stretch(entry: &Entry, text: &Text, document: &Document) -> Result<Span, Why> {
    let span = match (&entry.quote, entry.start, entry.end) {
        (Some(quote), Some(start), Some(end)) => match standing(text, quote, (start, end)) {
            Some(span) => span,
            None => find(text, quote, entry.occurrence).map_err(|why| quoted(why, document))?,
        },
        (Some(quote), _, _) => {
            find(text, quote, entry.occurrence).map_err(|why| quoted(why, document))?
        }
        (None, Some(start), Some(end)) => {
            let span = Span::new(Position(start), Position(end)).filter(|span| !span.is_empty());
            let advice = "start and end count Unicode characters from 0, the end not included";
            let span = span.ok_or((format!("{start} to {end} is no stretch of text"), advice))?;
            if !text.contains(span) {
                let what = format!(
                    "{start} to {end} lies outside {}, which has {} characters",
                    document.handle,
                    text.len().0
                );
                return Err((what, advice));
            }
            span
        }
        _ => {
            return Err((
                "it has neither a quote nor a start and an end".to_owned(),
                "give one of the two",
            ));
        }
    };
    Ok(text.snap(span))
}

/// Where a quote stands that is told with its places, counted in characters or in UTF-16 units; nothing where it stands at neither.
fn standing(text: &Text, quote: &str, (start, end): (u32, u32)) -> Option<Span> {
    let by_characters = Span::new(Position(start), Position(end));
    let by_units = Span::new(text.position_of_utf16(start), text.position_of_utf16(end));
    let says = |span: &Span| {
        let words = text.slice(*span).split_whitespace();
        !span.is_empty() && text.contains(*span) && words.eq(quote.split_whitespace())
    };
    [by_characters, by_units].into_iter().flatten().find(says)
}

/// Why a quote has no one place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoPlace {
    /// It has no characters.
    Empty,
    /// It does not occur.
    Nowhere,
    /// It occurs so many times, and nobody said which is meant.
    Times(usize),
    /// It occurs so many times, fewer than the occurrence asked for.
    Only(usize),
}

/// The one place of a quote in a text, or its n-th, counted from 1.
pub fn find(text: &Text, quote: &str, occurrence: Option<usize>) -> Result<Span, NoPlace> {
    let quote = crate::text::normalise_line_ends(quote);
    if quote.is_empty() {
        return Err(NoPlace::Empty);
    }
    let places: Vec<usize> = memmem::find_iter(text.as_str().as_bytes(), &quote).collect();
    let byte = match (places.as_slice(), occurrence) {
        ([], _) => return Err(NoPlace::Nowhere),
        ([only], None) => *only,
        (several, None) => return Err(NoPlace::Times(several.len())),
        (several, Some(n)) => *n
            .checked_sub(1)
            .and_then(|at| several.get(at))
            .ok_or(NoPlace::Only(several.len()))?,
    };
    let start = text.position_of_byte(byte);
    Ok(Span::between(
        start,
        Position(start.0 + quote.chars().count() as u32),
    ))
}

/// Why a quote has no one place, as a sentence and what to do.
pub fn quoted(why: NoPlace, document: &Document) -> Why {
    let handle = &document.handle;
    match why {
        NoPlace::Empty => (
            "its quote is empty".to_owned(),
            "give the words as they stand in the document",
        ),
        NoPlace::Nowhere => (
            format!("its quote does not occur in {handle}"),
            "compare it with the document, word for word",
        ),
        NoPlace::Times(n) => (
            format!("its quote occurs {n} times in {handle}"),
            "give a longer quote, or \"occurrence\": 1, 2, …",
        ),
        NoPlace::Only(n) => (
            format!("its quote occurs only {n} times in {handle}"),
            "give an occurrence that there is",
        ),
    }
}
