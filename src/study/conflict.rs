//! Conflicts: what people must decide, and what was skipped and why.
//!
//! Nothing here changes the study. Each conflict is one sentence with the lines it is about, the same on every machine.

use std::collections::BTreeMap;

use crate::coding::{Coding, Memo, On};
use crate::decision::Decision;
use crate::document::Document;
use crate::document::kept::Fate;
use crate::event::Event;
use crate::event::coding::CodingAdd;
use crate::id::{CodeRef, CoderId, CodingRef, DocumentRef, Ref, RefSet, RevisionRef};
use crate::journal::Line;
use crate::study::decision;
use crate::study::excerpt::{TYPOS, is_small};
use crate::study::pointer::Pointers;
use crate::study::register::{Key, Register, Value};
use crate::study::retained::Force;
use crate::study::spoken::{code_handle, document_handle, spoken_key, spoken_value};
use crate::study::{CodeNow, Study};

/// What sort of conflict it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Two values that nothing replaces.
    Values,
    /// A move or merge that would have made a ring of codes.
    SkippedMove,
    /// Somebody undid a thing that others have built on.
    BuiltOn,
    /// One handle, two things.
    SameHandle,
    /// A switch of somebody else's action, or a change of somebody else's work.
    NotTheirs,
    /// Two corrections of one text.
    Revisions,
    /// An excerpt of which nothing is left.
    Orphan,
    /// An excerpt whose words were changed under it.
    Changed,
    /// A memo on a coding that was undone or taken off.
    Hanging,
    /// Two decisions on one disagreement.
    Decisions,
    /// One installation that went on twice.
    Fork,
}

/// One thing for people to decide or know.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
pub struct Conflict {
    /// The sort.
    pub kind: Kind,
    /// What it is, as a sentence.
    pub what: String,
    /// The document whose figures it touches, where it is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub document: Option<DocumentRef>,
    /// The lines it is about.
    pub lines: Vec<Ref>,
    /// The codes it tells of, so that a blind round can hide those proposed in it.
    #[serde(skip)]
    pub codes: Vec<CodeRef>,
    /// Whose judgement it would tell of, so that a blind round can hide it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub coder: Option<CoderId>,
}

/// All conflicts of a study.
pub fn list(study: &Study, pointers: &Pointers) -> Vec<Conflict> {
    let mut conflicts = Vec::new();
    conflicts.extend(values(study));
    conflicts.extend(skipped_moves(study, pointers));
    conflicts.extend(built_on(study));
    conflicts.extend(same_handles(study));
    conflicts.extend(not_theirs(study));
    conflicts.extend(revisions(study));
    conflicts.extend(excerpts(study));
    conflicts.extend(decisions(study));
    conflicts.extend(hanging(study));
    conflicts.extend(forks(study));
    conflicts.sort();
    conflicts
}

fn conflict(kind: Kind, what: String, lines: Vec<Ref>) -> Conflict {
    Conflict {
        kind,
        what,
        document: None,
        lines,
        codes: Vec::new(),
        coder: None,
    }
}

fn values(study: &Study) -> Vec<Conflict> {
    let twice = |(_, register): &(&Key, &Register)| register.is_conflict();
    let closes =
        |key: &Key, register: &Register| matches!(key, Key::Close(_)) && register.values.len() > 1;
    let found = study
        .registers
        .iter()
        .filter(|(key, register)| twice(&(key, register)) || closes(key, register));
    found
        .map(|(key, register)| {
            let say = |(id, value): &(Ref, Value)| {
                format!("{} ({})", spoken_value(study, value), writer(study, *id))
            };
            let values: Vec<String> = register.values.iter().map(say).collect();
            let what = format!(
                "{} has {} values: {}",
                spoken_key(study, key),
                values.len(),
                values.join(" or ")
            );
            let mut found = conflict(Kind::Values, what, register.refs());
            match key {
                Key::Progress(coder, document, _)
                | Key::Pass(coder, document, ..)
                | Key::Quote(coder, document, ..) => {
                    (found.coder, found.document) = (Some(coder.clone()), Some(*document))
                }
                Key::Document(document, _) | Key::Speaker(document, _) => {
                    found.document = Some(*document)
                }
                Key::DocumentAttribute(document, _) => found.document = Some(*document),
                Key::Turn(revision, _) => found.document = document_of_revision(study, *revision),
                Key::Code(code, _) | Key::Pointer(code) => found.codes.push(*code),
                Key::Summary(on, theme) => {
                    found.document = on.document();
                    found.codes.push(*theme);
                }
                Key::Recoding(coding) => {
                    found.coder = coding_coder(study, coding.0);
                    found.document = document_of_coding(study, coding.0);
                }
                Key::Judgement(run, document, ..) => {
                    found.coder = study.line(run.0).map(|line| coder_of(study, line));
                    found.document = Some(*document);
                }
                Key::Edges(coding) => {
                    found.coder = coding_coder(study, coding.0);
                    found.document = document_of_coding(study, coding.0);
                }
                Key::Memo(memo) => {
                    found.coder = study.line(memo.0).map(|line| coder_of(study, line))
                }
                _ => {}
            }
            found
        })
        .collect()
}

