import type { IDataObject } from 'n8n-workflow';
import * as connection from '../../../exchange/connection';
import { ExchangeError } from '../../../exchange/errors';
import * as library from '../../../exchange/push/pushEvents';
import { SyncCalendarItems } from '../../../nodes/SyncCalendarItems/SyncCalendarItems.node';
import { syncParameters } from '../../support/panelParameters';
import { runNode, type NodeRun, type NodeRunOptions } from '../../support/runWorkflow';
import { toolOf } from '../../support/toolOf';
import type { PushOptions, PushResult } from '../../../exchange/push/options';
import type { Plan } from '../../../exchange/push/plan/plan';
import type { PushInput } from '../../../exchange/push/input/pushInput';
import { MemoryLibrary } from './library';

jest.mock('../../../exchange/connection', () => ({ connect: jest.fn() }));
jest.mock('../../../exchange/mailboxes/openCalendar', () => ({
	openCalendar: async (_: unknown, mailbox: string) => await Promise.resolve({ id: mailbox }),
}));
jest.mock('../../../exchange/push/pushEvents', () => ({
	pushEvents: jest.fn(),
	TooManyDeletions: class {},
}));

let asked: Array<{ options: PushOptions; inputs: PushInput[] }>;
let underWay: number;
let mostUnderWay: number;
/** What fails, by mailbox or external id. */
let faults: Map<string, ExchangeError>;
/** What a snapshot deletes besides. */
let missing: string[];

async function* answer(options: PushOptions, inputs: PushInput[]) {
	asked.push({ options, inputs });
	mostUnderWay = Math.max(mostUnderWay, ++underWay);
	try {
		await new Promise((resolve) => setImmediate(resolve));
		const fault = faults.get(options.mailbox);
		if (fault) throw fault;
		for (const [input, { externalId, action }] of inputs.entries()) {
			const error = faults.get(externalId);
			const written = action === 'delete' ? 'deleted' : 'created';
			const result: PushResult =
				error || !externalId
					? { action: 'failed', externalId, input, error, message: 'no good' }
					: { action: written, externalId, input, id: `id of ${externalId}` };
			yield result;
		}
		for (const externalId of missing) {
			yield { action: 'deleted', externalId, reason: 'missingInSnapshot' } as PushResult;
		}
		return planOf(options, inputs);
	} finally {
		underWay--;
	}
}

function planOf({ mailbox, source }: PushOptions, inputs: PushInput[]): Plan {
	const actions = inputs.map(({ externalId }) => ({
		action: 'create' as const,
		externalId,
		reason: 'new' as const,
	}));
	const how = { sendInvitations: 'none', deleteType: 'toDeletedItems' } as const;
	return { version: 2, mailbox, source, madeAt: '', linked: 0, ...how, actions };
}

beforeEach(() => {
	asked = [];
	underWay = mostUnderWay = 0;
	faults = new Map();
	missing = [];
	jest.mocked(connection.connect).mockImplementation(new MemoryLibrary().connect);
	jest
		.mocked(library.pushEvents)
		.mockImplementation((_, options, events) => answer(options, events as PushInput[]));
});

async function push(
	items: IDataObject[],
	parameters: NodeRunOptions['parameters'] = {},
	more: Partial<NodeRunOptions> = {},
): Promise<NodeRun> {
	return await runNode(new SyncCalendarItems(), {
		credential: {},
		items: items.map((item) => ({ emailAddress: 'alice@enyoi.example', ...item })),
		parameters: syncParameters({ operation: 'push', source: 'planning', ...parameters }),
		...more,
	});
}

const shift = (externalId: string, more: IDataObject = {}): IDataObject => ({
	externalId,
	event: { subject: `Shift ${externalId}` },
	...more,
});

