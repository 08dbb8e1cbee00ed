import { AutodiscoverFailed } from '../../../exchange/autodiscover/discovery';
import { ExchangeError, type ExchangeErrorCode } from '../../../exchange/errors';
import {
	RefusedForMailbox,
	SignInRefused,
	type SignInProblem,
} from '../../../exchange/transport/authentication/signInRefused';
import { Problems } from '../../../exchange/watch/problems';

const failure = (code: ExchangeErrorCode) => new ExchangeError(code, code);
const hour = 60 * 60_000;

/** With the servers that are known of them. */
let watched: Map<string, { server?: string }>;
let problems: Problems;
beforeEach(() => {
	watched = new Map();
	problems = new Problems(watched);
});

const told = (mailbox: string | string[], code: ExchangeErrorCode, failures = 1, now = 0) => {
	const problem = problems.failed(mailbox, failure(code), failures, now);
	return problem && `${problem.mailbox ?? '*'} ${problem.error.code}`;
};

it('tells what does not pass by itself at once, each once', () => {
	expect([told('a', 'accessDenied'), told('a', 'accessDenied', 2, 5)]).toEqual([
		'a accessDenied',
		undefined,
	]);
	expect(told('b', 'accessDenied')).toBe('b accessDenied');
	expect(told('a', 'mailboxUnavailable')).toBe('a mailboxUnavailable');
});

it.each([
	['a throttled'],
	['a temporarilyUnavailable'],
	['a autodiscover'],
	['a malformedResponse'],
	['a conflict'],
	['a server'],
	['* nameResolution'],
	['* unreachable'],
	['* timeout'],
	['* http'],
])('tells what may pass when it has lasted: %s', (problem) => {
	const code = problem.slice(2) as ExchangeErrorCode;
	expect([1, 2, 3, 4].map((failures) => told('a', code, failures))).toEqual([
		undefined,
		undefined,
		problem,
		undefined,
	]);
});

it.each(['settings', 'signIn', 'tls', 'redirect', 'schemaVersion'] as const)(
	'tells what concerns all at once, and once for all: %s',
	(code) => {
		expect([told('a', code), told('b', code)]).toEqual([`* ${code}`, undefined]);
	},
);

it('tells what met no single mailbox for all', () => {
	expect(told(['a', 'b'], 'accessDenied')).toBe('* accessDenied');
});

it('tells nothing of a connection that nobody is left on', () => {
	expect(told([], 'unreachable', 3)).toBeUndefined();
});

it('tells of a mail domain that refuses the account once for each domain, until one of it is read', () => {
	const refused = (mailbox: string, domain: string, now = 0) => {
		const options = { code: 'signIn', message: 'refused', isOfOneDomain: true } as const;
		const error = new AutodiscoverFailed(domain, [], options);
		return problems.failed(mailbox, error, 1, now);
	};
	for (const mailbox of ['a@enyoi.example', 'c@sales.example']) watched.set(mailbox, {});
	const concernsNoOne = expect.not.objectContaining({ mailbox: expect.anything() });
	expect(refused('a@enyoi.example', 'enyoi.example')).toEqual(concernsNoOne);
	expect(refused('b@enyoi.example', 'enyoi.example')).toBeUndefined();
	expect(refused('c@sales.example', 'sales.example')).toEqual(concernsNoOne);
	problems.succeeded('d@enyoi.example');
	expect(refused('a@enyoi.example', 'enyoi.example', 2 * hour)).toEqual(concernsNoOne);
	expect(refused('c@sales.example', 'sales.example', 2 * hour)).toBeUndefined();
});

