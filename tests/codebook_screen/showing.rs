//! What the codebook screen shows, at which sizes, and what it must not show.

use intercoder::tui::action::Screen;
use intercoder::tui::desk::Desk;
use intercoder::tui::message::{Message, Pointer};
use intercoder::tui::over::Over;

use crate::cli::{in_a_blind_round, small_study};
use crate::codebook_screen::{desk_of, frame, off_screen, on_screen, press};
use crate::program::Place;

fn expected() -> serde_json::Value {
    serde_json::from_str(include_str!("../../transcripts-sample/expected.json")).unwrap()
}

#[test]
fn counts_of_every_code_are_those_computed_independently() {
    let mut desk = desk_of(Place::sample(), "sample", "ana", (120, 40));
    press(&mut desk, "<space>c");
    let wanted = expected()["themes_layer_all"].as_object().unwrap().clone();
    let codes: Vec<_> = desk.model.codebook.book.entries.clone();
    let mut checked = 0;
    for code in &codes {
        if let Some(row) = wanted.get(&code.code.id) {
            let counted = |count: &serde_json::Value, one: &str, more: &str| match count.as_u64() {
                Some(1) => format!("1 {one}"),
                count => format!("{} {more}", count.unwrap_or_default()),
            };
            let used = match row["excerpts"].as_u64() {
                Some(0) => "USED  never".to_owned(),
                _ => format!(
                    "USED  {}, {}, {}",
                    counted(&row["excerpts"], "excerpt", "excerpts"),
                    counted(&row["people"], "person", "people"),
                    counted(&row["documents"], "document", "documents")
                ),
            };
            on_screen(&desk, &format!("─ {} ─", code.code.id));
            on_screen(&desk, &used);
            let frame = frame(&desk);
            let handle = format!(" {} ", code.code.id);
            let mut tree = frame.lines().filter_map(|line| line.split('│').nth(1));
            let line = tree
                .find(|line| format!(" {} ", &line[1..]).contains(&handle))
                .unwrap();
            let count = line.split_whitespace().last();
            assert_eq!(count.unwrap(), row["excerpts"].to_string(), "{line}");
            checked += 1;
        }
        press(&mut desk, "j");
    }
    assert_eq!(checked, wanted.len());
}

#[test]
fn codes_that_nobody_used_and_the_frozen_version_stand_below_the_tree() {
    let mut desk = desk_of(Place::sample(), "sample", "ana", (80, 24));
    press(&mut desk, "<space>c");
    for code in expected()["never_used"].as_array().unwrap() {
        let frame = frame(&desk);
        let line = frame
            .lines()
            .find(|line| line.contains("never used (4):"))
            .unwrap();
        assert!(line.contains(code.as_str().unwrap()), "{line}");
    }
    on_screen(&desk, "codebook v1 frozen 2026-03-02, draft changes: none");
}

#[test]
fn codes_fold_away_and_come_back_with_the_mark_where_it_was() {
    let mut desk = desk_of(Place::sample(), "sample", "ana", (80, 24));
    press(&mut desk, "<space>cj");
    on_screen(&desk, "  v lived-experience");
    on_screen(&desk, "lex-relate");
    press(&mut desk, "h");
    on_screen(&desk, "  > lived-experience");
    off_screen(&desk, "lex-relate");
    press(&mut desk, "h");
    assert_eq!(desk.model.codebook.entry().unwrap().code.id, "components");
    press(&mut desk, "jll");
    assert_eq!(desk.model.codebook.entry().unwrap().code.id, "lex-relate");
}

#[test]
fn a_filter_shows_codes_with_the_words_and_what_they_stand_below() {
    let mut desk = desk_of(Place::sample(), "sample", "ana", (80, 24));
    press(
        &mut desk,
        "<space>c/urge to use<backspace><backspace><backspace><backspace><backspace><backspace><backspace><backspace><backspace><backspace><backspace>triggered<enter>",
    );
    on_screen(&desk, "codes  1 with “triggered”");
    on_screen(&desk, "    v relationship");
    off_screen(&desk, "lex-relate");
    assert_eq!(desk.model.codebook.entry().unwrap().code.id, "rel-crisis");
    press(&mut desk, "<esc>");
    on_screen(&desk, "lex-relate");
    assert_eq!(desk.model.codebook.entry().unwrap().code.id, "rel-crisis");
    press(&mut desk, "/nothing like it<enter>");
    on_screen(&desk, "No code has these words; Esc shows all.");
}

#[test]
fn an_excerpt_opens_the_transcript_where_it_stands_and_esc_comes_back() {
    let mut desk = desk_of(Place::sample(), "sample", "ana", (120, 40));
    press(&mut desk, "<space>c/lex-model<enter><enter>");
    on_screen(&desk, "22 excerpts of lex-model");
    on_screen(
        &desk,
        "I02 t2   ben      “My son tells people at school his dad’s job is helping.”",
    );
    press(&mut desk, "jjj<enter>");
    assert_eq!(desk.model.screen, Screen::Reader);
    let reader = desk.model.reader.as_ref().unwrap();
    let view = desk.view();
    let handle = &view.document(reader.document).unwrap().handle;
    let entry = desk.model.codebook.entry().unwrap();
    assert_eq!((handle.as_str(), &entry.code.id[..]), ("I03", "lex-model"));
    assert_eq!(reader.head, entry.excerpts[3].1.start());
    drop(view);
    on_screen(&desk, "I’d never say it to him.");
    press(&mut desk, "<esc>");
    assert_eq!(desk.model.screen, Screen::Codebook);
    assert!(matches!(&desk.model.over, Some(Over::Listing(listing)) if listing.marked.at == 3));
}

