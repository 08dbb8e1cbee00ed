import type { WritableEvent } from '../../../exchange/push/input/writableEvent';
import { firstState } from '../../../exchange/push/plan/decideUpdate';
import type {
	CalendarItemView,
	PlannedAction,
	PlannedKind,
} from '../../../exchange/push/plan/plan';
import { digestAsSeen, recheckPlan } from '../../../exchange/push/plan/recheckPlan';
import { item, timesOn, weekly, zones } from './items';

const before: WritableEvent = { subject: 'Visit', times: timesOn(1) };
const after: WritableEvent = { subject: 'New', times: timesOn(1) };
const state = firstState(after, zones);
const pending = { ...state, pending: true as const };

const planned = (action: PlannedKind, more: Partial<PlannedAction> = {}): PlannedAction => ({
	action,
	externalId: '1',
	reason: 'changedInSource',
	input: 0,
	id: 'item',
	changeKey: 'key',
	subject: 'Visit',
	...(/create|update|adopt/.test(action) && { event: after, state }),
	...more,
});
const creation = (more: Partial<PlannedAction> = {}) =>
	planned('create', { reason: 'new', id: undefined, changeKey: undefined, ...more });

/** The item once somebody, or this plan, has written it. */
const there = (more: Partial<CalendarItemView> = {}) =>
	item({ written: before }, { changeKey: 'key2', ...more });

const recheck = (action: PlannedAction, ...items: CalendarItemView[]) => {
	const [checked] = recheckPlan([action], items);
	return checked;
};
const rest = ({ event, state: memory, ...other }: PlannedAction): PlannedAction => {
	void [event, memory];
	return other;
};
const refused = (action: PlannedAction, why: string) => ({
	...rest(action),
	action: 'conflict',
	reason: 'changedInExchange',
	message: `Not applied: ${why} since the plan was made`,
});
const done = (action: PlannedAction) => ({
	...rest(action),
	action: 'unchanged',
	reason: 'same',
	id: 'item',
	changeKey: 'key2',
	iCalUId: 'uid',
});

/** Has all fields and no undefined ones besides. */
const expectAction = (action: PlannedAction, expected: object) => {
	expect(action).toEqual(expected);
	for (const name of ['event', 'state']) {
		if (!(name in expected)) expect(action).not.toHaveProperty(name);
	}
};

