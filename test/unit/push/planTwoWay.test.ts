import type { WritableEvent } from '../../../exchange/push/input/writableEvent';
import { firstState } from '../../../exchange/push/plan/decideUpdate';
import { expectedFingerprint, sourceFingerprint } from '../../../exchange/push/plan/fields';
import type {
	CalendarItemView,
	ConflictPolicy,
	SourceEvent,
} from '../../../exchange/push/plan/plan';
import type { WrittenItem } from '../../../exchange/push/plan/nextMemory';
import type { TwoWayPlanning } from '../../../exchange/push/plan/twoWayPlanning';
import { digestOf } from '../../../exchange/push/plan/twoWayMemory';
import { deletion, item, timesOn, untouched, upsert, weekly, zones } from './items';
import {
	memoryOf,
	planned as planTwoWay,
	twoWayOf as twoWay,
	type PlainMemory,
} from './twoWayPlans';

const written: WritableEvent = { subject: 'Visit', location: 'Hall', times: timesOn(1) };

const linked = (now: WritableEvent = {}, more: Partial<CalendarItemView> = {}) =>
	item({ written, now: { ...untouched, ...now } }, more);
const unlinked = (now: WritableEvent = {}, more: Partial<CalendarItemView> = {}) =>
	item({ now: { ...untouched, ...written, ...now } }, { id: 'own', ...more });

const empty = { links: {}, others: {}, deleted: {} };

const expected = (event: WritableEvent, ...names: string[]) =>
	Object.fromEntries(names.map((name) => [name, expectedFingerprint(event, name, zones)]));
const given = (event: WritableEvent, ...names: string[]) =>
	Object.fromEntries(names.map((name) => [name, sourceFingerprint(event, name)]));
const source = given(written, 'subject', 'location', 'times');
const others = ['body', 'showAs', 'sensitivity', 'importance', 'categories', 'attendees'];

/** What is remembered of the linked item. */
const links = (reported: WritableEvent = {}, more: WritableEvent = {}) => ({
	links: {
		1: {
			id: 'item',
			source,
			reported: expected(reported, ...Object.keys(reported)),
			otherFields: expected({ ...untouched, ...more }, ...others),
		},
	},
});

const noWrites = new Map<string, WrittenItem>();
const wrote = (...ids: string[]) =>
	new Map(ids.map((one) => [one, { id: 'item', changeKey: 'written' }]));

const update = {
	changeType: 'updated',
	externalId: '1',
	id: 'item',
	iCalUId: 'uid',
};

