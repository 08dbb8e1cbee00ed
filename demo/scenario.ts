/**
 * What the demo does in people's calendars with a client of its own, and what has to come out of
 * the workflows for it. Everything is computed from the company's own calendars; nothing of the
 * package under test is used.
 */
import type { Company, CompanyUser } from '../test/exchangeServer/company';
import type { EventInstance } from '../test/exchangeServer/model/series';
import { wallClock } from '../test/exchangeServer/model/zonedTime';

const MS_PER_MINUTE = 60_000;
const MS_PER_HOUR = 60 * MS_PER_MINUTE;
const MS_PER_DAY = 24 * MS_PER_HOUR;

/** Get Changes' window, unless the node is told otherwise. */
export const window = { pastDays: 30, futureDays: 365 };

/** An event reduced to what two systems must agree on: when it is. */
export interface Span {
	/** `2026-11-25T09:00:00.000Z`; of an all-day event the date alone. */
	start: string;
	end: string;
}

export interface ExpectedChange {
	mailbox: string;
	/** What somebody did, for the reader. */
	edit: string;
	changeType: 'created' | 'updated' | 'deleted';
	subject: string;
	/** Where it is now; unknown for a deleted one. */
	span?: Span;
	/** Of an occurrence: where the series had it. */
	originalStart?: string;
	/** UID of the item. */
	iCalUId: string;
}

/** The people whose calendars the demo syncs: everybody with a calendar of their own. */
export function employees(company: Company): CompanyUser[] {
	return company.people.filter(
		({ mailbox, account }) =>
			mailbox.kind === 'user' && !mailbox.hiddenFromAddressLists && !account.disabled,
	);
}

/** What that calendar shows in the window around `now`. */
export function eventsInWindow({ calendar }: CompanyUser, now: Date): EventInstance[] {
	return calendar.view(
		new Date(now.getTime() - window.pastDays * MS_PER_DAY),
		new Date(now.getTime() + window.futureDays * MS_PER_DAY),
	);
}

/** When an event is, as its owner sees it. */
export function spanOf(company: Company, { fields }: EventInstance): Span {
	const { start, end, isAllDay, startTimeZone } = fields;
	if (!isAllDay) return { start: start.toISOString(), end: end.toISOString() };
	const zone = company.store.zones.get(startTimeZone);
	const date = (moment: Date) => new Date(wallClock(moment, zone)).toISOString().slice(0, 10);
	return { start: date(start), end: date(end) };
}

/**
 * Four people each do one thing: move an appointment, move one occurrence of a series, delete an
 * appointment, make a new one.
 * @returns exactly the changes that a sync has to report afterwards
 */
export function editCalendars(company: Company, now: Date): ExpectedChange[] {
	const untouched = employees(company).sort((a, b) =>
		a.smtpAddress.localeCompare(b.smtpAddress, 'en'),
	);
	/** The first person with an event that will do, so that each edit has a calendar of its own. */
	const take = (kind: EventInstance['kind']) => {
		for (const [index, person] of untouched.entries()) {
			const event = eventsInWindow(person, now).find((one) => isOrdinary(one, kind, now));
			if (!event) continue;
			untouched.splice(index, 1);
			return { person, event };
		}
		throw new Error(`Nobody in the company has an ordinary event of kind ${kind}`);
	};
	return [
		moveAppointment(take('Single')),
		moveOccurrence(take('Occurrence')),
		deleteAppointment(take('Single')),
		createAppointment(untouched[0], now),
	];
}

interface Target {
	person: CompanyUser;
	event: EventInstance;
}

function moveAppointment({ person, event }: Target): ExpectedChange {
	const start = new Date(event.fields.start.getTime() + MS_PER_DAY);
	const end = new Date(event.fields.end.getTime() + MS_PER_DAY);
	person.calendar.update(event.id, { start, end });
	return {
		mailbox: person.smtpAddress,
		edit: 'moved an appointment by a day',
		changeType: 'updated',
		subject: event.fields.subject,
		span: { start: start.toISOString(), end: end.toISOString() },
		iCalUId: event.item.uid,
	};
}

