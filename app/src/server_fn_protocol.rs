//! The protocol of server functions: arguments are form fields, the answer is JSON, and a refusal is a [`Failure`].
//! Each request names the reader of its page.

mod strict;

use std::pin::pin;

use charla::{ChatError, Failure};
use futures::future::{Either, select};
use gloo_net::http::Method;
use leptos::server_fn::{
    Bytes, Protocol,
    client::Client,
    codec::{FromReq, IntoReq, IntoRes, Json, PostUrl},
    request::ClientReq,
    server::Server,
};
use send_wrapper::SendWrapper;
use serde::{Deserialize, Serialize, de::DeserializeOwned};

use crate::{
    browser::{self, request, version},
    failure::CallFailure,
    headers::READER,
};
use strict::Strict;

/// A call without a complete answer is given up after this time, because its connection may be dead.
pub const REQUEST_TIMEOUT_MILLIS: u32 = 10_000;

/// The protocol of all server functions.
#[derive(Debug)]
pub struct ServerFnProtocol;

/// The server refuses unknown arguments. In the client all calls share [`Request::send`], which keeps the program
/// small.
impl<Input, Output, C, S> Protocol<Input, Output, C, S, CallFailure> for ServerFnProtocol
where
    Input: Serialize + DeserializeOwned + Send + 'static,
    Output: Serialize + DeserializeOwned + Send + 'static,
    C: Client<CallFailure>,
    S: Server<CallFailure>,
{
    const METHOD: Method = Method::POST;

    async fn run_server<F, Fut>(request: S::Request, function: F) -> Result<S::Response, CallFailure>
    where
        F: Fn(Input) -> Fut + Send,
        Fut: Future<Output = Result<Output, CallFailure>> + Send,
    {
        let Strict(input) = <Strict<Input> as FromReq<PostUrl, S::Request, CallFailure>>::from_req(request).await?;
        IntoRes::<Json, _, CallFailure>::into_res(function(input).await?).await
    }

    async fn run_client(path: &str, input: Input) -> Result<Output, CallFailure> {
        let request: Request = IntoReq::<PostUrl, _, CallFailure>::into_req(input, path, "application/json")?;
        let answer = request.send().await.map_err(CallFailure)?;
        serde_json::from_str(&answer).map_err(|_| CallFailure(Failure::Unreachable))
    }
}

/// A request of a server function.
#[derive(Debug)]
pub struct Request {
    path: String,
    fields: String,
}

/// The body of a refusal by any route under `/fn/`; other fields are ignored.
#[derive(Deserialize)]
struct Refused {
    #[serde(rename = "Refused")]
    error: ChatError,
}

impl Request {
    /// Sends the request and returns the body of the answer.
    async fn send(self) -> Result<String, Failure> {
        let Self { path, fields } = self;
        // `SendWrapper` is safe because the browser has only one thread.
        let answer = SendWrapper::new(async move {
            let reader = browser::reader();
            let headers = reader.as_deref().map(|reader| (READER, reader));
            let answer = pin!(request::post(&path, &fields, headers));
            match select(answer, pin!(browser::pause(REQUEST_TIMEOUT_MILLIS))).await {
                Either::Left((answer, _)) => {
                    let answer = answer.ok_or(Failure::Unreachable)?;
                    let is_of_another_build = version::check(answer.build.as_deref());
                    Ok((answer, is_of_another_build))
                }
                Either::Right(((), _)) => {
                    browser::recheck_connection();
                    Err(Failure::TimedOut)
                }
            }
        });
        let (answer, is_of_another_build) = answer.await?;
        if answer.status < 400 {
            return Ok(answer.body);
        }
        // A gateway may answer with another body.
        let Refused { error } = serde_json::from_str(&answer.body).map_err(|_| Failure::Unreachable)?;
        // The only place that leaves the page after a refusal: all calls, of the chat and of other components, come here.
        match error {
            ChatError::NotSignedIn => browser::go_to_sign_in(),
            ChatError::AnotherReader => browser::go_to_another(),
            _ => {}
        }
        Err(match error {
            // The refusal is not permanent: the page of the new build sends a valid request.
            ChatError::InvalidBody { .. } | ChatError::RouteNotFound if is_of_another_build => Failure::Unreachable,
            error => Failure::Refused(error),
        })
    }
}

impl ClientReq<CallFailure> for Request {
    type FormData = ();

    fn try_new_req_text(
        path: &str,
        _content_type: &str,
        _accepts: &str,
        body: String,
        _method: Method,
    ) -> Result<Self, CallFailure> {
        Ok(Self { path: path.to_owned(), fields: body })
    }

    fn try_new_req_query(_: &str, _: &str, _: &str, _: &str, _: Method) -> Result<Self, CallFailure> {
        Err(CallFailure(Failure::Unreachable))
    }

    fn try_new_req_bytes(_: &str, _: &str, _: &str, _: Bytes, _: Method) -> Result<Self, CallFailure> {
        Err(CallFailure(Failure::Unreachable))
    }

    fn try_new_req_form_data(_: &str, _: &str, _: &str, (): (), _: Method) -> Result<Self, CallFailure> {
        Err(CallFailure(Failure::Unreachable))
    }

    fn try_new_req_multipart(_: &str, _: &str, (): (), _: Method) -> Result<Self, CallFailure> {
        Err(CallFailure(Failure::Unreachable))
    }

    fn try_new_req_streaming(
        _: &str,
        _: &str,
        _: &str,
        _: impl futures::Stream<Item = Bytes> + Send + 'static,
        _: Method,
    ) -> Result<Self, CallFailure> {
        Err(CallFailure(Failure::Unreachable))
    }
}
