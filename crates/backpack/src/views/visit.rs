//! The next visit: for whom it is prepared, and what there is to say there.

use backpack_core::{ContactId, RecordId, Timestamp};
use backpack_keep::{Person, Source};
use backpack_record::{Kind, PartialDate};
use backpack_views::{Asked, Flag, Found, Gap, Section, Snapshot, Standing, Topic};

use crate::Record;
use crate::cards::is_left_out;

/// The tag of a record on which the person wrote down a question for a visit: set by
/// [`Backpack::ask_at_visit`](crate::Backpack::ask_at_visit), or like any other tag.
pub const QUESTION: &str = "question";

/// What a visit is prepared for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum NextVisit {
    /// An appointment, or a visit that is planned: what came since the last visit with those whom it names.
    Record(RecordId),
    /// A visit to a contact: what came since the last one.
    Contact(ContactId),
    /// A visit to anybody: what came since then.
    Since(Timestamp),
}

/// What there is to say at the next visit. What the person hid or deleted is not in it, nor what was entered in error.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct VisitPreparation {
    /// Whom it is about.
    pub person: Person,
    /// When it was put together.
    pub at: Timestamp,
    /// The appointment or planned visit that it was asked for.
    pub next: Option<Record>,
    /// Whom the person will see, by name, as far as it is known.
    pub with: Vec<String>,
    /// The last visit with them, if one is known.
    pub last: Option<Record>,
    /// From when on something counts as new: the end of the last visit, or the time that was asked for. `None` if no
    /// earlier visit is known: then everything is new.
    pub since: Option<Timestamp>,
    /// What is dated after that, the latest first; of what has no date what was received after it. Claims, insurance and
    /// what lies ahead are left out, and medications that begin stand in `begun`. What is dated by a month or a year that
    /// it may lie in counts as new.
    pub new: Vec<Record>,
    /// Of these, results and vital signs that are not as expected.
    pub out_of_range: Vec<Record>,
    /// Medications that were begun since.
    pub begun: Vec<Record>,
    /// Medications that ended since, or that their source took off since.
    pub stopped: Vec<Record>,
    /// What is older, and was changed by its source since.
    pub changed: Vec<Record>,
    /// What the person marked as wrong, or where their correction and the source part, of any time.
    pub disputed: Vec<Record>,
    /// Records with the tag [`QUESTION`], each with its notes: what the person wants to ask.
    pub questions: Vec<Record>,
    /// Current medications, as the snapshot tells them.
    pub medications: Section,
    /// Allergies, as the snapshot tells them.
    pub allergies: Section,
    /// How what is new stands: without any, only [`Standing::Empty`] reads as "none".
    pub standing: Standing,
    /// What may be missing of what is new.
    pub gaps: Vec<Gap>,
}

impl VisitPreparation {
    /// Puts it together: from all records that are shown, the snapshot, and what the portals were asked.
    pub(crate) fn new(
        person: Person,
        at: Timestamp,
        since: Option<Timestamp>,
        records: Vec<Record>,
        snapshot: Snapshot,
        asked: &[Asked],
    ) -> Self {
        let edge = Edge { since: since.map_or(i64::MIN, Timestamp::as_millis), now: at.as_millis() };
        let standings = NEWS.iter().map(|kind| Topic::Kind(*kind).standing(Found::Nothing, asked));
        let (standings, gaps): (Vec<Standing>, Vec<Vec<Gap>>) = standings.unzip();
        let gaps: Vec<Gap> = gaps.into_iter().flatten().collect();
        let was_asked = standings.contains(&Standing::Empty);
        let mut all = Self {
            person,
            at,
            next: None,
            with: Vec::new(),
            last: None,
            since,
            new: Vec::new(),
            out_of_range: Vec::new(),
            begun: Vec::new(),
            stopped: Vec::new(),
            changed: Vec::new(),
            disputed: Vec::new(),
            questions: Vec::new(),
            medications: snapshot.medications,
            allergies: snapshot.allergies,
            standing: Standing::NotAsked,
            gaps,
        };
        for record in records.into_iter().filter(|record| !is_left_out(record)) {
            all.put(record, edge);
        }
        all.standing = match (all.new.is_empty(), all.gaps.is_empty(), was_asked) {
            (false, ..) => Standing::Facts,
            (true, false, _) => Standing::Gap,
            (true, true, true) => Standing::Empty,
            (true, true, false) => Standing::NotAsked,
        };
        all
    }

