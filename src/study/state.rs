//! The state: everything that a study says, as one canonical text, and the hash of it.
//!
//! Two machines with one state have the same study, whatever their files are called and in whatever order lines came. The text is a
//! promise as a journal line is: it is made here on purpose, and not by how the program happens to keep things, so that a hash
//! stands for ever. A thing is a line, its kind and then its fields, in the order written here. What has nothing in it is left out:
//! a field or a kind that is added later goes to the end and changes no state of a study without it. Nothing is ever renamed or put
//! elsewhere. Lists whose order people see keep it; others are sorted. Sentences are not in it, since they may be worded better.

use serde::Serialize;
use sha2::{Digest as _, Sha256};

use crate::coding::{Excerpt, Memo, Quote, Summary};
use crate::decision::{Decision, Recoding};
use crate::document::{Document, Revision};
use crate::id::Digest;
use crate::person::Person;
use crate::round::{Pass, Progress, Round};
use crate::run::{Judgement, Run};
use crate::study::conflict::Conflict;
use crate::study::register::{Key, Value};
use crate::study::{CodeNow, Coder, Completeness, Study, Version};

impl Study {
    /// The hash of everything the study says.
    pub fn state(&self) -> Digest {
        let mut hash = Sha256::new();
        tell(self, &mut |line| hash.update(line));
        Digest(hash.finalize().into())
    }

    /// The text that [`Study::state`] is the hash of, one thing a line.
    pub fn state_text(&self) -> String {
        let mut text = Vec::new();
        tell(self, &mut |line| text.extend_from_slice(line));
        String::from_utf8_lossy(&text).into_owned()
    }
}

/// Takes the text in, line by line: a study may have a million of them.
type Say<'s> = &'s mut dyn FnMut(&[u8]);

fn tell(study: &Study, say: Say<'_>) {
    say(b"intercoder state 1\n");
    in_sorted(settings(study), say);
    in_order(&study.coders, coder, say);
    for document in &study.documents {
        say(&the_document(document));
        in_order(&document.revisions, |known| revision(document, known), say);
    }
    in_order(&study.people, person, say);
    in_order(&study.codes, code, say);
    in_order(&study.versions, version, say);
    in_order(&study.rounds, round, say);
    in_sorted(study.progress.iter().map(progress), say);
    in_sorted(study.passes.iter().map(pass), say);
    codings(study, say);
    in_order(&study.memos, memo, say);
    in_order(&study.quotes, quote, say);
    in_order(&study.summaries, summary, say);
    in_order(&study.decisions, decision, say);
    in_sorted(study.recodings.iter().map(recoding), say);
    in_order(&study.runs, run, say);
    in_sorted(study.judgements.iter().map(judgement), say);
    in_sorted(study.conflicts.iter().map(conflict), say);
    in_sorted(forks(study), say);
    in_sorted(withdrawn(study), say);
    in_sorted(missing(&study.completeness), say);
}

fn in_order<T>(things: &[T], line: impl Fn(&T) -> Vec<u8>, say: Say<'_>) {
    things.iter().for_each(|thing| say(&line(thing)));
}

fn in_sorted(lines: impl IntoIterator<Item = Vec<u8>>, say: Say<'_>) {
    let mut lines: Vec<Vec<u8>> = lines.into_iter().collect();
    lines.sort_unstable();
    lines.iter().for_each(|line| say(line));
}

/// One line of the text, on its way.
struct Row {
    line: Vec<u8>,
}

impl Row {
    fn of(kind: &str) -> Self {
        Self::after(Vec::with_capacity(256), kind)
    }

    /// A row in the room of one that was said.
    fn after(mut line: Vec<u8>, kind: &str) -> Self {
        line.clear();
        line.extend_from_slice(kind.as_bytes());
        line.push(b' ');
        Self { line }
    }