describe('with mailboxes at several servers', () => {
	const refusal = (problem: SignInProblem) => {
		const facts = { userForm: 'UPN', channelBindingSent: false } as const;
		return new SignInRefused('refused', { server: 'mail', problem, schemesOffered: [], ...facts });
	};
	const whom = (given: string | string[], error: Error, now = 0) => {
		const problem = problems.failed(given, error, 3, now);
		return problem && (problem.mailbox ?? problem.mailboxes ?? 'all');
	};
	beforeEach(() => {
		for (const mailbox of ['a', 'b']) watched.set(mailbox, { server: 'https://one' });
		for (const mailbox of ['c', 'd']) watched.set(mailbox, { server: 'https://two' });
		watched.set('e', {});
	});

	it('tells what keeps from one of them once, for those that are there', () => {
		const error = refusal('refused');
		expect(whom('a', error)).toEqual(['a', 'b']);
		expect(whom('b', error)).toBeUndefined();
		expect(whom('c', error)).toEqual(['c', 'd']);
		expect(whom('d', failure('unreachable'))).toEqual(['c', 'd']);
		expect(whom(['b', 'a'], failure('server'))).toEqual(['a', 'b']);
		problems.succeeded('b');
		expect(whom('a', error, 2 * hour)).toEqual(['a', 'b']);
		expect(whom('c', error, 2 * hour)).toBeUndefined();
	});

	it('tells for all what is wrong with the credential wherever it is used', () => {
		expect(whom('a', refusal('noToken'))).toBe('all');
		expect(whom('c', refusal('noToken'))).toBeUndefined();
		expect(whom('d', failure('settings'))).toBe('all');
	});

	it('counts the mailboxes for which a server is busy by themselves', () => {
		const busy = failure('throttled');
		for (const mailbox of ['f', 'g', 'h', 'i']) watched.set(mailbox, { server: 'https://one' });
		const told = ['a', 'c', 'b', 'd', 'f', 'g', 'h'].map((mailbox) => whom(mailbox, busy));
		const atOne = ['a', 'b', 'f', 'g', 'h', 'i'];
		expect(told).toEqual(['a', 'c', 'b', 'd', 'f', atOne, undefined]);
	});

	describe('more than five of which meet the same,', () => {
		const minute = 60_000;
		const down = failure('unreachable');
		const sites = Array.from({ length: 9 }, (_, place) => [`m${place}`, `n${place}`]);
		const all = (now: number) => sites.flatMap(([one]) => [whom(one, down, now)].filter(Boolean));
		beforeEach(() => {
			for (const [place, site] of sites.entries()) {
				for (const mailbox of site) watched.set(mailbox, { server: `https://site${place}` });
			}
		});

		it('tells five by themselves, and the others together a minute later, each once', () => {
			expect(all(0)).toEqual(sites.slice(0, 5));
			expect(all(minute - 1)).toEqual([]);
			expect(all(minute)).toEqual([sites.slice(5).flat()]);
			expect(all(5 * minute)).toEqual([]);
			expect(whom('m8', failure('tls'))).toEqual(sites[8]);
		});

		it('leaves out one that is back in the meantime, for who met it', () => {
			const [one, other] = [{ of: 'a connection' }, { of: 'another' }];
			all(0);
			problems.failed(sites[7], down, 3, 0, one);
			problems.failed(sites[8], down, 3, 0, other);
			for (const [, mailbox] of sites.slice(6)) problems.succeeded(mailbox);
			problems.recovered(other);
			expect(whom('m5', down, minute)).toEqual([...sites[5], ...sites[7]]);
		});
	});

	it('waits for the servers of all, ten minutes at most, with what is of one of them', () => {
		const down = failure('unreachable');
		problems.searchBegan(0);
		problems.searchBegan(5);
		expect(whom('a', down, 10)).toBeUndefined();
		expect(whom('a', failure('settings'), 10)).toBe('all');
		problems.searchEnded();
		expect(whom('a', down, 20)).toBeUndefined();
		expect(whom('a', down, 10 * 60_000)).toEqual(['a', 'b']);
		problems.searchEnded();
		expect(whom('c', down, 30)).toEqual(['c', 'd']);
	});

	it('names those of a mail domain that refuses the account', () => {
		watched.set('g@sales.example', { server: 'https://one' });
		const options = { code: 'signIn', message: 'refused', isOfOneDomain: true } as const;
		const refused = new AutodiscoverFailed('sales.example', [], options);
		expect(whom('g@sales.example', refused)).toEqual(['g@sales.example']);
	});

	it('names the group where no watched mailbox is of the mail domain, as with that of the account', () => {
		const options = { code: 'signIn', message: 'refused', isOfOneDomain: true } as const;
		const refused = new AutodiscoverFailed('account.example', [], options);
		expect(whom('staff', refused)).toBe('staff');
	});
});

it('tells of a busy server for few mailboxes by name, and for more of them for all', () => {
	const boxes = ['a', 'b', 'c', 'd', 'e'];
	expect(boxes.map((mailbox) => told(mailbox, 'throttled', 3))).toEqual([
		'a throttled',
		'b throttled',
		'c throttled',
		'* throttled',
		undefined,
	]);
	for (const mailbox of boxes) problems.succeeded(mailbox);
	expect(told('e', 'throttled', 3, 3 * hour)).toBe('e throttled');
	const moving = new ExchangeError('temporarilyUnavailable', 'moving', {
		details: { responseCode: 'ErrorMailboxMoveInProgress' },
	});
	const named = boxes.map((mailbox) => problems.failed(mailbox, moving, 3, 0)?.mailbox);
	expect(named).toEqual(boxes);
});

it('names each mailbox for which the server behind refuses the account, and not all of them', () => {
	const refusal = new SignInRefused('refused', {
		server: 'mail',
		problem: 'refused',
		schemesOffered: [],
		userForm: 'UPN',
		channelBindingSent: false,
	});
	const boxes = ['a', 'b', 'c', 'd', 'e'];
	const named = boxes.map((mailbox) => {
		const error = new RefusedForMailbox(mailbox, 'svc', refusal);
		return problems.failed(mailbox, error, 3, 0)?.mailbox;
	});
	expect(named).toEqual(boxes);
});

