//! Runnable examples of Backpack, one file each.
