import type { CalendarChange } from '../../exchange/calendar/event';
import { getChanges } from '../../exchange/changes/getChanges';
import { positionStore } from '../../exchange/changes/position/store';
import { mapConcurrently } from '../../exchange/concurrency';
import type { Exchange } from '../../exchange/connection';
import type { PushInput } from '../../exchange/push/input/pushInput';
import { pushEvents } from '../../exchange/push/pushEvents';
import { twoWay, type SourceChange } from '../../exchange/push/twoWay';
import type { Clock } from '../../exchange/watch/clock';
import { watchCalendars } from '../../exchange/watch/watchCalendars';
import type { Random } from '../support/seed';
import { dayMs, line, type Content } from './places';

/** Mailboxes that one pass works on at a time. */
const together = 4;

/** What it holds of each calendar. */
export class Replica {
	/** Changes that were told. */
	told = 0;
	/** Those among them that were told before: created once more, or deleted once more. */
	repeated = 0;
	private readonly held = new Map<string, Map<string, string>>();

	take({ mailbox, changeType, key, start, subject }: CalendarChange): void {
		const calendar = this.held.get(mailbox) ?? new Map<string, string>();
		this.held.set(mailbox, calendar);
		this.told++;
		const isHeld = calendar.has(key);
		if (isHeld ? changeType === 'created' : changeType === 'deleted') this.repeated++;
		if (changeType === 'deleted') calendar.delete(key);
		else calendar.set(key, line(start?.dateTime, subject));
	}

	content(mailboxes: readonly string[]): Content {
		return Object.fromEntries(
			mailboxes.map((mailbox) => [mailbox, [...(this.held.get(mailbox)?.values() ?? [])].sort()]),
		);
	}
}

/** One pass over the mailboxes of a role; what fails is done again with the next pass. */
export interface Passing {
	pass(signal: AbortSignal): Promise<void>;
	/** Passes of single mailboxes that failed. */
	failures: number;
	content(): Content;
}

/** Reads what changed, as Get Changes does, with its positions in Exchange. */
export class Syncing implements Passing {
	failures = 0;
	readonly replica = new Replica();

	constructor(
		private readonly exchange: Exchange,
		private readonly mailboxes: readonly string[],
	) {}

	async pass(signal: AbortSignal): Promise<void> {
		await mapConcurrently(this.mailboxes, together, async (mailbox) => {
			if (signal.aborted) return;
			try {
				await this.read(mailbox, signal);
			} catch {
				this.failures++;
			}
		});
	}

	content(): Content {
		return this.replica.content(this.mailboxes);
	}

	private async read(mailbox: string, signal: AbortSignal): Promise<void> {
		const store = positionStore(this.exchange, { kind: 'mailbox', mailbox, name: 'soak' });
		const changes = getChanges(this.exchange, {
			mailbox,
			position: await store.read(signal),
			unconfirmed: await store.unconfirmed(signal),
			privacy: 'full',
			signal,
		});
		let next = await changes.next();
		for (; !next.done; next = await changes.next()) this.replica.take(next.value);
		await store.write(next.value.position);
	}
}

/** A source with a few events of its own for each mailbox, which it edits before each pass. */
class Source {
	readonly events = new Map<string, PushInput>();
	private next = 0;

	constructor(private readonly random: Random) {}

	edit(now: number): void {
		const { random, events } = this;
		const own = [...events.keys()].filter((one) => one.startsWith('e'));
		const id = own.length > 0 ? random.pick(own) : undefined;
		if (id !== undefined && (own.length > 8 || random.chance(0.2))) {
			events.delete(id);
			return;
		}
		const day = Math.floor(now / dayMs) * dayMs + (1 + random.below(40)) * dayMs;
		const start = new Date(day + random.below(96) * 900_000).toISOString();
		const end = new Date(Date.parse(start) + 3_600_000).toISOString();
		const isNew = id === undefined || own.length < 3 || random.chance(0.4);
		const externalId = isNew ? `e${++this.next}` : id;
		events.set(externalId, { externalId, subject: `Source ${++this.next}`, start, end });
	}

	lines(): string[] {
		return [...this.events.values()]
			.map(({ start, subject }) => line(String(start), subject))
			.sort();
	}
}

/** Writes the events of a source for each mailbox, of which some are edited before each pass. */
abstract class OfSources<Side extends { source: Source }> implements Passing {
	failures = 0;
	private readonly sides: Map<string, Side>;

