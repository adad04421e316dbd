-- Text is folded otherwise from now on: marks that belong to a word stay in it, letters with a stroke are those without,
-- what prints nothing does not count. ASCII was folded like this before.

-- Made anew at the next start: a name that is folded is never empty.
update users set search_text = ''
where octet_length(first_name || last_name || username) <> length(first_name || last_name || username);

create index users_unfolded on users (id) where search_text = '';

-- Made anew meanwhile; until then such a message is read.
update messages set signature_1 = -1, signature_2 = -1, signature_3 = -1, signature_4 = -1
where octet_length(content) <> length(content);
