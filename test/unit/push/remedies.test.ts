import type { INode } from 'n8n-workflow';
import type { Exchange } from '../../../exchange/connection';
import { resultOf } from '../../../exchange/push/carryOut/results';
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

it.each<[string, object, RegExp]>([
	[
		'a day that ends where it begins',
		{ start: '2026-12-01', end: '2026-12-01', isAllDay: true },
		/day after/,
	],
	['a rule by the hour', { ...times, recurrence: 'FREQ=HOURLY' }, /DAILY/],
	['an action that is none', { ...times, action: 'destroy' }, /Use upsert or delete/],
	[
		'a time of change that is none',
		{ ...times, lastModifiedDateTime: 'today' },
		/Write it as 2026/,
	],
])('what to do about %s gets to the user', async (_what, input, remedy) => {
	const options = { mailbox: 'alice@enyoi.example', source: 'hr', timeZone: 'UTC' };
	const event = { externalId: '1', subject: 'x', ...input } as PushInput;
	const inputs = await readInputs(exchange, options, [event]);
	const state = { linked: new Map(), unlinked: [] };
	const [action] = planPush(inputs.events, planningFor({}, state, inputs));
	const { error } = resultOf(action);
	expect(error?.remedy).toMatch(remedy);
	expect(toNodeError(node, error).description).toMatch(remedy);
});
