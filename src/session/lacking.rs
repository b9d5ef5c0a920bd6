//! What the folder lacks, in words, for every face alike: no figure may be read without it.

use crate::id::Writer;
use crate::number::counted;
use crate::problem::Problem;
use crate::seal;
use crate::session::Session;
use crate::store::Refused;
use crate::store::damage::problems;
use crate::store::layout::MARK;
use crate::store::lost::{self, Mistaken};
use crate::store::texts::{Absent, Shelf};
use crate::study::set::Gap;
use crate::texts::Texts;

impl Session {
    /// What the folder lacks; nothing where it is complete. All words are read for it.
    pub fn lacking(&self) -> Option<String> {
        self.lacking_beside(&self.everything())
    }

    /// The same, where all words were read already.
    pub fn lacking_beside(&self, read: &Result<(Texts, Vec<Problem>), Refused>) -> Option<String> {
        self.lacking_with(&words_of(read))
    }

    /// The same with what of the words was found to be lacking before.
    pub fn lacking_with(&self, words: &[String]) -> Option<String> {
        let parts = [self.lines_lacking(), words.to_vec()].concat();
        (!parts.is_empty()).then(|| parts.join("; "))
    }

    /// What of the words is not here, or is not what it was: all of them are read for it.
    pub fn words_lacking(&self) -> Vec<String> {
        words_of(&self.everything())
    }

    /// The same as far as the names of files tell it: none is opened, so that a screen can ask whenever something came.
    pub fn files_lacking(&self) -> Vec<String> {
        let shelf = match Shelf::list(&self.folder) {
            Ok(shelf) => shelf,
            Err(cause) => return vec![cause.to_string()],
        };
        let named = self.named_files().into_iter();
        let absent = named.filter(|file| shelf.names(file).is_empty());
        let told = absent.map(|file| said(&Absent::Missing.problem(&file)));
        told.collect()
    }

    /// Whether lines are missing that something names, or are damaged.
    pub fn lacks_lines(&self) -> bool {
        !self.lines_lacking().is_empty()
    }

    /// What to do about what the folder lacks: this computer has it, somebody must look, it is on its way, or it waits for a key.
    pub fn remedy(&self) -> String {
        let view = self.view();
        let lacks = view.completeness();
        let remedy = self.remedy_of_lines();
        match (lacks.locked.is_empty(), lacks.gaps.is_empty()) {
            (true, _) => remedy.to_owned(),
            (false, true) if self.gone.is_empty() && self.damage.is_empty() => {
                self.how_seals_open()
            }
            (false, _) => format!("{remedy}; {}", self.how_seals_open()),
        }
    }

    /// When what was coded under seal in a round that is over can be read, and for whom it waits as far as lines tell.
    pub fn how_seals_open(&self) -> String {
        if let Some(round) = self.falsely_closed().next() {
            let name = &round.name;
            return format!(
                "what was coded under seal stays so: round {name} was closed from a computer that was no lead's when it was opened; one that was closes it again, or each coder says: intercoder round reveal {name}"
            );
        }
        let view = self.view();
        let locked = view.completeness().locked.iter();
        let whom = locked.map(|(writer, count)| format!("{writer} ({})", counted(*count, "entry")));
        let whom: Vec<String> = whom.collect();
        let mut words = "what was coded under seal opens as each coder's computer tells its key with the next change there".to_owned();
        if !whom.is_empty() {
            words += &format!(": it waits for {}", whom.join(", "));
        }
        if !seal::IS_BUILT_IN {
            words += "; this program was built without seals and opens none of it: build it with --features seal";
        }
        words
    }

