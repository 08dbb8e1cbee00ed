import type { CalendarEvent } from '../../../exchange/calendar/event';
import { applyPrivacy, busyOnly, maskPrivate } from '../../../exchange/changes/privacy';

const person = { emailAddress: { name: 'Bob', address: 'bob@enyoi.example' } };
const said = {
	subject: 'Doctor',
	body: { contentType: 'text', content: 'secret' },
	bodyPreview: 'secret',
	location: { displayName: 'Clinic' },
	importance: 'high',
	categories: ['Health'],
	organizer: person,
	attendees: [{ ...person, type: 'required', status: { response: 'none' } }],
	responseStatus: { response: 'accepted' },
	isOrganizer: true,
	isReminderOn: true,
	reminderMinutesBeforeStart: 15,
	hasAttachments: true,
	onlineMeeting: { joinUrl: 'https://meet.enyoi.example' },
	extendedProperties: { erp: '1' },
} as const;
const kept = {
	id: 'a',
	changeKey: 'b',
	iCalUId: 'c',
	type: 'occurrence',
	seriesMasterId: 'd',
	originalStart: '2026-11-24T09:00:00Z',
	start: { dateTime: '2026-11-24T09:00:00.0000000', timeZone: 'UTC' },
	end: { dateTime: '2026-11-24T10:00:00.0000000', timeZone: 'UTC' },
	startUtc: '2026-11-24T09:00:00Z',
	endUtc: '2026-11-24T10:00:00Z',
	startDate: '2026-11-24',
	lastDate: '2026-11-24',
	isAllDay: false,
	showAs: 'busy',
	isCancelled: false,
} as const;
const event = (sensitivity: CalendarEvent['sensitivity']) =>
	({ ...kept, ...said, sensitivity }) as unknown as CalendarEvent;

describe('busyOnly', () => {
	it('leaves time, state and identity', () => {
		expect(busyOnly(event('normal'))).toEqual({ ...kept, sensitivity: 'normal' });
	});
});

describe('maskPrivate', () => {
	it.each(['private', 'confidential'] as const)('hides what a %s event says', (sensitivity) => {
		expect(maskPrivate(event(sensitivity))).toEqual({ ...kept, sensitivity });
	});
	it.each(['normal', 'personal', undefined] as const)('passes a %s event on', (sensitivity) => {
		expect(maskPrivate(event(sensitivity))).toEqual(event(sensitivity));
	});
});

describe('privacy', () => {
	it.each([
		['full', 'private', false],
		['maskPrivate', 'normal', false],
		['maskPrivate', 'private', true],
		['busyOnly', 'normal', true],
	] as const)('%s says of a %s event whether it was masked: %p', (privacy, sensitivity, masked) => {
		expect(applyPrivacy(event(sensitivity), privacy).masked).toBe(masked);
	});
});
