//! The operating system's keyring.

/// Makes the system's keyring the one that entries are kept in, if this was built with it and there is one.
#[cfg(feature = "keyring")]
pub fn of_the_system() -> anyhow::Result<()> {
    let ready = ::keyring::Entry::store_status().as_ref();
    ready.map(drop).map_err(|error| {
        anyhow::anyhow!("{error}").context(
            "this system has no keyring that can be reached (on Linux: a Secret Service, such as GNOME Keyring or \
             KWallet, in a session that is signed in); try `-- --rehearse`",
        )
    })
}

/// Says that there is none.
#[cfg(not(feature = "keyring"))]
pub fn of_the_system() -> anyhow::Result<()> {
    anyhow::bail!(
        "built without the system's keyring: run it with `--features keyring`, or with `-- --rehearse`"
    )
}
