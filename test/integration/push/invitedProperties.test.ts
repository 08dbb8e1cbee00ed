import { createEvent } from '../../../exchange/calendars/events/createEvent';
import { pushEvents } from '../../../exchange/push/pushEvents';
import type { PushInput } from '../../../exchange/push/input/pushInput';
import type { PushOptions } from '../../../exchange/push/options';
import { twoWay, type TwoWayOptions } from '../../../exchange/push/twoWay';
import { changedBody } from '../../exchangeServer/faults/http';
import { appointment, collect, startCalendar, type TestCalendar } from './calendar';

const now = new Date('2026-11-23T10:00:00Z');
const bob = 'bob@enyoi.example';
const attendees = [{ emailAddress: { address: bob } }];
const all = { now, sendInvitations: 'all' } as const;

let calendar: TestCalendar;
beforeEach(async () => {
	calendar = await startCalendar(() => now, { people: ['alice', 'bob'] });
	await calendar.push([appointment('1', { attendees })], all);
});
afterEach(async () => {
	await calendar.close();
	expect(calendar.server.schemaViolations).toEqual([]);
});

const his = () => calendar.company.user('bob').calendar;
const copy = () =>
	his()
		.items()
		.find(({ isMeeting }) => isMeeting)!;
const pushHis = async (events: PushInput[], options: Partial<PushOptions> = {}) =>
	await collect(
		pushEvents(calendar.exchange, { mailbox: bob, source: 'hr', now, ...options }, events),
	);
/** Two-way syncs of his calendar, each going on from where the last one ended. */
function hisRuns() {
	let position: string | undefined;
	return async (events: PushInput[], options: Partial<TwoWayOptions> = {}) => {
		const usual = { mailbox: bob, source: 'hr', now, position } as const;
		const result = await twoWay(calendar.exchange, { ...usual, ...options }, events);
		({ position } = result);
		return result;
	};
}

it('an event of the source to which he is invited is not told to it, and its end there deletes nothing', async () => {
	const run = hisRuns();
	const toldOf = async () => (await run([])).forSource.map(({ subject }) => subject);
	his().create({
		subject: 'His own',
		start: '2026-11-25T08:00:00Z',
		end: '2026-11-25T09:00:00Z',
	});
	expect(await toldOf()).toEqual(['His own']);
	his().respond(copy().id, 'Accept');
	expect(await toldOf()).toEqual([]);
	his().delete(copy().id);
	expect(await toldOf()).toEqual([]);
	expect(calendar.items()).toHaveLength(1);
});

it('an event of another source to which he is invited is told, and so is its end', async () => {
	const run = hisRuns();
	const toldOf = async () => (await run([], { source: 'crm' })).forSource;
	expect(await toldOf()).toMatchObject([{ changeType: 'created', subject: 'Event 1' }]);
	his().delete(copy().id);
	const [ended] = await toldOf();
	expect(ended).toMatchObject({ changeType: 'deleted' });
	expect(ended).not.toHaveProperty('externalId');
});

it('a meeting that he is invited to is told to nobody, beside an event of his that has its external ID', async () => {
	const run = hisRuns();
	await run([]);
	const [{ id }] = calendar.items();
	calendar.company.user('alice').calendar.update(id, { location: 'Room' });
	const { forSource, inExchange } = await run([appointment('1')]);
	expect(forSource).toEqual([]);
	expect(inExchange).toMatchObject([{ action: 'created' }]);
	expect(await run([appointment('1')])).toMatchObject({
		forSource: [],
		inExchange: [{ action: 'unchanged' }],
	});
});

it('what Exchange keeps otherwise of his own event counts as the source’s beside such a meeting', async () => {
	const other = changedBody('other places', (body) =>
		body.replaceAll('<t:Location>', '<t:Location>Room '),
	);
	calendar.server.faults.add({ fault: other, operation: 'GetItem' });
	const push = async (location: string) => await pushHis([appointment('1', { location })]);
	expect(await push('1')).toMatchObject([{ action: 'created', keptDifferently: ['location'] }]);
	expect(await push('1')).toMatchObject([{ action: 'unchanged' }]);
	expect(await push('2')).toMatchObject([{ action: 'updated' }]);
	expect(await push('2')).toMatchObject([{ action: 'unchanged' }]);
});

