import type { WritableEvent } from '../../../exchange/push/input/writableEvent';
import { firstState } from '../../../exchange/push/plan/decideUpdate';
import type { CalendarItemView, SourceEvent } from '../../../exchange/push/plan/plan';
import { emptyMemory, type TwoWayMemory } from '../../../exchange/push/plan/twoWayMemory';
import type { WrittenItem } from '../../../exchange/push/plan/nextMemory';
import { deletion, item, timesOn, upsert, weekly, zones } from './items';
import { memoryOf, planned, twoWayOf } from './twoWayPlans';

const written: WritableEvent = { subject: 'Visit', location: 'Hall', times: timesOn(1) };
const start = Date.parse(timesOn(1).start);
const hour = 3_600_000;
const plainPlace = { isSeries: false, isPrivate: false, isAttendeeCopy: false };
const wrote = (id: string, changeKey = 'written') => new Map([['1', { id, changeKey }]]);
const nothing = new Map<string, WrittenItem>();

function remembered(
	events: readonly SourceEvent[],
	items: readonly CalendarItemView[],
	done: ReadonlyMap<string, WrittenItem> = nothing,
	memory: TwoWayMemory = emptyMemory('scope'),
) {
	return planned(events, twoWayOf(items, { memory })).next(done);
}

it('an item that can not be read is read again: what people change in it meanwhile is listed once', () => {
	const memory = remembered([], [item({ written })]);
	const hidden = new Map([['1', 'item']]);
	const { links } = planned(
		[upsert(written)],
		twoWayOf([], { memory, hidden, gone: new Set() }),
	).next(nothing);
	expect(links.get('1')).toEqual({ ...memory.links.get('1'), changeKey: '' });
});

describe('where and when an item is', () => {
	it('is remembered of an item that was read', () => {
		const { links } = remembered([], [item({ written })]);
		expect(links.get('1')).toMatchObject({ start, end: start + hour, ...plainPlace });
		expect(links.get('1')).not.toHaveProperty('isUnlisted');
	});

	it('has no end in a series without end', () => {
		const series = item({ written: { ...written, times: weekly(1) } }, { end: Infinity });
		const link = remembered([], [series]).links.get('1');
		expect(link).toMatchObject({ start, isSeries: true });
		expect(link).not.toHaveProperty('end');
		const own = item({ now: written }, { end: Infinity, iCalUId: undefined });
		const other = remembered([], [own]).others.get('item');
		expect(Object.keys(other ?? {})).toEqual(['changeKey', 'start', 'reported']);
	});

	it('has an end in any other event', () => {
		const { others } = remembered([], [item({ now: written })]);
		expect(others.get('item')).toMatchObject({ iCalUId: 'uid', start, end: start + hour });
	});

	it.each<[string, WritableEvent, object]>([
		['one event', { times: timesOn(1) }, { start, end: start + hour, ...plainPlace }],
		['a series', { times: weekly(1) }, { ...plainPlace, start, isSeries: true }],
		['a private one', { times: timesOn(1), sensitivity: 'private' }, { isPrivate: true }],
		['a confidential one', { times: timesOn(1), sensitivity: 'confidential' }, { isPrivate: true }],
		['a personal one', { times: timesOn(1), sensitivity: 'personal' }, { isPrivate: false }],
	])('is what the source gave, of %s that was just made', (_, event, expected) => {
		const link = remembered([upsert(event)], [], wrote('new')).links.get('1');
		expect(link).toMatchObject({ ...expected, id: 'new', changeKey: 'written', isUnlisted: true });
		expect('end' in (link ?? {})).toBe(event.times?.recurrence === undefined);
	});

	const timed: WritableEvent = { subject: 'Visit', times: timesOn(1) };
	const day: WritableEvent = {
		subject: 'Visit',
		times: {
			start: '2026-12-02T00:00:00Z',
			end: '2026-12-03T00:00:00Z',
			isAllDay: true,
			timeZone: 'UTC',
		},
	};
	const days = { start: '2026-12-02', end: '2026-12-03' };

	it('is what was written, of an item whose times were: days are no moments, nor moments days', () => {
		const moment = item({ written: timed });
		const toDay = remembered([upsert(day)], [moment], wrote('item')).links.get('1');
		const midnight = Date.parse('2026-12-02T00:00:00Z');
		expect(toDay).toMatchObject({ start: midnight, end: midnight + 24 * hour, days });
		const whole = item({ written: day }, { days });
		const toMoment = remembered([upsert(timed)], [whole], wrote('item')).links.get('1');
		expect(toMoment).toMatchObject({ start, end: start + hour, ...plainPlace });
		expect(toMoment).not.toHaveProperty('days');
		// Not written: as it was read.
		expect(remembered([upsert(timed)], [whole]).links.get('1')).toMatchObject({ days });
	});

	it('is that of the last occurrence, of a series that was written', () => {
		const times = weekly(7);
		const twice = {
			...times,
			recurrence: {
				...times.recurrence,
				range: { type: 'numbered' as const, startDate: '2026-12-07', numberOfOccurrences: 2 },
			},
		};
		const series = (event: WritableEvent) =>
			remembered([upsert(event)], [item({ written: timed })], wrote('item')).links.get('1');
		expect(series({ ...timed, times: twice })).toMatchObject({
			isSeries: true,
			end: Date.parse(timesOn(14).end),
		});
		expect(series({ ...timed, times })).not.toHaveProperty('end');
	});

	it('has the days that the source gives, where an earlier version did not note them', () => {
		const standIn = item({ written: day }, { isStandIn: true, changeKey: 'new' });
		expect(remembered([upsert(day)], [standIn]).links.get('1')).toMatchObject({ days });
		const moved = item({ written: day, now: timed }, { isStandIn: true, changeKey: 'new' });
		expect(remembered([upsert(day)], [moved]).links.get('1')).not.toHaveProperty('days');
	});

	it('is what was read, of an item that the source links', () => {
		const theirs = item({ now: written }, { id: 'own', isAttendeeCopy: true });
		const events = [upsert(written, { given: { id: 'own' } })];
		const allowed = twoWayOf([theirs], { allowAttendeeCopies: true });
		const link = planned(events, allowed).next(wrote('own')).links.get('1');
		expect(link).toMatchObject({ start, end: start + hour, isAttendeeCopy: true });
		expect(link).not.toHaveProperty('isUnlisted');
	});
});

