import { timeZones } from '../../../exchange/calendar/timeZone';
import { ExchangeError } from '../../../exchange/errors';
import { carryOut } from '../../../exchange/push/carryOut/carryOut';
import type { WritableEvent, WritableTimes } from '../../../exchange/push/input/writableEvent';
import type { LinkState } from '../../../exchange/push/plan/link';
import type { CalendarItemView, PlannedAction } from '../../../exchange/push/plan/plan';
import { pendingState } from '../../../exchange/push/plan/unfinished';
import type {
	CalendarAccess,
	CopyStep,
	CreateStep,
	MemoryStep,
	SeriesStep,
	StepResult,
	UpdateStep,
} from '../../../exchange/push/ports';
import { item } from './items';

const state: LinkState = { version: 1, fields: { subject: ['given', 'had'] } };

type Write = 'create' | 'update' | 'delete' | 'finishSeries' | 'removeCopies' | 'remember';
type Reaction = (ids: string[], call: number) => StepResult[] | ExchangeError;

/** A calendar that does what a test says; all goes well where it says nothing. */
class FakeCalendar implements Partial<CalendarAccess> {
	readonly log: string[] = [];
	readonly steps: Array<CreateStep | UpdateStep | SeriesStep | MemoryStep> = [];
	readonly looks: string[][] = [];
	found?: (ids: readonly string[]) => readonly string[] | Error;
	private readonly calls = new Map<Write, number>();

	constructor(
		private readonly reactions: Partial<Record<Write, Reaction>> = {},
		readonly batchSize = 2,
		readonly memoryBatchSize = batchSize,
	) {}

	async create(steps: readonly CreateStep[]) {
		return await this.write('create', steps, ({ link }) => link.key);
	}

	async update(steps: readonly UpdateStep[]) {
		return await this.write('update', steps, ({ item }) => item.id);
	}

	async delete(items: ReadonlyArray<{ id: string; changeKey: string }>) {
		return await this.write('delete', items, ({ id, changeKey }) => `${id}@${changeKey}`);
	}

	async finishSeries(steps: readonly SeriesStep[]) {
		return await this.write('finishSeries', steps, ({ item }) => item.id);
	}

	/** What a look after creating finds; by default what was created. */
	async linkedTo(externalIds: readonly string[]) {
		this.looks.push([...externalIds]);
		const found = this.found?.(externalIds) ?? externalIds;
		if (found instanceof Error) throw found;
		return await Promise.resolve(
			found.map((externalId, at) => ({ id: `l${at}`, changeKey: 'k', externalId })),
		);
	}

	async removeCopies(copies: readonly CopyStep[]) {
		const name = ({ id, changeKey, keptId }: CopyStep) => `${id}@${changeKey}/${keptId}`;
		return await this.write('removeCopies', copies, name);
	}

	/** What a look after writing finds; by default what was written. */
	seen: CalendarItemView[] = [];
	readonly corrected: string[] = [];

	async read(ids: readonly string[]) {
		if (this.seen.length > 0) this.log.push(['read', ...ids].join(' '));
		const asWritten = () => ids.map((id) => view(id, `new-${id}`, 'had'));
		const items = this.seen.length > 0 ? this.seen : asWritten();
		return await Promise.resolve(new Map(items.map((one) => [one.id, one])));
	}

	async remember(steps: readonly MemoryStep[]) {
		return await this.write('remember', steps, ({ item }) => item.id);
	}

	async waitForLostRequest() {
		this.log.push('wait');
		return await Promise.resolve();
	}

	private async write<T>(kind: Write, steps: readonly T[], name: (step: T) => string) {
		const ids = steps.map(name);
		this.log.push([kind, ...ids].join(' '));
		if (kind !== 'delete' && kind !== 'removeCopies') this.steps.push(...(steps as never[]));
		const call = this.calls.get(kind) ?? 0;
		this.calls.set(kind, call + 1);
		const result = this.reactions[kind]?.(ids, call) ?? ids.map(done);
		return result instanceof ExchangeError ? await Promise.reject(result) : result;
	}
}

/** An item that remembers the last write. */
const view = (id: string, changeKey: string, has: string) =>
	item({}, { id, changeKey, externalId: id, iCalUId: undefined, state, fingerprint: () => has });

