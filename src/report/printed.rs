//! A printed transcript: its turns or its lines, numbered, with the codes that lie on each.
//!
//! Lines are cut here and not by the paper, so that line 212 is line 212 on every screen and in every format. Identifiers are taken
//! out here too where that is asked for: a name that the end of a line cuts in two is found by nobody afterwards.

use std::collections::BTreeSet;

use crate::disclosure::identifier::Screen;
use crate::disclosure::release::WITHHELD;
use crate::document::Document;
use crate::export::html::escaped;
use crate::report::Basis;
use crate::report::page::{Head, Section, note, page};
use crate::report::team::Made;
use crate::report::transcript::{Signed, signed, stripes, transcript, who};
use crate::table::{Cell, Row, Table};
use crate::text::span::{Position, Span};
use crate::texts::Passage;

/// The most characters of a line.
const LONGEST: usize = 72;

/// What is numbered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Numbered {
    /// Turns, from 1.
    #[default]
    Turns,
    /// Lines of at most 72 characters, from 1 for the whole document.
    Lines,
}

/// How a transcript is printed.
#[derive(Clone, Copy, Default)]
pub struct Form<'s> {
    /// What is numbered.
    pub numbered: Numbered,
    /// What is taken out; nothing where that is not asked for.
    pub screen: Option<&'s Screen>,
}

impl Numbered {
    /// The word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Turns => "turn",
            Self::Lines => "line",
        }
    }
}

/// One numbered row.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct Printed {
    /// Its number.
    pub number: usize,
    /// The turn, from 1.
    pub turn: usize,
    /// Who speaks, on the first row of a turn.
    pub who: String,
    /// The words.
    pub words: String,
    /// The codes on them: shape and handle where the excerpt or the turn begins, else the shape alone.
    pub codes: Vec<String>,
}

/// The rows of a document; those of a person who is not to be quoted have no words.
pub fn rows(basis: &Basis<'_>, document: &Document, form: Form<'_>) -> Vec<Printed> {
    let Some(passage) = basis.texts.current(document) else {
        return Vec::new();
    };
    let signed = signed(basis, document);
    let mut rows: Vec<Printed> = Vec::new();
    for (turn, spoken) in (1..).zip(&passage.turns) {
        let is_withheld = basis.release.is_withheld((document, passage), spoken);
        let edits = edits(form.screen, (passage, spoken.body));
        let spans = match form.numbered {
            Numbered::Lines if !is_withheld => uncut(lines(passage, spoken.body), &edits),
            Numbered::Lines | Numbered::Turns => vec![spoken.body],
        };
        for (at, span) in spans.into_iter().enumerate() {
            let number = rows.len() + 1;
            let words = match is_withheld {
                true => WITHHELD.to_owned(),
                false => edited((passage, span), &edits),
            };
            let who = match is_withheld || at == 0 {
                true => who((document, passage), (turn, spoken)),
                false => String::new(),
            };
            rows.push(Printed {
                number,
                turn,
                who,
                words: words.trim_end().to_owned(),
                codes: beside(&signed, span, spoken.body),
            });
        }
    }
    rows
}

/// The codes on a row: named where their excerpt or the turn begins, else by their shape alone.
fn beside(signed: &[Signed], span: Span, body: Span) -> Vec<String> {
    let mut known = BTreeSet::new();
    let here = signed.iter().filter(|mark| mark.span.touches(span));
    let each = here.filter(|mark| known.insert(mark.code));
    let said = each.map(|mark| match mark.span.start() >= span.start() {
        true => mark.said(),
        false if span.start() == body.start() => format!("{} …{}", mark.sign.shape, mark.handle),
        false => mark.sign.shape.to_string(),
    });
    said.collect()
}

/// What is taken out of a body: where it stands in the text, and what stands there instead.
fn edits(screen: Option<&Screen>, (passage, body): (&Passage, Span)) -> Vec<(Span, String)> {
    let found = screen.map(|screen| screen.edits(passage.text.slice(body)));
    let first = passage.text.byte_of(body.start());
    let place = |byte: usize| passage.text.position_of_byte(first + byte);
    let edits = found.unwrap_or_default().into_iter();
    let edits = edits.map(|edit| {
        let span = Span::between(place(edit.at.start), place(edit.at.end));
        (span, edit.instead)
    });
    edits.collect()
}

/// Lines of which none ends within what is taken out: it stands on the line on which it begins, and no line loses its number.
fn uncut(lines: Vec<Span>, edits: &[(Span, String)]) -> Vec<Span> {
    let moved = |place: Position| {
        let mut cut = edits.iter().map(|(span, _)| span);
        let cut = cut.find(|span| span.start() < place && place < span.end());
        cut.map_or(place, |span| span.end())
    };
    let lines = lines.into_iter();
    let lines = lines.map(|line| Span::between(moved(line.start()), moved(line.end())));
    lines.collect()
}

