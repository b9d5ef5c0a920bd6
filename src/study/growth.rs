//! Growth: a study takes in an action that was just written, without folding everything again.
//!
//! Coders code all day, and what one more coding changes is little and known: the study that grew is exactly the fold of all its
//! lines. That holds for lines that come last of their writer, wherever others' lines lie in fold order, of the kinds that coders
//! write all day and a new installation begins with, where nothing they touch is in conflict, undone, merged late or missing.
//! Whatever could reach further is refused here, and the caller folds the whole.

use std::sync::Arc;

use crate::coding::{Coding, On};
use crate::document::kept::Fate;
use crate::event::Event;
use crate::event::autocode::AutocodeJudge;
use crate::event::coding::{CodingAdd, CodingRemove, CodingRespan, MemoWrite};
use crate::event::study::Switch;
use crate::id::{CodeRef, CodingRef, DocumentRef, Ref, RevisionRef};
use crate::journal::Line;
use crate::run::{Judgement, Run};
use crate::study::Study;
use crate::study::excerpt::Routes;
use crate::study::register::{Key, Register, Value, writes};
use crate::study::retained::Force;
use crate::study::run;
use crate::study::work::{self, Place};
use crate::text::span::Span;

/// A longer action is folded with the whole: each coding is compared with all others here, which a fold does at once.
const LONGEST_ACTION: usize = 64;

impl Study {
    /// The study with the lines of one action more; nothing where only a fold of the whole can tell what they change.
    pub fn extended(mut self, action: &[Arc<Line>]) -> Option<Self> {
        let first = &action.first()?.head;
        let is_one =
            |line: &Arc<Line>| line.head.writer == first.writer && line.batch() == first.seq;
        if action.len() > LONGEST_ACTION || !action.iter().all(is_one) {
            return None;
        }
        for line in action {
            self.grow(line)?;
        }
        Some(self)
    }

    /// Takes in one line. Where it gives nothing, the study may have taken half of it and must not be used any more.
    fn grow(&mut self, line: &Arc<Line>) -> Option<()> {
        let event = line.event()?;
        let begins = matches!(event, Event::WriterOpen(_));
        if begins != (line.head.seq == 1)
            || self.is_awaited(line)
            || !self.stands_on_firm_ground(line)
        {
            return None;
        }
        self.make_room(self.set.room_for(line)?, line);
        match event {
            Event::Seen(_) => Some(()),
            Event::WriterOpen(event) => {
                let (writer, coder) = (line.head.writer.clone(), event.coder.clone());
                self.writers.insert(writer, coder);
                Some(())
            }
            Event::CodingAdd(event) => self.add_coding(CodingRef(line.id()), event),
            Event::CodingRemove(event) => self.remove_coding(line, event),
            Event::CodingRespan(event) => self.respan_coding(line, event),
            Event::MemoWrite(event) => self.write_memo(line, event),
            Event::ProgressSet(_) => {
                self.write_registers(line)?;
                self.progress = work::progress(self);
                Some(())
            }
            Event::AutocodeRun(_) => {
                let mut run = run::run(self, line)?;
                run.code = self.code(run.code)?.merged_into.unwrap_or(run.code);
                let place = self.set.place(line.id())?;
                let is_before = |known: &Run| self.set.place(known.id.0) < Some(place);
                self.runs.insert(self.runs.partition_point(is_before), run);
                Some(())
            }
            Event::AutocodeJudge(event) => self.judge(line, event),
            Event::Switch(event) => self.switch(line, event),
            _ => None,
        }
    }

    /// Puts a line in its place in fold order. What lies after it was written by who did not know of it.
    fn make_room(&mut self, place: usize, line: &Arc<Line>) {
        if place < self.forces.len() {
            let up = |off: usize| off + usize::from(off >= place);
            self.switched.off = self.switched.off.drain().map(up).collect();
        }
        self.set.insert(place, Arc::clone(line));
        self.forces.insert(place, Force::Full);
    }

    /// Whether something here has named the line, or a line after it, before it came.
    fn is_awaited(&self, line: &Line) -> bool {
        let id = line.id();
        let mut gaps = self.completeness.gaps.iter();
        gaps.any(|gap| gap.writer == line.head.writer)
            || self.completeness.unnamed.contains(&id)
            || self.withdrawn.awaits(id)
    }

    /// Whether all that a line names is here, and all that it is built on is in force.
    fn stands_on_firm_ground(&self, line: &Line) -> bool {
        let Some(event) = line.event() else {
            return false;
        };
        let is_here = |id: &Ref| self.set.place(*id).is_some();
        let in_force = |id: Ref| self.force(id) != Force::None;
        line.head.over.iter().all(is_here)
            && event.acts_on().iter().all(is_here)
            && event.names().into_iter().all(in_force)
            && event.seen().is_none_or(|runs| self.set.holds(runs))
            // A person is named by handle, and may have been undone.
            && (event.person().is_none() || self.switched.off.is_empty())
            && event.person().is_none_or(|of| !self.withdrawn.people.contains(of))
    }

