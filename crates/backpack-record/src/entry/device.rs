//! Devices and implants.

use super::form::{Described, Form};
use super::json::{Node, Object};
use super::setters::{builder, codes};
use super::{Concept, EntryError, check};

const DEVICE: &str = "device";

builder! {
    /// A device that the person uses, or an implant: FHIR `DeviceUseStatement` with the `Device` in it.
    ///
    /// In use, or no longer once an end is set, unless said otherwise.
    Device: "DeviceUseStatement", named what = "what it is" {
        status: value(DeviceStatus) = "whether it is in use",
        start: text = "since when the person has it, as precisely as known",
        end: text = "until when the person had it, as precisely as known",
        manufacturer: text = "who made it",
        model: text = "its model number or name",
        serial_number: text = "its serial number",
        lot: text = "its lot number",
        identifier: text = "its device identifier (the DI of a UDI)",
        made: text = "when it was made, as precisely as known",
        expires: text = "until when it is good, as precisely as known",
        body_site: concept = "where in the body it is",
        reason: concept = "what it is for",
        note: text = "what else there is to say, as a note",
    }
}

codes! {
    /// Whether a device is in use.
    DeviceStatus {
        /// In use.
        Active = "active",
        /// No longer.
        Completed = "completed",
        /// To come.
        Intended = "intended",
        /// Stopped early.
        Stopped = "stopped",
        /// Paused.
        OnHold = "on-hold",
    }
}

impl Device {
    /// Returns a device: `Pacemaker`, `Hearing aid`.
    pub fn new(what: impl Into<Concept>) -> Self {
        Self { what: what.into(), ..Self::default() }
    }

    const fn implied(&self) -> DeviceStatus {
        if self.end.is_some() { DeviceStatus::Completed } else { DeviceStatus::Active }
    }

    fn thing(&mut self, form: &mut Form<'_>) -> Result<(), EntryError> {
        form.fixed("resourceType", "Device");
        form.fixed("id", DEVICE);
        form.within_first("udiCarrier", |form| {
            form.text("deviceIdentifier", "identifier", &mut self.identifier)
        })?;
        form.text("manufacturer", "manufacturer", &mut self.manufacturer)?;
        form.date("manufactureDate", "made", &mut self.made)?;
        form.date("expirationDate", "expires", &mut self.expires)?;
        form.text("lotNumber", "lot", &mut self.lot)?;
        form.text("serialNumber", "serial number", &mut self.serial_number)?;
        form.text("modelNumber", "model", &mut self.model)?;
        form.named("type", "name", &mut self.what)?;
        form.subject("patient")
    }

    fn reference(&self, form: &mut Form<'_>) -> Result<(), EntryError> {
        if !form.writes() {
            return Ok(());
        }
        let reference = Object::new().with("reference", format!("#{DEVICE}"));
        match check::text("name", &self.what.text) {
            Ok(name) => form.object.push("device", reference.with("display", name)),
            Err(error) if form.is_strict() => return Err(error),
            Err(_) => form.object.push("device", reference),
        }
        Ok(())
    }
}

impl Described for Device {
    const TYPE: &'static str = "DeviceUseStatement";

    fn describe(&mut self, form: &mut Form<'_>) -> Result<(), EntryError> {
        let implied = self.implied();
        form.within_first("contained", |form| self.thing(form))?;
        if !form.writes() && self.what.text.is_empty() {
            // A device that is only pointed to is called as the reference calls it.
            let device = form.object.get("device").and_then(Node::object);
            self.what = Concept::new(device.and_then(|device| device.text("display")).unwrap_or_default());
        }
        form.status("status", &mut self.status, implied);
        form.subject("subject")?;
        form.period("timingPeriod", ("start", &mut self.start), ("end", &mut self.end))?;
        self.reference(form)?;
        form.concept_list("reasonCode", "reason", &mut self.reason)?;
        form.concept("bodySite", "body site", &mut self.body_site)?;
        form.note(&mut self.note)?;
        let implied = self.implied();
        form.settle(&mut self.status, &implied);
        Ok(())
    }
}
