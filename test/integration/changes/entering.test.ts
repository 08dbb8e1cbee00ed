import type { Exchange } from '../../../exchange/connection';
import type { GetChangesOptions } from '../../../exchange/changes/getChanges';
import type { CalendarChange } from '../../../exchange/calendar/event';
import { itemError, responseError, soapFault, type Fault } from '../../exchangeServer/faults';
import { type ExchangeServer } from '../../exchangeServer';
import { changesIn } from '../../support/changesIn';
import { startConnected, type Connected } from '../../support/startConnected';

const now = new Date('2026-11-22T12:00:00Z');
const dayMs = 86_400_000;
let connected: Connected;
let server: ExchangeServer;
let exchange: Exchange;

beforeEach(async () => {
	connected = await startConnected({ now: () => now });
	({ server, exchange } = connected);
});

afterEach(async () => {
	await connected.close();
});

const alice = () => server.company.user('alice').calendar;
const inDays = (days: number) => new Date(now.getTime() + days * dayMs);

async function changesOf(options: Partial<GetChangesOptions>) {
	const run = { now, pastDays: 7, futureDays: 7, ...options };
	const { changes, ...position } = await changesIn(exchange, run);
	return { changes: changes.map(toText), ...position };
}

const createDaily = (time: string) =>
	alice().create({
		subject: 'Daily',
		start: `2026-11-20T${time}`,
		recurrence: {
			pattern: { type: 'DailyRecurrence', interval: 1 },
			range: { type: 'NoEndRecurrence' },
		},
	});

const toText = ({ changeType, subject, key }: CalendarChange) => `${changeType} ${subject ?? key}`;

async function withFault<T>(operation: string, fault: Fault, act: () => Promise<T>): Promise<T> {
	const rule = server.faults.add({ operation, fault });
	return await act().finally(() => rule.remove());
}

describe('what enters the window while the server shows no view', () => {
	/** A run each day, from the third on; the view fails in so many of them. With each change its run. */
	async function dailyRuns(failing: number, fault: Fault) {
		let { position, changes } = await changesOf({});
		const told = [changes];
		for (let day = 2; day <= 12; day++) {
			const act = async () => await changesOf({ position, now: inDays(day + 0.8) });
			({ position, changes } =
				day < 2 + failing ? await withFault('FindItem', fault, act) : await act());
			told.push(changes);
		}
		return told.flatMap((some, run) => some.map((change) => `${run}: ${change}`));
	}

	it.each([
		['a SOAP fault', soapFault('ErrorInternalServerError')],
		['a damaged item', responseError('ErrorCorruptData')],
	])('comes in a later run: an appointment, %s', async (_, fault) => {
		alice().create({ subject: 'Far', start: '2026-12-01T09:00' });
		expect(await dailyRuns(1, fault)).toEqual(['2: created Far']);
	});

	it('comes in a later run: the only occurrence in a year', async () => {
		alice().create({
			subject: 'Birthday',
			start: '2026-12-01T09:00',
			recurrence: {
				pattern: { type: 'AbsoluteYearlyRecurrence', dayOfMonth: 1, month: 12 },
				range: { type: 'NoEndRecurrence' },
			},
		});
		expect(await dailyRuns(1, responseError('ErrorCorruptData'))).toEqual(['2: created Birthday']);
	});

	it('comes after a day also where it never shows one', async () => {
		alice().create({ subject: 'Far', start: '2026-12-01T09:00' });
		expect(await dailyRuns(20, responseError('ErrorCorruptData'))).toEqual(['2: created Far']);
		const views = server.requests.filter(({ operation }) => operation === 'FindItem');
		expect(views.length).toBeLessThan(20);
	});

	it('is not asked for in each run', async () => {
		for (const time of ['10:00', '11:00', '12:00']) createDaily(time);
		let { position } = await changesOf({});
		server.faults.add({ operation: 'FindItem', fault: responseError('ErrorCorruptData') });
		const told: string[] = [];
		const before = server.requests.length;
		for (let hour = 0; hour < 50; hour++) {
			const next = await changesOf({ position, now: inDays((hour + 0.2) / 24) });
			({ position } = next);
			told.push(...next.changes);
		}
		const views = server.requests.slice(before).filter(({ operation }) => operation === 'FindItem');
		expect(views.length).toBeGreaterThan(5);
		expect(views.length).toBeLessThan(50);
		expect(told).toEqual(Array<string>(6).fill('created Daily'));
	});
});

describe('a series that enters the window and can not be read', () => {
	it('is looked for in a short time, in each run, until it can be', async () => {
		createDaily('10:00');
		let { position } = await changesOf({});
		const rule = server.faults.add({
			operation: 'GetItem',
			fault: itemError('ErrorCorruptData', 0),
		});
		for (let run = 1; run <= 12; run++) {
			const before = server.requests.length;
			const next = await changesOf({ position, now: inDays(run / 2) });
			({ position } = next);
			if (run < 2) continue;
			expect(next.unreadable).toHaveLength(1);
			const asked = server.requests
				.slice(before)
				.filter(({ operation }) => operation === 'FindItem');
			expect(asked).toHaveLength(1);
			const [, from, to] = /StartDate="([^"]+)" EndDate="([^"]+)"/.exec(asked[0].body)!;
			expect(Date.parse(to) - Date.parse(from)).toBeLessThan(4 * dayMs);
		}
		rule.remove();
		const { changes } = await changesOf({ position, now: inDays(6.1) });
		expect(changes).toEqual(Array<string>(6).fill('created Daily'));
	});
});

describe('what a clock that was wrong passed over', () => {
	it.each([
		['the view', 'FindItem', responseError('ErrorCorruptData')],
		['the event', 'GetItem', itemError('ErrorCorruptData', 0)],
	])('comes also where the server fails at %s in the next run', async (_, operation, fault) => {
		const { position: first } = await changesOf({});
		alice().create({ subject: 'Soon', start: '2026-11-23T09:00' });
		const wrong = await changesOf({ position: first, now: inDays(10) });
		expect(wrong.changes).toEqual([]);
		const failed = await withFault(
			operation,
			fault,
			async () => await changesOf({ position: wrong.position }),
		);
		expect(failed.changes).toEqual([]);
		const third = await changesOf({ position: failed.position, now: inDays(0.1) });
		expect(third.changes).toEqual(['created Soon']);
		const before = server.requests.length;
		const fourth = await changesOf({ position: third.position, now: inDays(0.2) });
		expect(fourth.changes).toEqual([]);
		const asked = server.requests.slice(before).map((request) => request.operation);
		expect(asked).toEqual(['SyncFolderItems']);
	});

	it.each([
		['the view', 'FindItem', responseError('ErrorCorruptData')],
		['a series', 'GetItem', itemError('ErrorCorruptData', 0)],
	])(
		'is not looked for in each run for ever where the server fails at %s',
		async (_, operation, fault) => {
			const { position: first } = await changesOf({});
			createDaily('10:00');
			let { position } = await changesOf({ position: first, now: inDays(12) });
			server.faults.add({ operation, fault });
			const looks: boolean[] = [];
			for (const hours of [0, 6, 23, 24, 50, 51, 52]) {
				const before = server.requests.length;
				({ position } = await changesOf({ position, now: inDays(hours / 24) }));
				looks.push(server.requests.length > before + 1);
			}
			expect(looks).toEqual([true, true, true, true, true, false, false]);
		},
	);
});