#[test]
fn the_card_shows_memos_history_and_what_a_code_stands_with() {
    let mut desk = desk_of(Place::sample(), "sample", "ana", (120, 40));
    press(&mut desk, "<space>c/rel-crisis<enter>");
    for wanted in [
        "parent      components > prs-approach > relationship",
        "str-relapse 14   rc-coping 3   rel-reliable 2",
        "2026-03-02  lee    added",
        "frozen in v1",
        "ben: “Is a text at night enough to count?”",
    ] {
        on_screen(&desk, wanted);
    }
    press(&mut desk, "H");
    on_screen(&desk, "history of rel-crisis  newest first");
    on_screen(&desk, "added: “Support in breakdowns");
}

#[test]
fn a_blind_round_shows_no_hidden_count_and_no_code_of_an_inbox() {
    let place = in_a_blind_round();
    let mut ana = desk_of(&place, "study", "ana", (120, 40));
    press(&mut ana, "<space>c");
    off_screen(&ana, "secret");
    let count = |desk: &Desk, handle: &str| {
        let entries = &desk.model.codebook.book.entries;
        let found = entries.iter().find(|entry| entry.code.id == handle);
        found.map(|entry| entry.excerpts.len())
    };
    assert_eq!(
        (count(&ana, "support"), count(&ana, "change")),
        (Some(1), Some(0))
    );
    on_screen(&ana, "never used (2): change voice");
    press(&mut ana, "aMine alone<enter>");
    on_screen(
        &ana,
        "it stays in your inbox, out of agreement, until round 1 closes",
    );
    let mut ben = desk_of(&place, "study", "ben", (120, 40));
    press(&mut ben, "<space>c");
    on_screen(&ben, "secret");
    off_screen(&ben, "mine-alone");
    assert_eq!(
        (count(&ben, "support"), count(&ben, "change")),
        (Some(0), Some(1))
    );
}

#[test]
fn hostile_words_neither_panic_nor_break_the_frame() {
    let place = small_study();
    let hostile = "\u{1b}[31m\u{202e}\u{0}漢字漢字\u{301}🏳️‍🌈 עברית\t\u{7f}"
        .repeat(40)
        .replace('\u{0}', "");
    place.ok(&[
        "codebook",
        "edit",
        "support",
        "--name",
        &hostile,
        "--definition",
        &hostile,
        "--study",
        "study",
    ]);
    place.ok(&[
        "memo", "add", "--code", "support", "--text", &hostile, "--study", "study",
    ]);
    for size in [(60, 15), (80, 24), (100, 30), (200, 60)] {
        let mut desk = desk_of(&place, "study", "ana", size);
        for keys in [
            "<space>c", "p", "J", "K", "H", "<esc>", "/漢", "<esc>", "<enter>", "e", "<ctrl-c>",
            "m", "<ctrl-c>", "v漢", "<esc>", "M", "<esc>", "aa", "<esc>", "?", "<esc>", "p",
        ] {
            press(&mut desk, keys);
            let frame = frame(&desk);
            assert!(!frame.contains(['\u{1b}', '\u{202e}', '\u{7f}']), "{frame}");
        }
    }
}

#[test]
fn every_line_ends_at_the_border_at_every_width() {
    for size in [
        (60, 15),
        (80, 24),
        (99, 24),
        (100, 30),
        (120, 36),
        (200, 60),
    ] {
        let mut desk = desk_of(Place::sample(), "sample", "ana", size);
        for keys in [
            "<space>c",
            "jj",
            "p",
            "JJ",
            "<enter>",
            "<esc>",
            "/crisis<enter>",
            "H",
        ] {
            press(&mut desk, keys);
            let frame = frame(&desk);
            let lines: Vec<&str> = frame.lines().collect();
            let inside = &lines[2..usize::from(size.1) - 3];
            for line in inside {
                assert!(
                    line.starts_with('│') && line.ends_with('│'),
                    "{size:?} {keys}\n{frame}"
                );
            }
        }
    }
}

#[test]
fn a_click_marks_a_code_and_a_second_folds_it() {
    let mut desk = desk_of(Place::sample(), "sample", "ana", (80, 24));
    press(&mut desk, "<space>c");
    desk.hear(Message::Pointer(Pointer::Down, (10, 4)));
    assert_eq!(
        desk.model.codebook.entry().unwrap().code.id,
        "lived-experience"
    );
    on_screen(&desk, "lex-relate");
    desk.hear(Message::Pointer(Pointer::Down, (10, 4)));
    off_screen(&desk, "lex-relate");
    desk.hear(Message::Pointer(Pointer::Wheel(2), (10, 10)));
    assert_eq!(desk.model.codebook.entry().unwrap().code.id, "relationship");
}
