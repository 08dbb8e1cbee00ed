import type { INode } from 'n8n-workflow';
import type { Exchange } from '../../../exchange/connection';
import { resultOf } from '../../../exchange/push/carryOut/results';
import { linkPropertySet } from '../../../exchange/push/plan/link';
import { readInputs } from '../../../exchange/push/input/readInputs';
import type { PushInput } from '../../../exchange/push/input/pushInput';
import { planPush } from '../../../exchange/push/plan/planPush';
import { planningFor } from '../../../exchange/push/planning';
import { toNodeError } from '../../../nodes/shared/errors';

const exchange = { settings: { version: 'Exchange2019' } } as Exchange;
const node: INode = {
	id: '1',
	name: 'Exchange',
	type: 'test',
	typeVersion: 1,
	position: [0, 0],
	parameters: {},
};
const times = { start: '2026-12-01T09:00:00Z', end: '2026-12-01T10:00:00Z' };
const weekly = (pattern: object) => ({
	...times,
	recurrence: { pattern: { type: 'weekly', interval: 1, ...pattern }, range: { type: 'noEnd' } },
});

it.each<[string, object, RegExp]>([
	[
		'a day that ends where it begins',
		{ start: '2026-12-01', end: '2026-12-01', isAllDay: true },
		/day after/,
	],
	['a rule by the hour', { ...times, rrule: 'FREQ=HOURLY' }, /DAILY/],
	['an action that is none', { ...times, action: 'destroy' }, /Use upsert or delete/],
	[
		'a time of change that is none',
		{ ...times, lastModifiedDateTime: 'today' },
		/Write it as 2026/,
	],
	['a key with blanks around it', { ...times, externalId: ' 1' }, /without blanks/],
	[
		'an attendee without address',
		{ ...times, attendees: [{ emailAddress: { address: 'Alice' } }] },
		/alice@enyoi\.com/,
	],
	[
		'an attendee with a field of another name',
		{ ...times, attendees: [{ email: 'bob@enyoi.com' }] },
		/\{ "emailAddress": \{ "address": "bob@enyoi.com" \} \}/,
	],
	[
		'a property of the links',
		{
			...times,
			extendedProperties: [
				{ uri: { setId: linkPropertySet, name: 'x', type: 'String' }, value: 'x' },
			],
		},
		/another setId/,
	],
	[
		'a list for a single value',
		{
			...times,
			extendedProperties: [
				{ uri: { distinguishedSetId: 'PublicStrings', name: 'x', type: 'String' }, value: ['x'] },
			],
		},
		/ends in Array/,
	],
	[
		'a week that begins on no day',
		weekly({ daysOfWeek: ['monday'], firstDayOfWeek: 'x' }),
		/sunday, monday/,
	],
	['a day that is none', weekly({ daysOfWeek: ['someday'] }), /sunday, monday/],
	['no day of the week', weekly({ daysOfWeek: [] }), /at least one day/],
	[
		'exceptions without a series',
		{ ...times, exceptions: [{ originalStart: times.start }] },
		/recurrence or rrule/,
	],
	[
		'a start without a time',
		{ start: '2026-12-01', end: times.end, isAllDay: false },
		/T09:00:00Z/,
	],
	['an event without end', { start: times.start }, /T10:00:00Z/],
	['an end without a time', { start: times.start, end: '2026-12-01' }, /T10:00:00Z/],
	['an end before the start', { start: times.end, end: times.start }, /not before the start/],
	['an event of six years', { start: times.start, end: '2033-01-01T00:00:00Z' }, /earlier end/],
	['an EXDATE that is none', { ...times, rrule: 'RRULE:FREQ=DAILY;COUNT=3\nEXDATE:soon' }, /TZID/],
	[
		'an exception of no occurrence',
		{
			...times,
			rrule: 'FREQ=DAILY;COUNT=3',
			exceptions: [{ originalStart: '2026-12-01T11:00:00Z' }],
		},
		/before it was moved/,
	],
	['two rules', { ...weekly({ daysOfWeek: ['tuesday'] }), rrule: 'FREQ=DAILY' }, /one of them/],
	[
		'an exception that ends before it starts',
		{
			...times,
			rrule: 'FREQ=DAILY;COUNT=3',
			exceptions: [{ originalStart: times.start, end: '2026-12-01T08:00:00Z' }],
		},
		/together/,
	],
	['a subject that is none', { ...times, subject: 5 }, /in quotes/],
	['a flag that is none', { ...times, isReminderOn: 'yes' }, /without quotes/],
	['categories in one text', { ...times, categories: 'red' }, /square brackets/],
	['an attendee in one text', { ...times, attendees: ['alice'] }, /named values/],
])('what to do about %s gets to the user', async (_what, input, remedy) => {
	const options = {
		mailbox: 'alice@enyoi.example',
		source: 'hr',
		timeZone: 'UTC',
		sendInvitations: 'all' as const,
	};
	const event = { externalId: '1', subject: 'x', ...input } as PushInput;
	const inputs = await readInputs(exchange, options, [event]);
	const state = { linked: new Map(), unlinked: [] };
	const [action] = planPush(inputs.events, planningFor({}, state, inputs));
	const { error } = resultOf(action);
	expect(error?.remedy).toMatch(remedy);
	expect(toNodeError(node, error).description).toMatch(remedy);
});
