//! What coders settle, print and make of a study, with sequences in all of it: reasons, quotes, summaries, queries, scales.

use intercoder::coding::{Case, QuoteState};
use intercoder::decision::{How, Marked, Recoded};
use intercoder::document::Document;
use intercoder::event::Event;
use intercoder::event::autocode::AutocodeRun;
use intercoder::event::codebook::{CodeChange, CodeSet};
use intercoder::event::coding::CodingAdd;
use intercoder::event::decision::{CodingRecode, DecisionMake};
use intercoder::event::document::{DocumentChange, DocumentSet};
use intercoder::event::quote::{QuoteChoose, Stretch};
use intercoder::event::summary::SummaryWrite;
use intercoder::id::{CodeRef, CoderId, CodingRef};
use intercoder::round::Unit;
use intercoder::run::Order;
use intercoder::session::{Host, Session};
use intercoder::store::layout::Folder;
use intercoder::text::span::Span;

use crate::program::Place;
use crate::trust::terminal::hostile::with;
use crate::trust::terminal::sequences;

/// A sequence, and the turn and the code that get it.
struct Spot {
    sequence: String,
    at: Stretch,
    code: CodeRef,
}

/// Writes as ana, one action a kind of words.
pub fn settle(place: &Place) {
    let folder = Folder::open(&place.path("study")).unwrap();
    let host = Host::real(place.path(".state-machine"), Box::new(|_| ()));
    let mut ana = Session::open(host, folder, Some(CoderId::from("ana"))).unwrap();
    let (spots, all) = (spots(&ana), sequences::all());
    assert_eq!(spots.len(), all.len());
    let whole = all.join(" x ");
    write(&mut ana, vec![titled(&spots[0], &whole), scaled(&spots)]);
    let codings = write(&mut ana, spots.iter().map(coded).collect());
    let pairs = || spots.iter().zip(&codings);
    write(
        &mut ana,
        pairs().map(|(spot, id)| recoded(spot, *id)).collect(),
    );
    write(
        &mut ana,
        pairs().map(|(spot, id)| decided(spot, *id)).collect(),
    );
    write(&mut ana, spots.iter().map(quoted).collect());
    write(&mut ana, spots.iter().map(summed_up).collect());
    write(&mut ana, spots.iter().map(sought).collect());
}

fn write(session: &mut Session, events: Vec<Event>) -> Vec<CodingRef> {
    let refs = session.record(|draft| {
        events
            .into_iter()
            .map(|event| draft.add(event))
            .collect::<Result<Vec<_>, _>>()
    });
    refs.unwrap().into_iter().map(CodingRef).collect()
}

/// Every sequence with a turn of T1 and a code of its own; the first code is the one with the scale.
fn spots(session: &Session) -> Vec<Spot> {
    let view = session.view();
    let document: &Document = view.documents().find(|one| one.handle == "T1").unwrap();
    let (texts, _) = session.texts([document]).unwrap();
    let turns = &texts.current(document).unwrap().turns;
    let bodies: Vec<Span> = turns
        .iter()
        .map(|turn| turn.body)
        .filter(|body| !body.is_empty())
        .collect();
    let at = |span| Stretch {
        document: document.id,
        revision: document.current,
        span,
    };
    let codes: Vec<CodeRef> = view.codes().map(|code| code.id).collect();
    let all = sequences::all().into_iter();
    all.zip(bodies)
        .zip(codes)
        .map(|((sequence, body), code)| Spot {
            sequence,
            at: at(body),
            code,
        })
        .collect()
}

fn titled(spot: &Spot, whole: &str) -> Event {
    let change = DocumentChange::Title(with("title", whole));
    Event::DocumentSet(DocumentSet {
        document: spot.at.document,
        change,
    })
}

fn label(spot: &Spot) -> String {
    with("label", &spot.sequence)
}

fn scaled(spots: &[Spot]) -> Event {
    let change = CodeChange::Scale(spots.iter().map(label).collect());
    Event::CodeSet(CodeSet {
        code: spots[0].code,
        change,
    })
}

fn coded(spot: &Spot) -> Event {
    Event::CodingAdd(CodingAdd {
        coder: CoderId::from("ana"),
        code: spot.code,
        document: spot.at.document,
        revision: spot.at.revision,
        span: spot.at.span,
        round: None,
        codebook: None,
        value: Some(label(spot).into()),
        origin: None,
    })
}

fn recoded(spot: &Spot, coding: CodingRef) -> Event {
    Event::CodingRecode(Box::new(CodingRecode {
        coding,
        to: Recoded::Code(spot.code),
        reason: with("recoding", &spot.sequence),
    }))
}

fn decided(spot: &Spot, coding: CodingRef) -> Event {
    let result = Marked {
        code: spot.code,
        span: spot.at.span,
        value: Some(label(spot)),
    };
    Event::DecisionMake(Box::new(DecisionMake {
        round: None,
        document: spot.at.document,
        revision: spot.at.revision,
        span: spot.at.span,
        considered: vec![coding],
        result: vec![result],
        how: How::Edited,
        present: Vec::new(),
        reason: with("deciding", &spot.sequence),
        cause: None,
        seen: Default::default(),
    }))
}

fn quoted(spot: &Spot) -> Event {
    Event::QuoteChoose(Box::new(QuoteChoose {
        coder: CoderId::from("ana"),
        excerpt: spot.at,
        theme: Some(spot.code),
        edited: Some(with("edited", &spot.sequence)),
        attribution: Some(with("attributed", &spot.sequence)),
        state: QuoteState::Chosen,
    }))
}

fn summed_up(spot: &Spot) -> Event {
    Event::SummaryWrite(Box::new(SummaryWrite {
        on: Case::Document(spot.at.document),
        theme: spot.code,
        text: with("summary", &spot.sequence),
        layer: with("layer", &spot.sequence),
        excerpts: vec![spot.at],
    }))
}

fn sought(spot: &Spot) -> Event {
    Event::AutocodeRun(Box::new(AutocodeRun {
        query: with("query", &spot.sequence),
        code: spot.code,
        unit: Unit::Turn,
        order: Order::Document,
        limit: None,
    }))
}
