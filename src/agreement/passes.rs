//! Passes: one coder's work on the same documents at two times, each pass standing as a coder of its own.
//!
//! A pass is a document finished in a closed round, as it was at the close, or finished outside any. Of several the latest two
//! are compared, document by document, on the text that counts now.

use std::collections::{BTreeMap, BTreeSet};

use crate::agreement::scope::{Company, Judged, Judgement, Request, Scope, Source};
use crate::document::Document;
use crate::filter::View;
use crate::id::{CodeRef, CoderId, DocumentRef, Ref};
use crate::study::excerpt::Way;
use crate::texts::Texts;

/// One finished document: when it was, under which name it stands, and what was judged.
type Pass = (usize, CoderId, Judged);

/// The scope in which the latest two passes of one coder over each document are its coders; no judgements where there are none.
/// `request` names that coder alone; `merged` says what codes that were merged count as now.
pub fn passes<'v>(
    (now, texts): (&View<'v>, &'v Texts),
    sources: &[Source<'_>],
    (request, merged): (&Request, &BTreeMap<CodeRef, CodeRef>),
) -> Scope<'v> {
    let mut found: BTreeMap<DocumentRef, Vec<Pass>> = BTreeMap::new();
    let mut problems = Vec::new();
    for source in sources {
        let company = match source.round {
            Some(_) => Company::Alone,
            None => Company::OutsideRounds,
        };
        let alone = Scope::with(std::slice::from_ref(source), texts, (request, company));
        for judgement in &alone.judgements {
            let Some(document) = now.document(judgement.document.id) else {
                continue;
            };
            for mut judged in judgement.judged.iter().flatten().cloned() {
                bring_up_to_date(&mut judged, (document, judgement.document), merged);
                let at = rank(now, judged.progress.id);
                found
                    .entry(document.id)
                    .or_default()
                    .push((at, named(source, &judged), judged));
            }
        }
        problems.extend(alone.problems);
    }
    found.retain(|_, passes| passes.len() >= 2);
    for passes in found.values_mut() {
        passes.sort_by_key(|(at, _, _)| *at);
        passes.drain(..passes.len() - 2);
    }
    problems.dedup();
    let mut scope = seated((now, texts), &found);
    scope.problems = problems;
    scope
}

/// Where the line that says so stands among all lines.
fn rank(now: &View<'_>, line: Ref) -> usize {
    now.lines()
        .position(|known| known.id() == line)
        .unwrap_or(0)
}

fn named(source: &Source<'_>, judged: &Judged) -> CoderId {
    let coder = &judged.progress.coder;
    let round = source.round.and_then(|round| source.view.round(round));
    CoderId(match round {
        Some(round) => format!("{coder}, round {}", round.name).into(),
        None => format!("{coder}, outside rounds").into(),
    })
}

/// Brings marks to the text that counts now and to what their codes count as now.
fn bring_up_to_date(
    judged: &mut Judged,
    (now, then): (&Document, &Document),
    merged: &BTreeMap<CodeRef, CodeRef>,
) {
    let forth = Way::between(now, then.current, now.current);
    judged.marks.retain_mut(|mark| {
        mark.settle(merged);
        let carried = forth.carry(mark.span);
        mark.span = carried.unwrap_or(mark.span);
        carried.is_some()
    });
    judged.back = Way::between(now, now.current, judged.progress.revision);
}

fn seated<'v>(
    (now, texts): (&View<'v>, &'v Texts),
    found: &BTreeMap<DocumentRef, Vec<Pass>>,
) -> Scope<'v> {
    let passes = || found.values().flatten();
    let first: BTreeMap<&CoderId, usize> = passes().map(|(at, name, _)| (name, *at)).collect();
    let mut panel: Vec<CoderId> = first.keys().map(|name| (*name).clone()).collect();
    panel.sort_by_key(|name| first.get(name).copied());
    let rounds: BTreeSet<_> = passes()
        .filter_map(|(_, _, judged)| judged.progress.round)
        .collect();
    let versions = passes().filter_map(|(_, _, judged)| now.version(judged.version?));
    let versions: BTreeSet<_> = versions
        .map(|version| (version.clock, version.id))
        .collect();
    let judgement = |document: &'v Document| {
        let passes = found.get(&document.id)?;
        let of = |name: &CoderId| {
            let own = passes.iter().find(|(_, known, _)| known == name);
            own.map(|(_, _, judged)| judged.clone())
        };
        Some(Judgement {
            document,
            passage: texts.current(document)?,
            judged: panel.iter().map(of).collect(),
        })
    };
    let conflicts = now.conflicts();
    let about = |document: DocumentRef| found.contains_key(&document);
    let named = now
        .rounds()
        .iter()
        .filter(|round| rounds.contains(&round.id));
    Scope {
        judgements: now.documents().filter_map(judgement).collect(),
        rounds: named.map(|round| round.written_name()).collect(),
        versions: versions.into_iter().map(|(_, id)| id).collect(),
        problems: Vec::new(),
        conflicts: conflicts.filter(|of| of.document.is_none_or(about)).count(),
        panel,
    }
}
