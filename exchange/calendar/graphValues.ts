import type {
	AttendeeRecord,
	CalendarItemRecord,
	ExtendedPropertyRecord,
	ExtendedPropertyUri,
	MailboxRecord,
} from '../ews/calendarItem';
import { instantOf, instantTextOf, localText } from './civil';
import type {
	Attendee,
	EmailAddress,
	EventType,
	Importance,
	ResponseStatus,
	ResponseType,
	Sensitivity,
	ShowAs,
} from './graphTypes';

export const eventTypes: ReadonlyMap<string, EventType> = new Map([
	['Single', 'singleInstance'],
	['Occurrence', 'occurrence'],
	['Exception', 'exception'],
	['RecurringMaster', 'seriesMaster'],
]);

export const showAs: ReadonlyMap<string, ShowAs> = new Map([
	['Free', 'free'],
	['Tentative', 'tentative'],
	['Busy', 'busy'],
	['OOF', 'oof'],
	['WorkingElsewhere', 'workingElsewhere'],
	['NoData', 'unknown'],
]);

export const sensitivities: ReadonlyMap<string, Sensitivity> = new Map([
	['Normal', 'normal'],
	['Personal', 'personal'],
	['Private', 'private'],
	['Confidential', 'confidential'],
]);

export const importances: ReadonlyMap<string, Importance> = new Map([
	['Low', 'low'],
	['Normal', 'normal'],
	['High', 'high'],
]);

const responses: ReadonlyMap<string, ResponseType> = new Map([
	['Unknown', 'none'],
	['Organizer', 'organizer'],
	['Tentative', 'tentativelyAccepted'],
	['Accept', 'accepted'],
	['Decline', 'declined'],
	['NoResponseReceived', 'notResponded'],
]);

export function lookUp<T>(table: ReadonlyMap<string, T>, name: string | undefined): T | undefined {
	return name === undefined ? undefined : table.get(name);
}

export function responseStatus(item: CalendarItemRecord): ResponseStatus | undefined {
	const response = lookUp(responses, item.myResponseType);
	if (response === undefined) return undefined;
	const time = instantTextOf(item.appointmentReplyTime);
	return time === undefined ? { response } : { response, time };
}

/** Without what is no address of SMTP: the path of a directory, or a number of a fax. */
export function emailAddress({ name, emailAddress: given }: MailboxRecord): EmailAddress {
	const address = given !== undefined && /^[^/].*@/s.test(given) ? given : undefined;
	if (name !== undefined && address !== undefined) return { name, address };
	if (name !== undefined) return { name };
	return address === undefined ? {} : { address };
}

export function attendees({
	requiredAttendees,
	optionalAttendees,
	resources,
}: CalendarItemRecord): Attendee[] {
	const all: Attendee[] = [];
	addAttendees(all, 'required', requiredAttendees);
	addAttendees(all, 'optional', optionalAttendees);
	addAttendees(all, 'resource', resources);
	return all;
}

function addAttendees(
	all: Attendee[],
	type: Attendee['type'],
	records: AttendeeRecord[] | undefined,
): void {
	if (records === undefined) return;
	for (const record of records) {
		const response = lookUp(responses, record.responseType) ?? 'none';
		const time = instantTextOf(record.lastResponseTime);
		const status = time === undefined ? { response } : { response, time };
		const attendee: Attendee = { emailAddress: emailAddress(record.mailbox), type, status };
		const proposedNewTime = proposal(record);
		if (proposedNewTime) attendee.proposedNewTime = proposedNewTime;
		all.push(attendee);
	}
}

function proposal({ proposedStart, proposedEnd }: AttendeeRecord): Attendee['proposedNewTime'] {
	// Nearly nobody proposes a time.
	if (proposedStart === undefined) return undefined;
	const [start, end] = [instantOf(proposedStart), instantOf(proposedEnd)];
	if (start === undefined || end === undefined) return undefined;
	const inUtc = (instant: number) => ({ dateTime: localText(instant), timeZone: 'UTC' });
	return { start: inUtc(start), end: inUtc(end) };
}

/** The owner organizes appointments without attendees; for meetings MyResponseType says. */
export function isOrganizer(item: CalendarItemRecord): boolean | undefined {
	if (item.myResponseType === 'Organizer') return true;
	if (item.isMeeting === false) return true;
	return item.myResponseType === undefined ? undefined : false;
}

/** Graph's previews are the first 255 characters. */
export function previewOf(text: string): string {
	const beginning = collapsed(text.slice(0, 320));
	const isEnough = beginning.length >= previewLength || text.length <= 320;
	return (isEnough ? beginning : collapsed(text.slice(0, 2_000))).slice(0, previewLength);
}

const previewLength = 255;

function collapsed(text: string): string {
	// Single spaces, most of what there is, stay as they are.
	return text.replace(/[^\S ]\s*| \s+/g, ' ').trim();
}

export function extendedProperties(
	records: ExtendedPropertyRecord[] | undefined,
): Record<string, string | string[]> | undefined {
	if (!records?.length) return undefined;
	return Object.fromEntries(
		records.map(({ uri, value, values }) => [extendedPropertyKey(uri), values ?? value ?? '']),
	);
}

/** The key of a property in `extendedProperties`: its name, else `set/0x8233` or the tag `0x0E1D`. */
function extendedPropertyKey(uri: ExtendedPropertyUri): string {
	if (uri.name !== undefined) return uri.name;
	if (uri.tag !== undefined) return uri.tag;
	const set = uri.distinguishedSetId ?? uri.setId ?? '';
	return `${set}/0x${(uri.id ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
}
