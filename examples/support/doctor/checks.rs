//! The checks of the connector contract, run against a live portal.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use backpack_testkit::connector::{
    cancellation_ends_pull, capabilities_are_true, cursors_repeat, descriptor_is_stable, every_query_ends,
    foreign_pending_is_refused, plan_is_stable, second_pull_is_quiet, secrets_stay_hidden,
    sign_in_ends_in_grants,
};

use super::data::Findings;
use super::patient::Patient;

/// A check: what it proves, in words, and how it is run.
struct Check(&'static str, fn(Arc<Patient>) -> Running);

/// A check that runs; it panics if the portal fails it.
type Running = Pin<Box<dyn Future<Output = ()> + Send>>;

macro_rules! checks {
    ($($words:literal => $check:ident),+ $(,)?) => {
        [$(Check($words, |patient| Box::pin(async move { $check(&*patient).await }))),+]
    };
}

/// Runs every check and tells how it ended; the last one ends the grant. Returns how many failed.
pub async fn run(patient: &Arc<Patient>, found: &Findings) -> usize {
    println!("\nThe checks of the connector contract (each reads much of the record anew):");
    let all = checks! {
        "it describes itself the same every time" => descriptor_is_stable,
        "the sign-in was for somebody" => sign_in_ends_in_grants,
        "a foreign sign-in is refused" => foreign_pending_is_refused,
        "the plan of queries stays the same" => plan_is_stable,
        "every query comes to an end" => every_query_ends,
        "the same page brings the same records" => cursors_repeat,
        "a second pull brings nothing strange" => second_pull_is_quiet,
        "a cancelled pull ends at once" => cancellation_ends_pull,
        "no error shows a secret" => secrets_stay_hidden,
        "what it claims works: attachments, renewal, ending the grant" => capabilities_are_true,
    };
    // A check fails by panicking; what it says is told below.
    let before = std::panic::take_hook();
    std::panic::set_hook(Box::new(|_| {}));
    let mut failed = 0;
    for Check(words, check) in all {
        match tokio::spawn(check(Arc::clone(patient))).await {
            Ok(()) => println!("  passed  {words}"),
            Err(error) => {
                failed += 1;
                println!("  FAILED  {words}");
                println!("          {}", reason(error));
            }
        }
    }
    std::panic::set_hook(before);
    if failed > 0 && found.queries.iter().any(|query| query.failure.is_some()) {
        println!("  A query that fails above fails these checks too.");
    }
    failed
}

/// Returns the first line of what a check says.
fn reason(error: tokio::task::JoinError) -> String {
    let Ok(panic) = error.try_into_panic() else { return "it was stopped".to_owned() };
    let text = panic.downcast::<String>().map(|text| *text);
    let text = text.or_else(|panic| panic.downcast::<&str>().map(|text| (*text).to_owned()));
    text.ok().and_then(|text| text.lines().next().map(str::to_owned)).unwrap_or_default()
}
