//! Which redirects are followed.

use backpack_connect::{Error, ErrorKind, Redirects};
use http::HeaderValue;
use url::Url;

use crate::gate::forbidden;

/// The most redirects that are followed, whatever a request allows.
const MOST_HOPS: u8 = 5;

/// Returns where to go from `url`, if the request allows it; `None` if the answer is the answer itself. The gate has
/// yet to judge the address.
pub(crate) fn next_hop(
    url: &Url,
    location: Option<&HeaderValue>,
    redirects: Redirects,
    hops: u8,
) -> Result<Option<Url>, Error> {
    let (Redirects::SameOrigin(most) | Redirects::AnyHttps(most)) = redirects else { return Ok(None) };
    let Some(location) = location else { return Ok(None) };
    if hops >= most.min(MOST_HOPS) {
        return Err(forbidden("it redirects too often"));
    }
    let target = location.to_str().ok().and_then(|location| url.join(location).ok());
    let target = target.ok_or_else(|| Error::new(ErrorKind::Malformed("its redirect"), "send request"))?;
    if matches!(redirects, Redirects::SameOrigin(_)) && target.origin() != url.origin() {
        return Err(forbidden("it redirects to another origin"));
    }
    // From plain http on this machine, which only tests speak, everything is a step up.
    if url.scheme() == "https" && target.scheme() != "https" {
        return Err(forbidden("it redirects away from https"));
    }
    Ok(Some(target))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rules_of_redirects() {
        let hop = |location: &'static str, redirects, hops| {
            let url = "https://a.example/fhir/x?y=z".parse().unwrap();
            let location = HeaderValue::from_static(location);
            let next = next_hop(&url, Some(&location), redirects, hops);
            next.map(|next| next.map(String::from)).map_err(|error| error.kind().clone())
        };
        let to = |url: &str| Ok(Some(url.to_owned()));
        let refused = |why| Err(ErrorKind::Forbidden(why));
        let (same, any) = (Redirects::SameOrigin(2), Redirects::AnyHttps(2));
        assert_eq!(hop("b", same, 0), to("https://a.example/fhir/b"));
        assert_eq!(hop("//a.example:443/b", same, 1), to("https://a.example/b"));
        assert_eq!(hop("b", same, 2), refused("it redirects too often"));
        assert_eq!(hop("https://b.example/", same, 0), refused("it redirects to another origin"));
        assert_eq!(hop("https://a.example:444/", same, 0), refused("it redirects to another origin"));
        assert_eq!(hop("http://a.example/", same, 0), refused("it redirects to another origin"));
        let many = Redirects::SameOrigin(200);
        assert_eq!(hop("b", many, 4), to("https://a.example/fhir/b"));
        assert_eq!(hop("b", many, 5), refused("it redirects too often"));
        assert_eq!(hop("https://b.example/", any, 1), to("https://b.example/"));
        assert_eq!(hop("http://b.example/", any, 0), refused("it redirects away from https"));
        assert_eq!(hop("http://127.0.0.1/", any, 0), refused("it redirects away from https"));
        assert_eq!(hop("https://[", any, 0), Err(ErrorKind::Malformed("its redirect")));
        assert_eq!(hop("b", Redirects::None, 0), Ok(None));
    }
}