const done = (id: string): StepResult => ({ ok: true, id, changeKey: `new-${id}` });
const refused = (code: ExchangeError['code'], stale = false): StepResult => ({
	ok: false,
	stale,
	error: new ExchangeError(code, `Words about ${code}`),
});
const rest = ({ event, state: memory, ...other }: PlannedAction): PlannedAction => {
	void [event, memory];
	return other;
};
const lost = (code: ExchangeError['code'] = 'timeout') => new ExchangeError(code, 'No answer');

const create = (externalId: string, event: WritableEvent = { subject: 'S' }): PlannedAction => ({
	action: 'create',
	externalId,
	input: Number(externalId),
	reason: 'new',
	event,
	state,
});
const existing = (action: 'update' | 'adopt' | 'delete', externalId: string): PlannedAction => ({
	action,
	externalId,
	input: Number(externalId),
	reason: action === 'delete' ? 'deletedInSource' : 'changedInSource',
	id: `i${externalId}`,
	changeKey: `k${externalId}`,
	...(action !== 'delete' && { event: { subject: 'S' }, state }),
});

interface Run {
	decideAgain?: (actions: readonly PlannedAction[], round: number) => PlannedAction[];
	signal?: AbortSignal;
	onResult?: () => void;
}

async function run(
	actions: PlannedAction[],
	calendar = new FakeCalendar(),
	{ decideAgain = () => [], signal, onResult }: Run = {},
) {
	let rounds = 0;
	const running = carryOut(actions, {
		source: 'hr',
		access: calendar as unknown as CalendarAccess,
		signal,
		onCorrected: (externalId) => void calendar.corrected.push(externalId),
		decideAgain: async (doubtful) => {
			calendar.log.push(`ask ${doubtful.map(({ externalId }) => externalId).join(' ')}`);
			return await Promise.resolve(decideAgain(doubtful, rounds++));
		},
	});
	const results: Array<Awaited<ReturnType<typeof running.next>>['value']> = [];
	for await (const result of running) {
		results.push(result);
		onResult?.();
	}
	return { results, log: calendar.log, calendar };
}

describe('a plan', () => {
	it('is written in batches: new items, then changed ones, then deletions', async () => {
		const { results, log, calendar } = await run([
			existing('delete', '1'),
			existing('update', '2'),
			create('3'),
			create('4'),
			existing('adopt', '5'),
			create('6'),
		]);
		expect(log).toEqual(['create hr:3 hr:4', 'create hr:6', 'update i2 i5', 'delete i1@k1']);
		expect(results).toEqual([
			{
				action: 'created',
				externalId: '3',
				input: 3,
				id: 'hr:3',
				changeKey: 'new-hr:3',
				reason: 'new',
			},
			expect.objectContaining({ action: 'created', externalId: '4' }),
			expect.objectContaining({ action: 'created', externalId: '6' }),
			{
				action: 'updated',
				externalId: '2',
				input: 2,
				id: 'i2',
				changeKey: 'new-i2',
				reason: 'changedInSource',
			},
			expect.objectContaining({ action: 'updated', externalId: '5' }),
			expect.objectContaining({ action: 'deleted', externalId: '1', id: 'i1@k1' }),
		]);
		expect(calendar.steps.slice(3)).toEqual([
			{ item: { id: 'i2', changeKey: 'k2' }, event: { subject: 'S' }, state },
			// Only now it gets its key.
			{
				item: { id: 'i5', changeKey: 'k5' },
				event: { subject: 'S' },
				state,
				link: { key: 'hr:5' },
			},
		]);
		expect(calendar.steps[0]).toEqual({ link: { key: 'hr:3' }, event: { subject: 'S' }, state });
	});

	it('reports what needs no write after what is new, with why', async () => {
		const versions = { inSource: { subject: 'A' }, inExchange: { subject: 'B' } };
		const { results, log } = await run([
			create('0'),
			{ action: 'skip', externalId: '1', input: 1, reason: 'notLinked' },
			{
				action: 'conflict',
				externalId: '2',
				reason: 'changedInBoth',
				id: 'i2',
				changeKey: 'k2',
				fields: ['subject'],
				message: 'Words',
				...versions,
			},
			{ action: 'unchanged', externalId: '3', reason: 'same', id: 'i3', changeKey: 'k3' },
			{ action: 'fail', externalId: '4', reason: 'invalidInput', field: 'end', message: 'No end' },
			{ action: 'fail', externalId: '5', reason: 'invalidInput' },
		]);
		expect(log).toEqual(['create hr:0']);
		expect(results[0]).toMatchObject({ action: 'created' });
		expect(results.slice(1, 4)).toEqual([
			{ action: 'skipped', externalId: '1', input: 1, reason: 'notLinked' },
			{
				action: 'conflict',
				externalId: '2',
				reason: 'changedInBoth',
				id: 'i2',
				changeKey: 'k2',
				fields: ['subject'],
				message: 'Words',
				...versions,
			},
			{ action: 'unchanged', externalId: '3', reason: 'same', id: 'i3', changeKey: 'k3' },
		]);
		expect(results[4]).toMatchObject({
			action: 'failed',
			error: { code: 'input', field: 'end', message: 'No end' },
		});
		expect(results[5]).toMatchObject({
			error: { field: 'event', message: 'The event is not valid' },
		});
		expect(results[1]).not.toHaveProperty('error');
	});

	it('writes what an unchanged item is to remember', async () => {
		const same: PlannedAction = {
			action: 'unchanged',
			externalId: '1',
			reason: 'sameInBoth',
			id: 'i1',
			changeKey: 'k1',
			state,
		};
		const { results, calendar } = await run([same]);
		expect(calendar.steps).toEqual([{ item: { id: 'i1', changeKey: 'k1' }, event: {}, state }]);
		expect(results).toMatchObject([{ action: 'unchanged', changeKey: 'new-i1' }]);
	});

	it('says that a series becomes a single event', async () => {
		const { calendar } = await run([{ ...existing('update', '1'), endsSeries: true }]);
		expect(calendar.steps).toEqual([expect.objectContaining({ endsSeries: true })]);
	});
});

