//! Starts, steers and stops a demo portal.

use std::io;
use std::net::Ipv4Addr;
use std::sync::atomic::AtomicU64;
use std::sync::{Arc, Mutex};

use http::header;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use super::faults::{Armed, Fault, When};
use super::fhir::chart::PortalRecords;
use super::log::Request;
use super::options::PortalOptions;
use super::routes::routes;
use super::shared::{Portal, lock};
use super::sign_in::authorize;
use super::sign_in::keys::Signer;
use super::wire::{Door, Switch};

/// A running portal; it stops when dropped.
#[derive(Debug)]
pub struct DemoPortal {
    portal: Arc<Portal>,
    base: String,
    connections: Switch,
    serving: JoinHandle<()>,
}

impl DemoPortal {
    /// Starts a portal on the current tokio runtime, at 127.0.0.1.
    ///
    /// # Errors
    ///
    /// If the port cannot be had, or the operating system has no randomness for a key.
    pub async fn start(options: PortalOptions) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, options.port)).await?;
        let origin = format!("http://{}", listener.local_addr()?);
        let records = PortalRecords::new(&options.people, options.clock.now());
        let signer = Signer::new(options.id_tokens).ok_or_else(|| io::Error::other("no key can be made"))?;
        let portal = Arc::new(Portal {
            origin,
            options,
            records: Mutex::new(records),
            signer,
            tokens: Mutex::default(),
            registrations: Mutex::default(),
            rates: Mutex::default(),
            armed: Mutex::new(Armed::default()),
            log: Mutex::new(Vec::new()),
            answered: AtomicU64::new(0),
        });
        let connections = Switch::default();
        let door = Door { listener, all: connections.clone() };
        let app = routes(&portal).into_make_service_with_connect_info::<Switch>();
        let serving = tokio::spawn(async move {
            // Serving ends only when it is aborted: axum retries whatever fails at the listener.
            axum::serve(door, app).await.ok();
        });
        Ok(Self { base: portal.published_base(), portal, connections, serving })
    }

    /// Returns the FHIR base, such as `http://127.0.0.1:40123/fhir`.
    #[must_use]
    pub fn fhir_base(&self) -> &str {
        &self.base
    }

    /// Returns scheme, host and port, which is also the issuer that discovery and the redirect name.
    #[must_use]
    pub fn origin(&self) -> &str {
        &self.portal.origin
    }

    /// Returns the id of the registered client.
    #[must_use]
    pub fn client_id(&self) -> &str {
        &self.portal.options.client_id
    }

    /// Returns every request since the start or the last [`clear_requests`](Self::clear_requests), oldest first.
    #[must_use]
    pub fn requests(&self) -> Vec<Request> {
        lock(&self.portal.log).clone()
    }

    /// Forgets the requests so far.
    pub fn clear_requests(&self) {
        lock(&self.portal.log).clear();
    }

    /// Lets a fault happen at the requests that `when` says. Several may be armed at once.
    pub fn arm(&self, fault: Fault, when: When) {
        lock(&self.portal.armed).arm(fault, when);
    }

    /// Disarms every fault.
    pub fn disarm(&self) {
        lock(&self.portal.armed).clear();
    }

    /// Changes the records while the portal runs; what is changed is updated now, by the portal's clock.
    pub fn edit<T>(&self, change: impl FnOnce(&mut PortalRecords) -> T) -> T {
        let mut records = lock(&self.portal.records);
        records.set_now(self.portal.now());
        change(&mut records)
    }

    /// Answers an authorization address as a person does who signs in as `patient_id` and allows it; returns the
    /// address that the browser is then sent to, or nothing if there is only a page that says why not.
    #[must_use]
    pub fn allow(&self, authorization: &str, patient_id: &str) -> Option<String> {
        self.answer(authorization, patient_id)
    }

    /// Answers an authorization address as a person does who denies it; see [`allow`](Self::allow).
    #[must_use]
    pub fn deny(&self, authorization: &str) -> Option<String> {
        self.answer(authorization, "")
    }

    fn answer(&self, authorization: &str, patient: &str) -> Option<String> {
        let (_, query) = authorization.split_once('?')?;
        let striking = lock(&self.portal.armed).strike("/authorize", query);
        let response = authorize::decide(&self.portal, query, Some(patient), &striking);
        response.headers().get(header::LOCATION)?.to_str().ok().map(str::to_owned)
    }

    /// Returns the ids of the clients that registered themselves and are still there.
    #[must_use]
    pub fn registered_clients(&self) -> Vec<String> {
        lock(&self.portal.registrations).ids()
    }

    /// Ends every access token, as if its time had passed; refresh tokens stay.
    pub fn expire_access_tokens(&self) {
        lock(&self.portal.tokens).expire_all();
    }

    /// Revokes every sign-in, as a person does who withdraws an app's access.
    pub fn revoke_sign_ins(&self) {
        lock(&self.portal.tokens).revoke_all();
    }

    /// Stops the portal: its port is closed when this returns, and open connections fail.
    pub async fn stop(mut self) {
        self.connections.cut();
        self.serving.abort();
        // The only end is the abort just asked for.
        (&mut self.serving).await.ok();
    }
}

impl Drop for DemoPortal {
    fn drop(&mut self) {
        self.connections.cut();
        self.serving.abort();
    }
}
