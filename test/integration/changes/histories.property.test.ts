import type { Exchange } from '../../../exchange/connection';
import { getChanges, type Position } from '../../../exchange/changes/getChanges';
import type { CalendarChange } from '../../../exchange/calendar/event';
import { overlaps } from '../../../exchange/changes/compare';
import { Company } from '../../exchangeServer';
import { seed, seeded } from '../../support/seed';
import { startConnected, type Connected } from '../../support/startConnected';

const dayMs = 86_400_000;
const pastDays = 20;
const futureDays = 60;

// A test takes a quarter of a minute alone; on a busy machine many times that.
jest.setTimeout(600_000);

const edits = 400;

describe('a replica of a calendar on the test Exchange', () => {
	const random = seeded(seed);
	let now = new Date('2026-09-28T10:00:00Z');
	let connected: Connected;
	let exchange: Exchange;
	let company: Company;

	beforeAll(async () => {
		company = new Company({ seed, now: () => now });
		company.addPerson({ accountName: 'alice' });
		company.addPerson({ accountName: 'bob' });
		connected = await startConnected({ company, now: () => now });
		({ exchange } = connected);
	});

	afterAll(async () => await connected.close());

	it(`follows ${edits} random edits of its owner`, async () => {
		const alice = company.user('alice');
		const replica = new Map<string, CalendarChange>();
		let position: string | undefined;
		for (let step = 0; step < edits; ) {
			const done: string[] = [];
			for (let left = random.below(8); left >= 0; left--, step++) done.push(edit());
			if (random.chance(0.3)) now = new Date(now.getTime() + random.below(48) * 3_600_000);
			if (random.chance(0.1)) await abandoned(alice.smtpAddress, position);
			const found = await changes(alice.smtpAddress, position);
			position = found.position.position;
			for (const change of found.changes) {
				if (change.changeType === 'deleted') replica.delete(change.key);
				else replica.set(change.key, change);
			}
			expect({ step, done, calendar: seenIn(replica) }).toEqual({ step, done, calendar: truth() });
		}
	});

	async function changes(mailbox: string, position: string | undefined) {
		const list: CalendarChange[] = [];
		const running = getChanges(exchange, options(mailbox, position));
		for (;;) {
			const next = await running.next();
			if (next.done) return { changes: list, position: next.value satisfies Position };
			list.push(next.value);
		}
	}

	async function abandoned(mailbox: string, position: string | undefined) {
		let left = random.below(6);
		for await (const change of getChanges(exchange, options(mailbox, position))) {
			if (left-- <= 0 || change.key === '') break;
		}
	}

	const options = (mailbox: string, position: string | undefined) =>
		({ mailbox, position, pastDays, futureDays, privacy: 'full', now }) as const;

	const range = () => ({
		start: now.getTime() - pastDays * dayMs,
		end: now.getTime() + futureDays * dayMs,
	});

	/** The calendar read in full, by another way than ours. */
	function truth(): string[] {
		const { start, end } = range();
		return company
			.user('alice')
			.calendar.view(new Date(start), new Date(end))
			.map(({ id, item, originalStart, fields }) => {
				const { uid } = item;
				const key = originalStart ? `${uid}_${originalStart.toISOString().slice(0, 19)}Z` : uid;
				return [
					key,
					fields.subject,
					fields.start.toISOString(),
					fields.end.toISOString(),
					fields.location,
					id,
				].join(' | ');
			})
			.sort();
	}

	function seenIn(replica: Map<string, CalendarChange>): string[] {
		return [...replica.values()]
			.filter(({ start, end, isAllDay }) => {
				const at = (text: string) => (isAllDay ? berlinMidnight(text) : Date.parse(`${text}Z`));
				return overlaps({ start: at(start!.dateTime), end: at(end!.dateTime) }, range());
			})
			.map(({ key, subject, start, end, location, id, isAllDay }) => {
				const at = (text: string) =>
					isAllDay ? new Date(berlinMidnight(text)).toISOString() : `${text.slice(0, 23)}Z`;
				return [
					key,
					subject,
					at(start!.dateTime),
					at(end!.dateTime),
					location?.displayName ?? '',
					id,
				].join(' | ');
			})
			.sort();
	}

	let words = 0;
	function edit(): string {
		const { calendar } = company.user('alice');
		const masters = calendar.items().filter(({ recurrence }) => recurrence);
		const singles = calendar.items().filter(({ recurrence }) => !recurrence);
		const time = () =>
			new Date(
				Math.floor(now.getTime() / dayMs) * dayMs +
					random.below(90) * dayMs -
					30 * dayMs +
					random.below(96) * 900_000,
			);
		const subject = `Jour fixe <${++words}> & Zoë`;
		const single = singles.length > 0 ? random.pick(singles) : undefined;
		const master = masters.length > 0 ? random.pick(masters) : undefined;
		const near = master
			? calendar
					.view(new Date(range().start), new Date(range().end))
					.filter((event) => event.item.id === master.id)
			: [];
		const occurrence =
			master && near.length > 0
				? calendar.occurrence(master.id, random.pick(near).originalStart!)
				: undefined;
		const recurrence = () => ({
			pattern: random.pick([
				{ type: 'DailyRecurrence', interval: 1 + random.below(3) },
				{
					type: 'WeeklyRecurrence',
					interval: 1 + random.below(2),
					days: [random.pick(['Monday', 'Tuesday']), random.pick(['Thursday', 'Friday'])],
					firstDayOfWeek: 'Monday',
				},
				{ type: 'AbsoluteMonthlyRecurrence', interval: 1, dayOfMonth: 1 + random.below(31) },
				{
					type: 'RelativeMonthlyRecurrence',
					interval: 1,
					day: random.pick(['Monday', 'Weekday']),
					index: random.pick(['First', 'Last']),
				},
			] as const) as never,
			range: random.pick([
				{ type: 'NoEndRecurrence' },
				{ type: 'NumberedRecurrence', numberOfOccurrences: 5 + random.below(30) },
			] as const) as never,
		});
		const timeZone = () => random.pick(['W. Europe Standard Time', 'Eastern Standard Time', 'UTC']);
		const actions: Record<string, () => unknown> = {
			create: () =>
				calendar.create({
					subject,
					start: time(),
					location: random.pick(['', 'Room 1']),
					timeZone: timeZone(),
				}),
			allDay: () =>
				calendar.create({ subject, start: time().toISOString().slice(0, 10), isAllDay: true }),
			addSeries: () =>
				calendar.create({ subject, start: time(), timeZone: timeZone(), recurrence: recurrence() }),
			edit: () => single && calendar.update(single.id, { subject }),
			move: () => single && !single.isAllDay && calendar.update(single.id, { start: time() }),
			delete: () => single && calendar.delete(single.id, { hard: random.chance(0.5) }),
			deleteSeries: () => master && random.chance(0.5) && calendar.delete(master.id),
			editSeries: () => master && calendar.update(master.id, { subject }),
			changePattern: () => master && calendar.update(master.id, { recurrence: recurrence() }),
			editOccurrence: () => occurrence?.update({ location: `Room ${words}` }),
			moveOccurrence: () =>
				occurrence?.move({
					start: new Date(occurrence.originalStart.getTime() + (1 + random.below(20)) * 900_000),
				}),
			deleteOccurrence: () => occurrence?.delete(),
			invite: () =>
				company.user('bob').calendar.create({ subject, start: time(), attendees: ['alice'] }),
			accept: () => {
				const invited = singles.find(
					({ isMeeting, myResponseType }) => isMeeting && myResponseType !== 'Organizer',
				);
				if (invited) calendar.respond(invited.id, random.pick(['Accept', 'Tentative']));
			},
		};
		const name = random.pick([
			...Object.keys(actions),
			'create',
			'editOccurrence',
			'moveOccurrence',
		]);
		try {
			actions[name]();
		} catch (error) {
			// The calendar refuses what Outlook refuses, such as moving an occurrence over the next one.
			return `${name} refused: ${(error as Error).message}`;
		}
		return name;
	}
});

/** All-day events of the owner begin at midnight in Berlin. */
function berlinMidnight(date: string): number {
	const guess = Date.parse(`${date.slice(0, 10)}T00:00:00Z`);
	const shown = new Date(guess - 2 * 3_600_000).toLocaleString('en-GB', {
		timeZone: 'Europe/Berlin',
		hour: '2-digit',
		hourCycle: 'h23',
	});
	return guess - (shown === '00' ? 2 : 1) * 3_600_000;
}
