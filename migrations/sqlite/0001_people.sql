-- Who signs in, and under which ids the marketplace knows them.

create table users (
    -- Never given twice: an id in somebody's link or log stays that person's.
    id integer primary key autoincrement,
    username text not null,
    -- The user name without case, for signing in.
    username_key text not null,
    first_name text not null,
    last_name text not null,
    email text,
    password_hash text not null,
    -- First and last name, then the user name on a line of its own, without case and accents.
    search_text text not null,
    constraint users_username_key unique (username_key)
) strict;

-- An id of the marketplace is opaque text. The same text may name a customer and a provider.
create table customers (
    id text primary key not null,
    user_id integer not null,
    constraint customers_user_id unique (user_id),
    constraint customers_user foreign key (user_id) references users (id)
) strict, without rowid;

create table providers (
    id text primary key not null,
    user_id integer not null,
    constraint providers_user_id unique (user_id),
    constraint providers_user foreign key (user_id) references users (id)
) strict, without rowid;

-- Under the hash of the token: who reads the database cannot sign in with it.
create table sessions (
    token_hash blob primary key not null,
    data blob not null,
    expires_at integer not null
) strict, without rowid;

create index sessions_expires_at on sessions (expires_at);
