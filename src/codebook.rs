//! The codebook: codes with their six fields, as a tree.
//!
//! A codebook is a value: the study's current one, a frozen version, or one read from a file. It answers questions about the
//! tree (order, depth, descendants, themes) and compares versions; how it came about is the history's business.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::id::CodeRef;

/// Whether a code's excerpts are findings or housekeeping.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Use {
    /// A finding: counted in theme tables and agreement.
    #[default]
    Theme,
    /// Housekeeping (a quote to keep, a passage to discuss): left out of both unless asked for.
    Process,
}

/// A code as a codebook file and a frozen version hold it.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Code {
    /// The handle people type; unique within a codebook.
    pub id: String,
    /// The full name.
    #[serde(default)]
    pub name: String,
    /// The handle of the code above it.
    #[serde(default)]
    pub parent: Option<String>,
    /// Where it came from: deductive, inductive, in vivo, a name.
    #[serde(default)]
    pub origin: String,
    /// What it means.
    #[serde(default)]
    pub definition: String,
    /// When to use it.
    #[serde(default)]
    pub use_when: String,
    /// When not to, and what to use instead.
    #[serde(default)]
    pub not_when: String,
    /// A typical excerpt.
    #[serde(default)]
    pub example: String,
    /// Whether it may be applied; a container may not.
    #[serde(default = "assignable_by_default")]
    pub assignable: bool,
    /// Theme or process.
    #[serde(default, rename = "use")]
    pub use_: Use,
    /// Ordered labels of values a coding may carry; empty for a plain code.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub scale: Vec<String>,
    /// The colour another program gave it, `#rrggbb`: kept for that program, and not shown here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub color: Option<String>,
}

fn assignable_by_default() -> bool {
    true
}

/// An ordered set of codes with a tree over them; the order is the one people see.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Codebook {
    codes: Vec<Code>,
    places: BTreeMap<String, usize>,
    children: BTreeMap<Option<usize>, Vec<usize>>,
}

impl Codebook {
    /// Arranges codes in tree order: roots as given, each followed by its children as given. A code whose parent is not in the
    /// list, or stands below itself, becomes a root.
    pub fn new(codes: Vec<Code>) -> Self {
        let names: BTreeMap<&str, usize> = codes
            .iter()
            .enumerate()
            .map(|(at, code)| (code.id.as_str(), at))
            .collect();
        let parents: Vec<Option<usize>> = codes
            .iter()
            .map(|c| names.get(c.parent.as_deref()?).copied())
            .collect();
        let mut below: BTreeMap<Option<usize>, Vec<usize>> = BTreeMap::new();
        for at in 0..codes.len() {
            let parent = if hangs_in_a_ring(&parents, at) {
                None
            } else {
                parents[at]
            };
            below.entry(parent).or_default().push(at);
        }
        let mut order = Vec::with_capacity(codes.len());
        let mut stack: Vec<usize> = below
            .get(&None)
            .into_iter()
            .flatten()
            .rev()
            .copied()
            .collect();
        while let Some(at) = stack.pop() {
            order.push(at);
            stack.extend(below.get(&Some(at)).into_iter().flatten().rev());
        }
        let mut codes: Vec<Option<Code>> = codes.into_iter().map(Some).collect();
        let taken = order.into_iter().filter_map(|at| codes.get_mut(at)?.take());
        Self::in_order(taken.collect())
    }

    fn in_order(codes: Vec<Code>) -> Self {
        let places: BTreeMap<String, usize> = codes
            .iter()
            .enumerate()
            .map(|(at, c)| (c.id.clone(), at))
            .collect();
        let mut children: BTreeMap<Option<usize>, Vec<usize>> = BTreeMap::new();
        for (at, code) in codes.iter().enumerate() {
            let parent = code
                .parent
                .as_ref()
                .and_then(|id| places.get(id))
                .filter(|&&parent| parent < at);
            children.entry(parent.copied()).or_default().push(at);
        }
        Self {
            codes,
            places,
            children,
        }
    }

    /// The codes in tree order.
    pub fn codes(&self) -> &[Code] {
        &self.codes
    }

    /// The code with this handle.
    pub fn get(&self, id: &str) -> Option<&Code> {
        self.codes.get(*self.places.get(id)?)
    }

