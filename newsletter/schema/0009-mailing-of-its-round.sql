-- PostgreSQL asks for each row whether what it refers to is there, once for each such column. A delivery's mailing and
-- round are asked for together: half the time when a mailing opens, and a mailing of another round is refused.

/* postgresql */ create unique index mailings_by_round on mailings (round_id, id);
/* postgresql */ alter table deliveries
  drop constraint deliveries_round_id_fkey,
  drop constraint deliveries_mailing_id_fkey,
  add constraint deliveries_mailing_fkey foreign key (round_id, mailing_id) references mailings (round_id, id);
