import type { WritableEvent } from '../../../exchange/push/input/writableEvent';
import type { CalendarItemView } from '../../../exchange/push/plan/plan';
import {
	isMasked,
	isShown,
	mergedVersion,
	shownSubject,
	shownVersion,
} from '../../../exchange/push/plan/shown';
import { item, timesOn, weekly } from './items';

const written: WritableEvent = {
	subject: 'Ours',
	location: 'Hall',
	importance: 'high',
	categories: ['Blue', 'Red'],
	times: timesOn(1),
};
const start = { dateTime: '2026-12-01T09:00:00.0000000', timeZone: 'UTC' };
const end = { dateTime: '2026-12-01T10:00:00.0000000', timeZone: 'UTC' };
const version = {
	id: 'item',
	subject: 'Ours',
	location: { displayName: 'Hall' },
	importance: 'high' as const,
	categories: ['Red', 'Blue'],
	body: { contentType: 'text' as const, content: 'Theirs' },
	start,
	end,
	isAllDay: false,
	showAs: 'busy' as const,
	sensitivity: 'private' as const,
};
const secret = (has: object = {}, more: Partial<CalendarItemView> = {}) =>
	item(
		{ written, now: { sensitivity: 'private' } },
		{ event: () => ({ ...version, ...has }), ...more },
	);
const times = { id: 'item', start, end, isAllDay: false, showAs: 'busy', sensitivity: 'private' };

it.each([
	['full', true, false],
	['full', false, false],
	['maskPrivate', true, true],
	['maskPrivate', false, false],
	['busyOnly', true, true],
	['busyOnly', false, true],
] as const)('%s masks an item that is private (%p): %p', (privacy, isPrivate, masked) => {
	const one = item({ written }, { isPrivate });
	expect(isMasked(one, privacy)).toBe(masked);
	expect(isShown(one, 'subject', privacy)).toBe(!masked);
	for (const name of ['times', 'showAs', 'sensitivity']) {
		expect(isShown(one, name, privacy)).toBe(true);
	}
});

describe('a masked item', () => {
	it('shows its times, and what the source wrote word for word', () => {
		const { subject, location, importance, categories } = version;
		expect(shownVersion(secret(), 'maskPrivate')).toEqual({
			...times,
			subject,
			location,
			importance,
			categories,
			masked: true,
		});
		expect(shownVersion(secret(), 'full')).toEqual(version);
	});

	it.each([
		['subject', { subject: 'Theirs' }],
		['location', { location: { displayName: 'Theirs' } }],
		['importance', { importance: 'low' }],
		['categories', { categories: ['Theirs'] }],
	])('does not show the %s that people changed', (name, has) => {
		const shown = shownVersion(secret(has), 'maskPrivate');
		expect(shown).not.toHaveProperty(name);
		expect(Object.keys(shown)).toHaveLength(10);
	});

	it('shows of single occurrences when they are', () => {
		const exceptions = [
			{ originalStart: 'a', start, end, showAs: 'free' as const, subject: 'x', body: 'x' },
			{ originalStart: 'b', isCancelled: true },
		];
		const shown = shownVersion(secret({ exceptions }), 'maskPrivate');
		expect(shown.exceptions).toEqual([
			{ originalStart: 'a', start, end, showAs: 'free' },
			{ originalStart: 'b', isCancelled: true },
		]);
	});

	it('has its subject only if the source wrote it', () => {
		expect(shownSubject(secret({}, { subject: 'Ours' }), 'maskPrivate')).toBe('Ours');
		expect(shownSubject(secret({}, { subject: 'Theirs' }), 'maskPrivate')).toBeUndefined();
		expect(shownSubject(secret({}, { subject: 'Theirs' }), 'full')).toBe('Theirs');
		expect(shownSubject(secret({}, { subject: 'Ours', state: undefined }), 'maskPrivate')).toBe(
			undefined,
		);
	});
});

describe('a merged event', () => {
	const open = item({ written }, { event: () => ({ ...version, sensitivity: 'normal' }) });

	it('holds what is being written', () => {
		const merged = mergedVersion(
			open,
			{ written: { subject: 'New' }, own: { ...written, subject: 'New' }, changed: ['location'] },
			'maskPrivate',
		);
		expect(merged).toEqual({ ...version, sensitivity: 'normal', subject: 'New' });
	});

	it('is no series any more once it becomes a single', () => {
		const was = { recurrence: {}, exceptions: [], cancelledOccurrences: [] } as never;
		const series = item({ written }, { event: () => Object.assign({ ...version }, was) });
		const single = { written: { times: timesOn(2) }, own: undefined, changed: [] };
		const merged = mergedVersion(series, single, 'full');
		expect(merged.start?.dateTime).toContain('2026-12-02');
		for (const name of ['recurrence', 'exceptions', 'cancelledOccurrences']) {
			expect(merged).not.toHaveProperty(name);
		}
		const still = { written: { times: weekly(7) }, own: undefined, changed: [] };
		expect(mergedVersion(series, still, 'full')).toMatchObject({
			recurrence: { pattern: { type: 'weekly' } },
			cancelledOccurrences: [],
		});
	});

	it('tells its times in the form that the new ones have', () => {
		const timed = item(
			{ written },
			{ event: () => ({ ...version, startUtc: '2026-12-01T09:00:00Z', endUtc: '' }) },
		);
		const day = { ...timesOn(2), start: '2026-12-02T00:00:00Z', end: '2026-12-03T00:00:00Z' };
		const change = { written: { times: { ...day, isAllDay: true } }, own: undefined, changed: [] };
		const merged = mergedVersion(timed, change, 'full');
		expect(merged).toMatchObject({ startDate: '2026-12-02', lastDate: '2026-12-02' });
		expect(merged).not.toHaveProperty('startUtc');
		expect(merged).not.toHaveProperty('endUtc');
	});

	it('that is masked holds what the source gives now, and not what people put in its place', () => {
		const own: WritableEvent = {
			subject: 'Now',
			body: { contentType: 'text', content: 'Mine' },
			location: 'Room',
			times: timesOn(9),
			extendedProperties: [],
		};
		const hers = secret({ location: { displayName: 'Theirs' } });
		const merged = mergedVersion(hers, { written: {}, own, changed: ['location'] }, 'maskPrivate');
		expect(merged).toEqual({
			...times,
			importance: 'high',
			categories: ['Red', 'Blue'],
			subject: 'Now',
			body: own.body,
			masked: true,
		});
		expect(
			mergedVersion(hers, { written: undefined, own: undefined, changed: [] }, 'full'),
		).toEqual({ ...version, location: { displayName: 'Theirs' } });
	});
});