    fn with(mut self, name: &str, value: impl Serialize) -> Self {
        let between = match self.line.last() {
            Some(b' ') => b"{\"",
            _ => b",\"",
        };
        self.line.extend_from_slice(between);
        self.line.extend_from_slice(name.as_bytes());
        self.line.extend_from_slice(b"\":");
        serde_json::to_writer(&mut self.line, &value)
            .expect("values of the field have written shapes, and memory takes every byte");
        self
    }

    /// A field that may have no value.
    fn may(self, name: &str, value: Option<impl Serialize>) -> Self {
        match value {
            Some(value) => self.with(name, value),
            None => self,
        }
    }

    /// A field of words or of a list, left out where it is empty.
    fn unless(self, name: &str, (is_empty, value): (bool, impl Serialize)) -> Self {
        self.may(name, (!is_empty).then_some(value))
    }

    fn words(self, name: &str, words: &str) -> Self {
        self.unless(name, (words.is_empty(), words))
    }

    fn list<T: Serialize>(self, name: &str, list: &[T]) -> Self {
        self.unless(name, (list.is_empty(), list))
    }

    /// Something that is so, left out where it is not.
    fn flag(self, name: &str, is_so: bool) -> Self {
        self.unless(name, (!is_so, true))
    }

    fn excerpt(self, excerpt: &Excerpt) -> Self {
        self.with("document", excerpt.document)
            .with("span", excerpt.span)
            .with("fate", excerpt.fate)
    }

    fn end(mut self) -> Vec<u8> {
        self.line.extend_from_slice(b"}\n");
        self.line
    }
}

fn settings(study: &Study) -> Vec<Vec<u8>> {
    let set = study.registers.iter().filter_map(|(key, register)| {
        let (Key::Setting(key), Value::Setting(value)) = (key, register.value()) else {
            return None;
        };
        let row = Row::of("setting").with("key", key).with("value", value);
        Some(row.end())
    });
    set.collect()
}

fn coder(coder: &Coder) -> Vec<u8> {
    Row::of("coder")
        .with("handle", &coder.handle)
        .with("role", coder.role)
        .may("name", coder.name.as_ref())
        .flag("active", coder.active)
        .end()
}

fn the_document(document: &Document) -> Vec<u8> {
    let (attributes, speakers) = (&document.attributes, &document.speakers);
    Row::of("document")
        .with("id", document.id)
        .with("handle", &document.handle)
        .with("kind", document.kind)
        .may("title", document.title.as_ref())
        .may("language", document.language.as_ref())
        .unless("attributes", (attributes.is_empty(), attributes))
        .with("source", &document.source)
        .with("current", document.current)
        .unless("speakers", (speakers.is_empty(), speakers))
        .list("turn_roles", &document.turn_roles)
        .may("primary", document.primary.as_ref())
        .flag("retired", document.retired)
        .end()
}

fn revision(document: &Document, revision: &Revision) -> Vec<u8> {
    Row::of("revision")
        .with("document", document.id)
        .with("id", revision.id)
        .may("parent", revision.parent)
        .with("text", revision.text)
        .with("turns", revision.turns)
        .list("kept", &revision.kept)
        .flag("withdrawn", revision.is_withdrawn)
        .flag("takes_back", revision.takes_back)
        .end()
}

fn person(person: &Person) -> Vec<u8> {
    let attributes = &person.attributes;
    Row::of("person")
        .with("handle", &person.handle)
        .unless("attributes", (attributes.is_empty(), attributes))
        .flag("retired", person.retired)
        .end()
}

fn code(known: &CodeNow) -> Vec<u8> {
    let code = &known.code;
    let mut added_by: Vec<_> = known.adds.iter().map(|(coder, _)| coder).collect();
    added_by.sort_unstable();
    Row::of("code")
        .with("id", known.id)
        .with("handle", &code.id)
        .words("name", &code.name)
        .may("parent", known.parent)
        .words("origin", &code.origin)
        .words("definition", &code.definition)
        .words("use_when", &code.use_when)
        .words("not_when", &code.not_when)
        .words("example", &code.example)
        .flag("assignable", code.assignable)
        .with("use", code.use_)
        .list("scale", &code.scale)
        .may("color", code.color.as_ref())
        .may("merged_into", known.merged_into)
        .flag("retired", known.retired)
        .with("added_by", added_by)
        .end()
}