it('a complete set of his events neither deletes nor tells a meeting that he is invited to', async () => {
	const set = { action: 'snapshot', allowAttendeeCopies: true } as const;
	expect(await pushHis([appointment('2')], set)).toMatchObject([
		{ action: 'created', externalId: '2' },
	]);
	expect(his().items()).toHaveLength(2);
});

it('an event that goes over to him is made in his calendar, and kept in step beside the cancelled meeting', async () => {
	await calendar.push([{ externalId: '1' }], { ...all, action: 'delete' });
	expect(copy().isCancelled).toBe(true);
	expect(await pushHis([appointment('1')])).toMatchObject([{ action: 'created' }]);
	expect(await pushHis([appointment('1', { location: 'Room' })])).toMatchObject([
		{ action: 'updated' },
	]);
	expect(await pushHis([appointment('1', { location: 'Room' })])).toMatchObject([
		{ action: 'unchanged' },
	]);
	expect(his().items()).toHaveLength(2);
});

it('an event of both calendars stays one in each when she invites him to hers', async () => {
	await calendar.push([appointment('2')], { now });
	await pushHis([appointment('2')]);
	const hers = calendar.items().find(({ subject }) => subject === 'Event 2')!;
	Object.assign(hers, { isMeeting: true, meetingRequestWasSent: true });
	calendar.company.user('alice').calendar.update(hers.id, { attendees: ['bob'] });
	expect(his().items()).toHaveLength(3);
	const run = hisRuns();
	for (const location of ['Room', 'Hall']) {
		const { inExchange, conflicts } = await run([appointment('2', { location })]);
		expect([inExchange, conflicts]).toMatchObject([[{ action: 'updated' }], []]);
	}
	expect(await pushHis([appointment('2', { location: 'Hall' })])).toMatchObject([
		{ action: 'unchanged' },
	]);
});

it('a meeting that was linked by its id stays linked', async () => {
	const allowed = { allowAttendeeCopies: true } as const;
	const { id } = copy();
	const linked = appointment('m', { id, location: 'Room' });
	expect(await pushHis([linked], { ...allowed, conflictPolicy: 'sourceWins' })).toMatchObject([
		{ action: 'updated', reason: 'givenItem' },
	]);
	expect(await pushHis([linked], allowed)).toMatchObject([{ action: 'unchanged' }]);
	expect(await pushHis([appointment('m', { location: 'Hall' })])).toMatchObject([
		{ action: 'skipped', reason: 'attendeeCopy' },
	]);
	expect(await pushHis([appointment('m', { location: 'Hall' })], allowed)).toMatchObject([
		{ action: 'updated', id },
	]);
	expect(his().items()).toHaveLength(1);
});

it('a meeting that was linked by its id is not told as deleted when an update brings the key of its organizer', async () => {
	const run = hisRuns();
	const allowed = { allowAttendeeCopies: true } as const;
	const linked = appointment('m', { id: copy().id, subject: 'Event 1' });
	const first = await run([linked], allowed);
	expect(first.inExchange).toMatchObject([{ action: 'unchanged', reason: 'givenItem' }]);
	const [{ id }] = calendar.items();
	calendar.company.user('alice').calendar.update(id, { location: 'Room' });
	expect(await run([linked], allowed)).toMatchObject({
		forSource: [],
		inExchange: [
			{
				action: 'skipped',
				reason: 'hiddenInExchange',
				message: expect.stringMatching(/organizer.*Link by Exchange ID/),
			},
		],
	});
	expect(await pushHis([linked], allowed)).toMatchObject([{ reason: 'givenItem' }]);
	expect((await run([linked], allowed)).inExchange).toMatchObject([{ action: 'unchanged' }]);
	expect((await run([{ ...linked, location: 'Hall' }], allowed)).inExchange).toMatchObject([
		{ action: 'updated' },
	]);
});

it('a key of an event that he is invited to is free in his calendar', async () => {
	const event = { subject: 'Order', start: '2026-11-25T10:00:00Z', end: '2026-11-25T11:00:00Z' };
	const create = async (mailbox: string, more: object) =>
		await createEvent(calendar.exchange, {
			mailbox,
			clientKey: 'order-1',
			sendInvitations: 'all',
			event: { ...event, ...more },
		});
	await create('alice@enyoi.example', { attendees });
	await create(bob, {});
	await create(bob, {});
	const subjects = his()
		.items()
		.map(({ subject }) => subject);
	expect(subjects).toEqual(['Event 1', 'Order', 'Order']);
});
