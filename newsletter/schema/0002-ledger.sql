-- The ledger: what was mailed, to whom, how it went. No address stands in it: rows of deliveries name subscribers by
-- number, so whoever is erased leaves a count and nothing else. Times are UTC in ISO 8601.

-- An issue as one point mails it, in all its locales together.
create table rounds (
  id integer primary key,
  issue text not null,
  point text not null,
  state text not null check (state in ('open', 'paused', 'ended')),
  -- Why it is paused, which says by whom as well; the reason is for people.
  pause_cause text not null
    check (pause_cause in ('', 'by-hand', 'sender-refused', 'mail-refused', 'too-large', 'no-reply')),
  pause_reason text not null,
  opened_at text not null,
  active_at text not null,
  -- What a round stands on is in it: the name of its route (never an account), the address that its point's file gave, how
  -- fast it goes, the time zone in which its times are told.
  route text not null,
  server text not null,
  connections integer not null,
  per_connection integer not null,
  per_minute integer not null,
  time_zone text not null,
  -- When it was noticed that this database is older than what was mailed of the round; empty once a person has decided.
  restored_at text not null,
  ended_at text not null,
  ended_by text not null,
  end_reason text not null,
  unique (issue, point)
);

-- One act of sending one edition. The letter is frozen; ids stand in tokens and are never given out twice.
create table mailings (
  id integer primary key,
  round_id integer not null references rounds (id),
  locale text not null,
  opened_at text not null,
  issue_date text not null,
  title text not null,
  subject text not null,
  preheader text not null,
  sender_name text not null,
  sender_address text not null,
  reply_to text not null,
  html text not null,
  words text not null,
  web_address text not null,
  site text not null,
  mail_domain text not null,
  texts_reviewed integer not null,
  texts_machine integer not null,
  texts_unread integer not null,
  texts_untranslated integer not null,
  release_reason text not null,
  released_by text not null,
  untranslated_reason text not null,
  untranslated_by text not null,
  signed_by text not null,
  unique (round_id, locale)
);

insert into counters (name, value) values ('mailing', 0);
insert into counters (name, value) values ('round', 0);

-- One recipient's row. Nobody gets an issue twice from one point, in whatever language.
create table deliveries (
  round_id integer not null references rounds (id),
  subscriber_id integer not null,
  mailing_id integer not null references mailings (id),
  state text not null
    check (state in ('pending', 'sending', 'accepted', 'refused', 'uncertain', 'skipped')),
  reason text not null,
  reply text not null,
  attempts integer not null,
  deferred_at text not null,
  due_at text not null,
  changed_at text not null,
  -- Whose matter it was that the last attempt was put off; empty where none was.
  put_off_for text not null check (put_off_for in ('', 'recipient', 'server', 'sender', 'link', 'policy')),
  primary key (round_id, subscriber_id)
);

-- Spelt with `or`, since SQLite sees only then that a query for one of the states can use it.
create index deliveries_unsettled on deliveries (round_id, subscriber_id)
  where state = 'pending' or state = 'sending' or state = 'uncertain';

-- Who is due again comes before those not tried yet; nobody looks through a hundred thousand rows to find a few.
create index deliveries_again on deliveries (round_id, due_at) where state = 'pending' and due_at <> '';

-- "Mail this then": one row for each call of `send --at`, until it is opened or taken back.
create table appointments (
  issue text not null,
  point text not null,
  locale text not null,
  due_at text not null,
  made_at text not null,
  release_reason text not null,
  released_by text not null,
  untranslated_reason text not null,
  untranslated_by text not null,
  time_zone text not null,
  primary key (issue, point, locale)
);

-- What came back about one mailing: a failure report, a reader who left or asked for another language.
create table events (
  mailing_id integer not null references mailings (id),
  subscriber_id integer not null,
  kind text not null check (kind in ('hard-bounce', 'soft-bounce', 'complaint', 'left', 'switched')),
  detail text not null,
  happened_at text not null,
  primary key (mailing_id, subscriber_id, kind)
);
create index events_by_subscriber on events (subscriber_id, kind, happened_at);
