import { ExchangeError } from '../../../exchange/errors';
import { readBack } from '../../../exchange/push/carryOut/readBack';
import type { Outcome } from '../../../exchange/push/carryOut/writeBatch';
import { markOf, type LinkState } from '../../../exchange/push/plan/link';
import type { CalendarItemView, PlannedAction } from '../../../exchange/push/plan/plan';
import type { CalendarAccess, MemoryStep, StepResult } from '../../../exchange/push/ports';

interface Item {
	changeKey: string;
	state: LinkState;
	body: string;
	iCalUId?: string;
}

/** Two items in a request. */
class Calendar {
	readonly items = new Map<string, Item>();
	readonly log: string[] = [];
	/** Change keys move once more after each write. */
	isRestless = false;
	failure?: ExchangeError;
	/** Items that do not remember which they are look like meetings of somebody else. */
	showsInvitations = false;
	readonly batchSize = 2;
	memoryBatchSize = 2;
	private next = 1;

	write(id: string, item: Partial<Item>): string {
		const before = this.items.get(id);
		const changeKey = `key-${this.next++}`;
		this.items.set(id, { state, body: '', ...before, ...item, changeKey });
		if (this.isRestless) this.touch(id);
		return changeKey;
	}

	touch(id: string, more: Partial<Item> = {}): void {
		this.items.set(id, { ...this.items.get(id)!, ...more, changeKey: `key-${this.next++}` });
	}

	readonly unreadable = new Set<string>();

	async read(ids: readonly string[], onFailure: (id: string, error: ExchangeError) => void) {
		this.log.push(`read ${ids.join(' ')}`);
		if (this.failure) throw this.failure;
		for (const id of this.unreadable) onFailure(id, new ExchangeError('server', 'damaged'));
		const found = ids.filter((id) => this.items.has(id) && !this.unreadable.has(id));
		return await Promise.resolve(
			new Map(
				found.map((id) => {
					const { changeKey, body, iCalUId, state: memory } = this.items.get(id)!;
					const fingerprint = (name: string) => (name === 'body' ? body : 'as expected');
					const isOwnInvitation = this.showsInvitations && !memory.item;
					const view = {
						...{ id, changeKey, iCalUId, fingerprint, isOwnInvitation },
						state: isOwnInvitation ? undefined : memory,
					};
					return [id, view as CalendarItemView];
				}),
			),
		);
	}

	/** Memories in a request. */
	limit = 2;
	/** What happens before the next memory is written. */
	meanwhile?: () => void;

	async remember(steps: readonly MemoryStep[]): Promise<StepResult[]> {
		this.log.push(`remember ${steps.map(({ item }) => item.id).join(' ')}`);
		this.meanwhile?.();
		this.meanwhile = undefined;
		if (steps.length > this.limit) throw new ExchangeError('timeout', 'too much');
		const results = steps.map(({ item: { id, changeKey }, state: memory }): StepResult => {
			if (this.items.get(id)?.changeKey !== changeKey)
				return { ok: false, stale: true, error: new ExchangeError('conflict', 'stale') };
			return { ok: true, id, changeKey: this.write(id, { state: memory }) };
		});
		return await Promise.resolve(results);
	}
}

const state: LinkState = {
	version: 1,
	fields: { subject: ['S', 'as expected'], body: ['B', 'text'], location: ['L', 'hers'] },
};
const noted = (body: string): LinkState => ({
	...state,
	fields: { ...state.fields, body: ['B', body] },
});
const subject = 'Visit';
const event = { subject, body: { contentType: 'html', content: 'text' } } as const;

/** Written just now, and made into something else by the server where `body` says so. */
function written(
	calendar: Calendar,
	id: string,
	body: string,
	more: Partial<PlannedAction> = {},
): Extract<Outcome, { result: object }> {
	const changeKey = calendar.write(id, { body });
	const externalId = `e-${id}`;
	const action = { action: 'create', externalId, reason: 'new', event, state, ...more } as const;
	return { action, result: { action: 'created', externalId, id, changeKey } };
}

