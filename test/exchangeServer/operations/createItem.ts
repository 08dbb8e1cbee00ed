import type ICAL from 'ical.js';
import type { Call } from '../context';
import type { CalendarItem, Folder, Operation, XmlElement, XmlNode } from '../contracts';
import { attachmentIdsElement, readAttachment } from '../attachments/attachment';
import { readFields } from '../calendarItems/readFields';
import { readEvent, type ReadEvent } from '../icalendar/readEvent';
import { recurrenceOf } from '../icalendar/readRule';
import { defaultFields, draftCalendarItem } from '../model/newItem';
import { findByUid, keepSentCopy } from '../model/meetingMail';
import { sendInvitations } from '../model/meetings';
import { keptPattern } from '../model/recurrence';
import { normalizedRecurrence, slots } from '../model/series';
import { localDate, parseDateTime } from '../model/zonedTime';
import { ResponseError } from '../responseErrors';
import { answerEach } from '../responseMessages';
import { element } from '../xml/element';
import { child, path } from '../xml/node';
import { createMessage } from './createMessage';
import { isResponseObject, respondToMeeting } from './responseObjects';

export type SendInvitations = 'SendToNone' | 'SendOnlyToAll' | 'SendToAllAndSaveCopy';

/** @see https://learn.microsoft.com/exchange/client-developer/web-service-reference/createitem-operation */
export const createItem: Operation = {
	name: 'CreateItem',
	since: 'Exchange2007',
	handle(request, context) {
		const call = context as Call;
		const items = child(request, 'Items')?.children ?? [];
		const send = request.attributes.SendMeetingInvitations as SendInvitations | undefined;
		return answerEach(
			'CreateItem',
			items,
			(item) => element('m:Items', create(item, request, send, call)),
			element('m:Items'),
		);
	},
};

function create(
	item: XmlNode,
	request: XmlNode,
	send: SendInvitations | undefined,
	call: Call,
): (XmlElement | undefined)[] {
	if (isResponseObject(item)) return respondToMeeting(item, request, call);
	const wantedFolder = path(request, 'SavedItemFolderId')?.children[0];
	if (item.name === 'CalendarItem') {
		if (send === undefined) {
			throw new ResponseError(
				'ErrorSendMeetingInvitationsRequired',
				'SendMeetingInvitations attribute is required for calendar items.',
			);
		}
		const folder = wantedFolder ? call.resolveFolder(wantedFolder) : ownCalendar(call);
		call.demand(folder, 'create');
		return [createCalendarItem(item, folder, send, call)];
	}
	return [createMessage(item, request, wantedFolder, call)];
}

function ownCalendar(call: Call): Folder {
	const calendar = call.actor?.distinguished.get('calendar');
	if (calendar) return calendar;
	throw new ResponseError(
		'ErrorMissingEmailAddress',
		'When making a request as an account that does not have a mailbox, you must specify the mailbox primary SMTP address for any distinguished folder Ids.',
	);
}

