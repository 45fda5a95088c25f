//! Conveniences over any connector. Nobody implements these.

use async_trait::async_trait;

use crate::{Connector, Context, Cursor, Error, Grant, Item, Next, Outcome, Query};

/// Conveniences over any connector.
#[async_trait]
pub trait ConnectorExt: Connector {
    /// Pulls a query to its end into memory. For tests and small sources; the engine pulls page by page.
    ///
    /// # Errors
    ///
    /// As [`Connector::pull`].
    async fn pull_all(
        &self,
        context: &Context,
        grant: &Grant,
        query: &Query,
        mut cursor: Option<Cursor>,
    ) -> Result<(Vec<Item>, Option<Cursor>, Outcome), Error> {
        let mut items = Vec::new();
        loop {
            context.check("pull")?;
            let page = self.pull(context, grant, query, cursor.as_ref()).await?;
            items.extend(page.items);
            match page.next {
                Next::More(next) => cursor = Some(next),
                Next::Done(next, outcome) => return Ok((items, next, outcome)),
            }
        }
    }
}

impl<C: Connector + ?Sized> ConnectorExt for C {}
