//! Journals of many lines: what a lead and three coders would have written in a long study, one action after another.

use std::fs;
use std::path::Path;

use intercoder::codebook::Use;
use intercoder::coding::{MemoState, On};
use intercoder::document::{Kind, SourceNote};
use intercoder::event::Event;
use intercoder::event::codebook::{CodeAdd, CodebookFreeze};
use intercoder::event::coding::{CodingAdd, CodingRemove, MemoWrite};
use intercoder::event::document::DocumentAdd;
use intercoder::event::round::{ProgressSet, RoundOpen};
use intercoder::event::study::{CoderJoin, CoderRole, Run, Runs, WriterOpen};
use intercoder::id::{
    CodeRef, CoderId, CodingRef, Digest, DocumentRef, Ref, RevisionRef, RoundRef, StudyId, Writer,
};
use intercoder::journal::{self, Head};
use intercoder::round::{Coefficient, Sight, State, Unit};
use intercoder::store::layout::{Folder, segment_name};
use intercoder::study::draft::Tip;
use intercoder::text::span::{Position, Span};

use crate::corpus::{CODERS, CODES, Interview, Mark, code};

/// Above this many bytes a journal goes on in its next segment.
const SEGMENT: usize = 1 << 20;

/// One installation that writes, each event an action of its own.
struct Pen {
    study: StudyId,
    coder: CoderId,
    tip: Tip,
    segments: Vec<String>,
}

impl Pen {
    fn new(study: &StudyId, coder: &str, machine: u32) -> Self {
        let coder = CoderId::from(coder);
        Self {
            study: study.clone(),
            tip: Tip::fresh(study, Writer::mint(&coder, machine)),
            coder,
            segments: vec![String::new()],
        }
    }

    fn open(&mut self, clock: &mut u64, role: CoderRole) {
        let (coder, program) = (self.coder.clone(), "intercoder bench".to_owned());
        self.write(clock, &Event::WriterOpen(WriterOpen { coder, program }));
        let (coder, name) = (self.coder.clone(), None);
        self.write(clock, &Event::CoderJoin(CoderJoin { coder, role, name }));
    }

    fn write(&mut self, clock: &mut u64, event: &Event) -> Ref {
        *clock += 1;
        self.tip.seq += 1;
        let head = Head {
            v: journal::VERSION,
            writer: self.tip.writer.clone(),
            seq: self.tip.seq,
            prev: self.tip.hash,
            clock: *clock,
            at: "2026-03-02T09:10:11Z".into(),
            batch: None,
            over: [].into(),
        };
        let salt = u128::from(*clock).to_le_bytes();
        let (line, hash) = journal::render(&self.study, &head, salt, event).unwrap();
        self.tip.hash = hash;
        if self
            .segments
            .last()
            .is_none_or(|segment| segment.len() > SEGMENT)
        {
            self.segments.push(String::new());
        }
        self.segments.last_mut().unwrap().push_str(&line);
        hash.line_ref()
    }

    fn run(&self) -> (Writer, Vec<Run>) {
        let run = Run {
            first: 1,
            last: self.tip.seq,
            end: self.tip.hash.line_ref(),
        };
        (self.tip.writer.clone(), vec![run])
    }

    fn save(&self, folder: &Folder) {
        for (number, words) in (1..).zip(&self.segments) {
            let name = segment_name(&self.tip.writer, number);
            fs::write(folder.journal().join(name), words).unwrap();
        }
    }
}

/// What the lead made before the coders began.
struct Ground {
    documents: Vec<Ref>,
    codes: Vec<Ref>,
    freeze: Ref,
    round: RoundRef,
}

/// Makes a folder a study whose journals hold these marks, and gives how many lines that is.
pub fn journals(root: &Path, interviews: &[Interview], marks: &[Mark]) -> (Folder, usize) {
    journals_of(root, &CODERS, (interviews, marks))
}

