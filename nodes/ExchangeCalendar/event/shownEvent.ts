import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import type { ListedEvent, WrittenEvent } from '../../../exchange/calendars/events/event';
import type { Privacy } from '../../../exchange/changes/privacy';
import { beginOf } from '../../../exchange/beginOf';
import type { ItemParameters } from '../../shared/itemParameters';
import { inReadingOrder } from '../../shared/readingOrder';

/** How events come out. */
export interface ShownAs {
	privacy?: Privacy;
	timeZone?: string;
	/** What is read: a file without the text of the appointment would lose it when it is read again. */
	includeBody: false | 'html' | 'text';
	/** True when the body is in the item itself, too. */
	showsBody: boolean;
	isSimple: boolean;
	/** Binary field for an iCalendar file of each event. */
	icsField?: string;
}

export function readShownAs(parameters: ItemParameters): ShownAs {
	const body = parameters.choice('includeBody', ['none', 'html', 'text']) ?? 'none';
	const icsField = parameters.yesNo('asIcs') ? (parameters.text('icsField') ?? 'data') : undefined;
	return {
		privacy: parameters.choice('privacy', ['maskPrivate', 'full', 'busyOnly']),
		timeZone: parameters.text('timeZone'),
		includeBody: body !== 'none' ? body : icsField !== undefined && 'html',
		showsBody: body !== 'none',
		isSimple: parameters.yesNo('simplify') ?? true,
		icsField,
	};
}

/** Fields that a simplified event has, in the order in which people read them. */
const simpleFields = [
	'subject',
	'start',
	'end',
	'startUtc',
	'endUtc',
	'startDate',
	'lastDate',
	'isAllDay',
	'location',
	'showAs',
	'organizer',
	'attendees',
	'responseStatus',
	'isCancelled',
	'onlineMeeting',
	'recurrence',
	'body',
	'type',
	'masked',
	'mailbox',
	'id',
	'seriesMasterId',
	'originalStart',
] as const;

/** The fields that are read first, those of a simplified event or all. */
export function shownEvent(event: WrittenEvent, isSimple: boolean): object {
	return inReadingOrder(event, simpleFields, isSimple);
}

/** Without its text, and without that of the occurrences that come with a series. */
function withoutBodies({ body, bodyPreview, exceptions, ...event }: ListedEvent): ListedEvent {
	void [body, bodyPreview];
	return { ...event, ...(exceptions && { exceptions: exceptions.map(withoutBodies) }) };
}

/** An item with the event, and its iCalendar file where that is wanted. */
export async function eventItem(
	context: IExecuteFunctions,
	event: ListedEvent,
	{ isSimple, icsField, showsBody }: ShownAs,
): Promise<INodeExecutionData> {
	const shown = shownEvent(showsBody ? event : withoutBodies(event), isSimple);
	const json = shown as INodeExecutionData['json'];
	const item: INodeExecutionData = { json };
	if (icsField === undefined) return item;
	const { eventToIcs } = await import('../../../exchange/calendars/icalendar/eventToIcs');
	const text = eventToIcs(event, { exceptions: event.exceptions });
	const { notInFileNames } = await import('../../../exchange/calendars/attachments/fileTypes');
	const subject = (event.subject ?? '').replace(notInFileNames, ' ').replace(/\s+/g, ' ').trim();
	const name = `${beginOf(subject, 60).trim() || 'event'}.ics`;
	const file = await context.helpers.prepareBinaryData(Buffer.from(text), name, 'text/calendar');
	return { ...item, binary: { [icsField]: file } };
}
