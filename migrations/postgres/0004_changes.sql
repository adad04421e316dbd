-- A message can be edited, deleted, reacted to and answered.

-- The number of the last change to any of its messages.
alter table conversations add column revision bigint not null default 0;

-- That of the message's last change, 0 where it is as it was sent.
alter table messages add column revision bigint not null default 0;
-- The seq of the message that this one answers.
alter table messages add column reply_to bigint;
alter table messages add column edited_at bigint;
-- Its content is empty then.
alter table messages add column deleted_at bigint;
-- JSON: [{"emoji": "👍", "users": [1, 4]}], null for none.
alter table messages add column reactions text;

-- What changed since a client looked.
create index messages_revision on messages (conversation_id, revision) where revision > 0;

-- What stood there before: kept, and shown to nobody.
create table message_versions (
    message_id bigint not null,
    -- The revision that replaced it.
    revision bigint not null,
    content text not null,
    replaced_at bigint not null,
    constraint message_versions_pk primary key (message_id, revision),
    constraint message_versions_message foreign key (message_id) references messages (id)
);
