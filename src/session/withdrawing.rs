//! Withdrawals: words are taken back, and every machine takes them out of what it keeps.
//!
//! Obeying writes no line; that it was done is said with the next change. It is no failure of anything else where it cannot be done
//! now: it is tried again whenever the study is opened.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::event::study::WithdrawDone;
use crate::filter::View;
use crate::id::{Digest, Ref, Writer};
use crate::journal::Body;
use crate::problem::Problem;
use crate::search;
use crate::session::{NotSaved, Session};
use crate::store::journals;
use crate::store::mend::Mend;
use crate::store::state::State;
use crate::store::texts::{Kept, Kind, Shelf};
use crate::store::withdrawn::{Cleared, Left, Orders, Reach, not_noted};
use crate::store::{Doing, Refused};
use crate::study::withdrawal::Withdrawal;
use crate::withdrawal::Plan;
use crate::withdrawal::shingle::Shingles;
use crate::withdrawal::unaware::{Gone, files_of, unaware};

impl Session {
    /// Takes words back for good: what stands in their place is written, then the withdrawal, then they are taken out of what this
    /// machine keeps.
    pub fn withdraw(&mut self, plan: &Plan, reach: Reach) -> Result<Cleared, NotSaved> {
        let words = plan.taken.coverings.iter().flat_map(|covering| {
            let correction = &covering.correction;
            let handle = correction.handle.as_str();
            let (text, turns) = (correction.text.as_bytes(), correction.turns.as_bytes());
            [(Kind::Text(handle), text), (Kind::Turns(handle), turns)]
        });
        let codebooks = plan.codebooks.iter();
        let codebooks = codebooks
            .map(|(number, written)| (Kind::Codebook((*number).into()), written.as_bytes()));
        let files = words
            .chain(codebooks)
            .map(|(kind, bytes)| Kept { kind, bytes });
        let files: Vec<Kept<'_>> = files.collect();
        self.record_with(&files, |draft| plan.taken.write(draft))?;
        let cleared = self.obey(reach)?;
        if cleared.busy.is_empty() {
            self.settle()?;
        }
        Ok(cleared)
    }

    /// Takes out of what this machine keeps what was taken back since, wherever that was said.
    pub fn obey(&mut self, reach: Reach) -> Result<Cleared, Refused> {
        let state = self.kept_here();
        let orders = self.orders();
        if orders.withdrawals.is_empty()
            || (reach == Reach::Own && !self.must_obey(&state, &orders)?)
        {
            return Ok(Cleared::default());
        }
        // Each writer of this machine is held while its journal is blanked, this session's own too.
        self.writer = None;
        let is_new = state.obeyed() != orders.withdrawals;
        if is_new {
            let entries = self.unaware(&state, &orders)?;
            state.note_unaware(&entries, &orders.withdrawals)?;
            let told = may_hold(&self.view(), &entries);
            told.iter().for_each(|problem| (self.host.tell)(problem));
        }
        let cleared = state.clear(&orders, reach)?;
        if is_new || cleared.is_any() {
            for state in state.forsaken()?.iter().chain([&state]) {
                let index = search::remove_all(state.place());
                index.map_err(|cause| {
                    let cause = std::io::Error::other(cause.to_string());
                    Doing::Remove.to(state.place())(cause)
                })?;
            }
        }
        self.forget_what_was_put_aside()?;
        // Only now is nothing left: a crash before this makes it all be done again.
        if cleared.is_done {
            state.note_obeyed(&orders)?;
        }
        // What is in memory is what the disk holds.
        if cleared.is_any() {
            let journals = journals::read(&self.folder)?;
            self.take_in(journals);
        }
        Ok(cleared)
    }

    /// The same, where it may wait: what was taken out is told, and what hinders it.
    pub fn obey_quietly(&mut self) {
        match self.obey(Reach::Own) {
            Ok(cleared) if cleared.is_told() => (self.host.tell)(&told_of(&cleared)),
            Ok(_) => {}
            Err(refused) => (self.host.tell)(&not_taken_out(&refused)),
        }
    }

    /// The entries that were written without knowing of a withdrawal, here or where somebody said so, still have their words, and may
    /// hold what was withdrawn.
    pub fn may_hold(&self) -> Option<Problem> {
        let study = self.study();
        let has_words = |id: &Ref| study.line(*id).is_some_and(|line| line.event().is_some());
        let gone = study.lines_gone();
        let mut noted = self.kept_here().unaware();
        noted.extend(
            study
                .withdrawals()
                .into_iter()
                .flat_map(|known| known.may_hold),
        );
        let left: Vec<Ref> = noted
            .into_iter()
            .filter(|id| has_words(id) && !gone.contains(id))
            .collect();
        may_hold(&self.view(), &left)
    }