async function lookAt(calendar: Calendar, outcomes: Outcome[]) {
	const corrected: string[] = [];
	const access = calendar as unknown as CalendarAccess;
	const onCorrected = (externalId: string) => void corrected.push(externalId);
	expect(await readBack(outcomes, { access, onCorrected })).toEqual(outcomes);
	return corrected;
}

describe('after a write', () => {
	let calendar: Calendar;
	beforeEach(() => void (calendar = new Calendar()));

	it('the iCalUId is told of what can be read, and nothing else is asked for it', async () => {
		const outcomes = ['a', 'b', 'c'].map((id) => written(calendar, id, 'text'));
		for (const id of ['a', 'c']) calendar.items.get(id)!.iCalUId = `uid-${id}`;
		calendar.unreadable.add('c');
		await lookAt(calendar, outcomes);
		expect(outcomes.map(({ result }) => result.iCalUId)).toEqual(['uid-a', undefined, undefined]);
		expect(outcomes[1].result).not.toHaveProperty('iCalUId');
		expect(calendar.log).toEqual(['read a b c', 'remember a']);
	});

	it('an item that has a UID remembers which it is, and that is known where nobody wrote since', async () => {
		const outcomes = ['a', 'b', 'c'].map((id) => written(calendar, id, 'text'));
		for (const id of ['a', 'b']) calendar.items.get(id)!.iCalUId = `uid-${id}`;
		calendar.touch('b');
		const known: unknown[] = [];
		const access = calendar as unknown as CalendarAccess;
		const onCorrected = (...one: unknown[]) => void known.push(one);
		await readBack(outcomes, { access, onCorrected });
		const marked = (id: string) => ({
			...state,
			item: markOf({ id, iCalUId: `UID-${id.toUpperCase()}` }),
		});
		expect(known).toEqual([['e-b'], ['e-a', marked('a')]]);
		expect(calendar.log).toEqual(['read a b c', 'remember a b']);
		for (const id of ['a', 'b']) expect(calendar.items.get(id)!.state).toEqual(marked(id));
		for (const { result } of outcomes) expect(result).not.toHaveProperty('keptDifferently');
		expect(outcomes[0].result.changeKey).toBe(calendar.items.get('a')!.changeKey);
	});

	it('it remembers that with what Exchange made of it, in the same write', async () => {
		const outcome = written(calendar, 'a', '<a>');
		calendar.items.get('a')!.iCalUId = 'uid-a';
		await lookAt(calendar, [outcome]);
		expect(calendar.log).toEqual(['read a', 'remember a']);
		const item = markOf({ id: 'a', iCalUId: 'uid-a' });
		expect(calendar.items.get('a')!.state).toEqual({ ...noted('<a>'), item });
	});

	it('nothing is noted where everything is as expected', async () => {
		const outcomes = [written(calendar, 'a', 'text'), written(calendar, 'b', 'text')];
		const keys = outcomes.map(({ result }) => result.changeKey);
		expect(await lookAt(calendar, outcomes)).toEqual([]);
		expect(calendar.log).toEqual(['read a b']);
		expect(outcomes.map(({ result }) => result.changeKey)).toEqual(keys);
	});

	it('what Exchange made of it is the source’s own, in one more write for several', async () => {
		const outcomes = ['a', 'b', 'c', 'd'].map((id) =>
			written(calendar, id, id === 'b' ? 'text' : `<${id}>`),
		);
		expect(await lookAt(calendar, outcomes)).toEqual(['e-a', 'e-c', 'e-d']);
		expect(calendar.log).toEqual(['read a b c d', 'remember a c', 'remember d']);
		for (const id of ['a', 'c', 'd'])
			expect(calendar.items.get(id)!.state).toEqual(noted(`<${id}>`));
		expect(calendar.items.get('b')!.state).toBe(state);
		for (const [index, id] of ['a', 'b', 'c', 'd'].entries()) {
			expect(outcomes[index].result.changeKey).toBe(calendar.items.get(id)!.changeKey);
		}
	});

	it('others get the event loop between the comparisons of many', async () => {
		const outcomes = ['a', 'b', 'c'].map((id) => written(calendar, id, 'text'));
		const next = jest.fn(async () => await Promise.resolve());
		const access = calendar as unknown as CalendarAccess;
		await readBack(outcomes, { access, turns: { isOver: true, next } });
		expect(next).toHaveBeenCalledTimes(3);
	});

	it('a field that was not written keeps what is remembered of it', async () => {
		const outcome = written(calendar, 'a', 'hers', { event: { subject } });
		expect(await lookAt(calendar, [outcome])).toEqual([]);
		expect(calendar.items.get('a')!.state).toBe(state);
	});

	it('nothing is read of what was not written, or failed', async () => {
		const error = new ExchangeError('conflict', 'stale');
		const [a, b, c, d] = ['a', 'b', 'c', 'd'].map((id) => written(calendar, id, '<x>'));
		const outcomes = [
			{ action: a.action, error },
			{ ...b, result: { ...b.result, action: 'failed' } },
			{ ...c, action: { ...c.action, event: undefined } },
			{ ...d, action: { ...d.action, state: undefined } },
		] as Outcome[];
		expect(await lookAt(calendar, outcomes)).toEqual([]);
		expect(calendar.log).toEqual([]);
	});

	it('an update is read as well', async () => {
		const outcome = written(calendar, 'a', '<a>');
		(outcome as { result: { action: string } }).result.action = 'updated';
		expect(await lookAt(calendar, [outcome])).toEqual(['e-a']);
	});

	it('what somebody changed since is left as their change', async () => {
		const outcome = written(calendar, 'a', 'text');
		calendar.touch('a', { body: 'hers' });
		await lookAt(calendar, [outcome]);
		expect(calendar.items.get('a')).toMatchObject({ body: 'hers', state });
		// Looked at twice, since the server may move change keys by itself.
		expect(calendar.log).toEqual(['read a', 'remember a', 'read a']);
	});

	it('what somebody changes before it is noted is left as their change', async () => {
		const outcome = written(calendar, 'a', '<a>');
		const { changeKey } = outcome.result;
		calendar.meanwhile = () => calendar.touch('a', { body: 'hers' });
		expect(await lookAt(calendar, [outcome])).toEqual(['e-a']);
		expect(calendar.items.get('a')).toMatchObject({ body: 'hers', state });
		expect(outcome.result.changeKey).toBe(changeKey);
	});

	it('change keys that move after every write are nobody’s change', async () => {
		calendar.isRestless = true;
		const outcome = written(calendar, 'a', '<a>');
		expect(await lookAt(calendar, [outcome])).toEqual(['e-a']);
		expect(calendar.items.get('a')!.state).toEqual(noted('<a>'));
		expect(calendar.log).toEqual(['read a', 'remember a', 'read a', 'remember a']);
	});

	it('a moved change key alone asks for nothing', async () => {
		calendar.isRestless = true;
		expect(await lookAt(calendar, [written(calendar, 'a', 'text')])).toEqual([]);
		expect(calendar.log).toEqual(['read a']);
	});

	it('memories are written a few at a time where the server takes no more', async () => {
		const outcomes = ['a', 'b', 'c'].map((id) => written(calendar, id, `<${id}>`));
		calendar.limit = 1;
		await lookAt(calendar, outcomes);
		expect(calendar.log.slice(1)).toEqual([
			'remember a b',
			'remember a',
			'remember b',
			'remember c',
		]);
		for (const id of ['a', 'b', 'c'])
			expect(calendar.items.get(id)!.state).toEqual(noted(`<${id}>`));
		calendar.limit = 0;
		await lookAt(calendar, [written(calendar, 'd', '<d>')]);
		expect(calendar.log.slice(5)).toEqual(['read d', 'remember d']);
	});

	it('nobody tries memories one by one at a server that is away', async () => {
		const outcomes = Array.from({ length: 400 }, (_, id) => written(calendar, `${id}`, '<x>'));
		calendar.memoryBatchSize = 200;
		calendar.limit = 0;
		await lookAt(calendar, outcomes);
		expect(calendar.log.length).toBeLessThan(20);
	});

	it('what Exchange made of one that it shows as somebody else’s is the source’s own, too', async () => {
		const outcome = written(calendar, 'a', '<a>');
		calendar.items.get('a')!.iCalUId = 'uid-a';
		calendar.showsInvitations = true;
		await lookAt(calendar, [outcome]);
		const item = markOf({ id: 'a', iCalUId: 'uid-a' });
		expect(calendar.items.get('a')!.state).toEqual({ ...noted('<a>'), item });
		expect(outcome.result.keptDifferently).toEqual(['body']);
	});

	it('what Exchange keeps differently is named', async () => {
		const outcomes = [written(calendar, 'a', '<a>'), written(calendar, 'b', 'text')];
		calendar.isRestless = true;
		outcomes.push(written(calendar, 'c', '<c>'));
		await lookAt(calendar, outcomes);
		expect(outcomes.map(({ result }) => result.keptDifferently)).toEqual([
			['body'],
			undefined,
			['body'],
		]);
	});

	it('what is as it was before the write is not done', async () => {
		const before = { ...state, fields: {} };
		const changeKey = calendar.write('a', { state: before, body: 'old' });
		const done = written(calendar, 'b', '<b>');
		const action = { ...done.action, externalId: 'e-a', id: 'a', changeKey } as const;
		const said: Outcome = {
			action,
			result: { action: 'updated', externalId: 'e-a', id: 'a', changeKey: 'of the answer' },
		};
		const access = calendar as unknown as CalendarAccess;
		expect(await readBack([said, done], { access })).toEqual([
			{ action, error: expect.objectContaining({ code: 'server' }) as ExchangeError },
			done,
		]);
		expect(calendar.items.get('a')).toEqual({ state: before, body: 'old', changeKey });
	});

	it('what somebody else wrote over it is left to the next run', async () => {
		const outcome = written(calendar, 'a', '<a>');
		const theirs = { ...state, fields: { body: ['theirs', 'theirs'] } } as LinkState;
		calendar.write('a', { state: theirs, body: 'theirs' });
		expect(await lookAt(calendar, [outcome])).toEqual([]);
		expect(calendar.log).toEqual(['read a']);
		expect(outcome.result.keptDifferently).toBeUndefined();
	});

	it('an item that is gone is said to be, and one that can’t be read is left to the next run', async () => {
		const outcomes = [written(calendar, 'a', '<a>'), written(calendar, 'b', '<b>')];
		calendar.items.delete('a');
		expect(await lookAt(calendar, outcomes)).toEqual(['e-b']);
		expect(outcomes[0].result).toMatchObject({
			action: 'created',
			keptDifferently: ['subject', 'body'],
			message: expect.stringMatching(/^It is not there/) as string,
		});
		calendar.unreadable.add('b');
		const unreadable = written(calendar, 'b', '<b>');
		expect(await lookAt(calendar, [unreadable])).toEqual([]);
		expect(unreadable.result.message).toBeUndefined();
		calendar.failure = new ExchangeError('throttled', 'busy');
		expect(await lookAt(calendar, [written(calendar, 'c', '<c>')])).toEqual([]);
		calendar.failure = new ExchangeError('cancelled', 'stop');
		await expect(lookAt(calendar, [written(calendar, 'd', '<d>')])).rejects.toThrow('stop');
	});
});