describe('what is written', () => {
	it.each([
		['created', create('1'), 'hr:1'],
		['updated', existing('update', '1'), 'i1'],
	] as const)(
		'(%s) is read, and what Exchange made of it is remembered',
		async (done1, one, id) => {
			const calendar = new FakeCalendar();
			calendar.seen = [view(id, `new-${id}`, 'rewritten')];
			const { results, log } = await run([one], calendar);
			expect(log.slice(1)).toEqual([`read ${id}`, `remember ${id}`]);
			expect(calendar.steps.at(-1)).toEqual({
				item: { id, changeKey: `new-${id}` },
				state: { version: 1, fields: { subject: ['given', 'rewritten'] } },
			});
			expect(results).toMatchObject([
				{ action: done1, changeKey: `new-${id}`, keptDifferently: ['subject'] },
			]);
			expect(calendar.corrected).toEqual(['1']);
		},
	);

	it('and was not, whatever the server says, is decided again and fails in the end', async () => {
		const calendar = new FakeCalendar();
		const memory = { version: 1, fields: {} } as const;
		calendar.seen = [{ ...view('i1', 'k1', 'had'), state: memory }];
		const { results, log } = await run([existing('update', '1')], calendar, {
			decideAgain: (open) => [...open],
		});
		const round = ['update i1', 'read i1'];
		expect(log).toEqual([...round, 'ask 1', ...round, 'ask 1', ...round, 'ask 1', ...round]);
		expect(results).toMatchObject([{ action: 'failed', error: { code: 'server' } }]);
	});
});

describe('a server that does not manage a whole batch', () => {
	const atOnce =
		(limit: number): Reaction =>
		(ids) =>
			ids.length > limit ? lost() : ids.map(done);
	const many = ['1', '2', '3', '4', '5', '6', '7', '8'];

	it.each(['create', 'update', 'delete'] as const)('gets smaller ones: %s', async (kind) => {
		const all = many.map((id) => (kind === 'create' ? create(id) : existing(kind, id)));
		const calendar = new FakeCalendar({ [kind]: atOnce(2) }, 8);
		const { results, log } = await run(all, calendar, { decideAgain: (open) => [...open] });
		const written = log.filter((line) => line.startsWith(kind));
		expect(written.map((line) => line.split(' ').length - 1)).toEqual([8, 4, 2, 2, 2, 2]);
		expect(results).toHaveLength(8);
	});

	it('gets the others where one makes every request fail', async () => {
		const calendar = new FakeCalendar(
			{ create: (ids) => (ids.includes('hr:3') ? lost() : ids.map(done)) },
			8,
		);
		const { results } = await run(
			many.map((id) => create(id)),
			calendar,
			{
				decideAgain: (open) => [...open],
			},
		);
		const failed = results.filter((one) => one?.action === 'failed');
		expect(failed).toMatchObject([{ externalId: '3' }]);
		expect(results).toHaveLength(8);
	});
});