describe('the state of an item', () => {
	const changed = { ...written, location: 'Room' };

	it('is the planned one once it is written, and the one before until then', () => {
		const planning = twoWayOf([item({ written })]);
		const { next, actions } = planned([upsert(changed)], planning);
		expect(next(wrote('item')).links.get('1')).toMatchObject({
			state: actions[0].state,
			changeKey: 'written',
		});
		expect(actions[0].state).not.toEqual(firstState(written, zones));
		expect(next(nothing).links.get('1')).toMatchObject({
			state: firstState(written, zones),
			changeKey: 'key',
		});
	});

	it('is left out where there is none', () => {
		const link = remembered([], [item({ written }, { state: undefined })]).links.get('1');
		expect(link).not.toHaveProperty('state');
	});

	it('is the planned one of an event that is made', () => {
		const { next, actions } = planned([upsert(written)], twoWayOf([]));
		expect(next(wrote('new')).links.get('1')?.state).toEqual(actions[0].state);
		expect(actions[0].state).toBeDefined();
	});
});

describe('what the source was not told', () => {
	it('is remembered without a name of what it was told before, in a conflict', () => {
		const hers = item({ written, now: { subject: 'Hers' } });
		const events = [upsert({ ...written, subject: 'His' })];
		const planning = twoWayOf([hers], { policy: 'report' });
		const link = planned(events, planning).next(nothing).links.get('1');
		expect(link?.reported).toEqual({});
		expect(Object.keys(link?.untold ?? {})).toEqual(['subject']);
	});

	it('is, of a private event, only what privacy hides', () => {
		const hers = item({
			written: { ...written, sensitivity: 'private' },
			now: { subject: 'Hers' },
		});
		const link = remembered([], [hers]).links.get('1');
		expect(link?.reported).toStrictEqual({});
		expect(Object.keys(link?.untold ?? {})).toEqual(['subject']);
	});
});

describe('a stand-in', () => {
	const standIn = item({ written }, { isStandIn: true });
	const known = memoryOf({ links: { 1: { id: 'item', source: {}, reported: { subject: 'a' } } } });

	it('leaves the memory as it is', () => {
		const { links } = remembered([], [standIn], nothing, known);
		expect(links.get('1')).toBe(known.links.get('1'));
	});

	it('that was written is remembered anew', () => {
		const { links } = remembered([], [standIn], wrote('item'), known);
		expect(links.get('1')).toMatchObject({ changeKey: 'written' });
	});

	it('with another change key is remembered anew', () => {
		const { links } = remembered([], [{ ...standIn, changeKey: 'key2' }], nothing, known);
		expect(links.get('1')).toMatchObject({ changeKey: 'key2' });
	});
});

describe('an item that is not linked', () => {
	const own = item({ now: written }, { id: 'own', externalId: undefined });
	const told = () => remembered([], [own]);

	it('is looked at again while it is a conflict', () => {
		const events = [upsert({ ...written, subject: 'His' }, { given: { id: 'own' } })];
		const { next, actions } = planned(events, twoWayOf([own]));
		expect(actions).toMatchObject([{ action: 'conflict', id: 'own' }]);
		expect(next(nothing).others.get('own')).toMatchObject({ changeKey: '' });
		expect(next(nothing).others.get('own')).not.toHaveProperty('reported');
	});

	it.each<[string, SourceEvent['given']]>([
		['its id', { id: 'own' }],
		['its UID', { iCalUId: 'uid' }],
	])('is deleted by a source that was told of it and names %s', (_, given) => {
		const planning = twoWayOf([own], { memory: told() });
		const { actions, next } = planned([deletion({ given })], planning);
		expect(actions).toMatchObject([{ action: 'delete', id: 'own' }]);
		expect(next(wrote('own')).others.size).toBe(0);
		expect(next(wrote('own')).links.size).toBe(0);
		expect([...next(nothing).others.keys()]).toEqual(['own']);
		expect(next(nothing).links.size).toBe(0);
	});

	it.each<[string, SourceEvent['given']]>([
		['another id', { id: 'other' }],
		['another UID', { iCalUId: 'other' }],
		['neither', {}],
	])('stays where the source names %s', (_, given) => {
		const nameless = { ...own, iCalUId: undefined };
		for (const one of [own, nameless]) {
			const planning = twoWayOf([one], { memory: told() });
			const { actions } = planned([deletion({ given })], planning);
			expect(actions).not.toMatchObject([{ action: 'delete' }]);
		}
	});

	it('stays where the source was never told of it, or people changed it since', () => {
		const byId = [deletion({ given: { id: 'own' } })];
		expect(planned(byId, twoWayOf([own])).actions).not.toMatchObject([{ action: 'delete' }]);
		const changed = item({ now: { ...written, subject: 'Hers' } }, { id: 'own' });
		const planning = twoWayOf([changed], { memory: told(), policy: 'report' });
		expect(planned(byId, planning).actions).toMatchObject([{ action: 'conflict' }]);
	});
});
