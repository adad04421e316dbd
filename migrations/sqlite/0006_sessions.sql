-- Whose session it is, where it is used, and since when: for that user to see, and to end it.

alter table sessions add column user_id integer constraint sessions_user references users (id);

-- Browser and system, as "Firefox · Linux".
alter table sessions add column device text;

alter table sessions add column signed_in_at integer;

-- Of the last day it was used.
alter table sessions add column seen_at integer not null default 0;

-- What was kept of those that are there: who it is, and a time that is 30 days after the last use.
update sessions set
    user_id = (
        select id from users
        where json_valid(cast(data as text))
          and users.id = json_extract(cast(data as text), '$."axum-login.data".user_id')
    ),
    seen_at = expires_at - 30 * 24 * 60 * 60 * 1000000;

create index sessions_user_id on sessions (user_id, seen_at);
