-- A commit writes each page that it changes. What a send adds goes to the end of its table or index, where messages of all
-- conversations share a page; the rest is added later, for many messages together.

-- Client ids begin with their time, so that new ones are next to each other.
drop index messages_client_id;
create unique index messages_client_id on messages (client_id, sender_id) where client_id is not null;

-- A read cursor finds the member's last message before it by messages_seq.
drop index messages_sender_seq;

-- The bloom filters of a conversation together, for searches. Those of new messages are added later.
create table message_filters (
    conversation_id integer not null,
    message_id integer not null,
    signature_1 integer not null,
    signature_2 integer not null,
    signature_3 integer not null,
    signature_4 integer not null,
    constraint message_filters_pk primary key (conversation_id, message_id)
) strict, without rowid;

insert into message_filters (conversation_id, message_id, signature_1, signature_2, signature_3, signature_4)
select conversation_id, id, signature_1, signature_2, signature_3, signature_4 from messages order by conversation_id, id;

-- One row: all messages up to this id are in message_filters, and some of the later ones.
create table message_filters_progress (
    up_to integer not null
) strict;

insert into message_filters_progress (up_to) select coalesce(max(id), 0) from messages;

drop index messages_signature;

create trigger messages_filter_changed after update of signature_1, signature_2, signature_3, signature_4 on messages
begin
    update message_filters set signature_1 = new.signature_1, signature_2 = new.signature_2,
                               signature_3 = new.signature_3, signature_4 = new.signature_4
    where conversation_id = new.conversation_id and message_id = new.id;
end;
