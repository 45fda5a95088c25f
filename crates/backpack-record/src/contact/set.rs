//! Building a contact field by field.

use super::{
    Address, Contact, ContactPoint, ContactSort, Identifier, NPI, Personal, PersonalRole, PointSort, Provider,
};

impl Contact {
    /// Returns a provider of whom only the name is known.
    #[must_use]
    pub fn provider(name: impl Into<String>) -> Self {
        Self::new(name, ContactSort::Provider(Provider::default()))
    }

    /// Returns an organisation of which only the name is known.
    #[must_use]
    pub fn organisation(name: impl Into<String>) -> Self {
        Self::new(name, ContactSort::Organisation(Provider::default()))
    }

    /// Returns somebody close of whom only the name is known.
    #[must_use]
    pub fn personal(name: impl Into<String>) -> Self {
        Self::new(name, ContactSort::Personal(Personal::default()))
    }

    fn new(name: impl Into<String>, sort: ContactSort) -> Self {
        Self { name: name.into(), sort, points: Vec::new(), address: None, note: None }
    }

    /// Sets what a provider is specialised in.
    #[must_use]
    pub fn with_specialty(self, specialty: impl Into<String>) -> Self {
        self.caring(|care| care.specialty = Some(specialty.into()))
    }

    /// Sets the organisation that a provider belongs to.
    #[must_use]
    pub fn with_organisation(self, organisation: impl Into<String>) -> Self {
        self.caring(|care| care.organisation = Some(organisation.into()))
    }

    /// Sets what a provider is there, or to the person.
    #[must_use]
    pub fn with_role(self, role: impl Into<String>) -> Self {
        self.caring(|care| care.role = Some(role.into()))
    }

    /// Says that the person no longer goes there.
    #[must_use]
    pub fn past(self) -> Self {
        self.caring(|care| care.is_past = true)
    }

    /// Adds a National Provider Identifier.
    #[must_use]
    pub fn with_npi(self, npi: impl Into<String>) -> Self {
        self.with_identifier(NPI, npi)
    }

    /// Adds an identifier.
    #[must_use]
    pub fn with_identifier(self, system: impl Into<String>, value: impl Into<String>) -> Self {
        self.caring(|care| care.identifiers.push(Identifier { system: system.into(), value: value.into() }))
    }

    /// Sets who somebody close is to the person.
    #[must_use]
    pub fn with_relation(self, relation: impl Into<String>) -> Self {
        self.close(|personal| personal.relation = Some(relation.into()))
    }

    /// Adds what somebody close is there for.
    #[must_use]
    pub fn there_as(self, role: PersonalRole) -> Self {
        self.close(|personal| {
            if !personal.roles.contains(&role) {
                personal.roles.push(role);
            }
        })
    }

    /// Adds a telephone number.
    #[must_use]
    pub fn with_phone(self, number: impl Into<String>) -> Self {
        self.with_point(ContactPoint::new(PointSort::Phone, number))
    }

    /// Adds a fax number.
    #[must_use]
    pub fn with_fax(self, number: impl Into<String>) -> Self {
        self.with_point(ContactPoint::new(PointSort::Fax, number))
    }

    /// Adds an e-mail address.
    #[must_use]
    pub fn with_email(self, address: impl Into<String>) -> Self {
        self.with_point(ContactPoint::new(PointSort::Email, address))
    }

    /// Adds a page on the web: `http://` or `https://`.
    #[must_use]
    pub fn with_web(self, url: impl Into<String>) -> Self {
        self.with_point(ContactPoint::new(PointSort::Web, url))
    }

    /// Adds the address of a patient portal: `http://` or `https://`.
    #[must_use]
    pub fn with_portal(self, url: impl Into<String>) -> Self {
        self.with_point(ContactPoint::new(PointSort::Portal, url))
    }

    /// Adds a way to reach them.
    #[must_use]
    pub fn with_point(mut self, point: ContactPoint) -> Self {
        self.points.push(point);
        self
    }

    /// Sets the postal address.
    #[must_use]
    pub fn with_address(mut self, address: Address) -> Self {
        self.address = Some(address);
        self
    }

    /// Sets a note of the person's own.
    #[must_use]
    pub fn with_note(mut self, note: impl Into<String>) -> Self {
        self.note = Some(note.into());
        self
    }

    /// What is said of care makes nothing of somebody close.
    fn caring(mut self, change: impl FnOnce(&mut Provider)) -> Self {
        if let ContactSort::Provider(care) | ContactSort::Organisation(care) = &mut self.sort {
            change(care);
        }
        self
    }

    fn close(mut self, change: impl FnOnce(&mut Personal)) -> Self {
        if let ContactSort::Personal(personal) = &mut self.sort {
            change(personal);
        }
        self
    }
}

impl ContactPoint {
    /// Returns a way to reach somebody, without a label.
    #[must_use]
    pub fn new(by: PointSort, value: impl Into<String>) -> Self {
        Self { by, value: value.into(), label: None }
    }

    /// Sets what it is.
    #[must_use]
    pub fn labelled(mut self, label: impl Into<String>) -> Self {
        self.label = Some(label.into());
        self
    }
}

impl Address {
    /// Returns an address of one line.
    #[must_use]
    pub fn new(line: impl Into<String>) -> Self {
        Self { lines: vec![line.into()], ..Self::default() }
    }

    /// Adds a line.
    #[must_use]
    pub fn with_line(mut self, line: impl Into<String>) -> Self {
        self.lines.push(line.into());
        self
    }

    /// Sets the city.
    #[must_use]
    pub fn with_city(mut self, city: impl Into<String>) -> Self {
        self.city = Some(city.into());
        self
    }

    /// Sets the state, province or region.
    #[must_use]
    pub fn with_state(mut self, state: impl Into<String>) -> Self {
        self.state = Some(state.into());
        self
    }

    /// Sets the postal code.
    #[must_use]
    pub fn with_postal_code(mut self, code: impl Into<String>) -> Self {
        self.postal_code = Some(code.into());
        self
    }

    /// Sets the country.
    #[must_use]
    pub fn with_country(mut self, country: impl Into<String>) -> Self {
        self.country = Some(country.into());
        self
    }
}