function createCalendarItem(
	node: XmlNode,
	folder: Folder,
	send: SendInvitations,
	call: Call,
): XmlElement {
	if (!folder.folderClass.startsWith('IPF.Appointment')) {
		throw new ResponseError(
			'ErrorCannotCreateCalendarItemInNonCalendarFolder',
			'Calendar items can only be created in calendar folders.',
		);
	}
	const { store } = call.company;
	const current = { ...defaultFields(folder, nextHalfHour(store.now())), ...zonesOf(call) };
	const [files, properties] = partition(node.children, ({ name }) => name === 'Attachments');
	const mime = properties.find(({ name }) => name === 'MimeContent');
	const event = mime && readEvent(mime.text);
	const elements = [
		...(event?.elements ?? []),
		...properties.filter(({ name }) => name !== 'MimeContent'),
	];
	const { recurrence, uid, itemClass, ...fields } = readFields(elements, { call, current });
	if (uid !== undefined) refuseUsedUid(uid, folder, call);
	if (fields.start && !fields.end) fields.end = new Date(fields.start.getTime() + 1_800_000);
	const item = draftCalendarItem(
		folder,
		{ ...current, ...fields, start: fields.start ?? current.start },
		store.now(),
		uid ?? store.newUid(folder),
	);
	if (itemClass !== undefined) item.itemClass = itemClass;
	item.lastModifiedBy = call.writer;
	item.attachments = files.flatMap(({ children }) =>
		children.map((file) => readAttachment(file, store.now())),
	);
	if (recurrence) applyRecurrence(item, recurrence, call);
	if (event?.rule) applyRule(item, event, event.rule, call);
	item.meetingRequestWasSent = item.isMeeting && send !== 'SendToNone';
	if (becomesMeeting(send, call)) item.isMeeting = true;
	store.add(item);
	if (item.meetingRequestWasSent) sendInvitations(call.company, item);
	if (item.meetingRequestWasSent && send === 'SendToAllAndSaveCopy') {
		keepSentCopy(call.company, item, 'MeetingRequest');
	}
	const { id, changeKey } = item;
	call.moveChangeKey(item);
	return element('t:CalendarItem', [
		element('t:ItemId', undefined, { Id: id, ChangeKey: changeKey }),
		attachmentIdsElement(item),
	]);
}

/** True for a way of sending that makes a meeting of whatever is written. */
export function becomesMeeting(sending: string, { behaviours }: Call): boolean {
	return sending !== 'SendToNone' && behaviours.meetingsWithoutAttendees === 'becomeMeetings';
}

/** Makes it a series, without the occurrences that are out. */
function applyRule(
	item: CalendarItem,
	{ excluded }: ReadEvent,
	rule: ICAL.Recur,
	call: Call,
): void {
	const zone = call.company.store.zones.get(item.startTimeZone);
	const moment = (time: ICAL.Time) =>
		parseDateTime(time.isDate ? `${time.toString()}T00:00:00` : time.toString(), zone)!;
	const until = rule.until ?? undefined;
	const last = until && (until.isDate ? until.toString() : localDate(moment(until), zone));
	applyRecurrence(item, recurrenceOf(rule, localDate(item.start, zone), last), call);
	item.deletedOccurrences = new Set(excluded.map((time) => moment(time).getTime()));
}

function partition<T>(all: readonly T[], test: (one: T) => boolean): [T[], T[]] {
	return [all.filter(test), all.filter((one) => !test(one))];
}

function refuseUsedUid(uid: string, folder: Folder, call: Call): void {
	if (call.behaviours.duplicateUids === 'accepted' || !findByUid(folder, uid)) return;
	throw new ResponseError('ErrorItemSave', 'The item could not be saved: its UID is in use.');
}

function zonesOf(call: Call): { startTimeZone: string; endTimeZone: string } {
	const zone = call.timeZone ?? 'UTC';
	return { startTimeZone: zone, endTimeZone: zone };
}

function nextHalfHour(now: Date): Date {
	return new Date(Math.ceil(now.getTime() / 1_800_000) * 1_800_000);
}

/** Makes the item a master whose own times are those of its first occurrence. */
export function applyRecurrence(
	item: CalendarItem,
	recurrence: NonNullable<CalendarItem['recurrence']>,
	call: Call,
): void {
	const normalized = normalizedRecurrence(recurrence);
	if (!normalized) {
		throw new ResponseError(
			'ErrorRecurrenceHasNoOccurrence',
			'There are no recurring items that fall within the specified range.',
		);
	}
	const { range } = normalized;
	const { yearlyPatterns } = call.behaviours;
	const pattern = keptPattern(normalized.pattern, range.startDate, yearlyPatterns);
	item.recurrence = { pattern, range };
	for (const slot of slots(item, call.company.store.zones)) {
		item.start = slot.originalStart;
		item.end = slot.originalEnd;
		return;
	}
}
