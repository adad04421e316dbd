//! The page to return to from an error page.

use axum::{
    extract::Request,
    http::{Method, header},
};

use crate::{
    http::{forms::page_of_form, local_path::LocalPath},
    net::origin::Origin,
};

/// Returns the path of the page that the request came from: the page of this site that `Referer` names, otherwise the page
/// with the form. `None` if it is not known.
#[must_use]
pub fn way_back(request: &Request, public_url: &Origin) -> Option<String> {
    let referer = request.headers().get(header::REFERER).and_then(|referer| referer.to_str().ok());
    if let Some(path) = referer.and_then(|referer| path_on(public_url, referer)) {
        return Some(path.to_owned());
    }
    let is_form = *request.method() == Method::POST;
    page_of_form(request.uri().path()).filter(|page| is_form && *page != "/").map(ToOwned::to_owned)
}

/// Returns the path and query of an address of this site; `None` for another site.
fn path_on<'a>(site: &Origin, address: &'a str) -> Option<&'a str> {
    let after_scheme = address.find("://")? + "://".len();
    let (origin, path) = address.split_at(after_scheme + address[after_scheme..].find('/')?);
    Some(path).filter(|path| site.is_same(origin) && LocalPath::is_local(path))
}

#[cfg(test)]
mod tests {
    use axum::body::Body;

    use super::*;

    fn back_from(method: Method, path: &str, referer: Option<&str>) -> Option<String> {
        let site = "https://chat.example".parse().expect("an origin");
        let mut request = Request::builder().method(method).uri(path);
        if let Some(referer) = referer {
            request = request.header(header::REFERER, referer);
        }
        way_back(&request.body(Body::empty()).expect("a request"), &site)
    }

    #[test]
    fn the_way_back_leads_to_the_page_of_this_site_that_the_request_came_from() {
        let back = |referer| back_from(Method::POST, "/conversations/4/read", Some(referer));
        assert_eq!(back("https://chat.example/people?q=a%20b").as_deref(), Some("/people?q=a%20b"));
        for other in [
            "https://evil.example/people",
            "https://chat.example.evil.example/people",
            "https://chat.example@evil.example/people",
            "https://chat.example//evil.example",
            "https://chat.example",
            "javascript:alert(1)",
            "/people",
            "",
        ] {
            assert_eq!(back(other).as_deref(), Some("/conversations/4"), "the page of the form instead of {other:?}");
        }
    }

    #[test]
    fn without_a_referer_only_a_form_has_a_way_back() {
        let back = |method, path| back_from(method, path, None);
        assert_eq!(back(Method::POST, "/settings/password").as_deref(), Some("/settings"));
        assert_eq!(back(Method::POST, "/logout"), None);
        assert_eq!(back(Method::GET, "/people"), None);
    }
}
