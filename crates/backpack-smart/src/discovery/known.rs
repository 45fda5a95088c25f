//! What a portal said about itself, kept for a few minutes, and where it was met before.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use backpack_connect::{Context, Error, ErrorKind};
use backpack_core::Timestamp;
use url::{Origin, Url};

use super::{Portal, discover};
use crate::base::Base;
use crate::dialect::Pkce;

/// How long it is believed.
const FRESH: Duration = Duration::from_secs(300);

/// What a portal said about itself, and where it was met before.
#[derive(Debug, Default)]
pub(crate) struct Known(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    /// What it said, and when.
    said: Option<(Timestamp, Arc<Portal>)>,
    /// The servers of its sign-in when it was last met, as far as they are known.
    authorize: Option<Origin>,
    token: Option<Origin>,
}

impl Known {
    /// Returns what the portal says about itself: as it was said a few minutes ago, else asked for anew.
    ///
    /// A sign-in that moved to another server in the meantime is told once, not followed: whoever begins again goes on.
    pub(crate) async fn portal(
        &self,
        context: &Context,
        base: &Base,
        pkce: impl FnOnce(Option<&str>) -> Pkce + Send,
    ) -> Result<Arc<Portal>, Error> {
        let now = context.clock.now();
        if let Some((at, portal)) = &self.state().said
            // A clock that was set back says nothing about how old this is.
            && *at <= now
            && now.saturating_since(*at) < FRESH
        {
            return Ok(Arc::clone(portal));
        }
        let portal = Arc::new(discover(context, base, pkce).await?);
        let (authorize, token) = (portal.endpoints.authorize.origin(), portal.endpoints.token.origin());
        let mut state = self.state();
        state.said = Some((now, Arc::clone(&portal)));
        let before = [
            state.authorize.replace(authorize.clone()).is_none_or(|before| before == authorize),
            state.token.replace(token.clone()).is_none_or(|before| before == token),
        ];
        if before.contains(&false) {
            let moved = "its sign-in moved to another server since it was last asked";
            return Err(Error::new(ErrorKind::Forbidden(moved), "discover"));
        }
        Ok(portal)
    }

    /// Remembers where a grant came from, in case the portal was not asked about itself since the app started.
    pub(crate) fn met(&self, token_endpoint: &str) {
        if let Ok(url) = Url::parse(token_endpoint) {
            self.state().token.get_or_insert(url.origin());
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