describe('a plan that is applied later', () => {
	it.each(['update', 'delete'] as const)('%ss what only has another change key', (action) => {
		const one = planned(action, { asSeen: digestAsSeen(there()) });
		expect(recheck(one, there())).toEqual({ ...one, changeKey: 'key2' });
		const changed = item({ written: before, now: { location: 'Hall' } }, { changeKey: 'key2' });
		expectAction(recheck(one, changed), refused(one, 'it was changed'));
	});

	it.each<[string, Partial<CalendarItemView>]>([
		['has a file', { hasAttachments: true }],
		[
			'has notes in an occurrence',
			{
				fingerprint: (name) => (name === 'occurrences.body' ? 'notes' : there().fingerprint(name)),
			},
		],
		[
			'has another property of the source',
			{
				state: { ...there().state!, fields: { ...there().state?.fields, 'x:id': ['a', 'a'] } },
			},
		],
	])('refuses what %s by now', (_, more) => {
		for (const action of ['update', 'delete'] as const) {
			const one = planned(action, { asSeen: digestAsSeen(there()) });
			expectAction(recheck(one, there(more)), refused(one, 'it was changed'));
		}
	});

	it('deletes no file that may have come since, and writes beside it', () => {
		const item = there({ hasAttachments: true });
		const asSeen = digestAsSeen(item);
		const deletion = planned('delete', { asSeen });
		expectAction(recheck(deletion, item), refused(deletion, 'it was changed'));
		const update = planned('update', { asSeen });
		expect(recheck(update, item)).toEqual({ ...update, changeKey: 'key2' });
	});

	it.each(['update', 'adopt', 'delete', 'unchanged'] as const)(
		'%ss what is as it was',
		(action) => {
			const one = planned(action, action === 'unchanged' ? { state } : {});
			const same = item({ written: before });
			expect(recheck(one, same)).toBe(one);
			expect(recheck(one, there({ id: 'other' }), same)).toBe(one);
		},
	);

	it.each(['update', 'adopt', 'delete'] as const)(
		'refuses to %s what was changed since',
		(action) => {
			const one = planned(action);
			expectAction(recheck(one, there()), refused(one, 'it was changed'));
		},
	);

	it.each(['update', 'adopt'] as const)('refuses to %s what was deleted since', (action) => {
		const one = planned(action);
		expectAction(recheck(one), refused(one, 'it was deleted'));
		// Another item of the event is not the one that was planned.
		expectAction(recheck(one, there({ id: 'other', state })), refused(one, 'it was deleted'));
	});

	it.each(['update', 'adopt'] as const)('leaves alone what it did already: %s', (action) => {
		const one = planned(action);
		expectAction(recheck(one, there({ state })), done(one));
	});

	it.each<[string, Partial<CalendarItemView>]>([
		['is another event by now', { state, externalId: '2' }],
		['is linked no more', { state, externalId: undefined }],
		['remembers nothing', { state: undefined }],
		['remembers less', { state: firstState({ subject: 'New' }, zones) }],
		['remembers more', { state: firstState({ ...after, location: 'Hall' }, zones) }],
		['is unfinished as another event', { state: pending, externalId: '2' }],
		['is unfinished with other fields', { state: { ...pending, fields: {} } }],
		['lacks what Exchange refused, and people changed it', { state: { ...state, refused: 'No' } }],
	])('did not do it already when the item %s', (_, more) => {
		for (const one of [planned('update'), planned('adopt')]) {
			expectAction(recheck(one, there(more)), refused(one, 'it was changed'));
		}
	});

	it('knows its write by the fields, in whatever order', () => {
		const fields = Object.fromEntries(Object.entries(state.fields).reverse());
		expect(Object.keys(fields)).not.toEqual(Object.keys(state.fields));
		const one = planned('update');
		expectAction(recheck(one, there({ state: { version: 1, fields } })), done(one));
		const three = firstState({ ...after, location: 'Hall' }, zones);
		const turned = Object.fromEntries(Object.entries(three.fields).reverse());
		const other = planned('update', { state: { version: 1, fields: turned } });
		expectAction(recheck(other, there({ state: three })), done(other));
	});

	it('knows a write of the same once more by its number', () => {
		const one = planned('update', { state: { ...state, rewrites: 2 } });
		for (const rewrites of [undefined, 1]) {
			const before = { ...state, rewrites };
			expectAction(recheck(one, there({ state: before })), refused(one, 'it was changed'));
			const open = { ...pending, rewrites };
			expectAction(recheck(one, there({ state: open })), refused(one, 'it was changed'));
		}
		for (const rewrites of [2, 3]) {
			expectAction(recheck(one, there({ state: { ...state, rewrites } })), done(one));
		}
	});

	it('knows its write by what the source gave, whatever Exchange made of it', () => {
		const one = planned('update');
		const with1 = (at: 0 | 1) => {
			const [given, had] = state.fields.subject;
			const subject: [string, string] = at === 0 ? ['other', had] : [given, 'other'];
			return { state: { ...state, fields: { ...state.fields, subject } } };
		};
		expectAction(recheck(one, there(with1(1))), done(one));
		expectAction(recheck(one, there(with1(0))), refused(one, 'it was changed'));
	});

	it.each(['update', 'adopt'] as const)('goes on with a series it did not finish: %s', (action) => {
		const one = planned(action);
		expect(recheck(one, there({ state: pending }))).toEqual({ ...one, changeKey: 'key2' });
	});

	it('does not take a deletion for done or half done by what the item remembers', () => {
		const one = planned('delete');
		for (const memory of [state, pending]) {
			expectAction(recheck(one, there({ state: memory })), refused(one, 'it was changed'));
		}
		const fieldless = { version: 1 as const, fields: {} };
		expectAction(recheck(one, there({ state: fieldless })), refused(one, 'it was changed'));
	});

	it('passes over deletions of what is gone', () => {
		const one = planned('delete');
		const gone = { ...one, action: 'skip', reason: 'notLinked' };
		expect(recheck(one)).toEqual(gone);
		expect(recheck(planned('delete', { id: undefined }), there())).toEqual({
			...gone,
			id: undefined,
		});
	});

	it('writes no memory alone into what was changed or deleted since', () => {
		const one = planned('unchanged', { state });
		expectAction(recheck(one, there()), rest(one));
		expectAction(recheck(one), rest(one));
	});

	it.each(['skip', 'conflict', 'fail'] as const)('keeps what was not to be done: %s', (action) => {
		const one = planned(action);
		for (const items of [[], [there()]]) expect(recheck(one, ...items)).toBe(one);
	});
});

