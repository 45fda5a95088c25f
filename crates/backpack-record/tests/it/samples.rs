//! An entry of each kind, with the fields that a draw of numbers says: all, none, or any.

use backpack_record::Code;
use backpack_record::entry::{
    AgeUnit, Allergy, AllergyCategory, AllergySort, AllergyStatus, AllergyVerification, Amount, Answer,
    AsNeeded, Assessment, Comparator, Concept, Condition, Criticality, DayTime, Frequency, GeneticResult,
    HeightUnit, Immunization, ImmunizationStatus, Injury, LabPart, LabResult, Medication, MedicationStatus,
    Moment, NewEntry, Note, ProblemStatus, Procedure, ProcedureStatus, Reaction, ReactionSeverity, Severity,
    Significance, Smoking, SocialHistory, Symptom, TemperatureUnit, TimeUnit, Treatment, Unit,
    VariantFinding, Verification, VitalSign, WeightUnit, Zygosity,
};

/// How many kinds of sample there are.
pub(crate) const KINDS: usize = 28;

/// What decides on the fields: each number says one thing, and after the last the first comes again.
pub(crate) struct Draw {
    numbers: Vec<u32>,
    at: usize,
    fields: Fields,
}

#[derive(Clone, Copy)]
enum Fields {
    All,
    None,
    Any,
}

/// Returns one entry of each kind with all its fields.
pub(crate) fn full() -> Vec<NewEntry> {
    (0..KINDS)
        .map(|kind| entry(kind, &mut Draw { numbers: vec![7, 3, 1, 4], at: 0, fields: Fields::All }))
        .collect()
}

/// Returns one entry of each kind with nothing but its name.
pub(crate) fn fewest() -> Vec<NewEntry> {
    (0..KINDS).map(|kind| entry(kind, &mut Draw { numbers: vec![0], at: 0, fields: Fields::None })).collect()
}

/// Returns an entry of a kind with the fields that the numbers say.
pub(crate) fn any(kind: usize, numbers: Vec<u32>) -> NewEntry {
    entry(kind, &mut Draw { numbers, at: 0, fields: Fields::Any })
}

impl Draw {
    fn next(&mut self) -> usize {
        let number = self.numbers.get(self.at % self.numbers.len().max(1)).copied().unwrap_or(0);
        self.at += 1;
        number as usize + self.at / self.numbers.len().max(1)
    }

    fn yes(&mut self) -> bool {
        match self.fields {
            Fields::All => true,
            Fields::None => false,
            Fields::Any => self.next().is_multiple_of(2),
        }
    }

    fn pick<T: Copy>(&mut self, all: &[T]) -> T {
        let at = self.next() % all.len().max(1);
        all.get(at).copied().unwrap_or_else(|| unreachable!("there is always something to pick"))
    }

    fn text(&mut self) -> String {
        self.pick(&["Asthma", "Nüsse & Öl", "a \"quoted\" \\ word", "日本語 😀", "two\nlines", "x"])
            .to_owned()
    }

    fn date(&mut self) -> String {
        let all = ["2019", "2019-03", "2019-03-07", "2019-03-07T08:30:00-05:00", "2019-03-07T08:30:00.5Z"];
        self.pick(&all).to_owned()
    }

    fn end(&mut self) -> String {
        self.pick(&["2020", "2020-12", "2021-01-31", "2021-01-31T10:00:00+02:00"]).to_owned()
    }

    fn day(&mut self) -> String {
        self.pick(&["1951", "1951-12", "1951-12-31"]).to_owned()
    }

    fn number(&mut self) -> String {
        self.pick(&["72.50", "1", "0.10", "120", "1.5e2"]).to_owned()
    }

