//! The snapshot: what matters now, on one page.

mod area;
mod asked;
mod fact;
mod none;
mod section;
mod team;
mod topic;

use backpack_core::Timestamp;
use backpack_record::Kind;

pub use asked::{Asked, Ended, Gap, Why};
pub use fact::Fact;
pub use section::{Section, Standing};
pub use team::CareMember;
pub use topic::{Found, NoFact, Topic};

use crate::seen::Seen;
use area::Area;
use section::Collector;
use team::Team;

/// What matters now. Every section says how it stands, so that a gap never reads as "none".
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Snapshot {
    /// Conditions that are active, recurring or relapsed, the latest first. Of those in `unclear` nobody says.
    pub problems: Section,
    /// Medications that are taken now, the latest first. Those that are paused, and those of which nobody says, are in
    /// `unclear`.
    pub medications: Section,
    /// Active allergies and intolerances. Those of which nobody says whether they are active count as active.
    pub allergies: Section,
    /// The latest result of each test, those that somebody should look at first.
    pub results: Section,
    /// The latest value of each vital sign.
    pub vital_signs: Section,
    /// Vaccinations, the latest first.
    pub immunizations: Section,
    /// Appointments and what is planned, the nearest first.
    pub upcoming: Section,
    /// Visits, the latest first.
    pub visits: Section,
    /// Care teams.
    pub care_team: Section,
    /// Who is in them, each once.
    pub members: Vec<CareMember>,
}

/// How much a snapshot shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_structs, reason = "plain numbers, made with struct update from the default")]
pub struct Limits {
    /// The most results.
    pub results: usize,
    /// The most vital signs.
    pub vital_signs: usize,
    /// The most vaccinations.
    pub immunizations: usize,
    /// The most of what is to come.
    pub upcoming: usize,
    /// The most visits.
    pub visits: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { results: 20, vital_signs: 10, immunizations: 50, upcoming: 20, visits: 5 }
    }
}

impl Snapshot {
    /// The kinds that a snapshot looks at; records of others need not be handed in.
    pub const KINDS: &[Kind] = &[
        Kind::Condition,
        Kind::Injury,
        Kind::Medication,
        Kind::Allergy,
        Kind::LabResult,
        Kind::VitalSign,
        Kind::Immunization,
        Kind::Appointment,
        Kind::CarePlan,
        Kind::Visit,
        Kind::CareTeam,
    ];
}

/// Returns the snapshot of the records that are handed in, in any order, as of `now`.
///
/// `asked` is what the portals were asked and how it ended. The same fact from several sources is one fact with all of
/// its records: active problems, medications and allergies by their code or title, what happened by its day as well.
/// What was entered in error, refuted or cancelled is left out.
///
/// Of headers it reads no more than [`Extent::Judged`](backpack_record::Extent::Judged), but those of [`Kind::CareTeam`]
/// whole.
#[must_use]
pub fn snapshot<'h>(
    seen: impl IntoIterator<Item = Seen<'h>>,
    asked: &[Asked],
    now: Timestamp,
    limits: &Limits,
) -> Snapshot {
    let now = now.as_millis();
    let mut sections = Sections::default();
    for seen in seen {
        if !seen.is_void() {
            sections.put(&seen, now);
        }
    }
    let of = |collector: Collector, area, most| {
        collector.section(asked::gaps(asked, area), asked::was_asked(asked, area), most)
    };
    Snapshot {
        problems: of(sections.problems, Area::Problems, usize::MAX),
        medications: of(sections.medications, Area::Medications, usize::MAX),
        allergies: of(sections.allergies, Area::Allergies, usize::MAX),
        results: of(sections.results.abnormal_first(), Area::Results, limits.results),
        vital_signs: of(sections.vital_signs, Area::VitalSigns, limits.vital_signs),
        immunizations: of(sections.immunizations, Area::Immunizations, limits.immunizations),
        upcoming: of(sections.upcoming.nearest_first(), Area::Upcoming, limits.upcoming),
        visits: of(sections.visits, Area::Visits, limits.visits),
        care_team: of(sections.care_team, Area::CareTeam, usize::MAX),
        members: sections.team.members(),
    }
}