describe('a linked item', () => {
	it('that nobody changed is not reported, and its state remembered', () => {
		for (const events of [[], [upsert(written)]]) {
			for (const memory of [{}, links()]) {
				const plan = planTwoWay(events, twoWay([linked()], { memory }));
				expect(plan.forSource).toEqual([]);
				expect(plan.remember(noWrites)).toEqual({ ...empty, ...links() });
			}
		}
	});

	it('that the source changes gets the change, of which the source is told nothing', () => {
		const event = { ...written, location: 'Room' };
		const plan = planTwoWay([upsert(event)], twoWay([linked()], { memory: links() }));
		expect(plan.actions).toMatchObject([{ action: 'update', event: { location: 'Room' } }]);
		expect(plan.forSource).toEqual([]);
		expect(plan.remember(wrote('1')).links['1']).toEqual({
			...links().links['1'],
			source: { ...source, ...given(event, 'location') },
		});
	});

	it.each([[[]], [[upsert(written)]]])(
		'that people changed is reported once, input %#',
		(events) => {
			const hers = linked({ subject: 'Hers' });
			const plan = planTwoWay(events, twoWay([hers], { memory: links() }));
			expect(plan.forSource).toEqual([
				{ ...update, changedFields: ['subject'], event: { subject: 'Hers' } },
			]);
			const memory = plan.remember(noWrites);
			expect(memory.links).toEqual(links({ subject: 'Hers' }).links);
			const again = planTwoWay(events, twoWay([hers], { memory }));
			expect(again.forSource).toEqual([]);
			expect(again.remember(noWrites)).toEqual(memory);
		},
	);

	it.each([
		['the same field once more', { subject: 'Hers, too' }],
		['another field as well', { subject: 'Hers', location: 'Room' }],
		['another field instead', { location: 'Room' }],
	])('is reported again when people change %s', (_, now) => {
		const memory = links({ subject: 'Hers' });
		const { forSource, remember } = planTwoWay([], twoWay([linked(now)], { memory }));
		expect(forSource).toHaveLength(1);
		expect(remember(noWrites).links).toEqual(links(now).links);
	});

	it('is reported when people take back what was reported, once', () => {
		const memory = links({ subject: 'Hers' });
		const { forSource, remember } = planTwoWay([], twoWay([linked()], { memory }));
		expect(forSource).toEqual([
			{ ...update, changedFields: ['subject'], event: { subject: 'Visit' } },
		]);
		const after = remember(noWrites);
		expect(after.links).toEqual(links().links);
		expect(planTwoWay([], twoWay([linked()], { memory: after })).forSource).toEqual([]);
	});

	it('is not reported when the source takes over what it was told', () => {
		const memory = links({ subject: 'Hers' });
		const source = upsert({ ...written, subject: 'Hers' });
		const hers = linked({ subject: 'Hers' });
		const plan = planTwoWay([source], twoWay([hers], { memory }));
		expect(plan.actions).toMatchObject([{ action: 'unchanged', reason: 'sameInBoth' }]);
		expect(plan.forSource).toEqual([]);
		expect(plan.remember(wrote('1')).links['1']).toMatchObject({
			source: given(source.event!, 'subject', 'location', 'times'),
			reported: {},
		});
		// Not written yet, it is no news to the source either.
		expect(plan.remember(noWrites).links['1'].reported).toEqual(
			expected({ subject: 'Hers' }, 'subject'),
		);
	});

	it('has changed on one side only where the source gives back what it was told', () => {
		const memory = links({ subject: 'Hers' });
		const events = [upsert({ ...written, subject: 'Hers' })];
		const now = linked({ subject: 'Hers, later' });
		const { actions, forSource } = planTwoWay(events, twoWay([now], { memory }));
		expect(actions).toMatchObject([
			{ action: 'skip', reason: 'changedInExchange', fields: ['subject'] },
		]);
		expect(forSource).toEqual([
			{ ...update, changedFields: ['subject'], event: { subject: 'Hers, later' } },
		]);
	});

	it.each([
		['something else', { subject: 'His' }, links({ subject: 'Hers' })],
		['what it was not told', { subject: 'Hers' }, links()],
		['what nobody remembers', { subject: 'Hers' }, {}],
	])('is a conflict where the source gives %s', (_, event, memory) => {
		const now = linked({ subject: 'Hers, later' });
		const events = [upsert({ ...written, ...event })];
		const plan = planTwoWay(events, twoWay([now], { memory }));
		expect(plan.actions).toMatchObject([{ action: 'conflict', fields: ['subject'] }]);
		expect(plan.forSource).toEqual([]);
	});

	it('keeps its memory through a conflict', () => {
		const memory = links({ subject: 'Hers' }, { showAs: 'free' });
		const now = linked({ subject: 'Hers, later', showAs: 'tentative' });
		const event = { ...written, subject: 'His' };
		const { forSource, remember } = planTwoWay([upsert(event)], twoWay([now], { memory }));
		expect(forSource).toEqual([]);
		expect(remember(noWrites).links['1']).toEqual({
			...memory.links['1'],
			source: given(event, 'subject', 'location', 'times'),
			untold: expected({ subject: 'Hers, later' }, 'subject'),
		});
		const unknown = planTwoWay([upsert(event)], twoWay([now])).remember(noWrites);
		expect(unknown.links['1']).toMatchObject({ reported: {}, otherFields: {} });
	});

	it.each<[ConflictPolicy, number | undefined, string]>([
		['exchangeWins', undefined, 'exchangeWins'],
		['newestWins', 0, 'exchangeIsNewer'],
	])('whose version wins (%s) is told each time the source sends its own', (policy, at, reason) => {
		const now = linked({ subject: 'Hers' });
		const events = [upsert({ ...written, subject: 'His' }, { lastModified: at })];
		for (const memory of [links(), links({ subject: 'Hers' })]) {
			const { actions, forSource } = planTwoWay(events, twoWay([now], { memory, policy }));
			expect(actions).toMatchObject([{ action: 'skip', reason }]);
			expect(forSource).toEqual([
				{ ...update, changedFields: ['subject'], event: { subject: 'Hers' } },
			]);
		}
	});

	it.each([links(), links({ subject: 'Hers' })])(
		'that the source overwrites is not reported (memory %#)',
		(memory) => {
			const now = linked({ subject: 'Hers' });
			const event = { ...written, subject: 'His' };
			const plan = planTwoWay([upsert(event)], twoWay([now], { memory, policy: 'sourceWins' }));
			expect(plan.actions).toMatchObject([{ action: 'update', event: { subject: 'His' } }]);
			expect(plan.forSource).toEqual([]);
			expect(plan.remember(wrote('1')).links['1'].reported).toEqual({});
			// A write that failed leaves it to the next run.
			expect(plan.remember(noWrites).links['1'].reported).toEqual(
				expected({ subject: 'Hers' }, 'subject'),
			);
		},
	);

	it('that people took back and the source overwrites is not reported', () => {
		const memory = links({ subject: 'Hers' });
		const events = [upsert({ ...written, subject: 'His' })];
		const { actions, forSource } = planTwoWay(events, twoWay([linked()], { memory }));
		expect(actions).toMatchObject([{ action: 'update', event: { subject: 'His' } }]);
		expect(forSource).toEqual([]);
	});

	it('of which each side changed another field is written and reported', () => {
		const now = linked({ subject: 'Hers' });
		const event = { ...written, location: 'Room' };
		const plan = planTwoWay([upsert(event)], twoWay([now], { memory: links() }));
		expect(plan.actions).toMatchObject([{ action: 'update', event: { location: 'Room' } }]);
		expect(plan.forSource).toEqual([
			{
				...update,
				changedFields: ['subject'],
				event: { subject: 'Hers', location: { displayName: 'Room' } },
			},
		]);
		expect(plan.remember(wrote('1')).links['1']).toEqual({
			...links({ subject: 'Hers' }).links['1'],
			source: { ...source, ...given(event, 'location') },
		});
	});

	it('that somebody copied is not reported', () => {
		const items = [linked({ subject: 'Hers' }), linked({ subject: 'Hers' }, { id: 'copy' })];
		for (const events of [[upsert(written)], []]) {
			expect(planTwoWay(events, twoWay(items)).forSource).toEqual([]);
		}
	});

	it('whose series is unfinished is not reported for its times', () => {
		const series: WritableEvent = { ...written, times: weekly(7) };
		const state = firstState(series, zones);
		const view = (pending: object) =>
			item(
				{ written: series, now: { ...untouched, times: weekly(14) } },
				{ state: { ...state, ...pending } },
			);
		expect(planTwoWay([], twoWay([view({ pending: true })])).forSource).toEqual([]);
		expect(planTwoWay([], twoWay([view({})])).forSource).toHaveLength(1);
	});

	it('without a state is remembered with what the source gives or gave', () => {
		const lost = linked({}, { state: undefined });
		const remembered = (events: SourceEvent[], memory: PlainMemory) =>
			planTwoWay(events, twoWay([lost], { memory })).remember(noWrites).links['1'].source;
		expect(remembered([upsert({ subject: 'Visit' })], {})).toEqual(given(written, 'subject'));
		expect(remembered([], links())).toEqual(source);
		expect(remembered([], {})).toEqual({});
	});

	it('whose input could not be read keeps what the source gave before', () => {
		const failure = { message: 'No end', field: 'end' };
		const events = [upsert({ subject: 'Other' }, { failure })];
		const plan = planTwoWay(events, twoWay([linked()], { memory: links() }));
		expect(plan.actions).toMatchObject([{ action: 'fail' }]);
		expect(plan.forSource).toEqual([]);
		expect(plan.remember(noWrites).links['1'].source).toEqual(source);
	});
});