    fn remedy_of_lines(&self) -> &'static str {
        let view = self.view();
        let (own, others) = self.gaps(&view.completeness().gaps);
        match (own.is_empty(), others.is_empty()) {
            (false, true) if self.line_count() > 0 => {
                "this computer has what is missing: intercoder doctor --fix puts it back"
            }
            (false, _) => {
                "intercoder doctor --fix puts back what this computer saved; for the rest, wait until the folder has finished syncing"
            }
            // Of words it may be that they were changed, and nothing is on its way.
            (true, is_all) if is_all || !self.damage.is_empty() => {
                "intercoder doctor says what happened, and what to do"
            }
            (true, _) => {
                "wait until the folder has finished syncing; intercoder doctor says who has what is missing"
            }
        }
    }

    /// What in the journals is no verified line, in sentences; one, where all of it comes of a mark that names another study.
    pub fn told_damage(&self) -> Vec<Problem> {
        match self.mistaken() {
            Some(mistaken) => vec![mistaken.problem()],
            None => problems(&self.damage),
        }
    }

    /// The mark of another study, where it is what is wrong. One under which this computer saved lines in this very folder is right,
    /// whatever journals lie beside it.
    pub fn mistaken(&self) -> Option<Mistaken> {
        let may_be = self.line_count() == 0 && self.tips.is_empty();
        let state = self.state_folder();
        let states = state.parent().filter(|_| may_be)?;
        lost::mistaken(&self.folder, states, &self.damage)
    }

    /// The lines that are missing: those that this computer saved, and those of others.
    fn gaps(&self, lacking: &[Gap]) -> (Vec<Gap>, Vec<Gap>) {
        let known = lacking.iter().filter(|gap| !self.gone.contains(gap));
        let gaps: Vec<Gap> = self.gone.iter().chain(known).cloned().collect();
        if gaps.is_empty() {
            return (Vec::new(), Vec::new());
        }
        let own = self.to_mend().unwrap_or_default();
        gaps.into_iter().partition(|gap| own.contains(&gap.writer))
    }

    fn lines_lacking(&self) -> Vec<String> {
        if self.mistaken().is_some() {
            return vec![format!(
                "{MARK} names another study (intercoder doctor says more)"
            )];
        }
        let view = self.view();
        let lacks = view.completeness();
        let (own, others) = self.gaps(&lacks.gaps);
        let others = others.iter().map(|gap| format!("missing {gap}"));
        let mut parts: Vec<String> = others.collect();
        if self.line_count() == 0 {
            parts.push(match self.damage.is_empty() {
                true => "no journal is here".to_owned(),
                false => "no line of the journals can be read".to_owned(),
            });
        }
        parts.extend(own.iter().map(|gap| {
            format!(
                "missing {gap}, which this computer saved (intercoder doctor --fix puts it back)"
            )
        }));
        if !lacks.unnamed.is_empty() && lacks.gaps.is_empty() {
            let names: Vec<String> = lacks.unnamed.iter().map(ToString::to_string).collect();
            parts.push(format!("missing the lines {}", names.join(", ")));
        }
        if !self.damage.is_empty() {
            parts.push(format!(
                "{} (intercoder doctor says more)",
                counted(self.damage.len(), "damaged line")
            ));
        }
        if !lacks.unexplained_blanks.is_empty() {
            parts.push(format!(
                "{} blank lines that no withdrawal names",
                lacks.unexplained_blanks.len()
            ));
        }
        parts.extend(self.locked(&lacks.locked));
        for (kind, count) in &lacks.unknown {
            parts.push(format!(
                "{count} entries “{kind}” of a newer version of intercoder"
            ));
        }
        parts
    }
}

impl Session {
    /// What of closed rounds is still sealed, and what it waits for.
    fn locked(&self, locked: &[(Writer, usize)]) -> Vec<String> {
        let falsely = self.falsely_closed().next().map(|round| &round.name);
        let said = |(writer, count): &(Writer, usize)| {
            let entries = counted(*count, "entry");
            match falsely {
                _ if !seal::IS_BUILT_IN => format!(
                    "{entries} of {writer} are sealed, and this program was built without seals"
                ),
                Some(round) => format!(
                    "{entries} of {writer} are sealed: round {round} was closed from a computer that was no lead's when it was opened"
                ),
                None => format!(
                    "{entries} of {writer} are sealed: their key is revealed with the next change of {writer} or of a lead"
                ),
            }
        };
        locked.iter().map(said).collect()
    }
}

fn said(problem: &Problem) -> String {
    format!("{}: {}", problem.place, problem.what)
}

fn words_of(read: &Result<(Texts, Vec<Problem>), Refused>) -> Vec<String> {
    match read {
        Ok((_, problems)) => problems.iter().map(said).collect(),
        Err(cause) => vec![cause.to_string()],
    }
}
