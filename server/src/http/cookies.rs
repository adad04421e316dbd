//! Reads the cookies of requests, and sets those of responses.

use std::borrow::Cow;

use axum::{
    http::{HeaderMap, HeaderValue, header},
    response::Response,
};
use cookie::{Cookie, SameSite};
use time::Duration;

/// The longest time for which browsers keep cookies.
pub const LONGEST: Duration = Duration::days(400);

/// The name of the cookie with the session's token. The prefix `__Host-` keeps other hosts of the domain from setting it.
#[must_use]
pub const fn session(is_secure: bool) -> &'static str {
    if is_secure { "__Host-session" } else { "session" }
}

/// The name of the cookie with the token by which a browser is known again.
#[must_use]
pub const fn browser(is_secure: bool) -> &'static str {
    if is_secure { "__Host-browser" } else { "browser" }
}

/// Returns the value of the last cookie of this name. The server's cookies have the path `/`; browsers send cookies with
/// longer paths before them.
#[must_use]
pub fn value<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let cookies = cookies.flat_map(Cookie::split_parse).filter_map(Result::ok);
    cookies.filter(|cookie| cookie.name() == name).filter_map(|cookie| cookie.value_raw()).last()
}

/// Returns a cookie that the browser sends to this host alone: from its own pages, and when it follows a link. Scripts can
/// read it.
pub fn cookie<'a>(name: &'a str, value: impl Into<Cow<'a, str>>, max_age: Duration, is_secure: bool) -> Cookie<'a> {
    Cookie::build((name, value)).path("/").max_age(max_age).same_site(SameSite::Lax).secure(is_secure).build()
}

/// The same for a secret, which scripts cannot read.
pub fn secret<'a>(name: &'a str, value: impl Into<Cow<'a, str>>, max_age: Duration, is_secure: bool) -> Cookie<'a> {
    let mut cookie = cookie(name, value, max_age, is_secure);
    cookie.set_http_only(true);
    cookie
}

/// Adds the cookie after those that the response sets already.
pub fn set(response: &mut Response, cookie: &Cookie<'_>) {
    if let Ok(value) = HeaderValue::try_from(cookie.to_string()) {
        response.headers_mut().append(header::SET_COOKIE, value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cookie_is_read_by_its_name_and_nothing_else_of_the_header_matters() {
        let mut headers = HeaderMap::new();
        headers.append(header::COOKIE, "a=b; session=planted;;x; =; session".parse().expect("a header"));
        headers.append(header::COOKIE, "other=1;session=ours ; session2=x".parse().expect("a header"));
        assert_eq!(value(&headers, "session"), Some("ours"));
        assert_eq!(value(&headers, "a"), Some("b"));
        assert_eq!(value(&headers, "x"), None);
    }

    #[test]
    fn cookies_are_for_this_host_and_secrets_for_no_script() {
        let preference = cookie("theme", "dark", Duration::days(1), false);
        assert_eq!(preference.to_string(), "theme=dark; SameSite=Lax; Path=/; Max-Age=86400");
        let token = secret(session(true), "abc", Duration::days(1), true);
        assert_eq!(token.to_string(), "__Host-session=abc; HttpOnly; SameSite=Lax; Secure; Path=/; Max-Age=86400");
    }
}
