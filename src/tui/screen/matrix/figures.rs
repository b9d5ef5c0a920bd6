//! What the matrix screen counts: the framework with the places behind its cells always, presence or a crosstab where one is shown.
//!
//! They are the commands' own figures; nothing is counted here but how many cells wait. A cell of a crosstab opens to the places of
//! the people of its group.

use std::collections::BTreeMap;

use crate::codebook::Depth;
use crate::coding::{Case, Summary};
use crate::filter::{Layer, View};
use crate::id::{CodeRef, DocumentRef};
use crate::matrix::case::{Column, Kind, Place, Row, Which, columns, rows};
use crate::matrix::framework::{Cell, Chart, Framework, Request, charted};
use crate::matrix::occurrence::{Crosstab, crosstab, values};
use crate::matrix::presence::{Presence, presence};
use crate::texts::Texts;
use crate::themes::TalliedUnit;

/// Which of the three matrices is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Showing {
    /// Summaries of cases by themes.
    #[default]
    Framework,
    /// Whether themes are there.
    Presence,
    /// Themes by the values of an attribute.
    Crosstab,
}

/// What is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// Which matrix.
    pub showing: Showing,
    /// People or documents; a crosstab is of people.
    pub cases: Kind,
    /// Which themes.
    pub depth: Depth,
    /// Whose codings.
    pub layer: Layer,
    /// The attribute of people that a crosstab splits by and that a framework shows beside its cases.
    pub by: Option<String>,
}

impl Default for Asked {
    fn default() -> Self {
        Self {
            showing: Showing::default(),
            cases: Kind::People,
            depth: Depth::Lowest,
            layer: Layer::All,
            by: None,
        }
    }
}

impl Asked {
    /// What the rows are: a crosstab counts people.
    pub fn kind(&self) -> Kind {
        match self.showing {
            Showing::Crosstab => Kind::People,
            Showing::Framework | Showing::Presence => self.cases,
        }
    }

    /// The request for cases by themes.
    pub fn request(&self, view: &View<'_>) -> Request {
        Request {
            layer: self.layer.clone(),
            kind: self.kind(),
            columns: columns(view, &Which::At(self.depth)).0,
        }
    }
}

/// A group of people: those with a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// The value.
    pub value: String,
    /// How many people have it, coded or not.
    pub n: usize,
}

/// What was counted.
#[derive(Clone, Debug)]
pub struct Figures {
    /// What was asked for.
    pub request: Request,
    /// The rows of the framework.
    pub cases: Vec<Row>,
    /// The framework.
    pub framework: Framework,
    /// Presence, where it is shown.
    pub presence: Option<Presence>,
    /// The crosstab with the themes that were asked for, where it is shown and people have its attribute.
    pub crosstab: Option<Crosstab>,
    /// The columns of the crosstab.
    pub groups: Vec<Group>,
    /// How many cells have excerpts and no summary.
    pub waiting: usize,
    /// How many excerpts the fullest cell has.
    pub most: usize,
    places: BTreeMap<(Case, CodeRef), Vec<Place>>,
    order: Vec<DocumentRef>,
}

