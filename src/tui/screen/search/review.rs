//! Reviewing what a query proposes for a code: one stretch at a time, and nothing is coded without a person's yes.
//!
//! The run begins with the first verdict. Each verdict is one change, which `u` takes back; what is proposed next comes from the
//! seeker, which is told of every verdict, while the stretch before the coder stays where it is.

use crate::autocode::precision::Tally;
use crate::autocode::proposal::Taken;
use crate::autocode::runs::{judgements, open_run, tally};
use crate::change::autocode::{Said, begin, judge};
use crate::change::coding::check;
use crate::event::autocode::AutocodeRun;
use crate::filter::View;
use crate::id::{CodeRef, DocumentRef, Ref, RunRef};
use crate::round::Unit;
use crate::run::Order;
use crate::text::span::Span;
use crate::tui::action::Judging;
use crate::tui::candidates;
use crate::tui::message::{Effect, Then, Wanted};
use crate::tui::model::Model;
use crate::tui::over::{Over, Picking};
use crate::tui::screen::search::Focus;
use crate::tui::seeker::{Offered, Offers, Proposing, Request};
use crate::tui::widget::picker::Picker;

/// How many proposals a run of the screen shows; a run that goes on keeps its own.
const LIMIT: u32 = 200;

/// A review that is going on.
#[derive(Clone, Debug)]
pub struct Review {
    /// The line that proposes.
    pub line: String,
    /// The code it proposes for.
    pub code: CodeRef,
    /// Its handle.
    pub handle: String,
    /// The unit of proposals.
    pub unit: Unit,
    /// The order asked for, and the one that can be followed.
    pub order: Order,
    pub followed: Order,
    /// The run, once it has begun.
    pub run: Option<RunRef>,
    /// What waits, the first before the coder; nothing until the seeker answers.
    pub offered: Option<Vec<Offered>>,
    /// How many wait in all.
    pub waiting: usize,
    /// What was said so far.
    pub tally: Tally,
}

/// Asks for the code that the line is to propose.
pub fn ask(model: &mut Model, view: &View<'_>) {
    if model.search.line.trim().is_empty() {
        return model.say("type a line first: what it finds is proposed for a code");
    }
    if view.viewer().is_none() {
        return model
            .warn("you read as an outsider; a lead adds coders with: intercoder coder add NAME");
    }
    let title = format!("propose for which code: {}", model.search.line.trim());
    let picker = Picker::new(title, candidates::codes(model, view));
    model.over = Some(Over::Picker(picker, Picking::Autocode));
}

/// A review begins, or goes on where the same line proposed for the same code before.
pub fn start(model: &mut Model, view: &View<'_>, code: CodeRef) -> Vec<Effect> {
    let (Some(coder), Some(known)) = (view.viewer(), view.code(code)) else {
        return Vec::new();
    };
    if let Err(problem) = check(known, None) {
        model.warn(format!(
            "{} {}; {}",
            problem.place, problem.what, problem.advice
        ));
        return Vec::new();
    }
    let line = model.search.line.trim().to_owned();
    let run = open_run(view, (coder, code), (&line, None));
    let order = run.map_or(Order::default(), |run| run.order);
    model.search.review = Some(Review {
        line,
        code,
        handle: known.code.id.clone(),
        unit: run.map_or(Unit::Sentence, |run| run.unit),
        order,
        followed: order,
        run: run.map(|run| run.id),
        offered: None,
        waiting: 0,
        tally: run.map(|run| tally(view, run.id)).unwrap_or_default(),
    });
    model.search.focus = Focus::Review;
    model.say("nothing is coded without your yes: y x s, e another code, u takes back");
    wanted(model, view)
}

/// What the seeker is to propose now.
pub fn wanted(model: &mut Model, view: &View<'_>) -> Vec<Effect> {
    let Some(coder) = view.viewer().cloned() else {
        return Vec::new();
    };
    let search = &mut model.search;
    let Some(review) = &mut search.review else {
        return Vec::new();
    };
    // A run that was taken back whole begins anew.
    let is_open = |run: RunRef| view.runs().any(|known| known.id == run && !known.undone);
    review.run = review.run.filter(|run| is_open(*run));
    review.tally = review.run.map(|run| tally(view, run)).unwrap_or_default();
    let said = review.run.into_iter().flat_map(|run| judgements(view, run));
    let proposing = Proposing {
        line: review.line.clone(),
        unit: review.unit,
        order: review.order,
        taken: Taken::of(view, (&coder, review.code), review.run),
        judgements: said.cloned().collect(),
    };
    search.proposed += 1;
    let request = Request::Propose(search.proposed, Box::new(proposing));
    vec![Effect::Seek(request)]
}

/// The seeker's proposals; the one before the coder stays there if it still waits.
pub fn take(review: &mut Review, offers: Offers) {
    let place = |offered: &Offered| (offered.proposal.document, offered.proposal.span);
    let mut next = offers.offered;
    let before = review.offered.iter().flatten().next().map(place);
    if let Some(at) = next
        .iter()
        .position(|offered| Some(place(offered)) == before)
    {
        let first = next.remove(at);
        next.insert(0, first);
    }
    (review.waiting, review.followed) = (offers.waiting, offers.followed);
    review.offered = Some(next);
}

