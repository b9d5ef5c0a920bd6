//! Coded segments: one row a coding, with everything an analysis needs beside it.
//!
//! For analysis, not for publication: documents, people, labels and offsets are in it, and small groups are not screened. The words
//! of whoever keeps them in ([`crate::disclosure::may_quote`]) are not.

use std::collections::{BTreeSet, HashMap};

use crate::codebook::Code;
use crate::coding::{Coding, On};
use crate::disclosure::kept_in;
use crate::disclosure::release::{Release, WITHHELD};
use crate::document::kept::Fate;
use crate::document::{Document, Turns};
use crate::filter::{Layer, View};
use crate::id::CodingRef;
use crate::layer::marks;
use crate::listing::{Listed, listed, listed_marks};
use crate::person::Value;
use crate::table::{Cell, Row, Table};
use crate::text::span::Span;
use crate::texts::Texts;
use crate::themes::speakers_at;

/// What is said with the table.
const FOR_ANALYSIS: &str = "for analysis, not for publication: documents and people are named, and small groups are not screened";

/// The columns after the document, its kind, the person, the speaker and the attributes.
const LAST: [&str; 9] = [
    "code",
    "code_path",
    "coder",
    "start",
    "end",
    "quote",
    "round",
    "codebook_version",
    "memo",
];

/// The coded segments of a layer: document, kind, person, speaker, attributes of people and documents, then what was coded. Several values
/// in one cell are separated by semicolons; orphaned codings have no words and no row.
pub fn coded_segments(view: &View<'_>, texts: &Texts, layer: &Layer) -> Table {
    let is_meant = |coding: &Coding| {
        let own = match layer {
            Layer::Coder(coder) => coding.coder == *coder,
            Layer::All | Layer::Final => true,
        };
        own && coding.excerpt.fate != Fate::Orphaned
    };
    let codings = match layer {
        Layer::Final => listed_marks(view, texts, &marks(view, texts, layer).marks),
        Layer::All | Layer::Coder(_) => listed(view, texts, is_meant),
    };
    let (columns, release) = (Columns::of(view), Release::of(view, texts));
    let mut rows = Vec::new();
    let mut refused = 0;
    for coding in &codings {
        let Some(document) = view.document_called(&coding.document) else {
            continue;
        };
        let span = Span::between(coding.start, coding.end);
        let mut values = columns.who((view, texts), (document, span));
        let is_kept_in = !kept_in(view, texts, (document.id, span)).is_empty();
        refused += usize::from(is_kept_in);
        let words = match is_kept_in {
            true => WITHHELD,
            false => coding.quote.as_str(),
        };
        values.extend(columns.what(coding, (words, &release)));
        let label = coding.document.clone();
        rows.push(Row { label, values });
    }
    let mut notes = vec![FOR_ANALYSIS.to_owned()];
    if refused > 0 {
        notes.push(format!(
            "the words of {refused} codings are kept in: who speaks must not be quoted (may_quote is no)"
        ));
    }
    Table {
        title: format!("Coded segments (layer: {layer})"),
        unit: "coding".to_owned(),
        columns: columns.heads(),
        stub: "document".to_owned(),
        rows,
        notes,
    }
}

/// What is looked up for every row.
struct Columns<'v> {
    of_people: Vec<&'v str>,
    of_documents: Vec<&'v str>,
    /// The names of a code and all above it, by handle.
    paths: HashMap<String, String>,
    memos: HashMap<CodingRef, Vec<&'v str>>,
}

impl<'v> Columns<'v> {
    fn of(view: &View<'v>) -> Self {
        let of_people = view.people().flat_map(|person| person.attributes.keys());
        let of_people: BTreeSet<&str> = of_people.map(String::as_str).collect();
        let of_documents = view.documents().flat_map(|of| of.attributes.keys());
        let of_documents: BTreeSet<&str> = of_documents.map(String::as_str).collect();
        let codebook = view.codebook_in_use();
        let path = |code: &Code| {
            let above = codebook.ancestors(&code.id).into_iter().rev();
            let names: Vec<&str> = above.chain([code]).map(|code| code.name.as_str()).collect();
            (code.id.clone(), names.join(" > "))
        };
        let mut memos: HashMap<CodingRef, Vec<&str>> = HashMap::new();
        for memo in view.memos() {
            if let On::Coding(coding) = memo.on {
                memos.entry(coding).or_default().push(&memo.text);
            }
        }
        Self {
            of_people: of_people.into_iter().collect(),
            of_documents: of_documents.into_iter().collect(),
            paths: codebook.codes().iter().map(path).collect(),
            memos,
        }
    }

    /// The heads after the document's.
    fn heads(&self) -> Vec<String> {
        let first = ["document_kind", "person", "speaker"].map(str::to_owned);
        let of_people = self.of_people.iter().map(|name| (*name).to_owned());
        let of_documents = self.of_documents.iter().map(|name| {
            let is_taken = self.of_people.contains(name) || LAST.contains(name);
            match is_taken {
                true => format!("document_{name}"),
                false => (*name).to_owned(),
            }
        });
        let last = LAST.map(str::to_owned);
        let all = first.into_iter().chain(of_people).chain(of_documents);
        all.chain(last).collect()
    }

    /// Where a coding lies and who speaks there.
    fn who(
        &self,
        (view, texts): (&View<'_>, &Texts),
        (document, span): (&Document, Span),
    ) -> Vec<Cell> {
        let people = speakers_at(view, texts, (document.id, span));
        let labels: BTreeSet<&str> = texts
            .current(document)
            .into_iter()
            .flat_map(|passage| {
                let turns = passage.turns_at(span);
                turns.map(|(_, turn)| Turns::label(&passage.text, turn))
            })
            .collect();
        let of_person = |name: &&str| {
            let known = people.iter().filter_map(|person| view.person(person));
            several(
                known
                    .flat_map(|person| person.values(name))
                    .map(Value::as_str),
            )
        };
        let of_document = |name: &&str| {
            let values = document.attributes.get(*name).into_iter().flatten();
            several(values.map(Value::as_str))
        };
        let mut cells = vec![
            Cell::from(document.kind.as_str()),
            several(people.iter().map(|person| person.0.as_str())),
            several(labels.into_iter()),
        ];
        cells.extend(self.of_people.iter().map(of_person));
        cells.extend(self.of_documents.iter().map(of_document));
        cells
    }

    /// What was coded there.
    fn what(&self, coding: &Listed, (words, release): (&str, &Release)) -> Vec<Cell> {
        let count = |n: u32| Cell::Count(u64::from(n));
        let path = self.paths.get(&coding.code).cloned();
        let memos = coding.id.and_then(|id| self.memos.get(&id));
        let round = coding.round.as_ref().map(|round| round.0.clone());
        vec![
            Cell::Text(coding.code.clone()),
            Cell::Text(path.unwrap_or_default()),
            Cell::Text(coding.coder.to_string()),
            count(coding.start.0),
            count(coding.end.0),
            Cell::Text(words.to_owned()),
            Cell::Text(round.unwrap_or_default()),
            coding.codebook_version.map_or(Cell::Blank, count),
            several(
                memos
                    .into_iter()
                    .flatten()
                    .map(|memo| release.written(memo)),
            ),
        ]
    }
}

/// Different words in one cell.
fn several<'w>(words: impl Iterator<Item = &'w str>) -> Cell {
    let mut different: Vec<&str> = Vec::new();
    for word in words {
        if !word.is_empty() && !different.contains(&word) {
            different.push(word);
        }
    }
    match different.is_empty() {
        true => Cell::Blank,
        false => Cell::Text(different.join("; ")),
    }
}