/// The words of a stretch after some edits, none of which it cuts.
fn edited((passage, span): (&Passage, Span), edits: &[(Span, String)]) -> String {
    let (mut words, mut at) = (String::new(), span.start());
    for (cut, instead) in edits.iter().filter(|(cut, _)| cut.touches(span)) {
        words.push_str(passage.text.slice(Span::between(at, cut.start().max(at))));
        words.push_str(instead);
        at = cut.end().max(at);
    }
    words.push_str(passage.text.slice(Span::between(at, span.end().max(at))));
    words
}

/// A body cut into lines at white space; a word that is longer than a line stays whole.
fn lines(passage: &Passage, body: Span) -> Vec<Span> {
    let mut lines = Vec::new();
    let mut start = body.start().0;
    let (mut length, mut last_blank) = (0, None);
    for (at, c) in (body.start().0..).zip(passage.text.slice(body).chars()) {
        if c == '\n' {
            lines.push((start, at));
            (start, length, last_blank) = (at + 1, 0, None);
            continue;
        }
        if c.is_whitespace() {
            last_blank = Some(at);
        }
        length += 1;
        if length > LONGEST
            && let Some(blank) = last_blank.take()
        {
            lines.push((start, blank));
            start = blank + 1;
            length = (at + 1 - start) as usize;
        }
    }
    lines.push((start, body.end().0));
    let spans = lines
        .into_iter()
        .map(|(from, to)| Span::between(Position(from), Position(to)));
    spans.collect()
}

/// The rows as a table, for every format.
pub fn table(basis: &Basis<'_>, document: &Document, form: Form<'_>) -> Table {
    let rows = rows(basis, document, form);
    let row = |row: Printed| Row {
        label: row.number.to_string(),
        values: vec![
            Cell::Text(row.who),
            Cell::Text(row.words),
            Cell::Text(row.codes.join(", ")),
        ],
    };
    Table {
        title: format!("Transcript {}", document.handle),
        unit: form.numbered.as_str().to_owned(),
        columns: ["turn and speaker", "words", "codes"]
            .map(str::to_owned)
            .to_vec(),
        stub: form.numbered.as_str().to_owned(),
        rows: rows.into_iter().map(row).collect(),
        notes: notes(basis),
    }
}

fn notes(basis: &Basis<'_>) -> Vec<String> {
    let mut notes = vec![format!("{TEAM} Codes of layer {}.", basis.layer)];
    notes.extend(basis.marks.provisos(&basis.layer));
    if basis.release.withheld() > 0 {
        notes.push("The words of people who are not to be quoted are left out.".to_owned());
    }
    notes
}

/// For whom a printed transcript is.
const TEAM: &str = "A whole transcript: for the team, not for publication.";

/// The document as a page, with the stripes of all its codes above.
pub fn printed_page(
    basis: &Basis<'_>,
    (document, form): (&Document, Form<'_>),
    made: &Made,
) -> String {
    let body = match form.numbered {
        Numbered::Turns => transcript(basis, document),
        Numbered::Lines => numbered_lines(basis, document, form),
    };
    let notes: String = notes(basis)
        .iter()
        .skip(1)
        .map(|words| note(words))
        .collect();
    let head = Head {
        title: format!("{}: {}", basis.title(), document.handle),
        lines: made.lines(basis),
        says: TEAM.to_owned(),
    };
    let section = Section {
        id: "transcript",
        title: "Transcript",
        body: notes + &body,
    };
    page(&head, &[section])
}

fn numbered_lines(basis: &Basis<'_>, document: &Document, form: Form<'_>) -> String {
    let signed = signed(basis, document);
    let drawn = basis.texts.current(document).filter(|_| !signed.is_empty());
    let drawn = drawn.map(|passage| stripes(document, passage, &signed));
    let rows = rows(basis, document, form);
    let rows: String = rows
        .iter()
        .map(|row| {
            format!(
                "<tr><th scope=\"row\" class=\"n\">{}</th><td class=\"who\">{}</td><td>{}</td><td class=\"codes\">{}</td></tr>\n",
                row.number,
                escaped(&row.who),
                escaped(&row.words),
                escaped(&row.codes.join("\n"))
            )
        })
        .collect();
    let head = ["line", "turn and speaker", "words", "codes"];
    let head = head.map(|words| format!("<th scope=\"col\">{words}</th>"));
    format!(
        "{}<div class=\"wide\">\n<table class=\"line\">\n<thead>\n<tr>{}</tr>\n</thead>\n<tbody>\n{rows}</tbody>\n</table>\n</div>\n",
        drawn.unwrap_or_default(),
        head.concat()
    )
}
