//! Transcripts of a report: every turn with the codes that lie on it, and the stripes of the whole document above.

use std::collections::{BTreeMap, BTreeSet};

use crate::chart::sign::Sign;
use crate::chart::stripes::{Striped, plot};
use crate::disclosure::release::WITHHELD;
use crate::document::{Document, Turn, Turns};
use crate::export::html::escaped;
use crate::history::role;
use crate::id::CodeRef;
use crate::layer::Mark;
use crate::report::Basis;
use crate::report::page::{heading, note, paragraph};
use crate::text::span::Span;
use crate::texts::Passage;

/// A code on a stretch, with how it looks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signed {
    /// The code.
    pub code: CodeRef,
    /// Its handle.
    pub handle: String,
    /// How it looks.
    pub sign: Sign,
    /// Where it lies.
    pub span: Span,
}

impl Signed {
    /// The shape and the handle.
    pub fn said(&self) -> String {
        format!("{} {}", self.sign.shape, self.handle)
    }
}

/// The marks of the report's layer on a document, each code on each stretch once, in the order of the text.
pub fn signed(basis: &Basis<'_>, document: &Document) -> Vec<Signed> {
    let own = basis.marks.marks.iter();
    let own = own.filter(|mark| mark.document == document.id);
    let key = |mark: &Mark| (mark.span.start(), mark.span.end(), mark.code);
    let places: BTreeSet<_> = own.map(key).collect();
    let signed = places.into_iter().filter_map(|(start, end, code)| {
        let (handle, sign) = basis.signs.get(&code)?;
        Some(Signed {
            code,
            handle: handle.clone(),
            sign: *sign,
            span: Span::between(start, end),
        })
    });
    signed.collect()
}

/// A turn's number, label and whose it is, as a margin says it.
pub fn who((document, passage): (&Document, &Passage), (number, turn): (usize, &Turn)) -> String {
    let label = Turns::label(&passage.text, turn);
    let person = document.role(&passage.text, turn);
    match person.person() {
        Some(person) if person.0 != label => format!("{number} {label} ({person})"),
        _ if label.is_empty() => format!("{number} {}", role(&person)),
        _ => format!("{number} {label}"),
    }
}

/// Every transcript.
pub fn transcripts(basis: &Basis<'_>) -> String {
    let documents = basis.view.documents();
    documents
        .map(|document| transcript(basis, document))
        .collect()
}

/// One transcript.
pub fn transcript(basis: &Basis<'_>, document: &Document) -> String {
    let title = document.title.as_deref().unwrap_or_default();
    let mut page = heading(&format!("{} {title}", document.handle));
    let Some(passage) = basis.texts.current(document) else {
        return page + &paragraph("Its text is not in the study's folder.");
    };
    let signed = signed(basis, document);
    if !signed.is_empty() {
        page.push_str(&stripes(document, passage, &signed));
    }
    // Excerpts come in the order of the text, but the longest of them says how far back one may reach.
    for (number, turn) in (1..).zip(&passage.turns) {
        let here = signed.iter().filter(|mark| mark.span.touches(turn.body));
        let here: Vec<&Signed> = here.collect();
        let who = who((document, passage), (number, turn));
        let said = match basis.release.is_withheld((document, passage), turn) {
            true => escaped(WITHHELD),
            false => underlined(passage, turn.body, &here),
        };
        page.push_str(&format!(
            "<div class=\"turn\"><p class=\"who\">{}</p><p class=\"said\">{said}</p>{}</div>\n",
            escaped(&who),
            margin(&here)
        ));
    }
    if passage.turns.is_empty() {
        page.push_str(&note("It has no turns."));
    }
    page
}

/// The codes beside a turn, each once.
fn margin(here: &[&Signed]) -> String {
    if here.is_empty() {
        return String::new();
    }
    let codes: BTreeMap<CodeRef, &Signed> = here.iter().map(|mark| (mark.code, *mark)).collect();
    let mut codes: Vec<&Signed> = codes.into_values().collect();
    codes.sort_by_key(|mark| (mark.span, mark.handle.clone()));
    let codes: String = codes
        .into_iter()
        .map(|mark| {
            format!(
                "<li style=\"border-color:{}\">{}</li>",
                mark.sign.colour,
                escaped(&mark.said())
            )
        })
        .collect();
    format!("<ul class=\"codes\">{codes}</ul>")
}

/// The words of a turn, those that any code lies on underlined.
fn underlined(passage: &Passage, body: Span, here: &[&Signed]) -> String {
    let mut said = String::new();
    let mut at = body.start();
    let coded = here.iter().filter_map(|mark| mark.span.overlap(body));
    let mut coded: Vec<Span> = coded.collect();
    coded.sort_unstable();
    for span in coded {
        let from = span.start().max(at);
        if span.end() <= at {
            continue;
        }
        let plain = passage.text.slice(Span::between(at, from));
        said.push_str(&escaped(plain));
        let words = passage.text.slice(Span::between(from, span.end()));
        said.push_str(&format!("<span class=\"coded\">{}</span>", escaped(words)));
        at = span.end();
    }
    said + &escaped(passage.text.slice(Span::between(at, body.end())))
}

/// The stripes of a document, a row for each code, in the order in which they come.
pub fn stripes(document: &Document, passage: &Passage, signed: &[Signed]) -> String {
    let length = f64::from(passage.text.len().0.max(1));
    let mut codes: Vec<(CodeRef, Striped)> = Vec::new();
    for mark in signed {
        let stretch = (
            f64::from(mark.span.start().0) / length,
            f64::from(mark.span.end().0) / length,
        );
        match codes.iter_mut().find(|(code, _)| *code == mark.code) {
            Some((_, striped)) => striped.stretches.push(stretch),
            None => codes.push((
                mark.code,
                Striped {
                    name: mark.handle.clone(),
                    sign: mark.sign,
                    stretches: vec![stretch],
                },
            )),
        }
    }
    let codes: Vec<Striped> = codes.into_iter().map(|(_, striped)| striped).collect();
    plot(&format!("Codes in {}", document.handle), &codes)
}
