//! What people do, from the facade to the disk and the portal.

mod again;
mod copying;
mod damage;
mod dialects;
mod disconnect;
mod doors;
mod entries;
mod faults;
mod files;
mod from_files;
mod import;
mod interrupted;
mod life;
mod people;
mod portal_doors;
mod repair;
mod salvage;
mod searching;
mod strangers;