describe('items', () => {
	it('of one mailbox and source are pushed together, several mailboxes at once', async () => {
		const bob = { emailAddress: 'bob@enyoi.example' };
		const { json, outputs, error } = await push([
			shift('1'),
			shift('2', bob),
			shift('3', { emailAddress: 'ALICE@enyoi.example' }),
		]);

		expect(error).toBeUndefined();
		expect(asked.map(({ options, inputs }) => [options.mailbox, inputs.length])).toEqual([
			['alice@enyoi.example', 2],
			['bob@enyoi.example', 1],
		]);
		expect(mostUnderWay).toBe(2);
		expect(json[0]).toEqual([
			expect.objectContaining({ externalId: '1', action: 'created', id: 'id of 1' }),
			expect.objectContaining({ externalId: '2', mailbox: 'bob@enyoi.example' }),
			expect.objectContaining({ externalId: '3' }),
		]);
		expect(outputs[0].map(({ pairedItem }) => pairedItem)).toEqual([
			{ item: 0 },
			{ item: 1 },
			{ item: 2 },
		]);
	});

	it('of different sources and calendars are not mixed', async () => {
		await push([shift('1', { from: 'a' }), shift('1', { from: 'b' })], {
			source: '={{ $json.from }}',
		});
		expect(asked.map(({ options }) => options.source)).toEqual(['a', 'b']);
	});

	it('whose Calendar gives nothing leave the default calendar alone', async () => {
		const { error } = await push([shift('1')], {
			action: 'snapshot',
			calendar: { __rl: true, mode: 'id', value: '={{ $json.calendarId }}' },
		});
		expect(asked).toEqual([]);
		expect(error?.message).toBe('Calendar is missing for item 0');
	});

	it('that ask for different things of one calendar are refused where they differ', async () => {
		const run = await push(
			[shift('1', { send: 'none' }), shift('2', { send: 'all' })],
			{ sendInvitations: '={{ $json.send }}' },
			{ onError: 'continueErrorOutput' },
		);
		expect(asked[0].options.sendInvitations).toBe('none');
		expect(run.json.at(-1)).toEqual([
			expect.objectContaining({ error: expect.stringContaining('differ in Send Invitations') }),
		]);
	});
});

describe('defaults', () => {
	it('mail nobody, keep what people changed, and delete to Deleted Items', async () => {
		await push([shift('1')]);
		expect(asked[0].options).toMatchObject({
			action: 'upsert',
			sendInvitations: 'none',
			conflictPolicy: 'exchangeWins',
			deleteType: 'toDeletedItems',
			maxDeletes: undefined,
			allowAttendeeCopies: false,
			dryRun: false,
		});
	});
});

it.each([
	['Action', { action: '={{ $json.does }}' }],
	['Dry Run', { dryRun: '={{ $json.does }}' }],
	['All-Day End', { allDayEnd: '={{ $json.does }}' }],
])('writes no event when the expression of %s gives nothing', async (label, parameters) => {
	const { error } = await push([shift('1')], parameters);
	const written = asked.flatMap(({ inputs }) => inputs.filter(({ externalId }) => externalId));
	expect(written).toEqual([]);
	expect(error?.message).toBe(`${label} is missing for item 0`);
});

