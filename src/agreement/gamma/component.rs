//! Components: units that no useful unitary alignment connects to others are aligned on their own.
//!
//! Inside a component units have places from 0, still in the order of time, and what is asked is which of its unions
//! (useful unitary alignments, each with what it saves) to take so that no unit is in two and they save most.

use crate::agreement::gamma::unitary::Unitary;

/// A useful unitary alignment by the places of its units, which ascend.
#[derive(Clone, Debug, PartialEq)]
pub struct Union {
    pub places: Vec<u32>,
    pub saving: f64,
    /// By place, as `Unitary::added`.
    pub added: Vec<f64>,
    /// Its number among all useful unitary alignments of the continuum.
    pub number: u32,
}

/// Units that unions connect.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Component {
    /// How many units it has.
    pub size: usize,
    pub unions: Vec<Union>,
}

/// The components of two units or more, in the order of their first units; all other units stay alone.
pub fn components(units: usize, useful: &[Unitary]) -> Vec<Component> {
    let mut roots: Vec<u32> = (0..units as u32).collect();
    for unitary in useful {
        let first = root(&mut roots, unitary.units[0]);
        for &unit in &unitary.units[1..] {
            let (one, other) = (root(&mut roots, first), root(&mut roots, unit));
            roots[one.max(other) as usize] = one.min(other);
        }
    }
    let mut components: Vec<Component> = Vec::new();
    let mut component_of = vec![None; units];
    let mut places = vec![0; units];
    for unit in 0..units {
        let first = root(&mut roots, unit as u32) as usize;
        let component = *component_of[first].get_or_insert_with(|| {
            components.push(Component::default());
            components.len() - 1
        });
        component_of[unit] = Some(component);
        places[unit] = components[component].size as u32;
        components[component].size += 1;
    }
    for (number, unitary) in (0..).zip(useful) {
        let Some(component) = component_of[unitary.units[0] as usize] else {
            continue;
        };
        let of = |&unit: &u32| places[unit as usize];
        let mut added: Vec<(u32, f64)> = unitary
            .units
            .iter()
            .map(of)
            .zip(unitary.added.iter().copied())
            .collect();
        added.sort_unstable_by_key(|(place, _)| *place);
        let (places, added) = added.into_iter().unzip();
        components[component].unions.push(Union {
            places,
            saving: unitary.saving,
            added,
            number,
        });
    }
    components.retain(|component| component.size > 1);
    components
}

/// The smallest unit known to be connected with this one; the way there is halved as it is gone.
fn root(roots: &mut [u32], unit: u32) -> u32 {
    let mut at = unit as usize;
    while roots[at] as usize != at {
        roots[at] = roots[roots[at] as usize];
        at = roots[at] as usize;
    }
    at as u32
}
