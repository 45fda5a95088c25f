//! People, places, devices, money, appointments and messages: the rows, sorted by name.

use super::Shape;
use crate::Kind;

pub(super) static SHAPES: &[Shape] = &[
    Shape::new("Account", Kind::Claim)
        .titles(&["name", "description"])
        .codes(&["type"])
        .dates(&["servicePeriod", "activePeriod", "coveragePeriod"])
        .who(&["owner"]),
    Shape::new("Appointment", Kind::Appointment)
        .titles(&["description"])
        .codes(&["serviceType", "appointmentType", "type", "specialty", "serviceCategory"])
        .dates(&["start", "requestedPeriod", "created"])
        .who(&["participant"]),
    Shape::new("AppointmentResponse", Kind::Appointment)
        .titles(&["comment"])
        .codes(&["participantType"])
        .dates(&["start"])
        .who(&["actor"]),
    Shape::new("AuditEvent", Kind::Other)
        .codes(&["type", "code", "subtype"])
        .dates(&["recorded", "occurredDateTime", "occurredPeriod"])
        .who(&["agent"]),
    Shape::new("Basic", Kind::Other).codes(&["code"]).dates(&["created"]).who(&["author"]),
    Shape::new("BiologicallyDerivedProduct", Kind::Other)
        .codes(&["productCode", "productCategory"])
        .dates(&["collection.collectedDateTime", "collection.collectedPeriod"])
        .who(&["collection.collector"]),
    Shape::new("Bundle", Kind::Other).codes(&["type"]).dates(&["timestamp"]),
    Shape::new("CareTeam", Kind::CareTeam)
        .titles(&["name", "category", "participant.member"])
        .codes(&["category", "reasonCode", "reason"])
        .dates(&["period"])
        .who(&["participant", "managingOrganization"]),
    Shape::new("ChargeItem", Kind::Claim)
        .codes(&["code"])
        .dates(&["occurrenceDateTime", "occurrencePeriod", "occurrenceTiming", "enteredDate"])
        .who(&["performer", "enterer"]),
    Shape::new("Claim", Kind::Claim)
        .titles(&["item.productOrService", "item.service", "prescription.display", "type"])
        .codes(&["type", "item.productOrService", "item.service", "subType"])
        .dates(&["billablePeriod", "created"])
        .who(&["provider", "careTeam.provider", "insurer", "organization", "enterer", "target"]),
    Shape::new("ClaimResponse", Kind::Claim)
        .titles(&["disposition", "type", "insurer"])
        .codes(&["type"])
        .dates(&["created"])
        .who(&["insurer", "requestor", "requestProvider", "organization"]),
    Shape::new("Communication", Kind::Message)
        .titles(&["topic", "subject.display", "payload.contentString", "note.text", "category"])
        .codes(&["topic", "category", "medium", "reasonCode"])
        .dates(&["sent", "received"])
        .who(&["sender", "recipient"]),
    Shape::new("CommunicationRequest", Kind::Message)
        .titles(&["payload.contentString", "category"])
        .codes(&["category", "medium"])
        .dates(&[
            "occurrenceDateTime",
            "occurrencePeriod",
            "scheduledDateTime",
            "scheduledPeriod",
            "authoredOn",
            "requestedOn",
        ])
        .who(&["requester", "sender", "recipient", "informationProvider"]),
    Shape::new("Coverage", Kind::Coverage)
        .titles(&[
            "payor",
            "insurer",
            "issuer",
            "class.name",
            "classes.name",
            "grouping.planDisplay",
            "plan",
            "type",
        ])
        .codes(&["type", "relationship"])
        .dates(&["period"])
        .who(&["payor", "insurer", "issuer"]),
    Shape::new("CoverageEligibilityRequest", Kind::Coverage)
        .titles(&["insurer", "purpose"])
        .codes(&["purpose"])
        .dates(&["servicedDate", "servicedPeriod", "created"])
        .who(&["provider", "insurer", "enterer"]),
    Shape::new("CoverageEligibilityResponse", Kind::Coverage)
        .titles(&["disposition", "insurer", "purpose"])
        .codes(&["purpose"])
        .dates(&["servicedDate", "servicedPeriod", "created"])
        .who(&["insurer", "requestor"]),
    Shape::new("Device", Kind::Device)
        .titles(&[
            "type",
            "deviceName.name",
            "name.value",
            "displayName",
            "udi.name",
            "model",
            "modelNumber",
            "distinctIdentifier",
            "manufacturer",
        ])
        .codes(&["type", "definition.concept"])
        .dates(&["manufactureDate"])
        .who(&["owner"]),
    Shape::new("DeviceAssociation", Kind::Device)
        .titles(&["device"])
        .codes(&["relationshipStatus", "category"])
        .dates(&["period"]),
    Shape::new("DeviceComponent", Kind::Device)
        .codes(&["type"])
        .dates(&["lastSystemChange"])
        .who(&["source"]),
    Shape::new("DeviceDispense", Kind::Device)
        .codes(&["device"])
        .dates(&["whenHandedOver", "preparedDate"])
        .who(&["performer"]),
    Shape::new("DeviceMetric", Kind::Device).codes(&["type"]),
    Shape::new("DeviceRequest", Kind::Device)
        .codes(&["codeCodeableConcept", "code", "codeReference"])
        .dates(&["occurrenceDateTime", "occurrencePeriod", "occurrenceTiming", "authoredOn"])
        .who(&["requester", "performer", "recorder"]),
    Shape::new("DeviceUsage", Kind::Device)
        .codes(&["device", "usageReason"])
        .dates(&["timingDateTime", "timingPeriod", "timingTiming", "dateAsserted"])
        .who(&["informationSource"]),
    Shape::new("DeviceUseRequest", Kind::Device)
        .titles(&["device"])
        .codes(&["device", "indication"])
        .dates(&["timingDateTime", "timingPeriod", "timingTiming", "orderedOn", "recordedOn"]),
    Shape::new("DeviceUseStatement", Kind::Device)
        .titles(&["device", "reasonCode", "indication"])
        .codes(&["device", "reasonCode", "indication"])
        .dates(&["timingDateTime", "timingPeriod", "timingTiming", "whenUsed", "recordedOn"])
        .who(&["source"]),
    Shape::new("EligibilityRequest", Kind::Coverage)
        .titles(&["insurer"])
        .codes(&["type"])
        .dates(&["servicedDate", "servicedPeriod", "created"])
        .who(&["provider", "organization", "insurer"]),
    Shape::new("EligibilityResponse", Kind::Coverage)
        .titles(&["disposition", "insurer"])
        .codes(&["type"])
        .dates(&["created"])
        .who(&["insurer", "organization"]),
    Shape::new("EnrollmentRequest", Kind::Coverage)
        .titles(&["insurer"])
        .codes(&[])
        .dates(&["created"])
        .who(&["provider", "organization", "insurer"]),
    Shape::new("EnrollmentResponse", Kind::Coverage)
        .titles(&["disposition"])
        .codes(&[])
        .dates(&["created"])
        .who(&["organization"]),
    Shape::new("ExplanationOfBenefit", Kind::Claim)
        .titles(&["item.productOrService", "item.service", "type"])
        .codes(&["type", "item.productOrService", "item.service", "subType"])
        .dates(&["billablePeriod", "created"])
        .who(&["provider", "careTeam.provider", "insurer", "organization", "enterer", "facility"]),
    Shape::new("Group", Kind::Other).titles(&["name"]).codes(&["code", "type"]).who(&["managingEntity"]),
    Shape::new("HealthcareService", Kind::CareTeam)
        .titles(&["name", "serviceName"])
        .codes(&["type", "serviceType.type", "category", "specialty"])
        .who(&["providedBy"]),
    Shape::new("InsurancePlan", Kind::Coverage)
        .titles(&["name"])
        .codes(&["type"])
        .dates(&["period"])
        .who(&["ownedBy", "administeredBy"]),
    Shape::new("Invoice", Kind::Claim)
        .codes(&["type"])
        .dates(&["date", "creation", "periodDate", "periodPeriod"])
        .who(&["issuer", "participant"]),
    Shape::new("List", Kind::Other).titles(&["title"]).codes(&["code"]).dates(&["date"]).who(&["source"]),
    Shape::new("Location", Kind::CareTeam)
        .titles(&["name", "description"])
        .codes(&["type", "physicalType", "form"])
        .who(&["managingOrganization"]),
    Shape::new("Measure", Kind::Other)
        .titles(&["title", "name"])
        .codes(&["topic"])
        .dates(&["date"])
        .who(&["author"]),
    Shape::new("MessageHeader", Kind::Message)
        .codes(&["eventCoding", "event", "reason"])
        .dates(&["timestamp"])
        .who(&["author", "sender", "responsible"]),
    Shape::new("OperationOutcome", Kind::Other)
        .titles(&["issue.details", "issue.diagnostics", "issue.code"])
        .codes(&["issue.details", "issue.code"]),
    Shape::new("Organization", Kind::CareTeam).titles(&["name", "alias"]).codes(&["type"]).who(&["partOf"]),
    Shape::new("OrganizationAffiliation", Kind::CareTeam)
        .titles(&["participatingOrganization", "code"])
        .codes(&["code", "specialty"])
        .dates(&["period"])
        .who(&["organization", "participatingOrganization"]),
    Shape::new("Parameters", Kind::Other).codes(&[]),
    Shape::new("Patient", Kind::Other).titles(&["name"]).codes(&[]).who(&[
        "generalPractitioner",
        "careProvider",
        "managingOrganization",
    ]),
    Shape::new("PaymentNotice", Kind::Claim)
        .codes(&["paymentStatus"])
        .dates(&["created", "paymentDate"])
        .who(&["provider", "payee"]),
    Shape::new("PaymentReconciliation", Kind::Claim)
        .titles(&["disposition", "type"])
        .codes(&["type", "paymentStatus"])
        .dates(&["paymentDate", "created", "period"])
        .who(&["paymentIssuer", "requestor"]),
    Shape::new("Permission", Kind::Other).codes(&[]).dates(&["date"]).who(&["asserter"]),
    Shape::new("Person", Kind::Other).titles(&["name"]).codes(&[]).who(&["managingOrganization"]),
    Shape::new("Practitioner", Kind::CareTeam)
        .titles(&["name", "qualification.code"])
        .codes(&["qualification.code", "practitionerRole.role", "role"])
        .who(&["practitionerRole.managingOrganization"]),
    Shape::new("PractitionerRole", Kind::CareTeam)
        .titles(&["practitioner", "code", "specialty", "organization"])
        .codes(&["code", "specialty"])
        .dates(&["period"])
        .who(&["practitioner", "organization", "location"]),
    Shape::new("Provenance", Kind::Other)
        .titles(&["activity", "reason"])
        .codes(&["activity", "reason", "agent.type"])
        .dates(&["occurredDateTime", "occurredPeriod", "period", "recorded"])
        .who(&["agent"]),
    Shape::new("RelatedPerson", Kind::CareTeam)
        .titles(&["name", "relationship"])
        .codes(&["relationship"])
        .dates(&["period"]),
    Shape::new("ResearchStudy", Kind::Other)
        .titles(&["title"])
        .codes(&["category", "focus", "condition"])
        .dates(&["period"])
        .who(&["sponsor", "principalInvestigator"]),
    Shape::new("ResearchSubject", Kind::Other).titles(&["study"]).codes(&[]).dates(&["period"]),
    Shape::new("Schedule", Kind::Appointment)
        .codes(&["serviceType", "type", "specialty"])
        .dates(&["planningHorizon"])
        .who(&["actor"]),
    Shape::new("Slot", Kind::Appointment)
        .codes(&["serviceType", "appointmentType", "type", "specialty"])
        .dates(&["start"]),
    Shape::new("Substance", Kind::Other).titles(&["code", "description"]).codes(&["code", "category"]),
    Shape::new("SupplyDelivery", Kind::Device)
        .codes(&["suppliedItem.itemCodeableConcept", "suppliedItem.itemReference", "suppliedItem", "type"])
        .dates(&["occurrenceDateTime", "occurrencePeriod", "occurrenceTiming", "time", "whenPrepared"])
        .who(&["supplier"]),
    Shape::new("SupplyRequest", Kind::Device)
        .codes(&[
            "itemCodeableConcept",
            "item",
            "itemReference",
            "orderedItem",
            "orderedItemCodeableConcept",
            "kind",
            "category",
        ])
        .dates(&["occurrenceDateTime", "occurrencePeriod", "occurrenceTiming", "authoredOn", "date", "when"])
        .who(&["requester", "supplier", "source"]),
    Shape::new("VerificationResult", Kind::Other).codes(&[]).dates(&["lastPerformed", "statusDate"]),
    Shape::new("VisionPrescription", Kind::Device)
        .codes(&["lensSpecification.product", "dispense.product"])
        .dates(&["dateWritten", "created"])
        .who(&["prescriber"]),
];