    /// Such entries of withdrawals that this machine is about to obey.
    fn unaware(&self, state: &State, orders: &Orders) -> Result<Vec<Ref>, Refused> {
        let known = state.looked_through();
        let new: Vec<Ref> = orders.withdrawals.difference(&known).copied().collect();
        if new.is_empty() {
            return Ok(Vec::new());
        }
        let shelf = Shelf::list(&self.folder)?;
        let mut files = files_of(&self.view(), &new);
        // What went with an earlier one is not here, and was looked at then.
        let before: Vec<Ref> = known.into_iter().collect();
        let gone = files_of(&self.view(), &before);
        files.retain(|file| !gone.contains(file));
        let is_text = |file: &&Digest| {
            let names = shelf.names(file);
            names
                .iter()
                .any(|name| name.starts_with("texts/") && name.ends_with(".txt"))
        };
        let read = |file: &Digest| String::from_utf8(shelf.read(file).ok()?).ok();
        let texts = files.iter().filter(is_text).filter_map(read);
        let texts: Vec<String> = texts.collect();
        let mut shingles = Shingles::of(texts.iter().map(String::as_str));
        let (others, _) = self.everything()?;
        let view = self.view();
        for passage in view
            .all_documents()
            .iter()
            .filter_map(|one| others.current(one))
        {
            shingles.without(passage.text.as_str());
        }
        let is_whole = files.iter().all(|file| shelf.read(file).is_ok());
        let gone = Gone { shingles, is_whole };
        let mut entries = unaware(&view, &state.writers_here()?, (&new, &gone));
        entries.retain(|id| !orders.lines.contains(id));
        Ok(entries)
    }

    /// What should be gone and still holds its words, in the folder and on this machine.
    pub fn left(&self) -> Result<Left, Refused> {
        let orders = self.orders();
        match orders.withdrawals.is_empty() {
            true => Ok(Left::default()),
            false => self.kept_here().left(&orders),
        }
    }

    /// The writers of this machine.
    pub fn writers_here(&self) -> Result<Vec<Writer>, Refused> {
        self.kept_here().writers_here()
    }

    /// What was put right, for people. What was set aside in doing so may hold words that were taken back, and is then not kept.
    pub(super) fn told(&self, mends: &[Mend]) -> Vec<Problem> {
        let is_forgotten =
            mends.iter().any(Mend::is_set_aside) && !self.orders().withdrawals.is_empty();
        if !is_forgotten {
            return mends.iter().map(Mend::problem).collect();
        }
        match self.kept_here().forget_torn() {
            Ok(_) => mends.iter().map(Mend::problem_without_a_copy).collect(),
            Err(refused) => {
                let told = mends.iter().map(Mend::problem);
                told.chain([not_taken_out(&refused)]).collect()
            }
        }
    }

    /// Notes a file that was written from the study, so that a withdrawal can name it.
    pub fn note_written(&self, path: &Path) {
        let state = self.kept_here();
        if let Err(refused) = state.note_written(&[path.to_owned()]) {
            (self.host.tell)(&not_noted(&refused));
        }
    }

    /// The files that were written from the study on this machine, each with whether it is still there.
    pub fn written(&self) -> Vec<(PathBuf, bool)> {
        self.kept_here().written()
    }

    /// What the writers of this machine have to say of withdrawals that it has obeyed.
    pub(super) fn owed(&self) -> Vec<WithdrawDone> {
        if !self.has_withdrawals() {
            return Vec::new();
        }
        let leads = self.study().as_leads_withdrew();
        let study = leads.as_ref().unwrap_or_else(|| self.study());
        let state = self.kept_here();
        let Ok(writers) = state.writers_here() else {
            return Vec::new();
        };
        let obeyed = state.obeyed();
        let mut owed = study.owed_by(&self.coder, &writers);
        owed.retain(|done| obeyed.contains(&done.withdrawal));
        if let Some(last) = owed.last_mut() {
            let own = |id: &Ref| {
                let line = study.line(*id)?;
                study.coder_of(&line.head.writer)
            };
            let noted = state.unaware().into_iter();
            let noted = noted.filter(|id| own(id) == Some(&self.coder));
            last.may_hold = noted.collect();
        }
        owed
    }

