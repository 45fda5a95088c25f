//! What a portal said about itself, kept for a few minutes.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use backpack_connect::{Context, Error, ErrorKind};
use backpack_core::Timestamp;

use crate::base::Base;
use crate::discovery::{Portal, discover};

/// How long it is believed.
const FRESH: Duration = Duration::from_secs(300);

/// What a portal said about itself, and when.
#[derive(Debug, Default)]
pub(crate) struct Known(Mutex<Option<(Timestamp, Arc<Portal>)>>);

impl Known {
    /// Returns what the portal says about itself: as it was said a few minutes ago, else asked for anew.
    ///
    /// A sign-in that moved to another server in the meantime is told once, not followed: whoever begins again goes on.
    pub(crate) async fn portal(&self, context: &Context, base: &Base) -> Result<Arc<Portal>, Error> {
        let now = context.clock.now();
        let before = self.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some((at, portal)) = &before
            // A clock that was set back says nothing about how old this is.
            && *at <= now
            && now.saturating_since(*at) < FRESH
        {
            return Ok(Arc::clone(portal));
        }
        let portal = Arc::new(discover(context, base).await?);
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some((now, Arc::clone(&portal)));
        match before {
            Some((_, before)) if !same_servers(&before, &portal) => {
                let moved = "its sign-in moved to another server since it was last asked";
                Err(Error::new(ErrorKind::Forbidden(moved), "discover"))
            }
            _ => Ok(portal),
        }
    }
}

fn same_servers(one: &Portal, other: &Portal) -> bool {
    let origins = |portal: &Portal| (portal.endpoints.authorize.origin(), portal.endpoints.token.origin());
    origins(one) == origins(other)
}