fn skipped_moves(study: &Study, pointers: &Pointers) -> Vec<Conflict> {
    let say = |code: &Ref| {
        format!(
            "a move of {} would put it below itself and is skipped",
            code_handle(study, *code)
        )
    };
    pointers
        .skipped
        .iter()
        .map(|(code, line)| Conflict {
            codes: vec![*code],
            ..conflict(Kind::SkippedMove, say(&code.0), vec![*line])
        })
        .collect()
}

fn built_on(study: &Study) -> Vec<Conflict> {
    let retained = study
        .set
        .other_lines()
        .filter(|(place, _)| study.forces[*place] == Force::Retired)
        .map(|(_, line)| line);
    let alone = retained.filter(|line| {
        let equals = study.identity.equals(line.id());
        equals
            .into_iter()
            .all(|equal| study.force(equal) == Force::Retired)
    });
    alone
        .filter_map(|line| {
            let thing = match line.event()? {
                Event::CodeAdd(e) => format!("code {}", e.handle),
                Event::DocumentAdd(e) => format!("document {}", e.handle),
                Event::PersonAdd(e) => format!("person {}", e.handle),
                Event::RoundOpen(e) => format!("round {}", e.name),
                _ => "a revision".to_owned(),
            };
            let what = format!("{thing} was undone, but is in use; it stays as retired");
            let codes = vec![CodeRef(study.canonical(line.id()))];
            Some(Conflict {
                codes,
                ..conflict(Kind::BuiltOn, what, vec![line.id()])
            })
        })
        .collect()
}

fn same_handles(study: &Study) -> Vec<Conflict> {
    let mut by_handle: BTreeMap<String, Vec<&CodeNow>> = BTreeMap::new();
    for code in study.codes.iter().filter(|code| code.merged_into.is_none()) {
        by_handle
            .entry(code.code.id.to_lowercase())
            .or_default()
            .push(code);
    }
    let several = by_handle.into_values().filter(|codes| codes.len() > 1);
    let mut found: Vec<Conflict> = several
        .map(|codes| {
            let named = codes
                .iter()
                .map(|code| format!("{} ({})", code.code.id, code.added_by()));
            let names: Vec<String> = named.collect();
            let what = format!("one handle, {} codes: {}", codes.len(), names.join(", "));
            let lines = codes.iter().map(|code| code.id.0).collect();
            let codes = codes.iter().map(|code| code.id).collect();
            Conflict {
                codes,
                ..conflict(Kind::SameHandle, what, lines)
            }
        })
        .collect();
    for document in study.documents.iter().filter(|d| d.handle.contains(" (")) {
        let what = format!("one handle, two documents: {}", document.handle);
        let lines = vec![document.id.0];
        found.push(Conflict {
            document: Some(document.id),
            ..conflict(Kind::SameHandle, what, lines)
        });
    }
    found
}