    fn has_withdrawals(&self) -> bool {
        !self.study().withdrawals().is_empty()
    }

    /// What this machine takes out by itself: what leads took back.
    pub fn orders(&self) -> Orders {
        if !self.has_withdrawals() {
            return Orders::default();
        }
        let leads = self.study().as_leads_withdrew();
        let study = leads.as_ref().unwrap_or_else(|| self.study());
        let withdrawals = study.withdrawals();
        if withdrawals.is_empty() {
            return Orders::default();
        }
        Orders {
            withdrawals: withdrawals.iter().map(|known| known.id).collect(),
            lines: study.lines_gone(),
            files: study.files_gone(),
            kept: study.named_files().into_iter().collect(),
        }
    }

    /// Whether anything of it is left that this machine should take out.
    fn must_obey(&self, state: &State, orders: &Orders) -> Result<bool, Refused> {
        let here: BTreeSet<_> = state.writers_here()?.into_iter().collect();
        let mut lines = self.study().lines().iter();
        let is_left = lines.any(|line| {
            line.body != Body::Blank
                && orders.lines.contains(&line.id())
                && here.contains(&line.head.writer)
        });
        if is_left || state.obeyed() != orders.withdrawals || state.has_torn()? {
            return Ok(true);
        }
        let shelf = Shelf::list(&self.folder)?;
        Ok(orders.files.iter().any(|file| shelf.read(file).is_ok()))
    }

    /// Words that were copied into a file, where the terminal had no clipboard, may be those that were taken back.
    fn forget_what_was_put_aside(&self) -> Result<(), Refused> {
        let path = self.host.state.join("copied.txt");
        match self.host.disk.remove(&path) {
            Err(cause) if cause.kind() != std::io::ErrorKind::NotFound => {
                Err(Doing::Remove.to(&path)(cause))
            }
            _ => Ok(()),
        }
    }
}

/// Entries that were written without knowing of a withdrawal, for people.
fn may_hold(view: &View<'_>, entries: &[Ref]) -> Option<Problem> {
    if entries.is_empty() {
        return None;
    }
    // By the whole name of their writer: it is said also to somebody who may not read them.
    let lines = view.every_line().map(|(line, _)| line);
    let lines = lines.filter(|line| entries.contains(&line.id()));
    let names: Vec<String> = lines
        .map(|line| format!("{}:{}", line.head.writer, line.head.seq))
        .collect();
    let last = view.withdrawals().pop()?;
    let also: Vec<String> = names.iter().map(|name| format!("--also {name}")).collect();
    let whose = match last.people.first() {
        Some(person) => format!("people withdraw {}", person.0),
        None => format!("document withdraw {}", handle_of(view, &last)),
    };
    let (written, read) = match names.len() {
        0 => return None,
        1 => ("was written", "read it, and if it quotes"),
        _ => ("were written", "read them, and of those that quote"),
    };
    Some(Problem::new(
        names.join(", "),
        format!("{written} without knowing of a withdrawal, and may quote what was taken back"),
        format!(
            "{read}, let a lead say: intercoder {whose} {}",
            also.join(" ")
        ),
    ))
}

/// A document of a withdrawal, by its handle; by its ref where the handle went with the words.
fn handle_of(view: &View<'_>, withdrawal: &Withdrawal) -> String {
    let all = withdrawal.covered.iter().chain(&withdrawal.documents);
    let Some(of) = all.copied().next() else {
        return withdrawal.id.to_string();
    };
    let known = view.all_documents().iter().find(|one| one.id == of);
    known.map_or_else(|| of.to_string(), |one| one.handle.clone())
}

fn not_taken_out(refused: &Refused) -> Problem {
    Problem::new(
        "this computer",
        format!("words that were withdrawn could not be taken out: {refused}"),
        "it is tried again whenever the study is opened",
    )
}

/// What was taken out, for people.
fn told_of(cleared: &Cleared) -> Problem {
    let entries = match cleared.lines {
        0 => String::new(),
        1 => "1 entry lost its words, ".to_owned(),
        lines => format!("{lines} entries lost their words, "),
    };
    let files = match cleared.files.len() {
        1 => "1 file was removed".to_owned(),
        files => format!("{files} files were removed"),
    };
    Problem::new(
        "a withdrawal",
        format!("was obeyed on this computer: {entries}{files}"),
        "reports and tables made before are yours to look through",
    )
}
