import type { Attendee, CalendarEvent, EmailAddress } from '../../calendar/event';
import { textOf } from '../htmlText';
import type { JCal, JProperty } from './jcal';

export const busyStates = {
	free: 'FREE',
	tentative: 'TENTATIVE',
	busy: 'BUSY',
	oof: 'OOF',
	workingElsewhere: 'WORKINGELSEWHERE',
} as const;
export const classes = {
	normal: 'PUBLIC',
	personal: 'PERSONAL',
	private: 'PRIVATE',
	confidential: 'CONFIDENTIAL',
} as const;
const priorities = { high: 1, normal: 5, low: 9 };
const answers: Record<string, string> = {
	organizer: 'ACCEPTED',
	accepted: 'ACCEPTED',
	tentativelyAccepted: 'TENTATIVE',
	declined: 'DECLINED',
};
const roles = {
	required: { role: 'REQ-PARTICIPANT' },
	optional: { role: 'OPT-PARTICIPANT' },
	resource: { role: 'NON-PARTICIPANT', cutype: 'RESOURCE' },
};

/** Everything of an event but its times. @see https://learn.microsoft.com/openspecs/exchange_server_protocols/ms-oxcical/ */
export function contentProperties(event: CalendarEvent): {
	properties: JProperty[];
	components: JCal[];
} {
	const { sensitivity, importance, showAs, categories = [], location, isCancelled } = event;
	const state = showAs === undefined || showAs === 'unknown' ? undefined : busyStates[showAs];
	const place = location?.displayName;
	const stamp = event.lastModifiedDateTime ?? event.createdDateTime ?? '1970-01-01T00:00:00Z';
	const properties: Array<JProperty | undefined> = [
		['dtstamp', {}, 'date-time', stamp],
		instant('created', event.createdDateTime),
		instant('last-modified', event.lastModifiedDateTime),
		event.subject === undefined ? undefined : ['summary', {}, 'text', event.subject],
		...body(event),
		place ? ['location', {}, 'text', place] : undefined,
		sensitivity && ['class', {}, 'text', classes[sensitivity]],
		importance && ['priority', {}, 'integer', priorities[importance]],
		// Readers that split a list take a comma behind an escaped backslash for part of a name.
		...categories.map((name): JProperty => ['categories', {}, 'text', name]),
		['status', {}, 'text', isCancelled ? 'CANCELLED' : 'CONFIRMED'],
		['transp', {}, 'text', showAs === 'free' ? 'TRANSPARENT' : 'OPAQUE'],
		state && ['x-microsoft-cdo-busystatus', {}, 'unknown', state],
		...people(event),
	];
	return {
		properties: properties.filter((one) => one !== undefined).map(withLineFeeds),
		components: alarm(event),
	};
}

/** A text of iCalendar has its line ends as `\\n`, and no other control character. */
function withLineFeeds(one: JProperty): JProperty {
	const [name, parameters, type, value] = one;
	if (type !== 'text' || typeof value !== 'string') return one;
	return [name, parameters, type, value.replace(/\r\n?/g, '\n')];
}

function instant(name: string, value: string | undefined): JProperty | undefined {
	return value === undefined ? undefined : [name, {}, 'date-time', value];
}

function body({ body: content }: CalendarEvent): JProperty[] {
	if (!content?.content) return [];
	if (content.contentType === 'text') return [['description', {}, 'text', content.content]];
	// The format knows no HTML; this is where Outlook has it, with the escapes of a text.
	const html = content.content.replace(/[\\;,]/g, '\\$&').replace(/\r\n?|\n/g, '\\n');
	return [
		['description', {}, 'text', textOf(content.content)],
		['x-alt-desc', { fmttype: 'text/html' }, 'unknown', html],
	];
}

function people({ organizer, attendees = [] }: CalendarEvent): JProperty[] {
	if (attendees.length === 0) return [];
	const owner = organizer?.emailAddress;
	return [
		...(owner?.address ? [address('organizer', owner)] : []),
		...attendees.flatMap((attendee) => (attendee.emailAddress.address ? [person(attendee)] : [])),
	];
}

function person({ emailAddress, type, status }: Attendee): JProperty {
	return address('attendee', emailAddress, {
		...roles[type],
		partstat: answers[status?.response ?? 'none'] ?? 'NEEDS-ACTION',
	});
}

function address(
	name: string,
	{ name: common, address: mail = '' }: EmailAddress,
	parameters: Record<string, string> = {},
): JProperty {
	// No parameter can hold a quotation mark or a line break.
	const cn = common?.replace(/"/g, "'").replace(/\s+/g, ' ').trim();
	return [name, { ...parameters, ...(cn && { cn }) }, 'cal-address', `mailto:${mail}`];
}

function alarm({ isReminderOn, reminderMinutesBeforeStart = 15 }: CalendarEvent): JCal[] {
	if (!isReminderOn) return [];
	return [
		[
			'valarm',
			[
				['action', {}, 'text', 'DISPLAY'],
				['description', {}, 'text', 'REMINDER'],
				['trigger', {}, 'duration', `-PT${reminderMinutesBeforeStart}M`],
			],
			[],
		],
	];
}
