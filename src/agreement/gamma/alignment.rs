//! The best alignment of a continuum: every unit in exactly one unitary alignment, at the least disorder there is.
//!
//! It is also what shows a lead which of the coders' units are about the same thing.

use crate::agreement::figure::Undefined;
use crate::agreement::gamma::component::components;
use crate::agreement::gamma::continuum::{Continuum, UnitNumber};
use crate::agreement::gamma::dissimilarity::{Dissimilarity, place};
use crate::agreement::gamma::exact;
use crate::agreement::gamma::unitary::{cost, pairs_of, useful};

/// A best alignment; where several are equally good, always the same one.
#[derive(Clone, Debug, PartialEq)]
pub struct Alignment {
    /// Unitary alignments in the order of time; each has the units of one or more coders.
    pub unitary: Vec<Vec<UnitNumber>>,
    /// Sum of their costs divided by units per coder (Mathet et al. 2015); 0 = all marked the same.
    pub disorder: f64,
}

impl Alignment {
    /// The best alignment of a continuum that has units, or why it cannot be had in bounded work.
    pub fn best(continuum: &Continuum, by: &Dissimilarity) -> Result<Self, Undefined> {
        let useful = useful(continuum, by)?;
        let count = continuum.units.len();
        let mut unitary = Vec::with_capacity(count);
        let mut met = vec![false; count];
        for component in components(count, &useful) {
            for union in exact::best(&component)? {
                let units = &useful[component.unions[union].number as usize].units;
                units.iter().for_each(|&unit| met[unit as usize] = true);
                unitary.push(units.clone());
            }
        }
        let alone = (0..).zip(&met).filter(|(_, met)| !**met);
        unitary.extend(alone.map(|(unit, _)| vec![unit]));
        unitary.sort_by_key(|units| units.iter().min().copied());
        let costs = unitary.iter().map(|units| cost(continuum, by, units));
        let per_coder = count as f64 / continuum.coders.len() as f64;
        let disorder = by.empty * costs.sum::<f64>() / per_coder;
        Ok(Self { unitary, disorder })
    }

    /// Per unitary alignment and coder, both as the caller of the continuum had them: the unit's index, if any.
    pub fn rows(&self, continuum: &Continuum) -> Vec<Vec<Option<usize>>> {
        let row = |units: &Vec<UnitNumber>| {
            let mut row = vec![None; continuum.coders.len()];
            for &unit in units {
                let origin = continuum.origins[unit as usize];
                row[origin.given_coder] = Some(origin.given_unit);
            }
            row
        };
        self.unitary.iter().map(row).collect()
    }

    /// The disorder of categories alone, over units that stand in one unitary alignment (Mathet 2017): the mean
    /// distance of the categories of two such units, weighted by max(0, 1 − distance of place) / (units there − 1).
    ///
    /// Units without a partner do not enter; undefined if no two partners have any weight.
    pub fn category_disorder(
        &self,
        continuum: &Continuum,
        by: &Dissimilarity,
    ) -> Result<f64, Undefined> {
        let (mut apart, mut all) = (0.0, 0.0);
        for units in &self.unitary {
            for (one, other) in pairs_of(units) {
                let (one, other) = (continuum.unit(one), continuum.unit(other));
                let weight = (1.0 - place(one, other)).max(0.0) / (units.len() - 1) as f64;
                apart += weight * by.category(one, other);
                all += weight;
            }
        }
        match all > 0.0 {
            true => Ok(by.empty * apart / all),
            false => Err(Undefined::NothingAligned),
        }
    }
}
