import {
	applyPlan,
	connect,
	describeBehaviours,
	ExchangeError,
	getChanges,
	planEvents,
	positionStore,
	pushEvents,
	resolveMailboxes,
	testConnection,
	twoWay,
	type ConnectionSettings,
	type Exchange,
} from '../../../exchange';
import { described } from '../../../exchange/inputs';

const settings: ConnectionSettings = {
	// Nobody listens there: what passes the checks would fail in another way.
	server: 'http://127.0.0.1:1/EWS/Exchange.asmx',
	version: 'Exchange2019',
	emailDns: 'enyoi.example',
	user: 'svc',
	password: 'secret',
};

/** Values of every type, among them what people hand over by mistake. */
const values: Record<string, unknown> = {
	null: null,
	true: true,
	'a number': 5,
	NaN,
	Infinity,
	'a negative number': -1,
	'a BigInt': 10n,
	'a symbol': Symbol('x'),
	'a text': 'text',
	'an empty text': '',
	'a list': [],
	'a list of numbers': [1, 2],
	'an object': {},
	'an object without prototype': Object.create(null) as object,
	'an object with __proto__': JSON.parse('{"__proto__": {"id": "x"}}') as object,
	'a Date': new Date(0),
	'a Date without time': new Date(NaN),
	'a Luxon DateTime': { isLuxonDateTime: true, ts: 0, toISO: () => '', toJSDate: () => new Date() },
	'a function': () => 'x',
};

const is = {
	text: (value: unknown) => typeof value === 'string',
	filled: (value: unknown) => typeof value === 'string' && value !== '',
	boolean: (value: unknown) => typeof value === 'boolean',
	date: (value: unknown) => value === values['a Date'],
	days: (value: unknown) => value === 5,
	share: (value: unknown) => value === 5 || value === Infinity,
	emptyList: (value: unknown) => Array.isArray(value) && value.length === 0,
	texts: (value: unknown) => typeof value === 'string' || is.emptyList(value),
	calendar: () => false,
	nothing: () => false,
	callback: (value: unknown) => typeof value === 'function',
	object: (value: unknown) =>
		typeof value === 'object' &&
		value !== null &&
		!Array.isArray(value) &&
		!(value instanceof Date),
	iterable: (value: unknown) => Array.isArray(value),
};

type Fields = Record<string, (value: unknown) => boolean>;
type Options = Record<string, unknown>;

const writing: Fields = {
	mailbox: is.filled,
	source: is.filled,
	calendar: is.calendar,
	window: is.nothing,
	maxDeletes: is.share,
	allowEmptySnapshot: is.boolean,
	allowAttendeeCopies: is.boolean,
	adoptMatching: is.boolean,
	timeZone: is.text,
	now: is.date,
	signal: is.nothing,
	sendInvitations: is.nothing,
	deleteType: is.nothing,
	conflictPolicy: is.nothing,
};
const events: never[] = [];

interface EntryPoint {
	fields: Fields;
	/** What stands beside the strange value. */
	usual: Options;
	call(exchange: Exchange, options: never, list: never): unknown;
	/** The name of the third parameter. */
	list?: string;
}

