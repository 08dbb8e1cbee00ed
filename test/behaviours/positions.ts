import { positionStore } from '../../exchange';
import { expectNone } from './expecting';
import { FRONT_END, type Scenario } from './scenario';
import { MAILBOX } from './world';

/** Each of two runs reads the position, the calendar, and keeps a position of its own. */
export const runsAtOnce: Scenario = {
	name: 'two runs of one position at once',
	focus: [...FRONT_END, 'configurationTwice', 'hiddenItems'],
	async run(world) {
		const run = async () => {
			const place = { kind: 'mailbox', mailbox: MAILBOX, name: 'n' } as const;
			const store = positionStore(world.exchange, place);
			const before = await store.read();
			const found = await world.changes(before, await store.unconfirmed());
			return { ...found, write: async () => await store.write(found.position) };
		};
		for (const subject of ['First', 'Second', 'Third']) {
			world.calendar.create({ subject, start: '2026-11-25T10:00' });
			const runs = await Promise.all([run(), run()]);
			const written = await Promise.allSettled(runs.map(async ({ write }) => await write()));
			const kept = written.filter(({ status }) => status === 'fulfilled').length;
			if (kept !== 1) throw new Error(`${kept} of two positions count after ${subject}`);
			for (const { changes } of runs) {
				const told = changes.map((change) => `${change.changeType} ${change.subject}`).join();
				if (told !== `created ${subject}`) throw new Error(`${subject} is told as ${told}`);
			}
		}
		expectNone((await run()).changes, 'nothing happened, but told');
	},
};
