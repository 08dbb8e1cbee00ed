"""What people do with exchangelib in a calendar while nobody looks.

Usage: behind_our_back.py EDIT < settings.json > result.json
The settings are those of scenarios.py and what the edit needs.
"""

import datetime
import json
import sys

sys.dont_write_bytecode = True

from scenarios import SEND_TO_NONE, account, instant, parse  # noqa: E402
from exchangelib import CalendarItem, EWSDate, EWSTimeZone  # noqa: E402
from exchangelib.properties import Attendee, Mailbox  # noqa: E402
from exchangelib.recurrence import DailyPattern, Recurrence  # noqa: E402

AMSTERDAM = EWSTimeZone("Europe/Amsterdam")


def create(settings):
    """Singles; returns what was stored, in order."""
    calendar = account(settings).calendar
    made = []
    for entry in settings["items"]:
        item = CalendarItem(
            folder=calendar,
            subject=entry["subject"],
            start=parse(entry["start"]),
            end=parse(entry["end"]),
        ).save(send_meeting_invitations=SEND_TO_NONE)
        made.append({"id": item.id, "uid": calendar.get(id=item.id).uid})
    return made


def create_series(settings):
    """A series of an hour every so many days, in Amsterdam's time."""
    calendar = account(settings).calendar
    start = parse(settings["start"]).astimezone(AMSTERDAM)
    master = CalendarItem(
        folder=calendar,
        subject=settings["subject"],
        start=start,
        end=start + datetime.timedelta(hours=1),
        recurrence=Recurrence(
            pattern=DailyPattern(interval=settings["interval"]),
            start=EWSDate(start.year, start.month, start.day),
            number=settings["number"],
        ),
    ).save(send_meeting_invitations=SEND_TO_NONE)
    found = calendar.get(id=master.id)
    starts = []
    for index in range(1, settings["number"] + 1):
        occurrence = found.occurrence(index=index)
        occurrence.refresh()
        starts.append(instant(occurrence.start))
    return {"id": master.id, "uid": found.uid, "starts": starts}


def update(settings):
    """Changes a single or a series: subject, start, and the hour after it."""
    item = account(settings).calendar.get(id=settings["id"])
    changed = change(item, settings)
    item.save(update_fields=changed, send_meeting_invitations=SEND_TO_NONE)


def update_occurrence(settings):
    item = account(settings).calendar.get(id=settings["id"]).occurrence(index=settings["index"])
    item.refresh()
    changed = change(item, settings)
    item.save(update_fields=changed, send_meeting_invitations=SEND_TO_NONE)


def change(item, settings):
    if "subject" in settings:
        item.subject = settings["subject"]
    if "start" not in settings:
        return ["subject"]
    item.start = parse(settings["start"])
    item.end = item.start + datetime.timedelta(hours=1)
    return ["start", "end"] + (["subject"] if "subject" in settings else [])


def change_pattern(settings):
    """The whole series takes place every so many days."""
    item = account(settings).calendar.get(id=settings["id"])
    item.recurrence = Recurrence(
        pattern=DailyPattern(interval=settings["interval"]),
        start=item.recurrence.boundary.start,
        number=settings["number"],
    )
    item.save(update_fields=["recurrence"], send_meeting_invitations=SEND_TO_NONE)


def delete_occurrence(settings):
    item = account(settings).calendar.get(id=settings["id"]).occurrence(index=settings["index"])
    item.refresh()
    item.delete(send_meeting_cancellations=SEND_TO_NONE)


def delete(settings):
    """One for good, the others into Deleted Items."""
    calendar = account(settings).calendar
    first, *others = settings["ids"]
    calendar.get(id=first).delete(send_meeting_cancellations=SEND_TO_NONE)
    for each in others:
        calendar.get(id=each).move_to_trash(send_meeting_cancellations=SEND_TO_NONE)


def invite(settings):
    """A meeting of somebody else, to which the mailbox is invited."""
    organizer = account(settings, address=settings["organizer"])
    item = CalendarItem(
        folder=organizer.calendar,
        subject=settings["subject"],
        start=parse(settings["start"]),
        end=parse(settings["start"]) + datetime.timedelta(hours=1),
        required_attendees=[Attendee(mailbox=Mailbox(email_address=settings["address"]))],
    ).save(send_meeting_invitations="SendToAllAndSaveCopy")
    return {"uid": organizer.calendar.get(id=item.id).uid}


def accept(settings):
    """Exchange makes a new item of it, with the same UID."""
    calendar = account(settings).calendar
    (before,) = calendar.filter(subject=settings["subject"])
    before.accept(message_disposition="SendOnly")
    (after,) = calendar.filter(subject=settings["subject"])
    return {"isNewItem": after.id != before.id}


EDITS = {
    function.__name__: function
    for function in (
        create,
        create_series,
        update,
        update_occurrence,
        change_pattern,
        delete_occurrence,
        delete,
        invite,
        accept,
    )
}

if __name__ == "__main__":
    json.dump(EDITS[sys.argv[1]](json.load(sys.stdin)), sys.stdout)
