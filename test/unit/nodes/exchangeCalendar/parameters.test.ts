import { DateTime } from 'luxon';
import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import { ItemParameters } from '../../../../nodes/shared/itemParameters';
import { panelOf } from '../../../../nodes/shared/itemValues';

const text = (name: string, displayName: string): INodeProperties => ({
	displayName,
	name,
	type: 'string',
	default: '',
});

const panel = panelOf([
	text('start', 'Start'),
	text('event', 'Event'),
	text('calendar', 'Calendar'),
	text('mailbox', 'Mailbox'),
	text('names', 'Names'),
	text('flag', 'Flag'),
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		default: {},
		options: [text('timeZone', 'Time Zone'), text('size', 'Size')],
	},
]);

/** The parameters of an item in a workflow in New York, by their paths. */
function given(
	values: Record<string, unknown>,
	getNode = () => ({ type: 'test.exchangeCalendar' }),
): ItemParameters {
	const context = {
		getNodeParameter: (path: string, _: number, fallback: unknown) =>
			path in values ? values[path] : fallback,
		getTimezone: () => 'America/New_York',
		getInputData: () => [],
		getNode,
	} as unknown as IExecuteFunctions;
	return new ItemParameters(context, 2, panel);
}

it('are read without another look at the node, which n8n copies for each', () => {
	const getNode = jest.fn(() => ({ type: 'test.exchangeCalendar' }));
	const parameters = given({ start: '2026-12-07', end: '', 'options.size': '1' }, getNode);
	for (const name of ['start', 'end', 'size', 'timeZone']) parameters.text(name);
	expect(getNode).toHaveBeenCalledTimes(1);
});

const moment = (start: unknown, more: object = {}) =>
	given({ start, ...more })
		.moment('start', 'begin')
		.toISOString();