function moveOccurrence({ person, event }: Target): ExpectedChange {
	const originalStart = event.originalStart as Date;
	const start = new Date(event.fields.start.getTime() + 30 * MS_PER_MINUTE);
	const end = new Date(event.fields.end.getTime() + 30 * MS_PER_MINUTE);
	person.calendar.occurrence(event.item.id, originalStart).move({ start, end });
	return {
		mailbox: person.smtpAddress,
		edit: 'moved one occurrence of a series by half an hour',
		changeType: 'updated',
		subject: event.fields.subject,
		span: { start: start.toISOString(), end: end.toISOString() },
		originalStart: originalStart.toISOString(),
		iCalUId: event.item.uid,
	};
}

function deleteAppointment({ person, event }: Target): ExpectedChange {
	const { subject } = event.fields;
	person.calendar.delete(event.id);
	return {
		mailbox: person.smtpAddress,
		edit: 'deleted an appointment',
		changeType: 'deleted',
		subject,
		iCalUId: event.item.uid,
	};
}

function createAppointment(person: CompanyUser, now: Date): ExpectedChange {
	const start = new Date(Math.ceil(now.getTime() / MS_PER_DAY) * MS_PER_DAY + 7 * MS_PER_DAY);
	start.setUTCHours(9);
	const item = person.calendar.create({
		subject: 'Dentist',
		start,
		end: new Date(start.getTime() + MS_PER_HOUR),
		location: 'Market Square 4',
	});
	return {
		mailbox: person.smtpAddress,
		edit: 'made a new appointment',
		changeType: 'created',
		subject: item.subject,
		span: { start: item.start.toISOString(), end: item.end.toISOString() },
		iCalUId: item.uid,
	};
}

/** Nothing that others are invited to or that privacy would mask, and well within the window. */
function isOrdinary({ kind, fields }: EventInstance, wanted: EventInstance['kind'], now: Date) {
	const inDays = (fields.start.getTime() - now.getTime()) / MS_PER_DAY;
	return (
		kind === wanted &&
		inDays > 2 &&
		inDays < window.futureDays - 7 &&
		fields.end.getTime() > fields.start.getTime() &&
		!fields.isMeeting &&
		!fields.isAllDay &&
		!fields.isCancelled &&
		fields.sensitivity === 'Normal'
	);
}

/** One entry of a workflow's list of users. */
export interface ListedUser {
	user: string;
	replacementEmail?: string;
	blocked?: boolean;
}

/** What Resolve Mailbox has to say of a user, by the company's own books. */
export function expectedMailbox(company: Company, listed: ListedUser) {
	const { user, replacementEmail, blocked } = listed;
	if (blocked) return { status: 'blocked' };
	const composed = user.includes('@') ? user : `${user}@${company.domain}`;
	const address = replacementEmail || composed;
	if (/[\s,;]|@.*@|\.\.|@$/.test(address)) return { status: 'invalidAddress' };
	if (company.groups.some((group) => group.smtpAddress === address)) return { status: 'noMailbox' };
	const mailbox = company.mailboxOf(address);
	if (!mailbox) return { status: 'notFound' };
	return {
		status: 'resolved',
		emailAddress: mailbox.smtpAddress,
		displayName: mailbox.displayName,
		itemCount: company.user(mailbox.smtpAddress).calendar.items().length,
	};
}

/** A change as it comes out of the node: the fields that tell when the event is. */
export interface ReportedChange {
	isAllDay?: boolean;
	start?: { dateTime: string; timeZone: string };
	end?: { dateTime: string; timeZone: string };
}

/** When a reported event is. Its times have to be in UTC, as they are by default. */
export function spanOfChange({ isAllDay, start, end }: ReportedChange): Span | undefined {
	if (!start || !end) return undefined;
	const moment = ({ dateTime, timeZone }: { dateTime: string; timeZone: string }) => {
		if (isAllDay) return dateTime.slice(0, 10);
		if (timeZone !== 'UTC') throw new Error(`Times in UTC were expected, not in ${timeZone}`);
		return new Date(`${dateTime.slice(0, 23)}Z`).toISOString();
	};
	return { start: moment(start), end: moment(end) };
}

/** A list of spans in one order, so that two lists can be compared. */
export function sortedSpans(spans: Array<Span | undefined>): string[] {
	return spans.map((span) => (span ? `${span.start} - ${span.end}` : 'no time')).sort();
}
