import {
	addAlwaysShown,
	addContent,
	addSeries,
	propertiesReadBy,
	propertyUses,
	type Read,
} from '../../../exchange/calendar/propertyUses';
import { toEvent, type SeriesEvent } from '../../../exchange/calendar/event';
import { timeZones } from '../../../exchange/calendar/timeZone';
import { utcZone } from '../../../exchange/calendar/zone';
import { Digest } from '../../../exchange/changes/digest';
import { fieldUris, type CalendarItemRecord } from '../../../exchange/ews/calendarItem';
import { getItem } from '../../../exchange/ews/operations/getItem';
import { everyProperty, propertyNames, wholeItem, type PropertySample } from './everyProperty';

type Name = keyof CalendarItemRecord;
const samples: Record<Name, PropertySample> = everyProperty;

describe.each(propertyNames)('%s', (name) => {
	const { xml, value, other, beside } = samples[name];
	/** Pairs of items that differ in the property alone: with little else, and with all else. */
	const pairs = [{ itemId: wholeItem.itemId, ...beside }, wholeItem].map(
		(item): [CalendarItemRecord, CalendarItemRecord] => [
			{ ...item, [name]: value },
			{ ...item, [name]: other },
		],
	);

	it('is read from its element', () => {
		const id = name === 'itemId' ? '' : samples.itemId.xml;
		expect(read(`<t:CalendarItem>${id}${xml}</t:CalendarItem>`)[name]).toEqual(value);
	});

	it('counts in the digest as its entry says', () => {
		const { digest } = propertyUses[name];
		const [alone, together] = pairs.map(digestParts);
		if (typeof digest === 'string') {
			expect(alone).toEqual([digest]);
			expect(together).toEqual([digest]);
			return;
		}
		expect(alone).toEqual('insteadOf' in digest ? [propertyUses[digest.insteadOf].digest] : []);
		expect(together).toEqual([]);
	});

	it('shows in the properties of the event that its entry names', () => {
		const [alone, together] = pairs.map(changedInEvent);
		expect([...new Set([...alone, ...together])].sort()).toEqual(
			[...propertyUses[name].event].sort(),
		);
	});
});

/** Exchange's work for a request grows with each property, so these lists are spelt out here as well. */
const requests: Record<Read, string> = {
	view: 'uid recurrenceId start end calendarItemType',
	changes: `subject sensitivity dateTimeCreated lastModifiedTime categories importance reminderIsSet
		reminderMinutesBeforeStart hasAttachments uid recurrenceId start end originalStart isAllDayEvent
		legacyFreeBusyStatus location isMeeting isCancelled calendarItemType myResponseType organizer
		requiredAttendees optionalAttendees resources appointmentReplyTime recurrence lastOccurrence
		modifiedOccurrences deletedOccurrences startTimeZone endTimeZone joinOnlineMeetingUrl`,
	body: 'body preview',
	push: `subject body sensitivity dateTimeCreated hasAttachments lastModifiedTime categories importance reminderIsSet
		reminderMinutesBeforeStart uid start end isAllDayEvent legacyFreeBusyStatus location isMeeting
		isCancelled calendarItemType myResponseType organizer requiredAttendees optionalAttendees
		resources recurrence lastOccurrence modifiedOccurrences deletedOccurrences startTimeZone
		endTimeZone`,
	pushExceptions: 'subject body location legacyFreeBusyStatus sensitivity',
	named: 'parentFolderId itemClass',
};

describe.each(Object.entries(requests))('the request for %s', (kind, list) => {
	const names = list.split(/\s+/) as Name[];

	it('asks for these properties and no others', () => {
		expect(propertiesReadBy(kind as Read).sort()).toEqual(names.sort());
	});

	it('names each as Exchange does, and to an older server those that it knows', () => {
		const uris = names.map((name) => samples[name].fieldUri);
		expect(fieldUris(propertiesReadBy(kind as Read), 'Exchange2013').sort()).toEqual(uris.sort());
		const since2013 = ['item:Preview', 'calendar:JoinOnlineMeetingUrl'];
		expect(fieldUris(propertiesReadBy(kind as Read), 'Exchange2010_SP2').sort()).toEqual(
			uris.filter((uri) => !since2013.includes(uri!)),
		);
	});
});

it('each property of the event stands in an entry', () => {
	const named = new Set<string>(Object.values(propertyUses).flatMap(({ event }) => event));
	expect(Object.keys(eventOf(wholeItem)).filter((name) => !named.has(name))).toEqual([]);
});

function read(item: string): CalendarItemRecord {
	const reader = getItem.response({
		ids: [{ recurringMasterId: 'x', instanceIndex: 1 }],
		shape: { base: 'IdOnly' },
	});
	reader.feed(
		Buffer.from(
			`<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><m:GetItemResponse xmlns:m="http://schemas.microsoft.com/exchange/services/2006/messages" xmlns:t="http://schemas.microsoft.com/exchange/services/2006/types"><m:ResponseMessages><m:GetItemResponseMessage ResponseClass="Success"><m:ResponseCode>NoError</m:ResponseCode><m:Items>${item}</m:Items></m:GetItemResponseMessage></m:ResponseMessages></m:GetItemResponse></s:Body></s:Envelope>`,
		),
	);
	reader.end();
	const [result] = reader.result();
	if (!result.ok) throw new Error(result.failure.responseCode);
	return result.item;
}

/** The parts of the digest in which two items differ. */
function digestParts([item, changed]: [CalendarItemRecord, CalendarItemRecord]): string[] {
	const parts = { always: addAlwaysShown, unlessMasked: addContent, ofSeries: addSeries };
	return Object.entries(parts).flatMap(([part, add]) => {
		const [one, two] = [item, changed].map((each) => {
			const digest = new Digest();
			add(digest, each);
			return digest.number();
		});
		return one === two ? [] : [part];
	});
}

function changedInEvent([item, changed]: [CalendarItemRecord, CalendarItemRecord]): string[] {
	const [one, two] = [eventOf(item), eventOf(changed)];
	return [...new Set([...Object.keys(one), ...Object.keys(two)])].filter(
		(name) => JSON.stringify(one[name]) !== JSON.stringify(two[name]),
	);
}

function eventOf(item: CalendarItemRecord): Record<string, unknown> {
	const event: SeriesEvent = toEvent(item, {
		outputZone: utcZone,
		zones: timeZones(),
		includeBody: true,
	});
	return { ...event };
}
