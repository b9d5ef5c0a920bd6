//! Hits: what a person sees of a turn that was found - its words, who speaks, how it is coded.

use std::ops::Range;

use rayon::prelude::*;
use serde::Serialize;

use crate::id::DocumentRef;
use crate::person::Role;
use crate::query::Query;
use crate::query::corpus::TurnNumber;
use crate::query::plain::{Spoken, codes_on, marked};
use crate::query::word::Speller;
use crate::search::answer::{Answer, Base};
use crate::search::words::Words;
use crate::table::{Cell, Row, Table};
use crate::text::span::{Position, Span};
use crate::texts::Passage;

/// A turn that was found.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Hit {
    /// The document.
    #[serde(skip)]
    pub id: DocumentRef,
    /// Its handle.
    pub document: String,
    /// The turn, from 1.
    pub turn: u32,
    /// Where its body begins.
    pub start: Position,
    /// Where its body ends.
    pub end: Position,
    /// Who speaks.
    pub speaker: String,
    /// Their role, where the study knows one.
    pub role: String,
    /// The codes on it that may be seen.
    pub codes: Vec<String>,
    /// How much it says of what is sought; it orders hits and measures nothing.
    pub score: f64,
    /// Its words.
    pub quote: String,
    /// Where what is sought stands.
    pub marks: Vec<Span>,
    /// The same in bytes of its words.
    #[serde(skip)]
    pub marked: Vec<Range<usize>>,
}

impl Hit {
    /// Where its body lies.
    pub fn span(&self) -> Span {
        Span::between(self.start, self.end)
    }
}

/// Who speaks, in a word.
pub fn speaker(role: &Role) -> String {
    match role {
        Role::Person(person) => person.0.clone(),
        Role::Interviewer => "interviewer".to_owned(),
        Role::Ignore => "nobody".to_owned(),
        Role::Unknown => "unknown".to_owned(),
    }
}

/// Hits as a table: one row a turn.
pub fn table(line: &str, hits: &[Hit], notes: Vec<String>) -> Table {
    let rows = hits.iter().map(|hit| Row {
        label: hit.document.clone(),
        values: vec![
            Cell::Count(u64::from(hit.turn)),
            Cell::from(hit.speaker.as_str()),
            Cell::Text(hit.role.clone()),
            Cell::Count(u64::from(hit.start.0)),
            Cell::Count(u64::from(hit.end.0)),
            Cell::Text(hit.codes.join(", ")),
            Cell::Figure(hit.score),
            Cell::from(hit.quote.as_str()),
        ],
    });
    let columns = [
        "turn", "speaker", "role", "start", "end", "codes", "score", "quote",
    ];
    Table {
        title: format!("Search: {line}"),
        unit: "turn".to_owned(),
        columns: columns.map(str::to_owned).to_vec(),
        stub: "document".to_owned(),
        rows: rows.collect(),
        notes,
    }
}

impl Base<'_> {
    /// What people see of some turns; those whose words could not be read are left out.
    pub(super) fn seen(
        &self,
        (query, answer): (&Query, &Answer),
        (numbers, words): (&[TurnNumber], &Words),
    ) -> Vec<Hit> {
        let seen = numbers.par_iter().filter_map(|&number| {
            let (document, _) = self.ground.corpus.place(number);
            self.hit(query, (number, words.of(document)?), answer)
        });
        seen.collect()
    }

    fn hit(
        &self,
        query: &Query,
        (number, passage): (TurnNumber, &Passage),
        answer: &Answer,
    ) -> Option<Hit> {
        let corpus = &self.ground.corpus;
        let (document, turn) = corpus.place(number);
        let source = self.source(document)?;
        let body = corpus.turn(number).body;
        let (role, text) = (corpus.speaker(number), passage.text.slice(body));
        let mut speller = Speller::of(source.language);
        let spoken = Spoken::new((source, role), (body, text), &mut speller);
        let marked = marked(query, &spoken);
        let first = passage.text.byte_of(body.start());
        let position = |byte: usize| passage.text.position_of_byte(first + byte);
        let codes = codes_on(self.facts, (document, body)).into_iter();
        Some(Hit {
            id: document,
            document: source.handle.clone(),
            turn,
            start: body.start(),
            end: body.end(),
            speaker: speaker(role),
            role: self.role(role),
            codes: codes.map(|code| self.facts.handle(code)).collect(),
            score: answer.scores[number.0 as usize],
            quote: text.to_owned(),
            marks: marked
                .iter()
                .map(|range| Span::between(position(range.start), position(range.end)))
                .collect(),
            marked,
        })
    }

    /// What the study says of somebody's role, in words.
    fn role(&self, role: &Role) -> String {
        let person = role
            .person()
            .and_then(|person| self.facts.people.get(person));
        let values = person
            .and_then(|person| person.get("role"))
            .into_iter()
            .flatten();
        let words: Vec<String> = values
            .map(|value| value.as_str().replace('_', " "))
            .collect();
        words.join(", ")
    }
}
