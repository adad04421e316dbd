//! The body of an answer, which frees its share when it is read or dropped.

use std::{
    pin::Pin,
    task::{Context, Poll, ready},
};

use axum::body::{Body, Bytes};
use hyper::body::{Body as HttpBody, Frame, SizeHint};

use super::Admitted;

/// Bytes that are given to the connection at once. It asks for the next chunk when it has nearly sent the last one; given
/// everything, it would buffer the whole answer.
const CHUNK_BYTES: usize = 16 * 1_024;

#[derive(Debug)]
pub struct AdmittedBody {
    body: Body,
    rest: Bytes,
    admitted: Admitted,
}

impl AdmittedBody {
    pub const fn new(body: Body, admitted: Admitted) -> Self {
        Self { body, rest: Bytes::new(), admitted }
    }
}

impl HttpBody for AdmittedBody {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        if self.rest.is_empty() {
            let frame = match ready!(Pin::new(&mut self.body).poll_frame(cx)) {
                Some(Ok(frame)) => frame,
                end => return Poll::Ready(end),
            };
            match frame.into_data() {
                Ok(data) => {
                    self.admitted.meter.count(data.len());
                    self.rest = data;
                }
                Err(trailers) => return Poll::Ready(Some(Ok(trailers))),
            }
        }
        let piece = CHUNK_BYTES.min(self.rest.len());
        Poll::Ready(Some(Ok(Frame::data(self.rest.split_to(piece)))))
    }

    fn is_end_stream(&self) -> bool {
        self.rest.is_empty() && self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        let (rest, hint) = (self.rest.len() as u64, self.body.size_hint());
        let mut all = SizeHint::new();
        all.set_lower(rest + hint.lower());
        if let Some(upper) = hint.upper() {
            all.set_upper(rest + upper);
        }
        all
    }
}

#[cfg(test)]
mod tests {
    use std::future::poll_fn;

    use charla::{UserId, limits::ANSWER_BYTES};

    use super::*;
    use crate::{
        config::Config,
        limits::admission::{Admission, AnswerKind, Cost, Requester},
    };

    const COST: Cost = Cost { reads: 1, answer: AnswerKind::Long };
    const LENGTH: usize = ANSWER_BYTES - 1_000;

    #[tokio::test(start_paused = true)]
    async fn an_answer_holds_its_room_until_it_is_read() {
        let mut config = Config::new("http://127.0.0.1".parse().expect("an origin"));
        config.answer_bytes = 2 * ANSWER_BYTES;
        let admission = Admission::new(&config);
        let (ana, luis) = (Requester::User(UserId(1)), Requester::User(UserId(2)));
        let (home, elsewhere) = ([203, 0, 113, 1].into(), [198, 51, 100, 1].into());
        let admitted = admission.admit(ana, home, COST).await.expect("room");
        let mut answer = admission.answer(admitted, COST.answer, Body::from(vec![7; LENGTH])).await.expect("room");
        assert_eq!(answer.size_hint().exact(), Some(LENGTH as u64));
        assert!(admission.admit(luis, elsewhere, COST).await.is_err());

        let mut taken = 0;
        while let Some(frame) = poll_fn(|cx| Pin::new(&mut answer).poll_frame(cx)).await {
            let piece = frame.expect("no failure").into_data().expect("data").len();
            assert!(piece <= CHUNK_BYTES);
            taken += piece;
            assert_eq!(answer.size_hint().exact(), Some((LENGTH - taken) as u64));
        }
        assert!(answer.is_end_stream());
        drop(answer);
        assert!(admission.admit(luis, elsewhere, COST).await.is_ok());
    }
}
