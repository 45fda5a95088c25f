//! A whole portal in one screen: sign-in with a password, one query, pages, increments.
//! Run: `cargo run --example custom_connector`
#![expect(clippy::print_stdout, reason = "an example talks to a person")]

use std::sync::Arc;

use anyhow::Context as _;
use backpack::connect::{
    Answer, Capabilities, Connector, Context, Cursor, Descriptor, Error, ErrorKind, Field, FieldKind, Grant,
    Item, Next, Outcome, Page, PatientRef, Pending, Prompt, Query, Step, Turn, async_trait,
};
use backpack::{Filter, Person, SignIn};

/// A corner pharmacy that hands out what it dispensed, two items a page, oldest first.
#[derive(Debug)]
struct Pharmacy {
    dispensed: Vec<&'static str>,
}

#[async_trait]
impl Connector for Pharmacy {
    fn descriptor(&self) -> Descriptor {
        let can = Capabilities { incremental: true, ..Capabilities::default() };
        Descriptor::new("pharmacy", "corner-pharmacy", "Corner Pharmacy").with_capabilities(can)
    }

    async fn authorize(&self, _: &Context, turn: Turn<'_>) -> Result<Step, Error> {
        match turn {
            Turn::Begin => {
                let fields = vec![Field::new("card", "Card number", FieldKind::Password)];
                Ok(Step::Ask(Prompt::Fields(fields), Pending::new(b"asked for the card".to_vec().into())))
            }
            Turn::Resume(pending, Answer::Fields(fields))
                if pending.secret.expose() == b"asked for the card" =>
            {
                match fields.get("card") {
                    Some(card) if card.expose() == "4711" => {
                        let patient = PatientRef::new("customer-1").with_name("Ana Ruiz");
                        Ok(Step::Done(vec![Grant::new(patient, b"a session".to_vec().into())]))
                    }
                    _ => Err(Error::new(ErrorKind::Denied("no such card".to_owned()), "sign in")),
                }
            }
            _ => Err(Error::new(ErrorKind::WrongAnswer("not an answer to this question"), "sign in")),
        }
    }

    async fn plan(&self, _: &Context, _: &Grant) -> Result<Vec<Query>, Error> {
        Ok(vec![Query::new("dispensed", "medications")])
    }

    async fn pull(
        &self,
        context: &Context,
        _: &Grant,
        _: &Query,
        cursor: Option<&Cursor>,
    ) -> Result<Page, Error> {
        context.check("pull")?;
        let from = cursor.and_then(|cursor| String::from_utf8_lossy(&cursor.bytes).parse().ok()).unwrap_or(0);
        let until = self.dispensed.len().min(from + 2);
        let items: Vec<_> = self.dispensed.iter().skip(from).take(2).map(|body| Item::json(*body)).collect();
        let next = Cursor::new(until.to_string());
        let more = until < self.dispensed.len();
        Ok(Page::new(items, if more { Next::More(next) } else { Next::Done(Some(next), Outcome::Done) }))
    }
}

fn pharmacy() -> Pharmacy {
    Pharmacy {
        dispensed: vec![
            r#"{"resourceType":"MedicationDispense","id":"1","status":"completed","medicationCodeableConcept":{"text":"Ibuprofen 400 mg"},"whenHandedOver":"2026-03-02"}"#,
            r#"{"resourceType":"MedicationDispense","id":"2","status":"completed","medicationCodeableConcept":{"text":"Amoxicillin 500 mg"},"whenHandedOver":"2026-05"}"#,
            r#"{"resourceType":"MedicationDispense","id":"3","status":"completed","medicationCodeableConcept":{"text":"Cetirizine 10 mg"}}"#,
        ],
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<()> {
    let account = backpack_examples::account::in_memory().await?;
    let backpack = account.add_backpack(Person::new("Ana Ruiz")).await?;

    let SignIn::Ask { attempt, .. } = backpack.connect(Arc::new(pharmacy())).await? else {
        anyhow::bail!("the pharmacy asks for a card");
    };
    let answer = Answer::Fields([("card".to_owned(), "4711".into())].into());
    let SignIn::Done(connections) = backpack.answer(attempt, answer).await? else {
        anyhow::bail!("the card is enough");
    };
    let report = backpack.sync(*connections.first().context("the card has a customer")?).await?;
    println!("Corner Pharmacy: {} received, {} new", report.received, report.new);
    backpack.find(&Filter::new()).records.iter().for_each(backpack_examples::words::line);
    Ok(())
}

#[cfg(test)]
mod conformance {
    use super::{Answer, Connector, Pharmacy, Prompt, async_trait, pharmacy};

    struct Subject(Pharmacy);

    #[async_trait]
    impl backpack_testkit::connector::ConnectorSubject for Subject {
        fn connector(&self) -> &dyn Connector {
            &self.0
        }

        async fn answer(&self, _: &Prompt) -> Option<Answer> {
            Some(Answer::Fields([("card".to_owned(), "4711".into())].into()))
        }
    }

    backpack_testkit::connector_conformance!(async || Subject(pharmacy()));

    #[test]
    fn the_example_runs() {
        super::main().unwrap();
    }
}
