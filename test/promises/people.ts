import type { Company } from '../exchangeServer';
import type { Random } from '../support/seed';
import { window } from './window';

export const dayMs = 86_400_000;
export const hourMs = 3_600_000;

export const persons = ['alice', 'bob', 'carol'] as const;
export type Person = (typeof persons)[number];

export const addressOf = (person: string) => `${person}@enyoi.example`;

/** Stands in what is private and must not come out. */
export const secretWord = 'Xylophon';

export const isPrivate = (sensitivity: string) => /Private|Confidential/.test(sensitivity);

/** What people do in their calendars with a client of their own. Ids of what they made are remembered. */
export class People {
	private words = 0;
	/** How edits are taken back, the latest last. */
	private readonly undoing: Array<() => void> = [];
	/** What they made, by item id: what they see there. */
	readonly own = new Map<string, string>();

	constructor(private readonly company: Company) {}

	/** One edit; what the calendar refuses is no edit. @returns its name, for the log of the history */
	edit(name: string, random: Random, chosen?: string): string {
		const { calendar } = this.company.user(name);
		const mine = calendar.items().filter(({ id }) => this.own.has(id));
		const masters = mine.filter(({ recurrence }) => recurrence);
		const singles = mine.filter(({ recurrence }) => !recurrence);
		const pushed = calendar.items().filter(({ subject }) => /^(hr|crm) /.test(subject));
		const time = () => {
			const today = Math.floor(Date.now() / dayMs) * dayMs;
			// A fifth is about to come into the window.
			const day = random.chance(0.2) ? window.futureDays + random.below(4) : random.below(75) - 10;
			return new Date(today + day * dayMs + random.below(96) * 900_000);
		};
		const subject = `Own ${++this.words} & <Zoë>`;
		const single = singles.length > 0 ? random.pick(singles) : undefined;
		const master = masters.length > 0 ? random.pick(masters) : undefined;
		const make = (more: object) => {
			const { id } = calendar.create({ subject, start: time(), ...more });
			this.undoing.push(() => calendar.delete(id));
			return id;
		};
		const change = (to: { start?: Date; location?: string }) => {
			if (!single) return;
			const { id, start, location } = single;
			this.undoing.push(() => calendar.update(id, to.start ? { start } : { location }));
			calendar.update(id, to);
		};
		const occurrence = () => {
			const found = master && calendar.view(new Date(), new Date(Date.now() + 40 * dayMs));
			const one = found?.find(({ item }) => item.id === master?.id);
			return one && master ? calendar.occurrence(master.id, one.originalStart!) : undefined;
		};
		const actions: Record<string, () => unknown> = {
			create: () => make({}),
			createPrivate: () =>
				make({
					subject: `${secretWord} ${this.words}`,
					location: secretWord,
					body: secretWord,
					categories: [secretWord],
					sensitivity: random.pick(['Private', 'Confidential']),
				}),
			createSeries: () =>
				make({
					recurrence: {
						pattern: { type: 'DailyRecurrence', interval: 1 + random.below(9) },
						range: { type: 'NumberedRecurrence', numberOfOccurrences: 2 + random.below(9) },
					},
				}),
			createDamaged: () => calendar.poison(make({})),
			change: () => change({ location: `Room ${this.words}` }),
			move: () => change({ start: time() }),
			delete: () => single && calendar.delete(single.id, { hard: random.chance(0.5) }),
			deleteNewest: () => singles.length > 0 && calendar.delete(singles.at(-1)!.id),
			damage: () => singles.length > 0 && calendar.poison(singles.at(-1)!.id),
			deleteSeries: () => master && calendar.delete(master.id),
			changeOccurrence: () => occurrence()?.update({ location: `Room ${this.words}` }),
			deleteOccurrence: () => occurrence()?.delete(),
			annotate: () => {
				if (pushed.length === 0) return;
				const { id, sensitivity } = random.pick(pushed);
				const location = isPrivate(sensitivity) ? secretWord : `Room ${this.words}`;
				calendar.update(id, { location });
			},
		};
		const often = ['create', 'create', 'create', 'createPrivate', 'change', 'change', 'move'];
		const action = chosen ?? random.pick([...Object.keys(actions), ...often]);
		const before = new Set(calendar.items().map(({ id }) => id));
		try {
			actions[action]();
		} catch (error) {
			return `${name} ${action}: refused (${(error as Error).message})`;
		}
		for (const { id } of calendar.items()) if (!before.has(id)) this.own.set(id, '');
		this.look();
		return `${name} ${action}`;
	}

	/** Takes back the latest edits. @returns their number, for the log of the history */
	undo(count: number): string {
		const latest = this.undoing.splice(-count).reverse();
		for (const undo of latest) {
			try {
				undo();
			} catch {
				// It is gone by now.
			}
		}
		this.look();
		return `people take back ${latest.length}`;
	}

	/** Remembers what they see of what they made. */
	private look(): void {
		const seen = this.seen();
		for (const id of this.own.keys()) {
			const now = seen.get(id);
			if (now === undefined) this.own.delete(id);
			else this.own.set(id, now);
		}
	}

	/** What was damaged is read again. */
	mend(): void {
		for (const { calendar } of this.company.people) {
			for (const { id } of calendar.items()) calendar.mend(id);
		}
	}

	/** What stands in the calendars of what they made, by item id. */
	seen(): Map<string, string> {
		const seen = new Map<string, string>();
		for (const person of this.company.people) {
			for (const item of person.calendar.items()) {
				if (!this.own.has(item.id)) continue;
				const { subject, location, start, end, sensitivity, exceptions } = item;
				const parts = [subject, location, start.toISOString(), end.toISOString(), sensitivity];
				const deleted = item.deletedOccurrences.size;
				seen.set(item.id, [...parts, exceptions.size, deleted].join(' | '));
			}
		}
		return seen;
	}
}
