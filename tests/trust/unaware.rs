//! Words that were taken back, and somebody who wrote beside them on a computer that was away.

use crate::program::{Place, bring_journals, copy};
use crate::trust::planted::{found, phrase, plant, work};

/// Ben goes away with a copy of the folder and writes a memo that quotes and one that does not, while lee withdraws P07. Others were
/// withdrawn before, and everybody obeyed.
fn apart(before: &[&str]) -> Place {
    let place = Place::new();
    plant(&place);
    work(&place, "other", "ben", 0);
    for person in before {
        let lee = ["--study", "s", "--as", "lee", "--yes"];
        place.ok(&[&["people", "withdraw", person], &lee[..]].concat());
        place.ok_on("other", &["status", "--study", "s", "--as", "ben"]);
    }
    copy(&place.path("s"), &place.path("away"));
    let write = |text: &str| {
        let memo = ["memo", "add", "--code", "code122", "--text", text];
        let away = ["--study", "away", "--as", "ben"];
        place.ok_on("other", &[&memo[..], &away].concat());
    };
    write(&format!("again the {}", phrase(3)));
    write("nobody is quoted here either");
    let lee = ["--study", "s", "--as", "lee", "--yes"];
    place.ok(&[&["people", "withdraw", "P07"], &lee[..]].concat());
    bring_journals(&place.path("s"), &place.path("away"));
    place
}

/// What ben's computer says when he opens the study.
fn opened(place: &Place) -> String {
    let run = place.run_on("other", &["status", "--study", "away", "--as", "ben"]);
    assert_eq!(run.status.code(), Some(0), "{run:?}");
    String::from_utf8(run.stderr).unwrap()
}

fn doctor(place: &Place) -> String {
    let run = place.run_on("other", &["doctor", "--study", "away"]);
    String::from_utf8(run.stdout).unwrap()
}

/// How a lead is told to take back some of the memos that ben wrote while he was away, the first of them and so on.
fn asked(memos: &[usize], place: &Place) -> String {
    let journals = std::fs::read_dir(place.path("away/journal")).unwrap();
    let mut names = journals.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let is_new =
        |name: &String| name.starts_with("ben-") && !place.path("s/journal").join(name).exists();
    let name = names.find(is_new).unwrap();
    let writer = name.split('.').next().unwrap();
    let lines = std::fs::read_to_string(place.path("away/journal").join(&name)).unwrap();
    let lines = lines.lines().enumerate();
    let memo = lines.filter(|(_, line)| line.contains("memo.write"));
    let numbers: Vec<usize> = memo.map(|(at, _)| at + 1).collect();
    let also = memos
        .iter()
        .map(|memo| format!(" --also {writer}:{}", numbers[*memo]));
    format!("intercoder people withdraw P07{}", also.collect::<String>())
}

#[test]
fn an_entry_that_quotes_without_knowing_is_named_until_a_lead_takes_it_back() {
    let place = apart(&[]);
    let told = opened(&place);
    let asked = asked(&[0], &place);
    let is_told = |told: &str| told.lines().any(|line| line.ends_with(&asked));
    assert!(
        is_told(&told),
        "only the entry that quotes is named: {told}"
    );
    assert!(is_told(&doctor(&place)), "it is told until it is done");
    // With his next change the lead is told too.
    let memo = ["memo", "add", "--code", "code122", "--text", "later"];
    place.ok_on(
        "other",
        &[&memo[..], &["--study", "away", "--as", "ben"]].concat(),
    );
    let run = place.run(&["doctor", "--study", "away", "--as", "lee"]);
    let told = String::from_utf8(run.stdout).unwrap();
    assert!(is_told(&told), "{told}");
    let lee = ["--study", "away", "--as", "lee", "--yes"];
    let words: Vec<&str> = asked.split(' ').skip(1).collect();
    place.ok(&[&words[..], &lee].concat());
    opened(&place);
    let told = doctor(&place);
    assert!(!told.contains("without knowing"), "{told}");
    let left = found(&place.path("away"));
    let (writer, _) = asked.rsplit_once(':').unwrap();
    let written = format!("{}.", writer.rsplit(' ').next().unwrap());
    let is_left = left.iter().any(|(_, file)| file.contains(&written));
    assert!(!is_left, "{left:?}");
}

#[test]
fn where_the_texts_are_gone_already_every_entry_that_may_quote_is_named() {
    let place = apart(&[]);
    std::fs::remove_dir_all(place.path("away/texts")).unwrap();
    copy(&place.path("s/texts"), &place.path("away/texts"));
    let told = opened(&place);
    let asked = asked(&[0, 1], &place);
    assert!(told.lines().any(|line| line.ends_with(&asked)), "{told}");
}

#[test]
fn texts_that_went_with_another_withdrawal_make_nothing_doubtful() {
    let place = apart(&["P09"]);
    let told = opened(&place);
    let asked = asked(&[0], &place);
    assert!(told.lines().any(|line| line.ends_with(&asked)), "{told}");
}
