//! Which texts a filter shows, remembered from one search to the next: who types asks the same filter again and again.

use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use backpack_keep::Filter;

/// Nobody asked for it yet.
const UNKNOWN: i64 = i64::MAX;
/// It is not shown.
const NOT_SHOWN: i64 = i64::MAX - 1;

/// What was found out under one filter as of one commit group, text by text, as it is asked for.
#[derive(Debug)]
pub(crate) struct Shown {
    sequence: u64,
    filter: Filter,
    /// When each text was, in milliseconds.
    when: Vec<AtomicI64>,
}

/// The filter that was asked last.
#[derive(Debug, Default)]
pub(crate) struct LastShown(Mutex<Option<Arc<Shown>>>);

impl LastShown {
    /// Returns what is known under a filter as of a commit group, of so many texts; nothing is if it was another one before.
    pub(crate) fn under(&self, filter: &Filter, sequence: u64, texts: usize) -> Arc<Shown> {
        let mut last = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let known = last.as_ref().filter(|shown| {
            shown.sequence == sequence && shown.filter == *filter && shown.when.len() == texts
        });
        if let Some(known) = known {
            return Arc::clone(known);
        }
        let when = std::iter::repeat_with(|| AtomicI64::new(UNKNOWN)).take(texts).collect();
        Arc::clone(last.insert(Arc::new(Shown { sequence, filter: filter.clone(), when })))
    }
}

impl Shown {
    /// Says when a text was if it is shown, asking once.
    pub(crate) fn admits(&self, text: usize, ask: impl FnOnce() -> Option<i64>) -> Option<i64> {
        let slot = self.when.get(text)?;
        let when = match slot.load(Ordering::Relaxed) {
            UNKNOWN => {
                // Whoever asks at the same time gets the same answer: the catalog stays as it is meanwhile.
                let when = ask().map_or(NOT_SHOWN, |when| when.min(NOT_SHOWN - 1));
                slot.store(when, Ordering::Relaxed);
                when
            }
            when => when,
        };
        (when != NOT_SHOWN).then_some(when)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_asked_for_once_under_one_filter_and_commit_group() {
        let last = LastShown::default();
        let asked = std::cell::Cell::new(0);
        let ask = |filter: &Filter, sequence: u64, text: usize, answer: Option<i64>| {
            let shown = last.under(filter, sequence, 3);
            shown.admits(text, || {
                asked.set(asked.get() + 1);
                answer
            })
        };
        let (all, some) = (Filter::new(), Filter::new().code("1"));
        assert_eq!(ask(&all, 1, 0, Some(i64::MIN)), Some(i64::MIN));
        assert_eq!(ask(&all, 1, 0, None), Some(i64::MIN));
        assert_eq!((ask(&all, 1, 1, None), ask(&all, 1, 1, Some(5))), (None, None));
        assert_eq!(ask(&all, 1, 2, Some(i64::MAX)), Some(NOT_SHOWN - 1));
        assert_eq!((ask(&all, 1, 3, Some(1)), asked.get()), (None, 3));
        // Another filter, another commit group: nothing is known.
        assert_eq!(
            (ask(&some, 1, 0, None), ask(&all, 1, 0, Some(7)), ask(&all, 2, 0, Some(8))),
            (None, Some(7), Some(8))
        );
        assert_eq!(asked.get(), 6);
    }
}