    fn add_coding(&mut self, id: CodingRef, event: &CodingAdd) -> Option<()> {
        let coding = self.coding_of(id, event)?;
        self.put(self.place_among_codings(self.set.place(id.0)?), coding)
    }

    /// Where a coding belongs among all whose line lies at a place: they lie in fold order.
    fn place_among_codings(&self, place: usize) -> usize {
        let is_before = |known: &Coding| self.set.place(known.id.0) < Some(place);
        self.codings.partition_point(is_before)
    }

    /// A coding as its line made it, its edges never moved.
    fn coding_of(&self, id: CodingRef, event: &CodingAdd) -> Option<Coding> {
        let applied = CodeRef(self.canonical(event.code.0));
        let code = self.code(applied)?.merged_into.unwrap_or(applied);
        self.code(code)?;
        let document = DocumentRef(self.canonical(event.document.0));
        let place = self.place_in(document, (event.revision, event.span))?;
        Some(work::coding((id, event), (code, applied), place))
    }

    /// Where a stretch of a revision of a document lies now, unless its words changed: that is a conflict.
    fn place_in(&self, document: DocumentRef, at: (RevisionRef, Span)) -> Option<Place> {
        let document = self.document(document)?;
        let (revision, made_at) = (RevisionRef(self.canonical(at.0.0)), at.1);
        let routes = Routes::of(std::slice::from_ref(document));
        let excerpt = routes.carry(revision, made_at)?;
        (excerpt.fate < Fate::Changed).then_some(Place {
            revision,
            made_at,
            excerpt,
        })
    }

    /// Puts a coding in its place among all, unless an equal one before it stands for it.
    fn put(&mut self, at: usize, coding: Coding) -> Option<()> {
        match self.find_once(&coding) {
            Some(first) if first < at => {
                self.standing_for_others.insert(self.codings[first].id);
            }
            Some(_) => return None,
            None => {
                self.coded.add(&coding);
                self.codings.insert(at, coding);
            }
        }
        Some(())
    }

    /// The place of the coding that counts once with this one. Hardly ever is there one, and then none of a million is asked.
    fn find_once(&self, coding: &Coding) -> Option<usize> {
        let is_once = |known: &Coding| work::once_of(known) == work::once_of(coding);
        let may_be = self.coded.may_hold(coding);
        may_be.then(|| self.codings.iter().position(is_once))?
    }

    /// The place among all codings of one that counts.
    fn find_coding(&self, id: CodingRef) -> Option<usize> {
        let at = self.place_among_codings(self.set.place(id.0)?);
        (self.codings.get(at)?.id == id).then_some(at)
    }

    fn remove_coding(&mut self, line: &Line, event: &CodingRemove) -> Option<()> {
        let at = self.own_coding(line, event.coding)?;
        self.take_out(at)
    }

    /// Takes a coding out, if nothing comes up in its stead and nothing is left hanging.
    fn take_out(&mut self, at: usize) -> Option<()> {
        let coding = &self.codings[at];
        if self.standing_for_others.contains(&coding.id)
            || coding.excerpt.fate >= Fate::Changed
            || self.has_memo(coding.id)
        {
            return None;
        }
        self.codings.remove(at);
        Some(())
    }

    fn respan_coding(&mut self, line: &Line, event: &CodingRespan) -> Option<()> {
        let at = self.own_coding(line, event.coding)?;
        let is_first = !self.registers.contains_key(&Key::Edges(event.coding));
        if is_first && !line.head.over.contains(&event.coding.0) {
            return None;
        }
        let coding = &self.codings[at];
        if self.standing_for_others.contains(&coding.id) || coding.excerpt.fate >= Fate::Changed {
            return None;
        }
        let place = self.place_in(coding.excerpt.document, (event.revision, event.span))?;
        let moved = Coding {
            excerpt: place.excerpt,
            revision: place.revision,
            made_at: place.made_at,
            ..coding.clone()
        };
        if self.find_once(&moved).is_some_and(|once| once != at) {
            return None;
        }
        self.coded.add(&moved);
        self.codings[at] = moved;
        self.write_registers(line)
    }

    /// The place among all codings of one that counts, if the line's writer belongs to its coder.
    fn own_coding(&self, line: &Line, coding: CodingRef) -> Option<usize> {
        let at = self.find_coding(coding)?;
        let is_theirs = self.coder_of(&line.head.writer) == Some(&self.codings[at].coder);
        is_theirs.then_some(at)
    }

    fn has_memo(&self, coding: CodingRef) -> bool {
        self.memos.iter().any(|memo| memo.on == On::Coding(coding))
    }

    fn write_memo(&mut self, line: &Line, event: &MemoWrite) -> Option<()> {
        let hangs_on = |on: &On| match on {
            On::Coding(coding) => self.find_coding(*coding).is_some(),
            _ => true,
        };
        let before = event
            .memo
            .and_then(|memo| self.registers.get(&Key::Memo(memo)));
        let stays = before.is_none_or(
            |register| matches!(register.value(), Value::Memo(value) if value.on == event.on),
        );
        if !stays || !hangs_on(&event.on) {
            return None;
        }
        self.write_registers(line)?;
        self.memos = work::memos(self);
        Some(())
    }