fn version(version: &Version) -> Vec<u8> {
    Row::of("version")
        .with("id", version.id)
        .with("number", version.number)
        .with("sha256", version.sha256)
        .with("at", &version.at)
        .end()
}

fn round(round: &Round) -> Vec<u8> {
    let row = Row::of("round")
        .with("id", round.id)
        .with("name", &round.name)
        .list("assignments", &round.assignments)
        .with("codebook", round.codebook)
        .with("sight", round.sight)
        .with("unit", round.unit)
        .with("coefficient", round.coefficient)
        .may("target", round.target);
    let row = match &round.close {
        Some(close) => row
            .with("closed", close.id)
            .list("without", &close.without)
            .may("reason", close.reason.as_ref())
            .with("at", &close.at),
        None => row,
    };
    row.flag("closed_twice", round.closed_twice).end()
}

fn progress(progress: &Progress) -> Vec<u8> {
    Row::of("progress")
        .with("coder", &progress.coder)
        .with("document", progress.document)
        .may("round", progress.round)
        .with("state", progress.state)
        .may("range", progress.range)
        .with("revision", progress.revision)
        .with("id", progress.id)
        .end()
}

fn pass(pass: &Pass) -> Vec<u8> {
    Row::of("pass")
        .with("id", pass.id)
        .with("coder", &pass.coder)
        .excerpt(&pass.excerpt)
        .with("revision", pass.revision)
        .with("made_at", pass.made_at)
        .may("round", pass.round)
        .end()
}

/// The codings, each in the room of the one before: most lines of a study are here.
fn codings(study: &Study, say: Say<'_>) {
    let mut room = Vec::new();
    for coding in &study.codings {
        let applied = (coding.applied != coding.code).then_some(coding.applied);
        room = Row::after(room, "coding")
            .with("id", coding.id)
            .with("coder", &coding.coder)
            .with("code", coding.code)
            .may("applied", applied)
            .excerpt(&coding.excerpt)
            .with("revision", coding.revision)
            .with("made_at", coding.made_at)
            .may("round", coding.round)
            .may("codebook", coding.codebook)
            .may("value", coding.value.as_ref())
            .may("origin", coding.origin.as_ref())
            .end();
        say(&room);
    }
}

fn memo(memo: &Memo) -> Vec<u8> {
    Row::of("memo")
        .with("id", memo.id)
        .with("coder", &memo.coder)
        .with("on", &memo.on)
        .words("text", &memo.text)
        .may("to", memo.to.as_ref())
        .may("reply_to", memo.reply_to)
        .with("state", memo.state)
        .with("at", &memo.at)
        .end()
}

fn quote(quote: &Quote) -> Vec<u8> {
    Row::of("quote")
        .with("id", quote.id)
        .with("coder", &quote.coder)
        .excerpt(&quote.excerpt)
        .with("revision", quote.revision)
        .with("made_at", quote.made_at)
        .may("theme", quote.theme)
        .may("marked_for", quote.marked_for)
        .may("edited", quote.edited.as_ref())
        .may("attribution", quote.attribution.as_ref())
        .with("state", quote.state)
        .end()
}

/// An excerpt as a value: its document, its stretch and what became of it.
fn stretch(excerpt: &Excerpt) -> impl Serialize + use<> {
    (excerpt.document, excerpt.span, excerpt.fate)
}

fn summary(summary: &Summary) -> Vec<u8> {
    let excerpts: Vec<_> = summary.excerpts.iter().map(stretch).collect();
    Row::of("summary")
        .with("id", summary.id)
        .with("coder", &summary.coder)
        .with("on", &summary.on)
        .with("theme", summary.theme)
        .with("written_for", summary.written_for)
        .words("text", &summary.text)
        .with("layer", &summary.layer)
        .list("excerpts", &excerpts)
        .flag("disputed", summary.is_disputed)
        .with("at", &summary.at)
        .end()
}

