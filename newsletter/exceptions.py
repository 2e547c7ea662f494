"""What this package raises: one root, below it what each stage says of the outside world.

An editor's mistake is no exception but a `Problem`, with its place. These are for what a program that calls the package
may want to catch; each is defined where it is raised:

NewsletterError
├── content.blocks.checking.NoDocumentError
├── content.blocks.inline.UnshownError
├── content.blocks.splicing.BlockRefusedError
├── content.day_lines.DayError
├── content.edit.EditRefusedError
│   └── pipeline.scaffold.like.NotAlikeError
├── content.moved.BrokenMovedError
├── content.nodes.GiveUpError
├── content.pictures.PictureError
├── content.spans.UneditableError
├── content.yaml_text.UnwritableError
├── database.faults.DatabaseError
│   ├── database.faults.LostDatabaseError
│   └── pipeline.home_database.NoDatabaseError
├── domains.DomainError
├── files.FileChangedError
├── mail.audience.csv_form.BrokenCsvError
├── mail.audience.keyring.OtherSecretError
├── mail.message.headers.AddressError
├── mail.message.headers.UnsafeHeaderError
├── mail.smtp.conversation.LostError
├── mail.smtp.dns.DnsError
│   └── mail.smtp.dns.SilentResolverError
├── mail.smtp.session.SessionError
├── mail.smtp.steps.MootError
├── people.store.KnownPersonError
├── people.store.LastOperatorError
├── pipeline.aside.AsideEndedError
├── pipeline.editing.asked.BadEditsError
├── pipeline.editing.authors.NoCommitsError
├── pipeline.editing.git.NoGitError
├── pipeline.editing.saving.NotAnEditorsFileError
├── pipeline.letters.chromium.BrowserError
├── pipeline.letters.spam_filters.NoFilterError
├── pipeline.letters.web_client.SilentError
├── pipeline.people.provided.ProviderError
├── pipeline.processes.EndedError
├── pipeline.use_case.RefusedError
├── public.forms.UnreadableFormError
├── public.request.RefusedError
├── render.environment.TemplateError
├── render.letter.inline.StyleError
├── render.letter.layout.BrokenTagsError
├── render.letter.mjml.MjmlError
├── render.letter.skeleton.LostWordsError
├── render.web.web_version.PersonalError
├── settings.smtp.ServerError
├── studio.needs.NotAllowedError
├── studio.request.UnreadableError
├── translate.exchange.inline.ForeignTagError
├── translate.machine.restore.MaskError
├── translate.providers.wire.RefusedError
├── web.guard.TooLargeError
├── web.mailer.NotPostedError
├── web.server.CannotListenError
├── workspace.MovedOnError
└── workspace.OutsideProjectError
"""

from __future__ import annotations

from typing import Any


class NewsletterError(Exception):
    """Anything that this package raises on purpose; its text says what was wrong, in words for people.

    It travels between processes with all that it says.
    """

    def __reduce__(self) -> tuple[Any, ...]:
        # Others are made anew from their text, which is not what most of these are made from.
        return _made_again, (type(self), self.args), vars(self)


def _made_again(kind: type[NewsletterError], args: tuple[object, ...]) -> NewsletterError:
    return kind.__new__(kind, *args)