describe('fields that the source does not give', () => {
	it.each<[string, WritableEvent, number]>([
		['shown as free', { showAs: 'free' }, 0],
		['shown as tentative', { showAs: 'tentative' }, 1],
		['with a text', { body: { contentType: 'text', content: 'Bring it' } }, 1],
		['private', { sensitivity: 'private' }, 1],
		['important', { importance: 'high' }, 1],
		['with a category', { categories: ['Red'] }, 1],
		['with a guest', { attendees: [{ type: 'required', address: 'a@enyoi.example' }] }, 1],
		['with a reminder', { isReminderOn: true, reminderMinutesBeforeStart: 5 }, 0],
	])('are reported where anybody set them: an item %s', (_, now, count) => {
		const plan = planTwoWay([upsert(written)], twoWay([linked(now)]));
		expect(plan.forSource).toHaveLength(count);
		const memory = plan.remember(noWrites);
		// What a private item says is not told.
		const told = now.sensitivity ? ['showAs', 'sensitivity'] : others;
		expect(memory.links['1'].otherFields).toEqual(expected({ ...untouched, ...now }, ...told));
		expect(planTwoWay([], twoWay([linked(now)], { memory })).forSource).toEqual([]);
		// Taken back, it is told again.
		expect(planTwoWay([], twoWay([linked()], { memory })).forSource).toHaveLength(
			now.isReminderOn ? 0 : 1,
		);
	});

	it('any more are no news to it: it left them there', () => {
		const less: WritableEvent = { subject: 'Other visit', times: timesOn(1) };
		const plan = planTwoWay([upsert(less)], twoWay([linked()], { memory: links() }));
		const [{ action, state }] = plan.actions;
		expect(action).toBe('update');
		const memory = plan.remember(wrote('1'));
		const after = (now: WritableEvent) =>
			planTwoWay([], twoWay([linked({ ...less, ...now }, { state })], { memory })).forSource;
		expect(after({ location: 'Hall' })).toEqual([]);
		expect(after({ location: 'Moved' })).toHaveLength(1);
	});

	it('are reported for a series of which people changed one occurrence', () => {
		const event: WritableEvent = { subject: 'Visit', times: weekly(7) };
		const base = item({ written: event, now: { ...untouched, location: '' } });
		const view = (name: string): CalendarItemView => ({
			...base,
			fingerprint: (field) => (field === name ? 'changed' : base.fingerprint(field)),
		});
		const told = (name: string, series: Partial<CalendarItemView> = {}) =>
			planTwoWay([], twoWay([{ ...view(name), ...series }])).forSource.length;
		expect(told('nothing')).toBe(0);
		for (const name of ['body', 'location', 'showAs']) {
			expect([name, told(`occurrences.${name}`)]).toEqual([name, 1]);
		}
		// That one is the source's: its changes belong to the times.
		expect(told('occurrences.subject')).toBe(0);
		expect(told('occurrences.location', { isSeries: false })).toBe(0);
		expect(told('occurrences.location', { state: firstState({ subject: 'Visit' }, zones) })).toBe(
			1,
		);
	});
});

