import type { CalendarChange } from '../../../exchange/calendar/event';
import type { CalendarItemRecord } from '../../../exchange/ews/calendarItem';
import type { Window } from '../../../exchange/changes/compare';
import { CalendarInMemory } from './calendarInMemory';
import { seeded, type Random } from '../../support/seed';
import { Replica, run, summary } from './replica';
import { secondClient } from './secondClient';

const dayMs = 86_400_000;
const monday = Date.UTC(2026, 8, 21, 12, 0);

/** The calendar read in full, as the replica should have it. */
function truth(calendar: CalendarInMemory, { start, end }: Window): Map<string, string> {
	const seen = calendar
		.events(start, end)
		.map((item): [string, string] => [
			keyOf(item),
			summary(
				item.sensitivity === 'Private' ? undefined : item.subject,
				Date.parse(item.start!),
				Date.parse(item.end!),
				item.startTimeZone?.id,
			),
		]);
	return new Map(seen.sort());
}

function keyOf({ uid, originalStart }: CalendarItemRecord): string {
	return originalStart ? `${uid}_${originalStart}` : uid!;
}

/** A calendar that others edit, and a replica that follows it by the changes alone. */
class Story {
	readonly calendar = new CalendarInMemory();
	readonly replica = new Replica();
	readonly random: Random;
	now: number;
	/** Edits so far. */
	step = 0;
	readonly done: string[] = [];
	private readonly edit: () => string;

	constructor(private readonly seed: number) {
		this.random = seeded(seed);
		this.now = monday + this.random.below(200) * dayMs;
		this.edit = secondClient(this.calendar, this.random, () => this.now);
	}

	/** One edit to `most`. */
	editSome(most: number): void {
		for (let left = this.random.below(most); left >= 0; left--, this.step++) {
			this.done.push(this.edit());
		}
	}

	/** With that chance up to so many days pass. */
	passTime(chance: number, days: number): void {
		if (this.random.chance(chance)) this.now += this.random.below(days * 24) * 3_600_000;
	}

	async run(position: string | undefined, unconfirmed?: string | string[]) {
		return await run(this.calendar, this.now, position, { unconfirmed });
	}

	/** Fails where the replica is not as the calendar in that window. */
	expectRight(window: Window): void {
		const { seed, step, done } = this;
		const wrong = differences(this.replica.seen(window), truth(this.calendar, window));
		if (wrong.length > 0) expect({ seed, step, done, wrong }).toBeUndefined();
	}
}

/** Histories that a replica follows by the changes alone; what is wrong with it fails the test. */

/** Some runs are delivered and never confirmed: the next one starts from the position before. */
export async function followUnconfirmed(seed: number, edits = 150): Promise<void> {
	const story = new Story(seed);
	const { random, replica, done } = story;
	let { position } = await story.run(undefined);
	while (story.step < edits) {
		const editSome = () => {
			story.editSome(5);
			story.passTime(0.2, 4);
		};
		editSome();
		let unconfirmed: string | undefined;
		if (random.chance(0.5)) {
			const delivered = await story.run(position);
			replica.apply(delivered.changes);
			unconfirmed = delivered.position;
			done.push('not confirmed');
			editSome();
		}
		const confirmed = await story.run(position, unconfirmed);
		position = confirmed.position;
		replica.apply(confirmed.changes);
		story.expectRight(confirmed.window);
	}
}

/**
 * Any number of runs in a row are not confirmed, and of each all, some or none of the changes arrive.
 * Whatever happened before: once all changes of a run have arrived, the replica is right.
 */
export async function followParked(seed: number, edits = 150): Promise<void> {
	const story = new Story(seed);
	const { random, calendar, replica, done } = story;
	let position: string | undefined;
	/** Of runs that overlapped there may be several. */
	let unconfirmed: string[] = [];
	const park = (next: string) => {
		unconfirmed = random.chance(0.2) ? [...unconfirmed, next] : [next];
	};
	while (story.step < edits) {
		story.editSome(5);
		if (random.chance(0.05)) calendar.loseSyncStates();
		story.passTime(0.2, 4);
		const { changes, window, position: next } = await story.run(position, unconfirmed);
		const arrived = random.pick([changes.length, random.below(changes.length + 1), 0]);
		replica.apply(changes.slice(0, arrived));
		done.push(`${arrived} of ${changes.length} arrived`);
		if (arrived === changes.length) {
			story.expectRight(window);
			if (random.chance(0.4)) {
				position = next;
				unconfirmed = [];
				done.push('confirmed');
				continue;
			}
		}
		park(next!);
	}
}

/**
 * Two runs go on from one position, with edits between them. The position of one counts, that of the
 * other is kept beside it; what they told arrives in any order. After the next run the replica is right.
 */
export async function followOverlaps(seed: number, edits = 200): Promise<void> {
	const story = new Story(seed);
	const { random, calendar, replica, done } = story;
	let position: string | undefined;
	while (story.step < edits) {
		const editSome = () => {
			story.editSome(12);
			if (random.chance(0.05)) calendar.loseSyncStates();
			story.passTime(0.2, 4);
		};
		editSome();
		const earlier = await story.run(position);
		editSome();
		const later = await story.run(position);
		const [first, second] = random.chance(0.5) ? [earlier, later] : [later, earlier];
		replica.apply(first.changes);
		replica.apply(second.changes);
		const [winner, loser] = random.chance(0.5) ? [earlier, later] : [later, earlier];
		done.push(`the ${winner === earlier ? 'earlier' : 'later'} of two runs counts`);
		if (random.chance(0.5)) editSome();
		const next = await story.run(winner.position, [loser.position!]);
		replica.apply(next.changes);
		position = next.position;
		story.expectRight(next.window);
	}
}