    /// How many codes stand above it; 0 for a root, and for a handle that is not here.
    pub fn depth(&self, id: &str) -> usize {
        self.ancestors(id).len()
    }

    /// The codes above it, nearest first.
    pub fn ancestors(&self, id: &str) -> Vec<&Code> {
        let mut above = Vec::new();
        let mut at = self.places.get(id).copied();
        while let Some(code) = at.and_then(|at| self.codes.get(at)) {
            let place = at;
            at = code
                .parent
                .as_ref()
                .and_then(|id| self.places.get(id))
                .copied()
                .filter(|&up| Some(up) < place);
            above.extend(at.and_then(|up| self.codes.get(up)));
        }
        above
    }

    /// The codes directly below it.
    pub fn children(&self, id: &str) -> Vec<&Code> {
        let Some(&at) = self.places.get(id) else {
            return Vec::new();
        };
        self.children
            .get(&Some(at))
            .into_iter()
            .flatten()
            .filter_map(|&child| self.codes.get(child))
            .collect()
    }

    /// Itself and every code below it.
    pub fn with_descendants(&self, id: &str) -> Vec<&Code> {
        let Some(&start) = self.places.get(id) else {
            return Vec::new();
        };
        let mut found = Vec::new();
        let mut stack = vec![start];
        while let Some(at) = stack.pop() {
            found.extend(self.codes.get(at));
            stack.extend(self.children.get(&Some(at)).into_iter().flatten().rev());
        }
        found
    }

    /// Whether it has codes below it: a theme, at that level.
    pub fn is_theme(&self, id: &str) -> bool {
        self.places
            .get(id)
            .is_some_and(|&at| self.children.contains_key(&Some(at)))
    }
}

/// Whether following the parents of `start` never reaches a root.
fn hangs_in_a_ring(parents: &[Option<usize>], start: usize) -> bool {
    let mut at = start;
    for _ in 0..parents.len() {
        match parents[at] {
            None => return false,
            Some(up) if up == start => return true,
            Some(up) => at = up,
        }
    }
    // The walk ended in a ring further up: the ring's own members become roots, and this code keeps its parent.
    false
}

/// Which codes of a codebook are asked for as themes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Depth {
    /// All theme-use codes.
    #[default]
    Codes,
    /// Codes with codes below them.
    Themes,
    /// Themes whose codes have none below them: the last step above what is coded.
    Lowest,
    /// Codes with nothing above them.
    Top,
}

impl Depth {
    /// Reads the word of an option.
    pub fn parse(word: &str) -> Option<Self> {
        Some(match word {
            "codes" | "all" => Self::Codes,
            "themes" => Self::Themes,
            "lowest" => Self::Lowest,
            "top" => Self::Top,
            _ => return None,
        })
    }

    /// Whether a code stands at this depth.
    pub fn has(self, codebook: &Codebook, id: &str) -> bool {
        let is_theme_use = codebook.get(id).is_some_and(|code| code.use_ == Use::Theme);
        is_theme_use
            && match self {
                Self::Codes => true,
                Self::Themes => codebook.is_theme(id),
                Self::Lowest => {
                    let children = codebook.children(id);
                    !children.is_empty() && children.iter().all(|of| !codebook.is_theme(&of.id))
                }
                Self::Top => codebook.ancestors(id).is_empty(),
            }
    }

    /// The handles of the codes at this depth, in codebook order.
    pub fn codes(self, codebook: &Codebook) -> Vec<String> {
        let codes = codebook.codes().iter().map(|code| code.id.clone());
        codes.filter(|id| self.has(codebook, id)).collect()
    }
}

/// A code of a frozen version: its fields as they were, and which code of the study it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FrozenCode {
    /// The code of the study.
    #[serde(rename = "ref")]
    pub id: CodeRef,
    /// Its fields.
    #[serde(flatten)]
    pub code: Code,
}

/// A frozen version as its content file holds it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Frozen {
    /// Its codes, in tree order. The number people say is no part of it: the same codes are the same version.
    pub codes: Vec<FrozenCode>,
}

impl Frozen {
    /// The tree of the version.
    pub fn codebook(&self) -> Codebook {
        Codebook::new(
            self.codes
                .iter()
                .map(|frozen| frozen.code.clone())
                .collect(),
        )
    }
}