describe('events', () => {
	const pushed = async (parameters: NodeRunOptions['parameters'], item: IDataObject = {}) => {
		const { error } = await push([{ externalId: '7', ...item }], parameters);
		expect(error).toBeUndefined();
		return asked[0].inputs[0];
	};
	const fields = { eventAs: 'fields', start: '2026-11-25T09:00', end: '2026-11-25T17:00' };

	it('come from fields, of which those that nobody filled in are not given', async () => {
		const parameters = {
			...fields,
			additionalFields: {
				location: '',
				attendees: 'bob@enyoi.example',
				body: '<b>Early</b>',
				bodyType: 'html',
				exceptions: '[{ "originalStart": "2026-12-02T09:00:00Z", "isCancelled": true }]',
			},
		};
		expect(await pushed(parameters)).toEqual({
			externalId: '7',
			action: 'upsert',
			start: '2026-11-25T09:00',
			end: '2026-11-25T17:00',
			isAllDay: false,
			location: '',
			body: { contentType: 'html', content: '<b>Early</b>' },
			attendees: [{ emailAddress: { address: 'bob@enyoi.example' } }],
			exceptions: [{ originalStart: '2026-12-02T09:00:00Z', isCancelled: true }],
		});
	});

	it.each([
		['the last day of an all-day event', { end: '2026-12-11' }, '2026-12-12'],
		['its only day when empty', { end: '' }, '2026-12-08'],
		['the day after when that is said', { end: '2026-12-11', allDayEnd: 'dayAfter' }, '2026-12-11'],
	])('have in End %s', async (_, parameters, end) => {
		const days = { eventAs: 'fields', isAllDay: true, start: '2026-12-07T00:00:00' };
		expect(await pushed({ ...days, ...parameters })).toMatchObject({ start: '2026-12-07', end });
	});

	it.each([
		['the day after, as Graph has it', {}, '2026-12-11'],
		['the last day when that is said', { allDayEnd: 'lastDay' }, '2026-12-12'],
	])('of JSON have as end %s', async (_, parameters, end) => {
		const event = { isAllDay: true, start: '2026-12-07', end: '2026-12-11' };
		expect(await pushed(parameters, { event })).toMatchObject({ end });
		asked = [];
		const times = { ...event, end: { dateTime: '2026-12-11T00:00:00', timeZone: 'UTC' } };
		expect(await pushed(parameters, { event: times })).toMatchObject({
			end: { dateTime: `${end}T00:00:00`, timeZone: 'UTC' },
		});
	});

	it.each([
		['dates', '2026-12-07', '2026-12-11', '2026-12-12'],
		[
			'dates with a zone',
			{ dateTime: '2026-12-07', timeZone: 'UTC' },
			{ dateTime: '2026-12-11', timeZone: 'UTC' },
			{ dateTime: '2026-12-12', timeZone: 'UTC' },
		],
	])('of JSON are all day when %s alone say so', async (_, start, end, dayAfter) => {
		const parameters = { allDayEnd: 'lastDay' };
		expect(await pushed(parameters, { event: { start, end } })).toMatchObject({ end: dayAfter });
		asked = [];
		const timed = { start, end, isAllDay: false };
		expect(await pushed(parameters, { event: timed })).toMatchObject({ end });
	});

	it('of Fields end the day before an end as events have it', async () => {
		const of = (date: string) => ({ dateTime: `${date}T00:00:00.0000000`, timeZone: 'UTC' });
		const days = { start: '={{ $json.start }}', end: '={{ $json.end }}', isAllDay: true };
		const event = { start: of('2026-12-07'), end: of('2026-12-12') };
		const given = await pushed({ eventAs: 'fields', ...days }, event);
		expect(given).toMatchObject({ start: '2026-12-07', end: '2026-12-12' });
	});

	it('of Fields are all day when dates alone say so', async () => {
		const days = { start: '2026-12-07', end: '2026-12-11', isAllDay: '={{ $json.allDay }}' };
		expect(await pushed({ eventAs: 'fields', ...days })).toMatchObject({ end: '2026-12-12' });
	});

	it('take a Date as the last day, too', async () => {
		const [start, end] = [new Date('2026-12-07T00:00:00Z'), new Date('2026-12-11T00:00:00Z')];
		const event = '={{ ({ isAllDay: true, start: $json.start, end: $json.end }) }}';
		const parameters = { event, allDayEnd: 'lastDay' };
		const given = await pushed(parameters, { start, end } as unknown as IDataObject);
		expect(given).toMatchObject({ end: '2026-12-12T00:00:00.000Z' });
	});

	const duty = { isAllDay: true, start: '2026-12-01', end: '2026-12-02' };
	const exceptions = [
		{ originalStart: '2026-12-08', start: '2026-12-09', end: '2026-12-10' },
		{ originalStart: '2026-12-15', end: { dateTime: '2026-12-17T00:00:00', timeZone: 'UTC' } },
		{ originalStart: '2026-12-22', isCancelled: true },
	];
	it.each([
		['Fields', { eventAs: 'fields', ...duty, exceptions: JSON.stringify(exceptions) }],
		['JSON', { event: JSON.stringify({ ...duty, exceptions }), allDayEnd: 'lastDay' }],
	])('of %s have the last day as end of exceptions, too', async (_, parameters) => {
		expect((await pushed(parameters)).exceptions).toEqual([
			{ ...exceptions[0], end: '2026-12-11' },
			{ ...exceptions[1], end: { dateTime: '2026-12-18T00:00:00', timeZone: 'UTC' } },
			exceptions[2],
		]);
		asked = [];
		const given = await pushed({ ...parameters, allDayEnd: 'dayAfter' });
		expect(given.exceptions).toEqual(exceptions);
	});

	it('come from JSON, as object or text', async () => {
		const event = { subject: 'Shift', start: { dateTime: '2026-11-25T09:00', timeZone: 'UTC' } };
		expect(await pushed({ event: '={{ $json.event }}' }, { event })).toMatchObject(event);
		asked = [];
		expect(await pushed({ event: JSON.stringify(event) })).toMatchObject(event);
	});

	it.each<[string, unknown, string]>([
		['an object', { $oid: '65f0' }, 'External ID is an object, not a text'],
		['a list', ['1', '2'], 'External ID is a list, not a text'],
		[
			'a number that lost its last digits',
			2 ** 60 + 8,
			'External ID is 1152921504606847000, not a text',
		],
	])(
		'are refused where their key is %s, which others may have as well',
		async (_, key, message) => {
			const inEvent = { event: { externalId: key, subject: 'Shift' } };
			for (const item of [{ ...inEvent, externalId: undefined }, { externalId: key }]) {
				const { error } = await push([item as IDataObject]);
				expect(error?.message).toContain(message);
			}
			const written = asked.flatMap(({ inputs }) => inputs.filter(({ externalId }) => externalId));
			expect(written).toEqual([]);
		},
	);

	it('have as their key a number or its text alike', async () => {
		await push([{ externalId: 42 }, { externalId: undefined, event: { externalId: 42 } }]);
		expect(asked[0].inputs.map(({ externalId }) => externalId)).toEqual(['42', '42']);
	});

	it('are not read for deletions', async () => {
		expect(await pushed({ action: 'delete' }, { event: 'rubbish' })).toEqual({
			externalId: '7',
			action: 'delete',
		});
	});
});

