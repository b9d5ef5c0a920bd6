//! A pen: one installation that writes events and hands its lines around, without a disk.

use std::sync::Arc;

use intercoder::codebook::Use;
use intercoder::coding::{Case, QuoteState};
use intercoder::decision::{How, Marked};
use intercoder::document::{Kind, SourceNote};
use intercoder::event::Event;
use intercoder::event::autocode::{AutocodeJudge, AutocodeRun};
use intercoder::event::codebook::{CodeAdd, CodebookFreeze};
use intercoder::event::coding::CodingAdd;
use intercoder::event::decision::DecisionMake;
use intercoder::event::document::DocumentAdd;
use intercoder::event::quote::{QuoteChoose, Stretch};
use intercoder::event::round::{RoundOpen, TurnPass};
use intercoder::event::study::{CoderJoin, CoderRole, Switch, WriterOpen};
use intercoder::event::summary::SummaryWrite;
use intercoder::id::{
    ActionRef, CodeRef, CoderId, CodingRef, Digest, DocumentRef, Ref, RevisionRef, RoundRef,
    RunRef, StudyId, Writer,
};
use intercoder::journal::Line;
use intercoder::round::{Coefficient, PassState, Sight, Unit};
use intercoder::run::{Order, Verdict};
use intercoder::study::Study;
use intercoder::study::draft::{Draft, Tip};
use intercoder::text::span::{Position, Span};

/// One installation of one coder.
pub struct Pen {
    pub coder: CoderId,
    pub tip: Tip,
    pub lines: Vec<Arc<Line>>,
    pub text: String,
}

pub fn study_id() -> StudyId {
    StudyId::from("study-of-the-tests")
}

impl Pen {
    /// A writer whose lines so far say who it is.
    pub fn new(coder: &str, machine: u32) -> Self {
        let mut pen = Self::silent(coder, machine);
        pen.write(pen.opening());
        pen.write(Event::CoderJoin(CoderJoin {
            coder: coder.into(),
            role: CoderRole::Coder,
            name: None,
        }));
        pen
    }

    /// A writer that has written nothing.
    pub fn silent(coder: &str, machine: u32) -> Self {
        let coder = CoderId::from(coder);
        let tip = Tip::fresh(&study_id(), Writer::mint(&coder, machine));
        Self {
            coder,
            tip,
            lines: Vec::new(),
            text: String::new(),
        }
    }

    /// The line that says who writes here.
    pub fn opening(&self) -> Event {
        Event::WriterOpen(WriterOpen {
            coder: self.coder.clone(),
            program: "tests".to_owned(),
        })
    }

    /// The same installation, copied: whatever both write next is a fork.
    pub fn copied(&self) -> Self {
        Self {
            coder: self.coder.clone(),
            tip: self.tip.clone(),
            lines: self.lines.clone(),
            text: self.text.clone(),
        }
    }

    pub fn study(&self) -> Study {
        Study::fold(study_id(), self.lines.iter().cloned())
    }

    pub fn write(&mut self, event: Event) -> Ref {
        self.act(vec![event])[0]
    }

    /// Writes events as one action.
    pub fn act(&mut self, events: Vec<Event>) -> Vec<Ref> {
        let study = self.study();
        self.act_in(&study, events)
    }

    /// The same in the study that the pen's lines make, where somebody has folded them already.
    pub fn act_in(&mut self, study: &Study, events: Vec<Event>) -> Vec<Ref> {
        let salt = self.lines.len() as u8;
        let at = "2026-01-02T03:04:05Z".to_owned();
        let mut draft = Draft::new(study, self.tip.clone(), at, Box::new(move || [salt; 16]));
        let refs = events
            .into_iter()
            .map(|event| draft.add(event).unwrap())
            .collect();
        let (lines, text, tip) = draft.finish();
        self.lines.extend(lines);
        self.text.push_str(&text);
        self.tip = tip;
        refs
    }

    /// Takes in all lines of another pen.
    pub fn receive(&mut self, other: &Pen) {
        self.lines.extend(other.lines.iter().cloned());
    }

    pub fn switch(&mut self, action: Ref, on: bool) -> Ref {
        self.write(Event::Switch(Switch {
            action: ActionRef(action),
            on,
        }))
    }

    pub fn add_code(&mut self, handle: &str, parent: Option<Ref>) -> Ref {
        self.write(code(handle, handle, parent))
    }

    pub fn add_document(&mut self, handle: &str) -> Ref {
        let (text, turns) = (Digest::of(handle.as_bytes()), Digest::of(b"turns"));
        let source = SourceNote {
            sha256: text,
            importer: "txt".to_owned(),
            ..SourceNote::default()
        };
        let (title, language, attributes) = (None, None, Default::default());
        let handle = handle.to_owned();
        let add = DocumentAdd {
            handle,
            kind: Kind::Interview,
            title,
            language,
            text,
            turns,
            source,
            attributes,
        };
        self.write(Event::DocumentAdd(Box::new(add)))
    }

    /// Freezes what there is and opens a blind round over a document.
    pub fn open_blind_round(&mut self, document: DocumentRef, coders: &[&str]) -> RoundRef {
        let codebook = self.write(Event::CodebookFreeze(CodebookFreeze {
            number: 1,
            sha256: Digest::of(b"codebook"),
            seen: self.study().runs(),
        }));
        RoundRef(self.write(Event::RoundOpen(Box::new(RoundOpen {
            name: "1".to_owned(),
            documents: vec![document],
            coders: coders.iter().map(|coder| CoderId::from(*coder)).collect(),
            codebook,
            sight: Sight::Blind,
            unit: Unit::Turn,
            coefficient: Coefficient::Alpha,
            target: None,
        }))))
    }

