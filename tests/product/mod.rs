//! What a person does with a Backpack, line by line: docs/product.md says which test stands for which line.

mod amending;
mod card_gaps;
mod card_off;
mod card_sheets;
mod cards;
mod connecting;
mod contacts;
mod entries;
mod files;
mod finding;
mod overlay;
mod people;
mod requests;
mod safe;
mod said;
mod seeing;
mod sharing;
mod visits;
mod ways_in;
