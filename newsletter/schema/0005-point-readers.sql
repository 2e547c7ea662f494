-- Readers as one point may know them. Everything here has a point, and whoever asks names it.

-- Whom a point was asked to forget: by keyed hash, so that no list brings them back to it. What they read of another
-- point is not its matter. Times are UTC in ISO 8601.
create table forgotten (
  hash text not null,
  point text not null,
  created_at text not null,
  primary key (hash, point)
);

-- What readers of a point agreed to, each wording with its words.
create view point_consents as
select c.point, c.subscriber_id, c.given_on, c.how, w.words, w.locale, c.recorded_at, c.confirmed_at
from consents c join wordings w on w.key = c.wording;

-- What a point has mailed to whom, and how it went.
create view point_letters as
select r.point, d.subscriber_id, r.issue, m.locale, d.state, d.reason, d.changed_at
from deliveries d join rounds r on r.id = d.round_id join mailings m on m.id = d.mailing_id;

-- Letters that are shown to a guest before they are mailed, by a link that ends. What the link holds is kept as a hash.
create table guest_links (
  id integer primary key,
  hash text not null unique,
  issue text not null,
  point text not null,
  locale text not null,
  person_id integer not null,
  person text not null,
  made_at text not null,
  ends_at text not null,
  ended_at text not null
);

create index guest_links_by_edition on guest_links (issue, point, locale);
insert into counters (name, value) values ('guest-link', 0);
