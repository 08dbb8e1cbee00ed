import type { PushInput } from '../../../exchange/push/input/pushInput';
import { batchStopped, resetAfterRunning, responseError } from '../../exchangeServer/faults';
import { send } from '../../exchangeServer/faults/http';
import { appointment, startCalendar, twoWayRuns, type TestCalendar } from './calendar';
import { second, thursdays, wednesdays } from './patterns';

const now = new Date('2026-11-23T10:00:00Z');
let calendar: TestCalendar;
beforeEach(async () => {
	calendar = await startCalendar(() => now, { people: ['alice', 'bob', 'carol'] });
});
afterEach(async () => {
	await calendar.close();
	expect(calendar.server.schemaViolations).toEqual([]);
});

const all = { now, sendInvitations: 'all' } as const;
const people = (...names: string[]) =>
	names.map((name) => ({ emailAddress: { address: `${name}@enyoi.example` } }));
const attendees = people('bob');
const hers = () => calendar.company.user('alice').calendar;
/** Kinds of the messages since the last call. */
const messages = () => calendar.server.outbox.splice(0).map(({ kind }) => kind);
const series = (more: Partial<PushInput> = {}) =>
	appointment('s', { attendees, rrule: 'FREQ=WEEKLY;COUNT=6', ...more });
const renamed = [{ originalStart: '2026-12-02T08:00:00Z', subject: 'Board' }];

/** Moved behind its neighbour, which Exchange refuses. */
const crossing = {
	originalStart: '2026-12-02T08:00:00Z',
	start: '2026-12-10T08:00:00Z',
	end: '2026-12-10T09:00:00Z',
};

it('a series of which Exchange refuses an exception is sent once', async () => {
	for (let round = 0; round < 3; round++) {
		const [result] = await calendar.push([series({ exceptions: [crossing] })], all);
		expect(result).toMatchObject({ action: 'failed', error: { field: 'exceptions' } });
	}
	expect(messages()).toEqual(['MeetingRequest']);
	await calendar.push([series({ exceptions: renamed })], all);
	// The occurrence alone: the series is as it was.
	expect(messages()).toHaveLength(1);
	expect(await calendar.push([series()], all)).toMatchObject([{ action: 'updated' }]);
});

it('a series of which somebody could not be mailed is written whole once everybody can be', async () => {
	const fault = responseError('ErrorInvalidRecipients');
	const failed = async (event: PushInput, after?: number) => {
		calendar.server.faults.add({ fault, operation: 'UpdateItem', after, count: 1 });
		const [result] = await calendar.push([event], all);
		expect(result).toMatchObject({ action: 'failed', error: { name: 'RecipientsRefused' } });
	};
	const weekly = { ...wednesdays, attendees, exceptions: [second] };
	await failed(weekly);
	expect(await calendar.push([weekly], all)).toMatchObject([{ action: 'updated' }]);
	expect(calendar.items()[0].exceptions.size).toBe(1);
	const other = { ...thursdays, attendees };
	await failed(other, 1);
	expect(await calendar.push([other], all)).toMatchObject([{ action: 'updated' }]);
	expect(await calendar.push([other], all)).toMatchObject([{ action: 'unchanged' }]);
});

it('the owner of the calendar stays invited to a meeting of somebody else', async () => {
	const start = '2026-12-03T09:00';
	const invited = ['alice', 'carol'];
	calendar.company.user('bob').calendar.create({ subject: 'M', start, attendees: invited });
	const [{ id }] = calendar.items();
	const event = appointment('1', { id, attendees: people(...invited) });
	const options = { conflictPolicy: 'sourceWins', allowAttendeeCopies: true } as const;
	await calendar.push([event], { ...all, ...options });
	expect(calendar.items()[0].attendees.map(({ name }) => name)).toEqual(invited);
});

it('a series is not sent again when the answer to the write of an exception is lost', async () => {
	const fault = resetAfterRunning();
	calendar.server.faults.add({ fault, operation: 'UpdateItem', count: 1 });
	const results = await calendar.push([series({ exceptions: renamed })], all);
	expect(results).toMatchObject([{ action: 'created' }]);
	expect([...calendar.items()[0].exceptions.values()]).toMatchObject([{ subject: 'Board' }]);
	expect(messages()).toHaveLength(2);
	expect(await calendar.push([series({ exceptions: renamed })], all)).toMatchObject([
		{ action: 'unchanged', reason: 'same' },
	]);
	expect(messages()).toEqual([]);
});

