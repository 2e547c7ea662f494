"""What problems of sending are called on the studio's pages, by code: a sentence, and what to do there.

English is the source. Whoever reads English gets the problem's own sentence, which names the very value, and the hint
of here: its own is for a terminal. An empty hint says that nobody can do anything about it on these pages.
"""

from __future__ import annotations

from collections.abc import Mapping

from newsletter.studio.words import N_

SENDING_PROBLEM_WORDS: Mapping[str, tuple[str, str]] = {
    "agreed-for-later": (
        N_("Another person agreed to a later time than now."),
        N_("Wait for it, or take it back and ask anew."),
    ),
    "agreement-lapsed": (
        N_("What was asked for or agreed to has changed since."),
        N_("Look at it again; if need be, take it back and ask anew."),
    ),
    "agreement-needed": (N_("Another person has to agree first."), N_("Ask for it on the page Send.")),
    "already-opened": (N_("It has been mailed, or is being mailed."), N_("Look at its mailing.")),
    "already-running": (N_("It is being mailed at the moment."), N_("Wait until it is done, or pause it.")),
    "bad-time": (
        N_("This is no day and time at which it could be mailed."),
        N_("Choose another day or another time of day."),
    ),
    "barred-address": (
        N_("This address may not be mailed, and gets no test either."),
        N_("Take a mailbox of your own; the page Readers says what is known of this one."),
    ),
    "ended-mailing": (
        N_("This mailing was ended for good."),
        N_("What has been ended is not mailed any more, in no language."),
    ),
    "forgotten-mailing": (
        N_(
            "The letter has been mailed from here, and the database does not know of it: it was restored from a backup."
        ),
        N_("Whoever runs the newsletter has to say whether it is mailed again."),
    ),
    "interrupted-just-now": (
        N_("Some were interrupted less than two minutes ago, and may be mailed yet."),
        N_("Decide about them in two minutes."),
    ),
    "lost-signature": (N_("The letters would lack the signature that the last ones had."), ""),
    "may-not-agree": (
        N_("You can’t agree to this."),
        N_("Another person who may mail for the point has to look at it."),
    ),
    "no-mailing": (N_("There is no such mailing any more."), N_("Look at the page Send.")),
    "no-recipients": (
        N_("The point has no readers."),
        N_("Bring your list in on the page Readers first: who joins later does not get this letter."),
    ),
    "not-agreed": (
        N_("Somebody has to decide something first that this page can’t ask."),
        N_("Whoever runs the newsletter can mail it."),
    ),
    "not-opened": (N_("Its time has come, and it can’t be mailed yet."), N_("It is tried again by itself.")),
    "nothing-asked": (
        N_("Nobody asks for an agreement any more."),
        N_("Load the page again: perhaps it was taken back, or somebody was faster."),
    ),
    "overdue-mailing": (
        N_("It has been left for days."),
        N_("Look whether it is still right, then let it go on or end it."),
    ),
    "past-time": (N_("This time has passed."), N_("Choose a later one, or “Now”.")),
    "paused-mailing": (N_("This mailing is paused."), N_("“Go on” on its page lets it go on.")),
    "restored-database": (
        N_("The database was restored from a backup that is older than this mailing."),
        N_("Take all who wait for uncertain, then decide about them."),
    ),
    "test-not-taken": (
        N_("The mail server did not take the test."),
        N_("“Ask the mail server and DNS now” says what is in the way."),
    ),
    "unpublished-page": (N_("A page to which the letter leads can’t be published."), ""),
    "unsigned-point": (N_("The letters of this point would have no signature, while those of others have one."), ""),
    "unwritable-archive": (N_("The web archive can’t be written."), ""),
}