impl Figures {
    /// Counts what is asked for.
    pub fn of((view, texts): (&View<'_>, &Texts), asked: &Asked) -> Self {
        let request = asked.request(view);
        let chart = Chart::of((view, texts), &request);
        let cases = rows(view, request.kind);
        let framework = charted(view, &request, &chart);
        let mut places = BTreeMap::new();
        for case in &cases {
            for column in &request.columns {
                let cell = (case.on.clone(), column.code);
                places.insert(cell, chart.excerpts(&case.on, column.code));
            }
        }
        let cells = || framework.cases.iter().flat_map(|case| &case.cells);
        let mut found = Self {
            waiting: cells().filter(|cell| waits(cell)).count(),
            most: cells().map(|cell| cell.n_excerpts).max().unwrap_or(0),
            presence: (asked.showing == Showing::Presence)
                .then(|| presence((view, texts), &request)),
            crosstab: None,
            groups: Vec::new(),
            order: view.documents().map(|document| document.id).collect(),
            request,
            cases,
            framework,
            places,
        };
        if asked.showing == Showing::Crosstab {
            found.cross((view, texts), asked);
        }
        found
    }

    fn cross(&mut self, read: (&View<'_>, &Texts), asked: &Asked) {
        let by = asked.by.as_slice();
        let mut crossed = crosstab(read, &asked.layer, (by, TalliedUnit::People));
        let [attribute] = crossed.attributes.as_slice() else {
            return;
        };
        // A share of people is of people: an attribute of documents has no groups of them.
        if attribute.of != TalliedUnit::People {
            return;
        }
        let groups = values(attribute, &crossed.rows).into_iter();
        self.groups = groups
            .map(|value| Group {
                n: attribute.all.get(&value).copied().unwrap_or(0),
                value,
            })
            .collect();
        let is_asked = |key: &str| self.request.columns.iter().any(|theme| theme.key == key);
        crossed.rows.retain(|row| is_asked(&row.key));
        self.crosstab = Some(crossed);
    }

    /// How many lines and columns the matrix has.
    pub fn size(&self, showing: Showing) -> (usize, usize) {
        match (showing, &self.crosstab) {
            (Showing::Crosstab, None) => (0, 0),
            (Showing::Crosstab, Some(crosstab)) => (crosstab.rows.len(), self.groups.len()),
            _ => (self.cases.len(), self.request.columns.len()),
        }
    }

    /// What a line and a column stand for, so that a mark finds them again.
    pub fn keys(&self, showing: Showing, (line, column): (usize, usize)) -> Option<(&str, &str)> {
        let theme = |at: usize| self.request.columns.get(at).map(|of| of.key.as_str());
        Some(match (showing, &self.crosstab) {
            (Showing::Crosstab, crosstab) => {
                let row = crosstab.as_ref()?.rows.get(line)?;
                (row.key.as_str(), self.groups.get(column)?.value.as_str())
            }
            _ => (self.cases.get(line)?.handle.as_str(), theme(column)?),
        })
    }

    /// A cell of the framework.
    pub fn cell(&self, (line, column): (usize, usize)) -> Option<&Cell> {
        self.framework.cases.get(line)?.cells.get(column)
    }

    /// The case and the theme of a cell of the framework.
    pub fn crossing(&self, (line, column): (usize, usize)) -> Option<(&Row, &Column)> {
        Some((self.cases.get(line)?, self.request.columns.get(column)?))
    }

    /// The places of a theme for a case, in the order of documents and text.
    pub fn places(&self, case: &Case, theme: CodeRef) -> Vec<Place> {
        let found = self.places.get(&(case.clone(), theme));
        self.in_order(found.into_iter().flatten().copied().collect())
    }

    /// The places of a theme, by its line, that people of a group speak in.
    pub fn places_of_group(
        &self,
        view: &View<'_>,
        (by, line, column): (&str, usize, usize),
    ) -> Vec<Place> {
        let row = self.crosstab.as_ref().and_then(|of| of.rows.get(line));
        let theme = row.and_then(|row| self.request.columns.iter().find(|of| of.key == row.key));
        let (Some(theme), Some(group)) = (theme, self.groups.get(column)) else {
            return Vec::new();
        };
        let has = |person: &crate::person::Person| {
            let mut values = person.values(by).iter();
            values.any(|value| value.as_str() == group.value)
        };
        let is_stated = view.people().any(has);
        let people = view.people().filter(|person| match is_stated {
            true => has(person),
            false => person.values(by).is_empty(),
        });
        let each = people.map(|person| (Case::Person(person.handle.clone()), theme.code));
        let places = each.filter_map(|cell| self.places.get(&cell)).flatten();
        self.in_order(places.copied().collect())
    }

    fn in_order(&self, mut places: Vec<Place>) -> Vec<Place> {
        places.sort_by_key(|(document, span)| {
            let at = self.order.iter().position(|known| known == document);
            (at, *span)
        });
        places.dedup();
        places
    }
}

/// Whether a cell has excerpts that nobody summed up.
pub fn waits(cell: &Cell) -> bool {
    cell.summary.is_none() && cell.n_excerpts > 0
}

/// What was written of a cell, the last one last: several where codes were merged that had a summary each.
pub fn summaries<'v>(view: &View<'v>, case: &Case, theme: CodeRef) -> Vec<&'v Summary> {
    let written = view.summaries();
    written
        .filter(|of| of.on == *case && of.theme == theme)
        .collect()
}