    pub fn add_coding(&mut self, document: Ref, code: Ref, span: (u32, u32)) -> CodingRef {
        CodingRef(self.write(coding(&self.coder.clone(), document, code, span)))
    }
}

pub fn span(start: u32, end: u32) -> Span {
    Span::between(Position(start), Position(end))
}

pub fn code(handle: &str, name: &str, parent: Option<Ref>) -> Event {
    Event::CodeAdd(Box::new(CodeAdd {
        handle: handle.to_owned(),
        name: name.to_owned(),
        parent: parent.map(CodeRef),
        origin: String::new(),
        definition: String::new(),
        use_when: String::new(),
        not_when: String::new(),
        example: String::new(),
        use_: Use::Theme,
        assignable: true,
        scale: Vec::new(),
        color: None,
        apart: Vec::new(),
    }))
}

pub fn coding(coder: &CoderId, document: Ref, code: Ref, (start, end): (u32, u32)) -> Event {
    Event::CodingAdd(CodingAdd {
        coder: coder.clone(),
        code: CodeRef(code),
        document: DocumentRef(document),
        revision: RevisionRef(document),
        span: span(start, end),
        round: None,
        codebook: None,
        value: None,
        origin: None,
    })
}

/// Everything a study shows, as one text, so that two studies can be told apart.
pub fn shown(study: &Study) -> String {
    let things = (&study.coders, &study.documents, &study.people, &study.codes);
    let work = (
        &study.versions,
        &study.rounds,
        &study.progress,
        &study.passes,
        &study.codings,
        &study.memos,
        (&study.quotes, &study.summaries),
        &study.decisions,
        &study.recodings,
        (&study.runs, &study.judgements),
    );
    format!(
        "{things:#?}{work:#?}{:#?}{:#?}{:#?}",
        study.conflicts, study.forks, study.completeness
    )
}

/// What a study shows of codes and of what coders said of the words: what undo must bring back.
pub fn coded(study: &Study) -> String {
    let verdicts = &study.judgements;
    let settled = (&study.decisions, &study.recodings, verdicts);
    let said = (&study.quotes, &study.summaries);
    let work = (&study.codings, &study.passes, said, settled);
    format!("{:#?}{:#?}{work:#?}", study.documents, study.codes)
}

/// A decision on a stretch: the codes it puts there, each on all of it.
pub fn decision(
    pen: &Pen,
    document: Ref,
    (start, end): (u32, u32),
    (codes, how): (&[Ref], How),
) -> Event {
    let on = span(start, end);
    let marked = |code: &Ref| Marked {
        code: CodeRef(*code),
        span: on,
        value: None,
    };
    Event::DecisionMake(Box::new(DecisionMake {
        round: None,
        document: DocumentRef(document),
        revision: RevisionRef(document),
        span: on,
        considered: Vec::new(),
        result: codes.iter().map(marked).collect(),
        how,
        present: vec![pen.coder.clone()],
        reason: String::new(),
        cause: None,
        seen: pen.study().runs(),
    }))
}

/// A run for a code, and a verdict in one.
pub fn begin(code: Ref) -> Event {
    Event::AutocodeRun(Box::new(AutocodeRun {
        query: "plan".to_owned(),
        code: CodeRef(code),
        unit: Unit::Sentence,
        order: Order::Uncertain,
        limit: Some(200),
    }))
}

pub fn verdict(
    (run, document): (Ref, Ref),
    (start, end): (u32, u32),
    (verdict, coding): (Verdict, Option<CodingRef>),
) -> Event {
    Event::AutocodeJudge(Box::new(AutocodeJudge {
        run: RunRef(run),
        document: DocumentRef(document),
        revision: RevisionRef(document),
        span: span(start, end),
        verdict,
        coding,
    }))
}

pub fn pass(coder: &CoderId, document: Ref, (start, end): (u32, u32), state: PassState) -> Event {
    Event::TurnPass(Box::new(TurnPass {
        coder: coder.clone(),
        document: DocumentRef(document),
        revision: RevisionRef(document),
        span: span(start, end),
        round: None,
        state,
    }))
}

pub fn quote(
    coder: &CoderId,
    document: Ref,
    (start, end): (u32, u32),
    (theme, state): (Option<Ref>, QuoteState),
) -> Event {
    Event::QuoteChoose(Box::new(QuoteChoose {
        coder: coder.clone(),
        excerpt: Stretch {
            document: DocumentRef(document),
            revision: RevisionRef(document),
            span: span(start, end),
        },
        theme: theme.map(CodeRef),
        edited: None,
        attribution: None,
        state,
    }))
}

/// A cell of the framework matrix, and the stretches that it stood on.
pub fn summary(
    on: Case,
    (theme, text): (Ref, &str),
    (document, places): (Ref, &[(u32, u32)]),
) -> Event {
    let stretch = |(start, end): &(u32, u32)| Stretch {
        document: DocumentRef(document),
        revision: RevisionRef(document),
        span: span(*start, *end),
    };
    Event::SummaryWrite(Box::new(SummaryWrite {
        on,
        theme: CodeRef(theme),
        text: text.to_owned(),
        layer: "all".to_owned(),
        excerpts: places.iter().map(stretch).collect(),
    }))
}
