#![doc = include_str!("../README.md")]

mod convert;
mod decimal;
mod error;
mod parse;
mod ratio;
mod shown;
mod spelling;
mod substance;
mod table;
mod unit;

pub use convert::{Conversion, convert, convert_test};
pub use decimal::Decimal;
pub use error::UnitError;
pub use shown::{raised, shown};
pub use spelling::ucum_of;
pub use substance::{Bridge, Substance, same_test, substance_of};
pub use unit::Unit;
