import type { PushInput } from '../../../exchange/push/input/pushInput';
import type { PushOptions } from '../../../exchange/push/options';
import { externalStateProperty } from '../../../exchange/push/plan/link';
import type { CalendarActions } from '../../exchangeServer/calendarActions';
import type { CalendarItem } from '../../exchangeServer/contracts';
import { responseError } from '../../exchangeServer/faults';
import { changedBody } from '../../exchangeServer/faults/http';
import {
	appointment,
	closeQuietly,
	startCalendar,
	ticking,
	twoWayRuns,
	type TestCalendar,
} from './calendar';

const now = new Date('2026-11-23T10:00:00Z');
let calendar: TestCalendar;
beforeEach(async () => {
	calendar = await startCalendar(ticking(now));
});
afterEach(async () => await closeQuietly(calendar));

const hers = () => calendar.company.user('alice').calendar;
const inFolder = (to: CalendarActions) => ({ calendar: { id: to.folder.id }, now });
const snapshot = { action: 'snapshot', now } as const;
/** As versions without such marks left it. */
const removeMark = ({ extendedProperties }: CalendarItem) => {
	const memory = extendedProperties.find(({ name }) => name === externalStateProperty.name)!;
	const { item: mark, ...rest } = JSON.parse(memory.values[0]) as Record<string, unknown>;
	expect(mark).toHaveLength(2);
	memory.values = [JSON.stringify(rest)];
};
const actions = (results: Array<{ action: string }>) => results.map(({ action }) => action);

describe.each([
	['with a UID of its own', undefined],
	['without a UID', 'none' as const],
])('a copy that somebody makes in Outlook, %s', (_, uid) => {
	it('stays in another calendar of the source, whose complete set lacks the event', async () => {
		const team = calendar.company.user('alice').addCalendar('Team');
		await calendar.push([appointment('1')]);
		await calendar.push([appointment('2')], inFolder(team));
		const { id } = hers().copyInOutlook(calendar.items()[0].id, team, uid);
		const results = await calendar.push([appointment('2')], { ...snapshot, ...inFolder(team) });
		expect(actions(results)).toEqual(['unchanged']);
		expect(team.get(id)).toMatchObject({ subject: 'Event 1' });
	});

	it('is told by a two-way sync as any appointment that people make', async () => {
		const run = twoWayRuns(calendar.exchange, now);
		await run([appointment('1')]);
		const [original] = calendar.items();
		const { id } = hers().copyInOutlook(original.id, undefined, uid);
		const told = await run([appointment('1')]);
		expect(told.forSource).toMatchObject([{ changeType: 'created', id }]);
		expect(told.forSource[0]).not.toHaveProperty('externalId');
		expect(told.conflicts).toEqual([]);
		hers().update(id, { subject: 'My own' });
		const changed = await run([appointment('1')]);
		expect(changed.forSource).toMatchObject([{ changeType: 'updated', id }]);
		expect(changed.forSource[0]).not.toHaveProperty('externalId');
		hers().delete(id);
		const { forSource, inExchange } = await run([appointment('1')]);
		expect(forSource).toMatchObject([{ changeType: 'deleted', id }]);
		expect(forSource[0]).not.toHaveProperty('externalId');
		expect(actions(inExchange)).toEqual(['unchanged']);
		expect(calendar.items()).toMatchObject([{ id: original.id }]);
	});
});

describe('such a copy', () => {
	it.each<[string, { subject?: string }]>([
		['as it is', {}],
		['changed', { subject: 'My own' }],
	])('%s, is no second item of the event in its calendar', async (_, changes) => {
		await calendar.push([appointment('1')]);
		const [{ id }] = calendar.items();
		const copy = hers().copyInOutlook(id);
		hers().update(copy.id, changes);
		expect(await calendar.push([appointment('1')], snapshot)).toMatchObject([
			{ action: 'unchanged', id },
		]);
		const [updated] = await calendar.push([appointment('1', { subject: 'New' })], snapshot);
		expect(updated).toMatchObject({ action: 'updated', id });
		const [deleted] = await calendar.push([appointment('1')], { action: 'delete', now });
		expect(deleted).toMatchObject({ action: 'deleted', id });
		expect(calendar.items()).toMatchObject([
			{ id: copy.id, subject: changes.subject ?? 'Event 1' },
		]);
		await calendar.push([], { ...snapshot, allowEmptySnapshot: true });
		expect(calendar.items()).toHaveLength(1);
	});

	it('is not the event once that is deleted', async () => {
		await calendar.push([appointment('1')]);
		const [original] = calendar.items();
		const copy = hers().copyInOutlook(original.id);
		hers().delete(original.id);
		expect(await calendar.push([appointment('1')], { action: 'delete', now })).toMatchObject([
			{ action: 'skipped', reason: 'notLinked' },
		]);
		const [result] = await calendar.push([appointment('1')]);
		expect(result).toMatchObject({ action: 'created' });
		expect(result.id).not.toBe(copy.id);
		expect(await calendar.push([appointment('1')])).toMatchObject([
			{ action: 'unchanged', id: result.id },
		]);
		expect(calendar.items()).toHaveLength(2);
	});

	it('is linked once a source gives it an external ID of its own', async () => {
		await calendar.push([appointment('1')]);
		const { id } = hers().copyInOutlook(calendar.items()[0].id);
		const both: PushInput[] = [appointment('1'), appointment('2', { id, subject: 'Second' })];
		expect(actions(await calendar.push(both, { conflictPolicy: 'sourceWins' }))).toEqual([
			'unchanged',
			'updated',
		]);
		expect(actions(await calendar.push(both, snapshot))).toEqual(['unchanged', 'unchanged']);
		expect(calendar.items()).toHaveLength(2);
	});

	it('is linked by its UID alone, too, instead of made a second time', async () => {
		await calendar.push([appointment('1')]);
		const { id, uid } = hers().copyInOutlook(calendar.items()[0].id);
		const [result] = await calendar.push([appointment('2', { iCalUId: uid, subject: 'Event 1' })]);
		expect(result).toMatchObject({ action: 'unchanged', reason: 'givenItem', id });
		expect(calendar.items()).toHaveLength(2);
	});

	it('does not keep its event from being linked by its id', async () => {
		const team = calendar.company.user('alice').addCalendar('Team');
		await calendar.push([appointment('1')]);
		hers().copyInOutlook(calendar.items()[0].id, team);
		const { id } = team.create({ subject: 'Event 1', start: '2026-11-25T09:00' });
		const [result] = await calendar.push([appointment('1', { id })], inFolder(team));
		expect(result).toMatchObject({ action: 'unchanged', reason: 'givenItem', id });
		expect(team.items()).toHaveLength(2);
	});
});

