//! Reports: what a study found, as pages and papers that leave the program.
//!
//! A report says nothing that another command does not say: it puts together what tables, figures and queues hold, with the unit,
//! the scope and the n of each. It is a pure function of what the viewer may see. The team's page holds whole transcripts; the
//! reader's page, the member's pack and the papers hold what may leave, as far as people said whom one may quote.

pub mod page;
pub mod quotes;
pub mod counts;
pub mod people;
pub mod agreement;
pub mod reconciliation;
pub mod themes;
pub mod patterns;
pub mod transcript;
pub mod audit;
pub mod anchor;
pub mod team;
pub mod methods;
pub mod coreq;
pub mod memberpack;
pub mod printed;
pub mod reader;

use std::collections::HashMap;

use crate::agreement::report::Report;
use crate::chart::sign::Sign;
use crate::disclosure::release::Release;
use crate::filter::{Layer, View};
use crate::id::CodeRef;
use crate::layer::{Marks, marks};
use crate::reconcile::queue::Queue;
use crate::round::Round;
use crate::texts::Texts;
use crate::themes::Tallied;

/// A closed round, what was measured of it, and what became of its disagreements.
pub struct Closed<'b> {
    /// The round.
    pub round: &'b Round,
    /// Its figures at the close; none where it was closed twice apart.
    pub report: Option<Report>,
    /// Its disagreements.
    pub queue: Queue,
}

/// What a report is made of.
pub struct Basis<'b> {
    /// The study as its reader may see it.
    pub view: &'b View<'b>,
    /// All its words.
    pub texts: &'b Texts,
    /// Whose codings count.
    pub layer: Layer,
    /// The marks of that layer.
    pub marks: Marks,
    /// What every code stands on there.
    pub tallied: Tallied,
    /// Whose words may be printed.
    pub release: Release,
    /// The closed rounds, oldest first; none in a reflexive study.
    pub closed: Vec<Closed<'b>>,
    /// The disagreements of the whole study, each document as the round that speaks for it has it, or as coders finished it outside
    /// any.
    pub whole: Queue,
    /// How each code looks.
    pub signs: HashMap<CodeRef, (String, Sign)>,
}

impl<'b> Basis<'b> {
    /// Gathers what a report is made of; `closed` are the rounds as they were measured.
    pub fn of(
        (view, texts): (&'b View<'b>, &'b Texts),
        layer: Layer,
        (closed, whole): (Vec<Closed<'b>>, Queue),
    ) -> Self {
        let marks = marks(view, texts, &layer);
        Self {
            tallied: Tallied::of(view, texts, &marks.marks),
            release: Release::of(view, texts),
            signs: signs(view),
            view,
            texts,
            layer,
            marks,
            closed,
            whole,
        }
    }

    /// The title of the study.
    pub fn title(&self) -> &'b str {
        self.view.setting("title").unwrap_or("Untitled study")
    }

    /// The codebook that counts now: the latest version, or that it was never frozen.
    pub fn codebook_version(&self) -> String {
        let latest = self
            .view
            .versions()
            .iter()
            .max_by_key(|version| version.clock);
        latest.map_or_else(
            || "a codebook that was not frozen".to_owned(),
            |version| format!("version {} of the codebook", version.number),
        )
    }
}

/// What the team stands by, where there is any of it; else everybody's codings.
pub fn usual_layer(view: &View<'_>, texts: &Texts) -> Layer {
    match marks(view, texts, &Layer::Final).marks.is_empty() {
        true => Layer::All,
        false => Layer::Final,
    }
}

/// How each code looks, and its handle: the signs go by the order of the codebook.
fn signs(view: &View<'_>) -> HashMap<CodeRef, (String, Sign)> {
    let codebook = view.codebook_in_use();
    let places: HashMap<&str, usize> = (0..)
        .zip(codebook.codes())
        .map(|(place, code)| (code.id.as_str(), place))
        .collect();
    let signs = view.codes().filter_map(|code| {
        let place = places.get(code.code.id.as_str())?;
        Some((code.id, (code.code.id.clone(), Sign::of(*place))))
    });
    signs.collect()
}
