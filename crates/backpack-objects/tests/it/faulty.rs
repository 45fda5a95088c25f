//! A storage that fails when told to.

use std::fmt;
use std::ops::Range;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use backpack_objects::object_store::path::Path;
use backpack_objects::object_store::{
    CopyOptions, Error, GetOptions, GetResult, GetResultPayload, ListResult, MultipartUpload, ObjectMeta,
    ObjectStore, PutMultipartOptions, PutOptions, PutPayload, PutResult, RenameOptions, Result,
};
use bytes::Bytes;
use futures_util::stream::BoxStream;
use futures_util::{StreamExt as _, stream};

/// How a call fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// It does nothing and fails.
    Before,
    /// It does everything and its answer is lost.
    After,
    /// It never answers.
    Silent,
    /// An answer's body fails half-way; a call without a body loses its answer.
    Cut,
    /// An answer's body ends half-way as if that were all.
    Short,
}

pub(crate) const FAULTS: [Fault; 5] = [Fault::Before, Fault::After, Fault::Silent, Fault::Cut, Fault::Short];

/// Passes every call on to another storage, and fails those it was told to.
#[derive(Debug)]
pub(crate) struct Faulty {
    inner: Arc<dyn ObjectStore>,
    calls: AtomicU64,
    plan: Mutex<Plan>,
}

#[derive(Clone, Copy, Debug)]
struct Plan {
    fault: Fault,
    calls: (u64, u64),
}

impl Faulty {
    pub(crate) fn new(inner: Arc<dyn ObjectStore>) -> Arc<Self> {
        let plan = Plan { fault: Fault::Before, calls: (0, 0) };
        Arc::new(Self { inner, calls: AtomicU64::new(0), plan: Mutex::new(plan) })
    }

    /// Makes the calls `from..to` fail, counted from now on; 0 is the next.
    pub(crate) fn fail(&self, fault: Fault, calls: Range<u64>) {
        self.calls.store(0, Ordering::SeqCst);
        *self.plan.lock().unwrap() = Plan { fault, calls: (calls.start, calls.end) };
    }

    /// Forgets the plan, and goes on counting.
    pub(crate) fn mend(&self) {
        *self.plan.lock().unwrap() = Plan { fault: Fault::Before, calls: (0, 0) };
    }

    /// Returns how many calls there were since the plan was made.
    pub(crate) fn calls(&self) -> u64 {
        self.calls.load(Ordering::SeqCst)
    }

    fn next(&self) -> Option<Fault> {
        let call = self.calls.fetch_add(1, Ordering::SeqCst);
        let plan = *self.plan.lock().unwrap();
        (plan.calls.0..plan.calls.1).contains(&call).then_some(plan.fault)
    }

    async fn pass<T: Send>(&self, call: impl Future<Output = Result<T>> + Send) -> Result<T> {
        match self.next() {
            None => call.await,
            Some(Fault::Before) => Err(broken()),
            Some(Fault::Silent) => std::future::pending().await,
            Some(Fault::After | Fault::Cut | Fault::Short) => {
                drop(call.await?);
                Err(broken())
            }
        }
    }

    fn listed(
        &self,
        found: BoxStream<'static, Result<ObjectMeta>>,
    ) -> BoxStream<'static, Result<ObjectMeta>> {
        match self.next() {
            None => found,
            Some(Fault::Silent) => stream::pending().boxed(),
            // A listing that ends early without a word is a storage that cannot be used; these fail half-way.
            Some(_) => found.take(1).chain(stream::once(async { Err(broken()) })).boxed(),
        }
    }
}

fn broken() -> Error {
    Error::Generic { store: "Faulty", source: "it was told to, at a secret address".into() }
}

fn broken_body(body: BoxStream<'static, Result<Bytes>>, fault: Fault, length: u64) -> GetResultPayload {
    let half = usize::try_from(length / 2).unwrap();
    let first = body.scan(0, move |given: &mut usize, bytes| {
        let bytes = bytes.unwrap();
        let kept = bytes.slice(..bytes.len().min(half - *given));
        *given += kept.len();
        std::future::ready((!kept.is_empty()).then_some(Ok(kept)))
    });
    let end = stream::iter((fault == Fault::Cut).then(|| Err(broken())));
    GetResultPayload::Stream(first.chain(end).boxed())
}

impl fmt::Display for Faulty {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Faulty")
    }
}

#[async_trait]
impl ObjectStore for Faulty {
    async fn put_opts(&self, location: &Path, payload: PutPayload, options: PutOptions) -> Result<PutResult> {
        self.pass(self.inner.put_opts(location, payload, options)).await
    }

    async fn put_multipart_opts(&self, _: &Path, _: PutMultipartOptions) -> Result<Box<dyn MultipartUpload>> {
        unreachable!("a part is an object of its own")
    }

    async fn get_opts(&self, location: &Path, options: GetOptions) -> Result<GetResult> {
        let fault = self.next();
        match fault {
            None => self.inner.get_opts(location, options).await,
            Some(Fault::Before | Fault::After) => Err(broken()),
            Some(Fault::Silent) => std::future::pending().await,
            Some(fault) => {
                let answer = self.inner.get_opts(location, options).await?;
                let (meta, range, attributes) =
                    (answer.meta.clone(), answer.range.clone(), answer.attributes.clone());
                let extensions = answer.extensions.clone();
                let payload = broken_body(answer.into_stream(), fault, range.end - range.start);
                Ok(GetResult { payload, meta, range, attributes, extensions })
            }
        }
    }

    fn delete_stream(&self, locations: BoxStream<'static, Result<Path>>) -> BoxStream<'static, Result<Path>> {
        match self.next() {
            None => self.inner.delete_stream(locations),
            Some(Fault::Silent) => stream::pending().boxed(),
            Some(Fault::Before) => stream::once(async { Err(broken()) }).boxed(),
            Some(_) => self.inner.delete_stream(locations).map(|_| Err(broken())).boxed(),
        }
    }

    fn list(&self, prefix: Option<&Path>) -> BoxStream<'static, Result<ObjectMeta>> {
        self.listed(self.inner.list(prefix))
    }

    fn list_with_offset(
        &self,
        prefix: Option<&Path>,
        offset: &Path,
    ) -> BoxStream<'static, Result<ObjectMeta>> {
        self.listed(self.inner.list_with_offset(prefix, offset))
    }

    async fn list_with_delimiter(&self, _: Option<&Path>) -> Result<ListResult> {
        unreachable!("nothing is listed by folders")
    }

    async fn copy_opts(&self, _: &Path, _: &Path, _: CopyOptions) -> Result<()> {
        unreachable!("nothing is copied")
    }

    async fn rename_opts(&self, _: &Path, _: &Path, _: RenameOptions) -> Result<()> {
        unreachable!("nothing is renamed")
    }
}