it('a copy is nobody’s for another source either', async () => {
	await calendar.push([appointment('1')], { source: 'crm' });
	const { id } = hers().copyInOutlook(calendar.items()[0].id);
	const [result] = await calendar.push([appointment('2', { id, subject: 'Event 1' })]);
	expect(result).toMatchObject({ action: 'unchanged', reason: 'givenItem', id });
});

describe('an item of the source stays that', () => {
	const expectOwn = async (options: Partial<PushOptions> = {}) => {
		expect(actions(await calendar.push([appointment('1')], { ...snapshot, ...options }))).toEqual([
			'unchanged',
		]);
		const [changed] = await calendar.push([appointment('1', { subject: 'New' })], options);
		expect(changed).toMatchObject({ action: 'updated' });
	};

	it('when people move it to another calendar and back', async () => {
		const team = calendar.company.user('alice').addCalendar('Team');
		await calendar.push([appointment('1')]);
		const { id } = hers().move(calendar.items()[0].id, team);
		await expectOwn(inFolder(team));
		team.move(id, hers());
		expect(actions(await calendar.push([appointment('1')]))).toEqual(['updated']);
		expect(calendar.items()).toHaveLength(1);
	});

	it('when its server gives it another UID', async () => {
		await calendar.push([appointment('1')]);
		const [item] = calendar.items();
		item.uid = calendar.company.store.newUid(item.folder);
		await expectOwn();
		expect(calendar.items()).toHaveLength(1);
	});

	it('when it remembers nothing of itself, until it is written', async () => {
		await calendar.push([appointment('1')]);
		const [item] = calendar.items();
		removeMark(item);
		calendar.operations();
		expect(actions(await calendar.push([appointment('1')], snapshot))).toEqual(['unchanged']);
		expect(calendar.operations()).not.toContain('UpdateItem');
		await expectOwn();
		removeMark(item);
	});

	it('when its copy by CopyItem is cleared away: that has its UID', async () => {
		await calendar.push([appointment('1')]);
		const [{ id }] = calendar.items();
		hers().copy(id);
		const [result] = await calendar.push([appointment('1')]);
		expect(result).toMatchObject({ action: 'unchanged', removedCopies: [expect.any(String)] });
		expect(calendar.items()).toHaveLength(1);
	});
});

it('many new events are marked in a single write, and never again', async () => {
	const events = Array.from({ length: 60 }, (_, index) => appointment(String(index)));
	const updates = () => calendar.operations().filter((name) => name === 'UpdateItem');
	const results = await calendar.push(events);
	expect(updates()).toHaveLength(1);
	const items = new Map(calendar.items().map(({ id, changeKey }) => [id, changeKey]));
	for (const { id = '', changeKey } of results) expect(changeKey).toBe(items.get(id));
	await calendar.push(events, snapshot);
	expect(updates()).toEqual([]);
});

it('a two-way sync does not read again what it has just made', async () => {
	const run = twoWayRuns(calendar.exchange, now);
	await run([appointment('1')]);
	calendar.operations();
	await run([appointment('1')]);
	expect(calendar.operations()).not.toContain('GetItem');
});

describe('a server that shows each meeting as somebody else’s', () => {
	const attendees = [{ emailAddress: { address: 'bob@enyoi.example' } }];
	const meeting = (more: Partial<PushInput> = {}) => appointment('1', { attendees, ...more });
	const push = async (event: PushInput, options: Partial<PushOptions> = {}) => {
		const results = await calendar.push([event], { now, sendInvitations: 'all', ...options });
		calendar.server.outbox.splice(0);
		return results;
	};
	beforeEach(() => {
		const fault = changedBody('answers of others', (body) =>
			body.replaceAll('>Organizer</t:MyResponseType>', '>NoResponseReceived</t:MyResponseType>'),
		);
		calendar.server.faults.add({ fault, operation: 'GetItem' });
	});

	it('has it once, in step with its source', async () => {
		expect(await push(meeting())).toMatchObject([{ action: 'created' }]);
		expect(await push(meeting())).toMatchObject([{ action: 'unchanged' }]);
		expect(await push(meeting({ subject: 'New' }))).toMatchObject([{ action: 'updated' }]);
		expect(calendar.items()).toMatchObject([{ subject: 'New' }]);
		expect(await push(meeting(), { action: 'delete' })).toMatchObject([{ action: 'deleted' }]);
		expect(calendar.items()).toEqual([]);
	});

	it('has none that can’t remember which it is', async () => {
		calendar.server.faults.add({
			fault: responseError('ErrorAccessDenied'),
			operation: 'UpdateItem',
		});
		expect(await push(meeting())).toMatchObject([{ action: 'failed' }]);
		expect(calendar.items()).toEqual([]);
	});
});