/// The same for other coders, whom the marks name by their places.
pub fn journals_of(
    root: &Path,
    coders: &[&str],
    (interviews, marks): (&[Interview], &[Mark]),
) -> (Folder, usize) {
    let (folder, _) = Folder::create(root, StudyId::from("s-bench")).unwrap();
    let mut clock = 0;
    let mut lead = Pen::new(&folder.study, "lee", 1);
    let mut pens: Vec<Pen> = (2..)
        .zip(coders)
        .map(|(machine, coder)| Pen::new(&folder.study, coder, machine))
        .collect();
    lead.open(&mut clock, CoderRole::Lead);
    for pen in &mut pens {
        pen.open(&mut clock, CoderRole::Coder);
    }
    let ground = ground(&mut lead, &mut clock, (interviews, coders));
    for (document, marks) in
        (0..interviews.len()).zip(marks.chunk_by(|a, b| a.interview == b.interview))
    {
        for (number, mark) in marks.iter().enumerate() {
            let pen = &mut pens[mark.coder];
            let event = coding(&ground, &pen.coder, mark);
            let id = pen.write(&mut clock, &event);
            // Now and then somebody thinks better of it, or writes down why.
            match number % 64 {
                0 => {
                    let coding = CodingRef(id);
                    pen.write(&mut clock, &Event::CodingRemove(CodingRemove { coding }));
                }
                1 => {
                    pen.write(&mut clock, &memo(id));
                }
                _ => {}
            }
        }
        let seen: Runs = pens.iter().chain([&lead]).map(Pen::run).collect();
        for pen in &mut pens {
            let done = done(&ground, &pen.coder, (document, seen.clone()));
            pen.write(&mut clock, &done);
        }
    }
    let lines = pens.iter().chain([&lead]).map(|pen| pen.tip.seq as usize);
    let lines = lines.sum();
    fs::create_dir_all(folder.journal()).unwrap();
    pens.iter().chain([&lead]).for_each(|pen| pen.save(&folder));
    (folder, lines)
}

fn ground(
    lead: &mut Pen,
    clock: &mut u64,
    (interviews, coders): (&[Interview], &[&str]),
) -> Ground {
    let codes: Vec<Ref> = (0..CODES)
        .map(|number| lead.write(clock, &new_code(number)))
        .collect();
    let documents: Vec<Ref> = interviews
        .iter()
        .map(|interview| lead.write(clock, &new_document(interview)))
        .collect();
    let (_, runs) = lead.run();
    let freeze = Event::CodebookFreeze(CodebookFreeze {
        number: 1,
        sha256: Digest::of(b"bench"),
        seen: Runs::from([(lead.tip.writer.clone(), runs)]),
    });
    let freeze = lead.write(clock, &freeze);
    let round = Event::RoundOpen(Box::new(RoundOpen {
        name: "1".to_owned(),
        documents: documents.iter().copied().map(DocumentRef).collect(),
        coders: coders.iter().map(|coder| CoderId::from(*coder)).collect(),
        codebook: freeze,
        sight: Sight::Open,
        unit: Unit::Turn,
        coefficient: Coefficient::Alpha,
        target: None,
    }));
    let round = RoundRef(lead.write(clock, &round));
    Ground {
        documents,
        codes,
        freeze,
        round,
    }
}

fn new_code(number: usize) -> Event {
    Event::CodeAdd(Box::new(CodeAdd {
        handle: code(number),
        name: format!("Code {number}"),
        parent: None,
        origin: "inductive".to_owned(),
        definition: "What people say about this, in whatever words".to_owned(),
        use_when: "they say so outright".to_owned(),
        not_when: "only the interviewer says so".to_owned(),
        example: String::new(),
        use_: Use::Theme,
        assignable: true,
        scale: Vec::new(),
        color: None,
        apart: Vec::new(),
    }))
}

fn new_document(interview: &Interview) -> Event {
    let text = Digest::of(interview.text.as_bytes());
    Event::DocumentAdd(Box::new(DocumentAdd {
        handle: interview.handle.clone(),
        kind: Kind::Interview,
        title: None,
        language: None,
        text,
        turns: Digest::of(interview.handle.as_bytes()),
        source: SourceNote {
            sha256: text,
            importer: "txt".to_owned(),
            ..SourceNote::default()
        },
        attributes: Default::default(),
    }))
}

fn coding(ground: &Ground, coder: &CoderId, mark: &Mark) -> Event {
    let document = ground.documents[mark.interview];
    Event::CodingAdd(CodingAdd {
        coder: coder.clone(),
        code: CodeRef(ground.codes[mark.code]),
        document: DocumentRef(document),
        revision: RevisionRef(document),
        span: Span::between(Position(mark.at.start), Position(mark.at.end)),
        round: Some(ground.round),
        codebook: Some(ground.freeze),
        value: None,
        origin: None,
    })
}

fn memo(coding: Ref) -> Event {
    Event::MemoWrite(Box::new(MemoWrite {
        memo: None,
        on: On::Coding(CodingRef(coding)),
        text: "Compare this with what she says of her first year.".to_owned(),
        to: None,
        reply_to: None,
        state: MemoState::Note,
    }))
}

fn done(ground: &Ground, coder: &CoderId, (document, seen): (usize, Runs)) -> Event {
    let document = ground.documents[document];
    Event::ProgressSet(Box::new(ProgressSet {
        coder: coder.clone(),
        document: DocumentRef(document),
        revision: RevisionRef(document),
        round: Some(ground.round),
        range: None,
        state: State::Done,
        seen: Some(seen),
    }))
}