    /// Takes in what the coder of a run says of a stretch of a text that counts.
    fn judge(&mut self, line: &Line, event: &AutocodeJudge) -> Option<()> {
        let run = self.runs.iter().find(|run| run.id == event.run)?;
        if self.coder_of(&line.head.writer) != Some(&run.coder) {
            return None;
        }
        let document = DocumentRef(self.canonical(event.document.0));
        self.place_in(document, (event.revision, event.span))?;
        self.write_registers(line)?;
        let routes = Routes::of(std::slice::from_ref(self.document(document)?));
        for (key, _) in writes(line.event()?, line.id(), &self.identity) {
            let register = self.registers.get(&key)?;
            let judgement = run::judgement(self, (&key, register), &routes)?;
            let place = |known: &Judgement| {
                let document = known.excerpt.document;
                Key::Judgement(known.run, document, known.revision, known.made_at)
            };
            let judged = self
                .judgements
                .binary_search_by(|known| place(known).cmp(&key));
            match judged {
                Ok(at) => self.judgements[at] = judgement,
                Err(at) => self.judgements.insert(at, judgement),
            }
        }
        Some(())
    }

    /// Writes a line's values, where they replace all that stood there: then nobody has anything to decide.
    fn write_registers(&mut self, line: &Line) -> Option<()> {
        for (key, value) in writes(line.event()?, line.id(), &self.identity) {
            if let Some(known) = self.registers.get(&key)
                && (known.values.len() > 1 || !line.head.over.contains(&known.line()))
            {
                return None;
            }
            let values = vec![(line.id(), value)];
            self.registers.insert(key, Register { values });
        }
        Some(())
    }

    /// Undoes or redoes an action that made codings and nothing else.
    fn switch(&mut self, line: &Line, event: &Switch) -> Option<()> {
        let first = self.set.place(event.action.0)?;
        let is_action = self.set.first_of_action(first)?.id() == event.action.0;
        let owner = self.coder_of(&self.set.lines[first].head.writer);
        if !is_action || owner.is_none() || owner != self.coder_of(&line.head.writer) {
            return None;
        }
        let was_on = self.switched.is_on(event.action);
        self.write_switch(line, event)?;
        if was_on == event.on {
            return Some(());
        }
        let action = self.set.action(first);
        // Nothing of an action that takes words back is ever undone.
        let withdraws = |place: &usize| {
            let event = self.set.lines[*place].event();
            matches!(event, Some(Event::Withdraw(_)))
        };
        if action.iter().any(withdraws) {
            return None;
        }
        for place in action {
            if event.on {
                self.switch_on(place)?;
            } else {
                self.switch_off(place)?;
            }
        }
        Some(())
    }

    fn write_switch(&mut self, line: &Line, event: &Switch) -> Option<()> {
        let known = self.switched.registers.get(&event.action);
        let mut replaced = known.into_iter().flatten().map(|(id, _)| id);
        if !replaced.all(|id| line.head.over.contains(id)) {
            return None;
        }
        let values = vec![(line.id(), event.on)];
        self.switched.registers.insert(event.action, values);
        Some(())
    }

    fn switch_off(&mut self, place: usize) -> Option<()> {
        let Some(coding) = self.lone_coding(place)? else {
            return Some(());
        };
        self.switched.off.insert(place);
        self.forces[place] = Force::None;
        // One that was taken off before, or for which another stands, was not among them.
        match self.find_coding(coding) {
            Some(at) => self.take_out(at),
            None => Some(()),
        }
    }

    fn switch_on(&mut self, place: usize) -> Option<()> {
        let Some(id) = self.lone_coding(place)? else {
            return Some(());
        };
        let line = Arc::clone(&self.set.lines[place]);
        let Some(Event::CodingAdd(event)) = line.event() else {
            return None;
        };
        self.switched.off.remove(&place);
        self.forces[place] = Force::Full;
        let coding = self.coding_of(id, event)?;
        let at = self.place_among_codings(place);
        match work::removed(self).contains(&id) {
            true => None,
            false => self.put(at, coding),
        }
    }

    /// The coding that a line of a switched action made, if nothing is built on it and it keeps nothing undone in use: nothing at
    /// all where it could reach further, no coding where a switch leaves the line alone.
    fn lone_coding(&self, place: usize) -> Option<Option<CodingRef>> {
        let line = &self.set.lines[place];
        let event = line.event()?;
        if event.is_never_switched() {
            return Some(None);
        }
        let id = CodingRef(line.id());
        let is_alone = matches!(event, Event::CodingAdd(_))
            && !self.withdrawn.lines.contains(&id.0)
            && !self.registers.contains_key(&Key::Edges(id))
            && !self.has_memo(id);
        let mut names = event.names().into_iter();
        (is_alone && names.all(|id| self.force(id) == Force::Full)).then_some(Some(id))
    }
}
