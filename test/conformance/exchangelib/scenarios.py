"""Drives an Exchange with exchangelib, a client that this project did not write.

Usage: scenarios.py SCENARIO < settings.json > result.json
The settings hold endpoint, user, password, address, accessType and what the scenario needs.
"""

import datetime
import json
import logging
import sys
import warnings

warnings.filterwarnings("ignore")
logging.disable(logging.WARNING)

from exchangelib import (  # noqa: E402
    DELEGATE,
    IMPERSONATION,
    Account,
    CalendarItem,
    Configuration,
    Credentials,
    EWSDate,
    EWSDateTime,
    EWSTimeZone,
    UTC,
    Version,
)
from exchangelib.errors import EWSError  # noqa: E402
from exchangelib.items import SEND_TO_NONE  # noqa: E402
from exchangelib.properties import Attendee, Mailbox  # noqa: E402
from exchangelib.protocol import BaseProtocol, NoVerifyHTTPAdapter  # noqa: E402
from exchangelib.recurrence import (  # noqa: E402
    AbsoluteMonthlyPattern,
    AbsoluteYearlyPattern,
    DailyPattern,
    Recurrence,
    RelativeMonthlyPattern,
    RelativeYearlyPattern,
    WeeklyPattern,
)
from exchangelib.services import SyncFolderItems  # noqa: E402
from exchangelib.transport import BASIC, NTLM  # noqa: E402
from exchangelib.version import EXCHANGE_2010_SP2, EXCHANGE_2013_SP1, EXCHANGE_2016  # noqa: E402

BaseProtocol.HTTP_ADAPTER_CLS = NoVerifyHTTPAdapter
BUILDS = {
    "Exchange2010_SP2": EXCHANGE_2010_SP2,
    "Exchange2013_SP1": EXCHANGE_2013_SP1,
    "Exchange2016": EXCHANGE_2016,
}


def account(settings, address=None, access_type=None):
    config = Configuration(
        service_endpoint=settings["endpoint"],
        credentials=Credentials(settings["user"], settings["password"]),
        auth_type=NTLM if settings.get("auth") == "ntlm" else BASIC,
        version=Version(BUILDS[settings.get("version", "Exchange2016")]),
        max_connections=2,
    )
    kind = access_type or settings.get("accessType", "impersonation")
    return Account(
        primary_smtp_address=address or settings["address"],
        config=config,
        autodiscover=False,
        access_type=IMPERSONATION if kind == "impersonation" else DELEGATE,
        default_timezone=EWSTimeZone("Europe/Amsterdam"),
    )


def instant(value):
    if value is None:
        return None
    if isinstance(value, datetime.datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return value.isoformat()


def parse(text):
    return EWSDateTime.from_datetime(
        datetime.datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=datetime.timezone.utc)
    )


def described(item):
    return {
        "id": item.id,
        "changeKey": item.changekey,
        "uid": item.uid,
        "type": item.type,
        "subject": item.subject,
        "start": instant(item.start),
        "end": instant(item.end),
        "isAllDay": item.is_all_day,
        "isCancelled": item.is_cancelled,
        "sensitivity": item.sensitivity,
        "showAs": item.legacy_free_busy_status,
        "location": item.location,
        "categories": item.categories,
        "zone": item._start_timezone.ms_id if item._start_timezone else None,
    }


def get_folder(settings):
    calendar = account(settings).calendar
    calendar.refresh()
    rights = calendar.effective_rights
    return {
        "name": calendar.name,
        "class": calendar.folder_class,
        "count": calendar.total_count,
        "id": calendar.id,
        "createContents": rights.create_contents,
        "read": rights.read,
    }


def sync(settings):
    """Reads every change since a state, in pages; returns them with the new state."""
    calendar = account(settings).calendar
    changes = []
    for kind, item in calendar.sync_items(
        sync_state=settings.get("syncState"),
        only_fields=settings.get("fields", ["subject", "start", "end", "type", "uid"]),
        max_changes_returned=settings.get("pageSize", 512),
    ):
        # exchangelib yields (type, CalendarItem) and for deletions (type, ItemId)
        changes.append({"kind": kind, "id": item.id, "subject": getattr(item, "subject", None)})
    return {"changes": changes, "syncState": calendar.item_sync_state}


def view(settings):
    items = account(settings).calendar.view(start=parse(settings["start"]), end=parse(settings["end"]))
    return [described(item) for item in items]


def items(settings):
    return [described(item) for item in account(settings).calendar.all()]


