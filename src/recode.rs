//! Recode: the excerpts that a newer codebook asks somebody to look at again.
//!
//! Between the version a coding was made under and a later one its code may have been merged, retired, turned into a container (as
//! a split does), or told otherwise when it applies. Versions are compared as their frozen files have them; a new name touches
//! nothing. Looking at an excerpt again leaves a line under the newer version, and so takes it out of here.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use crate::codebook::{Code, FrozenCode};
use crate::coding::Coding;
use crate::decision::{Recoded, Recoding};
use crate::document::kept::Fate;
use crate::filter::View;
use crate::id::{CodeRef, CoderId, CodingRef, DocumentRef, Ref, RefSet};
use crate::text::span::Span;
use crate::texts::Texts;
use crate::version::draft;

/// What a coding asks to be looked at again for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// Its code counts as another.
    Merged,
    /// Its code is retired.
    Retired,
    /// Its code can no longer be applied itself: it was split, or made a container.
    Container,
    /// The definition is another.
    Definition,
    /// When to use it is another.
    UseWhen,
    /// When not to use it is another.
    NotWhen,
}

impl Why {
    /// The words for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Merged => "merged",
            Self::Retired => "retired",
            Self::Container => "a container now",
            Self::Definition => "definition",
            Self::UseWhen => "use when",
            Self::NotWhen => "not when",
        }
    }
}

/// Up to which state of the codebook one looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Until {
    /// The newest frozen version.
    #[default]
    Newest,
    /// A frozen version, by its freeze.
    Version(Ref),
    /// The codebook as it stands, as if it were frozen now.
    Draft,
}

/// The versions between which one looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Between {
    /// Only codings made under this version, by its freeze, or a later one.
    pub from: Option<Ref>,
    /// The state they are held against.
    pub to: Until,
}

/// How a code differs between the version a coding was made under and the later one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Touch {
    /// The fields it was coded by, and the version's number; none where no version before the later one had the code.
    pub then: Option<(u32, Code)>,
    /// The fields of the code it counts as in the later one, if that has it.
    pub now: Option<Code>,
    /// What is other.
    pub why: Vec<Why>,
}

impl Touch {
    /// What is other, in words.
    pub fn words(&self) -> String {
        let words: Vec<&str> = self.why.iter().map(|why| why.as_str()).collect();
        words.join(", ")
    }
}

/// An excerpt that waits for its coder to look again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// The coder's latest coding of the code on the excerpt.
    pub coding: Coding,
    /// Earlier ones, of other rounds.
    pub earlier: Vec<CodingRef>,
    /// How the code differs.
    pub touch: Arc<Touch>,
}

/// Everything that waits, by code and then in the order of the documents.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Queue {
    /// The freeze and the number of the later version; none for the codebook as it stands, or where nothing was ever frozen.
    pub target: Option<(Ref, u32)>,
    /// The excerpts, each once for each coder and code.
    pub waiting: Vec<Waiting>,
    /// Excerpts that wait for their round to close first: until then they belong to the version of the round.
    pub in_open_rounds: usize,
}

impl Queue {
    /// What waits, in a view's sight. Frozen versions whose files are not among the texts touch nothing.
    pub fn of(view: &View<'_>, texts: &Texts, between: Between) -> Self {
        let mut queue = Self::default();
        let Some(mut changes) = Changes::of(view, texts, between.to) else {
            return queue;
        };
        queue.target = view
            .versions()
            .get(changes.target)
            .map(|version| (version.id, version.number));
        let place = |freeze: Ref| view.versions().iter().position(|of| of.id == freeze);
        let from = between.from.and_then(place).unwrap_or(0);
        let recodings: HashMap<CodingRef, &Recoding> = view
            .recodings()
            .map(|recoding| (recoding.coding, recoding))
            .collect();
        let mut touched: RefSet<CodeRef> = RefSet::default();
        for coding in view.codings() {
            if changes.touch(coding, place_of(view, coding)).is_some() {
                touched.insert(coding.code);
            }
        }
        for codings in excerpts(view, &touched).values() {
            let place = |coding: &&Coding| looked_at(view, (coding, &recodings));
            let Some(coding) = codings.iter().copied().max_by_key(place) else {
                continue;
            };
            let recoded = recodings.get(&coding.id).map(|recoding| &recoding.to);
            let version = place(&coding);
            if version < from || recoded == Some(&Recoded::Nothing) {
                continue;
            }
            let Some(touch) = changes.touch(coding, version) else {
                continue;
            };
            if is_in_open_round(view, coding) {
                queue.in_open_rounds += 1;
                continue;
            }
            let others = codings.iter().filter(|other| other.id != coding.id);
            queue.waiting.push(Waiting {
                coding: coding.clone(),
                earlier: others.map(|other| other.id).collect(),
                touch,
            });
        }
        queue.sort(view);
        queue
    }

