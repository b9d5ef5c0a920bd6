//! Journal lines: any text is a line or none, and any lines whatever give one study, in whichever order they come.

use std::sync::Arc;

use intercoder::event::Event;
use intercoder::id::{Hash, Ref, StudyId, Writer};
use intercoder::journal::{Head, Line, blank, first_prev, render, verify};
use intercoder::study::Study;

/// One line of every kind, as it is kept for ever.
const FROZEN: &str = include_str!("../../studies/v1/lines.jsonl");

/// Lines of one input at most: what more of them would show, other inputs show.
const MOST: usize = 60;

pub fn journal_line(bytes: &[u8]) {
    let study = StudyId::from("frozen-v1");
    let Ok(text) = std::str::from_utf8(bytes) else {
        return;
    };
    for line in text.lines() {
        if let Ok(found) = verify(&study, line) {
            let blanked = blank(line).unwrap();
            assert_eq!(verify(&study, &blanked).unwrap().hash, found.hash);
        }
    }
}

/// Bytes that choose what comes next; when they are used up, they choose the first.
struct Choices<'b>(std::slice::Iter<'b, u8>);

impl Choices<'_> {
    fn next(&mut self) -> usize {
        usize::from(self.0.next().copied().unwrap_or(0))
    }
}

/// One writer's last line so far.
struct Tip {
    writer: Writer,
    seq: u64,
    prev: Hash,
}

/// Four bytes and more make a line: who writes it, of which kind it is, what it names, and what it replaces.
pub fn fold(bytes: &[u8]) {
    let study = StudyId::from("frozen-v1");
    let bodies: Vec<&str> = FROZEN.lines().filter_map(body).collect();
    let mut choices = Choices(bytes.iter());
    let mut tips = ["ana-k7f3q2", "lee-000001", "ben-000002"].map(|name| {
        let writer: Writer = serde_json::from_value(name.into()).unwrap();
        Tip {
            prev: first_prev(&study, &writer),
            writer,
            seq: 0,
        }
    });
    let mut lines: Vec<Arc<Line>> = Vec::new();
    while !choices.0.as_slice().is_empty() && lines.len() < MOST {
        let tip = &mut tips[choices.next() % 3];
        let clock = (lines.len() as u64 + 1).saturating_sub(choices.next() as u64 % 4);
        let body = bodies[choices.next() % bodies.len()];
        let body = renamed(body, (&lines, &mut choices));
        let Ok(event) = serde_json::from_str::<Event>(&body) else {
            continue;
        };
        let over = match choices.next() {
            named @ 1..128 if !lines.is_empty() => vec![lines[named % lines.len()].id()],
            _ => Vec::new(),
        };
        let head = head(tip, (clock.max(1), over));
        let (text, hash) = render(&study, &head, [lines.len() as u8; 16], &event).unwrap();
        lines.push(Arc::new(verify(&study, text.trim_end()).unwrap()));
        (tip.prev, tip.seq) = (hash, head.seq);
    }
    let folded = Study::fold(study.clone(), lines.iter().cloned());
    let turned = Study::fold(study, lines.iter().rev().cloned());
    assert_eq!(folded.state_text(), turned.state_text());
}

fn head(tip: &Tip, (clock, over): (u64, Vec<Ref>)) -> Head {
    Head {
        v: 1,
        writer: tip.writer.clone(),
        seq: tip.seq + 1,
        prev: tip.prev,
        clock,
        at: "2026-11-21T20:50:00Z".into(),
        batch: None,
        over: over.into(),
    }
}

/// What a kept line holds.
fn body(line: &str) -> Option<&str> {
    line.split_once("\"body\":")?.1.strip_suffix('}')
}

/// A body in which every thing that it names may be another one: a line that came before, or itself as it was.
fn renamed(body: &str, (lines, choices): (&[Arc<Line>], &mut Choices<'_>)) -> String {
    let named = |part: &str| part.len() == 16 && part.bytes().all(|b| b.is_ascii_hexdigit());
    let parts = body.split('"').map(|part| match named(part) {
        true if !lines.is_empty() => lines[choices.next() % lines.len()].id().to_string(),
        _ => part.to_owned(),
    });
    parts.collect::<Vec<_>>().join("\"")
}