#[derive(Debug, Default)]
struct Sections {
    problems: Collector,
    medications: Collector,
    allergies: Collector,
    results: Collector,
    vital_signs: Collector,
    immunizations: Collector,
    upcoming: Collector,
    visits: Collector,
    care_team: Collector,
    team: Team,
}

impl Sections {
    fn put(&mut self, seen: &Seen<'_>, now: i64) {
        match seen.header.kind {
            Kind::Condition | Kind::Injury => self.problem(seen),
            Kind::Medication => self.medication(seen, now),
            Kind::Allergy => self.allergy(seen),
            Kind::LabResult if seen.header.resource_type == "Observation" => self.results.put_latest(seen),
            Kind::VitalSign => self.vital_signs.put_latest(seen),
            Kind::Immunization => self.immunization(seen, now),
            Kind::Appointment | Kind::CarePlan => self.planned(seen, now),
            Kind::Visit => self.visit(seen, now),
            Kind::CareTeam => self.care_team(seen),
            _ => {}
        }
    }

    fn problem(&mut self, seen: &Seen<'_>) {
        if self.problems.put_none(seen, none::of_problems(&seen.header)) {
            return;
        }
        match seen.status() {
            Some("active" | "recurrence" | "relapse") => self.problems.put_standing(seen),
            Some("inactive" | "remission" | "resolved" | "completed" | "final" | "amended") => {}
            _ => self.problems.put_unclear(seen),
        }
    }

    fn medication(&mut self, seen: &Seen<'_>, now: i64) {
        if self.medications.put_none(seen, none::of_medications(&seen.header)) {
            return;
        }
        let kind = seen.header.resource_type.as_str();
        // What was handed out or given once says nothing of now, and a medication in itself nothing of the person.
        if matches!(kind, "Medication" | "MedicationDispense" | "MedicationAdministration") {
            return;
        }
        let end = seen.header.when.as_ref().and_then(|when| when.end.as_ref());
        if end.is_some_and(|end| end.latest() < now) {
            return;
        }
        match seen.status() {
            Some("active" | "recorded") => self.medications.put_standing(seen),
            Some(
                "completed" | "stopped" | "ended" | "not-taken" | "draft" | "intended" | "on-hold-ended",
            ) => {}
            _ => self.medications.put_unclear(seen),
        }
    }

    fn allergy(&mut self, seen: &Seen<'_>) {
        if self.allergies.put_none(seen, none::of_allergies(&seen.header)) {
            return;
        }
        match seen.status() {
            Some("inactive" | "resolved") => {}
            _ => self.allergies.put_standing(seen),
        }
    }

    fn immunization(&mut self, seen: &Seen<'_>, now: i64) {
        if self.immunizations.put_none(seen, none::of_immunizations(&seen.header)) {
            return;
        }
        if seen.header.resource_type == "ImmunizationRecommendation" {
            return self.planned(seen, now);
        }
        if seen.header.resource_type == "Immunization" {
            self.immunizations.put_event(seen);
        }
    }

    fn planned(&mut self, seen: &Seen<'_>, now: i64) {
        let ended = matches!(
            seen.status(),
            Some(
                "noshow"
                    | "fulfilled"
                    | "completed"
                    | "revoked"
                    | "stopped"
                    | "ended"
                    | "failed"
                    | "declined"
                    | "checked-in"
            )
        );
        if !ended && seen.date().is_some_and(|date| date.latest() >= now && date.earliest() > now - TODAY) {
            self.upcoming.put_event(seen);
        }
    }

    fn visit(&mut self, seen: &Seen<'_>, now: i64) {
        if seen.header.resource_type != "Encounter" {
            return;
        }
        let Some(date) = seen.date() else { return self.visits.put_unclear(seen) };
        if seen.status() == Some("planned") || date.earliest() > now {
            return self.planned(seen, now);
        }
        self.visits.put_event(seen);
    }

    fn care_team(&mut self, seen: &Seen<'_>) {
        let is_over = matches!(seen.status(), Some("inactive" | "suspended" | "proposed"));
        if seen.header.resource_type == "CareTeam" && !is_over {
            self.care_team.put_standing(seen);
            self.team.add(seen);
        }
    }
}

/// What begins on a day without a time is still to come on that day, in any zone: 36 hours in milliseconds.
const TODAY: i64 = 129_600_000;
