//! Samples of what is not about one finding: family, visits, devices, plans, insurance, papers.

use backpack_record::entry::{
    Achievement, Appointment, AppointmentStatus, CarePlan, CarePlanStatus, Coverage, CoverageStatus, Device,
    DeviceStatus, Document, FamilyCondition, FamilyHistory, Goal, GoalStatus, Imaging, Modality, NewEntry,
    PlanStep, Report, Setting, Sex, StepStatus, SubscriberRelationship, Visit, VisitStatus,
};

use super::Draw;

pub(super) fn family_history(draw: &mut Draw) -> NewEntry {
    let condition =
        with!(draw, FamilyCondition::new("Breast cancer"), outcome(draw.concept()), note(draw.text()),);
    let history = with!(
        draw,
        FamilyHistory::new("mother"),
        code(draw.code()),
        name(draw.text()),
        sex(draw.pick(Sex::ALL)),
        born(draw.day()),
        condition(condition.clone().onset_age("51")),
        condition(condition.onset_words("late")),
        reason(draw.concept()),
        date(draw.date()),
        note(draw.text()),
    );
    match draw.next() % 3 {
        0 => with!(draw, history, deceased(draw.next().is_multiple_of(2))).into(),
        1 => with!(draw, history, died(draw.day())).into(),
        _ => with!(draw, history, died_at("81")).into(),
    }
}

pub(super) fn visit(draw: &mut Draw) -> NewEntry {
    with!(
        draw,
        Visit::new("Check-up"),
        code(draw.code()),
        status(draw.pick(VisitStatus::ALL)),
        setting(draw.pick(Setting::ALL)),
        start(draw.date()),
        end(draw.end()),
        reason(draw.concept()),
        provider(draw.text()),
        organization(draw.text()),
        place(draw.text()),
    )
    .into()
}

pub(super) fn appointment(draw: &mut Draw) -> NewEntry {
    with!(
        draw,
        Appointment::new("Eye check"),
        code(draw.code()),
        status(draw.pick(AppointmentStatus::ALL)),
        start(draw.date()),
        end(draw.end()),
        reason(draw.concept()),
        provider(draw.text()),
        place(draw.text()),
        instructions(draw.text()),
        note(draw.text()),
    )
    .into()
}

pub(super) fn device(draw: &mut Draw) -> NewEntry {
    with!(
        draw,
        Device::new("Pacemaker"),
        code(draw.code()),
        status(draw.pick(DeviceStatus::ALL)),
        start(draw.date()),
        end(draw.end()),
        manufacturer(draw.text()),
        model(draw.text()),
        serial_number(draw.text()),
        lot(draw.text()),
        identifier(draw.text()),
        made(draw.date()),
        expires(draw.date()),
        body_site(draw.concept()),
        reason(draw.concept()),
        note(draw.text()),
    )
    .into()
}

pub(super) fn care_plan(draw: &mut Draw) -> NewEntry {
    with!(
        draw,
        CarePlan::new("After the knee operation"),
        code(draw.code()),
        status(draw.pick(CarePlanStatus::ALL)),
        description(draw.text()),
        start(draw.date()),
        end(draw.end()),
        author(draw.text()),
        step(PlanStep::new("Walk").status(draw.pick(StepStatus::ALL))),
        step("Come back"),
        note(draw.text()),
    )
    .into()
}

pub(super) fn goal(draw: &mut Draw) -> NewEntry {
    with!(
        draw,
        Goal::new("Lose weight"),
        code(draw.code()),
        status(draw.pick(GoalStatus::ALL)),
        achievement(draw.pick(Achievement::ALL)),
        start(draw.day()),
        measure(draw.concept()),
        reach("Body weight", draw.number(), draw.unit()),
        due(draw.day()),
        set_by(draw.text()),
        note(draw.text()),
    )
    .into()
}

pub(super) fn coverage(draw: &mut Draw) -> NewEntry {
    with!(
        draw,
        Coverage::new("Sunrise Health Plan"),
        status(draw.pick(CoverageStatus::ALL)),
        sort(draw.concept()),
        member_id(draw.text()),
        subscriber(draw.text()),
        relationship(draw.pick(SubscriberRelationship::ALL)),
        plan(draw.text()),
        group(draw.text()),
        network(draw.text()),
        start(draw.date()),
        end(draw.end()),
    )
    .into()
}

pub(super) fn papers(kind: usize, draw: &mut Draw) -> NewEntry {
    match kind {
        24 => with!(
            draw,
            Document::new("Discharge letter"),
            code(draw.code()),
            date(draw.date()),
            author(draw.text()),
            sort(draw.concept()),
        )
        .into(),
        25 => with!(
            draw,
            Imaging::new("X-ray of the left knee"),
            code(draw.code()),
            modality(draw.pick(Modality::ALL)),
            date(draw.date()),
            referrer(draw.text()),
            place(draw.text()),
            reason(draw.concept()),
            findings(draw.text()),
            note(draw.text()),
        )
        .into(),
        _ => with!(
            draw,
            Report::new("Echocardiogram"),
            code(draw.code()),
            date(draw.date()),
            performer(draw.text()),
            conclusion(draw.text()),
        )
        .into(),
    }
}