def create(settings):
    """Creates singles from plain descriptions; returns their ids in order."""
    acc = account(settings)
    made = acc.bulk_create(
        folder=acc.calendar,
        items=[
            CalendarItem(
                folder=acc.calendar,
                subject=entry["subject"],
                start=parse(entry["start"]),
                end=parse(entry["end"]),
                location=entry.get("location"),
                body=entry.get("body"),
                categories=entry.get("categories"),
                sensitivity=entry.get("sensitivity", "Normal"),
            )
            for entry in settings["items"]
        ],
        send_meeting_invitations=SEND_TO_NONE,
    )
    return [{"id": item.id, "changeKey": item.changekey} for item in made]


def single_life(settings):
    """Creates, reads, changes and deletes one appointment."""
    calendar = account(settings).calendar
    item = CalendarItem(
        folder=calendar,
        subject='Overleg <budget> & "plannen"',
        body="Eerste regel\nTweede regel",
        start=EWSDateTime(2027, 3, 3, 9, 0, tzinfo=EWSTimeZone("Europe/Amsterdam")),
        end=EWSDateTime(2027, 3, 3, 10, 30, tzinfo=EWSTimeZone("Europe/Amsterdam")),
        location="Zaal 1",
        categories=["Rood", "Blauw"],
        is_all_day=False,
        reminder_is_set=True,
        reminder_minutes_before_start=20,
        sensitivity="Private",
        legacy_free_busy_status="Tentative",
    ).save(send_meeting_invitations=SEND_TO_NONE)
    created = described(calendar.get(id=item.id))
    found = calendar.get(id=item.id)
    found.subject = "Overleg verplaatst"
    found.location = None
    found.start = EWSDateTime(2027, 3, 4, 9, 0, tzinfo=EWSTimeZone("Europe/Amsterdam"))
    found.end = EWSDateTime(2027, 3, 4, 10, 0, tzinfo=EWSTimeZone("Europe/Amsterdam"))
    found.save(update_fields=["subject", "location", "start", "end"], send_meeting_invitations=SEND_TO_NONE)
    updated = described(calendar.get(id=item.id))
    calendar.get(id=item.id).delete(send_meeting_cancellations=SEND_TO_NONE)
    left = calendar.filter(subject="Overleg verplaatst").count()
    return {"created": created, "updated": updated, "left": left}


def all_day(settings):
    calendar = account(settings).calendar
    item = CalendarItem(
        folder=calendar,
        subject="Vakantie",
        start=EWSDate(2027, 7, 5),
        end=EWSDate(2027, 7, 9),
        is_all_day=True,
    ).save(send_meeting_invitations=SEND_TO_NONE)
    return described(calendar.get(id=item.id))


PATTERNS = {
    "daily": lambda: (DailyPattern(interval=3), {"number": 5}),
    "weekly": lambda: (WeeklyPattern(interval=2, weekdays=["Monday", "Thursday"], first_day_of_week="Monday"), {"number": 6}),
    "absoluteMonthly": lambda: (AbsoluteMonthlyPattern(interval=1, day_of_month=31), {"number": 5}),
    "relativeMonthly": lambda: (RelativeMonthlyPattern(interval=1, weekday="Tuesday", week_number="Last"), {"number": 5}),
    "absoluteYearly": lambda: (AbsoluteYearlyPattern(day_of_month=29, month=2), {"number": 3}),
    "relativeYearly": lambda: (RelativeYearlyPattern(weekday="Weekday", week_number="First", month=5), {"number": 3}),
    "noEnd": lambda: (WeeklyPattern(interval=1, weekdays=["Wednesday"]), {}),
    "endDate": lambda: (WeeklyPattern(interval=1, weekdays=["Wednesday"]), {"end": EWSDate(2027, 4, 14)}),
}


def recurrence(settings):
    """Creates a series of every pattern and range and reads it through the calendar view."""
    acc = account(settings)
    pattern, boundary = PATTERNS[settings["pattern"]]()
    start = EWSDateTime(2027, 3, 3, 10, 0, tzinfo=EWSTimeZone("Europe/Amsterdam"))
    master = CalendarItem(
        folder=acc.calendar,
        subject=settings["pattern"],
        start=start,
        end=start + datetime.timedelta(hours=1),
        recurrence=Recurrence(pattern=pattern, start=EWSDate(2027, 3, 3), **boundary),
    ).save(send_meeting_invitations=SEND_TO_NONE)
    seen = []
    window = EWSDateTime(2027, 3, 1, tzinfo=UTC)
    for _ in range(settings.get("years", 1)):
        for item in acc.calendar.view(start=window, end=window + datetime.timedelta(days=365)):
            if item.subject == settings["pattern"]:
                seen.append(instant(item.start))
        window = window + datetime.timedelta(days=365)
    read = acc.calendar.get(id=master.id)
    return {
        "starts": sorted(set(seen)),
        "type": read.type,
        "pattern": read.recurrence.pattern.__class__.__name__,
        "boundary": read.recurrence.boundary.__class__.__name__,
        "first": instant(read.first_occurrence.start) if read.first_occurrence else None,
        "last": instant(read.last_occurrence.start) if read.last_occurrence else None,
    }