describe('a write whose answer is lost', () => {
	it.each([
		'unreachable',
		'timeout',
		'malformedResponse',
		'http',
		'server',
		'temporarilyUnavailable',
	] as const)('(%s) is not repeated: the calendar is asked, after a wait', async (code) => {
		const calendar = new FakeCalendar({
			create: (ids, call) => (call === 0 ? lost(code) : ids.map(done)),
		});
		const { results, log } = await run([create('1'), create('2')], calendar, {
			decideAgain: ([first, second]) => [
				{ ...first, action: 'unchanged', reason: 'same', id: 'i1', state: undefined },
				second,
			],
		});
		expect(log).toEqual(['create hr:1 hr:2', 'wait', 'ask 1 2', 'create hr:2']);
		expect(results).toMatchObject([
			{ action: 'created', externalId: '2', reason: 'new' },
			// Found done: it was this run's work.
			{ action: 'created', externalId: '1', reason: 'new', id: 'i1' },
		]);
	});

	it('counts a deletion that has happened as this run’s', async () => {
		const calendar = new FakeCalendar({ delete: () => lost() });
		const { results, log } = await run([existing('delete', '1')], calendar, {
			decideAgain: () => [{ action: 'skip', externalId: '1', reason: 'notLinked' }],
		});
		expect(log).toEqual(['delete i1@k1', 'wait', 'ask 1']);
		expect(results).toEqual([
			{ action: 'deleted', externalId: '1', input: 1, id: 'i1', reason: 'deletedInSource' },
		]);
	});

	it('is a skip where an update finds its item gone', async () => {
		const calendar = new FakeCalendar({ update: () => lost() });
		const { results } = await run([existing('update', '1')], calendar, {
			decideAgain: () => [{ action: 'skip', externalId: '1', reason: 'notLinked' }],
		});
		expect(results).toMatchObject([{ action: 'skipped', reason: 'notLinked' }]);
	});

	it('fails when it is lost again and again', async () => {
		const calendar = new FakeCalendar({ create: () => lost() });
		const { results, log } = await run([create('1')], calendar, { decideAgain: (all) => [...all] });
		expect(results).toEqual([
			{
				action: 'failed',
				externalId: '1',
				input: 1,
				message: 'No answer',
				error: expect.objectContaining({ code: 'timeout' }),
			},
		]);
		expect(log.filter((entry) => entry.startsWith('create'))).toHaveLength(4);
		expect(log.filter((entry) => entry === 'wait')).toHaveLength(4);
	});

	it('keeps no other batch back', async () => {
		const calendar = new FakeCalendar({
			create: (ids, call) => (call === 0 ? lost() : ids.map(done)),
		});
		const { log } = await run([create('1'), create('2'), create('3')], calendar);
		expect(log).toEqual(['create hr:1 hr:2', 'wait', 'create hr:3', 'ask 1 2']);
	});
});

describe('an item that was changed since it was read', () => {
	it('is decided again, without a wait', async () => {
		const calendar = new FakeCalendar({
			update: (ids, call) =>
				ids.map((id) => (call === 0 && id === 'i1' ? refused('conflict', true) : done(id))),
		});
		const { results, log } = await run(
			[existing('update', '1'), existing('update', '2')],
			calendar,
			{
				decideAgain: ([one]) => [{ ...one, action: 'skip', reason: 'changedInExchange' }],
			},
		);
		expect(log).toEqual(['update i1 i2', 'ask 1']);
		expect(results).toMatchObject([
			{ action: 'updated', externalId: '2' },
			{ action: 'skipped', externalId: '1', reason: 'changedInExchange' },
		]);
	});
});