describe('failures', () => {
	it('of single items go to the error output, the others are done', async () => {
		faults.set('2', new ExchangeError('input', 'The end is before the start', { field: 'end' }));
		const { json, outputs } = await push(
			[shift('1'), shift('2'), shift('3')],
			{},
			{ onError: 'continueErrorOutput' },
		);
		expect(json[0].map(({ externalId }) => externalId)).toEqual(['1', '3']);
		expect(json[1]).toEqual([expect.objectContaining({ error: 'End is before the start' })]);
		expect(outputs[1][0].pairedItem).toMatchObject({ item: 1 });
	});

	it('stop the node only after all others are done', async () => {
		faults.set('1', new ExchangeError('input', 'No good'));
		const { error } = await push([shift('1'), shift('2', { emailAddress: 'bob@enyoi.example' })]);
		expect(asked).toHaveLength(2);
		expect(error).toMatchObject({ message: 'No good' });
	});

	it('of a mailbox leave the other mailboxes alone', async () => {
		faults.set('alice@enyoi.example', new ExchangeError('notFound', 'No mailbox alice'));
		const { json } = await push(
			[shift('1'), shift('2', { emailAddress: 'bob@enyoi.example' }), shift('3')],
			{},
			{ onError: 'continueErrorOutput' },
		);
		expect(json[0].map(({ externalId }) => externalId)).toEqual(['2']);
		expect(json[1]).toHaveLength(2);
	});

	it.each([
		['without external id', { externalId: '' }, 'external ID is missing'],
		['whose JSON is broken', { externalId: '2', event: '{"subject":' }, 'object in JSON'],
	])('an item %s writes nothing and makes its snapshot incomplete', async (_, item, said) => {
		const { json } = await push(
			[shift('1'), { event: { subject: 'x' }, ...item }],
			{ action: 'snapshot', event: '={{ $json.event }}' },
			{ onError: 'continueErrorOutput' },
		);
		expect(asked[0].inputs.map(({ externalId }) => externalId)).toEqual(['1', '']);
		expect(json[1]).toEqual([expect.objectContaining({ error: expect.stringContaining(said) })]);
	});

	it('say what may be filled in, by the names of the panel', async () => {
		const { error } = await push([shift('1')], { maxDeletes: '20 percent' });
		expect(error).toBeUndefined();
		const refused = await push([shift('1')], { sendInvitations: 'some' });
		expect(refused.error).toMatchObject({
			message: 'Send Invitations is "some", not one of none, all, changed',
		});
	});

	it('an item without mailbox makes every snapshot incomplete', async () => {
		const { json } = await push(
			[shift('1'), shift('2', { emailAddress: '' })],
			{ action: 'snapshot' },
			{ onError: 'continueErrorOutput' },
		);
		expect(asked[0].inputs.map(({ externalId }) => externalId)).toEqual(['1', '']);
		expect(json[1]).toEqual([expect.objectContaining({ error: 'Mailbox is missing for item 1' })]);
	});
});

