-- Starting passwords that several users share, and the browsers of each user.

-- 1 where others were given the same password.
alter table users add column must_change_password bigint not null default 0;

-- An import hashed the one password of its data set once: whoever still has that hash shares it. Addresses under .test
-- and .example belong to nobody: those users are a test's or a demonstration's, whose password is no secret.
update users set must_change_password = 1
where password_hash in (select password_hash from users group by password_hash having count(*) > 1)
  and (email is null or (email not like '%.test' and email not like '%.example'));

-- Browsers with which a user has signed in before. Under the hash of the token that the browser keeps.
create table known_browsers (
    user_id bigint not null,
    token_hash bytea not null,
    -- The last sign-in.
    seen_at bigint not null,
    primary key (user_id, token_hash),
    constraint known_browsers_user foreign key (user_id) references users (id)
);
