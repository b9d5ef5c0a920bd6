//! The case `matrix`: which codes lie together in a large study, as the heat map counts them.

use std::sync::Arc;
use std::time::Duration;

use intercoder::document::{Turn, Turns};
use intercoder::filter::{Layer, View};
use intercoder::id::CoderId;
use intercoder::matrix::cooccurrence::Cooccurrence;
use intercoder::matrix::scope::Request;
use intercoder::matrix::within::Within;
use intercoder::store::journals;
use intercoder::study::Study;
use intercoder::text::Text;
use intercoder::text::span::{Position, Span};
use intercoder::texts::{Passage, Texts};

use crate::corpus::{CODES, Interview, interviews, marks};
use crate::pen;
use crate::program::Place;
use crate::timing::{Size, print, time};

/// Sixty codes over a hundred thousand codings, in every nearness; the codings of one coder alone; and the places of one pair.
pub fn matrix(size: Size) {
    let place = Place::new();
    let interviews = interviews(size.of(200, 20), size.of(8000, 2000));
    let marks = marks(&interviews, size.of(100_000, 4800));
    let (folder, _) = pen::journals(&place.path("long"), &interviews, &marks);
    let study = Study::fold(folder.study.clone(), journals::read(&folder).unwrap().lines);
    let view = View::new(&study, &CoderId::from("lee"));
    let texts = texts(&view, &interviews);
    let target = size.target(Duration::from_millis(200));
    let codings = view.codings().len();
    let request = Request::of(Layer::All);
    for within in [
        Within::Excerpt,
        Within::Overlap,
        Within::Turn,
        Within::Turns(3),
    ] {
        let run = || time(|| Cooccurrence::of((&view, &texts), &request, within));
        let times = (0..11).map(|_| {
            let (taken, found) = run();
            assert!(found.rows().len() == CODES && !found.pairs(1).is_empty());
            taken
        });
        let name = format!("{CODES} codes over {codings} codings, {}", within.words());
        print(&name, times.collect(), target);
    }
    let found = Cooccurrence::of((&view, &texts), &request, Within::Overlap);
    let first = found.pairs(1)[0];
    let times = (0..11).map(|_| time(|| assert!(!found.spots(first.rows).is_empty())).0);
    let frame = size.target(Duration::from_millis(16));
    print("  the places of one pair", times.collect(), frame);
    // Whatever lies on one spot, the work stays that of touches times rows.
    let heap = heap(size.of(100_000, 4800));
    let (folder, _) = pen::journals(&place.path("heap"), &interviews[..1], &heap);
    let study = Study::fold(folder.study.clone(), journals::read(&folder).unwrap().lines);
    let view = View::new(&study, &CoderId::from("lee"));
    let run = || time(|| Cooccurrence::of((&view, &texts), &request, Within::Overlap)).0;
    let name = format!(
        "  the same, {} codings all over each other",
        view.codings().len()
    );
    print(&name, (0..11).map(|_| run()).collect(), target);
}

/// Codings of one document that all overlap each other.
fn heap(count: usize) -> Vec<crate::corpus::Mark> {
    let mark = |number: usize| crate::corpus::Mark {
        interview: 0,
        coder: number % 3,
        code: number % CODES,
        at: crate::corpus::Stretch {
            start: (number % 15_000) as u32,
            end: 20_000 + (number % 9000) as u32,
        },
    };
    (0..count).map(mark).collect()
}

/// The interviews as they would be read: a turn a line, after its label.
fn texts(view: &View<'_>, interviews: &[Interview]) -> Texts {
    let mut texts = Texts::default();
    for (document, interview) in view.documents().zip(interviews) {
        let mut turns = Vec::new();
        let mut at = 0;
        for line in interview.text.split_inclusive('\n') {
            let length = line.chars().count() as u32;
            if let Some((label, _)) = line.split_once(": ").filter(|_| !line.starts_with('#')) {
                let body = at + label.chars().count() as u32 + 2;
                turns.push(Turn {
                    label: Some(span(at, body - 2)),
                    body: span(body, at + length - 1),
                    ms: None,
                });
            }
            at += length;
        }
        let passage = Passage::new(Text::new(interview.text.clone()), Turns { turns }).unwrap();
        texts.insert(document.current, Arc::new(passage));
    }
    texts
}

fn span(start: u32, end: u32) -> Span {
    Span::between(Position(start), Position(end))
}