describe('a refusal', () => {
	it('of one item is its failure alone', async () => {
		const calendar = new FakeCalendar({
			create: (ids) => ids.map((id) => (id === 'hr:1' ? refused('limit') : done(id))),
		});
		const { results, log } = await run([create('1'), create('2')], calendar);
		expect(log).toEqual(['create hr:1 hr:2']);
		expect(results).toMatchObject([
			{ action: 'failed', externalId: '1', message: 'Words about limit' },
			{ action: 'created', externalId: '2' },
		]);
	});

	it.each(['input', 'schemaValidation', 'limit'] as const)(
		'of a whole request (%s) is tried by halves, so that one does not stop the others',
		async (code) => {
			const calendar = new FakeCalendar({
				create: (ids) => (ids.includes('hr:2') ? lost(code) : ids.map(done)),
			});
			const { results, log } = await run([create('1'), create('2'), create('3')], calendar);
			expect(log).toEqual(['create hr:1 hr:2', 'create hr:1', 'create hr:2', 'create hr:3']);
			expect(results).toMatchObject([
				{ action: 'created', externalId: '1' },
				{ action: 'failed', externalId: '2', error: { code } },
				{ action: 'created', externalId: '3' },
			]);
		},
	);

	it.each(['signIn', 'accessDenied', 'impersonation', 'notFound', 'throttled'] as const)(
		'of the whole mailbox (%s) ends the run',
		async (code) => {
			const calendar = new FakeCalendar({ create: () => lost(code) });
			const running = run([create('1'), create('2'), create('3')], calendar);
			await expect(running).rejects.toMatchObject({ code });
			expect(calendar.log).toEqual(['create hr:1 hr:2']);
		},
	);
});

describe('a stop', () => {
	it('comes before the next batch is written', async () => {
		const controller = new AbortController();
		const calendar = new FakeCalendar();
		const running = run(
			[1, 2, 3].map((id) => existing('update', String(id))),
			calendar,
			{
				signal: controller.signal,
				onResult: () => controller.abort(),
			},
		);
		await expect(running).rejects.toMatchObject({ code: 'cancelled' });
		expect(calendar.log).toEqual(['update i1 i2']);
	});

	it('while new events are written tells of those that are there', async () => {
		const controller = new AbortController();
		const calendar = new FakeCalendar({
			create: (ids) => {
				controller.abort();
				return ids.map(done);
			},
		});
		const told: unknown[] = [];
		const running = carryOut([create('1'), create('2'), create('3')], {
			source: 'hr',
			access: calendar as unknown as CalendarAccess,
			signal: controller.signal,
			decideAgain: async () => await Promise.resolve([]),
		});
		await expect(
			(async () => {
				for await (const { externalId } of running) told.push(externalId);
			})(),
		).rejects.toMatchObject({ code: 'cancelled' });
		expect(told).toEqual(['1', '2']);
		expect(calendar.log).toEqual(['create hr:1 hr:2']);
	});
});

describe('what was created', () => {
	it('is looked up once more, all together', async () => {
		const { calendar } = await run([
			create('1'),
			create('2'),
			create('3'),
			existing('delete', '4'),
		]);
		expect(calendar.looks).toEqual([['1', '2', '3']]);
		expect((await run([existing('update', '1')])).calendar.looks).toEqual([]);
	});

	it('is decided again where it is there twice, and counts as created', async () => {
		const calendar = new FakeCalendar();
		calendar.found = () => ['1', '2', '2'];
		const copies = [{ id: 'c', changeKey: 'kc', subject: 'S', start: '' }];
		const { results, log } = await run([create('1'), create('2')], calendar, {
			decideAgain: ([action]) => [
				{ ...rest(action), action: 'unchanged', reason: 'same', id: 'kept', copies },
			],
		});
		expect(log).toEqual(['create hr:1 hr:2', 'ask 2', 'removeCopies c@kc/kept']);
		expect(results).toEqual([
			expect.objectContaining({ action: 'created', externalId: '1' }),
			expect.objectContaining({
				action: 'created',
				externalId: '2',
				id: 'kept',
				removedCopies: ['c'],
			}),
		]);
	});

	it('stays as it is where the look fails', async () => {
		const calendar = new FakeCalendar();
		calendar.found = () => new ExchangeError('timeout', 'No answer');
		const { results } = await run([create('1')], calendar);
		expect(results).toMatchObject([{ action: 'created', externalId: '1' }]);
	});

	it('is decided, written and looked up while nobody else does so', async () => {
		const calendar = new FakeCalendar({
			create: (ids, call) => (call === 0 ? lost() : ids.map(done)),
		});
		const running = carryOut(
			async () => {
				calendar.log.push('decide');
				return await Promise.resolve([create('1'), existing('update', '2')]);
			},
			{
				source: 'hr',
				access: calendar as unknown as CalendarAccess,
				decideAgain: async (actions) => {
					calendar.log.push('again');
					return await Promise.resolve(actions);
				},
				exclusively: async (work) => {
					calendar.log.push('(');
					const result = await work();
					calendar.log.push(`looked ${calendar.looks.length})`);
					return result;
				},
			},
		);
		for await (const result of running) void result;
		expect(calendar.log).toEqual([
			'(',
			'decide',
			'create hr:1',
			'wait',
			'looked 0)',
			'update i2',
			'(',
			'again',
			'create hr:1',
			'looked 1)',
		]);
	});
});