describe('an update that Exchange writes, and answers as a conflict', () => {
	const fault = batchStopped(0, 'ErrorIrresolvableConflict', { isCarriedOut: true });
	const answerOnce = () => calendar.server.faults.add({ fault, operation: 'UpdateItem', count: 1 });

	it('is done and not repeated, and it is said that nobody may have been mailed', async () => {
		await calendar.push([appointment('1', { attendees })], all);
		messages();
		answerOnce();
		const changed = [appointment('1', { attendees, subject: 'New' })];
		const [result] = await calendar.push(changed, all);
		expect(result).toMatchObject({ action: 'updated' });
		expect(result.message).toContain('may not have been mailed');
		expect(messages()).toHaveLength(1);
		const [again] = await calendar.push(changed, all);
		expect(again).toMatchObject({ action: 'unchanged' });
		expect(again.message).toBeUndefined();
	});

	it.each([
		['nobody is invited to', appointment('1'), all],
		['nobody is to be mailed of', appointment('1', { attendees }), { now }],
	])('says nothing of one that %s', async (_, event, options) => {
		await calendar.push([event], options);
		answerOnce();
		const [result] = await calendar.push([{ ...event, subject: 'New' }], options);
		expect(result).toMatchObject({ action: 'updated' });
		expect(result.message).toBeUndefined();
	});
});

it('a meeting stays one when those of one kind are invited no more', async () => {
	calendar.server.behaviours.meetingsWithoutAttendees = 'stayAppointments';
	const invited = (type: 'required' | 'optional') =>
		people(type === 'required' ? 'bob' : 'carol').map((one) => ({ ...one, type }));
	const both = [...invited('required'), ...invited('optional')];
	for (const left of [invited('required'), invited('optional')]) {
		await calendar.push([appointment('1', { attendees: both })], all);
		await calendar.push([appointment('1', { attendees: left })], all);
		expect(calendar.items()).toMatchObject([{ isMeeting: true, attendees: [{}] }]);
	}
	await calendar.push([appointment('1', { attendees: [] })], all);
	expect(calendar.items()).toMatchObject([{ isMeeting: false, attendees: [] }]);
});

describe('an event that nobody is invited to becomes no meeting', () => {
	const isMeeting = () => calendar.items().map((item) => item.isMeeting);

	it('when it is created and changed', async () => {
		await calendar.push([appointment('1', { rrule: 'FREQ=DAILY;COUNT=3' }), appointment('2')], all);
		expect(isMeeting()).toEqual([false, false]);
		const changed = appointment('1', { rrule: 'FREQ=DAILY;COUNT=4', subject: 'New' });
		await calendar.push([changed, appointment('2', { subject: 'New', attendees: [] })], all);
		expect(isMeeting()).toEqual([false, false]);
		expect(messages()).toEqual([]);
	});

	it('beside one whose attendees are mailed', async () => {
		await calendar.push([appointment('1'), appointment('2', { attendees })], all);
		expect(isMeeting()).toEqual([false, true]);
		const events = [appointment('1', { subject: 'New' }), appointment('2', { subject: 'New' })];
		expect(await calendar.push(events, all)).toMatchObject([
			{ action: 'updated' },
			{ action: 'updated' },
		]);
		expect(isMeeting()).toEqual([false, true]);
		expect(messages()).toEqual(['MeetingRequest', 'MeetingRequest']);
	});
});

describe('nobody is mailed of an event', () => {
	it('that people changed as the source did', async () => {
		await calendar.push([appointment('1', { attendees })], all);
		hers().update(calendar.items()[0].id, { subject: 'New', invite: false });
		messages();
		const results = await calendar.push([appointment('1', { attendees, subject: 'New' })], all);
		expect(results).toMatchObject([{ action: 'unchanged', reason: 'sameInBoth' }]);
		expect(messages()).toEqual([]);
	});

	it('whose attendees come in another order', async () => {
		await calendar.push([appointment('1', { attendees: people('bob', 'carol') })], all);
		messages();
		const turned = [appointment('1', { attendees: people('Carol', 'bob') })];
		expect(await calendar.push(turned, all)).toMatchObject([{ action: 'unchanged' }]);
		expect(messages()).toEqual([]);
	});

	it('that only gets its link, beside one that is changed', async () => {
		await calendar.push([appointment('0', { attendees })], all);
		hers().create({
			subject: 'Event 1',
			start: '2026-11-25T08:00:00Z',
			end: '2026-11-25T09:00:00Z',
			attendees: ['bob'],
		});
		messages();
		const results = await calendar.push(
			[appointment('1', { attendees }), appointment('0', { attendees, subject: 'New' })],
			{ ...all, adoptMatching: true },
		);
		expect(results).toMatchObject([
			{ action: 'unchanged', reason: 'matching', externalId: '1' },
			{ action: 'updated', externalId: '0' },
		]);
		expect(calendar.server.outbox).toMatchObject([{ subject: 'New' }]);
	});

	it.each([
		['a single event', {}],
		['a series', { rrule: 'FREQ=WEEKLY;COUNT=6' }],
	])(
		'of which the source changes the categories and reminder alone, beside another: %s',
		async (_, more) => {
			const event = (categories: string[], reminderMinutesBeforeStart: number) =>
				appointment('1', { attendees, categories, reminderMinutesBeforeStart, ...more });
			await calendar.push([event(['A'], 15), appointment('0', { attendees })], all);
			messages();
			const results = await calendar.push(
				[event(['B'], 30), appointment('0', { attendees, subject: 'New' })],
				all,
			);
			expect(results).toMatchObject([{ action: 'updated' }, { action: 'updated' }]);
			expect(calendar.server.outbox.splice(0)).toMatchObject([{ subject: 'New' }]);
			const written = calendar.items().find(({ subject }) => subject === 'Event 1');
			expect(written).toMatchObject({ categories: ['B'] });
		},
	);

	it('of which one occurrence is changed, where only added and removed people are', async () => {
		const changed = { now, sendInvitations: 'changed' } as const;
		await calendar.push([series()], changed);
		messages();
		await calendar.push([series({ exceptions: renamed })], changed);
		expect([...calendar.items()[0].exceptions.values()]).toMatchObject([{ subject: 'Board' }]);
		expect(messages()).toEqual([]);
	});
});

