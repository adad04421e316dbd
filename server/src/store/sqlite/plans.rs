//! No hot query walks through a whole table.