def series_with_exception(settings):
    """Moves one occurrence, deletes another, and reads what the master and the view say."""
    acc = account(settings)
    start = EWSDateTime(2027, 3, 9, 10, 0, tzinfo=EWSTimeZone("Europe/Amsterdam"))
    master = CalendarItem(
        folder=acc.calendar,
        subject="Reeks met uitzondering",
        start=start,
        end=start + datetime.timedelta(minutes=30),
        recurrence=Recurrence(
            pattern=WeeklyPattern(interval=1, weekdays=["Tuesday"]), start=EWSDate(2027, 3, 9), number=6
        ),
    ).save(send_meeting_invitations=SEND_TO_NONE)
    before = acc.calendar.get(id=master.id)
    key_before = before.changekey
    second = before.occurrence(index=2)
    second.refresh()
    second.start = second.start + datetime.timedelta(hours=5)
    second.end = second.end + datetime.timedelta(hours=5)
    second.subject = "Reeks met uitzondering (later)"
    second.save(update_fields=["start", "end", "subject"], send_meeting_invitations=SEND_TO_NONE)
    third = acc.calendar.get(id=master.id).occurrence(index=3)
    third.refresh()
    third.delete(send_meeting_cancellations=SEND_TO_NONE)
    after = acc.calendar.get(id=master.id)
    exception = after.occurrence(index=2)
    exception.refresh()
    back = exception.recurring_master()
    back.refresh()
    listed = [
        {"type": item.type, "subject": item.subject, "start": instant(item.start), "uid": item.uid == after.uid}
        for item in acc.calendar.view(
            start=EWSDateTime(2027, 3, 1, tzinfo=UTC), end=EWSDateTime(2027, 5, 1, tzinfo=UTC)
        )
        if item.subject.startswith("Reeks met uitzondering")
    ]
    return {
        "changeKeyMoved": key_before != after.changekey,
        "modified": [
            {"start": instant(o.start), "originalStart": instant(o.original_start)}
            for o in after.modified_occurrences or []
        ],
        "deleted": [instant(o.start) for o in after.deleted_occurrences or []],
        "exceptionType": exception.type,
        "masterOfException": back.id == after.id,
        "view": sorted(listed, key=lambda entry: entry["start"]),
    }


def resolve_names(settings):
    protocol = account(settings).protocol
    found = {}
    for name in settings["names"]:
        entries = []
        for entry in protocol.resolve_names([name], return_full_contact_data=settings.get("full", False)):
            if isinstance(entry, Exception):
                entries.append({"error": entry.__class__.__name__})
                continue
            mailbox, contact = entry if isinstance(entry, tuple) else (entry, None)
            entries.append(
                {
                    "name": mailbox.name,
                    "address": mailbox.email_address,
                    "type": mailbox.mailbox_type,
                    "displayName": contact.display_name if contact else None,
                }
            )
        found[name] = entries
    return found


def access(settings):
    """Opens several people's calendars and says what happened with each."""
    outcome = {}
    for address in settings["addresses"]:
        try:
            calendar = account(settings, address=address).calendar
            calendar.refresh()
            outcome[address] = {"count": calendar.total_count, "name": calendar.name}
        except EWSError as error:
            outcome[address] = {"error": error.__class__.__name__}
    return outcome


def time_zones(settings):
    zones = list(account(settings).protocol.get_timezones(return_full_timezone_data=True))
    found = {}
    for zone in zones:
        if zone.id in settings["ids"]:
            standard, daylight, period = zone.get_std_and_dst(for_year=settings["year"])
            found[zone.id] = {
                "name": zone.name,
                "bias": period.bias_in_minutes,
                "standardMonth": standard.iso_month if standard else None,
                "daylightMonth": daylight.iso_month if daylight else None,
                "daylightBias": daylight.bias if daylight else None,
            }
    return {"count": len(zones), "zones": found}


