import { twoWay, type PushInput, type SourceChange } from '../../exchange';
import { EVENTS } from './events';
import { expectAll, expectNone, expectSingly } from './expecting';
import { FRONT_END, WRITING, type Scenario } from './scenario';
import { MAILBOX, NOW } from './world';

export const twoWayAtRest: Scenario = {
	focus: [...FRONT_END, ...WRITING, 'calendarViewEdge', 'batchLimit'],
	name: 'two-way at rest',
	async run(world) {
		const options = {
			mailbox: MAILBOX,
			source: 'hr',
			input: 'snapshot',
			now: NOW,
			timeZone: 'Europe/Berlin',
		} as const;
		world.calendar.create({ subject: 'Hers', start: '2026-11-25T10:00' });
		const first = await twoWay(world.exchange, options, EVENTS);
		expectAll(first.inExchange, 'created', 'first run');
		let { position } = first;
		const events = [...EVENTS, ...first.forSource.map(takenOver)];
		for (const run of ['second run', 'third run']) {
			const next = await twoWay(world.exchange, { ...options, position }, events);
			({ position } = next);
			expectNone(
				next.forSource.map(({ changeType, subject }) => `${changeType} ${subject}`),
				`${run} tells`,
			);
			expectNone(
				next.conflicts.map(({ externalId, fields, reason, message }) =>
					[externalId, reason, fields?.join(), message].join(' '),
				),
				`${run} conflicts`,
			);
			expectAll(next.inExchange, 'unchanged', run);
			expectSingly(world, EVENTS);
		}
	},
};

/** As a source sends back what it was told of. */
function takenOver({ id, subject, start, end }: SourceChange): PushInput {
	return { externalId: 'taken over', id, subject, start, end };
}