const entryPoints: Record<string, EntryPoint> = {
	getChanges: {
		fields: {
			mailbox: is.filled,
			calendar: is.calendar,
			position: is.text,
			unconfirmed: is.texts,
			positionIsKept: is.boolean,
			expand: is.nothing,
			pastDays: is.days,
			futureDays: is.days,
			privacy: is.nothing,
			timeZone: is.text,
			extendedProperties: is.emptyList,
			now: is.date,
			signal: is.nothing,
			syncRun: is.text,
		},
		usual: { mailbox: 'alice@enyoi.example' },
		call: getChanges,
	},
	pushEvents: {
		fields: { ...writing, action: is.nothing, dryRun: is.boolean },
		usual: { mailbox: 'alice@enyoi.example', source: 'hr' },
		call: pushEvents,
		list: 'events',
	},
	planEvents: {
		fields: { ...writing, action: is.nothing },
		usual: { mailbox: 'alice@enyoi.example', source: 'hr' },
		call: planEvents,
		list: 'events',
	},
	twoWay: {
		fields: {
			...writing,
			position: is.text,
			positionIsKept: is.boolean,
			input: is.nothing,
			newFromExchange: is.boolean,
			dryRun: is.boolean,
			syncRun: is.text,
		},
		usual: { mailbox: 'alice@enyoi.example', source: 'hr' },
		call: twoWay,
		list: 'events',
	},
	applyPlan: {
		fields: { signal: is.nothing },
		usual: {},
		call: (exchange, options) =>
			applyPlan(
				exchange,
				{ version: 2, actions: [], mailbox: 'a@b', source: 'hr' } as never,
				options,
			),
	},
	positionStore: {
		fields: {
			mailbox: is.filled,
			calendar: is.calendar,
			name: is.text,
			kind: is.nothing,
			signal: is.nothing,
		},
		usual: { mailbox: 'alice@enyoi.example', name: 'workflow', kind: 'mailbox' },
		call: positionStore,
	},
	resolveMailboxes: {
		fields: {
			check: is.nothing,
			listCalendars: is.boolean,
			expandGroups: is.boolean,
			signal: is.nothing,
		},
		usual: {},
		call: (exchange, options, list) => resolveMailboxes(exchange, list, options),
		list: 'users',
	},
	describeBehaviours: {
		fields: { mailbox: is.filled, now: is.callback, signal: is.nothing },
		usual: {},
		call: describeBehaviours,
	},
	testConnection: {
		fields: {
			mailboxes: is.emptyList,
			checks: is.nothing,
			nameServers: is.emptyList,
			writeTest: is.boolean,
			now: is.callback,
			signal: is.nothing,
		},
		usual: {},
		call: testConnection,
	},
};

/** Runs it to its end, or to its error. */
async function failureOf(work: () => unknown): Promise<unknown> {
	try {
		const begun = await work();
		const running = begun as Partial<AsyncGenerator>;
		if (typeof running.next === 'function') await running.next();
		return undefined;
	} catch (error) {
		return error;
	}
}

