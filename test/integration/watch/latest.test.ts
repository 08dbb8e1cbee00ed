import { latestEvent } from '../../../exchange/watch/latest';
import type { WatchOptions } from '../../../exchange/watch/options';
import type { WatchedEvent, WatchProblem } from '../../../exchange/watch/watchedEvent';
import { startConnected, type Connected } from '../../support/startConnected';

/** The event that a test in the editor shows: the latest one of the kinds that are asked for. */

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

let connected: Connected;
let agoMs = 0;
let people = 0;
beforeAll(async () => {
	const now = () => new Date(Date.now() - agoMs);
	connected = await startConnected({ people: [], schemas: false, now });
});
afterAll(async () => await connected?.close());

/** A mailbox of its own for each test. */
function somebody() {
	const accountName = `person${++people}`;
	connected.company.addPerson({ accountName });
	const { calendar } = connected.company.user(accountName);
	return { mailbox: `${accountName}@enyoi.example`, calendar };
}

/** Has done something so long ago. */
function ago<T>(milliseconds: number, act: () => T): T {
	agoMs = milliseconds;
	try {
		return act();
	} finally {
		agoMs = 0;
	}
}

const inFuture = (milliseconds: number) =>
	new Date(Math.round((Date.now() + milliseconds) / 1000) * 1000);

async function latest(mailbox: string, options: Partial<WatchOptions> = {}) {
	return await latestEvent(connected.exchange, { mailboxes: [mailbox], ...options });
}

/** Kind and subject. */
const words = (event: WatchedEvent | undefined) =>
	event && event.kind !== 'problem' ? `${event.kind} ${event.subject}` : undefined;

describe('the latest change', () => {
	let mailbox: string;
	beforeAll(() => {
		const one = somebody();
		mailbox = one.mailbox;
		const create = (subject: string, before: number) =>
			ago(before, () => one.calendar.create({ subject, start: inFuture(day) }).id);
		const update = (id: string, patch: object, before: number) =>
			ago(before, () => void one.calendar.update(id, patch));
		update(create('Moved', 10 * hour), { subject: 'Moved on' }, 2 * hour);
		update(create('Off', 9 * hour), { isCancelled: true }, hour);
		// Outlook writes what it made once more.
		update(create('New', 3 * hour), { importance: 'High' }, 3 * hour - 3_000);
	});

	it.each<[NonNullable<WatchOptions['triggerOn']> | undefined, string | undefined]>([
		[['created'], 'created New'],
		[['updated'], 'updated Off'],
		[['cancelled'], 'cancelled Off'],
		[['created', 'cancelled'], 'cancelled Off'],
		[['deleted'], undefined],
		[undefined, 'updated Off'],
	])('of %j is %s', async (triggerOn, expected) => {
		expect(words(await latest(mailbox, { triggerOn }))).toBe(expected);
	});

	it('is no update where an event was only made', async () => {
		const { mailbox: other, calendar } = somebody();
		calendar.create({ subject: 'New', start: inFuture(day) });
		expect(await latest(other, { triggerOn: ['updated', 'cancelled'] })).toBeUndefined();
	});

	it.each([-20, 80])('is looked for in events %i days from now', async (days) => {
		const { mailbox: other, calendar } = somebody();
		calendar.create({ subject: 'Far', start: inFuture(days * day) });
		expect(words(await latest(other))).toBe('created Far');
	});

	it('is one of the window that is watched', async () => {
		const { mailbox: other, calendar } = somebody();
		calendar.create({ subject: 'Past', start: inFuture(-3 * day) });
		calendar.create({ subject: 'Later', start: inFuture(5 * day) });
		expect(await latest(other, { pastDays: 1, futureDays: 2 })).toBeUndefined();
	});

	it('has the content that is asked for', async () => {
		const { mailbox: other, calendar } = somebody();
		calendar.create({ subject: 'Doctor', start: inFuture(day), body: 'Bring the card' });
		const options = { timeZone: 'Asia/Tokyo', includeBody: 'text' as const };
		expect(await latest(other, options)).toMatchObject({
			start: { timeZone: 'Asia/Tokyo' },
			body: { content: expect.stringContaining('Bring the card') },
		});
		expect(await latest(other, { privacy: 'busyOnly' })).toMatchObject({ masked: true });
	});
});

describe('the latest moment', () => {
	it.each([
		[undefined, 15],
		[12, 12],
		[5, undefined],
	])('with Minutes Before %p is so long before the start: %p', async (minutesBefore, before) => {
		const { mailbox, calendar } = somebody();
		const start = inFuture(10 * minute);
		calendar.create({ subject: 'Soon', start });
		const found = await latest(mailbox, { triggerOn: ['startsSoon'], minutesBefore });
		const dueAt = found && 'dueAt' in found ? Date.parse(found.dueAt) : NaN;
		expect(dueAt).toBe(start.getTime() - (before ?? NaN) * minute);
	});

	it('is none of a meeting that was called off', async () => {
		const { mailbox, calendar } = somebody();
		calendar.create({ subject: 'Held', start: inFuture(-5 * hour) });
		calendar.create({ subject: 'Off', start: inFuture(-3 * hour), isCancelled: true });
		expect(words(await latest(mailbox, { triggerOn: ['started'] }))).toBe('started Held');
	});
});

it('a mailbox that can not be read is told once, and fails the test only where all are such', async () => {
	const { mailbox, calendar } = somebody();
	calendar.create({ subject: 'Review', start: inFuture(day) });
	const gone = ['nobody@enyoi.example', ' NOBODY@enyoi.example'];
	const told: WatchProblem[] = [];
	const tell = (problem: WatchProblem) => void told.push(problem);
	const options = { mailboxes: [...gone, mailbox] };
	expect(words(await latestEvent(connected.exchange, options, tell))).toBe('created Review');
	expect(told).toMatchObject([{ mailbox: gone[0], error: { code: 'mailboxUnavailable' } }]);
	await expect(latestEvent(connected.exchange, { mailboxes: gone })).rejects.toMatchObject({
		code: 'mailboxUnavailable',
	});
});
