//! Codings from JSON lines: `{"coder","document"?,"code","quote" or "start","end","round"?,"occurrence"?}`.
//!
//! A quote must occur exactly once in its document, or be told which occurrence is meant. Every line that cannot be placed is
//! reported with its number and the rest goes in; a coding that is there already is not made again.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use memchr::memmem;
use serde::Deserialize;

use crate::coding::Origin;
use crate::document::Document;
use crate::event::coding::CodingAdd;
use crate::filter::{Held, View};
use crate::id::{CoderId, DocumentRef, RoundRef};
use crate::problem::Problem;
use crate::round::Round;
use crate::study::CodeNow;
use crate::text::Text;
use crate::text::span::{Position, Span};
use crate::texts::Texts;

/// One line of a codings file.
#[derive(Clone, Debug, Deserialize)]
struct Entry {
    coder: String,
    document: Option<String>,
    code: String,
    quote: Option<String>,
    start: Option<u32>,
    end: Option<u32>,
    round: Option<serde_json::Value>,
    occurrence: Option<usize>,
    value: Option<String>,
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
    Planner::new(view, texts).file(name, content)
}

/// Works out what each of several files would add after those before it: what two of them say is one coding.
pub fn plan_all(view: &View<'_>, texts: &Texts, files: &[(String, String)]) -> Vec<Plan> {
    let mut planner = Planner::new(view, texts);
    let plans = files
        .iter()
        .map(|(name, content)| planner.file(name, content));
    plans.collect()
}

struct Planner<'v> {
    view: &'v View<'v>,
    texts: &'v Texts,
    name: String,
    codes: BTreeMap<String, &'v CodeNow>,
    documents: BTreeMap<String, &'v Document>,
    known: HashSet<Held>,
    plan: Plan,
}

/// What is wrong with a line, and what to do about it.
pub type Why = (String, &'static str);

impl<'v> Planner<'v> {
    fn new(view: &'v View<'v>, texts: &'v Texts) -> Self {
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
            name: String::new(),
            codes,
            documents,
            known,
            plan: Plan::default(),
        }
    }

    fn file(&mut self, name: &str, content: &str) -> Plan {
        name.clone_into(&mut self.name);
        let mut unplaced: Vec<(usize, Why)> = Vec::new();
        for (at, line) in content
            .lines()
            .enumerate()
            .filter(|(_, line)| !line.trim().is_empty())
        {
            if let Err(why) = self.place(line) {
                unplaced.push((at + 1, why));
            }
        }
        // Neighbouring lines with one reason are told in one sentence; no line goes untold.
        for group in unplaced.chunk_by(|a, b| a.0 + 1 == b.0 && a.1 == b.1) {
            let (Some((first, (what, advice))), Some((last, _))) = (group.first(), group.last())
            else {
                continue;
            };
            let lines = if first == last {
                format!("line {first}")
            } else {
                format!("lines {first}-{last}")
            };
            let place = format!("{name} {lines}");
            self.plan
                .problems
                .push(Problem::new(place, what.clone(), *advice));
        }
        self.plan.unplaced = unplaced.len();
        std::mem::take(&mut self.plan)
    }

    fn place(&mut self, line: &str) -> Result<(), Why> {
        let entry: Entry = serde_json::from_str(line).map_err(|cause| {
            let what = format!("is not a coding: {}", plain(&cause));
            (
                what,
                "each line is one JSON object with coder, code and quote",
            )
        })?;
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
            value: entry.value,
            origin: Some(Origin::Import(self.name.clone())),
        });
        Ok(())
    }

    fn coder(&self, entry: &Entry) -> Result<CoderId, Why> {
        let coder = CoderId(entry.coder.clone());
        let joined = self.view.coders().iter().any(|known| known.handle == coder);
        let advice = "add the coder first: intercoder coder add NAME";
        if joined {
            Ok(coder)
        } else {
            Err((format!("coder {coder} has not joined the study"), advice))
        }
    }

    fn document(&self, entry: &Entry) -> Result<&'v Document, Why> {
        let stem = self.name.rsplit(['/', '\\']).next().unwrap_or(&self.name);
        let stem = stem.rsplit_once('.').map_or(stem, |(stem, _)| stem);
        let handle = entry.document.as_deref().unwrap_or(stem);
        let advice = "name it in the line as \"document\", or import it first";
        let known = self.documents.get(&handle.to_lowercase()).copied();
        known.ok_or((format!("there is no document {handle}"), advice))
    }

    fn code(&self, entry: &Entry) -> Result<&'v CodeNow, Why> {
        let code = self.codes.get(&entry.code.to_lowercase()).copied();
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

fn plain(cause: &serde_json::Error) -> String {
    let whole = cause.to_string();
    whole.split(" at line ").next().unwrap_or(&whole).to_owned()
}
