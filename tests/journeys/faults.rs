//! A portal that misbehaves: what of it is waited out, what is a gap, and what is never taken for success.

use backpack::keep::QueryOutcome;
use backpack::sync::SyncReport;
use backpack_testkit::portal::{Fault, RetryAfter, When};
use backpack_testkit::run;

use crate::world::{Connected, bodies, everything};

const LABS: &str = "category=laboratory";
const LAB_QUERY: &str = "Observation?category=laboratory";

fn labs() -> When {
    When::path("/fhir/Observation").query(LABS)
}

fn outcome<'r>(report: &'r SyncReport, id: &str) -> &'r str {
    report.queries.iter().find(|query| query.id == id).unwrap().outcome
}

/// Checks that every query but this one went as if nothing had happened.
fn others_went_on(report: &SyncReport, id: &str) {
    let failed: Vec<_> = report
        .queries
        .iter()
        .filter(|query| query.id != id && !["done", "empty", "not_supported"].contains(&query.outcome))
        .collect();
    assert!(failed.is_empty(), "{failed:?}");
    assert!(report.received > 50, "{report:?}");
}

/// Syncs again with the portal mended, and checks that it converges to what a sync without faults brings.
async fn converges(connected: &Connected) {
    connected.clinic.portal.disarm();
    connected.next_day();
    let report = connected.sync().await;
    assert!(report.complete, "{report:?}");
    assert!(bodies(&connected.backpack).await == connected.clinic.expected(), "the gap was not filled");
}

#[test]
fn a_busy_portal_is_waited_for_as_long_as_it_says() {
    run(async {
        for (status, retry) in
            [(429, RetryAfter::Seconds(40)), (503, RetryAfter::Date(50)), (503, RetryAfter::Seconds(1))]
        {
            let connected = Connected::in_memory(|_| {}).await;
            let begun = backpack::core::Clock::now(&connected.home.clock);
            connected.clinic.portal.arm(Fault::Status(status, Some(retry)), labs().times(2));
            let report = connected.sync().await;
            assert!(report.complete, "{status}: {report:?}");
            let waited = backpack::core::Clock::now(&connected.home.clock).saturating_since(begun).as_secs();
            let least = match retry {
                RetryAfter::Seconds(seconds) | RetryAfter::Date(seconds) => 2 * seconds - 1,
                _ => 0,
            };
            assert!(waited >= least, "{status}: waited {waited} s, the portal asked for {least}");
        }
    });
}

/// "A whole sync called a success since one query succeeded", and "one error kept for each type, the rest lost".
#[test]
fn one_failing_query_is_a_gap_that_is_told_and_later_filled() {
    run(async {
        let connected = Connected::in_memory(|_| {}).await;
        connected.clinic.portal.arm(Fault::Status(500, None), labs());
        let report = connected.sync().await;
        assert_eq!(outcome(&report, LAB_QUERY), "failed");
        assert!(!report.complete, "a sync with a gap was called a success");
        others_went_on(&report, LAB_QUERY);
        let ledger = connected.backpack.ledger(connected.connection).await.unwrap();
        let of = |id: &str| ledger.iter().find(|row| row.query == id).unwrap().ledger.clone();
        assert!(matches!(of(LAB_QUERY).outcome, Some(QueryOutcome::Failed(_))));
        assert_eq!((of(LAB_QUERY).last_success, of("Immunization").last_success.is_some()), (None, true));
        let row = &connected.backpack.connections().await.unwrap()[0];
        assert_eq!((row.sync, row.last_success), (backpack::keep::SyncState::Partial, None));
        converges(&connected).await;
    });
}

#[test]
fn each_of_several_failures_is_told_with_its_own_reason() {
    run(async {
        let connected = Connected::in_memory(|_| {}).await;
        connected.clinic.portal.arm(Fault::Status(500, None), labs());
        connected
            .clinic
            .portal
            .arm(Fault::Status(400, None), When::path("/fhir/Observation").query("category=survey"));
        connected
            .clinic
            .portal
            .arm(Fault::Html(502), When::path("/fhir/Observation").query("category=vital-signs"));
        let report = connected.sync().await;
        let told = ["laboratory", "survey", "vital-signs"].map(|category| {
            let id = format!("Observation?category={category}");
            let query = report.queries.iter().find(|query| query.id == id).unwrap();
            assert!(query.reason.is_some(), "{query:?}");
            query.outcome
        });
        assert_eq!(told, ["failed", "refused", "failed"]);
        converges(&connected).await;
    });
}

/// "A refused query (400 on plain Observation) ending the whole sync."
#[test]
fn a_refused_query_does_not_end_the_sync() {
    run(async {
        let connected = Connected::in_memory(|_| {}).await;
        connected.clinic.portal.arm(Fault::Status(400, None), labs());
        let report = connected.sync().await;
        let refused = report.queries.iter().find(|query| query.id == LAB_QUERY).unwrap();
        assert_eq!(refused.outcome, "refused");
        assert!(refused.reason.as_deref().unwrap().contains("told to misbehave"), "{refused:?}");
        others_went_on(&report, LAB_QUERY);
        converges(&connected).await;
    });
}

