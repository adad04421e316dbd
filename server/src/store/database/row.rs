//! The rows that a query returns, and how they become values.

use std::cell::Cell;

use sqlx::{Column as _, Decode, Postgres, Row as _, Sqlite, Type, postgres::PgRow, sqlite::SqliteRow};

use crate::store::{SessionKey, StoreError};

/// A row while it is read.
pub struct Row<'r> {
    source: Source<'r>,
    /// The column after the one that was read last. Values are usually read in the order of their columns.
    next: Cell<usize>,
}

pub(super) enum Source<'r> {
    InPlace(&'r rusqlite::Row<'r>),
    Sqlite(&'r SqliteRow),
    Postgres(&'r PgRow),
}

impl<'r> Row<'r> {
    pub(super) const fn new(source: Source<'r>) -> Self {
        Self { source, next: Cell::new(0) }
    }

    pub const fn in_place(row: &'r rusqlite::Row<'r>) -> Self {
        Self::new(Source::InPlace(row))
    }

    /// The value of the column with this name.
    ///
    /// # Errors
    /// [`StoreError::Database`] if there is no such column, or its type is another one.
    pub fn get<T: Column>(&self, name: &str) -> Result<T, StoreError> {
        let index = self.index(name).ok_or_else(|| sqlx::Error::ColumnNotFound(name.to_owned()))?;
        self.next.set(index + 1);
        self.at(index)
    }

    /// Whether the value of the column with this name is null.
    pub fn is_null(&self, name: &str) -> Result<bool, StoreError> {
        let index = self.index(name).ok_or_else(|| sqlx::Error::ColumnNotFound(name.to_owned()))?;
        Ok(match &self.source {
            Source::InPlace(row) => row.get_ref(index)? == rusqlite::types::ValueRef::Null,
            Source::Sqlite(row) => sqlx::ValueRef::is_null(&row.try_get_raw(index)?),
            Source::Postgres(row) => sqlx::ValueRef::is_null(&row.try_get_raw(index)?),
        })
    }

    fn at<T: Column>(&self, index: usize) -> Result<T, StoreError> {
        match &self.source {
            Source::InPlace(row) => Ok(row.get(index)?),
            Source::Sqlite(row) => Ok(row.try_get(index)?),
            Source::Postgres(row) => Ok(row.try_get(index)?),
        }
    }

    fn index(&self, name: &str) -> Option<usize> {
        let (count, next) = (self.count(), self.next.get());
        (next..count).chain(0..next.min(count)).find(|index| self.name(*index) == name)
    }

    fn count(&self) -> usize {
        match &self.source {
            Source::InPlace(row) => row.as_ref().column_count(),
            Source::Sqlite(row) => row.len(),
            Source::Postgres(row) => row.len(),
        }
    }

    fn name(&self, index: usize) -> &str {
        match &self.source {
            Source::InPlace(row) => row.as_ref().column_name(index).unwrap_or_default(),
            Source::Sqlite(row) => row.column(index).name(),
            Source::Postgres(row) => row.column(index).name(),
        }
    }
}

/// A type of single values.
pub trait Column:
    for<'r> Decode<'r, Sqlite>
    + Type<Sqlite>
    + for<'r> Decode<'r, Postgres>
    + Type<Postgres>
    + rusqlite::types::FromSql
    + Field
{
}

/// The source of a field of a struct: the column with its name; or, if the field is a struct or an `Option` of one,
/// the columns of that struct.
pub trait Field: Sized {
    fn read(row: &Row<'_>, name: &str) -> Result<Self, StoreError>;
}

/// A struct that is declared with [`from_row`], or a tuple of the first columns.
pub trait FromRow: Sized + Send {
    fn from_row(row: &Row<'_>) -> Result<Self, StoreError>;
}

macro_rules! columns {
    ($($type:ty),*) => {
        $(
            impl Column for $type {}

            impl Field for $type {
                fn read(row: &Row<'_>, name: &str) -> Result<Self, StoreError> {
                    row.get(name)
                }
            }
        )*
    };
}

columns!(bool, i32, i64, String, Vec<u8>, SessionKey, Option<i64>, Option<String>, Option<Vec<u8>>);

macro_rules! tuple {
    ($($type:ident $index:literal),*) => {
        impl<$($type: Column + Send),*> FromRow for ($($type,)*) {
            fn from_row(row: &Row<'_>) -> Result<Self, StoreError> {
                Ok(($(row.at::<$type>($index)?,)*))
            }
        }
    };
}

tuple!(A 0);
tuple!(A 0, B 1);
tuple!(A 0, B 1, C 2);
tuple!(A 0, B 1, C 2, D 3, E 4);

/// Declares a struct that is read from a row: each field from the column with its name, or from the columns of the struct
/// that is its type. An `Option` of a struct is `None` if the first column of that struct is null.
macro_rules! from_row {
    ($(#[$attribute:meta])* $visibility:vis struct $struct:ident {
        $(#[$of_first:meta])* $first_visibility:vis $first:ident: $first_type:ty
        $(, $(#[$of_field:meta])* $field_visibility:vis $field:ident: $type:ty)* $(,)?
    }) => {
        $(#[$attribute])*
        $visibility struct $struct {
            $(#[$of_first])* $first_visibility $first: $first_type,
            $($(#[$of_field])* $field_visibility $field: $type,)*
        }

        impl $crate::store::database::FromRow for $struct {
            fn from_row(row: &$crate::store::database::Row<'_>) -> Result<Self, $crate::store::StoreError> {
                use $crate::store::database::Field;
                Ok(Self {
                    $first: Field::read(row, stringify!($first))?,
                    $($field: Field::read(row, stringify!($field))?,)*
                })
            }
        }

        impl $crate::store::database::Field for $struct {
            fn read(row: &$crate::store::database::Row<'_>, _: &str) -> Result<Self, $crate::store::StoreError> {
                $crate::store::database::FromRow::from_row(row)
            }
        }

        impl $crate::store::database::Field for Option<$struct> {
            fn read(row: &$crate::store::database::Row<'_>, _: &str) -> Result<Self, $crate::store::StoreError> {
                if row.is_null(stringify!($first))? {
                    return Ok(None);
                }
                $crate::store::database::FromRow::from_row(row).map(Some)
            }
        }
    };
}
pub(in crate::store) use from_row;