describe('an item whose mailbox is no address', () => {
	const sets = async (emailAddress: unknown) => {
		const bob = { emailAddress: 'bob@enyoi.example' };
		await push(
			[shift('1'), shift('2', bob), shift('3', { emailAddress } as IDataObject)],
			{ action: 'snapshot' },
			{ onError: 'continueErrorOutput' },
		);
		return asked.map(({ inputs }) => inputs.map(({ externalId }) => externalId));
	};

	it.each(['jdoe@enyoi,example', 'J. Doe <jdoe@enyoi.example>'])(
		'leaves the snapshots of others complete: %s',
		async (emailAddress) => {
			expect(await sets(emailAddress)).toEqual([['1'], ['2']]);
		},
	);

	it.each(['mailto:Alice@enyoi.example', 'al\u200bice@enyoi.example', 'alice@enyoi'])(
		'makes that of whom it may mean incomplete: %s',
		async (emailAddress) => {
			expect(await sets(emailAddress)).toEqual([['1', ''], ['2']]);
		},
	);

	it.each(['', 'undefined', null, { address: 'jdoe' }, 'jdoe', 'ENYOI\\alice', 'Doe, J.'])(
		'makes all incomplete when it does not say of whom it is: %p',
		async (emailAddress) => {
			expect(await sets(emailAddress)).toEqual([
				['1', ''],
				['2', ''],
			]);
		},
	);
});

describe('snapshots', () => {
	it('hand out what they deleted, too', async () => {
		missing = ['old'];
		const { json } = await push([shift('1')], {
			action: 'snapshot',
			pastDays: 1,
			maxDeletes: '5%',
		});
		expect(asked[0].options).toMatchObject({
			action: 'snapshot',
			window: { pastDays: 1, futureDays: 365 },
			maxDeletes: '5%',
		});
		expect(json[0]).toEqual([
			expect.objectContaining({ externalId: '1' }),
			expect.objectContaining({ externalId: 'old', action: 'deleted' }),
		]);
	});

	it.each([
		['is blank', {}],
		['says so', { emptySet: true }],
	])('of no events run with an item that %s', async (_, item) => {
		await push([item], { action: 'snapshot', event: '={{ $json.event }}' });
		expect(asked[0]).toMatchObject({ inputs: [], options: { action: 'snapshot' } });
	});

	it('are not empty beside an item that says so, and a blank one there is a mistake', async () => {
		const parameters = { action: 'snapshot', event: '={{ $json.event }}' };
		const { json } = await push([shift('1'), { emptySet: true }], parameters);
		expect(asked[0].inputs.map(({ externalId }) => externalId)).toEqual(['1']);
		expect(json[0]).toHaveLength(1);

		const mixed = await push([{}, shift('1')], parameters, { onError: 'continueErrorOutput' });
		expect(asked[1].inputs.map(({ externalId }) => externalId)).toEqual(['1', '']);
		expect(mixed.json[1]).toEqual([
			expect.objectContaining({ error: expect.stringContaining('external ID is missing') }),
		]);
	});

	it('refuse an event that stands for the empty set', async () => {
		const { json } = await push(
			[shift('1', { emptySet: true })],
			{ action: 'snapshot', event: '={{ $json.event }}' },
			{ onError: 'continueErrorOutput' },
		);
		expect(json[1]).toEqual([
			expect.objectContaining({ error: expect.stringContaining('empty set') }),
		]);
	});

	it('may be empty when that is allowed, and an item names the mailbox', async () => {
		await push([{}], { action: 'snapshot', allowEmptySnapshot: true, event: '' });
		expect(asked[0]).toMatchObject({ inputs: [], options: { allowEmptySnapshot: true } });
	});
});

it('brings the other fields of its item along, unless told otherwise', async () => {
	const item = shift('1', { department: 'Care', action: 'from HR' });
	const { json } = await push([item]);
	expect(json[0]).toEqual([
		expect.objectContaining({ department: 'Care', action: 'created', externalId: '1' }),
	]);
	const alone = await push([item], { includeOtherFields: false });
	expect(alone.json[0][0]).not.toHaveProperty('department');
	missing = ['old'];
	const { json: both } = await push([item], { action: 'snapshot' });
	expect(both[0][1]).not.toHaveProperty('department');
});