describe('moments', () => {
	it.each<[string, unknown, object, string]>([
		['with an offset', '2026-12-07T09:00:00+01:00', {}, '2026-12-07T08:00:00.000Z'],
		['as PostgreSQL writes it', '2026-12-07 09:00:00.123+01', {}, '2026-12-07T08:00:00.000Z'],
		['as SQL Server does', '2026-12-07 09:00:00.0000000 +01:00', {}, '2026-12-07T08:00:00.000Z'],
		['in the zone of the workflow', '2026-12-07T09:00:00', {}, '2026-12-07T14:00:00.000Z'],
		[
			'in the zone of the options',
			'2026-12-07 09:00',
			{ 'options.timeZone': 'Europe/Berlin' },
			'2026-12-07T08:00:00.000Z',
		],
		[
			'of an event',
			{ dateTime: '2026-12-07T09:00:00.0000000', timeZone: 'W. Europe Standard Time' },
			{},
			'2026-12-07T08:00:00.000Z',
		],
		['of $now', DateTime.fromISO('2026-12-07T09:00:00Z'), {}, '2026-12-07T09:00:00.000Z'],
		['as a Date', new Date('2026-12-07T09:00:00Z'), {}, '2026-12-07T09:00:00.000Z'],
		[
			'of an event, as a model writes it',
			' {"dateTime": "2026-12-07T09:00:00", "timeZone": "Europe/Berlin"}',
			{},
			'2026-12-07T08:00:00.000Z',
		],
		['in milliseconds', Date.UTC(2026, 11, 7, 9), {}, '2026-12-07T09:00:00.000Z'],
		['as a date', '2026-12-07', {}, '2026-12-07T05:00:00.000Z'],
	])('%s', (_, start, more, expected) => {
		expect(moment(start, more)).toBe(expected);
	});

	it('include the whole day of a date that ends a window', () => {
		expect(given({ start: '2026-12-07' }).moment('start', 'end').toISOString()).toBe(
			'2026-12-08T05:00:00.000Z',
		);
	});

	it.each<[unknown, RegExp]>([
		['', /^Start is missing for item 2$/],
		['7 December', /^Start is "7 December", not a date or time$/],
		[{ dateTime: 1 }, /^Start has no dateTime$/],
		[
			NaN,
			/^Start is a Date without a time, not a date or time, such as 2026-12-07T09:00:00\+01:00$/,
		],
		[1_796_630_400, /^Start is 1796630400, not .* milliseconds since 1970 \(Unix seconds times/],
		[46_365.375, /^Start is 46365.375, not a date or time/],
		[1e20, /^Start is a Date without a time, not a date/],
		[new Date('x'), /^Start is a Date without a time, not a date/],
		[DateTime.fromISO('x'), /^Start is a Date without a time, not a date/],
	])('that are none are refused: %p', (start, message) => {
		expect(() => moment(start)).toThrow(message);
	});

	it('have a date', () => {
		const date = (start: unknown) => given({ start }).date('start');
		expect(date('2026-12-07T00:00:00')).toBe('2026-12-07');
		expect(date(new Date('2026-12-07T03:00:00Z'))).toBe('2026-12-06');
		expect(date({ dateTime: '2026-12-07T00:00:00', timeZone: 'UTC' })).toBe('2026-12-07');
		expect(date('')).toBeUndefined();
	});

	it.each<[string, unknown]>([
		['a text', '2026-12-07T00:00:00.000Z'],
		['a Date', new Date('2026-12-07T00:00:00Z')],
		['a time of n8n', DateTime.fromISO('2026-12-07T00:00:00Z', { zone: 'utc' })],
		['milliseconds', Date.UTC(2026, 11, 7)],
		['the JSON of an event', '{"dateTime": "2026-12-07T00:00:00", "timeZone": "UTC"}'],
	])('have one date however a midnight comes: as %s', (_, start) => {
		expect(given({ start }).date('start')).toBe('2026-12-07');
	});

	it.each<[unknown, string]>([
		[{ date: '2026-12-10' }, 'an object'],
		[['2026-12-10'], 'a list'],
		[true, 'true'],
	])('have no date that can be left out unnoticed: %j', (start, shown) => {
		expect(() => given({ start }).date('start')).toThrow(
			`Start is ${shown}, not a date, such as 2026-12-07`,
		);
	});

	it.each([
		['a local midnight, as databases give it', '2026-12-06T23:00:00.000Z', '2026-12-07'],
		['the same with its offset', '2026-12-06T22:00:00-01:00', '2026-12-07'],
		['the same as PostgreSQL writes it', '2026-12-06 23:00:00+00', '2026-12-07'],
		['the same as SQL Server does', '2026-12-06 23:00:00.0000000 +00:00', '2026-12-07'],
		['the same with a T', '2026-12-06T23:00:00+00', '2026-12-07'],
		['a midnight with blanks around it', ' 2026-12-07T00:00:00Z ', '2026-12-07'],
		['of a midnight by its own clock', '2026-12-07T00:00:00.000Z', '2026-12-07'],
		['of a midnight far in the east', '2026-12-07T00:00:00+09:00', '2026-12-07'],
		['of a time that is none', '2026-12-07T25:00:00Z', '2026-12-07'],
	])('have the date of %s', (_, start, date) => {
		const inBerlin = { start, 'options.timeZone': 'Europe/Berlin' };
		expect(given(inBerlin).date('start')).toBe(date);
	});
});

describe('events', () => {
	it('are named by an id, or as they come out of other nodes', () => {
		expect(given({ event: { __rl: true, mode: 'id', value: ' AAMk= ' } }).reference()).toBe(
			'AAMk=',
		);
		expect(
			given({ event: { id: 'AAMk=', subject: 'Review', seriesMasterId: 'S' } }).reference(),
		).toEqual({ id: 'AAMk=', seriesMasterId: 'S', originalStart: undefined });
		const occurrence = { seriesMasterId: 'S', originalStart: '2026-12-07T09:00:00Z' };
		expect(given({ event: occurrence }).reference()).toEqual({ id: undefined, ...occurrence });
	});

	it.each<[unknown, RegExp]>([
		['', /^Event is missing for item 2$/],
		[{ subject: 'Review' }, /^Event is an object, not an ID, or an event with an id$/],
		[{ seriesMasterId: 'S' }, /^Event is an object/],
		[[{ id: 'AAMk=' }], /^Event is a list, not an object in JSON, such as \{ "id": "AAMk…" \}$/],
	])('that nobody can find are refused: %p', (event, message) => {
		expect(() => given({ event }).reference()).toThrow(message);
	});
});

it('tells the default calendar from others', () => {
	expect(given({ calendar: 'default' }).calendar()).toBeUndefined();
	expect(given({ calendar: 'AAMk=' }).calendar()).toEqual({ id: 'AAMk=' });
	expect(given({ calendar: 'AAMk=' }).otherCalendar()).toEqual({ id: 'AAMk=' });
	expect(() => given({ calendar: 'default' }).otherCalendar()).toThrow(/default calendar/);
	expect(() => given({}).otherCalendar()).toThrow('Calendar is missing for item 2');
});

it.each([undefined, null, '', '  '])(
	'takes %j for no calendar, not for the default one',
	(calendar) => {
		expect(() => given({ calendar }).calendar()).toThrow(
			expect.objectContaining({
				message: 'Calendar is missing for item 2',
				remedy: expect.stringContaining('{{ $json.calendarId || "default" }}'),
			}),
		);
	},
);

it('refuses a mailbox that is no address, by the name in the panel', () => {
	expect(given({ mailbox: ' alice@enyoi.example ' }).mailbox('enyoi.example')).toBe(
		'alice@enyoi.example',
	);
	expect(() => given({ mailbox: 'alice' }).mailbox('enyoi.example')).toThrow(
		/^Mailbox is "alice", not an email address/,
	);
	expect(() => given({}).mailbox('enyoi.example')).toThrow('Mailbox is missing for item 2');
});

it('reads lists, flags, numbers and choices as databases and models write them', () => {
	expect(given({ names: 'a, b;c\n\n d ' }).list('names')).toEqual(['a', 'b', 'c', 'd']);
	expect(given({ names: ['a ', 7] }).list('names')).toEqual(['a', '7']);
	expect(given({ names: ' , ' }).list('names')).toBeUndefined();
	expect(given({ names: ' ["a, b", "c", 7]' }).list('names')).toEqual(['a, b', 'c', '7']);
	expect(given({ names: '[unclear' }).list('names')).toEqual(['[unclear']);
	expect(given({ names: '[{ "type": "optional" }]' }).listOfAny('names')).toEqual([
		{ type: 'optional' },
	]);
	expect(given({ names: 'a, b' }).listOfAny('names')).toEqual(['a', 'b']);
	expect(() => given({ names: { a: 1 } }).list('names')).toThrow(/^Names is an object, not a list/);
	expect(() => given({ names: true }).list('names')).toThrow(/^Names is true, not a list/);
	expect(() => given({ names: [{}] }).list('names')).toThrow(
		/^Names is a list, not a list of texts/,
	);
	for (const yes of [true, 'true', 'Yes', 1]) expect(given({ flag: yes }).yesNo('flag')).toBe(true);
	for (const no of [false, 'FALSE', 'n', 0]) expect(given({ flag: no }).yesNo('flag')).toBe(false);
	expect(given({ flag: '' }).yesNo('flag')).toBeUndefined();
	expect(() => given({ flag: 'maybe' }).yesNo('flag')).toThrow(
		'Flag is "maybe", not true or false',
	);
	expect(given({ 'options.size': '30' }).number('size')).toBe(30);
	expect(() => given({ 'options.size': 'big' }).number('size')).toThrow(
		/^Size is "big", not a number/,
	);
	expect(given({ names: 'Declined' }).choice('names', ['accepted', 'declined'])).toBe('declined');
	expect(() => given({ names: 'no' }).choice('names', ['accepted', 'declined'])).toThrow(
		'Names is "no", not one of accepted, declined',
	);
});