it('nobody is mailed where a source takes over a change of people, with the names that Exchange gives', async () => {
	const run = twoWayRuns(calendar.exchange, now);
	await run([appointment('1', { attendees })], all);
	hers().update(calendar.items()[0].id, { categories: ['Seen'], invite: false });
	const { forSource } = await run([appointment('1', { attendees })], all);
	const takenOver = { ...forSource[0], externalId: '1' } as unknown as PushInput;
	expect(takenOver.attendees).toMatchObject([{ emailAddress: { name: 'bob' } }]);
	messages();
	for (let round = 0; round < 2; round++) {
		expect(await run([takenOver], all)).toMatchObject({ inExchange: [{ action: 'unchanged' }] });
	}
	expect(messages()).toEqual([]);
	const named = [{ emailAddress: { address: 'bob@enyoi.example', name: 'Robert' } }];
	const { inExchange } = await run([{ ...takenOver, attendees: named }], all);
	expect(inExchange).toMatchObject([{ action: 'updated' }]);
});

it('nobody is invited twice, nor the owner of the calendar, and what a source takes over with its owner is no conflict', async () => {
	const run = twoWayRuns(calendar.exchange, now);
	const event = (invited: PushInput['attendees']) => [appointment('1', { attendees: invited })];
	const first = await run(event(people('Alice', 'bob', 'Bob')), all);
	expect(first.inExchange[0].keptDifferently).toBeUndefined();
	const [item] = calendar.items();
	expect(item.attendees).toMatchObject([{ emailAddress: 'bob@enyoi.example' }]);
	item.attendees.push({
		...item.attendees[0],
		emailAddress: 'carol@enyoi.example',
		name: 'carol',
	});
	hers().update(item.id, { subject: 'Event 1', invite: false });
	const { forSource } = await run(event(people('alice', 'bob')), all);
	expect(forSource).toMatchObject([{ changedFields: ['attendees'] }]);
	expect(await run(event(people('alice', 'bob', 'carol')), all)).toMatchObject({
		inExchange: [{ action: 'unchanged' }],
		conflicts: [],
	});
});

it('what people deleted is not made again, nor sent, for another order of its attendees', async () => {
	const run = twoWayRuns(calendar.exchange, now);
	const wins = { conflictPolicy: 'sourceWins', sendInvitations: 'all' } as const;
	const event = (...names: string[]) => [appointment('1', { attendees: people(...names) })];
	await run(event('bob', 'carol'), wins);
	hers().delete(calendar.items()[0].id);
	expect((await run(event('bob', 'carol'), wins)).forSource).toMatchObject([
		{ changeType: 'deleted' },
	]);
	messages();
	await run(event('carol', 'bob'), wins);
	expect(calendar.items()).toEqual([]);
	expect(messages()).toEqual([]);
});

it('what people changed since it was read is not overwritten, whatever keys the server takes', async () => {
	Object.assign(calendar.server.behaviours, {
		staleKeys: 'takenWhenMailing',
		changeKeys: 'stable',
		recurrenceReset: 'exceptionsDropped',
	});
	await calendar.push([series()], all);
	calendar.server.faults.add({
		operation: 'GetItem',
		count: 1,
		fault: {
			name: 'saved behind the reading',
			carriesOut: true,
			respond: async ({ response }, answer) => {
				const answered = await answer();
				const [{ id }] = calendar.items();
				hers().occurrence(id, 3).update({ subject: 'Hall' });
				send(response, answered);
			},
		},
	});
	await calendar.push([series({ rrule: 'FREQ=WEEKLY;COUNT=8' })], all);
	const [{ exceptions }] = calendar.items();
	expect([...exceptions.values()]).toMatchObject([{ subject: 'Hall' }]);
});