describe('of a problem that each of many mailboxes has', () => {
	const minute = 60_000;
	const boxes = Array.from({ length: 50 }, (_, place) => `person${place}`);
	const whom = (mailbox: string, now: number, code: ExchangeErrorCode = 'impersonation') => {
		const problem = problems.failed(mailbox, failure(code), 9, now);
		return problem && (problem.mailbox ?? problem.mailboxes);
	};
	beforeEach(() => boxes.map((mailbox) => whom(mailbox, 0)));

	it('twenty are told by themselves, and the others together a minute later, each once', () => {
		problems = new Problems(watched);
		const told = (now: number) => boxes.flatMap((mailbox) => [whom(mailbox, now)].filter(Boolean));
		expect(told(0)).toEqual(boxes.slice(0, 20));
		expect(told(minute - 1)).toEqual([]);
		expect(told(minute)).toEqual([boxes.slice(20)]);
		expect(told(2 * minute)).toEqual([]);
		expect(whom('late', 3 * minute)).toBeUndefined();
		expect(whom('later', 3 * minute + 5)).toBeUndefined();
		expect(whom('late', 4 * minute)).toEqual(['late', 'later']);
		expect(told(25 * hour)).toEqual(boxes.slice(0, 20));
		expect(told(25 * hour + minute)).toEqual([boxes.slice(20)]);
	});

	it('who can be read or is not watched any more in the meantime is not among them', () => {
		problems.succeeded(boxes[21]);
		problems.forget(boxes[22]);
		expect(whom(boxes[20], minute)).toEqual([boxes[20], ...boxes.slice(23)]);
		expect(whom(boxes[21], minute)).toBeUndefined();
	});

	it('other problems are told as ever, and the same one where few had it for ten minutes', () => {
		expect(whom(boxes[30], 0, 'accessDenied')).toBe(boxes[30]);
		whom(boxes[30], minute);
		expect(whom('late', 11 * minute)).toBe('late');
	});
});

it('tells again what came back after an hour, or what stays after a day', () => {
	told('a', 'accessDenied');
	expect(told('a', 'accessDenied', 9, 23 * hour)).toBeUndefined();
	expect(told('a', 'accessDenied', 9, 24 * hour)).toBe('a accessDenied');
	problems.succeeded('b');
	expect(told('a', 'accessDenied', 1, 25 * hour)).toBeUndefined();
	problems.succeeded('a');
	expect(told('a', 'accessDenied', 1, 24.5 * hour)).toBeUndefined();
	problems.succeeded('a');
	expect(told('a', 'accessDenied', 1, 25.1 * hour)).toBe('a accessDenied');
});

it('takes any success for one of the connection', () => {
	told('a', 'signIn');
	problems.succeeded('b');
	expect(told('a', 'signIn', 1, hour)).toBe('* signIn');
});

it('takes no reading for a success of a connection, nor one connection for another', () => {
	const [one, other] = [{ of: 'one group' }, { of: 'another' }];
	const met = (connection: object, now: number) =>
		problems.failed(['a'], failure('timeout'), 3, now, connection)?.error.code;
	expect([met(one, 0), met(other, 0)]).toEqual(['timeout', undefined]);
	problems.succeeded('a');
	problems.recovered(other);
	expect(met(one, 2 * hour)).toBeUndefined();
	problems.recovered(one);
	expect(met(one, 4 * hour)).toBe('timeout');
	expect(met(one, 27 * hour)).toBeUndefined();
	expect(met(one, 28 * hour)).toBe('timeout');
});

it('tells nothing of what was cancelled, and names errors of any kind', () => {
	expect(told('a', 'cancelled', 9)).toBeUndefined();
	expect(problems.failed('a', new TypeError('broken'), 3, 0)).toMatchObject({
		kind: 'problem',
		mailbox: 'a',
		error: { code: 'server', message: 'broken' },
	});
});

it('forgets who is not watched any more', () => {
	told('a', 'accessDenied');
	problems.forget('a');
	expect(told('a', 'accessDenied')).toBe('a accessDenied');
});

it('takes only its own problems for solved where a group has members again', () => {
	const hours = (n: number) => n * hour;
	expect(told('staff', 'notFound')).toBe('staff notFound');
	expect(told('a', 'signIn')).toBe('* signIn');
	problems.solved('staff');
	expect(told('staff', 'notFound', 1, hours(2))).toBe('staff notFound');
	expect(told('a', 'signIn', 2, hours(2))).toBeUndefined();
});