describe('copies', () => {
	const copy = (id: string) => ({ id, changeKey: `k${id}`, subject: 'S', start: '' });
	const withCopies = (action: PlannedAction, ...ids: string[]) => ({
		...action,
		copies: ids.map(copy),
	});

	it('go before the event is written, in batches, and are told with it', async () => {
		const { results, log } = await run([
			withCopies(existing('update', '1'), 'a', 'b'),
			withCopies(existing('delete', '2'), 'c'),
		]);
		expect(log).toEqual([
			'removeCopies a@ka/i1 b@kb/i1',
			'removeCopies c@kc/i2',
			'update i1',
			'delete i2@k2',
		]);
		expect(results).toMatchObject([
			{ externalId: '1', action: 'updated', removedCopies: ['a', 'b'] },
			{ externalId: '2', action: 'deleted', removedCopies: ['c'] },
		]);
	});

	it('that cannot be removed are left to the next run', async () => {
		const calendar = new FakeCalendar({
			removeCopies: (ids, call) => {
				if (call === 1) return lost();
				return [done(ids[0]), refused('conflict', true)];
			},
		});
		const { results } = await run([withCopies(existing('update', '1'), 'a', 'b', 'c')], calendar);
		expect(results).toEqual([expect.objectContaining({ action: 'updated', removedCopies: ['a'] })]);
	});

	it('stay where the run was stopped', async () => {
		const signal = AbortSignal.abort();
		const calendar = new FakeCalendar();
		const running = run([withCopies(existing('update', '1'), 'a')], calendar, { signal });
		await expect(running).rejects.toMatchObject({ code: 'cancelled' });
		expect(calendar.log).toEqual([]);
	});
});

