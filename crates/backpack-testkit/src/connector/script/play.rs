//! How the scripted connector plays its script.

use std::collections::VecDeque;

use async_trait::async_trait;
use backpack_connect::{
    Answer, BodyStream, Connector, Context, Cursor, Descriptor, Download, Error, ErrorKind, Grant, Item,
    Link, Next, Outcome, Page, PatientRef, Pending, Prompt, Query, Step, Turn,
};
use backpack_core::SecretBytes;
use url::Url;

use super::ScriptedConnector;

#[async_trait]
impl Connector for ScriptedConnector {
    fn descriptor(&self) -> Descriptor {
        self.descriptor.clone()
    }

    async fn authorize(&self, context: &Context, turn: Turn<'_>) -> Result<Step, Error> {
        self.enter(context, "authorize".to_owned()).await?;
        let asks = self.lock().asks;
        match turn {
            Turn::Begin if asks => {
                self.lock().secret += 1;
                let page = Url::parse("https://portal.invalid/authorize")
                    .map_err(|cause| Error::new(ErrorKind::Local, "authorize").with_source(cause))?;
                return Ok(Step::Ask(Prompt::Open(page), Pending::new(secret(self.lock().secret))));
            }
            Turn::Begin => self.lock().secret += 1,
            Turn::Resume(pending, Answer::Redirect(_)) if asks => {
                let mut script = self.lock();
                if pending.secret.expose() != secret(script.secret).expose() {
                    return Err(Error::new(ErrorKind::WrongAnswer("state"), "authorize"));
                }
                script.secret += 1;
            }
            _ => return Err(Error::new(ErrorKind::WrongAnswer("answer"), "authorize")),
        }
        let patients = self.lock().patients.clone();
        let user = self.lock().user.clone();
        let grants = patients.into_iter().map(|patient| self.new_grant(context, patient));
        let signed_in = grants.map(|mut grant| {
            grant.user.clone_from(&user);
            grant
        });
        Ok(Step::Done(signed_in.collect()))
    }

    async fn plan(&self, context: &Context, grant: &Grant) -> Result<Vec<Query>, Error> {
        self.enter(context, "plan".to_owned()).await?;
        self.check(context, grant)?;
        Ok(self.lock().queries.iter().map(|asked| asked.query.clone()).collect())
    }

    async fn pull(
        &self,
        context: &Context,
        grant: &Grant,
        query: &Query,
        cursor: Option<&Cursor>,
    ) -> Result<Page, Error> {
        let _under_way = UnderWay::begin(self);
        self.enter(context, format!("pull {}", query.id)).await?;
        self.check(context, grant)?;
        self.page(query, cursor)
    }

    async fn refresh(&self, context: &Context, grant: &Grant) -> Result<Grant, Error> {
        self.claims(self.descriptor.capabilities.refresh, "refresh")?;
        self.enter(context, "refresh".to_owned()).await?;
        {
            let mut script = self.lock();
            if grant.secret.expose() != secret(script.secret).expose() {
                return Err(Error::new(ErrorKind::NeedsSignIn, "refresh"));
            }
            script.secret += 1;
        }
        Ok(self.new_grant(context, grant.patient.clone()))
    }

    async fn open(
        &self,
        context: &Context,
        grant: &Grant,
        link: &Link,
        offset: u64,
    ) -> Result<Download, Error> {
        self.claims(self.descriptor.capabilities.attachments, "open")?;
        self.enter(context, format!("open {}", link.url)).await?;
        self.check(context, grant)?;
        let mut script = self.lock();
        let file = script.files.get_mut(&link.url).ok_or_else(|| Error::new(ErrorKind::NotFound, "open"))?;
        let from = usize::try_from(offset).unwrap_or(usize::MAX).min(file.bytes.len());
        let rest = file.bytes.slice(from..);
        let mut chunks = vec![Ok(rest.clone())];
        if let Some(after) = file.breaks.pop_front() {
            let broken = Error::new(ErrorKind::Unreachable, "open");
            chunks = vec![Ok(rest.slice(..after.min(rest.len()))), Err(broken)];
        }
        let body = BodyStream::new(futures_util::stream::iter(chunks));
        let mut download = Download::new(Some(file.media_type.clone()), Some(file.bytes.len() as u64), body);
        download.offset = from as u64;
        Ok(download)
    }

    async fn revoke(&self, context: &Context, grant: &Grant) -> Result<(), Error> {
        self.claims(self.descriptor.capabilities.revoke, "revoke")?;
        self.enter(context, "revoke".to_owned()).await?;
        self.check(context, grant)?;
        self.withdraw();
        Ok(())
    }
}

impl ScriptedConnector {
    /// Counts a call, and hangs or fails if the script says so.
    async fn enter(&self, context: &Context, operation: String) -> Result<(), Error> {
        let (failure, hangs) = {
            let mut script = self.lock();
            let number: u64 = script.calls.values().sum();
            let failure = script.failures.get_mut(&operation).and_then(VecDeque::pop_front).flatten();
            let broken = script.breaks.as_ref().filter(|(at, _)| *at == number);
            let broken = broken.map(|(_, kind)| Error::new(kind.clone(), "scripted failure"));
            let failure = broken.or(failure);
            *script.calls.entry(operation).or_default() += 1;
            (failure, script.hangs == Some(number))
        };
        if hangs {
            context.cancel.cancelled().await;
        }
        let turns = self.lock().turns;
        for _ in 0..turns {
            tokio::task::yield_now().await;
        }
        context.check("scripted call")?;
        failure.map_or(Ok(()), Err)
    }

