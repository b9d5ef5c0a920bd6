//! Themes and quotes on the screen: the command's figures, the excerpts behind each, and the way into the paper.

use intercoder::coding::QuoteState;
use intercoder::tui::action::Screen;
use intercoder::tui::screen::themes::Focus;
use serde_json::Value;

use super::Seat;

/// At the themes of the sample.
fn seat(coder: &str) -> Seat {
    let mut seat = Seat::in_sample(coder);
    seat.resize(120, 40).press("<space>t");
    seat
}

fn check(seat: &Seat, words: &[&str]) {
    let frame = seat.frame();
    for words in words {
        assert!(frame.contains(words), "{words}:\n{frame}");
    }
}

/// The figures as the command prints them: the theme, its people, documents and excerpts.
fn of_command(seat: &Seat, asked: &[&str]) -> Vec<(String, u64, u64, u64)> {
    let args = [&["themes"], asked, &["--study", "study", "--as", "lee"]].concat();
    let said: Value = seat.place.json(&args);
    let count = |row: &Value, key: &str| row[key].as_u64().unwrap();
    let rows = said["rows"].as_array().unwrap().iter();
    rows.map(|row| {
        let key = row["key"].as_str().unwrap().to_owned();
        (
            key,
            count(row, "people"),
            count(row, "documents"),
            count(row, "excerpts"),
        )
    })
    .collect()
}

fn of_screen(seat: &Seat) -> Vec<(String, u64, u64, u64)> {
    let rows = seat.desk.model.themes.rows();
    rows.iter()
        .map(|(row, _)| {
            (
                row.key.clone(),
                row.people as u64,
                row.documents as u64,
                row.excerpts as u64,
            )
        })
        .collect()
}

#[test]
fn every_layer_and_level_has_the_figures_of_the_command() {
    let mut seat = seat("lee");
    for (keys, asked) in [
        ("", &["--layer", "final", "--themes", "themes"][..]),
        ("F", &["--layer", "all", "--themes", "themes"]),
        ("F", &["--layer", "ana", "--themes", "themes"]),
        ("v", &["--layer", "ana", "--themes", "lowest"]),
        ("v", &["--layer", "ana", "--themes", "codes"]),
        ("v", &["--layer", "ana", "--themes", "top"]),
    ] {
        seat.press(keys);
        assert_eq!(of_screen(&seat), of_command(&seat, asked), "{asked:?}");
    }
}

#[test]
fn a_split_warns_of_small_groups_and_its_columns_open_to_their_own_excerpts() {
    let mut seat = seat("lee");
    while seat.desk.model.themes.by.as_deref() != Some("role") {
        seat.press("p");
    }
    check(&seat, &["clinician", "role clinician is 2"]);
    let all = seat.desk.model.themes.excerpts.len();
    seat.press("l");
    let clinicians = &seat.desk.model.themes.excerpts;
    assert!(!clinicians.is_empty() && clinicians.len() < all);
    for excerpt in clinicians {
        assert!(
            excerpt
                .people
                .iter()
                .any(|person| ["P06", "P15"].contains(&person.0.as_str()))
        );
    }
    seat.press("h");
    assert_eq!(seat.desk.model.themes.excerpts.len(), all);
}

#[test]
fn an_excerpt_opens_in_its_transcript_and_ctrl_o_comes_back_to_it() {
    let mut seat = seat("lee");
    seat.press("jj<enter>jjj");
    let place = seat.desk.model.themes.marked().unwrap().place;
    seat.press("<enter>");
    assert_eq!(seat.desk.model.screen, Screen::Reader);
    assert_eq!(seat.desk.model.cursor(), Some((place.0, place.1.start())));
    seat.press("<c-o>");
    assert_eq!(seat.desk.model.screen, Screen::Themes);
    assert_eq!(seat.desk.model.themes.marked().unwrap().place, place);
    assert_eq!(seat.desk.model.themes.focus, Focus::Excerpts);
}

#[test]
fn a_quote_is_chosen_shortened_and_taken_off_again() {
    let mut seat = seat("lee");
    let chosen = |seat: &Seat| {
        let view = seat.desk.view();
        view.quotes()
            .filter(|quote| quote.state == QuoteState::Chosen)
            .map(|quote| quote.edited.clone())
            .collect::<Vec<_>>()
    };
    let before = chosen(&seat).len();
    seat.press("<tab>*");
    check(&seat, &["chosen for the paper"]);
    assert_eq!(chosen(&seat).len(), before + 1);
    let words = seat.desk.model.themes.marked().unwrap().words.clone();
    // Words that nobody said are refused, and stay on the page.
    seat.press("e and more<esc>");
    let said = &seat.desk.model.said.words;
    assert!(said.contains("does not stand in the excerpt"), "{said}");
    seat.press("<c-w><c-w> […]<esc>");
    let is_shortened = |edited: &Option<String>| {
        let edited = edited.as_deref().unwrap_or_default();
        edited.starts_with(words.as_str()) && edited.ends_with(" […]")
    };
    assert!(chosen(&seat).iter().any(is_shortened));
    seat.press("*");
    assert_eq!(chosen(&seat).len(), before);
    seat.press("uu");
    assert_eq!(chosen(&seat).len(), before + 1);
}

#[test]
fn the_table_goes_into_a_word_file_split_by_what_singles_nobody_out() {
    let mut seat = seat("lee");
    while seat.desk.model.themes.by.as_deref() != Some("role") {
        seat.press("p");
    }
    let path = seat.place.path("themes.docx");
    seat.press("x<c-u>")
        .press(&format!("{}<enter>", path.display()))
        .write();
    check(&seat, &["written:"]);
    assert!(seat.desk.model.said.words.contains("split by group"));
    let source = intercoder::import::Source {
        name: "themes.docx",
        bytes: &std::fs::read(&path).unwrap(),
    };
    let read = intercoder::import::manuscript::read(&source).unwrap();
    let words: String = read
        .paragraphs
        .iter()
        .map(|(_, words)| format!("{words}\n"))
        .collect();
    let head = words
        .lines()
        .find(|line| line.starts_with("theme\t"))
        .unwrap();
    assert!(head.ends_with("parent\tstaff\tquotes"), "{head}");
    assert!(!words.contains("I12") && !words.contains("FG2"), "{words}");
    // Nothing is written over.
    seat.press("x<c-u>")
        .press(&format!("{}<enter>", path.display()))
        .write();
    check(&seat, &["not written:"]);
    seat.press("x<c-u>").press("themes.pages<enter>");
    check(&seat, &["no ending that says how to write it"]);
}

#[test]
fn whoever_keeps_their_words_in_is_marked_and_cannot_be_chosen() {
    let seat = Seat::in_sample("lee");
    seat.place.write("kept.csv", "id,may_quote\nP02,no\n");
    seat.place.ok(&[
        "people", "import", "kept.csv", "--study", "study", "--as", "lee",
    ]);
    let mut seat = Seat::sit((seat.place, "machine"), "lee");
    seat.resize(120, 40).press("<space>t<tab>");
    let of_p02 = |seat: &Seat| {
        let excerpts = &seat.desk.model.themes.excerpts;
        excerpts
            .iter()
            .position(|of| of.people.iter().any(|person| person.0 == "P02"))
    };
    let at = of_p02(&seat).unwrap();
    for _ in 0..at {
        seat.press("j");
    }
    seat.press("*");
    check(&seat, &["P02 must not be quoted"]);
}
