-- What a search can rule out without reading the message: 255 bits, made from its characters. All of them are set
-- where they have not been made yet: such a message is read. The last, which is never made, tells those apart.
alter table messages add column signature_1 integer not null default -1;
alter table messages add column signature_2 integer not null default -1;
alter table messages add column signature_3 integer not null default -1;
alter table messages add column signature_4 integer not null default -1;

-- All that a search looks at before it reads.
create index messages_signature on messages (conversation_id, id, signature_1, signature_2, signature_3, signature_4);

create index messages_unsigned on messages (id) where signature_4 < 0;

create trigger messages_edited after update of content on messages when old.content <> new.content
begin
    update messages set signature_1 = -1, signature_2 = -1, signature_3 = -1, signature_4 = -1 where id = new.id;
end;

-- Letters that a search for people did not take for the same until now.
update users set search_text = replace(replace(replace(search_text, 'ß', 'ss'), 'ς', 'σ'), 'ı', 'i');
