//! What is measured of a closed round: its report and its disagreements as they were when it closed, for every face alike.
//!
//! A round's figures are those of its frontier, whatever came later; texts that were corrected since are read as they were then.

use crate::agreement::measure::{Level, Measure};
use crate::agreement::report::{Report, report};
use crate::agreement::scope::{Request, Scope, Source};
use crate::disagreement::confusion::{Confusion, confusions};
use crate::disagreement::groups;
use crate::disagreement::habit::{Habit, habits};
use crate::disagreement::kind::Kind;
use crate::filter::View;
use crate::history::code;
use crate::id::RoundRef;
use crate::round::{Round, Unit};
use crate::session::Session;
use crate::store::Refused;
use crate::texts::Texts;

/// What is measured of a closed round.
#[derive(Clone, Debug, PartialEq)]
pub struct Measured {
    /// The round.
    pub round: RoundRef,
    /// Themes and codes.
    pub report: Report,
    /// Disagreements of each kind, in the order of the kinds.
    pub kinds: Vec<(Kind, usize)>,
    /// Groups of codings that agreed by themselves.
    pub agreed: usize,
    /// Confused codes by their handles, with the number of disagreements, most first.
    pub confusions: Vec<((String, String), usize)>,
    /// How each coder codes.
    pub habits: Vec<Habit>,
}

impl Session {
    /// Measures a round in its own unit or in another; nothing for one that is not closed, or was closed twice apart.
    pub fn measured(
        &self,
        (round, unit): (&Round, Option<Unit>),
        texts: &Texts,
    ) -> Result<Option<Measured>, Refused> {
        let Some(view) = self.closed_round(round.id).filter(|_| !round.closed_twice) else {
            return Ok(None);
        };
        let texts = self.texts_then(&view, texts)?;
        // The frontier ends before the close itself, so that whom it was closed without is read from the round as it is.
        let sources = [Source::of_round(&view, round)];
        let scope = Scope::of(&sources, &texts, &Request::default());
        let unit = unit.unwrap_or(round.unit);
        let measure = Measure::of_study(&view, (Some(unit), &[Level::Theme, Level::Code]));
        let groups = groups(&scope, (&view, &texts));
        let count = |kind: Kind| {
            let differing = groups.differing.iter();
            differing.filter(|found| found.kind == kind).count()
        };
        let confused = confusions(&groups.differing);
        Ok(Some(Measured {
            round: round.id,
            report: report(&scope, (&self.view(), &texts), &measure),
            kinds: Kind::ALL.map(|kind| (kind, count(kind))).to_vec(),
            agreed: groups.agreed.len(),
            confusions: spoken(&view, &confused),
            habits: habits(&scope, &view),
        }))
    }

    /// The texts of a frontier, those that were corrected since as they were.
    pub fn texts_then(&self, view: &View<'_>, texts: &Texts) -> Result<Texts, Refused> {
        let documents = view.all_documents().iter();
        let lacking = documents.filter(|document| texts.current(document).is_none());
        let mut older: Vec<_> = lacking
            .map(|document| document.revision().clone())
            .collect();
        older.dedup_by_key(|revision| revision.id);
        if older.is_empty() {
            return Ok(texts.clone());
        }
        let (found, _) = self.texts_of(older)?;
        Ok(texts.with(found))
    }
}

/// Confused codes by their handles, most confused first, then by name.
fn spoken(view: &View<'_>, confused: &[Confusion]) -> Vec<((String, String), usize)> {
    let mut named: Vec<_> = confused
        .iter()
        .map(|found| {
            let mut handles = [code(view, found.codes.0), code(view, found.codes.1)];
            handles.sort();
            let [one, other] = handles;
            ((one, other), found.disagreements)
        })
        .collect();
    named.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    named
}