describe('an event that the source deletes', () => {
	it('is deleted, not reported, and forgotten once that is done', () => {
		const plan = planTwoWay([deletion()], twoWay([linked()], { memory: links() }));
		expect(plan.actions).toMatchObject([{ action: 'delete' }]);
		expect(plan.forSource).toEqual([]);
		expect(plan.remember(wrote('1'))).toEqual(empty);
		expect(plan.remember(noWrites)).toEqual({ ...empty, ...links() });
	});

	it('is not reported when it was reported before and is deleted now', () => {
		const now = linked({ subject: 'Hers' });
		const plan = planTwoWay([deletion()], twoWay([now], { policy: 'sourceWins' }));
		expect(plan.actions).toMatchObject([{ action: 'delete' }]);
		expect(plan.forSource).toEqual([]);
	});

	it.each([
		['deletes it', [deletion()], 'changes'],
		['lacks it in its snapshot', [], 'snapshot'],
	] as const)('comes back to a source that %s when people changed it', (_, events, mode) => {
		const now = linked({ subject: 'Hers' });
		for (const memory of [links(), links({ subject: 'Hers' })]) {
			const options = { memory, mode, policy: 'exchangeWins' as const };
			const { actions, forSource } = planTwoWay(events, twoWay([now], options));
			expect(actions).toMatchObject([{ action: 'skip', reason: 'changedInExchange' }]);
			expect(forSource).toEqual([{ ...update, changeType: 'created', event: { subject: 'Hers' } }]);
		}
	});

	it('does not come back when the source has it, or when it is the meeting of somebody else', () => {
		const now = linked({ subject: 'Hers' });
		const options = { mode: 'snapshot', policy: 'exchangeWins', memory: links() } as const;
		expect(planTwoWay([upsert(written)], twoWay([now], options)).forSource).toMatchObject([
			{ changeType: 'updated' },
		]);
		const theirs = linked({}, { isAttendeeCopy: true });
		const plan = planTwoWay([deletion()], twoWay([theirs], { memory: links() }));
		expect(plan.actions).toMatchObject([{ action: 'skip', reason: 'attendeeCopy' }]);
		expect(plan.forSource).toEqual([]);
	});

	it('is a conflict when people changed it and the policy is to report', () => {
		const now = linked({ subject: 'Hers' });
		const plan = planTwoWay([deletion()], twoWay([now], { memory: links() }));
		expect(plan.actions).toMatchObject([{ action: 'conflict', reason: 'changedInExchange' }]);
		expect(plan.forSource).toEqual([]);
		expect(plan.remember(noWrites).links['1']).toEqual({
			...links().links['1'],
			untold: expected({ subject: 'Hers' }, 'subject'),
		});
	});
});

