import {
	type SourceChange,
	syncTwoWay,
	type TwoWayOptions,
	type TwoWayResult,
} from '../../../exchange/push/twoWay';
import type { Inputs } from '../../../exchange/push/input/readInputs';
import { readInput } from '../../../exchange/push/input/readInput';
import type { ConflictPolicy } from '../../../exchange/push/plan/plan';
import type { PushInput } from '../../../exchange/push/input/pushInput';
import type { WritableEvent } from '../../../exchange/push/input/writableEvent';
import { seed, seeded, type Random } from '../../support/seed';
import { EventLoopTurns } from '../../../exchange/eventLoop';
import { readMemories } from '../../../exchange/push/twoWayPosition';
import { Crash, zones } from './memoryCalendar';
import { TwoWayCalendar } from './twoWayCalendar';

const reading = {
	zones,
	source: 'hr',
	defaultZone: 'W. Europe Standard Time',
	isZoneChosen: true,
	withAttendees: false,
	knowsWorkingElsewhere: true,
};
const now = new Date('2026-11-23T10:00:00Z');
const histories = Number(process.env.HISTORIES ?? 2000);

/** What an event says, in words that both sides understand. */
interface Facts {
	subject: string;
	location: string;
	/** Day of December 2026 that it begins on. */
	day: number;
	/** Weekly, so often; 0: a single event. */
	times: number;
	/** The second occurrence does not take place. */
	isCut: boolean;
	/** Subject of the first occurrence, where that is another; empty: as the series. */
	title: string;
}

/** The other system: a table of events. */
class Source {
	readonly events = new Map<string, Facts>();
	/** Items of Exchange that an event was made from. */
	readonly madeFrom = new Map<string, string>();
	private next = 1;

	add(facts: Facts, madeFrom?: string): string {
		const externalId = `e${this.next++}`;
		this.events.set(externalId, facts);
		if (madeFrom !== undefined) this.madeFrom.set(externalId, madeFrom);
		return externalId;
	}

	inputs(): PushInput[] {
		return [...this.events].map(([externalId, facts]) => ({
			externalId,
			...inputOf(facts),
			...(this.madeFrom.has(externalId) && { id: this.madeFrom.get(externalId) }),
		}));
	}

	apply({ changeType, externalId, id = '', ...event }: SourceChange): void {
		const known = externalId ?? [...this.madeFrom].find(([, item]) => item === id)?.[0];
		if (changeType === 'deleted') {
			if (known !== undefined) this.events.delete(known);
		} else if (known !== undefined) this.events.set(known, factsOf(event));
		else this.add(factsOf(event), id);
	}
}

const at = (day: number, hour: number) =>
	`2026-12-${String(day).padStart(2, '0')}T${String(hour).padStart(2, '0')}:00:00Z`;

function inputOf(facts: Facts): Omit<PushInput, 'externalId'> {
	const { subject, location, day, times, isCut, title } = facts;
	const single = { subject, location, start: at(day, 9), end: at(day, 10) };
	if (times === 0) return single;
	const exceptions = [
		...(isCut ? [{ originalStart: at(day + 7, 9), isCancelled: true }] : []),
		...(title === '' ? [] : [{ originalStart: at(day, 9), subject: title }]),
	];
	return { ...single, rrule: `FREQ=WEEKLY;COUNT=${times}`, exceptions };
}

function factsOf(event: Partial<SourceChange>): Facts {
	const times = event.recurrence?.range.numberOfOccurrences ?? 0;
	const { exceptions = [] } = event;
	return {
		subject: event.subject ?? '',
		location: event.location?.displayName ?? '',
		day: Number(event.start?.dateTime.slice(8, 10)),
		times,
		isCut: times > 0 && exceptions.some(({ isCancelled }) => isCancelled),
		title: exceptions.find(({ isCancelled }) => !isCancelled)?.subject ?? '',
	};
}

const writable = (facts: Facts): WritableEvent =>
	readInput({ externalId: 'x', ...inputOf(facts) }, reading);

function inputsOf(source: Source): Inputs {
	const events = source.inputs().map((input, index) => ({
		externalId: input.externalId,
		input: index,
		action: 'upsert' as const,
		event: readInput(input, reading),
		...(input.id && { given: { id: input.id } }),
	}));
	return { events, isIncomplete: false, extendedProperties: [], zones };
}

