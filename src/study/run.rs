//! Runs and verdicts as the fold leaves them, carried to the text that counts.
//!
//! A run that was undone is listed, so that people see what was taken back; its verdicts are undone with it.

use crate::document::kept::Fate;
use crate::event::Event;
use crate::id::{CodeRef, CoderId, RunRef};
use crate::journal::Line;
use crate::run::{Judgement, Run};
use crate::study::Study;
use crate::study::excerpt::Routes;
use crate::study::pointer::Pointers;
use crate::study::register::{Key, Register, Value};
use crate::study::retained::Force;

/// The runs, in fold order.
pub fn runs(study: &Study, pointers: &Pointers) -> Vec<Run> {
    let lines = study.set.other_lines();
    let kept = lines.filter(|(_, line)| !study.withdrawn.lines.contains(&line.id()));
    let begun = kept.filter_map(|(_, line)| run(study, line));
    begun
        .map(|run| Run {
            code: pointers.merged(run.code),
            ..run
        })
        .collect()
}

/// A run as its line says, with the code it was begun for; nothing where the line begins none.
pub fn run(study: &Study, line: &Line) -> Option<Run> {
    let Some(Event::AutocodeRun(event)) = line.event() else {
        return None;
    };
    Some(Run {
        id: RunRef(line.id()),
        coder: writer(study, line),
        query: event.query.clone(),
        code: CodeRef(study.canonical(event.code.0)),
        unit: event.unit,
        order: event.order,
        limit: event.limit,
        at: line.head.at.as_str().to_owned(),
        undone: study.force(line.id()) == Force::None,
    })
}

/// What was said of each stretch; stretches whose words are gone are left out.
pub fn judgements(study: &Study, routes: &Routes) -> Vec<Judgement> {
    let said = study.registers.iter();
    said.filter_map(|of| judgement(study, of, routes)).collect()
}

/// What a register says of a stretch, where it is one for that.
pub fn judgement(study: &Study, of: (&Key, &Register), routes: &Routes) -> Option<Judgement> {
    let (Key::Judgement(run, document, revision, span), register) = of else {
        return None;
    };
    let Value::Judgement(verdict, coding) = register.value() else {
        return None;
    };
    let line = study.line(register.line())?;
    let excerpt = routes.carry(*revision, *span)?;
    // A line that names another document than its revision's says nothing.
    let lies_there = excerpt.document == *document && excerpt.fate != Fate::Orphaned;
    lies_there.then(|| Judgement {
        id: line.id(),
        run: *run,
        coder: writer(study, line),
        excerpt,
        revision: *revision,
        made_at: *span,
        verdict: *verdict,
        coding: *coding,
    })
}

fn writer(study: &Study, line: &Line) -> CoderId {
    let known = study.coder_of(&line.head.writer).cloned();
    known.unwrap_or_else(|| CoderId(line.head.writer.0.clone()))
}
