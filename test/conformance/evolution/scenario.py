"""What somebody does in Evolution's calendar. Settings come in as JSON; each step goes out as a line of JSON."""

import json
import sys

from account import open_calendar, wait_for, write_account

settings = json.load(sys.stdin)
write_account(settings)
_registry, client = open_calendar(settings)

from gi.repository import ECal, GLib, ICalGLib  # noqa: E402 (versions are chosen by the account)

NO_FLAGS = ECal.OperationFlags.NONE


def tell(step, **result):
	print(json.dumps({'step': step, **result}), flush=True)


def events(query='#t'):
	_, found = client.get_object_list_sync(query, None)
	return found


def by_summary(summary):
	return [one for one in events() if one.get_summary() == summary]


def one_called(summary):
	return wait_for(summary, lambda: by_summary(summary))[0]


def prop(event, kind):
	found = event.get_first_property(kind)
	return found and found.get_value_as_string()


def shown(event):
	return {
		'summary': event.get_summary(),
		'location': event.get_location(),
		'start': event.get_dtstart().as_ical_string(),
		'end': event.get_dtend().as_ical_string(),
		'zone': event.get_dtstart().get_tzid(),
		'rule': prop(event, ICalGLib.PropertyKind.RRULE_PROPERTY),
		'class': prop(event, ICalGLib.PropertyKind.CLASS_PROPERTY),
		'transparency': prop(event, ICalGLib.PropertyKind.TRANSP_PROPERTY),
		'recurrenceId': prop(event, ICalGLib.PropertyKind.RECURRENCEID_PROPERTY),
	}


def create(summary, *lines):
	text = '\r\n'.join(['BEGIN:VEVENT', f'SUMMARY:{summary}', *lines, 'END:VEVENT', ''])
	component = ICalGLib.Component.new_from_string(text)
	client.create_object_sync(component, NO_FLAGS, None)
	return one_called(summary)


def occurrences(summary, first, last):
	"""Starts of the instances of that name between two days, as `20270302T090000`."""
	starts = []

	def take(_component, start, _end, *_rest):
		starts.append(start.as_ical_string())
		return True

	begin = ICalGLib.Time.new_from_string(f'{first}T000000Z').as_timet()
	end = ICalGLib.Time.new_from_string(f'{last}T000000Z').as_timet()
	uid = one_called(summary).get_uid()
	client.generate_instances_for_object_sync(one_called(summary), begin, end, None, take)
	return sorted(starts), uid


wait_for('events', events)
tell('list', events=[shown(one) for one in events()])

tell(
	'single',
	**shown(
		create(
			'Made in Evolution',
			'DTSTART;TZID=/freeassociation.sourceforge.net/Europe/Amsterdam:20270302T090000',
			'DTEND;TZID=/freeassociation.sourceforge.net/Europe/Amsterdam:20270302T103000',
			'LOCATION:Room 1',
			'DESCRIPTION:First line\\nsecond line',
			'CATEGORIES:Red',
			'CLASS:PRIVATE',
			'TRANSP:OPAQUE',
		)
	),
)
create(
	'Weekly in Evolution',
	'DTSTART;TZID=/freeassociation.sourceforge.net/Europe/Amsterdam:20270302T110000',
	'DTEND;TZID=/freeassociation.sourceforge.net/Europe/Amsterdam:20270302T113000',
	'RRULE:FREQ=WEEKLY;COUNT=6;BYDAY=TU',
)
tell('weekly', starts=occurrences('Weekly in Evolution', '20270301', '20270501')[0])
tell(
	'allDay',
	**shown(
		create(
			'All day in Evolution',
			'DTSTART;VALUE=DATE:20270405',
			'DTEND;VALUE=DATE:20270407',
			'TRANSP:TRANSPARENT',
		)
	),
)
tell(
	'meeting',
	**shown(
		create(
			'Meeting in Evolution',
			'DTSTART:20270303T090000Z',
			'DTEND:20270303T100000Z',
			f'ORGANIZER:mailto:{settings["address"]}',
			f'ATTENDEE;ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=TRUE:mailto:{settings["guest"]}',
		)
	),
)

single = one_called('Made in Evolution')
single.set_summary('Renamed in Evolution')
single.set_location('Room 2')
client.modify_object_sync(single, ECal.ObjModType.ALL, NO_FLAGS, None)
tell('modified', **shown(one_called('Renamed in Evolution')))

starts, uid = occurrences('Weekly in Evolution', '20270301', '20270501')
client.remove_object_sync(uid, starts[2], ECal.ObjModType.THIS, NO_FLAGS, None)
tell('occurrenceRemoved', starts=occurrences('Weekly in Evolution', '20270301', '20270501')[0])

client.remove_object_sync(
	one_called('All day in Evolution').get_uid(), None, ECal.ObjModType.ALL, NO_FLAGS, None
)
wait_for('the end of an event', lambda: not by_summary('All day in Evolution'))
tell('deleted')

day = ICalGLib.Time.new_from_string('20270303T000000Z').as_timet()
_, busy = client.get_free_busy_sync(day, day + 86400, [settings['guest']], None)
tell('freeBusy', periods=[text for one in busy for text in [one.get_as_string()]])

tell('watching')
client.refresh_sync(None)
tell('refreshed', **shown(one_called('Made by somebody else')))

# Without a refresh: Exchange says that something happened.
tell('listening')
tell('noticed', **shown(one_called('Made while listening')))
