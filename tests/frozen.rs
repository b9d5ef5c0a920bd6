//! Old studies open for ever: one line of every kind, written once and never edited.

use intercoder::event::Event;
use intercoder::id::StudyId;
use intercoder::journal::{self, Body, Line};
use intercoder::study::Study;
use std::sync::Arc;

/// The lines that version 1 wrote. Never edit this file; a later kind gets a line at its end.
const LINES: &str = include_str!("studies/v1/lines.jsonl");

/// Every kind there is.
pub const KINDS: [&str; 39] = [
    "study.set",
    "writer.open",
    "coder.join",
    "coder.set",
    "seen",
    "switch",
    "withdraw",
    "document.add",
    "document.revise",
    "document.set",
    "person.add",
    "person.set",
    "speaker.assign",
    "turn.assign",
    "code.add",
    "code.set",
    "code.point",
    "codebook.freeze",
    "round.open",
    "round.assign",
    "round.close",
    "progress.set",
    "coding.add",
    "coding.respan",
    "coding.remove",
    "memo.write",
    "memo.remove",
    "turn.pass",
    "quote.choose",
    "decision.make",
    "coding.recode",
    "autocode.run",
    "autocode.judge",
    "summary.write",
    "withdraw.done",
    "key.publish",
    "seal.open",
    "sealed",
    "reveal",
];

fn lines() -> Vec<Line> {
    LINES
        .lines()
        .map(|line| journal::verify(&StudyId::from("frozen-v1"), line).unwrap())
        .collect()
}

#[test]
fn every_frozen_line_verifies_and_is_understood_and_every_kind_has_one() {
    let mut kinds: Vec<&str> = Vec::new();
    for line in lines() {
        let Body::Event(event) = line.body else {
            panic!("{} is not understood", line.hash)
        };
        kinds.push(event.kind());
    }
    for kind in KINDS {
        assert!(kinds.contains(&kind), "no frozen line of {kind}");
    }
}

#[test]
fn what_was_read_is_written_again_byte_for_byte() {
    for (line, text) in lines().into_iter().zip(LINES.lines()) {
        let Body::Event(event) = &line.body else {
            panic!("{text}")
        };
        let salt = text.split("\"salt\":\"").nth(1).unwrap().get(..32).unwrap();
        let salt: intercoder::id::Hash = salt.parse().unwrap();
        let written = journal::render(&StudyId::from("frozen-v1"), &line.head, salt.0, event)
            .unwrap()
            .0;
        assert_eq!(written.trim_end(), text);
    }
}

/// What people see of a study, in words that do not depend on how the program keeps it.
fn summary(study: &Study) -> String {
    let mut lines: Vec<String> = Vec::new();
    lines.extend(
        study
            .coders
            .iter()
            .map(|c| format!("coder {} active {}", c.handle, c.active)),
    );
    for document in &study.documents {
        let speakers: Vec<&String> = document.speakers.keys().collect();
        let (revisions, turns) = (document.revisions.len(), document.turn_roles.len());
        lines.push(format!(
            "document {} {:?} {revisions} revisions {turns} turns",
            document.handle, speakers
        ));
    }
    lines.extend(
        study
            .people
            .iter()
            .map(|p| format!("person {} {:?}", p.handle, p.attributes.keys())),
    );
    lines.extend(study.codes.iter().map(|c| {
        format!(
            "code {} {} below {:?}",
            c.code.id, c.code.name, c.code.parent
        )
    }));
    lines.extend(
        study
            .versions
            .iter()
            .map(|v| format!("version {}", v.number)),
    );
    lines.extend(study.rounds.iter().map(|r| {
        format!(
            "round {} {} closed {}",
            r.name,
            r.assignments.len(),
            r.close.is_some()
        )
    }));
    lines.extend(
        study
            .progress
            .iter()
            .map(|p| format!("progress {} {:?}", p.coder, p.state)),
    );
    for coding in &study.codings {
        let (span, fate) = (coding.excerpt.span, coding.excerpt.fate);
        lines.push(format!(
            "coding {} {}-{} {fate:?}",
            coding.coder,
            span.start().0,
            span.end().0
        ));
    }
    lines.extend(
        study
            .memos
            .iter()
            .map(|m| format!("memo {} {}", m.coder, m.text)),
    );
    for pass in &study.passes {
        let (span, fate) = (pass.excerpt.span, pass.excerpt.fate);
        let (start, end) = (span.start().0, span.end().0);
        lines.push(format!("pass {} {start}-{end} {fate:?}", pass.coder));
    }
    for quote in &study.quotes {
        let (span, fate) = (quote.excerpt.span, quote.excerpt.fate);
        let (start, end) = (span.start().0, span.end().0);
        lines.push(format!(
            "quote {} {start}-{end} {fate:?} {} {:?} by {:?}",
            quote.coder,
            quote.state.as_str(),
            quote.edited,
            quote.attribution
        ));
    }
    for decision in &study.decisions {
        let span = decision.excerpt.span;
        lines.push(format!(
            "decision {} {}-{} {} {} by {:?}: {:?}",
            decision.coder,
            span.start().0,
            span.end().0,
            decision.how.as_str(),
            decision.result.len(),
            decision.present,
            decision.reason
        ));
    }
    for recoding in &study.recodings {
        lines.push(format!("recoding {} {:?}", recoding.coder, recoding.to));
    }
    for run in &study.runs {
        lines.push(format!(
            "run {} {:?} by {} in {} undone {}",
            run.coder,
            run.query,
            run.unit.as_str(),
            run.order.as_str(),
            run.undone
        ));
    }
    for said in &study.judgements {
        let span = said.excerpt.span;
        lines.push(format!(
            "judgement {} {}-{} {} coded {}",
            said.coder,
            span.start().0,
            span.end().0,
            said.verdict.as_str(),
            said.coding.is_some()
        ));
    }
    for summary in &study.summaries {
        let stood_on = summary.excerpts.iter().map(|excerpt| {
            let (start, end) = (excerpt.span.start().0, excerpt.span.end().0);
            format!("{start}-{end} {:?}", excerpt.fate)
        });
        lines.push(format!(
            "summary {} {:?} {:?} of {} on {}",
            summary.coder,
            summary.on,
            summary.text,
            summary.layer,
            stood_on.collect::<Vec<_>>().join(", ")
        ));
    }
    lines.extend(
        study
            .conflicts
            .iter()
            .map(|c| format!("conflict {}", c.what)),
    );
    lines.push(format!("complete {}", study.completeness.is_complete()));
    lines.join("\n") + "\n"
}