/// "A failed later page returned as success."
#[test]
fn a_later_page_that_fails_is_not_the_end_of_the_query() {
    run(async {
        for fault in [Fault::Status(500, None), Fault::Dropped, Fault::Truncated, Fault::Html(200)] {
            let connected = Connected::in_memory(|options| options.page_limit = 5).await;
            connected
                .clinic
                .portal
                .arm(fault.clone(), When::path("/fhir/Observation").query("_cursor=").from_nth(3));
            let report = connected.sync().await;
            let labs = report.queries.iter().find(|query| query.id == LAB_QUERY).unwrap();
            assert!(["failed", "partial"].contains(&labs.outcome), "{fault:?}: {labs:?}");
            assert!(!report.complete, "{fault:?}: {report:?}");
            let brought = report.received;
            assert!(brought > 0);
            converges(&connected).await;
        }
    });
}

#[test]
fn a_passing_fault_on_a_page_costs_nothing() {
    run(async {
        for fault in [Fault::Status(500, None), Fault::Dropped, Fault::Truncated] {
            let connected = Connected::in_memory(|options| options.page_limit = 5).await;
            connected.clinic.portal.arm(fault.clone(), When::path("/fhir/Observation").nth(3));
            let report = connected.sync().await;
            assert!(report.complete, "{fault:?}: {report:?}");
            converges(&connected).await;
        }
    });
}

#[test]
fn a_page_that_expired_makes_the_query_begin_anew() {
    run(async {
        let connected = Connected::in_memory(|options| options.page_limit = 5).await;
        connected
            .clinic
            .portal
            .arm(Fault::Status(410, None), When::path("/fhir/Observation").query("_cursor=").nth(2));
        let report = connected.sync().await;
        assert!(report.complete, "{report:?}");
        assert!(report.unchanged > 0, "what came before the expired page came again");
        converges(&connected).await;
    });
}

#[test]
fn links_that_go_in_a_circle_end() {
    run(async {
        let connected = Connected::in_memory(|options| options.page_limit = 5).await;
        connected.clinic.portal.arm(Fault::NextToItself, labs());
        let report = connected.sync().await;
        assert_eq!(outcome(&report, LAB_QUERY), "partial");
        let asked = connected.clinic.asked("/fhir/Observation").len();
        assert!(asked < 120, "{asked} requests for a circle");
        others_went_on(&report, LAB_QUERY);
        converges(&connected).await;
    });
}

#[test]
fn an_empty_page_with_a_next_link_is_not_the_end() {
    run(async {
        let connected = Connected::in_memory(|options| options.page_limit = 5).await;
        connected.clinic.portal.arm(Fault::EmptyPageWithNext, labs().times(1));
        let report = connected.sync().await;
        assert!(report.complete, "{report:?}");
        assert_eq!(outcome(&report, LAB_QUERY), "done");
        converges(&connected).await;
    });
}

#[test]
fn relative_next_links_are_followed() {
    run(async {
        let connected = Connected::in_memory(|options| options.page_limit = 5).await;
        connected.clinic.portal.arm(Fault::NextRelative, When::always());
        let report = connected.sync().await;
        assert!(report.complete, "{report:?}");
        converges(&connected).await;
    });
}

#[test]
fn what_cannot_be_read_is_quarantined_whole_and_counted() {
    run(async {
        let connected = Connected::in_memory(|_| {}).await;
        connected.clinic.portal.arm(Fault::DuplicateKeys, When::path("/fhir/Immunization"));
        let report = connected.sync().await;
        assert_eq!(report.quarantined, 1, "{report:?}");
        others_went_on(&report, "");
        let mut quarantined = connected.backpack.keep().quarantined();
        let item = quarantined.next().await.unwrap().unwrap();
        assert!(!item.original.unwrap().body.is_empty(), "the raw bytes are kept");
        assert!(quarantined.next().await.unwrap().is_none());
    });
}

#[test]
fn a_cut_body_is_no_page() {
    run(async {
        let connected = Connected::in_memory(|_| {}).await;
        connected.clinic.portal.arm(Fault::Truncated, labs());
        let report = connected.sync().await;
        assert_eq!(outcome(&report, LAB_QUERY), "failed");
        assert_eq!(report.quarantined, 0, "half a page went to quarantine");
        others_went_on(&report, LAB_QUERY);
        converges(&connected).await;
    });
}

#[test]
fn outcomes_among_the_entries_are_warnings_and_no_records() {
    run(async {
        let connected = Connected::in_memory(|_| {}).await;
        connected.clinic.portal.arm(Fault::OutcomeEntry, When::always());
        let report = connected.sync().await;
        assert!(!report.by_type.contains_key("OperationOutcome"), "{report:?}");
        assert_eq!(report.warnings, ["some of the search was not understood"]);
        let lines = everything(&connected.backpack).await;
        assert!(!lines.iter().any(|line| line.contains("OperationOutcome")));
        converges(&connected).await;
    });
}

#[test]
fn a_slow_portal_is_not_a_broken_one() {
    run(async {
        let connected = Connected::in_memory(|_| {}).await;
        let pause = std::time::Duration::from_millis(2);
        connected.clinic.portal.arm(Fault::Slow(pause), When::path("/fhir/Observation").times(4));
        assert!(connected.sync().await.complete);
        converges(&connected).await;
    });
}
