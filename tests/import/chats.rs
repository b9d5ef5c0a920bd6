//! Chats and captions as Zoom saves them: a message is a turn, and times of day count from the first.

use crate::import::{check_refused, imported, pattern, problems, told};
use intercoder::import::Transcript;

const CHAT: &str = include_str!("files/zoom-chat.txt");
const RECORDED: &str = include_str!("files/zoom-recorded-chat.txt");
const CAPTIONS: &str = include_str!("files/zoom-captions.txt");

/// Checks importer, turns and starts in seconds; gives the transcript for what else is promised of it.
#[track_caller]
fn check(text: &str, importer: &str, (turns, starts): (&str, &[u64])) -> Transcript {
    let transcript = imported("saved.txt", text);
    assert_eq!(told(&transcript), turns);
    assert_eq!(transcript.importer, importer);
    let times = transcript.turns.turns.iter();
    let times: Vec<u64> = times.filter_map(|turn| Some(turn.ms?.0 / 1000)).collect();
    assert_eq!(times, starts);
    transcript
}

#[test]
fn a_message_of_a_zoom_chat_is_a_turn_and_its_text_stays_as_it_is() {
    let chat = check(
        CHAT,
        "chat",
        (
            "Ana Lopez|Good morning, can you all hear me?⏎\tI have sent the questions: they are three.\n\
             Ben (he/him)|Yes.\nBen (he/him)|May I switch the camera off?\nAna Lopez|Then let us begin.\n\
             Dr. K.|Reacted to \"Then let us begin.\" with 👍\nAna Lopez|That was a long night.\n",
            &[0, 38, 63, 88, 99, 43_318],
        ),
    );
    assert_eq!(chat.text.as_str(), CHAT);
    let said = problems(&chat);
    for words in [
        "carry the time of day, so times are counted from the first, at 12:01:02",
        "messages to one person alone, kept: 1",
        "messages that only react to another one, each a turn: 1",
        "which is no part of their turn: 1",
    ] {
        assert!(said.contains(words), "{said:?} says {words:?}");
    }
}

#[test]
fn a_chat_of_a_zoom_recording_counts_from_the_start_of_the_recording() {
    let turns = "Ana|Depends on the ward, I guess: it differs.\nWheezy|Did you ask?⏎The second line of it.\nAna|Yes.\n";
    let chat = check(RECORDED, "chat", (turns, &[3_484, 3_500, 3_731]));
    assert_eq!(problems(&chat), "");
    let of_day = RECORDED.replace("00:5", "12:5").replace("01:02", "13:02");
    let chat = check(&of_day, "chat", (turns, &[0, 16, 247]));
    assert!(problems(&chat).contains("at 12:58:04"));
}

#[test]
fn the_heads_of_older_zoom_chats_and_of_other_languages_are_heads() {
    check(
        "12:58:22\t From  Ana Lopez : One : two\nand more\n12:58:30\t From  Ben  to  Ana(Privately) : Three\n",
        "chat",
        ("Ana Lopez|One : two⏎and more\nBen|Three\n", &[0, 8]),
    );
    check(
        "17:32:22 Von Ana Lopez an Alle:\n\tEins\n17:32:30 Von Ben an Alle:\n\tZwei\n",
        "chat",
        ("Ana Lopez|Eins\nBen|Zwei\n", &[0, 8]),
    );
}

#[test]
fn colons_of_a_message_are_words_of_it_and_those_of_a_name_stay_in_the_name() {
    check(
        "12:01:02 From Ana Lopez to Everyone: Two things matter : time and money\n\
         12:01:03 From Ben to Ana Lopez(Direct Message): At 12:30 : yes\n",
        "chat",
        (
            "Ana Lopez|Two things matter : time and money\nBen|At 12:30 : yes\n",
            &[0, 1],
        ),
    );
    check(
        "12:01:02 From Ana (she:her) : I go to work: now\n12:01:03 From Ben (he:him) to Everyone: Two : three\n\
         12:01:04 From Ana to Everyone : Four: five\nFrom then on: this : is prose\n",
        "chat",
        (
            "Ana (she:her)|I go to work: now\nBen (he:him)|Two : three\nAna|Four: five⏎From then on: this : is prose\n",
            &[0, 1, 2],
        ),
    );
}

#[test]
fn a_pattern_or_prose_is_no_chat() {
    let options = pattern("From +([A-Z][a-z]+)");
    let asked = crate::import::import_with("a.txt", CHAT, &options).unwrap();
    assert_eq!(asked.importer, "txt");
    for prose in [
        "12:01:02 From here we went on: slowly.\n",
        "One.\n12:01:02 From Ana to Everyone:\n\tHi\n",
        "12:01 From Ana to Everyone:\n\tHi\n",
    ] {
        assert_eq!(imported("a.txt", prose).importer, "txt", "{prose}");
    }
}

#[test]
fn captions_of_zoom_join_as_subtitles_do() {
    let captions = check(
        CAPTIONS,
        "captions",
        (
            "Ana Lopez|So, how was it on your first day?\nBen|Hard. [laughs] At 14:00 it was over.\n|Somebody coughs.\nAna Lopez|Why?\n",
            &[0, 7, 16, 21],
        ),
    );
    assert_eq!(captions.turns.turns[0].ms, Some((0, 7_000)));
    assert!(problems(&captions).contains("counted from the first, at 14:02:24"));
    check_refused("a.txt", "[Ana] 14:02:24\n\n", "the captions hold no words");
}

#[test]
fn a_remark_in_brackets_is_no_caption() {
    for text in [
        "[laughs] at 14:02:24\n",
        "[0:12] 14:02:24\n",
        "[Ana] 14:02\n",
    ] {
        assert_eq!(imported("a.txt", text).importer, "txt", "{text}");
    }
}