#[test]
fn the_frozen_study_shows_what_it_showed() {
    let study = Study::fold(
        StudyId::from("frozen-v1"),
        lines().into_iter().map(Arc::new),
    );
    assert_eq!(summary(&study), include_str!("studies/v1/shown.txt"));
}

#[test]
fn a_field_of_a_later_version_is_read_over_and_kept() {
    let event: Event =
        serde_json::from_str(r#"{"study.set":{"key":"k","value":"3","why":"later"}}"#).unwrap();
    assert_eq!(event.kind(), "study.set");
}

/// A body is read, means what is expected, and is written as it was read.
fn check_body(body: &str, kind: &str) {
    let event: Event = serde_json::from_str(body).unwrap();
    assert_eq!(event.kind(), kind);
    assert_eq!(serde_json::to_string(&event).unwrap(), body);
}

#[test]
fn what_may_be_left_out_is_left_out_and_every_state_keeps_its_word() {
    let refs = r#""document":"f6bb556ede87c55c","revision":"f6bb556ede87c55c","span":[0,3]"#;
    for state in ["passed", "open"] {
        let body = format!(r#"{{"turn.pass":{{"coder":"ana",{refs},"state":"{state}"}}}}"#);
        check_body(&body, "turn.pass");
    }
    for verdict in ["yes", "no", "skip", "other"] {
        let run = r#""run":"3aa23fe2f732e7ac""#;
        let body = format!(r#"{{"autocode.judge":{{{run},{refs},"verdict":"{verdict}"}}}}"#);
        check_body(&body, "autocode.judge");
    }
    for (unit, order) in [
        ("turn", "uncertain"),
        ("sentence", "relevance"),
        ("paragraph", "document"),
    ] {
        let code = r#""code":"43f85120aeaf0682""#;
        let body = format!(
            r#"{{"autocode.run":{{"query":"plan",{code},"unit":"{unit}","order":"{order}"}}}}"#
        );
        check_body(&body, "autocode.run");
    }
    for state in ["quotable", "chosen", "dropped"] {
        let excerpt = format!(r#""excerpt":{{{refs}}}"#);
        let body = format!(r#"{{"quote.choose":{{"coder":"ana",{excerpt},"state":"{state}"}}}}"#);
        check_body(&body, "quote.choose");
    }
    for on in [r#"{"person":"P07"}"#, r#"{"document":"f6bb556ede87c55c"}"#] {
        let cell = r#""theme":"43f85120aeaf0682","text":"","layer":"final""#;
        let body = format!(r#"{{"summary.write":{{"on":{on},{cell}}}}}"#);
        check_body(&body, "summary.write");
    }
}
