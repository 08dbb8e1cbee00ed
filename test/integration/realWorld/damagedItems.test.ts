/** Items that keep the server from answering come before all others, or are all that there is to read. */
import { getEvents } from '../../../exchange/calendars/events/getEvents';
import { getChanges } from '../../../exchange/changes/getChanges';
import {
	appointment,
	closeQuietly,
	collect,
	mailbox,
	startCalendar,
	twoWayRuns,
	type TestCalendar,
} from '../push/calendar';

const now = new Date('2026-11-20T08:00:00Z');
const damaged = 4;
const own = Array.from({ length: damaged }, (_, index) => appointment(`own${index}`));

/** Reads what changed since the last time; gives the subjects in order. */
function readerOf({ exchange }: TestCalendar): () => Promise<Array<string | undefined>> {
	let position: string | undefined;
	return async () => {
		const changes = getChanges(exchange, { mailbox, position, now });
		const told: Array<string | undefined> = [];
		for (;;) {
			const { done, value: one } = await changes.next();
			if (done) {
				position = one.position;
				return told.sort();
			}
			told.push(one.subject);
		}
	};
}

describe.each(['http500', 'viewOmits', 'viewRefused', 'itemError'] as const)(
	'items that are damaged (%s)',
	(value) => {
		let calendar: TestCalendar;
		/** Subjects of people's events that are damaged. */
		let bad: string[];

		beforeEach(async () => {
			calendar = await startCalendar(() => now, { behaviours: { poisonItems: value } });
			await calendar.push(own);
			const { calendar: alice } = calendar.company.user('alice');
			const day = { start: '2026-11-25T12:00', end: '2026-11-25T13:00' };
			bad = Array.from({ length: damaged }, (_, index) => `Bad ${index}`);
			for (const subject of bad) alice.create({ subject, ...day });
			for (const { id } of alice.items()) alice.poison(id);
			const later = { start: '2026-11-27T12:00', end: '2026-11-27T13:00' };
			for (const subject of ['Good 1', 'Good 2']) alice.create({ subject, ...later });
			calendar.operations();
		});
		afterEach(async () => {
			await closeQuietly(calendar);
		});

		const mend = () => {
			const { calendar: alice } = calendar.company.user('alice');
			for (const { id } of alice.items()) alice.mend(id);
		};

		it('keep no other event of a push back, nor one another', async () => {
			const results = await calendar.push([...own, appointment('new')]);
			expect(results.map(({ externalId, action }) => [externalId, action])).toEqual(
				expect.arrayContaining([
					['new', 'created'],
					...own.map((one) => [one.externalId, 'failed']),
				]),
			);
			mend();
			const again = await calendar.push([...own, appointment('new')]);
			expect(new Set(again.map(({ action }) => action))).toEqual(new Set(['unchanged']));
		});

		it('are named in a list, which has all others', async () => {
			const window = { start: new Date('2026-11-01'), end: new Date('2026-12-31') };
			const listing = getEvents(calendar.exchange, { mailbox, ...window });
			const subjects: Array<string | undefined> = [];
			for (;;) {
				const { done, value: one } = await listing.next();
				if (done) {
					expect(subjects).toEqual(['Good 1', 'Good 2']);
					// What a view leaves out without a word, nobody can name who asks for nothing else.
					expect((one.unreadable ?? []).length > 0).toBe(value !== 'viewOmits');
					return;
				}
				subjects.push(one.subject);
			}
		});

		it('keep no run of a reader back where nothing else changed, and are told once they can be', async () => {
			const read = readerOf(calendar);
			expect(await read()).toEqual(['Good 1', 'Good 2']);
			expect(await read()).toEqual([]);
			expect(await read()).toEqual([]);
			mend();
			expect(await read()).toEqual([...bad, ...own.map(({ subject }) => subject)].sort());
			expect(await read()).toEqual([]);
		});

		it('keep no two-way sync back, and are told once they can be', async () => {
			const sync = twoWayRuns(calendar.exchange, now);
			const told = async (events = own) =>
				(await sync(events, { input: 'changes' })).forSource.map(({ subject }) => subject).sort();
			expect(await told()).toEqual(['Good 1', 'Good 2']);
			expect(await told()).toEqual([]);
			const { inExchange, forSource } = await sync([...own, appointment('new')], {
				input: 'changes',
			});
			expect(forSource).toEqual([]);
			expect(inExchange).toContainEqual(
				expect.objectContaining({ externalId: 'new', action: 'created' }),
			);
			mend();
			expect(await told([...own, appointment('new')])).toEqual(bad);
			expect(await told([...own, appointment('new')])).toEqual([]);
			expect(await collect(calendarChanges())).toHaveLength(2 * damaged + 3);
		});

		async function* calendarChanges() {
			yield* getChanges(calendar.exchange, { mailbox, now });
		}
	},
);

describe('a mailbox of which no item can be read', () => {
	let calendar: TestCalendar;
	let read: () => Promise<number>;
	beforeEach(async () => {
		calendar = await startCalendar(() => now, { behaviours: { poisonItems: 'http500' } });
		const subjects = readerOf(calendar);
		read = async () => (await subjects()).length;
	});
	afterEach(async () => {
		await closeQuietly(calendar);
	});

	const people = () => calendar.company.user('alice').calendar;

	/** Begins with nothing in the calendar, and then damages all that is there. */
	async function damageAll(count: number): Promise<void> {
		expect(await read()).toBe(0);
		for (let index = 0; index < count; index++) {
			const day = { start: '2026-11-25T12:00', end: '2026-11-25T13:00' };
			people().poison(people().create({ subject: `Event ${index}`, ...day }).id);
		}
	}

	const mend = () =>
		people()
			.items()
			.forEach(({ id }) => people().mend(id));

	it('fails the run when they are many, after few requests, and nothing is lost', async () => {
		await damageAll(60);
		calendar.operations();
		await expect(read()).rejects.toMatchObject({ code: expect.any(String) });
		const requests = calendar.operations();
		expect(requests.filter((name) => name === 'GetItem').length).toBeLessThan(80);
		mend();
		expect(await read()).toBe(60);
	});

	it('loses nothing when they are few, however long it lasts', async () => {
		await damageAll(3);
		for (let run = 0; run < 25; run++) expect(await read()).toBe(0);
		mend();
		expect(await read()).toBe(3);
	});

	it('is told from one whose first items are damaged', async () => {
		await damageAll(30);
		const day = { start: '2026-11-26T12:00', end: '2026-11-26T13:00' };
		for (let index = 0; index < 30; index++) people().create({ subject: 'Good', ...day });
		expect(await read()).toBe(30);
		mend();
		expect(await read()).toBe(30);
	});
});