describe('a linked item that people deleted', () => {
	const report = { changeType: 'deleted', externalId: '1', id: 'item', event: {} };
	const deleted = { deleted: { 1: { source } } };

	it('is reported once, and remembered until the source drops it', () => {
		const { forSource, remember } = planTwoWay([], twoWay([], { memory: links() }));
		expect(forSource).toEqual([report]);
		const memory = remember(noWrites);
		expect(memory).toEqual({ ...empty, ...deleted });
		const again = planTwoWay([], twoWay([], { memory }));
		expect(again.forSource).toEqual([]);
		expect(again.remember(noWrites)).toEqual(memory);
	});

	it.each([
		['has ended before the window begins', 0, []],
		['still reaches into it', 1, [report]],
	])('is no deletion to tell where it %s: archives take what is past', (_, more, told) => {
		const memory = memoryOf(links());
		const past = { ...memory.links.get('1')!, end: twoWay([]).window.start + more };
		memory.links.set('1', past);
		const plan = planTwoWay([upsert(written)], twoWay([], { memory }));
		expect(plan.forSource).toEqual(told);
		expect(plan.actions).toMatchObject([{ action: 'skip', reason: 'deletedInExchange' }]);
		expect(plan.remember(noWrites)).toEqual({ ...empty, ...deleted });
	});

	it('stays untold while the source says nothing of what it changed before', () => {
		const open = { deleted: { 1: { source, id: 'item' } } };
		const silent = planTwoWay([], twoWay([], { memory: open }));
		expect(silent.forSource).toEqual([]);
		expect(silent.remember(noWrites).deleted).toEqual(open.deleted);
		// It took its change back: now the deletion stands alone.
		const settled = planTwoWay([upsert(written)], twoWay([], { memory: open }));
		expect(settled.actions).toMatchObject([{ action: 'skip', reason: 'deletedInExchange' }]);
		expect(settled.forSource).toEqual([report]);
		expect(settled.remember(noWrites).deleted).toEqual(deleted.deleted);
	});

	it('is told where the input of the source could not be read', () => {
		const events = [upsert(written, { failure: { message: 'No end' } })];
		expect(planTwoWay(events, twoWay([], { memory: links() })).forSource).toEqual([report]);
	});

	it('is nobody to tell while the account only may not see it any more', () => {
		const hidden = new Map([['1', 'item']]);
		for (const [events, mode] of [
			[[upsert({ ...written, subject: 'New' })], 'changes'],
			[[deletion()], 'changes'],
			[[], 'snapshot'],
		] as const) {
			const present = new Map([['item', 'key']]);
			const plan = planTwoWay(events, twoWay([], { mode, hidden, present, memory: links() }));
			expect(plan.actions).toMatchObject([
				{ action: 'skip', reason: 'hiddenInExchange', id: 'item' },
			]);
			expect(plan.forSource).toEqual([]);
			expect(plan.remember(noWrites)).toEqual({ ...empty, ...links() });
		}
	});

	it('is not made anew by a source that does not know yet', () => {
		for (const memory of [links(), deleted]) {
			const { actions, remember } = planTwoWay([upsert(written)], twoWay([], { memory }));
			expect(actions).toMatchObject([{ action: 'skip', reason: 'deletedInExchange' }]);
			expect(remember(noWrites)).toEqual({ ...empty, ...deleted });
		}
	});

	it.each<[string, SourceEvent[], Partial<TwoWayPlanning>, boolean]>([
		['deletes it as well', [deletion()], {}, true],
		['lacks it in its snapshot', [], { mode: 'snapshot' }, true],
		['has it in its snapshot', [upsert(written)], { mode: 'snapshot' }, false],
		['changes others only', [deletion({ externalId: '2' })], {}, false],
	])('and of which the source %s', (_, events, more, isForgotten) => {
		const first = planTwoWay(events, twoWay([], { ...more, memory: links() } as never));
		expect(first.forSource).toEqual(isForgotten ? [] : [report]);
		for (const memory of [links(), deleted]) {
			const plan = planTwoWay(events, twoWay([], { ...more, memory } as never));
			expect(plan.remember(noWrites).deleted).toEqual(isForgotten ? {} : deleted.deleted);
		}
	});

	it.each<[ConflictPolicy, string]>([
		['report', 'conflict'],
		['exchangeWins', 'skip'],
		['sourceWins', 'create'],
	])('and the source changed: %s, %s', (policy, action) => {
		const event = { ...written, subject: 'New' };
		for (const memory of [links(), deleted]) {
			const plan = planTwoWay([upsert(event)], twoWay([], { memory, policy }));
			expect(plan.actions).toMatchObject([{ action }]);
			const isTold = memory === deleted || action === 'skip';
			expect(plan.forSource).toEqual(memory !== deleted && action === 'skip' ? [report] : []);
			expect(plan.remember(noWrites)).toEqual({
				...empty,
				deleted: { 1: { source, ...(!isTold && { id: 'item' }) } },
			});
			if (action !== 'create') continue;
			expect(plan.remember(new Map([['1', { id: 'made', changeKey: 'written' }]]))).toEqual({
				...empty,
				links: {
					1: {
						id: 'made',
						source: given(event, 'subject', 'location', 'times'),
						reported: {},
					},
				},
			});
		}
	});

	it('counts as linked again when it is back', () => {
		const plan = planTwoWay([upsert(written)], twoWay([linked()], { memory: deleted }));
		expect(plan.actions).toMatchObject([{ action: 'unchanged' }]);
		expect(plan.forSource).toEqual([]);
		expect(plan.remember(noWrites)).toEqual({ ...empty, ...links() });
	});
});

