//! A write for its own sake: it shows that writing works.

use super::connections::Connections;
use crate::store::StoreError;

/// Changes nothing.
pub(in crate::store) const WRITE: &str = "update installation set name = name";

pub(super) async fn write(connections: &Connections) -> Result<(), StoreError> {
    let mut write = connections.write().await?;
    sqlx::query(WRITE).execute(&mut *write).await?;
    write.commit().await?;
    Ok(())
}