    fn put(&mut self, record: Record, edge: Edge) {
        if record.overlay.flagged.is_some() || record.conflicts > 0 {
            self.disputed.push(record.clone());
        }
        if record.overlay.has_tag(QUESTION) {
            self.questions.push(record.clone());
        }
        if matches!(record.kind(), Kind::Claim | Kind::Coverage) {
            return;
        }
        if is_taken(&record) && edge.has_ended(&record) {
            self.stopped.push(record.clone());
        }
        match (edge.is_new(&record), is_taken(&record)) {
            (true, true) => self.begun.push(record),
            (true, false) => {
                let is_measured = matches!(record.kind(), Kind::LabResult | Kind::VitalSign);
                if is_measured && Flag::of(record.effective()).is_some_and(Flag::is_abnormal) {
                    self.out_of_range.push(record.clone());
                }
                self.new.push(record);
            }
            (false, _) if edge.was_changed(&record) => self.changed.push(record),
            (false, _) => {}
        }
    }
}

/// From when on something is new, and until when it is no longer ahead: milliseconds since 1970.
#[derive(Clone, Copy)]
struct Edge {
    since: i64,
    now: i64,
}

impl Edge {
    /// Says whether a record is dated after the edge, or, without a date, was received after it.
    fn is_new(self, record: &Record) -> bool {
        match began(record) {
            Some(date) => self.lies_after(date),
            None => record.received.as_millis() > self.since,
        }
    }

    fn lies_after(self, date: &PartialDate<'_>) -> bool {
        date.latest() > self.since && date.earliest() <= self.now
    }

    /// Says whether a medication ended since: by its date, or since its source says so now and did not before.
    fn has_ended(self, record: &Record) -> bool {
        let header = record.effective();
        let is_over = matches!(
            header.status.as_deref(),
            Some("stopped" | "ended" | "completed" | "not-taken" | "inactive")
        );
        match header.when.as_ref().and_then(|when| when.end.as_ref()) {
            Some(end) => self.lies_after(end) && end.latest() <= self.now.saturating_add(DAY),
            None => is_over && record.versions > 1 && record.received.as_millis() > self.since,
        }
    }

    /// Says whether its source sent another version of it since, of something that is over or under way.
    fn was_changed(self, record: &Record) -> bool {
        let is_ahead = began(record).is_some_and(|date| date.earliest() > self.now);
        let is_sent = matches!(record.source, Source::Connection(_));
        is_sent && !is_ahead && record.versions > 1 && record.received.as_millis() > self.since
    }
}

/// Says whether a record tells what the person takes, rather than what was handed out or given once.
fn is_taken(record: &Record) -> bool {
    let handed_out = ["Medication", "MedicationDispense", "MedicationAdministration"];
    record.kind() == Kind::Medication && !handed_out.contains(&record.effective().resource_type.as_str())
}

/// Returns when a record happened or began.
pub(crate) fn began(record: &Record) -> Option<&PartialDate<'static>> {
    let when = record.effective().when.as_ref()?;
    when.start.as_ref().or(when.end.as_ref())
}

/// What a visit brings: whether the portals were asked for these says whether there may be more that is new.
const NEWS: &[Kind] = &[Kind::LabResult, Kind::Condition, Kind::Immunization, Kind::Visit];
/// Milliseconds: what ends on a day without a time is over on that day.
const DAY: i64 = 86_400_000;