class History {
	readonly source = new Source();
	readonly calendar = new TwoWayCalendar('hr');
	position = '';
	/** Positions whose changes were handed out, and may or may not have arrived. */
	unconfirmed: string[] = [];
	readonly log: string[] = [];

	constructor(
		private readonly random: Random,
		readonly policy: ConflictPolicy,
		private readonly confirms = false,
	) {}

	facts(): Facts {
		const { random } = this;
		const times = random.chance(0.3) ? 2 + random.below(3) : 0;
		return {
			subject: `S${random.below(1000)}`,
			location: `L${random.below(1000)}`,
			day: 1 + random.below(20),
			times,
			isCut: times > 0 && random.chance(0.5),
			title: times > 0 && random.chance(0.3) ? `T${random.below(1000)}` : '',
		};
	}

	changed(facts: Facts, field: EditedField): Facts {
		if (field === 'day') return { ...facts, day: (facts.day % 20) + 1 };
		return { ...facts, [field]: `${field}${this.random.below(100_000)}` };
	}

	async run(policy = this.policy): Promise<TwoWayResult> {
		const options: TwoWayOptions = {
			mailbox: 'alice@enyoi.example',
			source: 'hr',
			input: 'snapshot',
			allowEmptySnapshot: true,
			maxDeletes: '100%',
			conflictPolicy: policy,
			position: this.position,
			unconfirmed: this.unconfirmed,
			now,
		};
		const turns = new EventLoopTurns();
		const memory = await readMemories(options, turns);
		return await syncTwoWay(this.calendar, inputsOf(this.source), options, { memory, turns });
	}

	/** A run as in life: it may crash, lose an answer, or end before its result has arrived. */
	async riskyRun(): Promise<boolean> {
		const { random, calendar } = this;
		if (random.chance(0.5)) {
			const kind = random.chance(0.5) ? ('crash' as const) : ('lostAnswer' as const);
			calendar.trouble = { kind, after: random.below(5) };
		}
		try {
			const { forSource, position } = await this.run();
			calendar.trouble = undefined;
			const arrives = !random.chance(0.15);
			if (arrives) for (const change of forSource) this.source.apply(change);
			const counts = arrives && !(this.confirms && random.chance(0.4));
			if (counts) this.countsNow(position);
			else {
				this.log.push(arrives ? 'not confirmed' : 'result lost');
				if (this.confirms) this.unconfirmed = [position];
			}
			return counts;
		} catch (error) {
			if (!(error instanceof Crash)) throw error;
			this.log.push('crash');
			return false;
		}
	}

	countsNow(position: string): void {
		this.position = position;
		this.unconfirmed = [];
	}

	/** What both sides have, by external id. */
	sides() {
		const inExchange = new Map<string, Facts>();
		const copies: string[] = [];
		for (const [, view] of this.views()) {
			if (view.externalId === undefined) continue;
			if (inExchange.has(view.externalId)) copies.push(view.externalId);
			inExchange.set(view.externalId, factsOf(view.event()));
		}
		return {
			source: Object.fromEntries([...this.source.events].sort()),
			exchange: Object.fromEntries([...inExchange].sort()),
			copies,
			unlinked: [...this.views()].filter(([, { externalId }]) => externalId === undefined).length,
		};
	}

	views() {
		return new Map(
			[...this.calendar.items.keys()].map((id) => [id, this.calendar.view(id)] as const),
		);
	}
}