describe('an event that the source makes', () => {
	it('is remembered once it is there', () => {
		const { actions, forSource, remember } = planTwoWay([upsert(written)], twoWay([]));
		expect(actions).toMatchObject([{ action: 'create' }]);
		expect(forSource).toEqual([]);
		expect(remember(wrote('1')).links).toEqual({ 1: { id: 'item', source, reported: {} } });
		expect(remember(noWrites)).toEqual(empty);
		// A write of which the source gave nothing.
		expect(remember(wrote('2'))).toEqual(empty);
	});
});

describe('an item that is not linked', () => {
	const report = { changeType: 'created', id: 'own', iCalUId: 'uid', event: { subject: 'Visit' } };
	const remembered = (view = unlinked()) => ({
		others: { own: { changeKey: 'key', iCalUId: 'uid', reported: digestOf(view, 'maskPrivate') } },
	});

	it('is reported once', () => {
		const { actions, forSource, remember } = planTwoWay([], twoWay([unlinked()]));
		expect(actions).toEqual([]);
		expect(forSource).toEqual([report]);
		const memory = remember(noWrites);
		expect(memory).toEqual({ ...empty, ...remembered() });
		expect(planTwoWay([], twoWay([unlinked()], { memory })).forSource).toEqual([]);
	});

	it('without a UID is remembered without one', () => {
		const nameless = unlinked({}, { iCalUId: undefined });
		expect(planTwoWay([], twoWay([nameless])).remember(noWrites).others).toEqual({
			own: { changeKey: 'key', reported: digestOf(nameless, 'maskPrivate') },
		});
	});

	it('is reported again when people change it', () => {
		const memory = remembered();
		const changed = unlinked({ subject: 'Hers' }, { changeKey: 'key2' });
		const { forSource, remember } = planTwoWay([], twoWay([changed], { memory }));
		expect(forSource).toEqual([{ ...report, changeType: 'updated', event: { subject: 'Hers' } }]);
		expect(remember(noWrites).others).toEqual({
			own: { ...remembered(changed).others.own, changeKey: 'key2' },
		});
	});

	it('is not reported for a reminder', () => {
		const reminding = unlinked({ isReminderOn: true, reminderMinutesBeforeStart: 5 });
		expect(planTwoWay([], twoWay([reminding], { memory: remembered() })).forSource).toEqual([]);
	});

	it('is reported when it is gone, if the source knew of it', () => {
		const { forSource, remember } = planTwoWay([], twoWay([], { memory: remembered() }));
		expect(forSource).toEqual([{ changeType: 'deleted', id: 'own', iCalUId: 'uid', event: {} }]);
		expect(remember(noWrites)).toEqual(empty);
		const unknown = { others: { own: { changeKey: 'key' } } };
		expect(planTwoWay([], twoWay([], { memory: unknown })).forSource).toEqual([]);
	});

	it('is not reported when it is gone after it has left the window: archives take what is past', () => {
		const memory = memoryOf(remembered());
		memory.others.set('own', { ...memory.others.get('own')!, end: twoWay([]).window.start });
		const { forSource, remember } = planTwoWay([], twoWay([], { memory }));
		expect(forSource).toEqual([]);
		expect(remember(noWrites)).toEqual(empty);
	});

	it('is remembered while it was not read', () => {
		const present = new Map([['own', 'key']]);
		const { forSource, remember } = planTwoWay([], twoWay([], { memory: remembered(), present }));
		expect(forSource).toEqual([]);
		expect(remember(noWrites).others).toEqual(remembered().others);
	});

	it('is nobody to report when that is not wanted', () => {
		const off = { newFromExchange: false };
		expect(planTwoWay([], twoWay([unlinked()], off)).forSource).toEqual([]);
		expect(planTwoWay([], twoWay([], { ...off, memory: remembered() })).forSource).toEqual([]);
	});

	const start = Date.parse('2026-12-01T00:00:00Z');
	const end = Date.parse('2026-12-31T00:00:00Z');

	it.each([
		['ends as it begins', start - 1000, start, 0],
		['reaches into it', start - 1000, start + 1, 1],
		['has no length and lies at its start', start, start, 1],
		['begins just before it ends', end - 1, end + 1000, 1],
		['begins when it ends', end, end + 1000, 0],
	])('outside of the window is not reported: one that %s', (_, from, to, count) => {
		const view = unlinked({}, { start: from, end: to });
		const { forSource, remember } = planTwoWay([], twoWay([view]));
		expect(forSource).toHaveLength(count);
		expect(remember(noWrites).others.own).toEqual({
			changeKey: 'key',
			iCalUId: 'uid',
			...(count > 0 && { reported: digestOf(view, 'maskPrivate') }),
		});
	});

	it('that leaves the window keeps what the source was told of it', () => {
		const memory = remembered();
		const gone = unlinked({ subject: 'Hers' }, { start: end, end, changeKey: 'key2' });
		const { forSource, remember } = planTwoWay([], twoWay([gone], { memory }));
		expect(forSource).toEqual([]);
		expect(remember(noWrites).others.own).toEqual({ ...memory.others.own, changeKey: 'key2' });
	});

	it('that the source links is not reported, and no longer among the others', () => {
		const events = [upsert(written, { given: { id: 'own' } })];
		for (const memory of [{}, remembered()]) {
			const plan = planTwoWay(events, twoWay([unlinked()], { memory }));
			expect(plan.actions).toMatchObject([{ action: 'adopt', id: 'own' }]);
			expect(plan.forSource).toEqual([]);
			expect(plan.remember(new Map([['1', { id: 'own', changeKey: 'written' }]]))).toEqual({
				...empty,
				links: {
					1: {
						id: 'own',
						source,
						reported: {},
						...('others' in memory && { otherFields: expected(untouched, ...others) }),
					},
				},
			});
			expect(plan.remember(noWrites).others).toEqual(remembered().others);
		}
	});

	it('gets the changes of a source that knew the present version, else is a conflict', () => {
		const events = [upsert({ ...written, subject: 'His' }, { given: { id: 'own' } })];
		const planned = (view: CalendarItemView, memory: PlainMemory) =>
			planTwoWay(events, twoWay([view], { memory })).actions[0];
		expect(planned(unlinked(), remembered())).toMatchObject({
			action: 'adopt',
			event: { subject: 'His' },
		});
		expect(planned(unlinked({ subject: 'Hers' }), remembered())).toMatchObject({
			action: 'conflict',
		});
		expect(planned(unlinked(), {})).toMatchObject({ action: 'conflict' });
	});

	it('is reported beside others that are linked', () => {
		const items = [linked({ subject: 'Hers' }), unlinked()];
		const { forSource } = planTwoWay([], twoWay(items, { memory: links() }));
		expect(forSource.map(({ changeType, id }) => [changeType, id])).toEqual([
			['updated', 'item'],
			['created', 'own'],
		]);
	});
});