def user_configuration(settings):
    calendar = account(settings).calendar
    name = "ConformanceCheck"
    calendar.create_user_configuration(name, dictionary={"round": 1, "text": "één", "yes": True}, binary_data=b"\x00\xffbytes")
    first = calendar.get_user_configuration(name)
    calendar.update_user_configuration(name, dictionary={"round": 2}, xml_data=b"<a>b</a>")
    second = calendar.get_user_configuration(name)
    calendar.delete_user_configuration(name)
    try:
        calendar.get_user_configuration(name)
        after = "still there"
    except EWSError as error:
        after = error.__class__.__name__
    return {
        "first": {"dictionary": first.dictionary, "binary": first.binary_data.hex() if first.binary_data else None},
        "second": {"dictionary": second.dictionary, "xml": (second.xml_data or b"").decode()},
        "after": after,
    }


def streaming(settings):
    """Subscribes, changes the calendar through a second account object and waits for the notification."""
    acc = account(settings)
    calendar = acc.calendar
    other = account(settings).calendar
    kinds = []
    with calendar.streaming_subscription() as subscription:
        item = CalendarItem(
            folder=other,
            subject="Notified",
            start=EWSDateTime(2027, 3, 3, 9, 0, tzinfo=UTC),
            end=EWSDateTime(2027, 3, 3, 10, 0, tzinfo=UTC),
        ).save(send_meeting_invitations=SEND_TO_NONE)
        for notification in calendar.get_streaming_events(
            subscription, connection_timeout=1, max_notifications_returned=1
        ):
            for event in notification.events:
                kinds.append({"kind": event.__class__.__name__, "same": event.item_id is not None and event.item_id.id == item.id})
    return kinds


def pull(settings):
    acc = account(settings)
    calendar = acc.calendar
    kinds = []
    with calendar.pull_subscription() as (subscription, watermark):
        CalendarItem(
            folder=calendar,
            subject="Pulled",
            start=EWSDateTime(2027, 3, 3, 9, 0, tzinfo=UTC),
            end=EWSDateTime(2027, 3, 3, 10, 0, tzinfo=UTC),
        ).save(send_meeting_invitations=SEND_TO_NONE)
        for notification in calendar.get_events(subscription, watermark):
            for event in notification.events:
                kinds.append(event.__class__.__name__)
    return kinds


def meeting(settings):
    """Invites somebody and lets the invited accept: the copy keeps the UID."""
    organizer = account(settings)
    item = CalendarItem(
        folder=organizer.calendar,
        subject="Kwartaalgesprek",
        start=EWSDateTime(2027, 3, 3, 13, 0, tzinfo=UTC),
        end=EWSDateTime(2027, 3, 3, 14, 0, tzinfo=UTC),
        required_attendees=[Attendee(mailbox=Mailbox(email_address=settings["attendee"]))],
    ).save(send_meeting_invitations="SendToAllAndSaveCopy")
    uid = organizer.calendar.get(id=item.id).uid
    invited = account(settings, address=settings["attendee"])
    copies = [entry for entry in invited.calendar.filter(subject="Kwartaalgesprek")]
    copy = copies[0]
    before = {"count": len(copies), "sameUid": copy.uid == uid, "response": copy.my_response_type}
    copy.accept(message_disposition="SendOnly")
    accepted = [entry for entry in invited.calendar.filter(subject="Kwartaalgesprek")]
    return {
        "before": before,
        "after": {
            "count": len(accepted),
            "sameUid": accepted[0].uid == uid,
            "response": accepted[0].my_response_type,
            "newId": accepted[0].id != copy.id,
        },
        "organizerSees": organizer.calendar.get(id=item.id).required_attendees[0].response_type,
    }


def free_busy(settings):
    acc = account(settings)
    start, end = parse(settings["start"]), parse(settings["end"])
    found = list(acc.protocol.get_free_busy_info(accounts=[(acc, "Organizer", False)], start=start, end=end))
    return [
        {"view": info.view_type, "events": len(info.calendar_events or [])} for info in found
    ]


SCENARIOS = {
    function.__name__: function
    for function in (
        get_folder,
        sync,
        view,
        items,
        create,
        single_life,
        all_day,
        recurrence,
        series_with_exception,
        resolve_names,
        access,
        time_zones,
        user_configuration,
        streaming,
        pull,
        meeting,
        free_busy,
    )
}

if __name__ == "__main__":
    json.dump(SCENARIOS[sys.argv[1]](json.load(sys.stdin)), sys.stdout)
