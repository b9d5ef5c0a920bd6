//! The first minutes: the coach follows, the lesson is checked step by step, the welcome leads on.

use intercoder::tui::coach::{Coach, DEMO, LESSON};
use intercoder::tui::keys::Key;
use intercoder::tui::welcome::{Choice, Welcome};

use super::Seat;

fn step(seat: &Seat) -> usize {
    seat.desk.model.coach.as_ref().unwrap().at
}

#[test]
fn the_demo_s_coach_follows_what_is_done() {
    let mut seat = Seat::in_sample("you")
        .at("I12")
        .on("There was a night in March");
    seat.desk.coach(Coach::new(DEMO));
    assert!(
        seat.frame()
            .contains("1 of 8  Code this: x selects the sentence"),
        "{}",
        seat.frame()
    );
    assert_eq!(step(seat.press("x")), 1);
    assert_eq!(step(seat.press("x<enter>relc")), 1);
    assert_eq!(step(seat.press("<enter>")), 2);
    assert!(
        seat.frame().contains("OTHERS IN THIS TURN"),
        "{}",
        seat.frame()
    );
    assert_eq!(step(seat.press("tt")), 3);
    seat.press("<space>r");
    assert!(
        seat.frame().contains("I12 "),
        "it opens at the same words: {}",
        seat.frame()
    );
    assert_eq!(step(seat.press("a<enter>")), 4);
    assert_eq!(step(seat.press("<space>a")), 5);
    assert_eq!(step(seat.press("<space>t")), 6);
    let path = seat.place.path("themes.docx").display().to_string();
    assert_eq!(
        step(seat.press("x<c-u>").press(&path).press("<enter>").write()),
        7
    );
    assert_eq!(step(seat.press("u")), 8);
    assert!(seat.frame().contains("That is all."), "{}", seat.frame());
}

#[test]
fn the_lesson_waits_for_each_step() {
    let mut seat = Seat::in_sample("you").at("I01");
    seat.resize(80, 24);
    seat.desk.coach(Coach::new(LESSON));
    let steps = [
        "j",
        "JL",
        "xx",
        "<enter>relc<enter>",
        "x.",
        "u",
        "U",
        "mfirst memo<esc>",
        "gu0",
        "?",
    ];
    assert_eq!(steps.len(), LESSON.len());
    for (at, keys) in steps.iter().enumerate() {
        assert_eq!(step(&seat), at, "before {keys}: {}", seat.frame());
        let frame = seat.frame();
        let borders = frame.lines().filter(|line| line.starts_with('└')).count();
        assert_eq!(borders, 1, "nothing is drawn over the border: {frame}");
        seat.press(keys);
    }
    assert_eq!(step(&seat), LESSON.len(), "{}", seat.said());
}

/// Presses keys on the welcome; what was chosen.
fn chosen(keys: &str) -> Option<Choice> {
    let mut welcome = Welcome::default();
    Key::typed(keys)
        .into_iter()
        .filter_map(|key| welcome.press(key))
        .next()
}

#[test]
fn the_welcome_leads_to_the_demo_a_study_or_files() {
    assert_eq!(chosen("<enter>"), Some(Choice::Demo));
    assert_eq!(chosen("q"), Some(Choice::Leave));
    let (folder, title, coder) = (
        "recovery".to_owned(),
        "Recovery".to_owned(),
        "ana".to_owned(),
    );
    assert_eq!(
        chosen("j<enter>recovery<enter>Recovery<enter>ana<enter>"),
        Some(Choice::Begin {
            folder: folder.clone(),
            title,
            coder: coder.clone()
        })
    );
    let files = vec!["one.docx".into()];
    assert_eq!(
        chosen("3one.docx<enter>recovery<enter>ana<enter>"),
        Some(Choice::Import {
            files,
            folder,
            coder
        })
    );
    assert_eq!(chosen("2recovery<enter>Recovery<enter>a na<enter>"), None);
    assert_eq!(chosen("2<esc>q"), Some(Choice::Leave));
}
