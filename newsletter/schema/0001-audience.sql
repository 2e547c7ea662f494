-- The audience. Times are UTC in ISO 8601, lists are separated by blanks; the same text runs on SQLite and PostgreSQL.

create table facts (
  name text primary key,
  value text not null
);

-- Ids are never given out twice: a token in a letter of last year must not lead to somebody else.
create table counters (
  name text primary key,
  value integer not null
);

insert into counters (name, value) values ('subscriber', 0);

create table subscribers (
  id integer primary key,
  address text not null,
  hash text not null unique,
  created_at text not null
);

-- The name is what this point was told: what another point knows of a person is not theirs to see.
create table subscriptions (
  subscriber_id integer not null references subscribers (id) on delete cascade,
  point text not null,
  state text not null check (state in ('pending', 'active', 'ended')),
  locales text not null,
  created_at text not null,
  changed_at text not null,
  name text not null,
  primary key (subscriber_id, point)
);

create index subscriptions_by_point on subscriptions (point, state);

-- What people agreed to, each wording once.
create table wordings (
  key text primary key,
  words text not null,
  locale text not null
);

-- Who agreed to what, and when they confirmed it here by a link that was mailed to them; empty for what was imported.
create table consents (
  subscriber_id integer not null references subscribers (id) on delete cascade,
  point text not null,
  given_on text not null,
  how text not null,
  wording text not null references wordings (key),
  recorded_at text not null,
  confirmed_at text not null default '',
  primary key (subscriber_id, point, recorded_at)
);

create index consents_by_wording on consents (wording);

-- By keyed hash, so that it holds after the address has been erased.
create table suppressions (
  hash text primary key,
  reason text not null check (reason in ('hard-bounce', 'soft-bounces', 'complaint', 'request')),
  created_at text not null
);

-- Who may be mailed what a point mails: the one place that says so. `barred` is why somebody may not, and empty for
-- those who may; of whoever has been erased there is no row. Asked about one reader, it is to be asked in a subquery:
-- joined from the left, SQLite would make all of it first.
create view addressees as
select p.subscriber_id, p.point, p.state, p.locales, p.created_at, p.changed_at, s.hash, s.address, p.name,
  coalesce(x.reason, '') as suppression,
  case when x.hash is not null then 'suppressed' when p.state <> 'active' then 'left' else '' end as barred
from subscriptions p join subscribers s on s.id = p.subscriber_id left join suppressions x on x.hash = s.hash;