describe('a series with exceptions', () => {
	const times: WritableTimes = {
		start: '2026-11-25T09:00:00Z',
		end: '2026-11-25T10:00:00Z',
		isAllDay: false,
		timeZone: 'UTC',
		recurrence: {
			pattern: { type: 'daily', interval: 1 },
			range: { type: 'noEnd', startDate: '2026-11-25' },
		},
	};
	const cut = { times: { ...times, cancelled: ['2026-11-26T09:00:00Z'] } };
	const pending = pendingState(state, cut, timeZones());

	it('is marked as unfinished until its exceptions are written', async () => {
		const { results, log, calendar } = await run([create('1', cut), create('2', { times })]);
		expect(log).toEqual(['create hr:1 hr:2', 'finishSeries hr:1']);
		expect(calendar.steps).toEqual([
			{ link: { key: 'hr:1' }, event: cut, state: pending },
			{ link: { key: 'hr:2' }, event: { times }, state },
			{ item: { id: 'hr:1', changeKey: 'new-hr:1' }, times: cut.times, state },
		]);
		expect(results).toMatchObject([{ changeKey: 'new-hr:1' }, { changeKey: 'new-hr:2' }]);
	});

	it('is written without its times where only exceptions are missing', async () => {
		const event = { subject: 'New', times };
		const action = { ...existing('update', '1'), event };
		const { log, calendar } = await run([
			{ ...action, missing: cut.times },
			{ ...action, externalId: '2', missing: times },
		]);
		expect(log).toEqual(['update i1 i1', 'finishSeries i1']);
		expect(calendar.steps).toMatchObject([
			{ event: { subject: 'New' }, state: pending },
			{ event: { subject: 'New' }, state },
			{ times: cut.times, state },
		]);
		expect(calendar.steps[0]).not.toHaveProperty('event.times');
	});

	it('fails with what was refused, and remembers that', async () => {
		const error = new ExchangeError('input', 'Not there');
		const calendar = new FakeCalendar({
			finishSeries: () => [{ ok: true, id: 'i1', changeKey: 'last', refused: error }],
		});
		const { results } = await run([create('1', cut)], calendar);
		expect(results).toMatchObject([
			{ action: 'failed', error, message: 'Not there', id: 'i1', changeKey: 'last' },
		]);
	});

	it('has the change key that it has in the end', async () => {
		const calendar = new FakeCalendar({
			finishSeries: () => [{ ok: true, id: 'hr:1', changeKey: 'last' }],
		});
		const { results } = await run([create('1', cut)], calendar);
		expect(results).toEqual([
			expect.objectContaining({ action: 'created', id: 'hr:1', changeKey: 'last' }),
		]);
	});

	it('is finished also where occurrences have something of their own only', async () => {
		const own = {
			originalStart: '2026-11-26T09:00:00Z',
			start: '2026-11-26T09:00:00Z',
			end: '2026-11-26T10:00:00Z',
			subject: 'Own',
		};
		const { log } = await run([
			{ ...existing('update', '1'), event: { times: { ...times, exceptions: [own] } } },
		]);
		expect(log).toEqual(['update i1', 'finishSeries i1']);
	});

	it('is not finished when it was not written', async () => {
		const calendar = new FakeCalendar({ create: () => [refused('limit')] });
		const { log } = await run([create('1', cut)], calendar);
		expect(log).toEqual(['create hr:1']);
	});

	it('fails with the reason of its occurrences', async () => {
		const calendar = new FakeCalendar({ finishSeries: () => [refused('limit')] });
		const { results } = await run([create('1', cut)], calendar);
		expect(results).toEqual([
			expect.objectContaining({ action: 'failed', message: 'Words about limit' }),
		]);
	});

	it.each([
		['its answer is lost', () => lost(), ['wait']],
		['an occurrence was changed', () => [refused('conflict', true)], []],
	] as const)('is decided again when %s', async (_, reaction, waits) => {
		const calendar = new FakeCalendar({
			finishSeries: (ids, call) =>
				call === 0 ? (reaction() as StepResult[] | ExchangeError) : ids.map(done),
		});
		const { results, log } = await run([create('1', cut)], calendar, {
			decideAgain: ([one]) => [
				{ ...one, action: 'update', reason: 'unfinished', id: 'i1', changeKey: 'k1' },
			],
		});
		expect(log).toEqual([
			'create hr:1',
			'finishSeries hr:1',
			...waits,
			'ask 1',
			'update i1',
			'finishSeries i1',
		]);
		// Both are the creation of one event.
		expect(results).toMatchObject([{ action: 'created', reason: 'new', id: 'i1' }]);
	});

	it.each<[string, Partial<PlannedAction>, object]>([
		['another run began it', {}, { action: 'updated', reason: 'unfinished' }],
		['something else differs', { reason: 'new' }, { action: 'updated', reason: 'new' }],
	])('is an update where %s', async (_, more, expected) => {
		const action = { ...existing('update', '1'), reason: 'unfinished' as const, event: cut };
		const { results } = await run([{ ...action, ...more }]);
		expect(results).toMatchObject([expected]);
	});

	it('that was created without an answer, and then changed, is an update', async () => {
		const calendar = new FakeCalendar({ create: () => lost() });
		const { results } = await run([create('1', cut)], calendar, {
			decideAgain: ([one]) => [
				{ ...one, action: 'update', reason: 'changedInSource', id: 'i1', changeKey: 'k1' },
			],
		});
		expect(results).toMatchObject([{ action: 'updated', reason: 'changedInSource' }]);
	});

	it('ends the run when the mailbox can no longer be used', async () => {
		const calendar = new FakeCalendar({ finishSeries: () => lost('signIn') });
		await expect(run([create('1', cut)], calendar)).rejects.toMatchObject({
			code: 'signIn',
		});
	});
});