/// A verdict on the stretch before the coder.
pub fn say(model: &mut Model, view: &View<'_>, judging: Judging) -> Vec<Effect> {
    let Some(review) = &model.search.review else {
        model.say("A proposes what the line finds for a code");
        return Vec::new();
    };
    let first = review.offered.iter().flatten().next();
    let Some(place) = first.map(|offered| (offered.proposal.document, offered.proposal.span))
    else {
        model.say("nothing waits here");
        return Vec::new();
    };
    let said = match judging {
        Judging::Yes => Said::Yes(None),
        Judging::No => Said::No,
        Judging::Skip => Said::Skip,
        Judging::Other => {
            let picker = Picker::new("which code instead", candidates::codes(model, view));
            model.over = Some(Over::Picker(picker, Picking::Verdict));
            return Vec::new();
        }
    };
    put(model, view, (place, said))
}

/// Another code is the verdict.
pub fn other(model: &mut Model, view: &View<'_>, code: CodeRef) -> Vec<Effect> {
    let review = model.search.review.as_ref();
    let first = review.and_then(|review| review.offered.iter().flatten().next());
    match first.map(|offered| (offered.proposal.document, offered.proposal.span)) {
        Some(place) => put(model, view, (place, Said::Other(code))),
        None => Vec::new(),
    }
}

/// Puts a verdict on its way; the run comes before its first.
fn put(
    model: &mut Model,
    view: &View<'_>,
    (place, said): ((DocumentRef, Span), Said),
) -> Vec<Effect> {
    let Some(review) = &model.search.review else {
        return Vec::new();
    };
    if let Some(run) = review.run {
        return verdict(model, view, (run, place, said));
    }
    let change = begin(AutocodeRun {
        query: review.line.clone(),
        code: review.code,
        unit: review.unit,
        order: review.order,
        limit: Some(LIMIT),
    });
    model.want(Wanted {
        change,
        said: String::new(),
        then: Then::Judges(place, said),
    })
}

/// The run has begun: its first verdict follows.
pub fn begun(
    model: &mut Model,
    view: &View<'_>,
    (refs, place, said): (&[Ref], (DocumentRef, Span), Said),
) -> Vec<Effect> {
    let Some(run) = refs.first().copied().map(RunRef) else {
        return Vec::new();
    };
    if let Some(review) = &mut model.search.review {
        review.run = Some(run);
    }
    verdict(model, view, (run, place, said))
}

fn verdict(
    model: &mut Model,
    view: &View<'_>,
    (run, place, said): (RunRef, (DocumentRef, Span), Said),
) -> Vec<Effect> {
    let Some(run) = view.runs().find(|known| known.id == run) else {
        model.warn("the run is not here any more; A begins another");
        return Vec::new();
    };
    let change = match judge(view, run, place, &said) {
        Ok(change) => change,
        Err(problem) => {
            model.warn(format!(
                "{} {}; {}",
                problem.place, problem.what, problem.advice
            ));
            return Vec::new();
        }
    };
    let code = |code: CodeRef| {
        view.code(code)
            .map_or_else(String::new, |code| code.code.id.clone())
    };
    let words = match &said {
        Said::Yes(_) => format!("{} on; u takes it back", code(run.code)),
        Said::No => "no; u takes it back".to_owned(),
        Said::Skip => "skipped; it counts for nothing".to_owned(),
        Said::Other(other) => format!("{} on instead; u takes it back", code(*other)),
    };
    if let Some(offered) = model
        .search
        .review
        .as_mut()
        .and_then(|review| review.offered.as_mut())
    {
        offered.retain(|offered| (offered.proposal.document, offered.proposal.span) != place);
    }
    model.want(Wanted {
        change,
        said: words,
        then: Then::Nothing,
    })
}

/// What was said so far, in lines.
pub fn told(review: &Review) -> Vec<String> {
    let tally = &review.tally;
    let unit = review.unit.as_str();
    let order = match review.followed == review.order {
        true => review.order.as_str().to_owned(),
        false => format!(
            "{} ({} after 5 yes, 5 no)",
            review.followed.as_str(),
            review.order.as_str()
        ),
    };
    let (precision, interval) = match tally.precision() {
        Ok(precision) => (
            format!(
                "precision so far {:.2}  n = {}",
                precision.value,
                tally.judged()
            ),
            format!(
                "95 % {:.2} to {:.2} (Wilson), of those judged",
                precision.low, precision.high
            ),
        ),
        Err(reason) => (
            format!("precision so far: undefined, {reason}"),
            String::new(),
        ),
    };
    vec![
        format!("unit: {unit}   order: {order}"),
        format!(
            "reviewed {}: yes {}  no {}  other {}  skip {}; {} wait",
            tally.judged() + tally.skip,
            tally.yes,
            tally.no,
            tally.other,
            tally.skip,
            review.waiting
        ),
        precision,
        interval,
    ]
}