	constructor(
		protected readonly exchange: Exchange,
		mailboxes: readonly string[],
		sideOf: () => Side,
		private readonly clock: Clock,
	) {
		this.sides = new Map(mailboxes.map((mailbox) => [mailbox, sideOf()]));
		for (const { source } of this.sides.values()) source.edit(clock.date());
	}

	async pass(signal: AbortSignal): Promise<void> {
		await mapConcurrently([...this.sides], together, async ([mailbox, side]) => {
			if (signal.aborted) return;
			side.source.edit(this.clock.date());
			await this.writeOrFail(mailbox, side, signal);
		});
	}

	/** The same again, without edits. */
	async repeat(signal: AbortSignal): Promise<void> {
		for (const [mailbox, side] of this.sides) await this.writeOrFail(mailbox, side, signal);
	}

	content(): Content {
		return Object.fromEntries(
			[...this.sides].map(([mailbox, { source }]) => [mailbox, source.lines()]),
		);
	}

	protected abstract write(mailbox: string, side: Side, signal: AbortSignal): Promise<void>;

	private async writeOrFail(mailbox: string, side: Side, signal: AbortSignal): Promise<void> {
		await this.write(mailbox, side, signal).catch(() => void this.failures++);
	}
}

/** Pushes a source's complete sets. */
export class Pushing extends OfSources<{ source: Source }> {
	constructor(exchange: Exchange, mailboxes: readonly string[], random: Random, clock: Clock) {
		super(exchange, mailboxes, () => ({ source: new Source(random) }), clock);
	}

	protected async write(
		mailbox: string,
		{ source }: { source: Source },
		signal: AbortSignal,
	): Promise<void> {
		const options = {
			mailbox,
			source: 'soak',
			action: 'snapshot',
			maxDeletes: 100,
			allowEmptySnapshot: true,
			signal,
		} as const;
		const inputs = [...source.events.values()];
		for await (const { action } of pushEvents(this.exchange, options, inputs)) {
			if (action === 'failed') this.failures++;
		}
	}
}

/** Brings edits of a source and of people to each other. */
export class SyncingBothWays extends OfSources<Side> {
	constructor(exchange: Exchange, mailboxes: readonly string[], random: Random, clock: Clock) {
		super(exchange, mailboxes, () => ({ source: new Source(random), fromExchange: 0 }), clock);
	}

	protected async write(mailbox: string, side: Side, signal: AbortSignal): Promise<void> {
		const options = {
			mailbox,
			source: 'soak two-way',
			input: 'snapshot',
			conflictPolicy: 'exchangeWins',
			privacy: 'full',
			maxDeletes: 100,
			allowEmptySnapshot: true,
			position: side.position,
			signal,
		} as const;
		const inputs = [...side.source.events.values()];
		const { forSource, position } = await twoWay(this.exchange, options, inputs);
		for (const change of forSource) takeOver(side, change);
		side.position = position;
	}
}

interface Side {
	source: Source;
	position?: string;
	/** Events that the source has taken over so far. */
	fromExchange: number;
}

/** What a source does with what it is told. */
function takeOver(side: Side, change: SourceChange): void {
	const { events } = side.source;
	const known = [...events.values()].find(({ id }) => id !== undefined && id === change.id);
	const externalId = change.externalId ?? known?.externalId ?? `x${++side.fromExchange}`;
	if (change.changeType === 'deleted') {
		events.delete(externalId);
		return;
	}
	const { id, subject, start, end } = change;
	const at = (time: typeof start) => `${time!.dateTime.slice(0, 19)}Z`;
	events.set(externalId, {
		externalId,
		...(!events.has(externalId) && change.externalId === undefined && { id }),
		subject,
		start: at(start),
		end: at(end),
	});
}

/** Watches all calendars, as the trigger does. */
export class Watching {
	readonly replica = new Replica();
	/** Problems that were told. */
	problems = 0;

	constructor(
		private readonly exchange: Exchange,
		private readonly mailboxes: readonly string[],
		private readonly clock: Clock,
	) {}

	async run(signal: AbortSignal): Promise<void> {
		const options = {
			mailboxes: this.mailboxes,
			positionName: 'soak trigger',
			privacy: 'full',
			clock: this.clock,
			signal,
		} as const;
		for await (const event of watchCalendars(this.exchange, options)) {
			if (event.kind === 'problem') this.problems++;
			else this.replica.take(event as CalendarChange);
		}
	}
}