    fn code(&mut self) -> Code<'static> {
        let code = Code::new("http://example.org/codes", self.pick(&["a-1", "b 2", "c"]));
        if self.next().is_multiple_of(2) { code.with_display("A display") } else { code }
    }

    fn concept(&mut self) -> Concept {
        let concept = Concept::new(self.text());
        if self.next().is_multiple_of(2) { concept.code(self.code()) } else { concept }
    }

    fn unit(&mut self) -> Unit {
        match self.next() % 3 {
            0 => Unit::from("tablets"),
            1 => Unit::ucum("mm[Hg]"),
            _ => Unit::from(""),
        }
    }

    fn amount(&mut self) -> Amount {
        let amount = Amount::new(self.number(), self.unit());
        let is_bound = self.next().is_multiple_of(3);
        if is_bound { amount.bound(self.pick(Comparator::ALL)) } else { amount }
    }

    fn exact(&mut self) -> Amount {
        Amount::new(self.number(), self.unit())
    }

    fn moment(&mut self, date: String) -> Moment {
        match self.next() % 4 {
            0 => Moment::age("12", self.pick(AgeUnit::ALL)),
            1 => Moment::between("2018", "2018-06"),
            2 => Moment::words("in childhood"),
            _ => Moment::from(date),
        }
    }

    fn answer(&mut self) -> Answer {
        match self.next() % 4 {
            0 => Answer::Amount(self.amount()),
            1 => Answer::Ratio(Amount::new("1", ""), Amount::new("128", "")),
            2 => Answer::Text(self.text()),
            _ => Answer::Coded(self.concept()),
        }
    }

    fn frequency(&mut self) -> Frequency {
        match self.next() % 4 {
            0 => Frequency::from("twice a day"),
            1 => Frequency::times(2, 1, TimeUnit::Days).at(DayTime::Morning).at(DayTime::Bedtime),
            2 => Frequency::every(8, self.pick(TimeUnit::ALL)).words("every eight"),
            _ => {
                let bid = Code::new("http://terminology.hl7.org/CodeSystem/v3-GTSAbbreviation", "BID");
                Frequency::from(bid.with_display("BID"))
            }
        }
    }
}

/// Sets each field if the draw says so.
macro_rules! with {
    ($draw:ident, $builder:expr, $($setter:ident($($value:expr),+)),* $(,)?) => {{
        let mut builder = $builder;
        $(
            if $draw.yes() {
                builder = builder.$setter($($value),+);
            }
        )*
        builder
    }};
}

macro_rules! problem {
    ($draw:ident, $name:ident) => {{
        let is_over = $draw.yes();
        let builder = with!(
            $draw,
            $name::new("Hay fever"),
            code($draw.code()),
            verification($draw.pick(Verification::ALL)),
            onset({
                let date = $draw.date();
                $draw.moment(date)
            }),
            severity($draw.pick(Severity::ALL)),
            body_site($draw.concept()),
            cause($draw.concept()),
            provider($draw.text()),
            note($draw.text()),
        );
        let past = [ProblemStatus::Inactive, ProblemStatus::Remission, ProblemStatus::Resolved];
        match is_over {
            true => with!($draw, builder.end($draw.end()), status($draw.pick(&past))).into(),
            false => with!($draw, builder, status($draw.pick(ProblemStatus::ALL))).into(),
        }
    }};
}

macro_rules! procedure {
    ($draw:ident, $name:ident) => {
        with!(
            $draw,
            $name::new("Physiotherapy"),
            code($draw.code()),
            status($draw.pick(ProcedureStatus::ALL)),
            status_reason($draw.concept()),
            date($draw.date()),
            end($draw.end()),
            performer($draw.text()),
            place($draw.text()),
            body_site($draw.concept()),
            reason($draw.concept()),
            outcome($draw.concept()),
            complication($draw.concept()),
            follow_up($draw.concept()),
            note($draw.text()),
        )
        .into()
    };
}

#[path = "samples/life.rs"]
mod life;

use life::{appointment, care_plan, coverage, device, family_history, goal, papers, visit};

#[expect(clippy::cognitive_complexity, reason = "one arm for each kind, unfolded by macros")]
fn entry(kind: usize, draw: &mut Draw) -> NewEntry {
    match kind {
        0 => allergy(draw),
        1 => problem!(draw, Condition),
        2 => problem!(draw, Symptom),
        3 => problem!(draw, Injury),
        4 => medication(draw),
        5 => immunization(draw),
        6 => procedure!(draw, Procedure),
        7 => procedure!(draw, Treatment),
        8 => vital_sign(VitalSign::new("Grip strength", draw.number(), draw.unit()), draw),
        9 => vital_sign(VitalSign::blood_pressure("120", "80"), draw),
        10 => vital_sign(VitalSign::temperature("37.10", draw.pick(TemperatureUnit::ALL)), draw),
        11 => vital_sign(VitalSign::weight("72.50", draw.pick(WeightUnit::ALL)), draw),
        12 => vital_sign(VitalSign::height("170", draw.pick(HeightUnit::ALL)), draw),
        13 => lab_result(draw),
        14 => genetic_result(draw),
        15 => social_history(SocialHistory::new("Coffee"), draw),
        16 => social_history(SocialHistory::smoking(draw.pick(Smoking::ALL)), draw),
        17 => family_history(draw),
        18 => visit(draw),
        19 => appointment(draw),
        20 => device(draw),
        21 => care_plan(draw),
        22 => goal(draw),
        23 => coverage(draw),
        24..=26 => papers(kind, draw),
        _ => with!(
            draw,
            Note::new("Ask about the knee\nand the other one"),
            title(draw.text()),
            date(draw.date()),
            author(draw.text()),
            sort(draw.concept()),
        )
        .into(),
    }
}

