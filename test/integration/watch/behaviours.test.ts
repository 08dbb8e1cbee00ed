import { watchCalendars } from '../../../exchange/watch/watchCalendars';
import { watchKinds } from '../../../exchange/watch/watchedEvent';
import type { BehaviourChoice } from '../../exchangeServer/behaviours';
import { startConnected } from '../../support/startConnected';
import { SimulatedTime } from '../../support/watch/simulatedTime';

/** A day of two people beside a watch that is restarted in it, on servers that differ in everything. */

const alice = 'alice@enyoi.example';
const bob = 'bob@enyoi.example';
const minute = 60_000;
const hour = 60 * minute;

afterEach(() => void jest.restoreAllMocks());

/** What was told, with the minutes after the begin at which moments were due. */
async function dayOn(behaviours: BehaviourChoice): Promise<string[]> {
	const connected = await startConnected({ schemas: false, behaviours });
	const time = new SimulatedTime(connected.company);
	const { clock } = time;
	jest.spyOn(performance, 'now').mockImplementation(() => clock.now());
	const begin = clock.date();
	const at = (minutes: number) => new Date(begin + minutes * minute);
	const told: string[] = [];
	const watch = async () => {
		const stop = new AbortController();
		const events = watchCalendars(time.decorate(connected.exchange), {
			mailboxes: [alice, bob],
			triggerOn: watchKinds,
			positionName: 'test',
			signal: stop.signal,
			clock,
		});
		const ended = (async () => {
			for await (const event of events) {
				if (event.kind === 'problem') told.push(`problem ${event.error.message}`);
				else {
					const due = 'dueAt' in event ? (Date.parse(event.dueAt) - begin) / minute : 0;
					const what = event.subject ?? (event.masked ? 'masked' : 'gone');
					told.push(`${event.kind} ${what}${due === 0 ? '' : ` ${Math.round(due)}`}`);
				}
			}
		})();
		await time.pass(minute);
		return async () => {
			stop.abort();
			await clock.pass(1_000);
			await ended;
		};
	};

	const hers = connected.company.user('alice').calendar;
	const his = connected.company.user('bob').calendar;
	const series = hers.create({
		subject: 'Series',
		start: at(30),
		recurrence: {
			pattern: { type: 'DailyRecurrence', interval: 1 },
			range: { type: 'NumberedRecurrence', numberOfOccurrences: 3 },
		},
	});
	const review = hers.create({ subject: 'Review', start: at(60) });
	const end = await watch();
	his.create({ subject: 'Meeting', start: at(20), attendees: [alice] });
	const plan = his.create({ subject: 'Plan', start: at(70), attendees: [alice] });
	await time.pass(7 * minute);
	hers.respond(hers.items().find(({ subject }) => subject === 'Meeting')!.id, 'Accept');
	hers.occurrence(series.id, 1).move({ start: at(45) });
	hers.occurrence(series.id, 2).delete();
	hers.create({ subject: 'Secret', start: at(40), sensitivity: 'Private' });
	await time.pass(20 * minute);
	await end();
	hers.create({ subject: 'Meanwhile', start: at(35) });
	await time.pass(3 * minute);
	const endAgain = await watch();
	his.delete(plan.id);
	hers.update(review.id, { location: 'Room 1' });
	await time.pass(2 * hour);
	await endAgain();
	await connected.close();
	return told.sort();
}

it.each<BehaviourChoice>(['harsh', 'friendly', { acceptance: 'inPlace' }])(
	'tells everything once on a server that is %j',
	async (behaviours) => {
		expect(await dayOn(behaviours)).toEqual([
			'cancelled Canceled: Plan',
			'created Meanwhile',
			'created Meeting',
			'created Meeting',
			'created Plan',
			'created Plan',
			'created masked',
			'deleted gone',
			'deleted gone',
			'ended Meanwhile 95',
			'ended Meeting 80',
			'ended Meeting 80',
			'ended Review 120',
			'ended Series 105',
			'ended masked 100',
			'started Meanwhile 35',
			'started Meeting 20',
			'started Meeting 20',
			'started Review 60',
			'started Series 45',
			'started masked 40',
			'startsSoon Meanwhile 20',
			'startsSoon Meeting 5',
			'startsSoon Meeting 5',
			'startsSoon Review 45',
			'startsSoon Series 30',
			'startsSoon masked 25',
			'updated Meeting',
			'updated Meeting',
			'updated Review',
			'updated Series',
		]);
	},
);
