-- What waits for people, mailed to them once a day at most, and what an operator is told of at once.

alter table people add column has_notices integer not null default 1;

-- The last day of each person, as it is where they are. Who is being mailed to is noted before the message leaves:
-- killed between the two, a program mails nobody twice.
create table notices (
  person_id integer primary key references people (id) on delete cascade,
  day text not null,
  state text not null check (state in ('mailing', 'mailed', 'nothing', 'put-off', 'refused')),
  tries integer not null
);

-- What goes on only once a person acts, for as long as it is so: how often `due` has met it, and when operators were
-- told.
create table troubles (
  name text primary key,
  since text not null,
  met integer not null,
  telling_at text not null,
  told_at text not null
);