    fn check(&self, context: &Context, grant: &Grant) -> Result<(), Error> {
        let good = secret(self.lock().secret);
        let in_time = grant.expires.is_none_or(|expires| context.clock.now() < expires);
        if grant.secret.expose() == good.expose() && in_time {
            return Ok(());
        }
        Err(Error::new(ErrorKind::NeedsSignIn, "scripted call"))
    }

    fn claims(&self, claimed: bool, operation: &'static str) -> Result<(), Error> {
        if claimed { Ok(()) } else { Err(Error::new(ErrorKind::Unsupported, operation)) }
    }

    fn new_grant(&self, context: &Context, patient: PatientRef) -> Grant {
        let script = self.lock();
        let mut grant = Grant::new(patient, secret(script.secret));
        grant.expires = script.lifetime.map(|lifetime| context.clock.now().saturating_add(lifetime));
        grant.scopes.clone_from(&script.scopes);
        grant.refreshable = self.descriptor.capabilities.refresh;
        grant
    }

    fn page(&self, query: &Query, cursor: Option<&Cursor>) -> Result<Page, Error> {
        let mut script = self.lock();
        script.targets.extend(query.targets.iter().cloned());
        let (generation, size) = (script.generation, script.page_size);
        let asked = script.queries.iter().find(|asked| asked.query.id == query.id);
        let asked = asked.ok_or_else(|| Error::new(ErrorKind::NotFound, "pull"))?;
        let (since, start) = read_cursor(cursor)?;
        let fresh = asked.items.iter().filter(|(came, _)| since.is_none_or(|since| *came > since));
        let asked_for =
            fresh.map(|(_, item)| item).filter(|item| !query.follows || is_target(item, &query.targets));
        let rest: Vec<&Item> = asked_for.skip(start).collect();
        let items: Vec<Item> = rest.iter().take(size).map(|item| (*item).clone()).collect();
        let next = if asked.circles {
            Next::More(write_cursor(since, 0))
        } else if rest.len() > size {
            Next::More(write_cursor(since, start + size))
        } else {
            let mark = write_cursor(Some(generation), 0);
            let mark = self.descriptor.capabilities.incremental.then_some(mark);
            let is_empty = asked.items.is_empty() && asked.outcome == Outcome::Done;
            Next::Done(mark, if is_empty { Outcome::Empty } else { asked.outcome.clone() })
        };
        let bytes = items
            .iter()
            .map(|item| if let Item::Put(put) = item { put.body.len() } else { 0 })
            .sum::<usize>();
        let mut page = Page::new(items, next);
        page.bytes = bytes as u64;
        Ok(page)
    }
}

/// Counts a pull while it is under way.
struct UnderWay<'a>(&'a ScriptedConnector);

impl<'a> UnderWay<'a> {
    fn begin(connector: &'a ScriptedConnector) -> Self {
        let mut script = connector.lock();
        script.open_pulls += 1;
        script.most_pulls = script.most_pulls.max(script.open_pulls);
        drop(script);
        Self(connector)
    }
}

impl Drop for UnderWay<'_> {
    fn drop(&mut self) {
        self.0.lock().open_pulls -= 1;
    }
}

fn secret(number: u64) -> SecretBytes {
    SecretBytes::new(format!("scripted-secret-{number:08}").into_bytes())
}

/// Says whether a reference asks for an item.
pub(super) fn is_target(item: &Item, targets: &[String]) -> bool {
    let Item::Put(put) = item else { return false };
    let body: Option<serde_json::Value> = serde_json::from_slice(&put.body).ok();
    let word = |name: &str| body.as_ref()?.get(name)?.as_str();
    let name =
        word("resourceType").zip(word("id")).map(|(resource_type, id)| format!("{resource_type}/{id}"));
    name.is_some_and(|name| targets.iter().any(|target| target.ends_with(&name)))
}

fn write_cursor(since: Option<u64>, start: usize) -> Cursor {
    let since = since.map_or_else(|| "all".to_owned(), |since| since.to_string());
    Cursor::new(format!("{since}/{start}"))
}

fn read_cursor(cursor: Option<&Cursor>) -> Result<(Option<u64>, usize), Error> {
    let Some(cursor) = cursor else { return Ok((None, 0)) };
    let expired = || Error::new(ErrorKind::CursorExpired, "pull");
    let text = std::str::from_utf8(&cursor.bytes).map_err(|_| expired())?;
    let (since, start) = text.split_once('/').ok_or_else(expired)?;
    let since = if since == "all" { None } else { Some(since.parse().map_err(|_| expired())?) };
    Ok((since, start.parse().map_err(|_| expired())?))
}
