//! Whose Backpacks they are, and the portal that has their records: in this process, without a network.

use std::sync::{Mutex, PoisonError};

use async_trait::async_trait;
use backpack::connect::{
    Capabilities, Connector, Context, Cursor, Descriptor, Error, ErrorKind, Grant, Item, Next, Outcome, Page,
    PatientRef, Query, Step, Turn,
};
use backpack::core::SecretBytes;
use backpack_bench::with_narrative;
use backpack_testkit::people::{PeopleOptions, Person};
use bytes::Bytes;

/// How many records a page has when an account is filled, as portals send them.
const FILLED_PAGE: usize = 50;
/// Seeds of pages begin here, beyond those of accounts.
const PAGE_SEEDS: u64 = 1 << 40;

/// The patient every grant is for: who is who is of no matter here, since the guard is off.
const PATIENT: &str = "somebody";
const PORTAL: &str = "https://portal.invalid/fhir";

/// A portal that gives the pages it was made with, one after the other, and nothing when they are through.
#[derive(Debug)]
pub(crate) struct PagesPortal {
    pages: Mutex<std::vec::IntoIter<Vec<Item>>>,
}

impl PagesPortal {
    fn new(pages: Vec<Vec<Item>>) -> Self {
        Self { pages: Mutex::new(pages.into_iter()) }
    }

    /// Returns the whole record of the person an account is for, and its raw bytes.
    pub(crate) fn whole(account: u64, records: usize, narrative: usize) -> (Self, u64) {
        let person = Person::from_seed(account, PeopleOptions::with_resources(records));
        let (mut pages, mut bytes) = (vec![Vec::new()], 0);
        for resource in person.resources() {
            let body = with_narrative(&resource, narrative);
            bytes += body.len() as u64;
            if pages.last().is_none_or(|page: &Vec<Item>| page.len() == FILLED_PAGE) {
                pages.push(Vec::new());
            }
            if let Some(page) = pages.last_mut() {
                page.push(Item::json(body));
            }
        }
        (Self::new(pages), bytes)
    }

    /// Returns a portal where nothing is new.
    pub(crate) fn nothing() -> Self {
        Self::new(Vec::new())
    }

    /// Returns a page that no account has yet, of a person of its own. What everybody's record begins with is left out.
    pub(crate) fn page(number: u64, records: usize, narrative: usize) -> Self {
        let person = Person::from_seed(PAGE_SEEDS + number, PeopleOptions::with_resources(records * 2));
        let resources = person.resources().skip(records).take(records);
        Self::new(vec![resources.map(|resource| Item::json(with_narrative(&resource, narrative))).collect()])
    }
}

#[async_trait]
impl Connector for PagesPortal {
    fn descriptor(&self) -> Descriptor {
        let able = Capabilities { incremental: true, many_patients: true, ..Capabilities::default() };
        Descriptor::new("pages", PORTAL, "Pages").with_capabilities(able)
    }

    async fn authorize(&self, _: &Context, turn: Turn<'_>) -> Result<Step, Error> {
        let Turn::Begin = turn else {
            return Err(Error::new(ErrorKind::WrongAnswer("pages ask nothing"), "authorize"));
        };
        Ok(Step::Done(vec![Grant::new(PatientRef::new(PATIENT), SecretBytes::new(Vec::new()))]))
    }

    async fn plan(&self, _: &Context, _: &Grant) -> Result<Vec<Query>, Error> {
        Ok(vec![Query::new("everything", "Everything")])
    }

    async fn pull(&self, _: &Context, _: &Grant, _: &Query, _: Option<&Cursor>) -> Result<Page, Error> {
        let (page, left) = {
            let mut pages = self.pages.lock().unwrap_or_else(PoisonError::into_inner);
            (pages.next().unwrap_or_default(), pages.len())
        };
        let outcome = if page.is_empty() { Outcome::Empty } else { Outcome::Done };
        // No two pages of a sync begin at the same place, or they would go round in a circle.
        let cursor = Cursor::new(left.to_be_bytes().to_vec());
        Ok(Page::new(page, if left == 0 { Next::Done(Some(cursor), outcome) } else { Next::More(cursor) }))
    }
}

/// Returns bytes of a file that nobody else has and that do not compress, as scans and photographs do not.
pub(crate) fn file(seed: u64, bytes: usize) -> Bytes {
    let mut random = Random::new(seed);
    let words = std::iter::repeat_with(|| random.next().to_le_bytes()).take(bytes.div_ceil(8));
    let mut content: Vec<u8> = words.flatten().collect();
    content.truncate(bytes);
    content.into()
}

/// Numbers that look random and are the same in every run.
#[derive(Debug)]
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    /// Returns a number below `end`, which is more than zero.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        (self.next() >> 11) as usize % end.max(1)
    }
}
