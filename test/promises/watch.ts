import type { Company } from '../exchangeServer';
import type { Item } from '../exchangeServer/contracts';
import { secretWord, type People, type Person } from './people';
import type { Source } from './source';
import type { Run } from './wire';

/** Requests of one run at most, and milliseconds that they wait: far more than the histories need. */
const mostRequests = 400;
const longestWaitMs = 30 * 60_000;

/** An appointment of a source. */
interface Pushed {
	item: Item;
	key: string;
}

/** What has to hold at the end of each run, however it ended; made before it begins. */
export class Watch {
	private own: Map<string, string>;
	private readonly pushed: Pushed[];
	/** What was there, or in Deleted Items. */
	private readonly known: Set<Item>;
	private readonly current: Set<string>;
	private readonly mails: number;

	constructor(
		private readonly company: Company,
		private readonly people: People,
		private readonly sources: readonly Source[],
		private readonly read: readonly Person[],
	) {
		this.own = people.seen();
		this.pushed = this.pushedNow();
		this.known = new Set([...this.pushed, ...this.removedNow()].map(({ item }) => item));
		this.current = new Set(
			sources.flatMap((source) =>
				read.flatMap((person) => [...source.of(person).keys()].map((id) => `${source.name} ${id}`)),
			),
		);
		this.mails = company.outbox.length;
	}

	/** Somebody edited something of their own. */
	lookAgain(): void {
		this.own = this.people.seen();
	}

	/** Promises that the run broke. */
	*broken(run: Run, json: unknown): Generator<string> {
		const after = this.people.seen();
		for (const [id, text] of this.own) {
			if (after.get(id) !== text) yield `nothing of others: ${text} became ${after.get(id)}`;
		}
		if (this.company.outbox.length > this.mails) yield 'nobody is mailed';
		const text = JSON.stringify(json ?? '');
		const at = text.indexOf(secretWord);
		if (at >= 0)
			yield `private stays private: it gave ${text.slice(Math.max(0, at - 80), at + 40)}`;
		yield* this.deleted();
		if (run.requests > mostRequests) yield `bounded: ${run.requests} requests`;
		if (run.waitedMs > longestWaitMs) yield `bounded: it waited ${run.waitedMs} ms`;
	}

	/** Keys of appointments that stood there before the run, and of those that still do. */
	keys(): { before: Set<string>; after: Set<string> } {
		const keysOf = (all: readonly Pushed[]) => new Set(all.map(({ key }) => key));
		return { before: keysOf(this.pushed), after: keysOf(this.pushedNow()) };
	}

	/** What a run alone made twice, also where it took one of them away again. */
	*doubled(): Generator<string> {
		const before = countsOf(this.pushed);
		for (const [key, count] of countsOf(this.pushedNow())) {
			if (count > Math.max(before.get(key) ?? 0, 1))
				yield `one appointment: ${key} is there ${count} times`;
		}
		const made = [...this.pushedNow(), ...this.removedNow()].filter(
			({ item }) => !this.known.has(item),
		);
		for (const [key, count] of timesOf(made)) {
			if (count > 1) yield `one appointment: ${key} was created ${count} times`;
		}
	}

	private *deleted(): Generator<string> {
		const { before, after } = this.keys();
		for (const key of before) {
			if (this.current.has(key) && !after.has(key)) {
				yield `nothing is deleted by accident: no appointment of ${key} is left`;
			}
		}
		for (const { item, key } of this.pushed) {
			if (!isIn(item, 'calendar') && !isIn(item, 'deleteditems')) {
				yield `nothing is deleted by accident: ${key} is not in Deleted Items`;
			}
		}
	}

	private pushedNow(): Pushed[] {
		return this.read.flatMap((person) => this.pushedOf(this.company.user(person).calendar.items()));
	}

	/** In Deleted Items. */
	private removedNow(): Pushed[] {
		return this.read.flatMap((person) =>
			this.pushedOf(this.company.user(person).itemsIn('deleteditems')),
		);
	}

	private pushedOf(items: readonly Item[]): Pushed[] {
		return items.flatMap((item) =>
			this.sources.flatMap((source) => {
				const key = source.idIn(item.subject);
				return key === undefined ? [] : [{ item, key: `${source.name} ${key}` }];
			}),
		);
	}
}

function countsOf(pushed: readonly Pushed[]): Map<string, number> {
	return timesOf(pushed.filter(({ item }) => isIn(item, 'calendar')));
}

function timesOf(pushed: readonly Pushed[]): Map<string, number> {
	const counts = new Map<string, number>();
	for (const { key } of pushed) counts.set(key, (counts.get(key) ?? 0) + 1);
	return counts;
}

const isIn = ({ folder, id }: Item, name: string) =>
	folder.distinguishedName === name && folder.items.has(id);