/**
 * The clock of some runs is wrong, by hours to years, and right again at the next one: then the replica
 * is right.
 */
export async function followWrongClocks(seed: number, edits = 150): Promise<void> {
	const story = new Story(seed);
	const { random, calendar, replica, done } = story;
	let position: string | undefined;
	while (story.step < edits) {
		const editSome = () => {
			story.editSome(5);
			story.passTime(0.3, 8);
		};
		editSome();
		if (random.chance(0.4)) {
			const off = random.pick([1, 30, 24 * 5, 24 * 15, 24 * 45, 24 * 60, 24 * 400, 24 * 3000]);
			const wrong = story.now + off * random.pick([-1, 1]) * 3_600_000;
			const { changes, position: next } = await run(calendar, wrong, position);
			replica.apply(changes);
			position = next;
			done.push(`clock off by ${(wrong - story.now) / 3_600_000} hours`);
			editSome();
		}
		const { changes, window, position: next } = await story.run(position);
		position = next;
		replica.apply(changes);
		story.expectRight(window);
	}
}

/** One run a day for a year: events enter the window and leave it by themselves. */
export async function followDays(seed: number): Promise<void> {
	const random = seeded(seed);
	const calendar = new CalendarInMemory();
	let now = monday;
	const edit = secondClient(calendar, random, () => now);
	for (let step = 0; step < 60; step++) edit();
	const replica = new Replica();
	let position: string | undefined;
	let before = new Map<string, string>();
	for (let day = 0; day < 365; day++, now += dayMs) {
		const done = random.chance(0.25) ? [edit()] : [];
		const requests = { ...calendar.requests };
		const { changes, window, position: next } = await run(calendar, now, position);
		position = next;
		replica.apply(changes);
		const expected = truth(calendar, window);
		const wrong = differences(replica.seen(window), expected);
		if (day > 0 && done.length === 0) {
			// Nobody edits: each event that enters comes once, and nothing is asked for when none does.
			const entered = [...expected.keys()].filter((key) => !before.has(key)).sort();
			const reported = changes.map(({ changeType, key }) => `${changeType} ${key}`).sort();
			const held = new Set(entered.filter((key) => !reported.includes(`created ${key}`)));
			for (const key of held) if (!replica.events.has(key)) wrong.push(`not reported: ${key}`);
			for (const line of reported) {
				if (!entered.includes(line.replace('created ', ''))) wrong.push(`did not enter: ${line}`);
			}
			const asked =
				calendar.requests.view + calendar.requests.items - requests.view - requests.items;
			if (reported.length === 0 && asked > 0) wrong.push(`${asked} requests for nothing`);
		}
		if (wrong.length > 0) expect({ seed, day, done, wrong }).toBeUndefined();
		before = expected;
	}
}

/** Runs between edits, with lost sync states, moves of the mailbox and runs that are killed. */
export async function followEdits(
	seed: number,
	server: Partial<Pick<CalendarInMemory, 'hideZones' | 'expands'>> = {},
	edits = 300,
): Promise<void> {
	const random = seeded(seed);
	const calendar = new CalendarInMemory();
	Object.assign(calendar, server);
	let now = monday + random.below(200) * dayMs;
	const edit = secondClient(calendar, random, () => now);
	const replica = new Replica();
	let position: string | undefined;
	let before = new Map<string, string>();
	for (let step = 0; step < edits; ) {
		const done: string[] = [];
		for (let left = random.below(9); left >= 0; left--, step++) done.push(edit());
		if (random.chance(0.04)) {
			calendar.loseSyncStates();
			done.push('lose');
		}
		if (random.chance(0.02)) {
			calendar.moveMailbox();
			done.push('moveMailbox');
		}
		if (random.chance(0.3)) now += random.below(4 * 24) * 3_600_000;
		if (random.chance(0.1)) await run(calendar, now, position, { stopAfter: random.below(20) });

		const { changes, window, position: next, result } = await run(calendar, now, position);
		position = next;
		const wrong = mistakes(changes, before, replica, result?.isRestarted ?? false);
		replica.apply(changes);
		const expected = truth(calendar, window);
		wrong.push(...differences(replica.seen(window), expected));
		for (const { key, changeType, type } of changes) {
			const isOccurrence = type === 'occurrence' || type === 'exception';
			if (changeType !== 'updated' || !(isOccurrence || result?.isRestarted)) continue;
			if (before.has(key) && before.get(key) === expected.get(key))
				wrong.push(`no difference: ${key}`);
		}
		if (wrong.length > 0) expect({ seed, step, done, wrong }).toBeUndefined();
		before = expected;
	}
}

/** The faults of a list of changes by itself, and against the events that were there before. */
function mistakes(
	changes: CalendarChange[],
	before: Map<string, string>,
	replica: Replica,
	isRestarted: boolean,
): string[] {
	const keys = new Set<string>();
	const wrong: string[] = [];
	for (const { key, changeType } of changes) {
		if (keys.has(key)) wrong.push(`twice: ${key}`);
		keys.add(key);
		if (changeType === 'deleted' && !replica.events.has(key)) wrong.push(`never had: ${key}`);
		if (changeType === 'created' && before.has(key)) wrong.push(`was there: ${key}`);
		if (changeType === 'created' && isRestarted && replica.events.has(key) && before.has(key))
			wrong.push(`flood: ${key}`);
	}
	return wrong;
}

function differences(got: Map<string, string>, expected: Map<string, string>): string[] {
	const wrong: string[] = [];
	for (const [key, said] of expected) {
		if (got.get(key) !== said) wrong.push(`${key}: ${said}, but the replica has ${got.get(key)}`);
	}
	for (const key of got.keys()) if (!expected.has(key)) wrong.push(`left over: ${key}`);
	return wrong;
}