fn decision(decision: &Decision) -> Vec<u8> {
    Row::of("decision")
        .with("id", decision.id)
        .with("coder", &decision.coder)
        .with("at", &decision.at)
        .may("round", decision.round)
        .excerpt(&decision.excerpt)
        .with("revision", decision.revision)
        .with("made_at", decision.made_at)
        .list("considered", &decision.considered)
        .list("result", &decision.result)
        .with("how", &decision.how)
        .list("present", &decision.present)
        .words("reason", &decision.reason)
        .may("cause", decision.cause)
        .end()
}

fn recoding(recoding: &Recoding) -> Vec<u8> {
    Row::of("recoding")
        .with("id", recoding.id)
        .with("coder", &recoding.coder)
        .with("coding", recoding.coding)
        .with("to", &recoding.to)
        .may("excerpt", recoding.excerpt.as_ref().map(stretch))
        .words("reason", &recoding.reason)
        .end()
}

fn run(run: &Run) -> Vec<u8> {
    Row::of("run")
        .with("id", run.id)
        .with("coder", &run.coder)
        .with("query", &run.query)
        .with("code", run.code)
        .with("unit", run.unit)
        .with("order", run.order)
        .may("limit", run.limit)
        .with("at", &run.at)
        .flag("undone", run.undone)
        .end()
}

fn judgement(said: &Judgement) -> Vec<u8> {
    Row::of("judgement")
        .with("id", said.id)
        .with("run", said.run)
        .with("coder", &said.coder)
        .excerpt(&said.excerpt)
        .with("revision", said.revision)
        .with("made_at", said.made_at)
        .with("verdict", said.verdict)
        .may("coding", said.coding)
        .end()
}

fn conflict(conflict: &Conflict) -> Vec<u8> {
    let (mut lines, mut codes) = (conflict.lines.clone(), conflict.codes.clone());
    lines.sort_unstable();
    codes.sort_unstable();
    Row::of("conflict")
        .with("kind", conflict.kind)
        .may("document", conflict.document)
        .list("lines", &lines)
        .list("codes", &codes)
        .may("coder", conflict.coder.as_ref())
        .end()
}

fn forks(study: &Study) -> impl Iterator<Item = Vec<u8>> {
    study.forks.iter().map(|fork| {
        let mut lines = fork.lines.clone();
        lines.sort_unstable();
        let row = Row::of("fork").with("writer", &fork.writer);
        row.with("seq", fork.seq).list("lines", &lines).end()
    })
}

fn withdrawn(study: &Study) -> Vec<Vec<u8>> {
    let withdrawn = study.withdrawn();
    let document = |id| Row::of("withdrawn").with("document", id).end();
    let person = |handle| Row::of("withdrawn").with("person", handle).end();
    let documents = withdrawn.documents.iter().map(document);
    documents
        .chain(withdrawn.people.iter().map(person))
        .collect()
}

fn missing(completeness: &Completeness) -> Vec<Vec<u8>> {
    let Completeness {
        gaps,
        unnamed,
        unexplained_blanks,
        unknown,
        locked,
    } = completeness;
    let mut rows = Vec::new();
    for gap in gaps {
        let row = Row::of("missing").with("writer", &gap.writer);
        rows.push(row.with("first", gap.first).with("last", gap.last).end());
    }
    rows.extend(
        unnamed
            .iter()
            .map(|id| Row::of("missing").with("ref", id).end()),
    );
    let blank = |id| Row::of("blank").with("ref", id).end();
    rows.extend(unexplained_blanks.iter().map(blank));
    for (kind, count) in unknown {
        let row = Row::of("unknown").with("kind", kind);
        rows.push(row.with("lines", count).end());
    }
    for (writer, count) in locked {
        let row = Row::of("locked").with("writer", writer);
        rows.push(row.with("lines", count).end());
    }
    rows
}
