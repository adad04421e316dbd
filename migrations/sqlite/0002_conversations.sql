-- All times are microseconds since 1970-01-01T00:00:00Z.

create table conversations (
    id integer primary key autoincrement,
    -- "low:high" of the two users of a direct conversation, so that a pair has one; null for groups.
    pair_key text,
    created_at integer not null,
    -- The seq of the newest message, 0 before the first.
    last_seq integer not null default 0,
    -- The created_at of the newest message, or the conversation's own.
    activity_at integer not null,
    constraint conversations_pair_key unique (pair_key),
    constraint conversations_last_seq check (last_seq >= 0)
) strict;

-- A send touches the sender's row alone. What a member has not read follows from the counts:
-- the messages after the cursor, (last_seq - read_seq), without one's own, (sent - sent_at_read).
create table members (
    user_id integer not null,
    conversation_id integer not null,
    -- Everything up to and including this seq has been read.
    read_seq integer not null default 0,
    -- One's own messages, all of them.
    sent integer not null default 0,
    -- One's own messages up to and including read_seq.
    sent_at_read integer not null default 0,
    constraint members_pk primary key (user_id, conversation_id),
    constraint members_user foreign key (user_id) references users (id),
    constraint members_conversation foreign key (conversation_id) references conversations (id),
    constraint members_read_seq check (read_seq >= 0),
    constraint members_sent check (sent_at_read between 0 and sent)
) strict, without rowid;

create index members_conversation_id on members (conversation_id, user_id);

create table messages (
    id integer primary key autoincrement,
    conversation_id integer not null,
    -- 1, 2, 3 … in the conversation, without gap.
    seq integer not null,
    sender_id integer not null,
    -- 1, 2, 3 … among the sender's messages in the conversation.
    sender_seq integer not null,
    content text not null,
    -- 16 bytes, made by the client.
    client_id blob,
    created_at integer not null,
    constraint messages_seq unique (conversation_id, seq),
    constraint messages_conversation foreign key (conversation_id) references conversations (id),
    constraint messages_sender foreign key (sender_id) references users (id),
    constraint messages_seq_from_1 check (seq >= 1 and sender_seq >= 1)
) strict;

-- A retry is found, and refused a second row.
create unique index messages_client_id on messages (sender_id, client_id) where client_id is not null;

-- How many messages a member had sent up to a place, without counting them.
create index messages_sender_seq on messages (conversation_id, sender_id, seq, sender_seq);
