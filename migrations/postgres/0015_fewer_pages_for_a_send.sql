-- What a send adds to an index goes to its end, if it can: messages of all conversations share a page there.

-- Client ids begin with their time, so that new ones are next to each other.
drop index messages_client_id;
create unique index messages_client_id on messages (client_id, sender_id) where client_id is not null;

-- A read cursor finds the member's last message before it by messages_seq.
drop index messages_sender_seq;
