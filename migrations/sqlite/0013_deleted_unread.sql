-- A deleted message is nothing to read: what a member has not read is (last_seq - read_seq) - (sent - sent_at_read)
-- - deleted_unread.

-- Messages of others after read_seq that were deleted.
alter table members add column deleted_unread integer not null default 0;

create index messages_deleted on messages (conversation_id, seq, sender_id, deleted_at) where deleted_at is not null;

update members set deleted_unread = (
    select count(*) from messages m
    where m.conversation_id = members.conversation_id and m.seq > members.read_seq
      and m.deleted_at is not null and m.sender_id <> members.user_id
);