    /// By code, so that one definition is held in mind, then as documents and text go on.
    fn sort(&mut self, view: &View<'_>) {
        let documents: HashMap<DocumentRef, usize> = view
            .documents()
            .enumerate()
            .map(|(at, d)| (d.id, at))
            .collect();
        self.waiting.sort_by_cached_key(|waiting| {
            let coding = &waiting.coding;
            let handle = waiting.touch.then.as_ref().map(|(_, code)| code.id.clone());
            let document = documents.get(&coding.excerpt.document).copied();
            let place = (document, coding.excerpt.span, coding.coder.clone());
            (handle, coding.applied, place, coding.id)
        });
    }

    /// What waits for one coder.
    pub fn of_coder(&self, coder: &CoderId) -> impl Iterator<Item = &Waiting> {
        let own = move |waiting: &&Waiting| waiting.coding.coder == *coder;
        self.waiting.iter().filter(own)
    }

    /// How many excerpts wait for whom.
    pub fn coders(&self) -> BTreeMap<&CoderId, usize> {
        let mut coders = BTreeMap::new();
        for waiting in &self.waiting {
            *coders.entry(&waiting.coding.coder).or_default() += 1;
        }
        coders
    }

    /// How many excerpts wait for whom, in words: "6 excerpts of 2 coders (ana 2, ben 4)".
    pub fn spread(&self) -> String {
        let coders = self.coders();
        let each = coders
            .iter()
            .map(|(coder, count)| format!("{coder} {count}"));
        let each: Vec<String> = each.collect();
        let plural = |count: usize| if count == 1 { "" } else { "s" };
        let (excerpts, people) = (self.waiting.len(), coders.len());
        let total = format!("{excerpts} excerpt{}", plural(excerpts));
        match people {
            0 => total,
            _ => format!(
                "{total} of {people} coder{} ({})",
                plural(people),
                each.join(", ")
            ),
        }
    }
}

/// A coder's excerpt under one code.
type Held<'v> = (&'v CoderId, CodeRef, DocumentRef, Span);

/// The codings of some codes that lie somewhere, those of one coder with one code on one excerpt together.
fn excerpts<'v>(view: &View<'v>, codes: &RefSet<CodeRef>) -> BTreeMap<Held<'v>, Vec<&'v Coding>> {
    let mut excerpts: BTreeMap<Held<'v>, Vec<&'v Coding>> = BTreeMap::new();
    let all = view.codings().iter().copied();
    for coding in all.filter(|coding| codes.contains(&coding.code)) {
        let document = view.document(coding.excerpt.document);
        let counts = document.is_some_and(|document| !document.retired);
        if coding.excerpt.fate != Fate::Orphaned && counts {
            let (document, span) = (coding.excerpt.document, coding.excerpt.span);
            let held = (&coding.coder, coding.code, document, span);
            excerpts.entry(held).or_default().push(coding);
        }
    }
    excerpts
}

/// The place of the version a coding was last looked at under: the one it was made under, or the newest that whoever recoded it in
/// the final layer had before them.
fn looked_at(
    view: &View<'_>,
    (coding, recodings): (&Coding, &HashMap<CodingRef, &Recoding>),
) -> usize {
    let versions = view.versions();
    let recoded = recodings.get(&coding.id).and_then(|recoding| {
        versions
            .iter()
            .rposition(|version| version.clock < recoding.clock)
    });
    place_of(view, coding).max(recoded.unwrap_or(0))
}