fn not_theirs(study: &Study) -> Vec<Conflict> {
    let switches = study.switched().skipped.iter().map(|line| {
        let what = format!(
            "{} switched an action of another coder; it is skipped",
            writer(study, *line)
        );
        conflict(Kind::NotTheirs, what, vec![*line])
    });
    let changes = study.not_theirs.iter().map(|line| {
        let thing = match study.line(*line).and_then(Line::event) {
            Some(Event::TurnPass(_)) => "what another coder said of a turn",
            Some(Event::QuoteChoose(_)) => "a quote of another coder",
            _ => "a coding of another coder",
        };
        let what = format!("{} changed {thing}; it is skipped", writer(study, *line));
        conflict(Kind::NotTheirs, what, vec![*line])
    });
    switches.chain(changes).collect()
}

/// Two corrections of one text, until a further one is written over both.
fn revisions(study: &Study) -> Vec<Conflict> {
    let mut found = Vec::new();
    for document in &study.documents {
        let tips = document.tips(|id| {
            study
                .line(id.0)
                .map(|line| line.head.over.to_vec())
                .unwrap_or_default()
        });
        if tips.len() > 1 {
            let takes_back = |tip: &RevisionRef| {
                let mut all = document.revisions.iter();
                all.any(|revision| revision.id == *tip && revision.takes_back)
            };
            let handle = &document.handle;
            let what = match tips.iter().filter(|tip| takes_back(tip)).count() {
                0 | 1 => {
                    format!("{handle} was corrected twice apart; the later correction is shown")
                }
                _ => format!(
                    "words of {handle} were withdrawn twice apart, and each text holds what the other took back; a lead withdraws both once more"
                ),
            };
            let lines = tips.iter().map(|tip| tip.0).collect();
            found.push(Conflict {
                document: Some(document.id),
                ..conflict(Kind::Revisions, what, lines)
            });
        }
    }
    found
}

/// Memos in force on codings that are gone: what was undone or taken off took the ground from under them.
fn hanging(study: &Study) -> Vec<Conflict> {
    let hangs_on = |memo: &Memo| match memo.on {
        On::Coding(coding) if study.line(coding.0).is_some() => Some(coding),
        _ => None,
    };
    // Memos and codings may both be many: each is looked at once.
    let mut gone: RefSet<CodingRef> = study.memos.iter().filter_map(hangs_on).collect();
    if !gone.is_empty() {
        study.codings.iter().for_each(|known| {
            gone.remove(&known.id);
        });
    }
    let hanging = study.memos.iter().filter_map(|memo| {
        let coding = hangs_on(memo).filter(|coding| gone.contains(coding))?;
        Some((memo, coding))
    });
    hanging
        .map(|(memo, coding)| {
            let what = format!(
                "a memo of {} hangs on a coding that was taken off: “{}”",
                memo.coder, memo.text
            );
            let (coder, document) = (
                Some(memo.coder.clone()),
                document_of_coding(study, coding.0),
            );
            Conflict {
                coder,
                document,
                ..conflict(Kind::Hanging, what, vec![memo.id.0, coding.0])
            }
        })
        .collect()
}

fn document_of_coding(study: &Study, coding: Ref) -> Option<DocumentRef> {
    let document = coding_add(study, coding)?.document;
    Some(DocumentRef(study.canonical(document.0)))
}

/// What a coding's line says, unless it was taken back: then some machines have it blank already, and others not yet.
fn coding_add(study: &Study, coding: Ref) -> Option<&CodingAdd> {
    let is_withdrawn = study.withdrawn.lines.contains(&coding);
    match study.line(coding)?.event()? {
        Event::CodingAdd(event) if !is_withdrawn => Some(event),
        _ => None,
    }
}

fn document_of_revision(study: &Study, revision: RevisionRef) -> Option<DocumentRef> {
    let holder = study
        .documents
        .iter()
        .find(|document| document.revisions.iter().any(|r| r.id == revision));
    holder.map(|document| document.id)
}

