//! What an allergy is to.

use super::parts::{Top, capped_text};
use crate::AllergyTo;
use crate::json::Json;
use crate::scan::scan;

impl AllergyTo {
    /// Reads what the body of an `AllergyIntolerance` says of its category: a list of codes, or one in DSTU2.
    #[must_use]
    pub fn read(body: &[u8]) -> Self {
        let mut to = Self::default();
        let Ok(scanned) = scan(body, None) else { return to };
        let top = Top::new(scanned.doc.root());
        for category in top.get("category").into_iter().flat_map(Json::each).filter_map(capped_text) {
            match &*category {
                "medication" | "biologic" => to.medication = true,
                "food" => to.food = true,
                "environment" => to.environment = true,
                _ => {}
            }
        }
        to
    }
}
