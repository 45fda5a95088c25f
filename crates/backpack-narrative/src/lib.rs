#![doc = include_str!("../README.md")]

mod allowed;
mod aside;
mod attributes;
mod cda;
mod decode;
mod html;
mod limits;
mod not_shown;
mod picture;
mod plain;
mod references;
mod resource;
mod safe_html;
mod tags;
mod wall;
mod writer;
mod xhtml;
mod xml;

pub use cda::{CdaDocument, CdaSection, NonXmlBody, read_cda};
pub use html::clean_html;
pub use limits::NarrativeLimits;
pub use not_shown::NotShown;
pub use resource::clean_narrative;
pub use safe_html::SafeHtml;