/// Codings, quotes and decisions whose words were changed under them, or are gone. A pass keeps counting on changed words, and where the
/// whole turn is gone there is nothing left to judge.
fn excerpts(study: &Study) -> Vec<Conflict> {
    let codings = study
        .codings
        .iter()
        .filter(|coding| !holds_by_itself(study, coding));
    let codings = codings.map(|coding| {
        let did = (
            "coded ".to_owned() + &code_handle(study, coding.code.0),
            "coded",
        );
        (coding.id.0, &coding.coder, coding.excerpt, did)
    });
    let quotes = study.quotes.iter().map(|quote| {
        let did = ("marked as ".to_owned() + quote.state.as_str(), "marked");
        (quote.id, &quote.coder, quote.excerpt, did)
    });
    let decisions = study.decisions.iter().map(|decision| {
        let did = ("decided on".to_owned(), "decided");
        (decision.id.0, &decision.coder, decision.excerpt, did)
    });
    let touched = codings
        .chain(quotes)
        .chain(decisions)
        .filter(|(_, _, excerpt, _)| excerpt.fate >= Fate::Changed);
    touched
        .map(|(id, coder, excerpt, (did, when))| {
            let (kind, fate) = if excerpt.fate == Fate::Orphaned {
                let fate = "has no words left and is not counted".to_owned();
                (Kind::Orphan, fate)
            } else {
                (Kind::Changed, format!("has other words than when {when}"))
            };
            let handle = document_handle(study, excerpt.document);
            let what = format!("an excerpt of {handle} that {coder} {did} {fate}");
            Conflict {
                document: Some(excerpt.document),
                coder: Some(coder.clone()),
                ..conflict(kind, what, vec![id])
            }
        })
        .collect()
}

/// Whether so few letters of an excerpt were corrected that its coder need not look again, as the lead has set it.
fn holds_by_itself(study: &Study, coding: &Coding) -> bool {
    let limit = study.setting(TYPOS).and_then(|most| most.parse().ok());
    let mut documents = study.documents.iter();
    let document = documents.find(|of| of.id == coding.excerpt.document);
    let made = (coding.revision, coding.made_at);
    let is_small = |of: &Document| is_small(of, made, limit.unwrap_or(0));
    coding.excerpt.fate == Fate::Changed && document.is_some_and(is_small)
}

/// Decisions on one disagreement by people who did not know of each other; the later one in fold order counts meanwhile.
fn decisions(study: &Study) -> Vec<Conflict> {
    let mut found = Vec::new();
    for (at, one) in study.decisions.iter().enumerate() {
        let apart = study.decisions.iter().skip(at + 1);
        for other in apart.filter(|other| decision::is_same_matter(one, other)) {
            if decision::says_the_same(one, other) {
                continue;
            }
            let handle = document_handle(study, one.excerpt.document);
            let what = format!(
                "a disagreement in {handle} was decided twice apart: {} ({}) or {} ({})",
                spoken_result(study, one),
                one.coder,
                spoken_result(study, other),
                other.coder
            );
            found.push(Conflict {
                document: Some(one.excerpt.document),
                coder: Some(one.coder.clone()),
                ..conflict(Kind::Decisions, what, vec![one.id.0, other.id.0])
            });
        }
    }
    found
}

/// How a decision settled the matter, with the codes it put there.
fn spoken_result(study: &Study, decision: &Decision) -> String {
    let codes = decision.result.iter().map(|marked| marked.code);
    let codes: std::collections::BTreeSet<String> =
        codes.map(|code| code_handle(study, code.0)).collect();
    let codes: Vec<String> = codes.into_iter().collect();
    match codes.is_empty() {
        true => decision.how.as_str().to_owned(),
        false => format!("{}: {}", decision.how.as_str(), codes.join(", ")),
    }
}

fn forks(study: &Study) -> Vec<Conflict> {
    let say = |fork: &crate::study::set::Fork| {
        let what = format!(
            "{} was copied and went on in two places from line {}; both are kept",
            fork.writer, fork.seq
        );
        let mut lines = fork.lines.clone();
        lines.sort();
        conflict(Kind::Fork, what, lines)
    };
    study.forks.iter().map(say).collect()
}

fn writer(study: &Study, line: Ref) -> String {
    study
        .line(line)
        .map(|line| coder_of(study, line).to_string())
        .unwrap_or_else(|| "somebody".to_owned())
}

fn coder_of(study: &Study, line: &Line) -> CoderId {
    study
        .coder_of(&line.head.writer)
        .cloned()
        .unwrap_or_else(|| CoderId(line.head.writer.0.clone()))
}

fn coding_coder(study: &Study, coding: Ref) -> Option<CoderId> {
    Some(coding_add(study, coding)?.coder.clone())
}
