"""What a list of jobs says of itself: why there are no rows, what is marked, what may not be whole."""

from console.client.query_parts import QueryParts, query_parts, sifted_sentence
from console.client.session import Link
from console.client.trouble import Trouble
from console.core.times import age
from console.model import Capabilities
from console.screens.desk import Desk
from console.screens.jobs_asking import JobsAsking
from console.screens.jobs_words import empty_notice, why_all
from console.screens.notice import Notice, NoticeText, connection_notice, left_out, unread_notice
from console.screens.places import JobsPlace
from console.widgets.cell import Piece, shorten, total_width
from console.widgets.job_list import JobHead


class JobsTelling(JobsAsking, inherit_bindings=False):
    """The part of the jobs screen that says what the rows alone do not."""

    def __init__(self, desk: Desk, place: JobsPlace) -> None:
        super().__init__(desk, place)
        self._fell_back = False
        self._trouble: Trouble | None = None
        self._read_at = desk.now
        self._parted: tuple[str, Capabilities, QueryParts] | None = None

    @property
    def _is_old(self) -> bool:
        """Whether the rows may not be true any more: nobody answers, or not to this question."""
        return self.connection.is_stale or self._trouble is not None

    def _show_notice(self, trouble: Trouble | None) -> None:
        notice = self._notice(trouble)
        self.query_one(Notice).show(notice)
        shown = notice is None
        if self.job_list.display != shown:
            self.job_list.display = self.query_one(JobHead).display = shown
            if shown:
                self.give_focus()
        self.query_one(JobHead).changed()

    def _notice(self, trouble: Trouble | None) -> NoticeText | None:
        session, face = self.desk.session, self.desk.face
        if self._pages.loaded and len(self._pages):
            return None
        if not self._pages.loaded:
            if self.patient and session.connection.link in (Link.CONNECTING, Link.LIVE) and trouble is None:
                return None
            if trouble is not None and session.connection.link is Link.LIVE:
                return unread_notice("The list", trouble, face)
            return connection_notice(session.context, session.connection, face) or NoticeText("Reading …")
        narrowed = self.query_text if self.filter or self.mine else ""
        return empty_notice(self.view, narrowed, self.desk.counts, self.fields, face)

    def fit_words(self) -> None:
        """Say again what is cut to the width of the screen."""
        super().fit_words()
        self._note()

    def _note(self) -> None:
        selection = self.job_list.selection
        pieces: list[Piece] = []
        if selection.anchor is not None:
            pieces.append(Piece("range: v marks up to here, esc gives it up   ", "accent"))
        pieces += self.mark_notes()
        if (sifted := self._sifted()) and self._trouble is None:
            pieces.append(Piece(shorten(f"{sifted}   ", self.size.width - total_width(pieces) - 3), "muted"))
        if self._fell_back and self.view.name == "all" and not self.filter and len(self._pages):
            pieces.append(why_all(self.desk.counts, self.desk.face))
        pieces += self._doubts(self.size.width - total_width(pieces) - 3)
        self.status_line.note(*pieces)

    def mark_notes(self) -> list[Piece]:
        """Say how many are marked."""
        return []

    def _sifted(self) -> str:
        """Say what the server did not evaluate, and what the number of rows means then."""
        session, pages = self.desk.session, self._pages
        if not session.is_known or not pages.loaded:
            return ""
        asked = (self.query_text, session.capabilities)
        if self._parted is None or self._parted[0] != asked[0] or self._parted[1] is not asked[1]:
            self._parted = (*asked, query_parts(self.query_text, self.fields, session.evaluated))
        parts = self._parted[2]
        found = pages.total if pages.total is not None else len(pages)
        return sifted_sentence(parts, found, pages.read, more=pages.more)

    def _doubts(self, width: int) -> list[Piece]:
        """Say what keeps the list from being whole, or from being as it is now."""
        if self._trouble is not None and not self.connection.is_stale and len(self._pages):
            old = age((self.desk.now - self._read_at).total_seconds())
            return [Piece(shorten(f"this is {old} old: {self._trouble.sentence}", width), "warning")]
        return [Piece(shorten(told, width), "warning") for told in left_out(self._pages.missing)]