describe('an event to make', () => {
	it('is made when it is not there', () => {
		const one = creation();
		expect(recheck(one)).toBe(one);
		expect(recheck(one, there({ externalId: '2' }), there({ externalId: undefined }))).toBe(one);
	});

	it('is unchanged when it was made already', () => {
		const one = creation();
		expectAction(recheck(one, there({ state })), done(one));
	});

	it('is a series to finish when its exceptions were not all written', () => {
		const series: WritableEvent = { ...after, times: weekly(7) };
		const memory = firstState(series, zones);
		const one = creation({ event: series, state: memory });
		expect(recheck(one, there({ state: { ...memory, pending: true } }))).toEqual({
			...one,
			action: 'update',
			reason: 'unfinished',
			id: 'item',
			changeKey: 'key2',
		});
	});

	it('is refused when another one was made of it', () => {
		const one = creation();
		const expected = { ...refused(one, 'it is in the calendar by now'), id: 'item' };
		expectAction(recheck(one, there()), expected);
		expectAction(recheck(creation({ state: undefined }), there({ state: undefined })), expected);
	});

	it('is done by the oldest of several copies, and the others go', () => {
		const one = creation();
		const made = (more: Partial<CalendarItemView>) =>
			there({ ...item({ written: after }), changeKey: 'key2', ...more });
		const first = made({ created: 1 });
		const second = made({ id: 'copy', created: 2 });
		const copies = [
			{ id: 'copy', changeKey: 'key2', subject: 'New', start: '2026-12-01T09:00:00Z' },
		];
		expect(recheck(one, second, first)).toEqual({ ...done(one), copies });
		const half = [second, first].map((view) => ({
			...view,
			state: { ...view.state!, pending: true as const },
		}));
		expect(recheck(one, ...half)).toMatchObject({ action: 'update', id: 'item', copies });
		const other = there({ created: 1 });
		expect(recheck(one, second, other)).toMatchObject({ action: 'conflict', id: 'item', copies });
		const changed = { ...second, ...there({ state: second.state, id: 'copy', created: 2 }) };
		const refusal = recheck(one, changed, first);
		expect(refusal).toMatchObject({ action: 'conflict', id: 'item' });
		expect(refusal).not.toHaveProperty('copies');
	});

	it('without fields is not taken for an item that remembers nothing', () => {
		const none = { version: 1 as const, fields: {} };
		for (const [ofPlan, ofItem] of [
			[none, undefined],
			[undefined, none],
		]) {
			expect(recheck(creation({ state: ofPlan }), there({ state: ofItem }))).toMatchObject({
				action: 'conflict',
			});
		}
	});

	it('is looked at each for itself', () => {
		const actions = [
			creation(),
			creation({ externalId: '2' }),
			planned('delete', { externalId: '3', id: 'third', changeKey: 'key2' }),
		];
		const items = [
			there({ state }),
			there({ externalId: '3', id: 'third' }),
			there({ externalId: '2', id: 'second' }),
		];
		expect(recheckPlan(actions, items).map(({ action, id }) => [action, id])).toEqual([
			['unchanged', 'item'],
			['conflict', 'second'],
			['delete', 'third'],
		]);
	});
});
