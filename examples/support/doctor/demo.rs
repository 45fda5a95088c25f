//! A portal to examine on this machine.

use std::time::Duration;

use backpack_testkit::people::{PeopleOptions, Person};
use backpack_testkit::portal::{DemoPortal, Fault, PortalOptions, RetryAfter, When};

/// Starts a portal on this machine that signs an invented patient in by itself; with faults it misbehaves.
///
/// # Errors
///
/// If it cannot be started.
pub async fn portal(faults: bool) -> anyhow::Result<DemoPortal> {
    let patient = Person::from_seed(1, PeopleOptions::small());
    let portal = DemoPortal::start(PortalOptions::people(vec![patient]).approved()).await?;
    if faults {
        let busy = Fault::Status(429, Some(RetryAfter::Seconds(1)));
        portal.arm(busy, When::path("/fhir/Observation").nth(3));
        portal.arm(Fault::Status(403, None), When::path("/fhir/Goal"));
        portal.arm(Fault::Html(500), When::path("/fhir/Immunization"));
        portal.arm(Fault::NextToItself, When::path("/fhir/Procedure"));
        portal.arm(Fault::Slow(Duration::from_millis(5)), When::path("/fhir/Encounter"));
        portal.arm(Fault::Status(404, None), When::path("/fhir/Binary").nth(1));
    }
    Ok(portal)
}
