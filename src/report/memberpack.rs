//! The member's pack: what one person said and what the team made of it, for that person to read and correct.
//!
//! Nobody else's words are in it: an excerpt that crosses turns is cut to the person's own. No document, turn or other person is
//! named.

use std::collections::BTreeSet;

use crate::coding::QuoteState;
use crate::document::Document;
use crate::document::kept::Fate;
use crate::export::paper::{Block, Paper};
use crate::id::{CodeRef, DocumentRef, PersonId};
use crate::number::counted;
use crate::person::Role;
use crate::report::Basis;
use crate::table::{Cell, Row, Table};
use crate::text::span::Span;
use crate::texts::Passage;

/// What stands between two stretches of one excerpt.
const CUT: &str = " […] ";

/// The pack of a person of the study.
pub fn pack(basis: &Basis<'_>, person: &PersonId) -> Paper {
    let own = Own { basis, person };
    let table = own.summary();
    let mut blocks = vec![Block::Paragraph(
        "This is what you said and what we made of it. Only your own words are here. Please correct us: write beside it, below, or \
         tell us."
            .to_owned(),
    )];
    match table.rows.is_empty() {
        true => blocks.push(Block::Paragraph(
            "Nothing that you said has been put under a theme yet.".to_owned(),
        )),
        false => blocks.push(Block::Table(table)),
    }
    match basis.release.may_quote(person) {
        true => blocks.extend(own.quotes()),
        false => blocks.push(Block::Paragraph(
            "Your words are not printed here, since we noted that they are not to be quoted. If you want to see them, ask us."
                .to_owned(),
        )),
    }
    blocks.push(Block::Heading("Your comments".to_owned()));
    blocks.extend((0..6).map(|_| Block::Paragraph(RULE.to_owned())));
    Paper {
        title: format!("Your words in “{}”", basis.title()),
        blocks,
    }
}

/// A line to write on.
const RULE: &str = "……………………………………………………………………………………";

struct Own<'o> {
    basis: &'o Basis<'o>,
    person: &'o PersonId,
}

impl Own<'_> {
    /// Their passages under each theme and code, in the order of the codebook.
    fn summary(&self) -> Table {
        let codebook = self.basis.view.codebook_in_use();
        let rows = self.basis.tallied.rows.iter().filter_map(|row| {
            let places = row.tally.excerpts.iter();
            let own = places.filter(|place| self.words(**place).is_some()).count();
            let code = codebook.get(&row.key)?;
            (own > 0).then(|| Row {
                label: format!("{}{}", "  ".repeat(row.depth), self.name(&row.key)),
                values: vec![
                    Cell::from(self.basis.release.written(&code.definition)),
                    Cell::Count(own as u64),
                ],
            })
        });
        Table {
            title: "What we heard in your words".to_owned(),
            unit: "passage".to_owned(),
            columns: vec!["what we mean by it".to_owned(), "your passages".to_owned()],
            stub: "theme".to_owned(),
            rows: rows.collect(),
            notes: vec!["A theme takes in all that stands below it.".to_owned()],
        }
    }

    fn name(&self, handle: &str) -> String {
        let codebook = self.basis.view.codebook_in_use();
        let name = codebook.get(handle).map(|code| code.name.clone());
        name.filter(|name| !name.is_empty())
            .unwrap_or_else(|| handle.to_owned())
    }

    /// Their quotes: first those chosen for the paper, then all that was coded.
    fn quotes(&self) -> Vec<Block> {
        let mut known: BTreeSet<(DocumentRef, Span)> = BTreeSet::new();
        let chosen = self.basis.view.quotes().filter(|quote| {
            quote.state == QuoteState::Chosen && quote.excerpt.fate != Fate::Orphaned
        });
        let chosen: Vec<(DocumentRef, Span)> = chosen
            .map(|quote| (quote.excerpt.document, quote.excerpt.span))
            .collect();
        let mut blocks = Vec::new();
        let printed = chosen.into_iter().filter(|place| known.insert(*place));
        let printed: Vec<String> = printed.filter_map(|place| self.words(place)).collect();
        if !printed.is_empty() {
            let words = "What we would like to print";
            blocks.push(Block::Heading(words.to_owned()));
            blocks.extend(printed.into_iter().map(Block::Quote));
        }
        for (code, handle) in self.codes() {
            let marks = self
                .basis
                .marks
                .marks
                .iter()
                .filter(|mark| mark.code == code);
            let places: BTreeSet<_> = marks.map(|mark| (mark.document, mark.span)).collect();
            let words: Vec<String> = places.into_iter().filter_map(|at| self.words(at)).collect();
            if !words.is_empty() {
                blocks.push(Block::Heading(format!(
                    "{} ({})",
                    self.name(&handle),
                    counted(words.len(), "passage")
                )));
                blocks.extend(words.into_iter().map(Block::Quote));
            }
        }
        blocks
    }

    /// The theme codes in the order of the codebook.
    fn codes(&self) -> Vec<(CodeRef, String)> {
        let rows = self.basis.tallied.rows.iter();
        let codes = rows.filter_map(|row| {
            let mut signs = self.basis.signs.iter();
            let (code, _) = signs.find(|(_, (handle, _))| *handle == row.key)?;
            Some((*code, row.key.clone()))
        });
        codes.collect()
    }

    /// Their own words in a stretch; nothing where they say none of it.
    fn words(&self, (id, span): (DocumentRef, Span)) -> Option<String> {
        let document = self.basis.view.document(id).filter(|of| !of.retired)?;
        let passage = self.basis.texts.current(document)?;
        own_words((document, passage), span, self.person)
    }
}

fn own_words(
    (document, passage): (&Document, &Passage),
    span: Span,
    person: &PersonId,
) -> Option<String> {
    let turns = passage.turns_at(span).map(|(_, turn)| turn);
    let own = turns.filter(
        |turn| matches!(document.role(&passage.text, turn), Role::Person(who) if who == *person),
    );
    let parts = own.filter_map(|turn| turn.body.overlap(span));
    let parts: Vec<&str> = parts.map(|part| passage.text.slice(part).trim()).collect();
    let words = parts.join(CUT);
    (!words.trim().is_empty()).then_some(words)
}
