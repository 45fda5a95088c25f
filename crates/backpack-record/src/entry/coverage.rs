//! Insurance coverage.

use super::form::{Described, Form};
use super::json::{Node, Object};
use super::setters::{builder, codes};
use super::{Concept, EntryError, check};

builder! {
    /// Insurance: FHIR `Coverage`. In force, unless said otherwise.
    ///
    /// R4 gives a `Coverage` no place for a note: note it through the overlay, as any other record.
    Coverage: "Coverage" {
        payer: text = "who pays: the insurer, by name",
        status: value(CoverageStatus) = "whether it is in force",
        sort: concept = "what sort of insurance it is: `health`, `dental`",
        member_id: text = "the number of the insured",
        subscriber: text = "whose insurance it is, by name",
        relationship: value(SubscriberRelationship) = "how the person is related to them",
        plan: text = "the plan, by name or number",
        group: text = "the group number",
        network: text = "the network, by name",
        start: text = "since when it holds, as precisely as known",
        end: text = "until when it holds, as precisely as known",
    }
}

codes! {
    /// Whether insurance is in force.
    CoverageStatus {
        /// In force.
        Active = "active",
        /// No longer.
        Cancelled = "cancelled",
        /// Not yet.
        Draft = "draft",
    }
}

codes! {
    /// How the person is related to whose insurance it is: FHIR's `subscriber-relationship`.
    SubscriberRelationship {
        /// The person's own.
        Itself = "self",
        /// A spouse's.
        Spouse = "spouse",
        /// A parent's.
        Child = "child",
        /// A child's.
        Parent = "parent",
        /// A partner's.
        CommonLaw = "common",
        /// Somebody else's.
        Other = "other",
    }
}

const CLASS: &str = "http://terminology.hl7.org/CodeSystem/coverage-class";

impl Coverage {
    /// Returns insurance with somebody: `Sunrise Health Plan`.
    pub fn new(payer: impl Into<String>) -> Self {
        Self { payer: Some(payer.into()), ..Self::default() }
    }

    fn classes(&mut self, form: &mut Form<'_>) -> Result<(), EntryError> {
        if !form.writes() {
            self.group = class(&form.object, "group");
            self.plan = class(&form.object, "plan");
            return Ok(());
        }
        let mut all: Vec<Node> = Vec::new();
        for (field, code, value) in [("group", "group", &self.group), ("plan", "plan", &self.plan)] {
            match check::optional_text(field, value.as_deref()) {
                Ok(Some(value)) => all.push(
                    Object::new()
                        .with("type", super::shape::fixed(CLASS, code, None))
                        .with("value", value)
                        .into(),
                ),
                Err(error) if form.is_strict() => return Err(error),
                Ok(None) | Err(_) => {}
            }
        }
        form.fixed_list("class", all);
        Ok(())
    }
}

fn class(coverage: &Object, code: &str) -> Option<String> {
    let mut classes = coverage.each("class").iter().filter_map(Node::object);
    let found = classes.find(|class| {
        let sort = class.get("type").and_then(Concept::read);
        sort.is_some_and(|sort| sort.codes.iter().any(|own| own.code.as_deref() == Some(code)))
    });
    found?.text("value").map(str::to_owned)
}

impl Described for Coverage {
    const TYPE: &'static str = "Coverage";

    fn describe(&mut self, form: &mut Form<'_>) -> Result<(), EntryError> {
        const RELATIONSHIP: &str = "http://terminology.hl7.org/CodeSystem/subscriber-relationship";
        if form.is_strict() && self.payer.is_none() {
            return Err(EntryError::Empty { field: "payer" });
        }
        form.status("status", &mut self.status, CoverageStatus::Active);
        form.concept("type", "sort", &mut self.sort)?;
        form.who("subscriber", "subscriber", &mut self.subscriber)?;
        form.text("subscriberId", "member id", &mut self.member_id)?;
        form.subject("beneficiary")?;
        form.coded("relationship", (RELATIONSHIP, super::shape::wordless), &mut self.relationship);
        form.period("period", ("start", &mut self.start), ("end", &mut self.end))?;
        form.who_list("payor", "payer", &mut self.payer)?;
        self.classes(form)?;
        form.text("network", "network", &mut self.network)?;
        form.settle(&mut self.status, &CoverageStatus::Active);
        Ok(())
    }
}