fn allergy(draw: &mut Draw) -> NewEntry {
    let reaction = with!(
        draw,
        Reaction::new(draw.concept()),
        severity(draw.pick(ReactionSeverity::ALL)),
        onset(draw.date()),
        route(draw.concept()),
        note(draw.text()),
    );
    with!(
        draw,
        Allergy::new("Peanut"),
        code(draw.code()),
        category(draw.pick(AllergyCategory::ALL)),
        sort(draw.pick(AllergySort::ALL)),
        status(draw.pick(AllergyStatus::ALL)),
        verification(draw.pick(AllergyVerification::ALL)),
        criticality(draw.pick(Criticality::ALL)),
        reaction(reaction),
        reaction("Hives"),
        severity(draw.pick(ReactionSeverity::ALL)),
        onset({
            let date = draw.date();
            draw.moment(date)
        }),
        last_reaction(draw.date()),
        note(draw.text()),
    )
    .into()
}

fn medication(draw: &mut Draw) -> NewEntry {
    let medication = with!(
        draw,
        Medication::new("Metformin"),
        code(draw.code()),
        status(draw.pick(MedicationStatus::ALL)),
        stop_reason(draw.concept()),
        dose(draw.text()),
        dose_amount(draw.exact()),
        route(draw.concept()),
        frequency(draw.frequency()),
        instructions(draw.text()),
        start(draw.date()),
        stop(draw.end()),
        reason(draw.concept()),
        prescriber(draw.text()),
        note(draw.text()),
    );
    if draw.next().is_multiple_of(2) {
        return with!(draw, medication, needed_for(draw.concept())).into();
    }
    let as_needed = draw.pick(&[AsNeeded::WhenNeeded, AsNeeded::OnSchedule]);
    with!(draw, medication, as_needed(as_needed)).into()
}

fn immunization(draw: &mut Draw) -> NewEntry {
    with!(
        draw,
        Immunization::new("Influenza"),
        code(draw.code()),
        status(draw.pick(ImmunizationStatus::ALL)),
        reason_not_given(draw.concept()),
        date(draw.date()),
        lot(draw.text()),
        expires(draw.day()),
        manufacturer(draw.text()),
        dose_number(draw.text()),
        doses_in_series(draw.text()),
        series(draw.text()),
        target_disease(draw.concept()),
        dose(draw.exact()),
        site(draw.concept()),
        route(draw.concept()),
        performer(draw.text()),
        place(draw.text()),
        note(draw.text()),
    )
    .into()
}

fn vital_sign(sign: VitalSign, draw: &mut Draw) -> NewEntry {
    with!(
        draw,
        sign,
        code(draw.code()),
        date(draw.date()),
        interpretation(draw.pick(Assessment::ALL)),
        body_site(draw.concept()),
        method(draw.concept()),
        performer(draw.text()),
        note(draw.text()),
    )
    .into()
}

fn lab_result(draw: &mut Draw) -> NewEntry {
    let part = with!(
        draw,
        LabPart::new(draw.concept()).range_high("5", "mmol/L"),
        value(draw.number(), draw.unit()),
        interpretation(draw.pick(Assessment::ALL)),
        range_low("1", "mmol/L"),
    );
    with!(
        draw,
        LabResult::new("Creatinine"),
        code(draw.code()),
        answer(draw.answer()),
        date(draw.date()),
        interpretation(draw.pick(Assessment::ALL)),
        range_low(draw.number(), draw.unit()),
        range_high(draw.number(), draw.unit()),
        range_text(draw.text()),
        specimen(draw.text()),
        method(draw.concept()),
        performer(draw.text()),
        note(draw.text()),
        part(part),
        part(LabPart::new("HDL")),
    )
    .into()
}

fn genetic_result(draw: &mut Draw) -> NewEntry {
    with!(
        draw,
        GeneticResult::new("BRCA1 and BRCA2"),
        code(draw.code()),
        finding(draw.pick(VariantFinding::ALL)),
        result(draw.text()),
        gene(draw.concept()),
        variant("NM_007294.4:c.68_69del"),
        protein_change("p.Glu23fs"),
        zygosity(draw.pick(Zygosity::ALL)),
        significance(draw.pick(Significance::ALL)),
        date(draw.date()),
        specimen(draw.text()),
        method(draw.concept()),
        performer(draw.text()),
        note(draw.text()),
    )
    .into()
}

fn social_history(fact: SocialHistory, draw: &mut Draw) -> NewEntry {
    with!(draw, fact, answer(draw.answer()), date(draw.date()), end(draw.end()), note(draw.text())).into()
}
