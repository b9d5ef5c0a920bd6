//! Matrices: what lies together is counted coder by coder, equals a slow count over all pairs, and never tells of what is hidden.

mod commands;
mod framework;
mod presence;
mod property;

use std::sync::Arc;

use intercoder::document::{Turn, Turns};
use intercoder::filter::View;
use intercoder::id::{CoderId, Ref, RevisionRef};
use intercoder::matrix::cooccurrence::Cooccurrence;
use intercoder::matrix::scope::Request;
use intercoder::matrix::within::Within;
use intercoder::study::Study;
use intercoder::text::Text;
use intercoder::texts::{Passage, Texts};

use crate::pen::{Pen, coding, span};

/// The codes of the small tree: two themes, one with two codes below it, one with one.
pub const CODES: [(&str, Option<usize>); 6] = [
    ("strengths", None),
    ("hope", Some(0)),
    ("skill", Some(0)),
    ("support", None),
    ("staff", Some(3)),
    ("alone", None),
];

/// How long a turn of the text is, a line feed included, and how many there are.
pub const TURN: u32 = 10;
pub const TURNS: u32 = 12;

/// A coder's code on a stretch: coder, document and code by number, start and end.
pub type Coded = (usize, usize, usize, (u32, u32));

/// Two documents of twelve turns, coded by ana and ben.
pub struct Coding {
    pub study: Study,
    pub texts: Texts,
}

impl Coding {
    pub fn of(codings: &[Coded]) -> Self {
        let mut pen = Pen::new("ana", 1);
        let documents = ["D1", "D2"].map(|handle| pen.add_document(handle));
        let mut codes: Vec<Ref> = Vec::new();
        for (handle, parent) in CODES {
            let parent = parent.map(|at| codes[at]);
            codes.push(pen.add_code(handle, parent));
        }
        let events = codings.iter().map(|&(coder, document, code, place)| {
            let coder = CoderId::from(["ana", "ben"][coder]);
            coding(&coder, documents[document], codes[code], place)
        });
        if !codings.is_empty() {
            pen.act(events.collect());
        }
        let mut texts = Texts::default();
        for document in documents {
            texts.insert(RevisionRef(document), Arc::new(passage()));
        }
        Self {
            study: pen.study(),
            texts,
        }
    }

    pub fn view(&self) -> View<'_> {
        View::new(&self.study, &CoderId::from("ana"))
    }

    pub fn together(&self, request: &Request, within: Within) -> Cooccurrence {
        Cooccurrence::of((&self.view(), &self.texts), request, within)
    }
}

/// Twelve turns of nine letters, a line feed after each.
fn passage() -> Passage {
    let text = Text::new("abcdefghi\n".repeat(TURNS as usize));
    let turn = |number: u32| Turn {
        label: None,
        body: span(number * TURN, number * TURN + TURN - 1),
        ms: None,
    };
    let turns = (0..TURNS).map(turn).collect();
    Passage::new(text, Turns { turns }).unwrap()
}
