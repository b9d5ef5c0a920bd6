//! Renewal: what the index lacks is added, what no document is any more is taken out.
//!
//! Entries reach the disk in whole documents, some at a time: a program that is killed loses the last of them and nothing else.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::ops::ControlFlow;

use rayon::prelude::*;
use tantivy::schema::IndexRecordOption::Basic;
use tantivy::{DocSet as _, IndexWriter, TERMINATED, TantivyDocument, TantivyError, Term};

use crate::problem::Problem;
use crate::query::facts::{Facts, Source};
use crate::query::word::Speller;
use crate::search::schema::{entries, key};
use crate::search::{IndexError, Search};
use crate::store::texts::Shelf;

/// Documents read side by side before they are handed over.
const AT_ONCE: usize = 32;

/// Words after which what was done is made to last.
const LASTING: u64 = 20_000_000;

/// How many threads take words in, with how many bytes together before they write.
const MANY: (usize, usize) = (2, 160 << 20);

/// The same for a few documents: what is small is soon made and soon written.
const FEW: (usize, usize) = (1, 16 << 20);

/// How far a renewal is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Documents taken in.
    pub done: usize,
    /// Documents to take in.
    pub of: usize,
}

/// How a renewal ended.
#[derive(Debug, PartialEq, Eq)]
pub enum Renewed {
    /// All that can be read is in.
    Whole(Vec<Problem>),
    /// Another program is at it, or it was stopped: the rest is read from the texts until then.
    InPart,
}

impl Search {
    /// Brings the index up to the documents of a study. `tell` hears how far it is, and may stop it.
    pub fn renew(
        &self,
        facts: &Facts,
        shelf: &Shelf,
        tell: &mut dyn FnMut(Progress) -> ControlFlow<()>,
    ) -> Result<Renewed, IndexError> {
        let present = self.keys()?;
        let wanted: HashMap<u64, &Source> = facts
            .documents
            .iter()
            .map(|source| (key(source), source))
            .collect();
        let lacking: BTreeMap<&str, &Source> = wanted
            .iter()
            .filter(|(key, _)| !present.contains(key))
            .map(|(_, source)| (source.handle.as_str(), *source))
            .collect();
        let lacking: Vec<&Source> = lacking.into_values().collect();
        let outdated: Vec<u64> = present
            .into_iter()
            .filter(|key| !wanted.contains_key(key))
            .collect();
        if lacking.is_empty() && outdated.is_empty() {
            return Ok(Renewed::Whole(Vec::new()));
        }
        let (threads, memory) = if lacking.len() > AT_ONCE { MANY } else { FEW };
        let mut writer = match self.index.writer_with_num_threads(threads, memory) {
            Ok(writer) => writer,
            Err(TantivyError::LockFailure(..)) => return Ok(Renewed::InPart),
            Err(cause) => return Err(cause.into()),
        };
        for key in outdated {
            writer.delete_term(Term::from_field_u64(self.fields.key, key));
        }
        let renewed = self.take_in(&mut writer, (&lacking, shelf), tell)?;
        writer.commit()?;
        writer.wait_merging_threads()?;
        self.reader.reload()?;
        Ok(renewed)
    }

    fn take_in(
        &self,
        writer: &mut IndexWriter,
        (lacking, shelf): (&[&Source], &Shelf),
        tell: &mut dyn FnMut(Progress) -> ControlFlow<()>,
    ) -> Result<Renewed, IndexError> {
        let of = lacking.len();
        let (mut problems, mut words, mut done) = (Vec::new(), 0, 0);
        for batch in lacking.chunks(AT_ONCE) {
            let read: Vec<_> = batch
                .par_iter()
                .map(|source| self.read(source, shelf))
                .collect();
            for read in read {
                match read {
                    Ok((entries, count)) => {
                        words += count;
                        for entry in entries {
                            writer.add_document(entry)?;
                        }
                    }
                    Err(problem) => problems.push(problem),
                }
            }
            if words >= LASTING {
                writer.commit()?;
                words = 0;
            }
            done += batch.len();
            if tell(Progress { done, of }).is_break() {
                return Ok(Renewed::InPart);
            }
        }
        Ok(Renewed::Whole(problems))
    }

    fn read(&self, source: &Source, shelf: &Shelf) -> Result<(Vec<TantivyDocument>, u64), Problem> {
        let passage = shelf.passage(&source.text, &source.turns)?;
        let mut speller = Speller::of(source.language);
        let entries = entries(&self.fields, source, &passage, &mut speller);
        Ok((entries, u64::from(passage.count_words())))
    }

    /// The keys of everything in the index.
    fn keys(&self) -> Result<HashSet<u64>, IndexError> {
        let mut keys = HashSet::new();
        for segment in self.reader.searcher().segment_readers() {
            let index = segment.inverted_index(self.fields.key)?;
            let mut named = index.terms().stream()?;
            while let Some((term, info)) = named.next() {
                // What was taken out stays named until the segment is written anew.
                let is_here = match segment.alive_bitset() {
                    None => true,
                    Some(alive) => {
                        let mut entries = index.read_postings_from_terminfo(info, Basic)?;
                        while entries.doc() != TERMINATED && !alive.is_alive(entries.doc()) {
                            entries.advance();
                        }
                        entries.doc() != TERMINATED
                    }
                };
                if let (true, Ok(key)) = (is_here, term.try_into()) {
                    keys.insert(u64::from_be_bytes(key));
                }
            }
        }
        Ok(keys)
    }
}