it('writes nothing of an item whose Include Other Input Fields can not be read', async () => {
	const items = ['1', '2', '3'].map((id) => shift(id, { keep: id === '2' ? 'maybe' : true }));
	const { json } = await push(
		items,
		{ action: 'snapshot', includeOtherFields: '={{ $json.keep }}' },
		{ onError: 'continueRegularOutput' },
	);
	expect(asked[0].inputs.map(({ externalId }) => externalId)).toEqual(['1', '', '3']);
	expect(json[0]).toEqual([
		expect.objectContaining({ externalId: '1', keep: true }),
		expect.objectContaining({
			error: 'Include Other Input Fields is "maybe", not true or false',
		}),
		expect.objectContaining({ externalId: '3', keep: true }),
	]);
});

it('gives the plan of a dry run, one item a mailbox', async () => {
	const { json, outputs } = await push([shift('1'), shift('2')], { dryRun: true });
	expect(asked[0].options.dryRun).toBe(true);
	expect(json[0]).toEqual([
		expect.objectContaining({
			mailbox: 'alice@enyoi.example',
			source: 'planning',
			dryRun: true,
			summary: 'alice@enyoi.example: 2 new, 0 changed, 0 deleted',
			report: expect.stringContaining('### New\n\n- event 1\n- event 2'),
			create: 2,
			delete: 0,
			copies: 0,
			plan: expect.objectContaining({ version: 2 }),
		}),
	]);
	expect(outputs[0][0].pairedItem).toEqual([{ item: 0 }, { item: 1 }]);
});

describe('a snapshot', () => {
	const four = ['1', '2', '3', '4'].map((externalId) => shift(externalId));
	const snapshot = { action: 'snapshot' };
	const given = () => asked.map(({ inputs }) => inputs.map(({ externalId }) => externalId));

	it('is given once in an execution, whatever branches lead to the node', async () => {
		const { later } = await push(four, snapshot, { branches: [3, 1] });

		expect(given()).toEqual([['4']]);
		expect(later).toMatchObject([
			{
				error: {
					message: expect.stringMatching(/^Action is Snapshot, but run 1 .*alice.*planning/),
					description: expect.stringContaining('Merge'),
				},
			},
		]);
	});

	it('is one of the mailbox and its source: other runs of a loop bring others', async () => {
		const items = [shift('1'), shift('2', { emailAddress: 'bob@enyoi.example' })];
		const { later } = await push(items, snapshot, { branches: [1, 1] });

		expect(given()).toEqual([['2'], ['1']]);
		expect(later).toMatchObject([{ error: undefined }]);
	});

	it.each([undefined, 'continueRegularOutput' as const])(
		'is given again by a run that n8n tries again (%s)',
		async (onError) => {
			faults.set('alice@enyoi.example', new ExchangeError('timeout', 'No answer'));
			const settings = { retryOnFail: true, maxTries: 2, waitBetweenTries: 1 };
			const { json, error } = await push(four, snapshot, { settings, onError });

			expect(given()).toHaveLength(2);
			const messages = onError ? json[0].map((item) => item.error) : [error?.message];
			expect(new Set(messages)).toEqual(new Set(['No answer']));
		},
	);

	it('is given again by a workflow that leads the items of a failed run back to the node', async () => {
		faults.set('alice@enyoi.example', new ExchangeError('timeout', 'No answer'));
		const items = [...four, ...four.toReversed()];
		const { json, later } = await push(items, snapshot, {
			branches: [4, 4],
			onError: 'continueRegularOutput',
		});

		expect(given()).toHaveLength(2);
		const messages = [...json[0], ...later[0].json[0]].map((item) => item.error);
		expect(new Set(messages)).toEqual(new Set(['No answer']));
	});

	it('is not the first item alone, which Execute Once gives', async () => {
		const { error } = await push(four, snapshot, { settings: { executeOnce: true } });

		expect(asked).toEqual([]);
		expect(error?.message).toMatch(/^Action is Snapshot, but with Execute Once/);
	});

	it('is not the one event that the call of a tool gives', async () => {
		const parameters = syncParameters({ operation: 'push', source: 'planning', ...snapshot });
		const items = [{ emailAddress: 'alice@enyoi.example', ...four[0] }];
		const call = toolOf(new SyncCalendarItems(), { credential: {}, items, parameters });

		await expect(call()).rejects.toThrow(/Action is Snapshot, but as a tool of an AI agent/);
		expect(asked).toEqual([]);
	});

	it('of other actions there is no such limit', async () => {
		await push(four, {}, { branches: [3, 1] });
		await push(four, {}, { settings: { executeOnce: true } });

		expect(given()).toEqual([['4'], ['1', '2', '3'], ['1']]);
	});
});