/// The place of the version a coding was made under, oldest first. One that names none is taken to be made under the newest when it
/// was written, and under the first version where none was frozen yet: that is the draft that its coder had.
fn place_of(view: &View<'_>, coding: &Coding) -> usize {
    let versions = view.versions();
    let named = |freeze: Ref| versions.iter().position(|version| version.id == freeze);
    let newest = || {
        let written = view.line(coding.id.0)?.head.clock;
        versions.iter().rposition(|version| version.clock < written)
    };
    coding
        .codebook
        .map_or_else(newest, named)
        .unwrap_or_default()
}

fn is_in_open_round(view: &View<'_>, coding: &Coding) -> bool {
    let round = coding.round.and_then(|round| view.round(round));
    round.is_some_and(|round| round.close.is_none())
}

/// What codes are in the versions, and how they differ from the one looked up to.
struct Changes<'v> {
    view: &'v View<'v>,
    /// The codes of each version, oldest first, and at the end those looked up to.
    versions: Vec<HashMap<CodeRef, FrozenCode>>,
    target: usize,
    known: HashMap<(CodeRef, CodeRef, usize), Option<Arc<Touch>>>,
}

impl<'v> Changes<'v> {
    /// Nothing where no version is there to look up to.
    fn of(view: &'v View<'_>, texts: &Texts, until: Until) -> Option<Self> {
        let by_code = |codes: &[FrozenCode]| -> HashMap<CodeRef, FrozenCode> {
            let named = codes
                .iter()
                .map(|code| (view.canonical_code(code.id), code.clone()));
            named.collect()
        };
        let frozen = |freeze: Ref| texts.codebook(freeze).map(|frozen| by_code(&frozen.codes));
        let versions = view.versions();
        let target = match until {
            Until::Draft => versions.len(),
            Until::Newest => versions.len().checked_sub(1)?,
            Until::Version(freeze) => versions.iter().position(|of| of.id == freeze)?,
        };
        let mut read: Vec<_> = versions[..target.min(versions.len())]
            .iter()
            .map(|version| frozen(version.id).unwrap_or_default())
            .collect();
        read.push(match versions.get(target) {
            Some(version) => frozen(version.id)?,
            None => by_code(&draft(view).codes),
        });
        Some(Self {
            view,
            versions: read,
            target,
            known: HashMap::new(),
        })
    }

    /// How the code of a coding differs since a version; nothing where it says the same.
    fn touch(&mut self, coding: &Coding, version: usize) -> Option<Arc<Touch>> {
        if version >= self.target {
            return None;
        }
        let key = (coding.applied, coding.code, version);
        if let Some(known) = self.known.get(&key) {
            return known.clone();
        }
        let touch = self.compare(key).map(Arc::new);
        self.known.insert(key, touch.clone());
        touch
    }

    fn compare(&self, (applied, code, version): (CodeRef, CodeRef, usize)) -> Option<Touch> {
        let before = self
            .versions
            .iter()
            .enumerate()
            .take(self.target)
            .skip(version);
        // A code made while coding is in no version yet: its first words are those of the first version that has it.
        let then = before
            .filter_map(|(at, codes)| Some((at, codes.get(&applied)?)))
            .map(|(at, frozen)| (self.view.versions()[at].number, frozen.code.clone()))
            .next();
        let codes = &self.versions[self.target];
        let now = codes.get(&applied).map(|frozen| &frozen.code);
        let Some(now) = now else {
            let receiving = codes.get(&code).map(|frozen| frozen.code.clone());
            let why = match code == applied {
                true => Why::Retired,
                false => Why::Merged,
            };
            return Some(Touch {
                then,
                now: receiving,
                why: vec![why],
            });
        };
        let why = differences(&then.as_ref()?.1, now);
        (!why.is_empty()).then(|| Touch {
            then,
            now: Some(now.clone()),
            why,
        })
    }
}

/// What says otherwise when a code applies.
fn differences(then: &Code, now: &Code) -> Vec<Why> {
    let fields = [
        (Why::Container, then.assignable && !now.assignable),
        (Why::Definition, then.definition != now.definition),
        (Why::UseWhen, then.use_when != now.use_when),
        (Why::NotWhen, then.not_when != now.not_when),
    ];
    let other = fields.into_iter().filter(|(_, is_other)| *is_other);
    other.map(|(why, _)| why).collect()
}
