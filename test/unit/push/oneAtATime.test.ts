import { resolveSettings } from '../../../exchange/settings';
import { oneAtATime } from '../../../exchange/push/oneAtATime';

const exchange = (server: string, user = 'svc') => ({
	settings: resolveSettings({
		server,
		version: 'Exchange2019',
		emailDns: 'enyoi.example',
		user,
		password: 'not asked for',
	}),
});
const one = exchange('one.enyoi.example');
const set = { mailbox: 'alice@enyoi.example', source: 'hr' };

/** Work that ends when it is told to. */
function work(log: string[], name: string) {
	let end: (error?: Error) => void = () => undefined;
	const over = new Promise<void>((resolve, reject) => {
		end = (error) => (error ? reject(error) : resolve());
	});
	const run = async () => {
		log.push(`${name} begins`);
		await over;
		log.push(`${name} ends`);
		return name;
	};
	return { run, end };
}

const settle = async () => await new Promise((resolve) => setImmediate(resolve));

describe('work on one set', () => {
	it('waits for the work before it, in the order of asking', async () => {
		const log: string[] = [];
		const [a, b, c] = ['a', 'b', 'c'].map((name) => work(log, name));
		const alone = oneAtATime(one, set);
		const all = [
			alone(a.run),
			oneAtATime(exchange('one.enyoi.example', 'other'), {
				...set,
				mailbox: 'Alice@Enyoi.example',
			})(b.run),
			alone(c.run),
		];
		await settle();
		expect(log).toEqual(['a begins']);
		b.end();
		a.end();
		await settle();
		expect(log).toEqual(['a begins', 'a ends', 'b begins', 'b ends', 'c begins']);
		c.end();
		expect(await Promise.all(all)).toEqual(['a', 'b', 'c']);
	});

	it.each([
		['server', exchange('two.enyoi.example'), set],
		['mailbox', one, { ...set, mailbox: 'bob@enyoi.example' }],
		['source', one, { ...set, source: 'HR' }],
	])('does not wait for that of another %s', async (_, other, otherSet) => {
		const log: string[] = [];
		const [a, b] = ['a', 'b'].map((name) => work(log, name));
		const all = [oneAtATime(one, set)(a.run), oneAtATime(other, otherSet)(b.run)];
		await settle();
		expect(log).toEqual(['a begins', 'b begins']);
		a.end();
		b.end();
		await Promise.all(all);
	});

	it('goes on after work that failed', async () => {
		const log: string[] = [];
		const a = work(log, 'a');
		const alone = oneAtATime(one, set);
		const failing = alone(a.run);
		const next = alone(async () => await Promise.resolve('next'));
		a.end(new Error('failed'));
		await expect(failing).rejects.toThrow('failed');
		expect(await next).toBe('next');
	});

	it('that is cancelled while it waits neither begins nor lets the next one in', async () => {
		const log: string[] = [];
		const [a, b, c] = ['a', 'b', 'c'].map((name) => work(log, name));
		const stop = new AbortController();
		const first = oneAtATime(one, set)(a.run);
		const second = oneAtATime(one, { ...set, signal: stop.signal })(b.run);
		const third = oneAtATime(one, set)(c.run);
		await settle();
		stop.abort();
		await expect(second).rejects.toMatchObject({ code: 'cancelled' });
		await settle();
		expect(log).toEqual(['a begins']);
		a.end();
		c.end();
		await Promise.all([first, third]);
		expect(log).toEqual(['a begins', 'a ends', 'c begins', 'c ends']);
		const late = oneAtATime(one, { ...set, signal: stop.signal });
		const held = work(log, 'd');
		const fourth = oneAtATime(one, set)(held.run);
		await expect(late(b.run)).rejects.toMatchObject({ code: 'cancelled' });
		held.end();
		await fourth;
	});
});
