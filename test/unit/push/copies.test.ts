import { oldestFirst, sortOutCopies } from '../../../exchange/push/plan/copies';
import type { WritableEvent } from '../../../exchange/push/input/writableEvent';
import type { CalendarItemView } from '../../../exchange/push/plan/plan';
import { item, timesOn } from './items';

const written: WritableEvent = { subject: 'Visit', times: timesOn(1) };
const made = (
	id: string,
	created: number | undefined,
	more: Partial<CalendarItemView> = {},
	now: WritableEvent = {},
) => item({ written, now }, { id, created, ...more });
const ids = (items: readonly CalendarItemView[]) => items.map(({ id }) => id);

/** The ids of each part. */
function sorted(...items: CalendarItemView[]) {
	const { kept, removable, changed } = sortOutCopies(items);
	return { kept: kept.id, removable: ids(removable), changed: ids(changed) };
}

describe('copies of an event', () => {
	it('are ordered by creation, then by id, however they were read', () => {
		const all = [made('c', 2), made('b', 1), made('a', 2), made('d', undefined), made('a', 2)];
		expect(ids(oldestFirst(all))).toEqual(['d', 'b', 'a', 'a', 'c']);
		expect(ids(oldestFirst([...all].reverse()))).toEqual(['d', 'b', 'a', 'a', 'c']);
		expect(ids(all)).toEqual(['c', 'b', 'a', 'd', 'a']);
	});

	it('go but for the oldest', () => {
		const all = [made('b', 2), made('a', 1), made('c', 3)];
		const expected = { kept: 'a', removable: ['b', 'c'], changed: [] };
		expect(sorted(...all)).toEqual(expected);
		expect(sorted(...all.reverse())).toEqual(expected);
		expect(sorted(made('a', 1))).toEqual({ kept: 'a', removable: [], changed: [] });
	});

	it('go also where the oldest was changed, which stays', () => {
		const all = [made('a', 1, {}, { subject: 'Hers' }), made('b', 2)];
		expect(sorted(...all)).toEqual({ kept: 'a', removable: ['b'], changed: [] });
	});

	const kept = { kept: 'a', removable: [], changed: ['b'] };
	it.each<[string, Partial<CalendarItemView>, WritableEvent]>([
		['in what the source gives', {}, { subject: 'Hers' }],
		['in what the source does not give', {}, { body: { contentType: 'text', content: 'Mine' } }],
		['so that their memory is gone', { state: undefined }, {}],
		['by adding a file', { hasAttachments: true }, {}],
	])('stay where people changed them %s', (_, more, now) => {
		expect(sorted(made('a', 1), made('b', 2, more, now))).toEqual(kept);
	});

	it('stay where they are meetings of somebody else', () => {
		expect(sorted(made('a', 1), made('b', 2, { isAttendeeCopy: true }))).toEqual(kept);
	});

	it('go where they are like the one that stays, or as the source left them', () => {
		const note = { body: { contentType: 'text' as const, content: 'Mine' } };
		expect(sorted(made('a', 1, {}, note), made('b', 2, {}, note)).removable).toEqual(['b']);
		const none = { body: { contentType: 'text' as const, content: '' } };
		expect(sorted(made('a', 1, {}, note), made('b', 2, {}, none)).removable).toEqual(['b']);
		const reminder = { isReminderOn: true, reminderMinutesBeforeStart: 5 };
		expect(sorted(made('a', 1), made('b', 2, {}, reminder)).removable).toEqual(['b']);
	});

	it('go where their series is not finished', () => {
		const half = made('b', 2, {}, { times: timesOn(2) });
		expect(sorted(made('a', 1), half)).toEqual(kept);
		const state = { ...half.state!, pending: true as const };
		expect(sorted(made('a', 1), { ...half, state }).removable).toEqual(['b']);
	});

	it('go where they are like the one that stays, though neither is as the source left it', () => {
		const rewritten = { subject: 'Made by Exchange' };
		expect(sorted(made('a', 1, {}, rewritten), made('b', 2, {}, rewritten)).removable).toEqual([
			'b',
		]);
		expect(sorted(made('a', 1), made('b', 2, {}, rewritten))).toEqual(kept);
	});
});