function expectClear(error: unknown, field: string): void {
	expect(error).toBeInstanceOf(ExchangeError);
	const { code, message, field: named, remedy = '' } = error as ExchangeError;
	expect(code).toMatch(/^(input|settings)$/);
	expect(named).toBe(field);
	expect(`${message} ${remedy}`).toMatch(
		/such as|one of|true or false|Name |Use at most|Give |Choose from/,
	);
	expect(remedy).toMatch(/^[A-Z].*\.$/s);
	expect(message).not.toMatch(/\[object|undefined|Symbol\.iterator/);
}

let exchange: Exchange;
beforeEach(() => {
	exchange = connect(settings);
});
afterEach(async () => await exchange.close());

describe.each(Object.entries(entryPoints))('%s', (name, { fields, usual, call, list }) => {
	const run = async (options: unknown, third: unknown = list === 'users' ? [] : events) =>
		await failureOf(() => call(exchange, options as never, third as never));

	it.each(Object.entries(fields))(
		'names %s when it is of another type',
		async (field, isAllowed) => {
			for (const [what, value] of Object.entries(values)) {
				if (isAllowed(value)) continue;
				const error = await run({ ...usual, [field]: value });
				expect([what, error]).toEqual([what, expect.any(ExchangeError)]);
				expectClear(error, field);
			}
		},
	);

	it('names options that are no object', async () => {
		for (const value of Object.values(values)) {
			if (is.object(value) || (name === 'planEvents' && Array.isArray(value))) continue;
			const error = await run(value);
			expect(error).toBeInstanceOf(ExchangeError);
			expect((error as ExchangeError).code).toBe('input');
		}
	});

	it('names what is no connection', async () => {
		for (const value of Object.values(values)) {
			if (name === 'testConnection' && is.object(value)) continue;
			const error = await failureOf(() =>
				call(value as Exchange, usual as never, (list === 'users' ? [] : events) as never),
			);
			expectClear(error, 'exchange');
		}
	});

	if (list === undefined) return;
	it(`names ${list} that can't be gone through`, async () => {
		for (const value of Object.values(values)) {
			if (is.iterable(value)) continue;
			expectClear(await run(usual, value), list);
		}
		const none = failureOf(() => call(exchange, usual as never, undefined as never));
		expectClear(await none, list);
	});
});

it('names a plan that is none', async () => {
	for (const value of [...Object.values(values), { version: 2, actions: [null] }]) {
		const error = await failureOf(() => applyPlan(exchange, value as never));
		expect(error).toMatchObject({ code: 'input', field: 'plan' });
	}
});

it('takes users of a strange type for users without a name, and goes on with the others', async () => {
	const users = [...Object.values(values), 'alice'] as string[];
	const found: string[] = [];
	for await (const { status } of resolveMailboxes(exchange, users, { check: 'none' })) {
		found.push(status);
	}
	expect(found).toEqual([
		...Object.values(values).map((value) => (value === 'text' ? 'resolved' : 'invalidAddress')),
		'resolved',
	]);
});

describe('connect', () => {
	const fields: Fields = {
		server: is.filled,
		emailDns: is.filled,
		user: is.filled,
		password: is.filled,
		version: is.nothing,
		autodiscover: is.boolean,
		allowUnauthorizedCerts: is.boolean,
		authScheme: (value) => value === '',
		mailboxAccess: (value) => value === '',
		impersonateBy: (value) => value === '',
		channelBinding: (value) => value === '',
		caCertificate: is.text,
		certificateSha256: is.text,
		clientCertificate: is.text,
		clientKey: is.text,
		clientKeyPassphrase: is.text,
		maxConnections: (value) => value === 5 || value === null,
		timeoutSeconds: (value) => value === 5 || value === null,
		maxResponseMegabytes: (value) => value === 5 || value === null,
		testMailbox: is.text,
		allowedRedirectHosts: (value) => is.text(value) || is.emptyList(value) || value === null,
		otherEmailDomains: (value) => is.texts(value) || value === null,
		accessToken: (value) => is.text(value) || is.callback(value),
	};

	it.each(Object.entries(fields))(
		'names %s when it is of another type',
		async (field, isAllowed) => {
			for (const [what, value] of Object.entries(values)) {
				if (isAllowed(value)) continue;
				const error = await failureOf(() => connect({ ...settings, [field]: value } as never));
				expect([what, error]).toEqual([what, expect.any(ExchangeError)]);
				expect(error).toMatchObject({ code: 'settings', field });
			}
		},
	);

	it('names settings that are none', async () => {
		for (const value of Object.values(values)) {
			const error = await failureOf(() => connect(value as never));
			expect([described(value), error]).toEqual([described(value), expect.any(ExchangeError)]);
			expect(error).toMatchObject({ code: 'settings' });
		}
	});
});

it('describes every value in a few words', () => {
	expect(
		Object.fromEntries(Object.entries(values).map(([name, value]) => [name, described(value)])),
	).toEqual({
		null: 'null',
		true: 'true',
		'a number': '5',
		NaN: 'NaN',
		Infinity: 'Infinity',
		'a negative number': '-1',
		'a BigInt': '10',
		'a symbol': 'Symbol(x)',
		'a text': '"text"',
		'an empty text': 'empty',
		'a list': 'a list',
		'a list of numbers': 'a list',
		'an object': 'an object',
		'an object without prototype': 'an object',
		'an object with __proto__': 'an object',
		'a Date': 'a Date',
		'a Date without time': 'a Date without a time',
		'a Luxon DateTime': 'an object',
		'a function': 'a function',
	});
	expect(described('x'.repeat(99))).toBe(`"${'x'.repeat(60)}…"`);
});
