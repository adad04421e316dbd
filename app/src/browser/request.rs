//! A request to the server.

use gloo_net::http;
use web_sys::AbortController;

use super::server_time;
use crate::headers::BUILD;

#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub body: String,
    /// The build of the server's client files, if the answer names it.
    pub build: Option<String>,
}

/// Posts form fields. Returns `None` without a complete answer. Dropping the future aborts the request.
pub async fn post(path: &str, fields: &str, headers: impl IntoIterator<Item = (&str, &str)>) -> Option<Answer> {
    let abort = AbortOnDrop(AbortController::new().ok());
    let signal = abort.0.as_ref().map(AbortController::signal);
    let request = http::Request::post(path)
        .header("content-type", "application/x-www-form-urlencoded")
        .header("accept", "application/json")
        .abort_signal(signal.as_ref());
    let request = headers.into_iter().fold(request, |request, (name, value)| request.header(name, value));
    let request = request.body(fields).ok()?;
    let sent_at = super::now();
    let response = request.send().await.ok()?;
    if let Some(date) = response.headers().get("date") {
        server_time::learn_date(&date, sent_at);
    }
    let (status, build) = (response.status(), response.headers().get(BUILD));
    Some(Answer { status, body: response.text().await.ok()?, build })
}

/// Aborts the request on drop; has no effect after it is complete.
struct AbortOnDrop(Option<AbortController>);

impl Drop for AbortOnDrop {
    fn drop(&mut self) {
        if let Some(abort) = &self.0 {
            abort.abort();
        }
    }
}
