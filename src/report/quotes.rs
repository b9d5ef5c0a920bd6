//! The quotes that were chosen for the paper, as a report prints them: their words and who said them.
//!
//! They are attributed by role, or by less where a role would single somebody out who is quoted.

use std::collections::BTreeSet;

use crate::disclosure::group::smallest_shown;
use crate::filter::View;
use crate::id::PersonId;
use crate::quotes::attribution::Attribution;
use crate::quotes::exemplar::Exemplars;
use crate::texts::Texts;

/// What stands for a speaker of whom nothing may be said.
const SOMEBODY: &str = "a participant";

/// The attribute that quotes are attributed by.
const ROLE: &str = "role";

/// A quote in print.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Printed {
    /// The handle of the code it stands for.
    pub theme: Option<String>,
    /// Its words: as they were edited, else as they were said.
    pub words: String,
    /// Who said them, as the paper puts it.
    pub attribution: String,
    /// Who spoke.
    pub speakers: BTreeSet<PersonId>,
}

/// The chosen quotes, each once however many coders chose it, and how many are not printed because their speaker is not to be
/// quoted.
pub fn quotes(view: &View<'_>, texts: &Texts) -> (Vec<Printed>, usize) {
    let exemplars = Exemplars::of(view, texts);
    let quotes = exemplars.all.iter();
    let quoted: BTreeSet<PersonId> = quotes.flat_map(|of| of.people.clone()).collect();
    let asked = Attribution::By(vec![ROLE.to_owned()]);
    let (by, _) = asked.screened(view, (&quoted, smallest_shown(view)));
    let printed = exemplars.all.into_iter().map(|of| {
        let who = by.words(view, &of);
        Printed {
            theme: of.theme,
            words: of.words,
            attribution: match who.is_empty() {
                true => SOMEBODY.to_owned(),
                false => who,
            },
            speakers: of.people,
        }
    });
    (printed.collect(), exemplars.kept_in)
}