describe(`histories of edits on both sides, with crashes and lost answers (SEED=${seed})`, () => {
	it(`keeps every edit when no field is edited on both sides (${histories / 2} histories)`, async () => {
		for (let number = 0; number < histories / 2; number++) {
			const random = seeded(seed + number);
			const history = new History(
				random,
				random.pick(['report', 'exchangeWins', 'sourceWins', 'newestWins']),
			);
			const truth = new Map<string, Facts>();
			const { source, calendar, log } = history;
			for (let round = 0; round < 3; round++) {
				// Where the source always wins, what only Exchange has changed does not stand.
				const sides =
					history.policy === 'sourceWins'
						? (['source'] as const)
						: (['source', 'exchange'] as const);
				for (const externalId of [...truth.keys()]) {
					const before = truth.get(externalId)!;
					const side = random.pick(sides);
					const item = calendar.idOf(externalId)!;
					const edit = random.below(5);
					if (edit === 0) {
						truth.delete(externalId);
						if (side === 'source') source.events.delete(externalId);
						else calendar.items.delete(item);
					} else if (edit <= 2) {
						const some = ['subject', 'location', 'day'] as const;
						const field = random.pick(before.times > 0 ? [...some, 'title' as const] : some);
						const after = history.changed(before, field);
						truth.set(externalId, after);
						log.push(`${round} ${externalId} ${side} ${field}`);
						if (side === 'source') source.events.set(externalId, after);
						else if (field === 'title') calendar.editFirst(item, { subject: after.title });
						else calendar.edit(item, pick(writable(after), field));
						continue;
					}
					log.push(`${round} ${externalId} ${side} ${edit === 0 ? 'delete' : 'nothing'}`);
				}
				for (let more = random.below(3); more > 0; more--) {
					const facts = history.facts();
					truth.set(source.add(facts), facts);
				}
				const own = random.chance(0.3) ? history.facts() : undefined;
				if (own) calendar.edit(undefined, { ...writable({ ...own, times: 0 }) });
				let quiet = 0;
				for (let tries = 0; quiet < 2 && tries < 30; tries++) if (await history.riskyRun()) quiet++;
				if (own) {
					await history.run().then(({ forSource, position }) => {
						forSource.forEach((change) => source.apply(change));
						history.countsNow(position);
					});
					for (const [externalId, facts] of source.events) {
						if (!truth.has(externalId) && source.madeFrom.has(externalId))
							truth.set(externalId, facts);
					}
				}
				const sidesNow = history.sides();
				const expected = Object.fromEntries([...truth].sort());
				expect({ seed: seed + number, policy: history.policy, log, ...sidesNow }).toEqual({
					seed: seed + number,
					policy: history.policy,
					log,
					source: expected,
					exchange: expected,
					copies: [],
					unlinked: 0,
				});
			}
		}
	});

	it.each([
		['at once', false],
		['once it is confirmed', true],
	])(`agrees in the end when a run counts %s (${histories / 2} histories)`, async (_, confirms) => {
		for (let number = 0; number < histories / 2; number++) {
			const random = seeded(seed + 1_000_000 + number);
			const policy = random.pick(['exchangeWins', 'sourceWins', 'newestWins', 'report'] as const);
			const history = new History(random, policy, confirms);
			const { source, calendar, log } = history;
			for (let step = 0; step < 12; step++) {
				const known = [...source.events.keys()];
				const ids = [...calendar.items.keys()];
				const what = random.below(9);
				log.push(`${step} ${what}`);
				if (what === 0) source.add(history.facts());
				else if (what === 1 && known.length > 0) source.events.delete(random.pick(known));
				else if (what === 2 && known.length > 0)
					source.events.set(random.pick(known), history.facts());
				else if (what === 3 && ids.length > 0) calendar.items.delete(random.pick(ids));
				else if (what === 4 && ids.length > 0)
					calendar.edit(random.pick(ids), writable(history.facts()));
				else if (what === 5) calendar.edit(undefined, writable(history.facts()));
				else if (what === 6 && ids.length > 0) {
					const id = random.pick(ids);
					if (calendar.view(id).isSeries) calendar.editFirst(id, { subject: `T${step}` });
				} else await history.riskyRun();
			}
			const last = policy === 'exchangeWins' ? 'exchangeWins' : 'sourceWins';
			for (let round = 0; round < 4; round++) {
				const { forSource, position } = await history.run(last);
				forSource.forEach((change) => source.apply(change));
				history.countsNow(position);
			}
			calendar.writes = 0;
			const quiet = await history.run(last);
			const { source: there, exchange: here, copies } = history.sides();
			expect({
				seed: seed + 1_000_000 + number,
				policy,
				log,
				here,
				copies,
				writes: calendar.writes,
				told: quiet.forSource,
				conflicts: quiet.conflicts.length,
			}).toEqual({
				seed: seed + 1_000_000 + number,
				policy,
				log,
				here: there,
				copies: [],
				writes: 0,
				told: [],
				conflicts: 0,
			});
		}
	});
});

type EditedField = 'subject' | 'location' | 'day' | 'title';

function pick(event: WritableEvent, field: 'subject' | 'location' | 'day'): WritableEvent {
	return field === 'day' ? { times: event.times } : { [field]: event[field] };
}
