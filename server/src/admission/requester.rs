//! Whose share a request is taken from.

use axum::{extract::FromRequestParts, http::request::Parts};
use charla::UserId;

use crate::{
    client_address::ClientAddress, net::network::Network, refusal::Refusal, state::AppState, visitor::SignedIn,
};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Requester {
    User(UserId),
    /// Of somebody who is not signed in.
    Network(Network),
}

impl FromRequestParts<AppState> for Requester {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Refusal> {
        if let Some(me) = SignedIn::of(parts)? {
            return Ok(Self::User(me.id()));
        }
        let Ok(ClientAddress(address)) = ClientAddress::from_request_parts(parts, state).await;
        Ok(Self::Network(Network::of(address)))
    }
}
