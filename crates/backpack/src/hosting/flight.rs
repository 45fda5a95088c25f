//! Opening once for all who ask at the same time.

use std::collections::HashMap;
use std::future::Future;
use std::hash::Hash;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use futures_util::FutureExt as _;
use futures_util::future::{BoxFuture, Shared};

use crate::{Error, ErrorKind};

/// What is being opened. Whoever asks meanwhile gets the same answer, a failure too; whoever asks later begins anew.
#[derive(Debug)]
pub(super) struct Flights<K, V>(Arc<Under<K, V>>);

#[derive(Debug)]
struct Under<K, V>(Mutex<HashMap<K, Flight<V>>>);

type Flight<V> = Shared<BoxFuture<'static, Result<V, Arc<Error>>>>;

impl<K, V> Default for Flights<K, V> {
    fn default() -> Self {
        Self(Arc::new(Under(Mutex::default())))
    }
}

impl<K, V> Under<K, V> {
    fn lock(&self) -> MutexGuard<'_, HashMap<K, Flight<V>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<K: Copy + Eq + Hash + Send + Sync + 'static, V: Clone + Send + Sync + 'static> Flights<K, V> {
    /// Joins the work that goes on under this name, or begins it. It runs to its end even if nobody waits for it any more.
    pub(super) async fn join<F>(&self, key: K, begin: impl FnOnce() -> F) -> Result<V, Error>
    where
        F: Future<Output = Result<V, Error>> + Send + 'static,
    {
        let flight = {
            let mut under_way = self.0.lock();
            match under_way.get(&key) {
                Some(flight) => flight.clone(),
                None => {
                    let flight = self.start(key, begin());
                    under_way.insert(key, flight.clone());
                    flight
                }
            }
        };
        flight.await.map_err(|error| again(&error))
    }

    fn start(&self, key: K, work: impl Future<Output = Result<V, Error>> + Send + 'static) -> Flight<V> {
        let landing = Landing { under: Arc::clone(&self.0), key };
        let task = tokio::spawn(async move {
            let done = work.await;
            drop(landing);
            done
        });
        let answer = task.map(|ended| match ended {
            Ok(done) => done.map_err(Arc::new),
            // A task ends early only when its runtime does.
            Err(source) => Err(Arc::new(Error::new(ErrorKind::Closed, "open account").with_source(source))),
        });
        answer.boxed().shared()
    }
}

/// Takes a flight off the list, however it ends.
struct Landing<K: Eq + Hash, V> {
    under: Arc<Under<K, V>>,
    key: K,
}

impl<K: Eq + Hash, V> Drop for Landing<K, V> {
    fn drop(&mut self) {
        self.under.lock().remove(&self.key);
    }
}

/// The same failure, for one more who waited.
fn again(error: &Arc<Error>) -> Error {
    let again = Error::new(error.kind().clone(), error.operation()).with_retry(error.retry());
    again.with_source(Arc::clone(error))
}
